package org.sspi4j.http;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.sspi4j.api.SspiException;

/** A request, as far as it says who sends it: what each server's adapter tells of it. */
public interface HttpExchange {
    /** The values of all fields Authorization, as they came. */
    List<String> authorization();

    /**
     * The certificate that the server has shown, if the client's own TLS connection ends in this server; empty where it comes as plain
     * text, from a proxy too.
     *
     * @throws SspiException if there was one and the server does not say which
     */
    Optional<X509Certificate> serverCertificate() throws SspiException;

    /**
     * The server's own object for the connection, the same one for all of its requests and no other's; compared by identity. Empty if it
     * does not carry one request after the other of one client: requests of HTTP/2 are under way at the same time, and behind a proxy's
     * AJP there are many clients.
     */
    Optional<Object> connection();
}
