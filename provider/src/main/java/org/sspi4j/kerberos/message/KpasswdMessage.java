package org.sspi4j.kerberos.message;

import org.sspi4j.wire.BigEndianReader;
import org.sspi4j.wire.BigEndianWriter;
import org.sspi4j.wire.DecodeException;

/**
 * What a password server is sent, or answers: AP-REQ or AP-REP, and a KRB-PRIV under its sub-key. In an answer without an AP-REP the
 * second is a KRB-ERROR.
 *
 * @param version {@link #CHANGE} or {@link #SET_CHANGE}
 * @param ap the AP-REQ or AP-REP; empty if there is none
 * @param message KRB-PRIV or KRB-ERROR
 * @param wire the message as sent or received
 * @spec RFC 3244 2
 */
public record KpasswdMessage(int version, byte[] ap, byte[] message, byte[] wire) {
    /** The original protocol: the data are the new password itself. Answers have this version too. */
    public static final int CHANGE = 0x0001;

    /** RFC 3244: the data are a {@link ChangePasswdData}. */
    public static final int SET_CHANGE = 0xFF80;

    private static final int HEADER = 6;

    public static KpasswdMessage of(int version, byte[] ap, byte[] message) {
        byte[] wire = new BigEndianWriter(HEADER + ap.length + message.length)
                .u16(HEADER + ap.length + message.length)
                .u16(version)
                .counted16(ap)
                .bytes(message)
                .toByteArray();
        return new KpasswdMessage(version, ap, message, wire);
    }

    /**
     * Whether an answer has this frame, or is the KRB-ERROR itself, if it is anything. A frame's length may begin with the tag of
     * a KRB-ERROR; where it is the whole length too, a KRB-ERROR has the rest of its own where the frame has its version.
     */
    public static boolean isFramed(byte[] answer) {
        return answer.length >= HEADER && u16(answer, 0) == answer.length && isKnown(u16(answer, 2));
    }

    public static KpasswdMessage decode(byte[] wire) throws DecodeException {
        var in = new BigEndianReader(wire);
        if (in.u16("message length") != wire.length) {
            throw new DecodeException("message length", "is not that of the message, " + wire.length, 0);
        }
        int version = in.u16("protocol version number");
        if (!isKnown(version)) {
            throw new DecodeException("protocol version number", "is unknown: " + version, 2);
        }
        byte[] ap = in.counted16("AP-REP data");
        return new KpasswdMessage(version, ap, in.bytes("message", wire.length - HEADER - ap.length), wire);
    }

    private static boolean isKnown(int version) {
        return version == CHANGE || version == SET_CHANGE;
    }

    private static int u16(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) << 8 | bytes[at + 1] & 0xFF;
    }

    @Override
    public String toString() {
        return "KpasswdMessage[version=" + version + "]";
    }
}
