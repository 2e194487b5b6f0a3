package org.sspi4j.testkit;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Signs what Bouncy Castle puts together, and has it read by the JDK, as whoever receives it does. */
final class TestSignature {
    private static final BouncyCastleProvider BOUNCY_CASTLE = new BouncyCastleProvider();

    private final ContentSigner signer;

    private TestSignature(ContentSigner signer) {
        this.signer = signer;
    }

    /** @param algorithm such as {@code SHA256withRSA}; RSASSA-PSS is {@code SHA256withRSAandMGF1} */
    static TestSignature of(String algorithm, PrivateKey key) {
        var builder = new JcaContentSignerBuilder(algorithm);
        try {
            // The JDK knows RSASSA-PSS by another name.
            return new TestSignature((algorithm.endsWith("MGF1") ? builder.setProvider(BOUNCY_CASTLE) : builder).build(key));
        } catch (OperatorCreationException e) {
            throw new IllegalArgumentException("A key of " + key.getAlgorithm() + " does not sign with " + algorithm, e);
        }
    }

    X509Certificate on(X509v3CertificateBuilder certificate) {
        try {
            return (X509Certificate) x509().generateCertificate(new ByteArrayInputStream(certificate.build(signer).getEncoded()));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    X509CRL on(X509v2CRLBuilder list) {
        try {
            return (X509CRL) x509().generateCRL(new ByteArrayInputStream(list.build(signer).getEncoded()));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static CertificateFactory x509() throws GeneralSecurityException {
        return CertificateFactory.getInstance("X.509");
    }
}
