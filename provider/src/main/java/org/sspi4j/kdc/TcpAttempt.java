package org.sspi4j.kdc;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Arrays;

/**
 * One request and its answer over a connection, each after its length.
 *
 * @spec RFC 4120 7.2.2
 */
final class TcpAttempt extends Attempt {
    /** Tickets with thousands of groups stay below. */
    static final int LARGEST = 1 << 20;
    private static final int FIRST_ROOM = 4096;

    private final SocketChannel channel;
    private final ByteBuffer outgoing;
    private final ByteBuffer length;
    private SelectionKey key;
    private byte[] answer = {};
    private int received;
    private int expected;
    private boolean sending;

    TcpAttempt(Race race, Leg leg, SocketChannel channel) {
        super(race, leg);
        this.channel = channel;
        int octets = race.dialect().lengthOctets();
        this.length = ByteBuffer.allocate(octets);
        int size = race.request().length;
        this.outgoing = ByteBuffer.allocate(octets + size);
        for (int shift = (octets - 1) * Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            outgoing.put((byte) (size >> shift));
        }
        outgoing.put(race.request()).flip();
    }

    @Override
    void begin() {
        try {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            key = race.loop().register(channel, SelectionKey.OP_CONNECT, this);
            if (channel.connect(leg.address())) {
                write();
            }
        } catch (IOException e) {
            failed(e);
        }
    }

    @Override
    public void ready() {
        if (isOver()) {
            return;
        }
        try {
            if (!channel.isConnected()) {
                channel.finishConnect();
                write();
            } else if (outgoing.hasRemaining()) {
                write();
            } else {
                read();
            }
        } catch (IOException e) {
            failed(e);
        }
    }

    private void write() throws IOException {
        if (!sending && !race.maySend(this)) {
            return;
        }
        sending = true;
        channel.write(outgoing);
        key.interestOps(outgoing.hasRemaining() ? SelectionKey.OP_WRITE : SelectionKey.OP_READ);
    }

    private void read() throws IOException {
        var buffer = race.loop().scratch();
        if (channel.read(buffer) < 0) {
            throw new IOException(
                    length.hasRemaining()
                            ? "The connection ended without a reply"
                            : "The connection ended after " + received + " bytes of a reply of " + expected);
        }
        buffer.flip();
        while (length.hasRemaining() && buffer.hasRemaining()) {
            length.put(buffer.get());
        }
        if (length.hasRemaining()) {
            return;
        }
        expected = expected();
        take(buffer.limit(Math.min(buffer.limit(), buffer.position() + expected - received)));
        if (received == expected) {
            end();
        }
    }

    private int expected() throws IOException {
        long declared = 0;
        for (byte octet : length.array()) {
            declared = declared << Byte.SIZE | octet & 0xFF;
        }
        if (declared == 0 || declared > LARGEST) {
            throw new IOException("A reply of " + declared + " bytes");
        }
        return (int) declared;
    }

    /** Room grows with what comes, so that a length alone takes no memory. */
    private void take(ByteBuffer bytes) {
        int count = bytes.remaining();
        if (answer.length < received + count) {
            answer = Arrays.copyOf(answer, Math.min(expected, Math.max(received + count, Math.max(FIRST_ROOM, 2 * answer.length))));
        }
        bytes.get(answer, received, count);
        received += count;
    }

    private void end() throws IOException {
        byte[] whole = answer.length == expected ? answer : Arrays.copyOf(answer, expected);
        if (!race.dialect().isWhole(whole)) {
            throw new IOException("An answer that is no message of a " + race.dialect().server());
        }
        answered(whole);
    }

    @Override
    void giveBack() {
        race.loop().hasClosed();
        try {
            channel.close();
        } catch (IOException e) {
            return; // it is gone all the same
        }
    }

    @Override
    boolean isSent() {
        return sending;
    }

    @Override
    boolean mayHaveBeenServed() {
        return sending;
    }

    @Override
    String silence() {
        return sending ? "no answer over TCP" : "no answer over TCP, not even to the connection";
    }
}
