package org.sspi4j.crypto;

/** Hands out given bytes in order, then starts again. */
public final class FixedRandom implements RandomSource {
    private final byte[] bytes;
    private int next;

    public FixedRandom(byte... bytes) {
        this.bytes = bytes.clone();
    }

    @Override
    public void nextBytes(byte[] out, int offset, int length) {
        for (int i = 0; i < length; i++) {
            out[offset + i] = bytes[next];
            next = (next + 1) % bytes.length;
        }
    }
}
