package org.sspi4j.interop;

import java.io.Closeable;
import java.io.IOException;
import org.sspi4j.testkit.TcpAndUdp;

/** Takes datagrams and connections, and never says a word: a KDC that hangs. */
record SilentServer(TcpAndUdp port) implements Closeable {
    static SilentServer start() throws IOException {
        return new SilentServer(TcpAndUdp.open(50));
    }

    /** As a krb5.conf writes it. */
    String address() {
        return port.address().getAddress().getHostAddress() + ":" + port.address().getPort();
    }

    @Override
    public void close() throws IOException {
        port.close();
    }
}
