package org.sspi4j.schannel;

import java.nio.ByteBuffer;
import java.util.OptionalInt;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;

/**
 * The header of a TLSPlaintext or TLSCiphertext: what can be told of a record before anything of it is believed.
 *
 * @spec RFC 8446 5.1; RFC 5246 6.2
 */
final class TlsRecord {
    static final int HEADER = 5;
    static final int CHANGE_CIPHER_SPEC = 20;
    static final int ALERT = 21;
    static final int HANDSHAKE = 22;
    static final int APPLICATION_DATA = 23;

    private static final int MAJOR = 3;
    /** TLSCiphertext.length of TLS 1.2, the largest of all. */
    private static final int LARGEST = (1 << 14) + 2048;

    private TlsRecord() {}

    /**
     * How many bytes the record at the buffer's position still lacks; 0 if it is there.
     *
     * @throws SspiException SEC_E_INVALID_TOKEN if no record of TLS begins so
     */
    static int missing(ByteBuffer input) throws SspiException {
        int there = input.remaining();
        check(input);
        return there < HEADER ? HEADER - there : Math.max(0, length(input) - there);
    }

    /** From the header to the end. */
    static int length(ByteBuffer input) {
        return HEADER + Short.toUnsignedInt(input.getShort(input.position() + 3));
    }

    static int type(ByteBuffer input) {
        return Byte.toUnsignedInt(input.get(input.position()));
    }

    /** What the record at the buffer's position says, if it is an alert that is not encrypted. */
    static OptionalInt plainAlert(ByteBuffer record) {
        return type(record) == ALERT && record.remaining() == HEADER + 2
                ? OptionalInt.of(Byte.toUnsignedInt(record.get(record.position() + HEADER + 1)))
                : OptionalInt.empty();
    }

    private static void check(ByteBuffer input) throws SspiException {
        int there = input.remaining();
        if (there > 0 && (type(input) < CHANGE_CIPHER_SPEC || type(input) > APPLICATION_DATA)
                || there > 1 && input.get(input.position() + 1) != MAJOR
                || there >= HEADER && length(input) - HEADER > LARGEST) {
            throw new SspiException(
                    SecurityStatus.SEC_E_INVALID_TOKEN,
                    "This is no record of TLS: the peer speaks something else, or bytes of the stream were lost or mixed up");
        }
    }
}
