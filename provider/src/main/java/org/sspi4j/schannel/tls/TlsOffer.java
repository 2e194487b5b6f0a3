package org.sspi4j.schannel.tls;

import java.util.List;
import java.util.Optional;

/**
 * What one context brings to its engine.
 *
 * @param limits versions and cipher suites; one of the few of its credential
 * @param sessionKey of clients: connections with the same key resume each other's sessions
 * @param serverName of clients: server_name, a DNS name without a final dot; empty for none
 * @param applicationProtocols ALPN: what a client offers, or a server speaks, best first. A server with some refuses a client that
 *     offers others; without any it passes over what is offered
 * @param asksForCertificate of servers: whether the client is asked for a certificate, which it may not have
 * @param peer looks at the peer's certificate, in each full handshake in which there is one
 * @param certificates says which certificate to show
 */
public record TlsOffer(
        TlsLimits limits,
        String sessionKey,
        Optional<String> serverName,
        List<byte[]> applicationProtocols,
        boolean asksForCertificate,
        PeerCheck peer,
        CertificateChoice certificates) {
    public TlsOffer {
        applicationProtocols = List.copyOf(applicationProtocols);
    }
}
