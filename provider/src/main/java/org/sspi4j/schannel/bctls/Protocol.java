package org.sspi4j.schannel.bctls;

import java.io.IOException;
import org.bouncycastle.tls.TlsProtocol;

/** What the engine needs of a client's and of a server's protocol, which Bouncy Castle keeps to their subclasses. */
interface Protocol {
    TlsProtocol protocol();

    /** Begins, with the first message if it is a client's. */
    void begin() throws IOException;

    /** Makes a record, now. */
    void write(short contentType, byte[] fragment, int offset, int length) throws IOException;

    /** Makes a record that announces new keys of this side, and takes them. */
    void updateKeys() throws IOException;
}
