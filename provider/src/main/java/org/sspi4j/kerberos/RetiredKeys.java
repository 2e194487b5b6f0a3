package org.sspi4j.kerberos;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Keys that are not valid any more, kept for the contexts that are being made with them. */
final class RetiredKeys {
    /** Contexts that were under way when a key was removed are through by then. */
    private static final Duration UNTIL_WIPED = Duration.ofMinutes(1);

    private final List<Retired> retired = new ArrayList<>();

    private record Retired(ServiceKeys keys, Instant since) {}

    /** Contexts that are made now may still use the keys, but no new one finds the session keys. */
    synchronized void add(ServiceKeys former, Instant now) {
        former.sessionKeys().wipe();
        retired.add(new Retired(former, now));
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
