package org.sspi4j.kdc;

import org.sspi4j.kerberos.message.KpasswdMessage;
import org.sspi4j.kerberos.message.KrbError;
import org.sspi4j.kerberos.message.MsgType;
import org.sspi4j.wire.DecodeException;

/** As much of an answer as its carrier has to see: what it is, and whether another way or another KDC is better. */
final class KdcAnswer {
    private static final int APPLICATION = 0x60;
    private static final int KPASSWD_HEADER = 6;

    private KdcAnswer() {}

    /**
     * Whether a datagram can be a KDC's: one whole message of a kind that answers a request. Anybody who guesses a port can send
     * anything else, and it must not end the wait for the true one.
     */
    static boolean isWhole(byte[] datagram) {
        if (datagram.length < 2) {
            return false;
        }
        boolean isAnswer = is(MsgType.KRB_AS_REP, datagram) || is(MsgType.KRB_TGS_REP, datagram) || is(MsgType.KRB_ERROR, datagram);
        return isAnswer && lengthOf(datagram) == datagram.length;
    }

    /** Whether a message is of that type, by its tag. */
    static boolean is(int msgType, byte[] message) {
        return message.length > 0 && message[0] == (byte) (APPLICATION | msgType);
    }

    /**
     * Whether bytes are one whole answer of a password server: length of the message, version 1, length of the AP-REP; or an error
     * without that frame, as servers send that make no sense of a request.
     *
     * @spec RFC 3244 2
     */
    static boolean isWholeKpasswd(byte[] answer) {
        if (answer.length < KPASSWD_HEADER) {
            return false;
        }
        return KpasswdMessage.isFramed(answer)
                ? u16(answer, 2) == 1 && u16(answer, 4) <= answer.length - KPASSWD_HEADER
                : is(MsgType.KRB_ERROR, answer) && lengthOf(answer) == answer.length;
    }

    private static int u16(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) << 8 | bytes[at + 1] & 0xFF;
    }

    /** Whether it is a KRB-ERROR of that number. */
    static boolean isError(byte[] reply, int code) {
        if (!is(MsgType.KRB_ERROR, reply)) {
            return false;
        }
        try {
            return KrbError.decode(reply).errorCode() == code;
        } catch (DecodeException e) {
            return false;
        }
    }

    /** Of the element, with its tag and length; -1 if that cannot be told. */
    private static long lengthOf(byte[] der) {
        int first = der[1] & 0xFF;
        int octets = first & 0x7F;
        if (first < 0x80) {
            return 2 + first;
        }
        if (octets == 0 || octets > 3 || der.length < 2 + octets) {
            return -1;
        }
        long length = 0;
        for (int i = 0; i < octets; i++) {
            length = length << 8 | der[2 + i] & 0xFF;
        }
        return 2 + octets + length;
    }
}
