package org.sspi4j.kdc;

import java.net.InetSocketAddress;

/** Which KDC answered last in one call: whoever wants a second opinion does not ask the same one again. */
public final class Answered {
    private volatile InetSocketAddress last;

    void by(InetSocketAddress server) {
        last = server;
    }

    boolean isBy(InetSocketAddress server) {
        return server.equals(last);
    }
}
