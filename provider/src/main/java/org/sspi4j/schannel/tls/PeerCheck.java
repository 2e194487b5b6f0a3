package org.sspi4j.schannel.tls;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.security.auth.x500.X500Principal;
import org.sspi4j.api.SspiException;

/** Looks at the certificate that the peer shows. */
public interface PeerCheck {
    /**
     * Returns if the peer may have it: it has proven, or is about to prove, that it has the key.
     *
     * @param chain as the peer sent it, its own certificate first; not empty
     * @param authType the JDK's word for what the key is used for, such as {@code ECDHE_RSA}, or {@code UNKNOWN}
     * @param engine that of the JDK, where it is one: its constraints count
     * @throws SspiException why not
     */
    void check(List<X509Certificate> chain, String authType, Optional<SSLEngine> engine) throws SspiException;

    /** Whom it trusts: of a server, the authorities that the client is told of. */
    List<X500Principal> authorities();
}
