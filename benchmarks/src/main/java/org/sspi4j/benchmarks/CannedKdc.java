package org.sspi4j.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;

/** Answers each request of a recording with its reply, without a look at it: the network of {@link FloorLogon}. */
final class CannedKdc implements AutoCloseable {
    private final DatagramSocket socket;
    private final Recording recording;

    private CannedKdc(Recording recording) throws IOException {
        this.recording = recording;
        socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    }

    static CannedKdc start(Recording recording) throws IOException {
        var kdc = new CannedKdc(recording);
        var thread = new Thread(kdc::serve, "canned-kdc");
        thread.setDaemon(true);
        thread.start();
        return kdc;
    }

    int port() {
        return socket.getLocalPort();
    }

    @Override
    public void close() {
        socket.close();
    }

    private void serve() {
        var packet = new DatagramPacket(new byte[65535], 65535);
        try {
            while (true) {
                packet.setLength(packet.getData().length);
                socket.receive(packet);
                byte[] reply = reply(packet.getLength());
                socket.send(new DatagramPacket(reply, reply.length, packet.getSocketAddress()));
            }
        } catch (SocketException closed) {
            return;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
