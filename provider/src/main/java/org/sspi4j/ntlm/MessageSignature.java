package org.sspi4j.ntlm;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;

/**
 * NTLMSSP_MESSAGE_SIGNATURE: a version, 8 bytes that depend on the flags, and a sequence number.
 *
 * @spec MS-NLMP 2.2.2.9
 */
final class MessageSignature {
    static final int LENGTH = 16;
    static final int CHECKSUM_AT = 4;
    static final int CHECKSUM = 8;
    static final int SEQ_NUM_AT = 12;

    private static final int VERSION = 1;

    private MessageSignature() {}

    /** Writes the version, and zeros, which is all there is to a signature that signs nothing. */
    static void begin(byte[] signature) {
        putInt(signature, 0, VERSION);
        putInt(signature, CHECKSUM_AT, 0);
        putInt(signature, CHECKSUM_AT + Integer.BYTES, 0);
        putInt(signature, SEQ_NUM_AT, 0);
    }

    /** Copies what was received. */
    static void read(ByteBuffer token, int length, byte[] signature) throws SspiException {
        if (length != LENGTH) {
            throw new SspiException(
                    SecurityStatus.SEC_E_INVALID_TOKEN, "The signature has " + length + " bytes, and each has " + LENGTH);
        }
        token.get(token.position(), signature, 0, LENGTH);
        if (getInt(signature, 0) != VERSION) {
            throw new SspiException(SecurityStatus.SEC_E_INVALID_TOKEN, "Version of the signature MUST be 0x00000001");
        }
    }

    static void requireSame(byte[] expected, byte[] received) throws SspiException {
        if (!MessageDigest.isEqual(expected, received)) {
            throw new SspiException(
                    SecurityStatus.SEC_E_MESSAGE_ALTERED, "The message was altered, or is protected with another key");
        }
    }

    static void requireNumber(int expected, int received) throws SspiException {
        if (expected != received) {
            throw new SspiException(
                    SecurityStatus.SEC_E_OUT_OF_SEQUENCE,
                    "The message has number " + Integer.toUnsignedString(received) + " where "
                            + Integer.toUnsignedString(expected) + " comes next");
        }
    }

    static int getInt(byte[] bytes, int at) {
        return bytes[at] & 0xFF | (bytes[at + 1] & 0xFF) << 8 | (bytes[at + 2] & 0xFF) << 16 | bytes[at + 3] << 24;
    }

    static void putInt(byte[] bytes, int at, int value) {
        bytes[at] = (byte) value;
        bytes[at + 1] = (byte) (value >> 8);
        bytes[at + 2] = (byte) (value >> 16);
        bytes[at + 3] = (byte) (value >> 24);
    }
}
