package org.sspi4j.kdc;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
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

    static byte[] exchange(byte[] request, InetSocketAddress kdc, int millis) throws IOException {
        long deadline = System.nanoTime() + millis * 1_000_000L;
        try (var socket = new Socket()) {
            socket.setTcpNoDelay(true);
            socket.connect(kdc, millis);
            var framed = ByteBuffer.allocate(Integer.BYTES + request.length).putInt(request.length).put(request);
            socket.getOutputStream().write(framed.array());
            var in = new DataInputStream(new DeadlineInput(socket, deadline));
            int length = in.readInt();
            if (length <= 0 || length > LARGEST) {
                throw new IOException("a reply of " + Integer.toUnsignedString(length) + " bytes");
            }
            // Read as it comes, so that a length alone takes no memory.
            byte[] reply = in.readNBytes(length);
            if (reply.length < length) {
                throw new IOException("the connection ended within the reply");
            }
            return reply;
        }
    }

    /** A KDC that sends a byte now and then does not get more time for it. */
    private static final class DeadlineInput extends InputStream {
        private final Socket socket;
        private final long deadline;

        DeadlineInput(Socket socket, long deadline) {
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
            long millis = (deadline - System.nanoTime()) / 1_000_000;
            if (millis <= 0) {
                throw new SocketTimeoutException();
            }
            socket.setSoTimeout((int) millis);
            return socket.getInputStream().read(bytes, offset, length);
        }
    }
}
