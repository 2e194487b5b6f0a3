package org.sspi4j.crypto;

/**
 * Where random bytes come from. A parameter wherever randomness is used, so that worked examples can be replayed;
 * safe for use by many threads.
 */
@FunctionalInterface
public interface RandomSource {
    /** The system's: unpredictable, with no lock shared between threads. */
    static RandomSource system() {
        return DrbgSource.SYSTEM;
    }

    /** Fills {@code length} bytes of {@code out}, from {@code offset}. */
    void nextBytes(byte[] out, int offset, int length);

    /** A new array of {@code length} random bytes. */
    default byte[] bytes(int length) {
        byte[] out = new byte[length];
        nextBytes(out, 0, length);
        return out;
    }
}
