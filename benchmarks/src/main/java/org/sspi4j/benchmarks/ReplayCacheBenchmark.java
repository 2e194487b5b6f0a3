package org.sspi4j.benchmarks;

import java.nio.ByteBuffer;
import java.time.Instant;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.sspi4j.api.SspiException;
import org.sspi4j.engine.BoundedReplayCache;

/**
 * The replay cache alone, in its steady state: a server with so many clients that the cache of a process is half full, where
 * each entry comes as another one may be forgotten.
 */
public class ReplayCacheBenchmark {
    static final int ENTRIES = 1 << 18;
    /** Twice the usual clock skew: how long an authenticator of a client whose clock is ahead has to be remembered. */
    private static final int REMEMBERED_SECONDS = 600;

    @State(Scope.Thread)
    public static class Cache {
        private final BoundedReplayCache cache = new BoundedReplayCache(ENTRIES, 0x5eed);
        private final byte[] digest = new byte[32];
        private final ByteBuffer counter = ByteBuffer.wrap(digest);
        private final int perSecond;
        private long presented;
        private Instant now = Instant.ofEpochSecond(1_000_000_000);
        private Instant until = now.plusSeconds(REMEMBERED_SECONDS);

        public Cache() {
            this(ENTRIES / 2 / REMEMBERED_SECONDS);
        }

        Cache(int perSecond) {
            this.perSecond = perSecond;
        }

        boolean next() throws SspiException {
            if (presented % perSecond == 0) {
                now = now.plusSeconds(1);
                until = now.plusSeconds(REMEMBERED_SECONDS);
            }
            // As different as digests are: an odd multiple of a counter takes every value once.
            counter.putLong(0, presented++ * 0x9e3779b97f4a7c15L);
            return cache.firstSeen(digest, now, now, until);
        }
    }

    @Benchmark
    public boolean ours(Cache cache) throws SspiException {
        return cache.next();
    }
}
