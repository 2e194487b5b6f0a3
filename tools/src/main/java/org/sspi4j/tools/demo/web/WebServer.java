package org.sspi4j.tools.demo.web;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.Timer;
import java.util.TimerTask;
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
    /** Of those who ask and do not read: a socket's own timeouts are for reading alone. */
    private final Timer writing = new Timer("sspi demo, answers", true);

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

    /** @param patience with a client that says nothing, with one that speaks slowly, and with one that does not read */
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
        try (socket) {
            // The system may still have accepted somebody while this was closed.
            if (!listening.isClosed()) {
                visit(socket, visits);
            }
        } catch (IOException e) {
            // The client is gone.
        } finally {
            connections.remove(socket);
            room.release();
        }
    }

    private void visit(Socket socket, Supplier<Visit> visits) throws IOException {
        try (var visit = visits.get()) {
            var heads = new RequestHead(socket, patience);
            boolean goesOn = true;
            while (goesOn && !listening.isClosed()) {
                goesOn = answerNext(heads, visit, socket);
            }
        }
    }

    /** @return whether the connection goes on */
    private boolean answerNext(RequestHead heads, Visit visit, Socket socket) throws IOException {
        try {
            var lines = heads.lines();
            if (lines.isEmpty()) {
                return false;
            }
            var request = WebRequest.of(lines.get());
            write(visit.answer(request), socket, request.method().equals("HEAD"), request.persistent());
            return request.persistent();
        } catch (BadRequestException e) {
            write(WebResponse.text(e.status(), e.getMessage()), socket, false, false);
            return false;
        }
    }

    private void write(WebResponse response, Socket socket, boolean headOnly, boolean persistent) throws IOException {
        var late = new TimerTask() {
            @Override
            public void run() {
                closed(socket);
            }
        };
        writing.schedule(late, patience.toMillis());
        try {
            response.write(socket.getOutputStream(), headOnly, persistent);
        } finally {
            late.cancel();
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
