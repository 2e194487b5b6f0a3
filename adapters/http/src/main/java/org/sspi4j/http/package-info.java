/**
 * What the adapters for web servers have in common: who sends a request, by Negotiate with Kerberos and NTLM inside, as
 * {@link org.sspi4j.HttpServerAuthentication} finds out, with the settings that an administrator writes
 * ({@link org.sspi4j.http.HttpAuthenticator#of}) and the answers that a server gives ({@link org.sspi4j.http.HttpVerdict}). It knows no
 * server: an adapter tells it of each request by an {@link org.sspi4j.http.HttpExchange}.
 *
 * <pre>{@code
 * var authenticator = HttpAuthenticator.of(settings, folder);      // once
 * var verdict = authenticator.authenticate(exchange);          // for each request
 * verdict.challenges().forEach(challenge -> response.addHeader("WWW-Authenticate", challenge));
 * if (verdict instanceof HttpVerdict.Passed passed) {
 *     goOnAs(passed.principal());
 * } else if (verdict instanceof HttpVerdict.Stopped stopped) {
 *     log(stopped.why());
 *     response.sendError(stopped.status());
 * }
 * }</pre>
 *
 * <p>A handshake of several requests belongs to the object that the server has for the connection, and ends with it, with whatever else
 * comes over the connection, or after a minute. Nobody is remembered behind it: each request proves whose it is. What a server remembers in
 * its sessions is its own affair, and {@link org.sspi4j.http.SspiPrincipal#expiry()} says how long it may.
 */
package org.sspi4j.http;
