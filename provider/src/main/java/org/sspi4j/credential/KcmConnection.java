package org.sspi4j.credential;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Arrays;
import org.sspi4j.wire.BigEndianWriter;

/**
 * A connection to a daemon that keeps credential caches: Heimdal's kcm, or sssd-kcm. Requests and replies follow a length of
 * four bytes; a reply's length counts neither itself nor the code behind it.
 *
 * @spec MIT krb5 include/kcm.h
 */
final class KcmConnection implements AutoCloseable {
    /** Where Heimdal listens, hence sssd and MIT krb5 too. */
    static final Path SOCKET = Path.of("/var/run/.heim_org.h5l.kcm-socket");

    private static final int LARGEST_REPLY = 10 << 20;
    /** What a daemon says that it will send is believed as far as it has come. */
    private static final int FIRST_PART = 16 << 10;
    private static final int BETWEEN_TRIES_MS = 10;

    private final SocketChannel socket;
    private final Selector selector;
    private final Deadline deadline;

    private KcmConnection(SocketChannel socket, Selector selector, Deadline deadline) {
        this.socket = socket;
        this.selector = selector;
        this.deadline = deadline;
    }

    /** @param deadline for all that is asked */
    static KcmConnection open(Path path, Deadline deadline) throws IOException {
        while (true) {
            deadline.millisLeft();
            var socket = SocketChannel.open(StandardProtocolFamily.UNIX);
            boolean connected = false;
            try {
                socket.configureBlocking(false);
                connected = isTaken(socket, path);
                if (connected) {
                    return new KcmConnection(socket, Selector.open(), deadline);
                }
            } finally {
                if (!connected) {
                    socket.close();
                }
            }
            pause();
        }
    }

    /**
     * Whether the daemon takes it. Otherwise as many others wait as it lets wait, and nobody says when that is over: connect(2)
     * answers EAGAIN, of which some JDKs make a connection that is pending, and some an exception.
     */
    private static boolean isTaken(SocketChannel socket, Path path) throws IOException {
        try {
            return socket.connect(UnixDomainSocketAddress.of(path));
        } catch (SocketException e) {
            if (!"Resource temporarily unavailable".equals(e.getMessage())) {
                throw e;
            }
            return false;
        }
    }

    private static void pause() throws InterruptedIOException {
        try {
            Thread.sleep(BETWEEN_TRIES_MS);
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private static InterruptedIOException interrupted() {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("interrupted while waiting");
    }

    /** A reply: a status, 0 if it was done, and what comes with it. */
    record Reply(int status, byte[] content) {}

    /** Asks for one thing. The arguments are wiped, since they may hold a key. */
    Reply ask(int opcode, byte[]... arguments) throws IOException {
        deadline.millisLeft();
        var request = new BigEndianWriter(512).u8(2).u8(0).u16(opcode);
        for (byte[] argument : arguments) {
            request.bytes(argument);
            Arrays.fill(argument, (byte) 0);
        }
        byte[] wire = request.toByteArray();
        var framed = new BigEndianWriter(wire.length + 4).counted32(wire).toByteArray();
        request.wipe();
        Arrays.fill(wire, (byte) 0);
        try {
            send(ByteBuffer.wrap(framed));
            return reply();
        } finally {
            Arrays.fill(framed, (byte) 0);
        }
    }

    private void send(ByteBuffer request) throws IOException {
        while (request.hasRemaining()) {
            if (socket.write(request) == 0) {
                await(SelectionKey.OP_WRITE);
            }
        }
    }

    private Reply reply() throws IOException {
        var head = ByteBuffer.wrap(receive(8));
        int length = head.getInt();
        int code = head.getInt();
        if (code != 0) {
            return new Reply(code, new byte[0]);
        }
        if (length < 4 || length > LARGEST_REPLY) {
            throw new IOException("a reply of " + Integer.toUnsignedString(length) + " bytes, where 4 to " + LARGEST_REPLY + " may be");
        }
        byte[] body = receive(length);
        var reply = new Reply(ByteBuffer.wrap(body).getInt(), Arrays.copyOfRange(body, 4, length));
        Arrays.fill(body, (byte) 0);
        return reply;
    }

    private byte[] receive(int length) throws IOException {
        byte[] bytes = new byte[Math.min(length, FIRST_PART)];
        int received = 0;
        while (received < length) {
            if (received == bytes.length) {
                byte[] larger = Arrays.copyOf(bytes, Math.min(length, 2 * bytes.length));
                Arrays.fill(bytes, (byte) 0);
                bytes = larger;
            }
            int read = socket.read(ByteBuffer.wrap(bytes, received, bytes.length - received));
            if (read < 0) {
                throw new EOFException("the daemon closed the connection");
            }
            received += read;
            if (read == 0) {
                await(SelectionKey.OP_READ);
            }
        }
        return bytes;
    }

    private void await(int operation) throws IOException {
        socket.register(selector, operation);
        selector.select(deadline.millisLeft());
        selector.selectedKeys().clear();
        // Of an interrupted thread every select returns at once.
        if (Thread.currentThread().isInterrupted()) {
            throw interrupted();
        }
    }

    @Override
    public void close() throws IOException {
        selector.close();
        socket.close();
    }
}
