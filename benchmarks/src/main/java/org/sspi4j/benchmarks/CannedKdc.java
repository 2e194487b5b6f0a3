package org.sspi4j.benchmarks;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import org.sspi4j.testkit.TcpAndUdp;

/**
 * Answers each request of a recording with its reply, without a look at it, over UDP and on the same port over TCP: the network
 * of {@link FloorLogon}.
 */
final class CannedKdc implements AutoCloseable {
    private static final int BACKLOG = 50;

    private final ServerSocket listening;
    private final DatagramSocket socket;
    private final Recording recording;

    private interface Serving {
        void serve() throws IOException;
    }

    private CannedKdc(Recording recording) throws IOException {
        this.recording = recording;
        var port = TcpAndUdp.open(BACKLOG);
        listening = port.tcp();
        socket = port.udp();
    }

    static CannedKdc start(Recording recording) throws IOException {
        var kdc = new CannedKdc(recording);
        kdc.start("canned-kdc-udp", kdc::answerDatagram);
        kdc.start("canned-kdc-tcp", kdc::answerConnection);
        return kdc;
    }

    private void start(String name, Serving serving) {
        var thread = new Thread(() -> serveUntilClosed(serving), name);
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return socket.getLocalPort();
    }

    @Override
    public void close() {
        try (listening) {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void serveUntilClosed(Serving serving) {
        while (!socket.isClosed()) {
            try {
                serving.serve();
            } catch (SocketException closed) {
                continue;           // this one, or a client's connection
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void answerDatagram() throws IOException {
        var packet = new DatagramPacket(new byte[65535], 65535);
        socket.receive(packet);
        byte[] reply = reply(packet.getLength());
        socket.send(new DatagramPacket(reply, reply.length, packet.getSocketAddress()));
    }

    /** Until the client closes it, as a KDC does. */
    private void answerConnection() throws IOException {
        try (var connection = listening.accept()) {
            connection.setTcpNoDelay(true);
            var in = new DataInputStream(connection.getInputStream());
            byte[] reply = reply(in.readNBytes(in.readInt()).length);
            var framed = ByteBuffer.allocate(Integer.BYTES + reply.length).putInt(reply.length).put(reply);
            connection.getOutputStream().write(framed.array());
            in.read();
        }
    }

    /** The requests of a logon differ in length. */
    private byte[] reply(int length) {
        return recording.exchanges().stream()
                .filter(exchange -> exchange.request().length == length)
                .findFirst()
                .orElseThrow()
                .reply();
    }
}
