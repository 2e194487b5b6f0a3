package org.sspi4j.kdc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.sspi4j.testkit.TcpAndUdp;

/**
 * A port of loopback with one behaviour. Closing waits for its thread. Counts the ports and connections that requests came from.
 */
final class ScriptedServer implements AutoCloseable {
    /** What comes over UDP. */
    interface OnDatagram {
        void received(DatagramSocket socket, byte[] request, SocketAddress client) throws IOException;
    }

    /** What is done with a connection. */
    interface OnConnection {
        void accepted(Socket socket) throws IOException;
    }

    private interface Loop {
        void run() throws IOException;
    }

    private final int port;
    private final AutoCloseable socket;
    private final Thread thread;
    private final List<SocketAddress> clients = new CopyOnWriteArrayList<>();
    private final List<Socket> connections = new CopyOnWriteArrayList<>();

    private ScriptedServer(DatagramSocket socket, OnDatagram behaviour) {
        this.port = socket.getLocalPort();
        this.socket = socket;
        this.thread = started(() -> {
            while (true) {
                var packet = new DatagramPacket(new byte[65535], 65535);
                socket.receive(packet);
                clients.add(packet.getSocketAddress());
                behaviour.received(socket, Arrays.copyOf(packet.getData(), packet.getLength()), packet.getSocketAddress());
            }
        });
    }

    private ScriptedServer(ServerSocket socket, OnConnection behaviour) {
        this.port = socket.getLocalPort();
        this.socket = socket;
        this.thread = started(() -> {
            while (true) {
                var connection = socket.accept();
                connections.add(connection);
                clients.add(connection.getRemoteSocketAddress());
                serve(connection, behaviour);
            }
        });
    }

    /** A client whose time is over leaves within its request; the next one is served all the same. */
    private static void serve(Socket connection, OnConnection behaviour) {
        try {
            behaviour.accepted(connection);
        } catch (IOException e) {
            return; // that client is gone
        }
    }

    static ScriptedServer udp(OnDatagram behaviour) {
        return udp(InetAddress.getLoopbackAddress(), behaviour);
    }

    /** On a port that nobody has for TCP either: a test may want both. */
    static ScriptedServer udp(InetAddress address, OnDatagram behaviour) {
        try {
            var port = TcpAndUdp.open(address, 1);
            port.tcp().close();
            return new ScriptedServer(port.udp(), behaviour);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ScriptedServer udp(InetAddress address, int port, OnDatagram behaviour) {
        try {
            return new ScriptedServer(new DatagramSocket(port, address), behaviour);
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ScriptedServer tcp(OnConnection behaviour) {
        return tcp(0, behaviour);
    }

    static ScriptedServer tcp(int port, OnConnection behaviour) {
        try {
            return new ScriptedServer(new ServerSocket(port, 50, InetAddress.getLoopbackAddress()), behaviour);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A port where nobody listens, neither for TCP nor for UDP. */
    static int closedPort() {
        try (var free = TcpAndUdp.open(1)) {
            return free.address().getPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void answer(DatagramSocket socket, SocketAddress client, byte[] reply) throws IOException {
        socket.send(new DatagramPacket(reply, reply.length, client));
    }

    int port() {
        return port;
    }

    /** Where requests came from, one entry a request or connection. */
    List<SocketAddress> clients() {
        return clients;
    }

    /** Whether the other end of every connection is gone; waits for it for a second at most. */
    boolean everyConnectionIsClosed() throws IOException {
        for (var connection : connections) {
            connection.setSoTimeout(1000);
            try {
                while (connection.getInputStream().read() >= 0) {
                    continue;
                }
            } catch (SocketException e) {
                continue; // reset, because something was left unread: gone as well
            }
        }
        return true;
    }

    @Override
    public void close() throws Exception {
        socket.close();
        for (var connection : connections) {
            connection.close();
        }
        thread.join(5000);
    }

    private static Thread started(Loop loop) {
        var thread = new Thread(() -> {
            try {
                loop.run();
            } catch (IOException e) {
                return; // the test is over
            }
        });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
