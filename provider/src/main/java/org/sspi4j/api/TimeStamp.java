package org.sspi4j.api;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Objects;

/**
 * TimeStamp: a FILETIME of 64 bits, in units of 100 ns since 1601-01-01 00:00, as the clock on the wall shows them. It does not say
 * of which zone the wall is: sspi.h means that of the machine.
 *
 * <p>In the hour that a clock is set back over, two moments have one time stamp: read back it is the earlier one, so that nothing
 * counts for longer than it holds. A time in the hour that is skipped is read as if the clock had not been set yet; no moment is
 * written so.
 *
 * @param lowPart the low 32 bits, taken without sign
 * @param highPart the high 32 bits
 */
public record TimeStamp(int lowPart, int highPart) {
    /** What never ends: 0x7FFFFFFFFFFFFFFF. */
    public static final TimeStamp MAX = of(Long.MAX_VALUE);

    private static final long UNITS_PER_SECOND = 10_000_000;
    private static final int NANOS_PER_UNIT = 100;
    private static final long MOST_SECONDS = Long.MAX_VALUE / UNITS_PER_SECOND;
    /** From 1601 to 1970. */
    private static final long SECONDS_BEFORE_EPOCH = 11_644_473_600L;

    /** The time stamp with this 64-bit number. */
    public static TimeStamp of(long value) {
        return new TimeStamp((int) value, (int) (value >> Integer.SIZE));
    }

    /**
     * What a clock in this zone shows at that moment, less than 100 ns cut off. What is too late for 64 bits, such as
     * {@link Instant#MAX}, is {@link #MAX}; what was before 1601 is 0.
     */
    public static TimeStamp of(Instant moment, ZoneId zone) {
        Objects.requireNonNull(zone, "zone");
        long utc = moment.getEpochSecond();
        if (utc > MOST_SECONDS) {
            return MAX;
        }
        long seconds = utc + offset(moment, zone).getTotalSeconds() + SECONDS_BEFORE_EPOCH;
        if (seconds >= MOST_SECONDS) {
            return MAX;
        }
        return seconds < 0 ? of(0) : of(seconds * UNITS_PER_SECOND + moment.getNano() / NANOS_PER_UNIT);
    }

    /** The JDK makes rules anew each time that an offset is asked for its own. */
    private static ZoneOffset offset(Instant moment, ZoneId zone) {
        return zone instanceof ZoneOffset fixed ? fixed : zone.getRules().getOffset(moment);
    }

    /** The moment at which a clock in this zone shows it; {@link Instant#MAX} for {@link #MAX}. */
    public Instant toInstant(ZoneId zone) {
        Objects.requireNonNull(zone, "zone");
        if (value() == Long.MAX_VALUE) {
            return Instant.MAX;
        }
        long seconds = Math.floorDiv(value(), UNITS_PER_SECOND) - SECONDS_BEFORE_EPOCH;
        int nanos = (int) Math.floorMod(value(), UNITS_PER_SECOND) * NANOS_PER_UNIT;
        return LocalDateTime.ofEpochSecond(seconds, nanos, ZoneOffset.UTC).atZone(zone).toInstant();
    }

    /** Both parts as one number. */
    public long value() {
        return (long) highPart << Integer.SIZE | Integer.toUnsignedLong(lowPart);
    }

    /** As a clock on the wall shows it, without a zone. */
    @Override
    public String toString() {
        return value() == Long.MAX_VALUE ? "never" : LocalDateTime.ofInstant(toInstant(ZoneOffset.UTC), ZoneOffset.UTC).toString();
    }
}
