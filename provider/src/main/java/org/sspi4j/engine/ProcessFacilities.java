package org.sspi4j.engine;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.random.RandomGenerator;
import org.sspi4j.crypto.RandomSource;
import org.sspi4j.spi.Facilities;
import org.sspi4j.spi.ReplayCache;

/** The real clock, real randomness, and one replay cache for the whole process. */
final class ProcessFacilities implements Facilities {
    /** At 100 authenticators a second, more than half an hour's: three times as long as one can be presented. */
    private static final int REPLAY_ENTRIES = 1 << 18;

    private final Clock clock = Clock.systemUTC();
    private final RandomGenerator random = new SystemRandom();
    private final ReplayCache replayCache = new BoundedReplayCache(REPLAY_ENTRIES, random.nextLong());

    @Override
    public Clock clock() {
        return clock;
    }

    @Override
    public RandomGenerator random() {
        return random;
    }

    @Override
    public ReplayCache replayCache() {
        return replayCache;
    }

    /** The library's generators, which no lock ties together, as the JDK's interface. */
    private static final class SystemRandom implements RandomGenerator {
        private final RandomSource source = RandomSource.system();

        @Override
        public void nextBytes(byte[] bytes) {
            source.nextBytes(bytes, 0, bytes.length);
        }

        @Override
        public long nextLong() {
            return ByteBuffer.wrap(source.bytes(Long.BYTES)).getLong();
        }
    }
}
