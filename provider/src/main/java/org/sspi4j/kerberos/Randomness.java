package org.sspi4j.kerberos;

import java.util.random.RandomGenerator;
import org.sspi4j.crypto.RandomSource;

/** The caller's generator for the ciphers. */
record Randomness(RandomGenerator generator) implements RandomSource {
    /** Nonces and sequence numbers stay below 2^30: peers disagree on how to read larger ones. */
    private static final int POSITIVE = 0x3FFF_FFFF;

    @Override
    public void nextBytes(byte[] out, int offset, int length) {
        if (offset == 0 && length == out.length) {
            generator.nextBytes(out);
            return;
        }
        var bytes = new byte[length];
        generator.nextBytes(bytes);
        System.arraycopy(bytes, 0, out, offset, length);
    }

    /** A number that every peer reads in the same way. */
    int number() {
        return generator.nextInt() & POSITIVE;
    }
}
