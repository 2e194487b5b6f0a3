package org.sspi4j.ntlm;

import java.time.Instant;

/**
 * FILETIME: units of 100 ns since 1601.
 *
 * @spec MS-DTYP 2.3.3
 */
final class FileTime {
    private static final long SECONDS_BEFORE_EPOCH = 11_644_473_600L;
    private static final long UNITS_PER_SECOND = 10_000_000;
    private static final int NANOS_PER_UNIT = 100;

    private FileTime() {}

    static long of(Instant time) {
        return (time.getEpochSecond() + SECONDS_BEFORE_EPOCH) * UNITS_PER_SECOND + time.getNano() / NANOS_PER_UNIT;
    }
}
