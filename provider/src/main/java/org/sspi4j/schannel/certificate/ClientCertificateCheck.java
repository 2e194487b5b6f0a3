package org.sspi4j.schannel.certificate;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.security.auth.x500.X500Principal;
import org.sspi4j.api.SspiException;
import org.sspi4j.schannel.tls.PeerCheck;

/**
 * A server looks at a client's certificate: who vouches for it, what it is for, and whether it is revoked. Whose it is, a mapper says.
 */
public final class ClientCertificateCheck implements PeerCheck {
    private final TrustedRoots roots;

    public ClientCertificateCheck(TrustedRoots roots) {
        this.roots = roots;
    }

    /** @throws SspiException as that of {@link ServerCertificateCheck}, but for the name */
    @Override
    public void check(List<X509Certificate> chain, String authType, Optional<SSLEngine> engine) throws SspiException {
        roots.check(chain, authType, engine, CertificateUsage.CLIENT);
    }

    @Override
    public List<X500Principal> authorities() {
        return roots.authorities();
    }
}
