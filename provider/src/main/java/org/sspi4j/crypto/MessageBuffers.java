package org.sspi4j.crypto;

import java.nio.ByteBuffer;
import java.util.List;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecBuffer.Access;
import org.sspi4j.api.SecBufferType;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;

/** The caller's buffers of one message, found by type. */
public final class MessageBuffers {
    private MessageBuffers() {}

    /** The TOKEN buffer to write to. */
    public static ByteBuffer token(List<SecBuffer> buffers, int room) throws SspiException {
        var token = first(buffers, SecBufferType.TOKEN);
        if (token == null) {
            throw missing(SecBufferType.TOKEN);
        }
        if (token.access() != Access.READ_WRITE || token.memory().isReadOnly()) {
            throw new SspiException(SecurityStatus.SEC_E_INVALID_TOKEN, "The TOKEN buffer is read-only");
        }
        if (token.size() < room) {
            throw new SspiException(
                    SecurityStatus.SEC_E_BUFFER_TOO_SMALL,
                    "The TOKEN buffer has " + token.size() + " bytes, " + room + " are needed: see sizes()");
        }
        return token.memory();
    }

    /** The TOKEN buffer to read from. */
    public static ByteBuffer received(List<SecBuffer> buffers) throws SspiException {
        var token = first(buffers, SecBufferType.TOKEN);
        if (token == null) {
            throw missing(SecBufferType.TOKEN);
        }
        return token.memory();
    }

    /** The STREAM buffer; null if the message is in TOKEN and DATA. */
    public static ByteBuffer stream(List<SecBuffer> buffers) throws SspiException {
        var stream = first(buffers, SecBufferType.STREAM);
        if (stream != null && (stream.access() != Access.READ_WRITE || stream.memory().isReadOnly())) {
            throw new SspiException(SecurityStatus.SEC_E_INVALID_TOKEN, "The STREAM buffer is read-only");
        }
        return stream == null ? null : stream.memory();
    }

    /** Where in the list the buffer is that is told where in the STREAM the data is. */
    public static int place(List<SecBuffer> buffers) throws SspiException {
        int empty = -1;
        for (int i = 0; i < buffers.size(); i++) {
            var buffer = buffers.get(i);
            if (buffer.type() == SecBufferType.DATA && buffer.access() == Access.READ_WRITE) {
                return i;
            }
            if (buffer.type() == SecBufferType.EMPTY && empty < 0) {
                empty = i;
            }
        }
        if (empty < 0) {
            throw missing(SecBufferType.DATA);
        }
        return empty;
    }

    /** There is data to protect, if only an empty buffer of it. READONLY buffers are no part of the message. */
    public static void requireData(List<SecBuffer> buffers) throws SspiException {
        for (int i = 0; i < buffers.size(); i++) {
            if (isProtected(buffers.get(i))) {
                return;
            }
        }
        throw missing(SecBufferType.DATA);
    }

    /** There is data, and what will be changed in place can be written to. */
    public static void requireWritableData(List<SecBuffer> buffers) throws SspiException {
        requireData(buffers);
        for (int i = 0; i < buffers.size(); i++) {
            var buffer = buffers.get(i);
            if (buffer.type() == SecBufferType.DATA
                    && buffer.access() == Access.READ_WRITE
                    && buffer.memory().isReadOnly()) {
                throw new SspiException(
                        SecurityStatus.SEC_E_INVALID_TOKEN, "A DATA buffer is read-only and not marked as such");
            }
        }
    }

    /** Padding is never sent, so what stands there is not part of the message. */
    public static void requireNoPadding(List<SecBuffer> buffers) throws SspiException {
        for (int i = 0; i < buffers.size(); i++) {
            if (buffers.get(i).type() == SecBufferType.PADDING && buffers.get(i).size() > 0) {
                throw new SspiException(
                        SecurityStatus.SEC_E_INVALID_TOKEN, "The PADDING buffer has content, which nothing protects");
            }
        }
    }

    /** The PADDING buffer to write to. */
    public static ByteBuffer padding(List<SecBuffer> buffers, int room) throws SspiException {
        var padding = first(buffers, SecBufferType.PADDING);
        if (padding == null || padding.size() < room) {
            throw new SspiException(
                    SecurityStatus.SEC_E_BUFFER_TOO_SMALL,
                    "A context with an RC4 key needs a PADDING buffer of " + room + " byte: token, data and padding are the"
                            + " message, see sizes()");
        }
        if (padding.memory().isReadOnly()) {
            throw new SspiException(SecurityStatus.SEC_E_INVALID_TOKEN, "The PADDING buffer is read-only");
        }
        return padding.memory();
    }

    /** The PADDING buffer to read from; null if there is none. */
    public static ByteBuffer receivedPadding(List<SecBuffer> buffers) {
        var padding = first(buffers, SecBufferType.PADDING);
        return padding == null ? null : padding.memory();
    }

    /** Bytes of all data that is protected. */
    public static long dataLength(List<SecBuffer> buffers) {
        long length = 0;
        for (int i = 0; i < buffers.size(); i++) {
            var buffer = buffers.get(i);
            length += buffer.type() == SecBufferType.DATA && buffer.access() == Access.READ_WRITE ? buffer.size() : 0;
        }
        return length;
    }

    /** Padding is never needed. */
    public static void emptyPadding(List<SecBuffer> buffers) {
        for (int i = 0; i < buffers.size(); i++) {
            var buffer = buffers.get(i);
            if (buffer.type() == SecBufferType.PADDING) {
                buffer.memory().limit(buffer.memory().position());
            }
        }
    }

    /** Adds the data in the order of the list: read-only buffers are left out, those with checksum are only signed. */
    public static void addData(List<SecBuffer> buffers, ScatteredBytes message, boolean seal) {
        for (int i = 0; i < buffers.size(); i++) {
            var buffer = buffers.get(i);
            if (isProtected(buffer)) {
                if (seal && buffer.access() == Access.READ_WRITE) {
                    message.sealed(buffer.memory());
                } else {
                    message.signed(buffer.memory());
                }
            }
        }
    }

    /** Adds the READONLY_WITH_CHECKSUM buffers of a part of the list. */
    public static void addOnlySigned(List<SecBuffer> buffers, int from, int to, ScatteredBytes message) {
        for (int i = from; i < to; i++) {
            var buffer = buffers.get(i);
            if (buffer.type() == SecBufferType.DATA && buffer.access() == Access.READONLY_WITH_CHECKSUM) {
                message.signed(buffer.memory());
            }
        }
    }

    private static boolean isProtected(SecBuffer buffer) {
        return buffer.type() == SecBufferType.DATA && buffer.access() != Access.READONLY;
    }

    private static SecBuffer first(List<SecBuffer> buffers, SecBufferType type) {
        for (int i = 0; i < buffers.size(); i++) {
            if (buffers.get(i).type() == type) {
                return buffers.get(i);
            }
        }
        return null;
    }

    private static SspiException missing(SecBufferType type) {
        return new SspiException(SecurityStatus.SEC_E_INVALID_TOKEN, "There is no " + type + " buffer");
    }
}
