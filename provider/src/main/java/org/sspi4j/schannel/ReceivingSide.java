package org.sspi4j.schannel;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.sspi4j.api.MessageResult;
import org.sspi4j.api.MessageResult.Sequence;
import org.sspi4j.api.Qop;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.schannel.tls.TlsAgreement;
import org.sspi4j.schannel.tls.TlsEngine;
import org.sspi4j.schannel.tls.TlsEngine.Opened;
import org.sspi4j.schannel.tls.TlsVersion;

/**
 * DecryptMessage: one record of the DATA buffer, in place. DATA becomes STREAM_HEADER, and three EMPTY buffers become DATA,
 * STREAM_TRAILER, and EXTRA if bytes follow the record.
 */
final class ReceivingSide {
    private static final MessageResult RENEGOTIATE =
            new MessageResult(SecurityStatus.SEC_I_RENEGOTIATE, Qop.DEFAULT, Sequence.IN_ORDER, 0);
    private static final MessageResult CONTEXT_EXPIRED =
            new MessageResult(SecurityStatus.SEC_I_CONTEXT_EXPIRED, Qop.DEFAULT, Sequence.IN_ORDER, 0);

    private final TlsEngine engine;
    private final TlsAgreement agreement;
    private final Places places = new Places();
    private boolean closed;
    /** Set while TLS is at work: a fault of its leaves nothing to go on from. */
    private boolean broken;
    private Optional<SspiException> failed = Optional.empty();
    private Optional<byte[]> taken = Optional.empty();

    ReceivingSide(TlsEngine engine, TlsAgreement agreement) {
        this.engine = engine;
        this.agreement = agreement;
    }

    synchronized MessageResult decrypt(List<SecBuffer> message) throws SspiException {
        if (failed.isPresent()) {
            throw new SspiException(failed.get().status(), "The connection has failed before: " + failed.get().getMessage());
        }
        if (broken) {
            throw new SspiException(
                    SecurityStatus.SEC_E_CONTEXT_EXPIRED, "A record before this one could not be taken: nothing can be received any more");
        }
        if (closed) {
            return CONTEXT_EXPIRED;
        }
        try {
            places.find(message);
            return next(places.input());
        } finally {
            places.leave();
        }
    }

    private MessageResult next(ByteBuffer input) throws SspiException {
        int missing = TlsRecord.missing(input);
        if (missing > 0) {
            return new MessageResult(SecurityStatus.SEC_E_INCOMPLETE_MESSAGE, Qop.DEFAULT, Sequence.IN_ORDER, missing);
        }
        broken = true;
        try {
            var result = opened(input, TlsRecord.length(input));
            broken = false;
            return result;
        } catch (SspiException e) {
            failed = Optional.of(e);
            throw e.withToken(engine.lastWords());
        }
    }

    private MessageResult opened(ByteBuffer input, int length) throws SspiException {
        refuseChangeCipherSpec(input);
        refuseRenegotiation(input);
        int begin = input.position();
        int header = Math.min(agreement.recordHeader(), length);
        var plaintext = input.slice(begin + header, length - header);
        var opened = open(input, length, plaintext);
        if (opened != Opened.CLOSED && agreement.version() != TlsVersion.TLS_1_3) {
            opened = Opened.DATA;       // also a warning that says nothing, with no data
        }
        return switch (opened) {
            case DATA -> {
                places.data(header, plaintext, length);
                yield MessageResult.SEALED;
            }
            case HANDSHAKE, POST_HANDSHAKE -> {
                taken = Optional.of(bytes(input, begin, length));
                places.extra(0);
                yield RENEGOTIATE;
            }
            case CLOSED -> {
                closed = true;
                places.extra(length);
                yield CONTEXT_EXPIRED;
            }
        };
    }

    /** A view of the record would be garbage a moment later: the caller's buffer is narrowed to it, and is as it was afterwards. */
    private Opened open(ByteBuffer input, int length, ByteBuffer plaintext) throws SspiException {
        int begin = input.position();
        int end = input.limit();
        try {
            return engine.open(input.limit(begin + length), plaintext);
        } finally {
            input.limit(end).position(begin);
        }
    }

    /**
     * It is not protected, belongs into a handshake, and nobody can say who put it here.
     *
     * @spec RFC 8446 5: after the peer's Finished it is an unexpected record
     */
    private void refuseChangeCipherSpec(ByteBuffer input) throws SspiException {
        if (TlsRecord.type(input) == TlsRecord.CHANGE_CIPHER_SPEC) {
            engine.closeOutbound();
            throw new SspiException(
                    SecurityStatus.SEC_E_ILLEGAL_MESSAGE,
                    "A change_cipher_spec came after the handshake: the peer, or somebody between, does not keep to TLS");
        }
    }

    /** In TLS 1.3 a record's outside does not tell, and the engine knows what belongs after the handshake. */
    private void refuseRenegotiation(ByteBuffer input) throws SspiException {
        if (agreement.version() != TlsVersion.TLS_1_3 && TlsRecord.type(input) == TlsRecord.HANDSHAKE) {
            engine.closeOutbound();
            throw new SspiException(
                    SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION,
                    "The peer wants to renegotiate, which is never done: it splices connections (CVE-2009-3555). Have it ask for a"
                            + " certificate in the first handshake, or speak TLS 1.3");
        }
    }

    private static byte[] bytes(ByteBuffer from, int begin, int length) {
        var bytes = new byte[length];
        from.get(begin, bytes);
        return bytes;
    }

    /** What ended the connection, if something did. */
    synchronized Optional<SspiException> failure() {
        return failed;
    }

    /** Whether the peer said that it says no more. */
    synchronized boolean isClosed() {
        return closed;
    }

    /** What the next initialize or accept has to go on from; empty if there was nothing. */
    synchronized Optional<byte[]> handOver() {
        var record = taken;
        taken = Optional.empty();
        return record;
    }
}
