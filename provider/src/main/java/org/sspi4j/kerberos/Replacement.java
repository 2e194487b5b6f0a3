package org.sspi4j.kerberos;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/**
 * When to replace a ticket-granting ticket that still holds: in the last quarter of its life, each at a time of its own, so that
 * processes that started together do not ask together; after a failure a while later, and longer after each.
 *
 * @param at not before; {@link Instant#MAX} if nothing better can be had
 */
record Replacement(ServiceTicket tgt, Instant at, int failures) {
    private static final double EARLIEST = 0.75;
    private static final double LATEST = 0.90;
    private static final Duration FIRST_BACK_OFF = Duration.ofSeconds(30);
    private static final int MOST_DOUBLINGS = 5;

    static Replacement never(ServiceTicket tgt) {
        return new Replacement(tgt, Instant.MAX, 0);
    }

    static Replacement of(ServiceTicket tgt, RandomGenerator random) {
        double fraction = EARLIEST + (LATEST - EARLIEST) * unit(random);
        var life = Duration.between(tgt.starttime(), tgt.endtime());
        return new Replacement(tgt, tgt.starttime().plusMillis((long) (life.toMillis() * fraction)), 0);
    }

    /** Half a minute after the first failure, sixteen minutes after the sixth and every other; up to a quarter more. */
    Replacement failed(Instant now, RandomGenerator random) {
        var backOff = FIRST_BACK_OFF.multipliedBy(1L << Math.min(failures, MOST_DOUBLINGS));
        return new Replacement(tgt, now.plusMillis((long) (backOff.toMillis() * (1 + unit(random) / 4))), failures + 1);
    }

    boolean isDue(Instant now) {
        return !now.isBefore(at);
    }

    /** 0 to 1, of the library's generator. */
    private static double unit(RandomGenerator random) {
        return (random.nextLong() >>> 11) * 0x1.0p-53;
    }
}
