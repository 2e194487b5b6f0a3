package org.sspi4j.interop;

import java.io.Closeable;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Takes datagrams and connections, and never says a word: a KDC that hangs. */
record SilentServer(ServerSocket stream, DatagramSocket datagrams) implements Closeable {
    static SilentServer start() throws IOException {
        var stream = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        return new SilentServer(stream, new DatagramSocket(stream.getLocalSocketAddress()));
    }

    /** As a krb5.conf writes it. */
    String address() {
        return stream.getInetAddress().getHostAddress() + ":" + stream.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        datagrams.close();
        stream.close();
    }
}
