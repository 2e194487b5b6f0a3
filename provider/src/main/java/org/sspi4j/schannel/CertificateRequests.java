package org.sspi4j.schannel;

import java.nio.ByteBuffer;

/**
 * Whether the server may have asked for a certificate in what the client took of it so far. As long as it cannot have, nobody will wait
 * for the caller to say which, and what TLS computes can be computed on the caller's thread.
 *
 * <p>Before TLS 1.3 CertificateRequest is in the clear. In TLS 1.3 it is encrypted, comes in front of the server's Certificate if it comes,
 * and in no handshake that goes on with a session of before: "Servers which are authenticating with a PSK MUST NOT send the
 * CertificateRequest message in the main handshake". Where a record is decrypted in its place it is read there; what cannot be read may be
 * a request.
 *
 * @spec RFC 8446 4.3.2, 4.4, 5.2; RFC 5246 7.4.4
 */
final class CertificateRequests {
    private static final int SERVER_HELLO = 2;
    private static final int ENCRYPTED_EXTENSIONS = 8;
    private static final int CERTIFICATE = 11;
    private static final int CERTIFICATE_REQUEST = 13;
    private static final int MESSAGE_HEADER = 4;
    private static final int PRE_SHARED_KEY = 41;
    private static final int VERSION_AND_RANDOM = 2 + 32;
    private static final int SUITE_AND_COMPRESSION = 2 + 1;
    /** Of every suite of TLS 1.3 but those of CCM_8, whose records are found to be unreadable. */
    private static final int TAG = 16;

    /** Of the message that begins or goes on in the next record, what was there of its header. */
    private int header;
    private int headerBytes;
    /** How much of its body is still to come. */
    private int body;
    private boolean resumes;
    private boolean possible;
    private boolean changedCipherSpec;
    /** In TLS 1.3, whether the encrypted messages begin as they have to, and whether the place of a request among them is over. */
    private boolean begunEncrypted;
    private boolean past;

    boolean possible() {
        return possible;
    }

    /**
     * A record, before TLS takes it.
     *
     * @param record from its header on, as it came
     * @param readable whether it is to be {@linkplain #seeDecrypted seen} once more when it is decrypted
     */
    void see(ByteBuffer record, boolean readable) {
        int type = TlsRecord.type(record);
        if (type == TlsRecord.APPLICATION_DATA) {
            // The outside of every encrypted record of TLS 1.3.
            possible |= !resumes && !readable;
        } else if (type == TlsRecord.CHANGE_CIPHER_SPEC) {
            changedCipherSpec = true;
        } else if (type == TlsRecord.HANDSHAKE && !changedCipherSpec) {
            seeMessages(record, record.limit());
        }
    }

    /**
     * A record, after TLS decrypted it in its place.
     *
     * @param record from its header on
     */
    void seeDecrypted(ByteBuffer record) {
        if (TlsRecord.type(record) != TlsRecord.APPLICATION_DATA || resumes || past) {
            return;
        }
        int end = contentType(record);
        if (Byte.toUnsignedInt(record.get(end)) != TlsRecord.HANDSHAKE) {
            possible = true;
            return;
        }
        seeMessages(record, end);
        possible |= !begunEncrypted;
    }

    /** Where the type of TLSInnerPlaintext is: "the last non-zero octet in the field". The header, if there is none. */
    private static int contentType(ByteBuffer record) {
        int at = record.limit() - TAG - 1;
        while (at >= record.position() + TlsRecord.HEADER && record.get(at) == 0) {
            at--;
        }
        return Math.max(at, record.position());
    }

    private void seeMessages(ByteBuffer record, int end) {
        int at = record.position() + TlsRecord.HEADER;
        while (at < end) {
            if (body > 0) {
                int here = Math.min(body, end - at);
                body -= here;
                at += here;
                continue;
            }
            header = header << 8 | Byte.toUnsignedInt(record.get(at++));
            if (++headerBytes == MESSAGE_HEADER) {
                begin(record, at, end);
            }
        }
    }

    private void begin(ByteBuffer record, int at, int end) {
        int type = header >>> 24;
        body = header & 0xFFFFFF;
        headerBytes = 0;
        possible |= type == CERTIFICATE_REQUEST;
        begunEncrypted |= type == ENCRYPTED_EXTENSIONS;
        past |= begunEncrypted && type == CERTIFICATE && !possible;
        if (type == SERVER_HELLO && body <= end - at) {
            resumes = hasPreSharedKey(record, at, at + body);
        }
    }

    /** ServerHello with the extension pre_shared_key; without it where it does not look like one, which is TLS's to refuse. */
    private static boolean hasPreSharedKey(ByteBuffer record, int from, int to) {
        int at = from + VERSION_AND_RANDOM;
        if (at >= to) {
            return false;
        }
        at += 1 + Byte.toUnsignedInt(record.get(at)) + SUITE_AND_COMPRESSION + 2;
        while (at + 4 <= to) {
            if (Short.toUnsignedInt(record.getShort(at)) == PRE_SHARED_KEY) {
                return true;
            }
            at += 4 + Short.toUnsignedInt(record.getShort(at + 2));
        }
        return false;
    }
}
