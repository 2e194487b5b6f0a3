package org.sspi4j.schannel;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.schannel.tls.TlsEngine;

/** What one call brings of the peer's records, and what it has to send. */
final class Flight {
    private static final byte[] NOTHING = {};
    /** Most flights are much shorter than that. */
    private static final int ROOM_FOR = 2;

    private final byte[] token;
    private final ByteBuffer input;
    private byte[] output;

    private Flight(byte[] token, int consumed, byte[] output) {
        this.token = token;
        this.input = ByteBuffer.wrap(token).position(consumed);
        this.output = output;
    }

    Flight(byte[] token) {
        this(token, 0, NOTHING);
    }

    /**
     * The same call once more, as SEC_I_INCOMPLETE_CREDENTIALS wants it.
     *
     * @throws SspiException SEC_E_INVALID_TOKEN if it does not bring what it brought before
     */
    Flight again(byte[] same) throws SspiException {
        int consumed = input.position();
        if (same.length < consumed
                || !MessageDigest.isEqual(Arrays.copyOf(same, consumed), Arrays.copyOf(token, consumed))) {
            throw new SspiException(
                    SecurityStatus.SEC_E_INVALID_TOKEN,
                    "After SEC_I_INCOMPLETE_CREDENTIALS the same input has to come again: nothing of it counted as consumed");
        }
        return new Flight(same, consumed, output);
    }

    /** Passes over what was taken before, if the call begins with it. */
    void passOver(byte[] taken) {
        if (token.length >= taken.length && MessageDigest.isEqual(Arrays.copyOf(token, taken.length), taken)) {
            input.position(taken.length);
        }
    }

    boolean isUntouched() {
        return input.position() == 0 && output.length == 0;
    }

    int missing() throws SspiException {
        return TlsRecord.missing(input);
    }

    /** The next record, which is there: a copy, since it is decrypted in place and the same input may have to come again. */
    ByteBuffer record() {
        var record = new byte[TlsRecord.length(input)];
        input.get(record);
        return ByteBuffer.wrap(record);
    }

    /** All that the engine has to send now, as far as there is room for it. */
    void send(TlsEngine engine, SpareBuffer spare) throws SspiException {
        var room = spare.take(ROOM_FOR * engine.largestRecord());
        do {
            engine.send(room);
        } while (engine.wants() == TlsEngine.Wants.SEND && room.remaining() >= engine.largestRecord());
        add(room.flip());
        spare.giveBack(room);
    }

    void say(byte[] records) {
        add(ByteBuffer.wrap(records));
    }

    private void add(ByteBuffer more) {
        var before = output.length;
        output = Arrays.copyOf(output, before + more.remaining());
        more.get(output, before, more.remaining());
    }

    byte[] output() {
        return output;
    }

    /** What was not consumed. */
    int extra() {
        return input.remaining();
    }

    /** The failure with what the peer has to be told of it. */
    SspiException told(SspiException failure, TlsEngine engine) {
        add(ByteBuffer.wrap(engine.lastWords()));
        return failure.withToken(output);
    }
}
