package org.sspi4j.crypto;

import java.security.DigestException;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * A key of HMAC with its two pads ready. Immutable until closed, so one object serves all threads; the running digest is
 * in the {@link Workspace}. The JDK's {@code Mac} is for one thread, allocates in each call and cannot be wiped.
 *
 * @spec RFC 2104 2
 */
public final class Hmac implements AutoCloseable {
    /** Copied, as {@link Workspace#ZEROES}. */
    private static final byte[] IPAD = longest(0x36);
    private static final byte[] OPAD = longest(0x5c);

    /** In this the two pads of a key differ, whatever the key is; those that were wiped do not differ. */
    private static final int BETWEEN_PADS = 0x36 ^ 0x5c;

    private final Hash hash;
    private final byte[] inner;
    private final byte[] outer;

    /** Copies the key. */
    public Hmac(Hash hash, byte[] key) {
        this(hash);
        byte[] block = key.length > hash.blockLength() ? hash.of(key) : key;
        put(block);
        if (block != key) {
            Arrays.fill(block, (byte) 0);
        }
    }

    /** Without a key, until one is {@linkplain #put put} in. */
    Hmac(Hash hash) {
        this.hash = hash;
        inner = new byte[hash.blockLength()];
        outer = new byte[hash.blockLength()];
    }

    /** @param key at most a block */
    void put(byte[] key) {
        pad(inner, key, IPAD);
        pad(outer, key, OPAD);
    }

    /**
     * The bytes that follow go into this MAC, until {@link #end}.
     *
     * @throws IllegalStateException if the key was closed
     */
    public void begin(Workspace workspace) {
        requireKey();
        workspace.digest(hash).update(inner);
    }

    /** Covers all segments in their order, sealed and signed ones alike. */
    public void update(Workspace workspace, ScatteredBytes bytes) {
        bytes.rewind();
        bytes.coverRest(workspace, workspace.sink(hash));
    }

    public void update(Workspace workspace, byte[] bytes) {
        workspace.running(hash).update(bytes);
    }

    public void update(Workspace workspace, byte[] bytes, int from, int length) {
        workspace.running(hash).update(bytes, from, length);
    }

    /**
     * Writes the first {@code length} bytes of the MAC.
     *
     * @throws IllegalStateException if the key was closed since {@link #begin}
     */
    public void end(Workspace workspace, byte[] out, int at, int length) {
        MessageDigest digest = workspace.running(hash);
        finish(digest, workspace.tag);
        digest.update(outer);
        digest.update(workspace.tag, 0, hash.length());
        finish(digest, workspace.tag);
        requireKey();
        System.arraycopy(workspace.tag, 0, out, at, length);
    }

    /** A MAC with a key of zeros is one that everybody can make. */
    private void requireKey() {
        if ((inner[0] ^ outer[0]) != BETWEEN_PADS) {
            throw new IllegalStateException("The key was closed, and makes no MACs any more");
        }
    }

    @Override
    public void close() {
        System.arraycopy(Workspace.ZEROES, 0, inner, 0, inner.length);
        System.arraycopy(Workspace.ZEROES, 0, outer, 0, outer.length);
    }

    Hash hash() {
        return hash;
    }

    private void finish(MessageDigest digest, byte[] out) {
        try {
            digest.digest(out, 0, hash.length());
        } catch (DigestException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void pad(byte[] pad, byte[] block, byte[] with) {
        System.arraycopy(with, 0, pad, 0, pad.length);
        for (int i = 0; i < block.length; i++) {
            pad[i] ^= block[i];
        }
    }

    private static byte[] longest(int with) {
        byte[] pad = new byte[Hash.SHA_512.blockLength()];
        Arrays.fill(pad, (byte) with);
        return pad;
    }
}
