package org.sspi4j.kdc;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;

/** A socket for datagrams to and from one server, and what is told when one comes. */
final class UdpSocket implements Closeable {
    private final DatagramChannel channel;
    private InetSocketAddress server;
    private long connectedAt;
    private SelectionKey key;

    private UdpSocket(DatagramChannel channel) {
        this.channel = channel;
    }

    static UdpSocket open(ProtocolFamily family) throws IOException {
        return new UdpSocket(DatagramChannel.open(family));
    }

    /**
     * Connects it, unless it is.
     *
     * @param reader who is told when a datagram comes
     */
    void connect(InetSocketAddress server, Loop loop, Loop.Ready reader) throws IOException {
        if (this.server != null) {
            belongTo(reader);
        } else {
            // A connected socket takes datagrams from the server's address only, and is told when nobody listens there.
            channel.configureBlocking(false);       // else the JDK does so itself to connect, and undoes it
            channel.connect(server);
            key = loop.register(channel, SelectionKey.OP_READ, reader);
            this.server = server;
            connectedAt = loop.now();
        }
    }

    /** Who is told from now on when a datagram comes. */
    void belongTo(Loop.Ready reader) {
        key.attach(reader);
    }

    boolean isConnected() {
        return server != null;
    }

    boolean isConnectedTo(InetSocketAddress other) {
        return other.equals(server);
    }

    long connectedAt() {
        return connectedAt;
    }

    void send(byte[] datagram) throws IOException {
        channel.write(ByteBuffer.wrap(datagram));
    }

    /** @return false if there is nothing to read */
    boolean read(ByteBuffer into) throws IOException {
        return channel.receive(into) != null;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            return; // it is gone all the same
        }
    }
}
