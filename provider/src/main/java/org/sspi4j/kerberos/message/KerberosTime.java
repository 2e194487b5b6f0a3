package org.sspi4j.kerberos.message;

import static java.time.temporal.ChronoUnit.MICROS;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A point in time as messages carry it: whole seconds in a KerberosTime, microseconds in a field beside it.
 *
 * @spec RFC 4120 5.2.3
 * @spec RFC 4120 5.2.4
 */
public final class KerberosTime {
    private KerberosTime() {
    }

    /** What goes into ctime, stime or patimestamp. */
    public static Instant seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS);
    }

    /** What goes into cusec, susec or pausec. */
    public static int micros(Instant time) {
        return time.getNano() / 1_000;
    }

    /** Both together again. */
    public static Instant of(Instant seconds, int micros) {
        return seconds.plus(micros, MICROS);
    }
}
