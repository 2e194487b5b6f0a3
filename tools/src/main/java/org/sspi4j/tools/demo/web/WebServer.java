package org.sspi4j.tools.demo.web;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** Serves web pages on loopback: each connection has a thread and a {@link Visit} of its own. */
final class WebServer implements AutoCloseable {
    private static final int MOST_CONNECTIONS = 64;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ServerSocket listening;
    private final Duration patience;
    private final Semaphore room = new Semaphore(MOST_CONNECTIONS);
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();

    private WebServer(ServerSocket listening, Duration patience) {
        this.listening = listening;
        this.patience = patience;
    }

    /**
     * Binds 127.0.0.1. Nobody is answered before {@link #serve}.
     *
     * @param port 0 for any that is free
     */
    static WebServer bind(int port) throws IOException {
        return bind(port, PATIENCE);
    }

    /** @param patience with a client that says nothing, and with one that speaks slowly */
    static WebServer bind(int port, Duration patience) throws IOException {
        var listening = new ServerSocket();
        try {
            listening.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
        } catch (IOException e) {
            listening.close();
            throw e;
        }
        return new WebServer(listening, patience);
    }

    /** @param visits makes what is kept with a connection */
    void serve(Supplier<Visit> visits) {
        run("sspi demo", () -> listen(visits));
    }

    int port() {
        return listening.getLocalPort();
    }

    private void run(String name, Runnable body) {
        var thread = new Thread(body, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void listen(Supplier<Visit> visits) {
        while (!listening.isClosed()) {
            try {
                var socket = listening.accept();
                if (room.tryAcquire()) {
                    run("sspi demo, " + socket.getRemoteSocketAddress(), () -> serve(socket, visits));
                } else {
                    socket.close();
                }
            } catch (IOException e) {
                // It was closed, or the client hung up before it was heard.
            }
        }
    }

    private void serve(Socket socket, Supplier<Visit> visits) {
        connections.add(socket);
        try (socket; var visit = visits.get()) {
            var heads = new RequestHead(socket, patience);
            boolean goesOn = true;
            while (goesOn && !listening.isClosed()) {
                goesOn = answerNext(heads, visit, socket);
            }
        } catch (IOException e) {
            // The client is gone.
        } finally {
            connections.remove(socket);
            room.release();
        }
    }

    /** @return whether the connection goes on */
    private static boolean answerNext(RequestHead heads, Visit visit, Socket socket) throws IOException {
        try {
            var lines = heads.lines();
            if (lines.isEmpty()) {
                return false;
            }
            var request = WebRequest.of(lines.get());
            visit.answer(request).write(socket.getOutputStream(), request.method().equals("HEAD"), request.persistent());
            return request.persistent();
        } catch (BadRequestException e) {
            WebResponse.text(e.status(), e.getMessage()).write(socket.getOutputStream(), false, false);
            return false;
        }
    }

    /** Ends it, with all connections. */
    @Override
    public void close() {
        closed(listening);
        connections.forEach(WebServer::closed);
    }

    private static void closed(Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException e) {
            // It is closed either way.
        }
    }
}
