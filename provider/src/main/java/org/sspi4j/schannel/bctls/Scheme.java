package org.sspi4j.schannel.bctls;

import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.Vector;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.SignatureScheme;

/**
 * SignatureScheme: those that are made and taken, best first. None has SHA-1.
 *
 * @spec RFC 8446 4.2.3
 */
enum Scheme {
    ECDSA_SECP256R1_SHA256(SignatureScheme.ecdsa_secp256r1_sha256, "EC", "SHA256withECDSA", "1.2.840.10045.3.1.7"),
    ECDSA_SECP384R1_SHA384(SignatureScheme.ecdsa_secp384r1_sha384, "EC", "SHA384withECDSA", "1.3.132.0.34"),
    ECDSA_SECP521R1_SHA512(SignatureScheme.ecdsa_secp521r1_sha512, "EC", "SHA512withECDSA", "1.3.132.0.35"),
    ED25519(SignatureScheme.ed25519, "EdDSA", "Ed25519", Scheme.ED25519_KEY),
    ED448(SignatureScheme.ed448, "EdDSA", "Ed448", Scheme.ED448_KEY),
    RSA_PSS_RSAE_SHA256(SignatureScheme.rsa_pss_rsae_sha256, "RSA", MGF1ParameterSpec.SHA256, 32),
    RSA_PSS_RSAE_SHA384(SignatureScheme.rsa_pss_rsae_sha384, "RSA", MGF1ParameterSpec.SHA384, 48),
    RSA_PSS_RSAE_SHA512(SignatureScheme.rsa_pss_rsae_sha512, "RSA", MGF1ParameterSpec.SHA512, 64),
    RSA_PSS_PSS_SHA256(SignatureScheme.rsa_pss_pss_sha256, "RSASSA-PSS", MGF1ParameterSpec.SHA256, 32),
    RSA_PSS_PSS_SHA384(SignatureScheme.rsa_pss_pss_sha384, "RSASSA-PSS", MGF1ParameterSpec.SHA384, 48),
    RSA_PSS_PSS_SHA512(SignatureScheme.rsa_pss_pss_sha512, "RSASSA-PSS", MGF1ParameterSpec.SHA512, 64),
    RSA_PKCS1_SHA256(SignatureScheme.rsa_pkcs1_sha256, "RSA", "SHA256withRSA", null),
    RSA_PKCS1_SHA384(SignatureScheme.rsa_pkcs1_sha384, "RSA", "SHA384withRSA", null),
    RSA_PKCS1_SHA512(SignatureScheme.rsa_pkcs1_sha512, "RSA", "SHA512withRSA", null);

    private static final String ED25519_KEY = "1.3.101.112";
    private static final String ED448_KEY = "1.3.101.113";
    private static final Vector<SignatureAndHashAlgorithm> OURS =
            Stream.of(values()).map(Scheme::algorithm).collect(Collectors.toCollection(Vector::new));

    private final SignatureAndHashAlgorithm algorithm;
    private final String key;
    private final String signature;
    private final AlgorithmParameterSpec parameters;
    private final String curve;

    Scheme(int number, String key, String signature, String curve) {
        this.algorithm = SignatureScheme.getSignatureAndHashAlgorithm(number);
        this.key = key;
        this.signature = signature;
        this.parameters = null;
        this.curve = curve;
    }

    Scheme(int number, String key, MGF1ParameterSpec mask, int salt) {
        this.algorithm = SignatureScheme.getSignatureAndHashAlgorithm(number);
        this.key = key;
        this.signature = "RSASSA-PSS";
        this.parameters = new PSSParameterSpec(mask.getDigestAlgorithm(), "MGF1", mask, salt, PSSParameterSpec.TRAILER_FIELD_BC);
        this.curve = null;
    }

    SignatureAndHashAlgorithm algorithm() {
        return algorithm;
    }

    /** The algorithm of the keys that sign so, as the JDK calls it. */
    String key() {
        return key;
    }

    /** Its name in the JDK. */
    String signature() {
        return signature;
    }

    Optional<AlgorithmParameterSpec> parameters() {
        return Optional.ofNullable(parameters);
    }

    /** In Bouncy Castle's form; not to be changed. */
    static Vector<SignatureAndHashAlgorithm> ours() {
        return OURS;
    }

    /** Those of ours that the peer takes in CertificateVerify or ServerKeyExchange, ours first. */
    static List<Scheme> taken(List<SignatureAndHashAlgorithm> peers, boolean tls13) {
        return Stream.of(values())
                .filter(scheme -> peers.contains(scheme.algorithm))
                // RFC 8446 4.2.3: RSASSA-PKCS1-v1_5 is for certificates there, "not defined for use in signed TLS handshake messages"
                .filter(scheme -> !tls13 || !scheme.name().startsWith("RSA_PKCS1"))
                .toList();
    }

    static Set<String> keys(List<Scheme> schemes) {
        return schemes.stream().map(Scheme::key).collect(Collectors.toUnmodifiableSet());
    }

    /** The best of them for a key; under TLS 1.2 the curve of the key does not matter. */
    static Optional<Scheme> best(List<Scheme> schemes, SubjectPublicKeyInfo of, boolean tls13) {
        var right = schemes.stream().filter(scheme -> scheme.isRightFor(of)).findFirst();
        if (right.isPresent() || tls13) {
            return right;
        }
        return schemes.stream().filter(scheme -> scheme.key.equals("EC") && key(of).equals("EC")).findFirst();
    }

    private boolean isRightFor(SubjectPublicKeyInfo of) {
        if (!key.equals(key(of))) {
            return false;
        }
        return switch (key) {
            case "EC" -> curve.equals(String.valueOf(of.getAlgorithm().getParameters()));
            case "EdDSA" -> curve.equals(of.getAlgorithm().getAlgorithm().getId());
            default -> true;
        };
    }

    /** What the JDK calls the algorithm of a key, whoever made the object. */
    static String key(SubjectPublicKeyInfo of) {
        var oid = of.getAlgorithm().getAlgorithm().getId();
        return switch (oid) {
            case "1.2.840.113549.1.1.1" -> "RSA";
            case "1.2.840.113549.1.1.10" -> "RSASSA-PSS";
            case "1.2.840.10045.2.1" -> "EC";
            case ED25519_KEY, ED448_KEY -> "EdDSA";
            default -> oid;
        };
    }
}
