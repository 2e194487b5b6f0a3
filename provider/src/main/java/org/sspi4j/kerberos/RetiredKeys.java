package org.sspi4j.kerberos;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** Keys that are not valid any more, kept for the contexts that are being made with them. */
final class RetiredKeys {
    /** As many as clients make, who name keys that they have not; beyond that the eldest are not kept for anybody. */
    private static final int MOST = 256;
    /** Contexts that were under way when a key was removed are through by then. */
    private static final Duration UNTIL_WIPED = Duration.ofMinutes(1);

    private final Deque<Retired> retired = new ArrayDeque<>();

    private record Retired(ServiceKeys keys, Instant since) {}

    /** Contexts that are made now may still use the keys, but no new one finds the session keys. */
    synchronized void add(ServiceKeys former, Instant now) {
        former.sessionKeys().wipe();
        retired.add(new Retired(former, now));
        if (retired.size() > MOST) {
            retired.remove().keys().wipe();
        }
    }

    synchronized void wipeOld(Instant now) {
        retired.removeIf(old -> {
            boolean isOver = old.since().plus(UNTIL_WIPED).isBefore(now);
            if (isOver) {
                old.keys().wipe();
            }
            return isOver;
        });
    }

    synchronized void wipe() {
        retired.forEach(old -> old.keys().wipe());
        retired.clear();
    }
}
