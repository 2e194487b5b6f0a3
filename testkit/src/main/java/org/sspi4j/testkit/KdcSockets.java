package org.sspi4j.testkit;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The network side of one KDC: a UDP and a TCP socket on 127.0.0.1 with the same port number, which the operating system picked.
 * Kerby's own acceptor wants to be told its ports beforehand.
 *
 * @spec RFC 4120 7.2
 */
final class KdcSockets implements AutoCloseable {
    private static final int BACKLOG = 64;
    private static final int LONGEST_DATAGRAM = 65_507;
    private static final int LONGEST_REQUEST = 1 << 20;
    private static final long LONGEST_GOODBYE_MILLIS = 10_000;

    private final String name;
    private final Responder responder;
    private final ServerSocket tcp;
    private final DatagramSocket udp;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** Turns requests into replies. */
    interface Responder {
        byte[] reply(byte[] request, InetAddress client, Transport transport);

        /** The answer to a TCP length that is out of range; the connection ends with it. */
        byte[] fieldTooLong();
    }

    private KdcSockets(String name, Responder responder, ServerSocket tcp, DatagramSocket udp) {
        this.name = name;
        this.responder = responder;
        this.tcp = tcp;
        this.udp = udp;
    }

    static KdcSockets open(String name, Responder responder) throws IOException {
        // A krb5.conf names one port for both, and the JDK repeats over TCP what was too big for UDP.
        var port = TcpAndUdp.open(BACKLOG);
        var sockets = new KdcSockets(name, responder, port.tcp(), port.udp());
        sockets.run("udp", sockets::serveDatagrams);
        sockets.run("tcp", sockets::acceptConnections);
        return sockets;
    }

    InetSocketAddress udpAddress() {
        return new InetSocketAddress(loopback(), udp.getLocalPort());
    }

    InetSocketAddress tcpAddress() {
        return new InetSocketAddress(loopback(), tcp.getLocalPort());
    }

    /**
     * Returns when the port is free again and every thread is gone, except the one that calls.
     *
     * @throws IllegalStateException if a thread does not end, as one that a listener holds up
     */
    @Override
    public void close() {
        closed = true;
        udp.close();
        closeQuietly(tcp);
        connections.forEach(KdcSockets::closeQuietly);
        try {
            for (Thread thread = another(); thread != null; thread = another()) {
                thread.join(LONGEST_GOODBYE_MILLIS);
                if (thread.isAlive()) {
                    throw new IllegalStateException(thread + " does not end");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Thread another() {
        return threads.stream().filter(t -> t.isAlive() && t != Thread.currentThread()).findAny().orElse(null);
    }

    private void serveDatagrams() throws IOException {
        var packet = new DatagramPacket(new byte[LONGEST_DATAGRAM], LONGEST_DATAGRAM);
        while (!closed) {
            packet.setLength(LONGEST_DATAGRAM);
            udp.receive(packet);
            byte[] request = Arrays.copyOf(packet.getData(), packet.getLength());
            byte[] reply = responder.reply(request, packet.getAddress(), Transport.UDP);
            udp.send(new DatagramPacket(reply, reply.length, packet.getSocketAddress()));
        }
    }

    private void acceptConnections() throws IOException {
        while (!closed) {
            Socket connection = tcp.accept();
            connections.add(connection);
            if (closed) {
                closeQuietly(connection);
            }
            run("tcp-" + connection.getPort(), () -> serve(connection));
        }
    }

    private void serve(Socket connection) throws IOException {
        try (connection) {
            connection.setTcpNoDelay(true);
            var in = new DataInputStream(connection.getInputStream());
            var out = new DataOutputStream(connection.getOutputStream());
            while (!closed) {
                int length = in.readInt();
                // RFC 4120 7.2.2: with the high bit set, a KDC that knows no extension "MUST return a KRB-ERROR message [...]
                // KRB_ERR_FIELD_TOOLONG".
                if (length < 0 || length > LONGEST_REQUEST) {
                    write(out, responder.fieldTooLong());
                    return;
                }
                byte[] request = new byte[length];
                in.readFully(request);
                write(out, responder.reply(request, connection.getInetAddress(), Transport.TCP));
            }
        } finally {
            connections.remove(connection);
        }
    }

    private static void write(DataOutputStream out, byte[] reply) throws IOException {
        byte[] framed = new byte[4 + reply.length];
        framed[0] = (byte) (reply.length >>> 24);
        framed[1] = (byte) (reply.length >>> 16);
        framed[2] = (byte) (reply.length >>> 8);
        framed[3] = (byte) reply.length;
        System.arraycopy(reply, 0, framed, 4, reply.length);
        out.write(framed);
        out.flush();
    }

    private interface Loop {
        void run() throws IOException;
    }

    private void run(String suffix, Loop loop) {
        var thread = new Thread(() -> {
            try {
                loop.run();
            } catch (IOException e) {
                // The peer hung up, or close() did.
            }
        }, "kdc-" + name + "-" + suffix);
        thread.setDaemon(true);
        threads.removeIf(ended -> !ended.isAlive());
        thread.start();
        threads.add(thread);
    }

    private static InetAddress loopback() {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        } catch (IOException e) {
            throw new AssertionError("four bytes are an address", e);
        }
    }

    private static void closeQuietly(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            // It is gone either way.
        }
    }
}
