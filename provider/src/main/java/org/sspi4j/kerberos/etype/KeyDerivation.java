package org.sspi4j.kerberos.etype;

import java.util.Arrays;
import org.sspi4j.crypto.Cbc;

/**
 * DK and DR: a key is what the base key makes of a constant, block by block. For AES random-to-key is the identity, so DK
 * and DR are the same.
 *
 * @spec RFC 3961 5.1
 */
final class KeyDerivation {
    private KeyDerivation() {}

    /**
     * @param base encrypts under the base key
     * @param folded the constant as one block
     * @param length bytes of the derived key
     */
    static byte[] dk(Cbc base, byte[] folded, int length) {
        byte[] key = new byte[length];
        byte[] in = folded.clone();
        byte[] out = new byte[Cbc.BLOCK];
        for (int at = 0; at < length; at += Cbc.BLOCK) {
            base.block(in, 0, out, 0);
            System.arraycopy(out, 0, key, at, Math.min(Cbc.BLOCK, length - at));
            System.arraycopy(out, 0, in, 0, Cbc.BLOCK);
        }
        Arrays.fill(in, (byte) 0);
        Arrays.fill(out, (byte) 0);
        return key;
    }
}
