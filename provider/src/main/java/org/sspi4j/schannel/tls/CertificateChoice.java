package org.sspi4j.schannel.tls;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.sspi4j.api.CertContext;

/** Says which certificate to show. */
@FunctionalInterface
public interface CertificateChoice {
    /** May wait for somebody, if it is a client's; then on the thread that runs the engine's {@link TlsEngine#task()}. */
    Optional<CertContext> choose(Wish wish);

    /**
     * What the peer can do with a certificate.
     *
     * @param keyAlgorithms of the certificate's key, by {@link java.security.Key#getAlgorithm()}: {@code RSA}, {@code EC}, {@code EdDSA},
     *     {@code RSASSA-PSS}
     * @param issuers of a server's request: the authorities that it trusts; empty for any
     * @param serverName of a client's: whom it wants to speak to
     */
    record Wish(Set<String> keyAlgorithms, List<X500Principal> issuers, Optional<String> serverName) {
        public Wish {
            keyAlgorithms = Set.copyOf(keyAlgorithms);
            issuers = List.copyOf(issuers);
        }
    }
}
