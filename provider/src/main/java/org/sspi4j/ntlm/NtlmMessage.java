package org.sspi4j.ntlm;

import org.sspi4j.wire.DecodeException;
import org.sspi4j.wire.LittleEndianReader;
import org.sspi4j.wire.LittleEndianWriter;

/**
 * What the three messages have in common: a signature and a MessageType.
 *
 * @spec MS-NLMP 2.2.1
 */
enum NtlmMessage {
    NEGOTIATE(1),
    CHALLENGE(2),
    AUTHENTICATE(3);

    /** cbMaxToken as Windows has it, in bytes: nothing that is written here is longer. */
    static final int MAX_TOKEN = 2888;

    /** Longer tokens are not read. No peer sends one of this size: names and target information fill a few hundred bytes. */
    static final int LONGEST_RECEIVED = 16 * 1024;

    /** "NTLMSSP" and a NUL, read as a number. */
    private static final long SIGNATURE = 0x00_50_53_53_4D_4C_54_4EL;

    /** Bytes of Signature and MessageType. */
    static final int HEADER = 12;

    private final int type;

    NtlmMessage(int type) {
        this.type = type;
    }

    /**
     * A writer behind the signature and the type.
     *
     * @param length of the whole message, in bytes
     */
    LittleEndianWriter begin(int length) {
        return new LittleEndianWriter(length).u64(SIGNATURE).u32(type);
    }

    /** A reader behind the signature and the type, which are this message's. */
    LittleEndianReader open(byte[] wire) throws DecodeException {
        if (wire.length > LONGEST_RECEIVED) {
            throw new DecodeException(
                    name() + "_MESSAGE", "has " + wire.length + " bytes, more than " + LONGEST_RECEIVED + ", seen", 0);
        }
        var in = new LittleEndianReader(wire);
        if (in.u64("Signature") != SIGNATURE) {
            throw new DecodeException("Signature", "is not NTLMSSP", 0);
        }
        int received = in.u32("MessageType");
        if (received != type) {
            throw new DecodeException(
                    "MessageType", "is " + Integer.toUnsignedString(received) + " where a " + name() + "_MESSAGE has " + type, 8);
        }
        return in;
    }
}
