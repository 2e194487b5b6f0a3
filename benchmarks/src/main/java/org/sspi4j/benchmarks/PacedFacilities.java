package org.sspi4j.benchmarks;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.random.RandomGenerator;
import org.sspi4j.crypto.RandomSource;
import org.sspi4j.engine.BoundedReplayCache;
import org.sspi4j.spi.Facilities;
import org.sspi4j.spi.ReplayCache;

/**
 * As a process has them, but for the clock: each look at it is a millisecond later than the thread's last one. A benchmark sets
 * up in seconds what a server does in an hour, and the replay cache, as large as a process's, would be full of authenticators
 * that may not be forgotten yet.
 */
final class PacedFacilities implements Facilities {
    private final RandomGenerator random = new SystemRandom();
    private final PacedClock clock = new PacedClock();
    private final ReplayCache replayCache = new BoundedReplayCache(ReplayCacheBenchmark.ENTRIES, random.nextLong());

    /** From now on: before, the KDC looks at the clock too. */
    void pace() {
        clock.start = Instant.now();
    }

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

    private static final class PacedClock extends Clock {
        /** Of each thread, so that they do not meet here. */
        private final ThreadLocal<long[]> looks = ThreadLocal.withInitial(() -> new long[1]);
        private volatile Instant start;

        @Override
        public Instant instant() {
            var start = this.start;
            return start == null ? Instant.now() : start.plusMillis(looks.get()[0]++);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
