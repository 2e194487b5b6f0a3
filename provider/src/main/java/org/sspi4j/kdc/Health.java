package org.sspi4j.kdc;

import java.net.InetSocketAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Which servers did not answer not long ago. They are asked after the others, and less time is given to them before another one is
 * asked as well; after a while they are servers as all others are. Also which ones answer slowly, to be given more time. What is
 * remembered is bounded.
 */
final class Health {
    /** How long a server is sick. */
    static final long SICKNESS = TimeUnit.MINUTES.toNanos(1);
    static final int MOST = 1024;

    /** From this time on an answer is a slow one, in nanoseconds. */
    static final long SLOW = TimeUnit.MILLISECONDS.toNanos(100);

    private final ConcurrentHashMap<Server, Long> sickSince = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Server, Long> slow = new ConcurrentHashMap<>();

    private record Server(String realm, InetSocketAddress address, Carrier carrier) {}

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

    /** @param took how long, in nanoseconds */
    void answered(String realm, InetSocketAddress address, Carrier carrier, long took) {
        answered(realm, address, carrier);
        if (took >= SLOW) {
            if (slow.size() < MOST || slow.containsKey(new Server(realm, address, carrier))) {
                slow.merge(new Server(realm, address, carrier), took, (before, now) -> Math.max(now, before - before / 8));
            }
        } else if (!slow.isEmpty()) {
            slow.computeIfPresent(
                    new Server(realm, address, carrier), (server, before) -> before / 2 >= SLOW ? before / 2 : null);
        }
    }

    /** Three times what a slow server took of late, but at least {@code time}, and at most three times that. */
    long unhurried(String realm, InetSocketAddress address, Carrier carrier, long time) {
        if (slow.isEmpty()) {
            return time;
        }
        long took = slow.getOrDefault(new Server(realm, address, carrier), 0L);
        return Math.max(time, 3 * Math.min(took, time));
    }

    int size() {
        return sickSince.size();
    }

    /** How many are known to be slow. */
    int slowOnes() {
        return slow.size();
    }
}
