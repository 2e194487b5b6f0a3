package org.sspi4j.schannel;

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

    /** What goes ahead of the last record at most: a KeyUpdate, or with TLS 1.0 the record of the first byte. */
    private static final int AHEAD = 256;

    private final TlsEngine engine;
    private final TlsAgreement agreement;
    private final int trailer;
    private final StreamParts parts = new StreamParts();
    private ByteBuffer records;
    private boolean shutDown;

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
            records = ByteBuffer.allocate(engine.largestRecord() + AHEAD);
        }
        records.clear();
        while (engine.wants() == TlsEngine.Wants.SEND) {
            engine.send(records);
        }
        int begin = data.position();
        do {
            engine.seal(data, records);
        } while (data.hasRemaining());
        data.position(begin);
        records.flip();
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
