package org.sspi4j.schannel;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.schannel.tls.TlsAgreement;
import org.sspi4j.schannel.tls.TlsEngine;
import org.sspi4j.schannel.tls.TlsVersion;

/**
 * EncryptMessage: a record in STREAM_HEADER, DATA and STREAM_TRAILER, which are sent one after the other. TLS wants more room than the
 * record takes, so it is made in a place of its own and copied.
 */
final class SendingSide {
    /** KeyUpdate and its record, which goes ahead of the data when the peer asked for new keys: header, message, padding, tag. */
    private static final int KEY_UPDATE = 5 + 5 + 17 + 16;

    /** With TLS 1.0 the record of the first byte goes ahead of the last one. */
    private static final int SPLIT = 64;

    private final TlsEngine engine;
    private final TlsAgreement agreement;
    private final int trailer;
    private final StreamParts parts = new StreamParts();
    private final ByteArrayOutputStream ahead = new ByteArrayOutputStream();
    private ByteBuffer records;
    private boolean shutDown;
    /** Set while TLS is at work: what it began and did not end is lost, and with it the order of the records. */
    private boolean broken;

    SendingSide(TlsEngine engine, TlsAgreement agreement) {
        this.engine = engine;
        this.agreement = agreement;
        this.trailer = trailer(agreement);
    }

    /** cbTrailer. */
    static int trailer(TlsAgreement agreement) {
        return agreement.recordTrailer() + (agreement.version() == TlsVersion.TLS_1_3 ? KEY_UPDATE : 0);
    }

    synchronized void encrypt(List<SecBuffer> message) throws SspiException {
        if (shutDown) {
            throw new SspiException(SecurityStatus.SEC_E_CONTEXT_EXPIRED, "The context was shut down: nothing can be sent any more");
        }
        if (broken) {
            throw new SspiException(
                    SecurityStatus.SEC_E_CONTEXT_EXPIRED, "A message before this one could not be made: nothing can be sent any more");
        }
        try {
            parts.find(message);
            parts.requireRoom(agreement.recordHeader(), trailer);
            requireFits(parts.data().remaining());
            seal(parts.data());
            parts.spread(records, agreement.recordHeader());
        } finally {
            parts.leave();
        }
    }

    private void requireFits(int length) throws SspiException {
        if (length > agreement.largestMessage()) {
            throw new SspiException(
                    SecurityStatus.SEC_E_INVALID_TOKEN,
                    "The DATA buffer has " + length + " bytes, and a record takes " + agreement.largestMessage()
                            + ": cut the message by cbMaximumMessage of STREAM_SIZES");
        }
    }

    private void seal(ByteBuffer data) throws SspiException {
        if (records == null) {
            records = ByteBuffer.allocate(KEY_UPDATE + SPLIT + engine.largestRecord());
        }
        broken = true;
        sayFirst();
        if (ahead.size() > KEY_UPDATE) {
            broken = false;
            throw new SspiException(
                    SecurityStatus.SEC_E_OUT_OF_SEQUENCE,
                    "TLS has more to say than goes with a message: call initialize or accept, as SEC_I_RENEGOTIATE asks for, and send its"
                            + " token first");
        }
        records.clear();
        if (ahead.size() > 0) {
            records.put(ahead.toByteArray());
        }
        int begin = data.position();
        // The JDK's TLS takes an empty record of TLS 1.3 for a damaged one: none is sent.
        if (data.hasRemaining() || agreement.version() != TlsVersion.TLS_1_3) {
            sealAll(data);
        }
        data.position(begin);
        records.flip();
        ahead.reset();          // it is among them
        broken = false;
    }

    private void sealAll(ByteBuffer data) throws SspiException {
        do {
            int before = data.remaining();
            engine.seal(data, records);
            if (data.hasRemaining() && data.remaining() == before) {
                throw new SspiException(SecurityStatus.SEC_E_INTERNAL_ERROR, "TLS takes nothing, and does not say why");
            }
        } while (data.hasRemaining());
    }

    /** What TLS has to say of its own comes before whatever follows. */
    private void sayFirst() throws SspiException {
        while (engine.wants() == TlsEngine.Wants.SEND) {
            var room = ByteBuffer.allocate(engine.largestRecord());
            engine.send(room);
            ahead.write(room.array(), 0, room.position());
        }
    }

    /** All that TLS has to say, to be sent before anything that is encrypted later. */
    synchronized byte[] drain() throws SspiException {
        sayFirst();
        var said = ahead.toByteArray();
        ahead.reset();
        return said;
    }

    /** SCHANNEL_SHUTDOWN: the next initialize or accept gives the close_notify. */
    synchronized void shutDown() {
        shutDown = true;
        engine.closeOutbound();
    }

    synchronized boolean isShutDown() {
        return shutDown;
    }

    synchronized void close() {
        shutDown = true;
    }
}
