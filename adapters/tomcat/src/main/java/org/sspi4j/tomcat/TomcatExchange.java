package org.sspi4j.tomcat;

import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.apache.catalina.connector.Request;
import org.apache.tomcat.util.net.SSLSupport;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.http.HttpExchange;

/** A request, as Tomcat has it. */
record TomcatExchange(Request request) implements HttpExchange {
    @Override
    public List<String> authorization() {
        return Collections.list(request.getHeaders("Authorization"));
    }

    /**
     * Of the socket's own TLS: {@code request.isSecure()} may be what a proxy says. What Tomcat offers for ending a TLS session is the same
     * object that knows the session's certificates.
     */
    @Override
    public Optional<X509Certificate> serverCertificate() throws SspiException {
        if (!request.getServletConnection().isSecure()) {
            return Optional.empty();
        }
        if (request.getAttribute(SSLSupport.SESSION_MGR) instanceof SSLSupport tls) {
            var chain = tls.getLocalCertificateChain();
            if (chain != null && chain.length > 0) {
                return Optional.of(chain[0]);
            }
        }
        throw new SspiException(
                SecurityStatus.SEC_E_CERT_UNKNOWN,
                "This connector's TLS does not tell which certificate it has shown: use the JDK's (sslImplementationName="
                        + "\"org.apache.tomcat.util.net.jsse.JSSEImplementation\"), or set channelBinding=\"ignore\"");
    }

    /** The protocol of the socket as well as that of the request: AJP carries requests of HTTP/1.1, and HTTP/2 begins as HTTP/1.1. */
    @Override
    public Optional<Object> connection() {
        var connection = request.getServletConnection();
        return connection.getProtocol().equals("http/1.1") && request.getProtocol().startsWith("HTTP/1.")
                ? Optional.of(connection)
                : Optional.empty();
    }
}
