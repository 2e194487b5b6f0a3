package org.sspi4j.testkit;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Kinds of keys that certificates have. */
public enum TestKey {
    /** 2048 bits. Slow to make: authorities share one key in a JVM, and certificates of others another one. */
    RSA("RSA", 2048, "SHA256withRSA", true),
    /** 2048 bits, for RSASSA-PSS alone. Shared as those of {@link #RSA}. */
    RSASSA_PSS("RSASSA-PSS", 2048, "SHA256withRSAandMGF1", true),
    /** P-256. */
    EC("EC", 256, "SHA256withECDSA", false),
    ED25519("Ed25519", 255, "Ed25519", false);

    private static final Map<String, KeyPair> SHARED = new ConcurrentHashMap<>();

    private final String algorithm;
    private final int size;
    private final String signature;
    private final boolean shared;

    TestKey(String algorithm, int size, String signature, boolean shared) {
        this.algorithm = algorithm;
        this.size = size;
        this.signature = signature;
        this.shared = shared;
    }

    /** A new one, also where others share. */
    public KeyPair generate() {
        try {
            var generator = KeyPairGenerator.getInstance(algorithm);
            if (this != ED25519) {
                generator.initialize(size);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    KeyPair of(String holders) {
        return shared ? SHARED.computeIfAbsent(name() + " of " + holders, any -> generate()) : generate();
    }

    /** What it signs with where nothing is said. */
    String signature() {
        return signature;
    }
}
