package org.sspi4j.engine;

import java.nio.ByteBuffer;
import java.time.Instant;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.spi.ReplayCache;

/**
 * A replay cache in memory: 128 bits of each digest and a time, in 64 open-addressed tables. A table doubles up to its bound;
 * entries past their time are dropped when room is needed. Contexts meet only if their digests fall into the same table, and
 * then for some tens of nanoseconds.
 */
public final class BoundedReplayCache implements ReplayCache {
    private static final int TABLES = 64;
    private static final long LATEST = 0xFFFF_FFFFL;

    private final Table[] tables = new Table[TABLES];
    private final long seed;

    /**
     * @param entries how many are remembered at least; at most twice as many are, but room for 1536 is always there
     * @param seed unpredictable, so that nobody can aim at one table
     */
    public BoundedReplayCache(int entries, long seed) {
        this.seed = seed;
        for (int i = 0; i < TABLES; i++) {
            tables[i] = new Table(4L * entries / (3 * TABLES), seed);
        }
    }

    @Override
    public boolean firstSeen(byte[] digest, Instant time, Instant now, Instant until) throws SspiException {
        var bytes = ByteBuffer.wrap(digest);
        long high = bytes.getLong();
        long low = bytes.getLong();
        int table = (int) (place(high, low, seed) >>> 58);
        // Rounded up, so that nothing is forgotten early.
        return tables[table].add(high, low, seconds(time), now.getEpochSecond(), Math.min(seconds(until) + 1, LATEST));
    }

    /** Of 32 bits, which last until 2106; 0 is no time. */
    private static long seconds(Instant time) {
        return Math.max(1, Math.min(time.getEpochSecond(), LATEST));
    }

    /** For the test of what an entry costs. */
    Table[] tables() {
        return tables;
    }

    /** Where an entry belongs: the finishing step of MurmurHash3 over the seeded digest. */
    private static long place(long high, long low, long seed) {
        long mixed = (high ^ seed) + Long.rotateLeft(low, 32);
        mixed = (mixed ^ (mixed >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ (mixed >>> 33);
    }

    /**
     * Entries of three numbers: two of the digest, and one of two times: until when it has to be remembered, and the one that the
     * digested thing carries. At least a quarter of the room is free, marked by 0: while a table grows, an entry takes 32 to 64 bytes.
     */
    static final class Table {
        private static final int WORDS = 3;
        private static final int FIRST = 32;

        private final long largest;
        private final long seed;
        private long[] words = new long[WORDS * FIRST];
        private int used;
        private long earliest = Long.MAX_VALUE;
        /** The latest time that a dropped entry carried: what carries that or an earlier one may have been presented before. */
        private long droppedTime;

        Table(long largest, long seed) {
            this.largest = largest;
            this.seed = seed;
        }

        synchronized boolean add(long high, long low, long time, long now, long until) throws SspiException {
            int at = find(words, high, low);
            if (words[at + 2] != 0) {
                words[at + 2] = times(Math.max(until(words[at + 2]), until), time);
                return false;
            }
            if (time <= droppedTime) {
                return false;
            }
            if (isFull(used + 1)) {
                makeRoom(now);
                at = find(words, high, low);
            }
            put(words, at, high, low, times(until, time));
            used++;
            earliest = Math.min(earliest, until);
            return true;
        }

        private static long times(long until, long time) {
            return until << 32 | time;
        }

        private static long until(long times) {
            return times >>> 32;
        }

        private static long time(long times) {
            return times & LATEST;
        }

        /** Drops what is past its time; doubles if that does not free half of what is taken. */
        private void makeRoom(long now) throws SspiException {
            if (earliest >= now && capacity() > largest) {
                throw full();
            }
            var old = words;
            long live = 0;
            for (int at = 0; at < old.length; at += WORDS) {
                live += old[at + 2] != 0 && until(old[at + 2]) >= now ? 1 : 0;
            }
            boolean grow = isFull(2 * (live + 1)) && capacity() <= largest;
            words = new long[grow ? 2 * old.length : old.length];
            used = 0;
            earliest = Long.MAX_VALUE;
            for (int at = 0; at < old.length; at += WORDS) {
                if (old[at + 2] != 0) {
                    keepOrDrop(old[at], old[at + 1], old[at + 2], now);
                }
            }
            if (isFull(used + 1)) {
                throw full();
            }
        }

        private boolean isFull(long entries) {
            return 4 * entries > 3L * capacity();
        }

        private void keepOrDrop(long high, long low, long times, long now) {
            if (until(times) < now) {
                droppedTime = Math.max(droppedTime, time(times));
                return;
            }
            put(words, find(words, high, low), high, low, times);
            used++;
            earliest = Math.min(earliest, until(times));
        }

        private static SspiException full() {
            return new SspiException(
                    SecurityStatus.SEC_E_INSUFFICIENT_MEMORY,
                    "The replay cache is full of authenticators that may not be forgotten yet; "
                            + "what cannot be remembered is not accepted");
        }

        /** How many entries it has. */
        synchronized int used() {
            return used;
        }

        /** How much memory its entries take. */
        synchronized long bytes() {
            return (long) Long.BYTES * words.length;
        }

        private int capacity() {
            return words.length / WORDS;
        }

        /** Where the entry is, or where it belongs. */
        private int find(long[] words, long high, long low) {
            int mask = words.length / WORDS - 1;
            int slot = (int) place(high, low, seed) & mask;
            while (words[WORDS * slot + 2] != 0 && (words[WORDS * slot] != high || words[WORDS * slot + 1] != low)) {
                slot = slot + 1 & mask;
            }
            return WORDS * slot;
        }

        private static void put(long[] words, int at, long high, long low, long times) {
            words[at] = high;
            words[at + 1] = low;
            words[at + 2] = times;
        }
    }
}
