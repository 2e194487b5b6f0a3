package org.sspi4j.crypto;

import java.security.MessageDigest;

/**
 * What one operation needs beside its keys, leased for its duration: two arrays of one piece each (the JDK's ciphers copy
 * when input and output share an array), and digests. {@link #close} erases what passed through the arrays, and what the digests have:
 * the last one's words may be a key.
 */
public final class Workspace implements AutoCloseable {
    /** Bytes ciphered by one JCE call: fits the first cache level twice, and is long enough for the wide instructions. */
    static final int PIECE = 8192;

    /** Copied to erase: on JDK 17 five times as fast as {@code Arrays.fill}. */
    static final byte[] ZEROES = new byte[PIECE];

    private static final Leases<Workspace> LEASES = new Leases<>(Workspace::new);

    final byte[] in = new byte[PIECE];
    final byte[] out = new byte[PIECE];
    /** The ciphertext block before the current piece. */
    final byte[] previous = new byte[Cbc.BLOCK];
    final byte[] tag = new byte[Hash.SHA_512.length()];
    private final MessageDigest[] digests = new MessageDigest[Hash.values().length];
    private final ByteSink[] sinks = new ByteSink[digests.length];
    private Hmac md5Key;
    private boolean keyed;
    private int used;
    /** A bit for each digest that has something in it. */
    private int digesting;

    private Workspace() {}

    public static Workspace lease() {
        return LEASES.take();
    }

    @Override
    public void close() {
        System.arraycopy(ZEROES, 0, in, 0, used);
        System.arraycopy(ZEROES, 0, out, 0, used);
        System.arraycopy(ZEROES, 0, tag, 0, tag.length);
        if (keyed) {
            md5Key.close();
            keyed = false;
        }
        used = 0;
        for (; digesting != 0; digesting &= digesting - 1) {
            digests[Integer.numberOfTrailingZeros(digesting)].reset();
        }
        LEASES.give(this);
    }

    /**
     * HMAC-MD5 under a key that serves this operation alone, and is wiped with the workspace. There is one at a time.
     *
     * @param key at most 64 bytes
     */
    public Hmac hmacMd5(byte[] key) {
        if (md5Key == null) {
            md5Key = new Hmac(Hash.MD5);
        }
        md5Key.put(key);
        keyed = true;
        return md5Key;
    }

    /** A fresh digest: an operation that failed half-way leaves nothing behind, since whoever closes erases it. */
    MessageDigest digest(Hash hash) {
        MessageDigest digest = digests[hash.ordinal()];
        if (digest == null) {
            digest = hash.newDigest();
            digests[hash.ordinal()] = digest;
            sinks[hash.ordinal()] = digest::update;
        }
        int bit = 1 << hash.ordinal();
        if ((digesting & bit) != 0) {
            digest.reset();
        }
        digesting |= bit;
        return digest;
    }

    /** The running digest as a receiver of bytes. */
    ByteSink sink(Hash hash) {
        return sinks[hash.ordinal()];
    }

    /** The running digest: what {@link #digest} gave last. */
    MessageDigest running(Hash hash) {
        return digests[hash.ordinal()];
    }

    /** To be said before bytes are put into {@link #in} or {@link #out}. */
    void using(int bytes) {
        used = Math.max(used, bytes);
    }
}
