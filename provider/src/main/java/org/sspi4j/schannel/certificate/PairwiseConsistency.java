package org.sspi4j.schannel.certificate;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.ProviderException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Map;
import org.sspi4j.api.CertContext;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;

/**
 * Whether a private key is that of its certificate. An RSA key that tells its modulus is compared by it; every other one signs
 * something, which a device may ask its user for.
 */
public final class PairwiseConsistency {
    /** Nothing that TLS signs begins so. */
    private static final byte[] SIGNED = "sspi4j: is this private key the certificate's?".getBytes(US_ASCII);

    /** By the algorithm of the key. */
    private static final Map<String, String> SIGNATURES = Map.of(
            "RSA", "SHA256withRSA",
            "RSASSA-PSS", "RSASSA-PSS",
            "EC", "SHA256withECDSA",
            "EdDSA", "EdDSA",
            "DSA", "SHA256withDSA");

    private static final PSSParameterSpec PSS =
            new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, PSSParameterSpec.TRAILER_FIELD_BC);

    private PairwiseConsistency() {}

    /**
     * Keys that neither backend signs with are not looked at.
     *
     * @throws SspiException SEC_E_UNKNOWN_CREDENTIALS if the key is another certificate's, or does not sign
     */
    public static void check(CertContext own) throws SspiException {
        var publicKey = own.certificate().getPublicKey();
        var algorithm = SIGNATURES.get(publicKey.getAlgorithm());
        if (algorithm != null && !agree(publicKey, own.privateKey(), algorithm, own)) {
            throw new SspiException(
                    SecurityStatus.SEC_E_UNKNOWN_CREDENTIALS,
                    "The private key that came with " + own + " is another certificate's: give the two that belong together");
        }
    }

    private static boolean agree(PublicKey publicKey, PrivateKey privateKey, String algorithm, CertContext own) throws SspiException {
        if (publicKey instanceof RSAKey shown && privateKey instanceof RSAKey held && held.getModulus() != null) {
            return shown.getModulus().equals(held.getModulus());
        }
        try {
            return verifies(publicKey, sign(privateKey, algorithm, publicKey), algorithm);
        } catch (GeneralSecurityException | ProviderException e) {
            throw new SspiException(
                    SecurityStatus.SEC_E_UNKNOWN_CREDENTIALS,
                    "The private key that came with " + own + " does not sign as its certificate wants it (" + e.getMessage()
                            + "): give the two that belong together, and see that the key's device is there", e);
        }
    }

    private static byte[] sign(PrivateKey key, String algorithm, PublicKey publicKey) throws GeneralSecurityException {
        var signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        restrict(signature, publicKey);
        signature.update(SIGNED);
        return signature.sign();
    }

    private static boolean verifies(PublicKey key, byte[] signed, String algorithm) throws GeneralSecurityException {
        var signature = Signature.getInstance(algorithm);
        signature.initVerify(key);
        restrict(signature, key);
        signature.update(SIGNED);
        return signature.verify(signed);
    }

    /** A key of RSASSA-PSS may have parameters of its own. After init, which finds the provider that knows the key. */
    private static void restrict(Signature signature, PublicKey key) throws GeneralSecurityException {
        if (signature.getAlgorithm().equals("RSASSA-PSS")) {
            signature.setParameter(key instanceof RSAKey rsa && rsa.getParams() != null ? rsa.getParams() : PSS);
        }
    }
}
