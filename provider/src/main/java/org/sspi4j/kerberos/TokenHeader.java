package org.sspi4j.kerberos;

import java.nio.ByteBuffer;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;

/**
 * The 16 bytes that every per-message token begins with:
 *
 * <pre>
 *   Wrap   05 04 flags FF  EC(2)  RRC(2)  SND_SEQ(8)
 *   MIC    04 04 flags FF  FF FF FF FF    SND_SEQ(8)
 * </pre>
 *
 * @spec RFC 4121 4.2.6
 */
final class TokenHeader {
    static final int LENGTH = 16;
    static final int WRAP = 0x0504;
    static final int MIC = 0x0404;

    static final int SENT_BY_ACCEPTOR = 1;
    static final int SEALED = 2;
    static final int ACCEPTOR_SUBKEY = 4;

    private static final int KNOWN_FLAGS = SENT_BY_ACCEPTOR | SEALED | ACCEPTOR_SUBKEY;
    private static final int FILLER = 0xFF;
    private static final int FLAGS_AT = 2;
    private static final int FILLER_AT = 3;
    private static final int EC_AT = 4;
    private static final int RRC_AT = 6;
    private static final int SEQUENCE_AT = 8;

    private final byte[] bytes = new byte[LENGTH];
    private final ByteBuffer view = ByteBuffer.wrap(bytes);

    /** A Wrap token's header with EC and RRC 0, as it is encrypted or signed. */
    TokenHeader wrap(int flags, long sequence) {
        view.putShort(0, (short) WRAP).put(FLAGS_AT, (byte) flags).put(FILLER_AT, (byte) FILLER);
        view.putInt(EC_AT, 0).putLong(SEQUENCE_AT, sequence);
        return this;
    }

    /** A MIC token's header. */
    TokenHeader mic(int flags, long sequence) {
        view.putShort(0, (short) MIC).put(FLAGS_AT, (byte) flags).put(FILLER_AT, (byte) FILLER);
        view.putInt(EC_AT, -1).putLong(SEQUENCE_AT, sequence);
        return this;
    }

    /** The same header as it is sent. */
    TokenHeader rotated(int ec, int rrc) {
        view.putShort(EC_AT, (short) ec).putShort(RRC_AT, (short) rrc);
        return this;
    }

    /**
     * A received header.
     *
     * @param tokId {@link #WRAP} or {@link #MIC}
     * @param flags what the peer has to say of itself, apart from {@link #SEALED}
     * @throws SspiException SEC_E_INVALID_TOKEN if it is another one
     */
    TokenHeader read(ByteBuffer token, int tokId, int flags) throws SspiException {
        if (token.remaining() < LENGTH) {
            throw invalid("is shorter than a header");
        }
        token.get(token.position(), bytes);
        if ((view.getShort(0) & 0xFFFF) != tokId) {
            throw invalid("has another TOK_ID");
        }
        // RFC 4121 4.2.2: "The receiver MUST ignore unknown flags." Sealed "SHALL NOT be set in MIC tokens."
        int compared = tokId == WRAP ? KNOWN_FLAGS & ~SEALED : KNOWN_FLAGS;
        if ((view.get(FLAGS_AT) & compared) != flags) {
            throw invalid("has flags " + view.get(FLAGS_AT) + ": it is our own, or protected with another key");
        }
        if ((view.get(FILLER_AT) & FILLER) != FILLER || tokId == MIC && view.getInt(EC_AT) != -1) {
            throw invalid("has another filler");
        }
        return this;
    }

    boolean isSealed() {
        return (view.get(FLAGS_AT) & SEALED) != 0;
    }

    /** How many bytes of filler or checksum follow the data. */
    int ec() {
        return view.getShort(EC_AT) & 0xFFFF;
    }

    /** By how many bytes what follows was rotated to the right. */
    int rrc() {
        return view.getShort(RRC_AT) & 0xFFFF;
    }

    long sequence() {
        return view.getLong(SEQUENCE_AT);
    }

    /** The header itself; belongs to this object. */
    byte[] bytes() {
        return bytes;
    }

    /** CVE-2024-37370: everything but the rotation count is protected, EC above all. */
    boolean isProtectedBy(byte[] decrypted) {
        int difference = 0;
        for (int i = 0; i < LENGTH; i++) {
            boolean rotation = i == RRC_AT || i == RRC_AT + 1;
            difference |= rotation ? 0 : bytes[i] ^ decrypted[i];
        }
        return difference == 0;
    }

    static SspiException invalid(String problem) {
        return new SspiException(SecurityStatus.SEC_E_INVALID_TOKEN, "The message's token " + problem);
    }
}
