package org.sspi4j.kdc;

import java.net.InetSocketAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Which servers did not answer not long ago. They are asked after the others, and less time is given to them before another one is
 * asked as well; after a while they are servers as all others are. What is remembered is bounded.
 */
final class Health {
    /** How long a server is sick. */
    static final long SICKNESS = TimeUnit.MINUTES.toNanos(1);
    static final int MOST = 1024;

    private final ConcurrentHashMap<Server, Long> sickSince = new ConcurrentHashMap<>();

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

    int size() {
        return sickSince.size();
    }
}
