package org.sspi4j.schannel.certificate;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.security.auth.x500.X500Principal;
import org.sspi4j.schannel.tls.PeerCheck;

/** MANUAL_CRED_VALIDATION: the application looks at REMOTE_CERT_CONTEXT itself, before it sends anything. */
enum LeftToTheApplication implements PeerCheck {
    INSTANCE;

    @Override
    public void check(List<X509Certificate> chain, String authType, Optional<SSLEngine> engine) {}

    @Override
    public List<X500Principal> authorities() {
        return List.of();
    }
}
