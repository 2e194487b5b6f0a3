package org.sspi4j.crypto;

import org.bouncycastle.crypto.digests.MD4Digest;

/**
 * MD4, which the JDK does not have: what RC4 keys of passwords are.
 *
 * @spec RFC 1320
 */
public final class Md4 {
    private static final int LENGTH = 16;

    /** To make one is as much work as to digest a password, since Bouncy Castle asks whether it is allowed. */
    private static final Leases<MD4Digest> DIGESTS = new Leases<>(MD4Digest::new);

    private Md4() {}

    /** The digest of the bytes, 16 bytes. */
    public static byte[] of(byte[] bytes) {
        byte[] hash = new byte[LENGTH];
        var digest = DIGESTS.take();
        digest.update(bytes, 0, bytes.length);
        digest.doFinal(hash, 0);        // and erases what it has
        DIGESTS.give(digest);
        return hash;
    }
}
