package org.sspi4j.tools.demo.web;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.function.Consumer;
import org.sspi4j.HttpServerAuthentication;

/** A page on loopback that tells each reader who he is, by which package, and how that was found out. */
public final class IdentityPage implements AutoCloseable {
    /** What a ticket is for, and what the address begins with. */
    public static final String HOST = "localhost";

    private final WebServer server;

    private IdentityPage(WebServer server) {
        this.server = server;
    }

    /**
     * The page has its address. Nobody reads it before {@link #serve}.
     *
     * @param port 0 for any that is free
     */
    public static IdentityPage bind(int port) throws IOException {
        return new IdentityPage(WebServer.bind(port));
    }

    /**
     * @param authentication who its readers are
     * @param log hears in one line who was let in and who was not, and why; from several threads
     */
    public void serve(HttpServerAuthentication authentication, Consumer<String> log) {
        server.serve(() -> new Conversation(authentication.connection(), log));
    }

    /** What clients call the service: as curl, Firefox and Kerberos do, and as Chromium does in NTLM. */
    public List<String> targetNames() {
        return List.of("HTTP/" + HOST, "HTTP/" + HOST + ":" + server.port());
    }

    public URI uri() {
        return URI.create("http://" + HOST + ":" + server.port() + "/");
    }

    @Override
    public void close() {
        server.close();
    }
}
