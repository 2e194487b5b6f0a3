package org.sspi4j.schannel.certificate;

import java.security.cert.X509Certificate;
import java.util.List;

/** A path that was checked from its one end to the other. Only {@link TrustedRoots} makes one. */
public final class VerifiedPath {
    private final List<X509Certificate> certificates;

    VerifiedPath(List<X509Certificate> certificates) {
        this.certificates = List.copyOf(certificates);
    }

    /** The peer's certificate, those of its issuers in order, and last the one that is trusted, which may be the peer's itself. */
    public List<X509Certificate> certificates() {
        return certificates;
    }
}
