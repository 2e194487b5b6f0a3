package org.sspi4j.interop;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/**
 * Who stands between a client and a server: it ends the client's TLS with a certificate that the client trusts, and passes on what it
 * reads, over another connection of TLS.
 */
final class TlsRelay implements Closeable {
    private final SSLContext tls;
    private final InetSocketAddress server;
    private final SSLServerSocket socket;

    private TlsRelay(SSLContext tls, InetSocketAddress server, SSLServerSocket socket) {
        this.tls = tls;
        this.server = server;
        this.socket = socket;
    }

    /**
     * At the server's address, and another port.
     *
     * @param certificate one of {@link Peers.Tls}
     */
    static TlsRelay to(InetSocketAddress server, String certificate) throws Exception {
        var tls = Peers.started().tls().jsse(certificate, "ca");
        var socket = (SSLServerSocket) tls.getServerSocketFactory().createServerSocket(0, 8, server.getAddress());
        var relay = new TlsRelay(tls, server, socket);
        start(relay::accept);
        return relay;
    }

    int port() {
        return socket.getLocalPort();
    }

    /** Connections that are there go on, until one of their ends goes. */
    @Override
    public void close() throws IOException {
        socket.close();
    }

    private interface Relaying {
        void run() throws IOException;
    }

    private static void start(Relaying relaying) {
        var thread = new Thread(() -> {
            try {
                relaying.run();
            } catch (IOException ended) {
                return;
            }
        }, "TLS relay");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() throws IOException {
        while (true) {
            var client = socket.accept();
            start(() -> relay(client));
        }
    }

    private void relay(Socket client) throws IOException {
        try (client; var onward = tls.getSocketFactory().createSocket(server.getAddress(), server.getPort())) {
            start(() -> copy(onward, client));
            copy(client, onward);
        }
    }

    private static void copy(Socket from, Socket to) throws IOException {
        try (from; to) {
            from.getInputStream().transferTo(to.getOutputStream());
        }
    }
}
