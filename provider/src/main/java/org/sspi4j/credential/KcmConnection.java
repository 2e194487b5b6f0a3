package org.sspi4j.credential;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
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
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final SocketChannel socket;
    private final Selector selector;

    private KcmConnection(SocketChannel socket, Selector selector) {
        this.socket = socket;
        this.selector = selector;
    }

    static KcmConnection open(Path path) throws IOException {
        var socket = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            socket.connect(UnixDomainSocketAddress.of(path));
            socket.configureBlocking(false);
            return new KcmConnection(socket, Selector.open());
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** A reply: a status, 0 if it was done, and what comes with it. */
    record Reply(int status, byte[] content) {}

    /** Asks for one thing. The arguments are wiped, since they may hold a key. */
    Reply ask(int opcode, byte[]... arguments) throws IOException {
        var request = new BigEndianWriter(512).u8(2).u8(0).u16(opcode);
        for (byte[] argument : arguments) {
            request.bytes(argument);
            Arrays.fill(argument, (byte) 0);
        }
        byte[] wire = request.toByteArray();
        var framed = new BigEndianWriter(wire.length + 4).counted32(wire).toByteArray();
        request.wipe();
        Arrays.fill(wire, (byte) 0);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try {
            send(ByteBuffer.wrap(framed), deadline);
            return reply(deadline);
        } finally {
            Arrays.fill(framed, (byte) 0);
        }
    }

    private void send(ByteBuffer request, long deadline) throws IOException {
        while (request.hasRemaining()) {
            if (socket.write(request) == 0) {
                await(SelectionKey.OP_WRITE, deadline);
            }
        }
    }

    private Reply reply(long deadline) throws IOException {
        var head = receive(8, deadline);
        int length = head.getInt();
        int code = head.getInt();
        if (code != 0) {
            return new Reply(code, new byte[0]);
        }
        if (length < 4 || length > LARGEST_REPLY) {
            throw new IOException("a reply of " + Integer.toUnsignedString(length) + " bytes, where 4 to " + LARGEST_REPLY + " may be");
        }
        var body = receive(length, deadline);
        int status = body.getInt();
        var reply = new Reply(status, Arrays.copyOfRange(body.array(), 4, length));
        Arrays.fill(body.array(), (byte) 0);
        return reply;
    }

    private ByteBuffer receive(int length, long deadline) throws IOException {
        var bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            int read = socket.read(bytes);
            if (read < 0) {
                throw new EOFException("the daemon closed the connection");
            }
            if (read == 0) {
                await(SelectionKey.OP_READ, deadline);
            }
        }
        return bytes.flip();
    }

    private void await(int operation, long deadline) throws IOException {
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
            throw new SocketTimeoutException("no answer within " + PATIENCE.toSeconds() + " s");
        }
        socket.register(selector, operation);
        selector.select(left);
        selector.selectedKeys().clear();
    }

    @Override
    public void close() throws IOException {
        selector.close();
        socket.close();
    }
}
