package org.sspi4j.tools.demo.web;

import java.io.IOException;
import java.net.URI;
import java.util.Set;
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
     * @param authentication who its readers are
     * @param port 0 for any that is free
     * @param log hears in one line who was let in and who was not, and why; from several threads
     */
    public static IdentityPage start(HttpServerAuthentication authentication, int port, Consumer<String> log) throws IOException {
        return new IdentityPage(WebServer.start(port, () -> new Conversation(authentication.connection(), log)));
    }

    public URI uri() {
        return URI.create("http://" + HOST + ":" + server.port() + "/");
    }

    @Override
    public void close() {
        server.close();
    }
}
