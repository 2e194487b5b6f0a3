package org.sspi4j.api;

import java.util.List;
import java.util.Objects;

/**
 * CRYPTO_SETTINGS: algorithms that a credential does without.
 *
 * @param algorithmUsage what they are used for
 * @param cngAlgId the algorithm's name: of a cipher {@code AES}, {@code CHACHA20_POLY1305}, {@code 3DES}; of a digest {@code SHA1},
 *     {@code SHA256}, {@code SHA384}; of a key exchange {@code ECDH}, {@code DH}, {@code RSA}; of a signature {@code RSA}, {@code ECDSA}
 * @param chainingModes which modes of a cipher, such as {@code ChainingModeGCM}; all of them if there are none. Sixteen at most
 * @param minBitLength keys of at least so many bits are meant; 0 for any
 * @param maxBitLength keys of at most so many bits are meant; 0 for any
 */
public record CryptoSettings(
        Usage algorithmUsage, String cngAlgId, List<String> chainingModes, int minBitLength, int maxBitLength) {
    private static final int MOST = 16;

    /** eTlsAlgorithmUsage. The number of the header is the ordinal. */
    public enum Usage {
        KEY_EXCHANGE,
        SIGNATURE,
        CIPHER,
        DIGEST,
        CERT_SIG
    }

    public CryptoSettings {
        Objects.requireNonNull(algorithmUsage, "algorithmUsage");
        Objects.requireNonNull(cngAlgId, "cngAlgId");
        chainingModes = List.copyOf(chainingModes);
        if (chainingModes.size() > MOST) {
            throw new IllegalArgumentException("At most " + MOST + " chaining modes");
        }
    }

    /** Every mode and length of an algorithm. */
    public static CryptoSettings of(Usage algorithmUsage, String cngAlgId) {
        return new CryptoSettings(algorithmUsage, cngAlgId, List.of(), 0, 0);
    }
}
