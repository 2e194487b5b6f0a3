package org.sspi4j.interop;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import javax.net.ssl.SSLContext;

/**
 * Somebody who stands between clients and a server, and speaks TLS with either: the clients trust a certificate of its own, and what they
 * say is passed on, so that they log on for somebody else.
 */
final class TlsBetween implements Closeable {
    private final SSLContext tls;
    private final ServerSocket clients;
    private final int server;

    private TlsBetween(SSLContext tls, ServerSocket clients, int server) {
        this.tls = tls;
        this.clients = clients;
        this.server = server;
    }

    /** @param server a port on 127.0.0.1 */
    static TlsBetween before(int server, SSLContext tls) throws IOException {
        var here = tls.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        var between = new TlsBetween(tls, here, server);
        start(between::meetClients);
        return between;
    }

    int port() {
        return clients.getLocalPort();
    }

    private interface Talking {
        void toTheEnd() throws IOException;
    }

    private static void start(Talking talking) {
        var thread = new Thread(() -> {
            try {
                talking.toTheEnd();
            } catch (IOException closed) {
                return;
            }
        }, "TLS between");
        thread.setDaemon(true);
        thread.start();
    }

    private void meetClients() throws IOException {
        while (true) {
            var client = clients.accept();
            start(() -> pass(client));
        }
    }

    private void pass(Socket client) throws IOException {
        try (client; var beyond = tls.getSocketFactory().createSocket("127.0.0.1", server)) {
            start(() -> copy(beyond, client));
            copy(client, beyond);
        }
    }

    private static void copy(Socket from, Socket to) throws IOException {
        try (from; to) {
            from.getInputStream().transferTo(to.getOutputStream());
        }
    }

    /** Nobody is met any more. */
    @Override
    public void close() throws IOException {
        clients.close();
    }
}
