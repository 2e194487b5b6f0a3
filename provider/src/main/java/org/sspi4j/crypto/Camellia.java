package org.sspi4j.crypto;

import java.util.Arrays;
import org.bouncycastle.crypto.engines.CamelliaEngine;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * Camellia in CBC mode from a zero vector: Bouncy Castle's block cipher, since the JDK has none. It
 * makes 32 bytes of garbage for each block, which no caller can keep it from.
 *
 * @spec RFC 3713
 * @spec RFC 6803 6
 */
public final class Camellia implements ChainedCipher {
    private final CamelliaEngine engine = new CamelliaEngine();
    private final boolean encrypts;
    private final int keyLength;
    private final byte[] chain = new byte[BLOCK];
    private final byte[] block = new byte[BLOCK];

    private Camellia(boolean encrypts, byte[] key) {
        this.encrypts = encrypts;
        this.keyLength = key.length;
        engine.init(encrypts, new KeyParameter(key));
    }

    /** @param key 16 or 32 bytes, copied */
    public static Camellia encryption(byte[] key) {
        return new Camellia(true, key);
    }

    /** @param key 16 or 32 bytes, copied */
    public static Camellia decryption(byte[] key) {
        return new Camellia(false, key);
    }

    @Override
    public void begin() {
        Arrays.fill(chain, (byte) 0);
    }

    @Override
    public void next(byte[] in, int from, int length, byte[] out, int at) {
        for (int i = 0; i < length; i += BLOCK) {
            if (encrypts) {
                encrypt(in, from + i, out, at + i);
            } else {
                decrypt(in, from + i, out, at + i);
            }
        }
    }

    @Override
    public void last(byte[] in, int from, int length, byte[] out, int at) {
        next(in, from, length, out, at);
        begin();
    }

    /** The engine cannot be wiped: a key that is nobody's takes the place. */
    @Override
    public void close() {
        engine.init(encrypts, new KeyParameter(new byte[keyLength]));
        Arrays.fill(chain, (byte) 0);
        Arrays.fill(block, (byte) 0);
    }

    private void encrypt(byte[] in, int from, byte[] out, int at) {
        for (int i = 0; i < BLOCK; i++) {
            block[i] = (byte) (in[from + i] ^ chain[i]);
        }
        engine.processBlock(block, 0, out, at);
        System.arraycopy(out, at, chain, 0, BLOCK);
    }

    private void decrypt(byte[] in, int from, byte[] out, int at) {
        engine.processBlock(in, from, block, 0);
        for (int i = 0; i < BLOCK; i++) {
            out[at + i] = (byte) (block[i] ^ chain[i]);
        }
        System.arraycopy(in, from, chain, 0, BLOCK);
    }
}
