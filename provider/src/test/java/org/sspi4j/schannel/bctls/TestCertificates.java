package org.sspi4j.schannel.bctls;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.sspi4j.api.CertContext;

/** A root, and a certificate of each kind of key under it; made once. */
final class TestCertificates {
    static final String HOST = "www.example.com";

    private static final KeyPair ROOT_KEYS = keys("EC", new ECGenParameterSpec("secp256r1"));
    private static final X509Certificate ROOT = certificate(new X500Principal("CN=Root"), ROOT_KEYS, true);
    private static final ConcurrentMap<String, CertContext> MADE = new ConcurrentHashMap<>();

    private TestCertificates() {}

    static X509Certificate root() {
        return ROOT;
    }

    /** @param kind RSA, RSASSA-PSS, EC, P-384, Ed25519 or Ed448 */
    static CertContext of(String kind) {
        return MADE.computeIfAbsent(kind, TestCertificates::make);
    }

    private static CertContext make(String kind) {
        var keys = switch (kind) {
            case "RSA", "RSASSA-PSS" -> keys(kind, new RSAKeyGenParameterSpec(2048, RSAKeyGenParameterSpec.F4));
            case "EC" -> keys("EC", new ECGenParameterSpec("secp256r1"));
            case "P-384" -> keys("EC", new ECGenParameterSpec("secp384r1"));
            default -> keys(kind, null);
        };
        return new CertContext(List.of(certificate(new X500Principal("CN=" + kind), keys, false), ROOT), keys.getPrivate());
    }

    private static KeyPair keys(String algorithm, AlgorithmParameterSpec parameters) {
        try {
            var generator = KeyPairGenerator.getInstance(algorithm);
            if (parameters != null) {
                generator.initialize(parameters);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static X509Certificate certificate(X500Principal subject, KeyPair keys, boolean ca) {
        var now = Instant.now();
        var builder = new JcaX509v3CertificateBuilder(
                new X500Principal("CN=Root"),
                new BigInteger(64, new SecureRandom()),
                Date.from(now.minusSeconds(3600)),
                Date.from(now.plusSeconds(86400)),
                subject,
                keys.getPublic());
        try {
            if (ca) {
                builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            } else {
                builder.addExtension(
                        Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName(GeneralName.dNSName, HOST)));
            }
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(ROOT_KEYS.getPrivate())));
        } catch (CertIOException | OperatorCreationException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Their keys, for the JDK. */
    static KeyStore keyStore(List<CertContext> contexts) throws Exception {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (var context : contexts) {
            store.setKeyEntry(
                    context.toString(),
                    context.privateKey(),
                    new char[0],
                    new ArrayList<>(context.chain()).toArray(X509Certificate[]::new));
        }
        return store;
    }

    /** The root, for the JDK. */
    static KeyStore trustStore() throws Exception {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("root", ROOT);
        return store;
    }
}
