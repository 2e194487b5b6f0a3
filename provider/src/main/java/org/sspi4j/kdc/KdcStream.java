package org.sspi4j.kdc;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;

/**
 * One request and its reply over TCP, each after its length in four bytes.
 *
 * @spec RFC 4120 7.2.2
 */
final class KdcStream {
    /** Tickets with thousands of groups stay below. */
    private static final int LARGEST = 1 << 20;

    private KdcStream() {}

    static byte[] exchange(byte[] request, InetSocketAddress kdc, Deadline deadline) throws IOException {
        if (request.length > LARGEST) {
            throw new IOException("A request of " + request.length + " bytes is too long");
        }
        // No proxy: which way requests to a KDC take is not for a property of the JVM to say.
        try (var socket = new Socket(Proxy.NO_PROXY)) {
            socket.setTcpNoDelay(true);
            socket.connect(kdc, deadline.millis());
            var framed = ByteBuffer.allocate(Integer.BYTES + request.length).putInt(request.length).put(request);
            write(framed.array(), socket, deadline);
            var in = new DataInputStream(new DeadlineInput(socket, deadline));
            int length = length(in);
            // Read as it comes, so that a length alone takes no memory.
            byte[] reply = in.readNBytes(length);
            if (reply.length < length) {
                throw new IOException("The connection ended after " + reply.length + " bytes of a reply of " + length);
            }
            if (!KdcAnswer.isWhole(reply)) {
                throw new IOException("An answer that is no Kerberos message");
            }
            return reply;
        }
    }

    /** A KDC that takes no bytes gets no more time for it: the watchdog ends the connection. */
    private static void write(byte[] framed, Socket socket, Deadline deadline) throws IOException {
        try (var watch = Watchdog.closing(socket, deadline)) {
            socket.getOutputStream().write(framed);
        } catch (SocketException e) {
            if (deadline.isOver()) {
                throw new SocketTimeoutException("Timed out");
            }
            throw e;
        }
    }

    private static int length(DataInputStream in) throws IOException {
        try {
            int length = in.readInt();
            if (length <= 0 || length > LARGEST) {
                throw new IOException("A reply of " + Integer.toUnsignedString(length) + " bytes");
            }
            return length;
        } catch (EOFException e) {
            throw new IOException("The connection ended without a reply", e);
        }
    }

    /** A KDC that sends a byte now and then does not get more time for it. */
    private static final class DeadlineInput extends InputStream {
        private final Socket socket;
        private final Deadline deadline;

        DeadlineInput(Socket socket, Deadline deadline) {
            this.socket = socket;
            this.deadline = deadline;
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            socket.setSoTimeout(deadline.millis());
            return socket.getInputStream().read(bytes, offset, length);
        }
    }
}
