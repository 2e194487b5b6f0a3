package org.sspi4j.schannel;

import java.nio.ByteBuffer;
import java.util.List;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecBufferType;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;

/** The three buffers of EncryptMessage. One for all messages, so that none is made for each. */
final class StreamParts {
    private SecBuffer header;
    private SecBuffer data;
    private SecBuffer trailer;

    /** @throws SspiException SEC_E_INVALID_TOKEN if one is missing, is there twice, or is read-only */
    void find(List<SecBuffer> message) throws SspiException {
        for (int i = 0; i < message.size(); i++) {
            var buffer = message.get(i);
            switch (buffer.type()) {
                case STREAM_HEADER -> header = only(buffer, header);
                case DATA -> data = only(buffer, data);
                case STREAM_TRAILER -> trailer = only(buffer, trailer);
                default -> { }
            }
        }
        requireWritable(header, SecBufferType.STREAM_HEADER);
        requireWritable(data, SecBufferType.DATA);
        requireWritable(trailer, SecBufferType.STREAM_TRAILER);
    }

    private static SecBuffer only(SecBuffer found, SecBuffer before) throws SspiException {
        if (before != null) {
            throw new SspiException(
                    SecurityStatus.SEC_E_INVALID_TOKEN, "There are two " + found.type() + " buffers: TLS takes one");
        }
        return found;
    }

    private static void requireWritable(SecBuffer part, SecBufferType type) throws SspiException {
        if (part == null) {
            throw new SspiException(
                    SecurityStatus.SEC_E_INVALID_TOKEN,
                    "There is no " + type + " buffer: EncryptMessage takes STREAM_HEADER, DATA and STREAM_TRAILER");
        }
        if (part.access() != SecBuffer.Access.READ_WRITE || part.memory().isReadOnly()) {
            throw new SspiException(SecurityStatus.SEC_E_INVALID_TOKEN, "The " + type + " buffer is read-only");
        }
    }

    /** Holds the caller's memory no longer than the call takes. */
    void leave() {
        header = null;
        data = null;
        trailer = null;
    }

    ByteBuffer data() {
        return data.memory();
    }

    /** @throws SspiException SEC_E_BUFFER_TOO_SMALL if header or trailer is smaller than STREAM_SIZES says */
    void requireRoom(int forHeader, int forTrailer) throws SspiException {
        requireRoom(header, forHeader);
        requireRoom(trailer, forTrailer);
    }

    private static void requireRoom(SecBuffer part, int needed) throws SspiException {
        if (part.size() < needed) {
            throw new SspiException(
                    SecurityStatus.SEC_E_BUFFER_TOO_SMALL,
                    "The " + part.type() + " buffer has " + part.size() + " bytes, " + needed + " are needed: see STREAM_SIZES");
        }
    }

    /**
     * Puts records into the three, which are sent in this order: what stands where does not matter.
     *
     * @param records with an array of its own
     */
    void spread(ByteBuffer records, int headerLength) {
        put(records, headerLength, header.memory());
        put(records, data.memory().remaining(), data.memory());
        put(records, Integer.MAX_VALUE, trailer.memory());
    }

    private static void put(ByteBuffer records, int most, ByteBuffer to) {
        int from = records.position();
        int length = Math.min(most, records.remaining());
        int at = to.position();
        to.put(at, records.array(), from, length);
        to.limit(at + length);
        records.position(from + length);
    }
}
