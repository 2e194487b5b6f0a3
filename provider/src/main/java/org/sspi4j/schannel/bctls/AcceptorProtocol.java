package org.sspi4j.schannel.bctls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.bouncycastle.tls.TlsServerProtocol;
import org.bouncycastle.tls.TlsProtocol;

/** A server's protocol that shows {@link Incoming} what it receives. */
final class AcceptorProtocol extends TlsServerProtocol implements Protocol {
    private final Acceptor acceptor;
    private final Incoming incoming;

    AcceptorProtocol(Acceptor acceptor, Incoming incoming) {
        this.acceptor = acceptor;
        this.incoming = incoming;
    }

    @Override
    public TlsProtocol protocol() {
        return this;
    }

    @Override
    public void begin() throws IOException {
        accept(acceptor);
    }

    @Override
    public void write(short contentType, byte[] fragment, int offset, int length) throws IOException {
        super.writeRecord(contentType, fragment, offset, length);
    }

    @Override
    public void updateKeys() throws IOException {
        send13KeyUpdate(false);
    }

    @Override
    protected void processRecord(short contentType, byte[] fragment, int offset, int length) throws IOException {
        if (!incoming.isTaken(contentType, fragment, offset, length)) {
            super.processRecord(contentType, fragment, offset, length);
        }
    }

    @Override
    protected void writeRecord(short contentType, byte[] fragment, int offset, int length) throws IOException {
        if (!incoming.isKept(contentType, fragment, offset)) {
            super.writeRecord(contentType, fragment, offset, length);
        }
    }

    @Override
    protected void handleAlertMessage(short level, short description) throws IOException {
        super.handleAlertMessage(incoming.level(level, description, getContext().getServerVersion()), description);
    }

    @Override
    protected void handleAlertWarningMessage(short description) throws IOException {
        if (!incoming.isClose(description)) {
            super.handleAlertWarningMessage(description);
        }
    }

    @Override
    protected void receive13KeyUpdate(ByteArrayInputStream body) throws IOException {
        super.receive13KeyUpdate(incoming.keyUpdate(body));
    }

    @Override
    protected boolean handleRenegotiation() throws IOException {
        throw Incoming.renegotiation();
    }
}
