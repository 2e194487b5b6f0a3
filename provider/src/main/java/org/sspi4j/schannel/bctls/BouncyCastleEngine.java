package org.sspi4j.schannel.bctls;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.AlertLevel;
import org.bouncycastle.tls.ContentType;
import org.bouncycastle.tls.SecurityParameters;
import org.bouncycastle.tls.TlsFatalAlertReceived;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.schannel.tls.TlsAgreement;
import org.sspi4j.schannel.tls.TlsEngine;
import org.sspi4j.schannel.tls.TlsVersion;

/**
 * One end of a connection. {@link Initiator} or {@link Acceptor} answer what Bouncy Castle asks in the handshake, {@link Incoming}
 * tells apart what comes after it.
 *
 * <p>Bouncy Castle does a record's work as soon as it is offered one. So a record of the handshake is kept until {@link #task()}.
 */
final class BouncyCastleEngine implements TlsEngine {
    private static final int HEADER = 5;
    private static final int LENGTH = 3;
    private static final int LARGEST_FRAGMENT = 1 << 14;
    /** RFC 8446 5.2: a ciphertext is at most that much longer. Ours never are under older versions, which allow more. */
    private static final int EXPANSION = 256;
    /** As Bouncy Castle has it; RFC 8446 5.5 allows 24 million of the largest records to one key of AES-GCM. */
    private static final long RECORDS_OF_ONE_KEY = 1L << 20;

    /** Also for tests, which have it say what no peer may. */
    final Protocol protocol;
    private final Role role;
    private final Incoming incoming;
    /** Held by who makes records. */
    private final Object outgoing = new Object();

    private byte[] kept;
    private byte[] scratch = {};
    private volatile SspiException failure;
    private IOException reason;
    private boolean isThrown;
    private boolean isClosing;
    private boolean hasSent;
    private long sealed;

    private BouncyCastleEngine(Protocol protocol, Role role, Incoming incoming) {
        this.protocol = protocol;
        this.role = role;
        this.incoming = incoming;
    }

    static BouncyCastleEngine of(Protocol protocol, Role role, Incoming incoming) throws SspiException {
        try {
            protocol.begin();
        } catch (IOException e) {
            throw Alerts.failure(e);
        }
        return new BouncyCastleEngine(protocol, role, incoming);
    }

    /** max_fragment_length of a client makes it smaller. RFC 6066 4: "2^9(1), 2^10(2), 2^11(3), 2^12(4)". */
    static int largestMessage(SecurityParameters agreed) {
        int limit = agreed.getMaxFragmentLength();
        return limit < 0 ? LARGEST_FRAGMENT : 1 << (8 + limit);
    }

    @Override
    public Wants wants() {
        synchronized (outgoing) {
            if (failure != null) {
                return isThrown ? Wants.NOTHING : Wants.SEND;
            }
            if (kept != null) {
                return Wants.TASK;
            }
            if (available() > 0 || isKeyUpdateDue()) {
                return Wants.SEND;
            }
            return isClosing || incoming.isEstablished() ? Wants.NOTHING : Wants.RECORD;
        }
    }

    private int available() {
        return protocol.protocol().getAvailableOutputBytes();
    }

    private boolean isKeyUpdateDue() {
        return !isClosing && (incoming.isKeyUpdateOwed() || sealed >= RECORDS_OF_ONE_KEY);
    }

    @Override
    public Runnable task() {
        return this::takeKept;
    }

    private void takeKept() {
        if (kept == null) {
            return;
        }
        try {
            protocol.protocol().offerInput(kept);
        } catch (IOException e) {
            fail(e);
        } finally {
            kept = null;
        }
    }

    @Override
    public void openInTask(ByteBuffer record) throws SspiException {
        open(record, ByteBuffer.allocate(0));
    }

    @Override
    public boolean decryptsInPlace() {
        return false;
    }

    @Override
    public Opened open(ByteBuffer record, ByteBuffer plaintext) throws SspiException {
        throwFailure();
        int length = record.remaining();
        if (length < HEADER || length != HEADER + (record.getShort(record.position() + LENGTH) & 0xFFFF)) {
            throw new IllegalArgumentException("not exactly one record: " + length + " bytes");
        }
        if (!incoming.isEstablished()) {
            keep(record);
            return Opened.HANDSHAKE;
        }
        if (incoming.isClosed()) {
            // RFC 8446 6.1: "Any data received after a closure alert has been received MUST be ignored."
            record.position(record.limit());
            return Opened.CLOSED;
        }
        incoming.into(plaintext);
        try {
            if (record.hasArray()) {
                int offset = record.arrayOffset() + record.position();
                record.position(record.limit());
                protocol.protocol().offerInput(record.array(), offset, length);
            } else {
                scratch = scratch.length < length ? new byte[HEADER + LARGEST_FRAGMENT + 2048] : scratch;
                record.get(scratch, 0, length);
                protocol.protocol().offerInput(scratch, 0, length);
            }
        } catch (IOException e) {
            fail(e);
            throwFailure();
        }
        return incoming.opened();
    }

    private void keep(ByteBuffer record) {
        if (kept != null) {
            throw new IllegalStateException("the task has not run yet");
        }
        var bytes = new byte[record.remaining()];
        record.get(bytes);
        kept = bytes;
    }

    @Override
    public void send(ByteBuffer records) throws SspiException {
        synchronized (outgoing) {
            throwFailure();
            try {
                if (available() == 0) {
                    if (!isKeyUpdateDue()) {
                        throw new IllegalStateException("there is nothing to send");
                    }
                    updateKeys();
                }
            } catch (IOException e) {
                fail(e);
                throwFailure();
            }
            hasSent = true;
            protocol.protocol().readOutput(records, protocol.protocol().previewOutputRecord());
        }
    }

    private void updateKeys() throws IOException {
        incoming.keyUpdateSent();
        sealed = 0;
        protocol.updateKeys();
    }

    @Override
    public void seal(ByteBuffer data, ByteBuffer records) throws SspiException {
        synchronized (outgoing) {
            throwFailure();
            var agreed = role.agreed().orElseThrow(() -> new IllegalStateException("the handshake is not over"));
            if (isClosing) {
                throw new SspiException(
                        SecurityStatus.SEC_E_CONTEXT_EXPIRED, "This side has closed the TLS connection; make a new one to say more");
            }
            if (available() > 0 || data.remaining() > agreed.largestMessage()) {
                throw new IllegalStateException("what TLS has to say goes first, and a record holds " + agreed.largestMessage() + " bytes");
            }
            try {
                seal(agreed, data);
            } catch (IOException e) {
                fail(e);
                throwFailure();
            }
            protocol.protocol().readOutput(records, available());
        }
    }

    private void seal(Agreed agreed, ByteBuffer data) throws IOException {
        int length = data.remaining();
        byte[] bytes;
        int offset = 0;
        if (data.hasArray()) {
            bytes = data.array();
            offset = data.arrayOffset() + data.position();
            data.position(data.limit());
        } else {
            bytes = new byte[length];
            data.get(bytes);
        }
        int first = agreed.isSplit() && length > 1 ? 1 : 0;
        if (first > 0) {
            protocol.write(ContentType.application_data, bytes, offset, first);
        }
        protocol.write(ContentType.application_data, bytes, offset + first, length - first);
        if (agreed.version() == TlsVersion.TLS_1_3) {
            sealed++;
        }
    }

    @Override
    public void closeOutbound() {
        synchronized (outgoing) {
            if (isClosing || failure != null) {
                return;
            }
            isClosing = true;
            kept = null;
            try {
                if (incoming.isEstablished()) {
                    write(AlertLevel.warning, AlertDescription.close_notify);
                } else {
                    protocol.protocol().close();
                }
            } catch (IOException e) {
                fail(e);
            }
        }
    }

    private void write(short level, int alert) throws IOException {
        protocol.write(ContentType.alert, new byte[] {(byte) level, (byte) alert}, 0, 2);
    }

    private void fail(IOException e) {
        synchronized (outgoing) {
            if (failure == null) {
                reason = e;
                failure = Alerts.failure(e);
                role.forgetSession();
            }
        }
    }

    private void throwFailure() throws SspiException {
        if (failure != null) {
            isThrown = true;
            throw failure;
        }
    }

    /** With what was still to be said before it, without which the peer could not read it. */
    @Override
    public byte[] lastWords() {
        synchronized (outgoing) {
            if (failure == null && isClosing) {
                return output();
            }
            if (reason == null || reason instanceof TlsFatalAlertReceived) {
                return new byte[0];
            }
            int alert = Alerts.number(reason);
            reason = null;
            try {
                if (incoming.alert() >= 0) {
                    write(AlertLevel.fatal, incoming.alert());
                }
            } catch (IOException e) {
                return new byte[0];
            }
            if (available() == 0 && !hasSent) {
                // Bouncy Castle says nothing to who sent no ClientHello.
                return new byte[] {ContentType.alert, 3, 3, 0, 2, AlertLevel.fatal, (byte) alert};
            }
            return output();
        }
    }

    private byte[] output() {
        var words = new byte[available()];
        protocol.protocol().readOutput(words, 0, words.length);
        return words;
    }

    @Override
    public int largestRecord() {
        return HEADER + LARGEST_FRAGMENT + EXPANSION;
    }

    @Override
    public TlsAgreement agreement() {
        return role.agreed().orElseThrow(() -> new IllegalStateException("the handshake is not over"));
    }

    @Override
    public void close() {
        closeOutbound();
        role.agreed().ifPresent(Agreed::close);
        Arrays.fill(scratch, (byte) 0);
    }
}
