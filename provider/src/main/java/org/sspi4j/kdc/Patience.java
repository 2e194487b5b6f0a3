package org.sspi4j.kdc;

import java.time.Duration;

/**
 * How long to wait for what, in nanoseconds.
 *
 * @param stagger for a server, before another one is asked as well
 * @param sickStagger the same, for a server that did not answer not long ago
 * @param udpAlone for a server over UDP, before the same one is asked over TCP as well
 * @param resend for the answer to a datagram before it is sent again; twice as long each further time. Also until a server that
 *     failed is asked again, as long as others may still answer
 */
record Patience(long stagger, long sickStagger, long udpAlone, long resend) {
    static final Patience STANDARD = of(Duration.ofMillis(300), Duration.ofMillis(50), Duration.ofSeconds(1), Duration.ofSeconds(1));

    static Patience of(Duration stagger, Duration sickStagger, Duration udpAlone, Duration resend) {
        return new Patience(stagger.toNanos(), sickStagger.toNanos(), udpAlone.toNanos(), resend.toNanos());
    }
}
