package org.sspi4j.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.api.SecurityStatus.SEC_E_INSUFFICIENT_MEMORY;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.api.SspiException;

@Timeout(120)
class BoundedReplayCacheTest {
    private static final long SEED = 42;
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void oneThreadOfManyIsFirst() throws Exception {
        int threads = 64;
        int digests = 200_000;       // so many that threads catch up with each other
        var cache = new BoundedReplayCache(digests, SEED);
        var winners = new AtomicIntegerArray(digests);
        var together = new CyclicBarrier(threads);
        var pool = Executors.newFixedThreadPool(threads);
        try {
            var runs = new ArrayList<Future<Void>>();
            for (int thread = 0; thread < threads; thread++) {
                runs.add(pool.submit(() -> {
                    together.await();
                    for (int i = 0; i < digests; i++) {
                        if (cache.firstSeen(digest(i, i), NOW, NOW, NOW.plusSeconds(600))) {
                            winners.incrementAndGet(i);
                        }
                    }
                    return null;
                }));
            }
            for (var run : runs) {
                run.get();
            }
        } finally {
            pool.shutdown();
        }
        for (int i = 0; i < digests; i++) {
            assertEquals(1, winners.get(i), "digest " + i);
        }
    }

    @Nested
    @DisplayName("What is remembered")
    class Remembering {
        private final BoundedReplayCache cache = new BoundedReplayCache(1 << 12, SEED);

        @Test
        void isNeverTakenForNewAgainWhoeverPresentsItAndWhen() throws Exception {
            var until = NOW.plusSeconds(10);
            assertTrue(cache.firstSeen(digest(1, 1), NOW, NOW, until));
            assertFalse(cache.firstSeen(digest(1, 1), NOW, until, until));
            // Another acceptor may allow an hour where the first one allowed seconds.
            assertFalse(cache.firstSeen(digest(1, 1), NOW, NOW.plusSeconds(600), NOW.plusSeconds(3600)));
        }

        @Test
        void isEachHalfOfADigestAlone() throws Exception {
            for (long i = 0; i < 16; i++) {
                for (long j = 0; j < 16; j++) {
                    assertTrue(cache.firstSeen(digest(i, j), NOW, NOW, NOW.plusSeconds(60)), i + " " + j);
                }
            }
            for (long i = 0; i < 16; i++) {
                for (long j = 0; j < 16; j++) {
                    assertFalse(cache.firstSeen(digest(i, j), NOW, NOW, NOW.plusSeconds(60)), i + " " + j);
                }
            }
        }

        @Test
        void isTheFirst128BitsOfADigest() throws Exception {
            var longer = ByteBuffer.allocate(32).putLong(1).putLong(2).putLong(3).array();
            assertTrue(cache.firstSeen(longer, NOW, NOW, NOW.plusSeconds(60)));
            assertFalse(cache.firstSeen(digest(1, 2), NOW, NOW, NOW.plusSeconds(60)));
        }

        @Test
        void mayBeADigestOfZeros() throws Exception {
            assertTrue(cache.firstSeen(new byte[16], NOW, NOW, NOW.plusSeconds(60)));
            assertFalse(cache.firstSeen(new byte[16], NOW, NOW, NOW.plusSeconds(60)));
        }

        @Test
        void mayLastForEverOrHaveEndedBefore1970() throws Exception {
            assertTrue(cache.firstSeen(digest(1, 1), NOW, NOW, Instant.MAX));
            assertFalse(cache.firstSeen(digest(1, 1), NOW, NOW, Instant.MAX));
            assertTrue(cache.firstSeen(digest(2, 2), Instant.EPOCH.minusSeconds(90), Instant.EPOCH.minusSeconds(90),
                    Instant.EPOCH.minusSeconds(60)));
            assertFalse(cache.firstSeen(digest(2, 2), Instant.EPOCH.minusSeconds(90), Instant.EPOCH.minusSeconds(80),
                    Instant.EPOCH.minusSeconds(60)));
        }

        @Test
        void staysSoWhenTheClockGoesBack() throws Exception {
            assertTrue(cache.firstSeen(digest(1, 1), NOW, NOW, NOW.plusSeconds(60)));
            assertFalse(cache.firstSeen(digest(1, 1), NOW, NOW.minusSeconds(3600), NOW.plusSeconds(60)));
            assertFalse(cache.firstSeen(digest(1, 1), NOW, NOW, NOW.plusSeconds(60)));
        }
    }

    /** Whatever was dropped must not be accepted again by a clock that says it is earlier. */
    @Test
    void whatWasDroppedIsNotAcceptedWhenTheClockGoesBack() throws Exception {
        var cache = new BoundedReplayCache(64, SEED);
        var until = NOW.plusSeconds(60);
        assertTrue(cache.firstSeen(digest(-1, -1), NOW, NOW, until));
        var later = NOW.plusSeconds(3600);
        for (long i = 0; i < 4096; i++) {
            cache.firstSeen(digest(i, i), later.plusSeconds(i), later.plusSeconds(i), later.plusSeconds(i));
        }
        assertFalse(cache.firstSeen(digest(-1, -1), NOW, NOW.plusSeconds(1), until));
    }

    /** Acceptors with other limits and other clocks present one digest, which carries one time. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void nothingIsTakenForNewTwiceWhateverHappens(long seed) throws Exception {
        var random = new Random(seed);
        var cache = new BoundedReplayCache(1 << 16, seed);
        var carried = new HashMap<Long, Instant>();
        var taken = new HashSet<Long>();
        var now = NOW;
        for (int i = 0; i < 50_000; i++) {
            now = now.plusMillis(random.nextInt(400) - (random.nextInt(100) == 0 ? 20_000 : 0));
            long key = random.nextInt(i / 8 + 1);
            var time = carried.computeIfAbsent(key, unused -> instant(random));
            if (cache.firstSeen(digest(key, key * 31), time, now, time.plusSeconds(random.nextInt(3600)))) {
                assertTrue(taken.add(key), "call " + i);
            }
        }
        assertTrue(taken.size() > 1000, taken.size() + " were new");
    }

    private static Instant instant(Random random) {
        return NOW.plusSeconds(random.nextInt(20_000) - 300);
    }

    /** With one limit and a clock that runs forward nobody is refused who comes for the first time. */
    @Test
    void whatIsNewAndInTimeIsTaken() throws Exception {
        var random = new Random(SEED);
        var cache = new BoundedReplayCache(1 << 16, SEED);
        var now = NOW;
        for (long i = 0; i < 100_000; i++) {
            now = now.plusMillis(random.nextInt(40));
            var time = now.plusMillis(random.nextInt(600_000) - 300_000);
            assertTrue(cache.firstSeen(digest(i, ~i), time, now, time.plusSeconds(300)), "call " + i);
        }
    }

    @Nested
    @DisplayName("The bound on memory")
    class Bound {
        private static final int ENTRIES = 1 << 12;

        private final BoundedReplayCache cache = new BoundedReplayCache(ENTRIES, SEED);
        private final Random random = new Random(SEED);

        @Test
        void isBetweenWhatWasAskedForAndTwiceThat() throws Exception {
            int taken = fill(NOW, NOW.plusSeconds(600), 10 * ENTRIES);
            assertTrue(taken >= ENTRIES && taken <= 2 * ENTRIES, "took " + taken);
        }

        @Test
        void isWhereNewOnesAreRefusedAndOldOnesKnown() throws Exception {
            var known = digest(1, 1);
            assertTrue(cache.firstSeen(known, NOW, NOW, NOW.plusSeconds(600)));
            fill(NOW, NOW.plusSeconds(600), 10 * ENTRIES);
            assertEquals(SEC_E_INSUFFICIENT_MEMORY, refusal(NOW));
            assertFalse(cache.firstSeen(known, NOW, NOW, NOW.plusSeconds(600)));
            assertEquals(SEC_E_INSUFFICIENT_MEMORY, refusal(NOW.plusSeconds(600)));
        }

        @Test
        void staysWhenAFewAreOverAndDropsOnlyThose() throws Exception {
            int few = fill(NOW, NOW.plusSeconds(10), 1000);
            var known = digest(1, 1);
            assertTrue(cache.firstSeen(known, NOW, NOW, NOW.plusSeconds(600)));
            fill(NOW, NOW.plusSeconds(600), 10 * ENTRIES);
            var lastSecond = NOW.plusSeconds(601);
            int more = fill(lastSecond, NOW.plusSeconds(1200), 10 * ENTRIES);
            assertTrue(more > 0 && more <= few, more + " more for " + few + " that were over");
            assertFalse(cache.firstSeen(known, NOW, lastSecond, NOW.plusSeconds(600)));
        }

        @Test
        void isNoMatterOnceTheOldOnesAreOver() throws Exception {
            fill(NOW, NOW.plusSeconds(600), 10 * ENTRIES);
            int again = fill(NOW.plusSeconds(602), NOW.plusSeconds(1200), ENTRIES / 2);
            assertEquals(ENTRIES / 2, again);
        }

        @Test
        void countsAtMost64BytesAnEntryHoweverFarItHasGrown() throws Exception {
            int entries = fill(NOW, NOW.plusSeconds(600), ENTRIES / 2);
            for (int taken = ENTRIES / 100; taken > 0; entries += taken) {
                long bytes = 0;
                for (var table : cache.tables()) {
                    bytes += table.bytes();
                }
                assertTrue(bytes <= 64L * entries, bytes + " bytes for " + entries + " entries");
                taken = fill(NOW, NOW.plusSeconds(600), ENTRIES / 100);
            }
            assertTrue(entries >= ENTRIES);
        }

        /** How many of so many fresh digests were taken. */
        private int fill(Instant now, Instant until, int attempts) throws SspiException {
            int taken = 0;
            for (int i = 0; i < attempts; i++) {
                try {
                    assertTrue(cache.firstSeen(digest(random.nextLong(), random.nextLong()), now, now, until));
                    taken++;
                } catch (SspiException e) {
                    assertEquals(SEC_E_INSUFFICIENT_MEMORY, e.status());
                }
            }
            return taken;
        }

        /** The status when some fresh digest is not taken. */
        private Object refusal(Instant now) {
            return assertThrows(SspiException.class, () -> {
                for (int i = 0; i < 1000; i++) {
                    cache.firstSeen(digest(random.nextLong(), random.nextLong()), now, now, now.plusSeconds(600));
                }
            }).status();
        }
    }

    private static byte[] digest(long high, long low) {
        return ByteBuffer.allocate(16).putLong(high).putLong(low).array();
    }
}
