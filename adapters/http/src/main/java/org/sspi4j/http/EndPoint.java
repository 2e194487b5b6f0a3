package org.sspi4j.http;

import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.security.spec.PSSParameterSpec;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.sspi4j.api.ChannelBindings;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;

/**
 * tls-server-end-point: the hash of the server's certificate.
 *
 * @spec RFC 5929 4.1
 */
final class EndPoint {
    /** "... if the certificate's signatureAlgorithm uses ... MD5 or SHA-1, then use SHA-256"; of EdDSA it says nothing. */
    private static final Map<String, String> DIGESTS = Map.of(
            "MD5", "SHA-256",
            "SHA1", "SHA-256",
            "SHA224", "SHA-224",
            "SHA256", "SHA-256",
            "SHA384", "SHA-384",
            "SHA512", "SHA-512",
            "ED25519", "SHA-256",
            "ED448", "SHA-256",
            "EDDSA", "SHA-256");

    private EndPoint() {}

    /** @throws SspiException SEC_E_UNSUPPORTED_FUNCTION if it is not known which hash it is */
    static ChannelBindings of(X509Certificate server) throws SspiException {
        try {
            var digest = MessageDigest.getInstance(digest(server).orElseThrow(() -> new SspiException(
                    SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION,
                    "There is no tls-server-end-point binding with a certificate that is signed with " + server.getSigAlgName()
                            + ": have it issued with RSA or ECDSA and a hash of the SHA-2 family, or set channelBinding=ignore")));
            return ChannelBindings.tlsServerEndPoint(digest.digest(server.getEncoded()));
        } catch (SspiException e) {
            throw e;
        } catch (GeneralSecurityException e) {
            throw new SspiException(SecurityStatus.SEC_E_CERT_UNKNOWN, "The server's certificate has no hash: " + e.getMessage(), e);
        }
    }

    /** The JDK's names of algorithms are {@code SHA256withRSA} and the like. */
    private static Optional<String> digest(X509Certificate server) throws GeneralSecurityException {
        var name = server.getSigAlgName().toUpperCase(Locale.ROOT);
        if (name.equals("RSASSA-PSS")) {
            return pss(server.getSigAlgParams());
        }
        int with = name.indexOf("WITH");
        return Optional.ofNullable(DIGESTS.get(with < 0 ? name : name.substring(0, with)));
    }

    private static Optional<String> pss(byte[] encoded) throws GeneralSecurityException {
        if (encoded == null) {
            return Optional.empty();
        }
        var parameters = AlgorithmParameters.getInstance("RSASSA-PSS");
        try {
            parameters.init(encoded);
        } catch (IOException e) {
            return Optional.empty();
        }
        var digest = parameters.getParameterSpec(PSSParameterSpec.class).getDigestAlgorithm().toUpperCase(Locale.ROOT);
        return Optional.ofNullable(DIGESTS.get(digest.replace("-", "")));
    }
}
