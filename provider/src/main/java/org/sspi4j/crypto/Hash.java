package org.sspi4j.crypto;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The digests the protocols use. */
public enum Hash {
    MD5("MD5", 16, 64),
    SHA_1("SHA-1", 20, 64),
    SHA_256("SHA-256", 32, 64),
    SHA_384("SHA-384", 48, 128);

    private final String algorithm;
    private final int length;
    private final int blockLength;

    Hash(String algorithm, int length, int blockLength) {
        this.algorithm = algorithm;
        this.length = length;
        this.blockLength = blockLength;
    }

    /** The digest of the parts, one after the other. */
    public byte[] of(byte[]... parts) {
        try (Workspace workspace = Workspace.lease()) {
            MessageDigest digest = workspace.digest(this);
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        }
    }

    /** Bytes of a digest. */
    public int length() {
        return length;
    }

    int blockLength() {
        return blockLength;
    }

    MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JVM has no " + algorithm, e);
        }
    }
}
