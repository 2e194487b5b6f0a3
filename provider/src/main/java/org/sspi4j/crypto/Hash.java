package org.sspi4j.crypto;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The digests the protocols use. */
public enum Hash {
    MD5("MD5", 16, 64),
    SHA_1("SHA-1", 20, 64),
    SHA_224("SHA-224", 28, 64),
    SHA_256("SHA-256", 32, 64),
    SHA_384("SHA-384", 48, 128),
    SHA_512("SHA-512", 64, 128);

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

    /** The bytes that follow go into this digest, until {@link #end}. */
    public void begin(Workspace workspace) {
        workspace.digest(this);
    }

    public void update(Workspace workspace, byte[] bytes) {
        workspace.running(this).update(bytes);
    }

    /** Covers all segments in their order, sealed and signed ones alike. */
    public void update(Workspace workspace, ScatteredBytes bytes) {
        bytes.rewind();
        bytes.coverRest(workspace, workspace.sink(this));
    }

    /** Writes the digest. */
    public void end(Workspace workspace, byte[] out) {
        try {
            workspace.running(this).digest(out, 0, length);
        } catch (DigestException e) {
            throw new IllegalStateException(e);
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
