package org.sspi4j.interop;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.sspi4j.api.NtlmCred;
import org.sspi4j.api.SspiException;

/**
 * A web server that tells its users who they are. They log on with NTLM, each on a connection of their own, which here is known by the
 * client's port.
 *
 * @spec MS-NTHT 3.2
 */
final class NtlmHttpServer implements Closeable {
    private static final String SCHEME = "NTLM";

    private final HttpServer server;
    private final NtlmCred cred;
    private final Map<InetSocketAddress, NtlmHandshake> handshakes = new ConcurrentHashMap<>();
    private final List<SspiException> refusals = new CopyOnWriteArrayList<>();

    private NtlmHttpServer(HttpServer server, NtlmCred cred) {
        this.server = server;
        this.cred = cred;
    }

    static NtlmHttpServer start(NtlmCred cred) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        var ours = new NtlmHttpServer(server, cred);
        server.createContext("/", ours::handle);
        server.start();
        return ours;
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    /** Why users were turned away. */
    List<SspiException> refusals() {
        return refusals;
    }

    private void handle(HttpExchange exchange) throws IOException {
        var authorization = exchange.getRequestHeaders().getFirst("Authorization");
        if (authorization == null || !authorization.startsWith(SCHEME + " ")) {
            unauthorized(exchange, SCHEME);
            return;
        }
        byte[] token = Base64.getDecoder().decode(authorization.substring(SCHEME.length() + 1));
        var handshake = handshakes.remove(exchange.getRemoteAddress());
        try {
            if (handshake == null) {
                var begun = NtlmHandshake.server(cred, Set.of());
                handshakes.put(exchange.getRemoteAddress(), begun);
                unauthorized(exchange, SCHEME + " " + Base64.getEncoder().encodeToString(begun.challenge(token)));
            } else {
                try (handshake) {
                    handshake.accept(token);
                    answer(exchange, 200, handshake.clientName());
                }
            }
        } catch (SspiException e) {
            refusals.add(e);
            unauthorized(exchange, SCHEME);
        }
    }

    private static void unauthorized(HttpExchange exchange, String challenge) throws IOException {
        exchange.getResponseHeaders().add("WWW-Authenticate", challenge);
        answer(exchange, 401, "");
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(UTF_8);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        handshakes.values().forEach(NtlmHandshake::close);
    }
}
