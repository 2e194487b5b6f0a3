package org.sspi4j.kerberos;

import java.nio.ByteBuffer;
import org.sspi4j.api.SspiException;
import org.sspi4j.kerberos.etype.Rfc1964Key;

/**
 * What every per-message token of an RC4 context begins with. The framing's length counts everything to the end of the
 * message:
 *
 * <pre>
 *         60 length  06 09 2A 86 48 86 F7 12 01 02 02
 *   MIC   01 01  11 00  FF FF  FF FF  SND_SEQ(8)  SGN_CKSUM(8)
 *   Wrap  02 01  11 00  10 00  FF FF  SND_SEQ(8)  SGN_CKSUM(8)  confounder(8)  data  01
 *   Wrap  02 01  11 00  FF FF  FF FF  SND_SEQ(8)  SGN_CKSUM(8)  confounder(8)  data  01      not encrypted
 * </pre>
 *
 * SND_SEQ is the number in big-endian order and four bytes of direction: 00 from the initiator, FF from the acceptor. From
 * the confounder on a sealed message is encrypted.
 *
 * @spec RFC 1964 1.2
 * @spec RFC 4757 7.2
 * @spec RFC 4757 7.3
 */
final class Rfc1964Token {
    static final int MIC = 0x0101;
    static final int WRAP = 0x0201;

    /** TOK_ID, SGN_ALG, SEAL_ALG and filler: what the checksum covers of it. */
    static final int HEADER = 8;
    static final int CHECKSUM_AT = HEADER + Rfc1964Key.SEQUENCE;
    static final int CONFOUNDER_AT = CHECKSUM_AT + Rfc1964Key.CHECKSUM;
    static final int DATA_AT = CONFOUNDER_AT + Rfc1964Key.CONFOUNDER;
    /** RFC 4757 7.3: RC4 needs no padding, and has one byte of it. */
    static final byte PAD = 1;

    private static final int SGN_ALG_HMAC = 0x1100;
    private static final int SEAL_ALG_RC4 = 0x1000;
    private static final int NONE = 0xFFFF;
    private static final int FILLER = 0xFFFF;
    private static final int TAG = 0x60;
    private static final byte[] MECH = {
        0x06, 0x09, 0x2A, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xF7, 0x12, 0x01, 0x02, 0x02
    };

    /** The framing of the longest message: its length takes five bytes. */
    static final int MOST_FRAMING = 1 + 5 + MECH.length;
    /** The framing of a MIC. */
    static final int MIC_FRAMING = 1 + 1 + MECH.length;

    private Rfc1964Token() {}

    /**
     * Writes framing and header.
     *
     * @param length bytes from TOK_ID to the end of the message
     * @return where TOK_ID is
     */
    static int write(ByteBuffer token, int tokId, boolean sealed, long length) throws SspiException {
        int at = token.position();
        token.put(at++, (byte) TAG);
        at = writeLength(token, at, MECH.length + length);
        token.put(at, MECH);
        at += MECH.length;
        token.putShort(at, (short) tokId).putShort(at + 2, (short) SGN_ALG_HMAC);
        token.putShort(at + 4, (short) (sealed ? SEAL_ALG_RC4 : NONE)).putShort(at + 6, (short) FILLER);
        return at;
    }

    /**
     * Reads framing and header.
     *
     * @param behind bytes of the message that are in other buffers
     * @param least bytes that have to be in this one from TOK_ID on
     * @return where TOK_ID is
     * @throws SspiException SEC_E_INVALID_TOKEN if they are not those of such a token
     */
    static int read(ByteBuffer token, int tokId, long behind, int least) throws SspiException {
        int at = token.position();
        if (token.remaining() < 2 || (token.get(at++) & 0xFF) != TAG) {
            throw TokenHeader.invalid("is not framed as those of a context with an RC4 key are (RFC 1964)");
        }
        int first = token.get(at++) & 0xFF;
        int more = first < 0x80 ? 0 : first & 0x7F;
        if (more > 4 || token.limit() - at < more + MECH.length + least) {
            throw TokenHeader.invalid("is shorter than its header");
        }
        long length = more == 0 ? first : 0;
        for (int i = 0; i < more; i++) {
            length = length << 8 | token.get(at++) & 0xFF;
        }
        if (1 + more != bytesOfLength(length) || length != token.limit() - at + behind) {
            throw TokenHeader.invalid("has another length than its framing says");
        }
        for (byte octet : MECH) {
            if (token.get(at++) != octet) {
                throw TokenHeader.invalid("is of another mechanism");
            }
        }
        if ((token.getShort(at) & 0xFFFF) != tokId) {
            throw TokenHeader.invalid("has another TOK_ID");
        }
        int sealAlg = token.getShort(at + 4) & 0xFFFF;
        if ((token.getShort(at + 2) & 0xFFFF) != SGN_ALG_HMAC
                || sealAlg != NONE && (tokId != WRAP || sealAlg != SEAL_ALG_RC4)
                || (token.getShort(at + 6) & 0xFFFF) != FILLER) {
            throw TokenHeader.invalid("names other algorithms, or has another filler");
        }
        return at;
    }

    /** The longest data of a Wrap token that has, with framing and padding, at most so many bytes; 0 if there is none. */
    static int mostData(int largestToken) {
        int framed = largestToken - 2;
        while (framed > 0 && 1 + bytesOfLength(framed) + (long) framed > largestToken) {
            framed--;
        }
        return Math.max(0, framed - MECH.length - DATA_AT - 1);
    }

    /** @param at where TOK_ID is */
    static boolean isSealed(ByteBuffer token, int at) {
        return (token.getShort(at + 4) & 0xFFFF) == SEAL_ALG_RC4;
    }

    /** SND_SEQ in clear. */
    static void putSequence(byte[] sndSeq, int sequence, boolean fromAcceptor) {
        ByteBuffer.wrap(sndSeq).putInt(sequence).putInt(fromAcceptor ? -1 : 0);
    }

    private static int writeLength(ByteBuffer token, int from, long length) throws SspiException {
        int bytes = bytesOfLength(length);
        if (bytes > 5) {
            throw TokenHeader.invalid("cannot be as long as 4 GiB");
        }
        int at = from;
        if (bytes > 1) {
            token.put(at++, (byte) (0x80 | bytes - 1));
        }
        for (int shift = 8 * (Math.max(1, bytes - 1) - 1); shift >= 0; shift -= 8) {
            token.put(at++, (byte) (length >>> shift));
        }
        return at;
    }

    /** Bytes of a length in DER. */
    private static int bytesOfLength(long length) {
        int bytes = 1;
        for (long left = length < 0x80 ? 0 : length; left > 0; left >>>= 8) {
            bytes++;
        }
        return bytes;
    }
}
