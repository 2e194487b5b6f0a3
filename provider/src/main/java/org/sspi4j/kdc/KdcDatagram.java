package org.sspi4j.kdc;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.Arrays;

/**
 * One request and its reply over UDP. Each has a socket of its own: what tells replies apart is encrypted.
 *
 * @spec RFC 4120 7.2.1
 */
final class KdcDatagram {
    private static final int LARGEST = 65535;

    private KdcDatagram() {}

    static byte[] exchange(byte[] request, InetSocketAddress kdc, Deadline deadline) throws IOException {
        try (var socket = new DatagramSocket()) {
            // A connected socket takes datagrams from the KDC's address only, and is told when nobody listens there.
            socket.connect(kdc);
            socket.send(new DatagramPacket(request, request.length));
            var buffer = new byte[LARGEST];
            byte[] reply;
            do {
                var packet = new DatagramPacket(buffer, buffer.length);
                socket.setSoTimeout(deadline.millis());
                socket.receive(packet);
                reply = Arrays.copyOf(buffer, packet.getLength());
            } while (!KdcAnswer.isWhole(reply));
            return reply;
        }
    }
}
