package org.sspi4j.schannel.certificate;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;

/**
 * What a certificate has to be good for.
 *
 * @spec RFC 5280 4.2.1.12, 4.2.1.3
 */
enum CertificateUsage {
    SERVER("1.3.6.1.5.5.7.3.1", "serverAuth", "server"),
    CLIENT("1.3.6.1.5.5.7.3.2", "clientAuth", "client");

    private static final String ANY = "2.5.29.37.0";
    private static final int DIGITAL_SIGNATURE = 0;

    private final String keyPurpose;
    private final String name;
    private final String peer;

    CertificateUsage(String keyPurpose, String name, String peer) {
        this.keyPurpose = keyPurpose;
        this.name = name;
        this.peer = peer;
    }

    /** {@code server} or {@code client}. */
    String peer() {
        return peer;
    }

    /**
     * A certificate that names no purpose is good for each.
     *
     * @throws SspiException SEC_E_CERT_WRONG_USAGE
     */
    void check(X509Certificate certificate) throws SspiException {
        var problem = problem(certificate);
        if (problem.isPresent()) {
            throw new SspiException(SecurityStatus.SEC_E_CERT_WRONG_USAGE, problem.get());
        }
    }

    private Optional<String> problem(X509Certificate certificate) {
        try {
            var purposes = certificate.getExtendedKeyUsage();
            if (purposes != null && !purposes.contains(keyPurpose) && !purposes.contains(ANY)) {
                return Optional.of("The " + peer + "'s certificate is not for a " + peer + ": its extended key usage is " + purposes
                        + "; have one issued with " + name + " (" + keyPurpose + ")");
            }
        } catch (CertificateParsingException e) {
            return Optional.of("The extended key usage of the " + peer + "'s certificate cannot be read");
        }
        var keyUsage = certificate.getKeyUsage();
        return keyUsage == null || keyUsage[DIGITAL_SIGNATURE]
                ? Optional.empty()
                : Optional.of("The key of the " + peer + "'s certificate may not sign: have one issued with key usage digitalSignature");
    }
}
