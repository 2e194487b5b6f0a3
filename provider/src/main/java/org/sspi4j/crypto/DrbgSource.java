package org.sspi4j.crypto;

import java.security.DrbgParameters;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;

/**
 * Hash_DRBG of 256 bits strength, each generator leased to one thread at a time and drawn in blocks: most requests are
 * a copy. What was handed out is erased from the block. The default {@code SecureRandom} has one lock for the whole JVM.
 *
 * @spec SP800-90A 10.1.1
 */
final class DrbgSource implements RandomSource {
    static final RandomSource SYSTEM = new DrbgSource();

    private static final int BLOCK = 1024;

    private final Leases<Generator> generators = new Leases<>(Generator::new);

    private DrbgSource() {}

    @Override
    public void nextBytes(byte[] out, int offset, int length) {
        Generator generator = generators.take();
        generator.fill(out, offset, length);
        generators.give(generator);
    }

    private static final class Generator {
        private final SecureRandom drbg = drbg();
        private final byte[] block = new byte[BLOCK];
        private int next = BLOCK;

        void fill(byte[] out, int offset, int length) {
            for (int done = 0; done < length; ) {
                if (next == BLOCK) {
                    drbg.nextBytes(block);
                    next = 0;
                }
                int n = Math.min(length - done, BLOCK - next);
                System.arraycopy(block, next, out, offset + done, n);
                System.arraycopy(Workspace.ZEROES, 0, block, next, n);
                next += n;
                done += n;
            }
        }

        private static SecureRandom drbg() {
            try {
                var strongest = DrbgParameters.instantiation(256, DrbgParameters.Capability.RESEED_ONLY, null);
                return SecureRandom.getInstance("DRBG", strongest);
            } catch (NoSuchAlgorithmException e) {
                return new SecureRandom();      // a JVM whose providers were replaced
            }
        }
    }
}
