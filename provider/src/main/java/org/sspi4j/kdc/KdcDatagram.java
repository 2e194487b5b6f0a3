package org.sspi4j.kdc;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.Arrays;
import org.sspi4j.kerberos.message.ErrorCode;
import org.sspi4j.kerberos.message.KrbError;
import org.sspi4j.kerberos.message.MsgType;
import org.sspi4j.wire.DecodeException;

/**
 * One request and its reply over UDP. Each has a socket of its own: what tells replies apart is encrypted.
 *
 * @spec RFC 4120 7.2.1
 */
final class KdcDatagram {
    private static final int LARGEST = 65535;

    private KdcDatagram() {}

    static byte[] exchange(byte[] request, InetSocketAddress kdc, int millis) throws IOException {
        try (var socket = new DatagramSocket()) {
            // A connected socket takes datagrams from the KDC's address only, and is told when nobody listens there.
            socket.connect(kdc);
            socket.setSoTimeout(millis);
            socket.send(new DatagramPacket(request, request.length));
            var reply = new DatagramPacket(new byte[LARGEST], LARGEST);
            socket.receive(reply);
            if (reply.getLength() == 0) {
                throw new IOException("an empty datagram");
            }
            return Arrays.copyOf(reply.getData(), reply.getLength());
        }
    }

    /** Whether the KDC wants to be asked over TCP: KRB_ERR_RESPONSE_TOO_BIG. */
    static boolean isTooBig(byte[] reply) {
        if (reply[0] != (byte) (0x60 | MsgType.KRB_ERROR)) {
            return false;
        }
        try {
            return KrbError.decode(reply).errorCode() == ErrorCode.KRB_ERR_RESPONSE_TOO_BIG;
        } catch (DecodeException e) {
            return false;
        }
    }
}
