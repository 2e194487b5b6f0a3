package org.sspi4j.testkit;

import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** One port of an address for both, as a krb5.conf names it. */
public record TcpAndUdp(ServerSocket tcp, DatagramSocket udp) implements Closeable {
    private static final int ATTEMPTS = 100;

    /**
     * On a port of 127.0.0.1 that nobody has.
     *
     * @param backlog how many connections may wait to be accepted
     */
    public static TcpAndUdp open(int backlog) throws IOException {
        return open(InetAddress.getByName("127.0.0.1"), backlog);
    }

    /** On a port of this address that nobody has. */
    public static TcpAndUdp open(InetAddress address, int backlog) throws IOException {
        for (int attempt = 1;; attempt++) {
            var tcp = new ServerSocket(0, backlog, address);
            try {
                return new TcpAndUdp(tcp, new DatagramSocket(tcp.getLocalPort(), address));
            } catch (BindException e) { // what is free for TCP may be somebody's for UDP
                tcp.close();
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    public InetSocketAddress address() {
        return new InetSocketAddress(tcp.getInetAddress(), tcp.getLocalPort());
    }

    @Override
    public void close() throws IOException {
        udp.close();
        tcp.close();
    }
}
