package org.sspi4j.crypto;

import org.bouncycastle.crypto.digests.MD4Digest;

/**
 * MD4, which the JDK does not have: what RC4 keys of passwords are.
 *
 * @spec RFC 1320
 */
public final class Md4 {
    private Md4() {}

    /** The digest of the bytes, 16 bytes. */
    public static byte[] of(byte[] bytes) {
        var digest = new MD4Digest();
        digest.update(bytes, 0, bytes.length);
        byte[] hash = new byte[digest.getDigestSize()];
        digest.doFinal(hash, 0);
        digest.reset();
        return hash;
    }
}
