package org.sspi4j.kdc;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Sockets that had one answer and may serve one more request, since to open, bind and connect one costs the system more than the
 * exchange. They stay open until they are wanted or the loop ends; those whose time is over are closed when another one is wanted.
 */
final class KeptSockets {
    /** So many with each loop: the KDCs that answer are few. */
    private static final int MOST = 2;
    /** How old one may be that is used, in nanoseconds: a logon's second request follows soon, and no router forgets it before. */
    static final long LIFETIME = TimeUnit.SECONDS.toNanos(2);

    private final Loop loop;
    private final List<UdpSocket> kept = new ArrayList<>(MOST);

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
            if (loop.now() - socket.connectedAt() >= LIFETIME) {
                drop(socket);
            } else if (socket.isConnectedTo(server)) {
                if (isQuiet(socket)) {
                    kept.remove(socket);
                    return Optional.of(socket);
                }
                drop(socket);
            }
        }
        return Optional.empty();
    }

    /** @param socket on which nothing more is waited for */
    void keep(UdpSocket socket) {
        if (kept.size() == MOST) {
            drop(kept.get(0));
        }
        kept.add(socket);
        socket.belongTo(() -> drop(socket));
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
