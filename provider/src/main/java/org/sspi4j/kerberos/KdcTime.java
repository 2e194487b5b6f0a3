package org.sspi4j.kerberos;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.spi.Decisions;
import org.sspi4j.spi.Facilities;
import org.sspi4j.spi.ReplayCache;

/**
 * A credential's idea of the KDC's time, for machines whose clock is wrong. It is set at most once, by a logon or a request
 * for a ticket that succeeded with it, and counts for what this client sends and for the tickets that it gets; acceptors have
 * no part in it.
 *
 * <p>Caches keep it for whoever uses their tickets later: it is written with them, and taken from a cache as long as nothing else
 * was found. Whoever can write the cache has its session keys, and needs no wrong time.
 *
 * <p>Anybody can forge the error that says our clock is wrong. All it gains is one more request with a time of the forger's
 * choosing, encrypted with a key that the forger does not have: the time is kept only if the KDC's reply, which that key opens,
 * has it too. Whoever could make such a reply would need no wrong time.
 *
 * @spec MIT krb5 krb5.conf(5) "kdc_timesync"
 * @spec MIT krb5 formats/ccache_file_format "Header format"
 */
final class KdcTime {
    /** Of a clock that starts at the epoch there is nothing worse, and times a century away are still times. */
    private static final Duration MOST = Duration.ofDays(36525);

    private final boolean wanted;
    private final AtomicReference<Duration> offset = new AtomicReference<>(Duration.ZERO);

    KdcTime(KerberosConfig config) {
        this(config.kdcTimesync());
    }

    private KdcTime(boolean wanted) {
        this.wanted = wanted;
    }

    /** For exchanges that take our clock as it is. */
    static KdcTime ours() {
        return new KdcTime(false);
    }

    /**
     * Whether a clock that shows {@code ours} when the KDC's shows {@code theirs} may still be corrected. Of the same second there
     * is nothing to correct: whoever says so would have us ask for ever.
     */
    boolean mayCorrect(Instant theirs, Instant ours) {
        return wanted
                && offset.get().isZero()
                && theirs.getEpochSecond() != ours.getEpochSecond()
                && Duration.between(ours, theirs).abs().compareTo(MOST) < 0;
    }

    /** From now on, for good; of several that are found at the same time, the first. */
    void keep(Duration found) {
        offset.compareAndSet(Duration.ZERO, found);
    }

    /** What a cache says of the KDC's clock counts like a logon of one's own; whether it does. */
    boolean remember(Duration kept) {
        return wanted && !kept.isZero() && kept.abs().compareTo(MOST) < 0 && offset.compareAndSet(Duration.ZERO, kept);
    }

    /** What to add to our time to get the KDC's; zero as long as nothing else was found. */
    Duration offset() {
        return offset.get();
    }

    /** The same facilities with the KDC's time. */
    Facilities of(Facilities facilities) {
        return ahead(facilities, offset.get());
    }

    static Facilities ahead(Facilities facilities, Duration offset) {
        return offset.isZero() ? facilities : new Corrected(facilities, Clock.offset(facilities.clock(), offset));
    }

    private record Corrected(Facilities facilities, Clock clock) implements Facilities {
        @Override
        public RandomGenerator random() {
            return facilities.random();
        }

        @Override
        public ReplayCache replayCache() {
            return facilities.replayCache();
        }

        @Override
        public Decisions decisions() {
            return facilities.decisions();
        }
    }
}
