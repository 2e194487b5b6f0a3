package org.sspi4j.kdc;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Sockets that had one answer and may serve one more request, since to open, bind and connect one costs the system more than the
 * exchange. A few stay open until they are wanted or the loop ends; those whose time is over are closed when another one is wanted.
 * While many logons are on their way there are as many more as there are exchanges, but no longer than they may be used.
 */
final class KeptSockets {
    /** So many with each loop, whoever is on his way: the KDCs that answer are few. */
    private static final int FEW = 2;
    /** How old one may be that is used, in nanoseconds: a logon's second request follows soon, and no router forgets it before. */
    static final long LIFETIME = TimeUnit.SECONDS.toNanos(2);

    private final Loop loop;
    private final List<UdpSocket> kept = new ArrayList<>(FEW);

    private Loop.Alarm tooOld;

    KeptSockets(Loop loop) {
        this.loop = loop;
    }

    int size() {
        return kept.size();
    }

    /** One that is connected to this server, on which nothing is to be read. */
    Optional<UdpSocket> take(InetSocketAddress server) {
        for (int i = kept.size() - 1; i >= 0; i--) {
            var socket = kept.get(i);
            if (isTooOld(socket)) {
                drop(socket);
            } else if (socket.isConnectedTo(server)) {
                if (isQuiet(socket)) {
                    kept.remove(i);
                    return Optional.of(socket);
                }
                drop(socket);
            }
        }
        return Optional.empty();
    }

    /** @param socket on which nothing more is waited for */
    void keep(UdpSocket socket) {
        if (kept.size() >= Math.max(FEW, loop.underway())) {
            drop(kept.get(0));
        }
        kept.add(socket);
        socket.belongTo(() -> drop(socket));
        watch();
    }

    /** Nobody may want another one for long. */
    private void watch() {
        if (kept.size() > FEW && tooOld == null) {
            long oldest = kept.stream().mapToLong(UdpSocket::connectedAt).reduce((a, b) -> a - b <= 0 ? a : b).orElseThrow();
            tooOld = loop.at(oldest + LIFETIME, () -> {
                tooOld = null;
                // They are in the order in which they were given back, which is not that of their age.
                kept.stream().filter(this::isTooOld).limit(Math.max(0, kept.size() - FEW)).toList().forEach(this::drop);
                watch();
            });
        }
    }

    private boolean isTooOld(UdpSocket socket) {
        return loop.now() - socket.connectedAt() >= LIFETIME;
    }

    void close() {
        while (!kept.isEmpty()) {
            drop(kept.get(0));
        }
    }

    private boolean isQuiet(UdpSocket socket) {
        try {
            return !socket.read(loop.scratch());
        } catch (IOException e) {
            return false;
        }
    }

    private void drop(UdpSocket socket) {
        kept.remove(socket);
        socket.close();
        loop.hasClosed();
    }
}
