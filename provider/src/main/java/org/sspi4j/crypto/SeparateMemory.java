package org.sspi4j.crypto;

import java.nio.ByteBuffer;
import java.util.List;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecBuffer.Access;
import org.sspi4j.api.SecBufferType;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;

/**
 * What is written in place shares no memory with what else is part of the message: the peer would refuse the result, or with
 * RFC 8009, whose checksum is one of the ciphertext, take it for another text. Seen in arrays. Where direct memory lies, and what
 * array is behind a read-only buffer, nobody tells: overlaps there go unnoticed.
 */
public final class SeparateMemory {
    private SeparateMemory() {}

    /**
     * What is written is the token, the padding, and what is encrypted.
     *
     * @param tokenRoom how many bytes of the TOKEN buffer may be used
     * @param padding how many bytes of the PADDING buffer are used
     * @param sealed whether the data is written
     */
    public static void check(List<SecBuffer> buffers, int tokenRoom, int padding, boolean sealed) throws SspiException {
        for (int i = 1; i < buffers.size(); i++) {
            var one = buffers.get(i);
            int length = used(one, tokenRoom, padding);
            for (int k = 0; length > 0 && k < i; k++) {
                var other = buffers.get(k);
                if ((isWritten(one, sealed) || isWritten(other, sealed))
                        && overlap(one.memory(), length, other.memory(), used(other, tokenRoom, padding))) {
                    throw new SspiException(
                            SecurityStatus.SEC_E_INVALID_TOKEN,
                            "The buffers " + one + " and " + other + " share memory: each needs its own place, since a message is"
                                    + " protected where it lies");
                }
            }
        }
    }

    /** What is written is the stream; the data lies inside of it. */
    public static void checkStream(List<SecBuffer> buffers, ByteBuffer stream) throws SspiException {
        for (int i = 0; i < buffers.size(); i++) {
            var buffer = buffers.get(i);
            if (buffer.type() == SecBufferType.DATA
                    && buffer.access() == Access.READONLY_WITH_CHECKSUM
                    && overlap(stream, stream.remaining(), buffer.memory(), buffer.size())) {
                throw new SspiException(
                        SecurityStatus.SEC_E_INVALID_TOKEN, "The STREAM buffer shares memory with what is to stay as it is: " + buffer);
            }
        }
    }

    private static boolean isWritten(SecBuffer buffer, boolean sealed) {
        return buffer.type() != SecBufferType.DATA || sealed && buffer.access() == Access.READ_WRITE;
    }

    /** How many bytes at the beginning of the buffer are part of the message. */
    private static int used(SecBuffer buffer, int tokenRoom, int padding) {
        return switch (buffer.type()) {
            case TOKEN -> Math.min(buffer.size(), tokenRoom);
            case PADDING -> Math.min(buffer.size(), padding);
            case DATA -> buffer.access() == Access.READONLY ? 0 : buffer.size();
            default -> 0;
        };
    }

    private static boolean overlap(ByteBuffer one, int length, ByteBuffer other, int otherLength) {
        if (otherLength == 0 || !one.hasArray() || !other.hasArray() || one.array() != other.array()) {
            return false;
        }
        int from = one.arrayOffset() + one.position();
        int otherFrom = other.arrayOffset() + other.position();
        return from < otherFrom + otherLength && otherFrom < from + length;
    }
}
