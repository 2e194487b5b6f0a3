package org.sspi4j.kdc;

import java.net.InetSocketAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Which servers did not answer not long ago. They are asked after the others, and less time is given to them before another one is
 * asked as well; after a while they are servers as all others are. Also which ones answer slowly, to be given more time for the same
 * while. What is remembered is bounded.
 */
final class Health {
    /** How long a server is sick, or slow, after it was so last. */
    static final long SICKNESS = TimeUnit.MINUTES.toNanos(1);
    static final int MOST = 1024;

    /** From this time on an answer is a slow one, in nanoseconds. */
    static final long SLOW = TimeUnit.MILLISECONDS.toNanos(100);

    private final ConcurrentHashMap<Server, Long> sickSince = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Server, Slow> slow = new ConcurrentHashMap<>();

    private record Server(String realm, InetSocketAddress address, Carrier carrier) {}

    private record Slow(long took, long since) {
        boolean isForgotten(long now) {
            return now - since > SICKNESS;
        }

        Slow andSlow(long more, long now) {
            return new Slow(isForgotten(now) ? more : Math.max(more, took - took / 8), now);
        }

        /** Null if it is slow no more. */
        Slow andQuick(long now) {
            return took / 2 >= SLOW && !isForgotten(now) ? new Slow(took / 2, since) : null;
        }
    }

    boolean isSick(String realm, InetSocketAddress address, Carrier carrier, long now) {
        if (sickSince.isEmpty()) {
            return false;
        }
        var server = new Server(realm, address, carrier);
        var since = sickSince.get(server);
        if (since != null && now - since > SICKNESS) {
            sickSince.remove(server, since);
            return false;
        }
        return since != null;
    }

    void failed(String realm, InetSocketAddress address, Carrier carrier, long now) {
        if (sickSince.size() >= MOST) {
            sickSince.values().removeIf(since -> now - since > SICKNESS);
        }
        if (sickSince.size() < MOST) {
            sickSince.put(new Server(realm, address, carrier), now);
        }
    }

    void answered(String realm, InetSocketAddress address, Carrier carrier) {
        if (!sickSince.isEmpty()) {
            sickSince.remove(new Server(realm, address, carrier));
        }
    }

    /** @param took how long, in nanoseconds; at most, if it is not known which request this is the answer to */
    void answered(String realm, InetSocketAddress address, Carrier carrier, long took, long now) {
        answered(realm, address, carrier);
        if (took >= SLOW) {
            if (slow.size() >= MOST) {
                slow.values().removeIf(before -> before.isForgotten(now));
            }
            if (slow.size() < MOST || slow.containsKey(new Server(realm, address, carrier))) {
                slow.merge(
                        new Server(realm, address, carrier), new Slow(took, now), (before, more) -> before.andSlow(more.took, now));
            }
        } else if (!slow.isEmpty()) {
            slow.computeIfPresent(new Server(realm, address, carrier), (server, before) -> before.andQuick(now));
        }
    }

    /** Three times what a slow server took of late, but at least {@code time}, and at most three times that. */
    long unhurried(String realm, InetSocketAddress address, Carrier carrier, long time, long now) {
        if (slow.isEmpty()) {
            return time;
        }
        var server = new Server(realm, address, carrier);
        var known = slow.get(server);
        if (known != null && known.isForgotten(now)) {
            slow.remove(server, known);
            return time;
        }
        return known == null ? time : Math.max(time, 3 * Math.min(known.took, time));
    }

    int size() {
        return sickSince.size();
    }

    /** How many are known to be slow. */
    int slowOnes() {
        return slow.size();
    }
}
