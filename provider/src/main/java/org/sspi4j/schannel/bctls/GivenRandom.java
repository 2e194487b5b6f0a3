package org.sspi4j.schannel.bctls;

import java.security.SecureRandom;
import java.security.SecureRandomSpi;
import java.util.random.RandomGenerator;

/** The caller's generator in the form that Bouncy Castle takes. Without the lock of {@link SecureRandom}. */
final class GivenRandom extends SecureRandom {
    private static final long serialVersionUID = 1;

    private final transient RandomGenerator generator;

    GivenRandom(RandomGenerator generator) {
        super(new Nothing(), null);
        this.generator = generator;
    }

    @Override
    public void nextBytes(byte[] bytes) {
        generator.nextBytes(bytes);
    }

    @Override
    public byte[] generateSeed(int numBytes) {
        var seed = new byte[numBytes];
        generator.nextBytes(seed);
        return seed;
    }

    /** The generator needs none. */
    @Override
    public void setSeed(long seed) {}

    @Override
    public void setSeed(byte[] seed) {}

    /** Never asked: everything is overridden above. Without one SecureRandom seeds itself from the system. */
    private static final class Nothing extends SecureRandomSpi {
        private static final long serialVersionUID = 1;

        @Override
        protected void engineSetSeed(byte[] seed) {}

        @Override
        protected void engineNextBytes(byte[] bytes) {
            throw new IllegalStateException("the generator is asked");
        }

        @Override
        protected byte[] engineGenerateSeed(int numBytes) {
            throw new IllegalStateException("the generator is asked");
        }
    }
}
