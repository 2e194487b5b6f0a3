package org.sspi4j.schannel.certificate;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.security.auth.x500.X500Principal;
import org.sspi4j.api.SspiException;
import org.sspi4j.schannel.tls.PeerCheck;

/**
 * A server looks at a client's certificate, in one context: who vouches for it, what it is for, and whether it is revoked. Whose it is,
 * a mapper says.
 */
public final class ClientCertificateCheck implements PeerCheck {
    private static final String UNKNOWN = "UNKNOWN";

    private final TrustedRoots roots;
    private volatile Optional<VerifiedPath> path = Optional.empty();

    public ClientCertificateCheck(TrustedRoots roots) {
        this.roots = roots;
    }

    /** @throws SspiException as that of {@link ServerCertificateCheck}, but for the name */
    @Override
    public void check(List<X509Certificate> chain, String authType, Optional<SSLEngine> engine) throws SspiException {
        path = Optional.of(roots.verify(chain, authType, engine, CertificateUsage.CLIENT));
    }

    /**
     * How the client's certificate leads to one that is trusted, as it was checked in this handshake. Where a session is resumed
     * nobody asks for a check: it is made now.
     *
     * @param chain as the client sent it, in this handshake or in that of the session
     * @throws SspiException as {@link #check}
     */
    public VerifiedPath path(List<X509Certificate> chain) throws SspiException {
        var checked = path;
        return checked.isPresent() ? checked.get() : roots.verify(chain, UNKNOWN, Optional.empty(), CertificateUsage.CLIENT);
    }

    @Override
    public List<X500Principal> authorities() {
        return roots.authorities();
    }
}
