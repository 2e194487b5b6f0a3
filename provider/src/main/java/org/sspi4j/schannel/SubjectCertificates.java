package org.sspi4j.schannel;

import java.util.List;
import javax.security.auth.Subject;
import javax.security.auth.x500.X500PrivateCredential;
import org.sspi4j.api.CertContext;
import org.sspi4j.api.SchCredentials;

/** Certificates that a Subject holds, with their keys. */
final class SubjectCertificates {
    private SubjectCertificates() {}

    static SchCredentials of(Subject subject) {
        var credentials = SchCredentials.builder();
        for (var held : subject.getPrivateCredentials(X500PrivateCredential.class)) {
            if (!held.isDestroyed()) {
                credentials.cred(new CertContext(List.of(held.getCertificate()), held.getPrivateKey()));
            }
        }
        return credentials.build();
    }
}
