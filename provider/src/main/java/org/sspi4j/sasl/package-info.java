/**
 * The door of SASL: {@code javax.security.sasl} on security contexts, as services of the {@code java.security.Provider}.
 *
 * <table>
 * <caption>Mechanisms</caption>
 * <tr><th>mechanism</th><th>package</th><th>security layer</th></tr>
 * <tr><td>GSSAPI</td><td>Kerberos</td><td>agreed on in two signed messages after the context's (RFC 4752)</td></tr>
 * <tr><td>GSS-SPNEGO</td><td>Negotiate</td><td>what the context's flags say: INTEGRITY is auth-int, CONFIDENTIALITY auth-conf</td></tr>
 * <tr><td>GS2-KRB5, GS2-KRB5-PLUS</td><td>Kerberos</td><td>none (RFC 5801)</td></tr>
 * <tr><td>NTLM</td><td>NTLM</td><td>none</td></tr>
 * </table>
 *
 * <p>The provider's place decides who answers for GSSAPI and NTLM, which the JDK has too: before its own (SunSASL, JdkSASL) they are ours,
 * behind they are the JDK's. Where this package declines, by null, the JDK asks the next provider: for policies that a mechanism cannot
 * promise, protection or proof of the server where it has none, an authorization identity that it has no place for.
 *
 * <p>Nothing is configured for the whole JVM: credentials come from {@link org.sspi4j.sasl.SspiSasl#CREDENTIAL}, else from the client or
 * Subject that the thread acts as, else from the callback handler, else they are the process's own. For GSS-SPNEGO, whose server sees the
 * flags only, a client's first quality of protection decides.
 *
 * <p>Refused on purpose: a layer that was not offered, or that has no room for a message; protected messages longer than was said, out of
 * order, or readable where they are to be sealed, which all end the context; anonymous clients; clients that wanted to reach another
 * service; a GS2 client that believes there is no GS2-KRB5-PLUS where there is. A client of GSSAPI or GS2 goes on with no server that has
 * not proven itself.
 *
 * <p>Tolerated: the JDK's server of GSSAPI says a size for messages where it offers no layer.
 *
 * <p>Left out: delegation, so that no mechanism promises to pass credentials; a {@code GSSCredential} of somebody else's GSSManager, which
 * is declined; {@code javax.security.sasl.strength}, which no mechanism here has degrees of.
 *
 * @spec RFC 4422
 * @spec RFC 4752
 * @spec RFC 5801
 */
package org.sspi4j.sasl;
