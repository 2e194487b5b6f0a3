package org.sspi4j.interop;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.sspi4j.testkit.TcpAndUdp;

/**
 * An address in front of a KDC, UDP and TCP on one port, that takes note of how each request came.
 *
 * @spec RFC 4120 7.2
 */
final class KdcRelay implements Closeable {
    enum Transport {
        UDP,
        TCP
    }

    private static final int LARGEST = 65535;

    private final InetSocketAddress kdc;
    private final ServerSocket stream;
    private final DatagramSocket datagrams;
    private final List<Transport> requests = Collections.synchronizedList(new ArrayList<>());

    private KdcRelay(InetSocketAddress kdc, ServerSocket stream, DatagramSocket datagrams) {
        this.kdc = kdc;
        this.stream = stream;
        this.datagrams = datagrams;
    }

    static KdcRelay to(InetSocketAddress kdc) throws IOException {
        var port = TcpAndUdp.open(8);
        var relay = new KdcRelay(kdc, port.tcp(), port.udp());
        start(relay::relayConnection);
        start(relay::relayDatagram);
        return relay;
    }

    /** As a krb5.conf writes it. */
    String address() {
        return stream.getInetAddress().getHostAddress() + ":" + stream.getLocalPort();
    }

    /** How the requests so far came. */
    List<Transport> requests() {
        return List.copyOf(requests);
    }

    /** Both sockets; what waits for them ends. */
    @Override
    public void close() throws IOException {
        datagrams.close();
        stream.close();
    }

    private interface Relaying {
        void one() throws IOException;
    }

    private static void start(Relaying relaying) {
        var thread = new Thread(() -> {
            try {
                while (true) {
                    relaying.one();
                }
            } catch (IOException closed) {
                return;
            }
        }, "KDC relay");
        thread.setDaemon(true);
        thread.start();
    }

    private void relayConnection() throws IOException {
        try (var client = stream.accept();
                var server = new Socket(kdc.getAddress(), kdc.getPort())) {
            requests.add(Transport.TCP);
            copyFramed(client, server);
            copyFramed(server, client);
        }
    }

    private static void copyFramed(Socket from, Socket to) throws IOException {
        var in = new DataInputStream(from.getInputStream());
        var out = new DataOutputStream(to.getOutputStream());
        byte[] message = new byte[in.readInt()];
        in.readFully(message);
        out.writeInt(message.length);
        out.write(message);
    }

    private void relayDatagram() throws IOException {
        var request = new DatagramPacket(new byte[LARGEST], LARGEST);
        datagrams.receive(request);
        requests.add(Transport.UDP);
        try (var server = new DatagramSocket()) {
            server.connect(kdc);
            server.setSoTimeout(SampleConnection.TIMEOUT_MILLIS);
            server.send(new DatagramPacket(Arrays.copyOf(request.getData(), request.getLength()), request.getLength()));
            var reply = new DatagramPacket(new byte[LARGEST], LARGEST);
            server.receive(reply);
            datagrams.send(new DatagramPacket(reply.getData(), reply.getLength(), request.getSocketAddress()));
        }
    }
}
