package org.sspi4j.kdc;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Sockets that a loop has used and may use again, since to open, bind and connect one costs the system more than the exchange. Only
 * for servers whose answers prove themselves: others must not know the port of who asks.
 *
 * @spec RFC 5452 4.5
 */
final class KeptSockets {
    /** So many stay open with each loop: the KDCs that answer are few. */
    private static final int MOST = 2;
    /** How long a port is the same, in nanoseconds. A logon needs no more, and no router forgets it so soon. */
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

    /** @param socket whose one datagram had its one answer: a second one would be taken for that to the next request */
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
        var buffer = loop.scratch();
        try {
            socket.read(buffer);
            return buffer.position() == 0;
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
