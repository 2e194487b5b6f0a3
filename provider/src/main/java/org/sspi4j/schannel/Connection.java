package org.sspi4j.schannel;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sspi4j.schannel.certificate.ClientCertificateCheck;
import org.sspi4j.schannel.tls.TlsEngine;
import org.sspi4j.spi.ContextRequest;

/**
 * What the states of one context hand on to each other. The state of TLS itself is in the engine, and changes with each record: the one
 * place where a state here is not a value.
 *
 * @param check of a server: looks at the client's certificate
 * @param question of a client: which certificate it shows
 * @param session of a client: under which name its session is found again
 */
record Connection(
        ContextRequest request,
        SchannelCredential credential,
        TlsEngine engine,
        Optional<ClientCertificateCheck> check,
        Optional<CertificateQuestion> question,
        Optional<ClientSessions.Remembered> session) {
    boolean isClient() {
        return credential.isClient();
    }

    /** Whether nobody here looks at the server's certificate. */
    boolean isCheckedByTheApplication() {
        return session.filter(entry -> !entry.name().checked()).isPresent();
    }

    Instant now() {
        return request.facilities().clock().instant();
    }

    /** What was agreed stands for later connections too. */
    void rememberSession(List<X509Certificate> chain) {
        session.ifPresent(entry -> credential.sessions().established(entry, now(), chain));
    }

    /** What was agreed stands for no later connection. */
    void forgetSession() {
        session.ifPresent(credential.sessions()::forget);
    }
}
