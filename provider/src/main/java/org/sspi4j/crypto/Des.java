package org.sspi4j.crypto;

import java.util.Arrays;
import org.bouncycastle.crypto.engines.DESEngine;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * DES of one block, with keys of 7 bytes as NTLMv1 and LM have them. Weak: a key is found within a day. Bouncy Castle's, because a
 * policy of the JVM may take the JDK's away.
 *
 * @spec MS-NLMP 6
 */
public final class Des {
    private static final int BLOCK = 8;
    private static final int KEY = 7;

    private Des() {}

    /**
     * The block under a key.
     *
     * @param key 56 bits: from {@code keyAt} on, 7 bytes
     * @param block 8 bytes
     */
    public static byte[] encrypt(byte[] key, int keyAt, byte[] block) {
        byte[] spread = withParity(key, keyAt);
        try {
            var engine = new DESEngine();
            engine.init(true, new KeyParameter(spread));
            byte[] out = new byte[BLOCK];
            engine.processBlock(block, 0, out, 0);
            return out;
        } finally {
            Arrays.fill(spread, (byte) 0);
        }
    }

    /** Seven bits of the key in each byte; the eighth is for parity, which nobody looks at. */
    private static byte[] withParity(byte[] key, int keyAt) {
        long bits = 0;
        for (int i = 0; i < KEY; i++) {
            bits = bits << Byte.SIZE | key[keyAt + i] & 0xFF;
        }
        byte[] spread = new byte[BLOCK];
        for (int i = BLOCK - 1; i >= 0; i--) {
            spread[i] = (byte) (bits << 1);
            bits >>>= 7;
        }
        return spread;
    }
}
