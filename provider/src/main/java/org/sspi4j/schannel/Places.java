package org.sspi4j.schannel;

import java.nio.ByteBuffer;
import java.util.List;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecBufferType;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;

/** Where DecryptMessage finds its input, and says what became of it. One for all messages, so that none is made for each. */
final class Places {
    private SecBuffer whole;
    private SecBuffer first;
    private SecBuffer second;
    private SecBuffer third;

    /** @throws SspiException SEC_E_INVALID_TOKEN if there are not one DATA buffer and three EMPTY ones */
    void find(List<SecBuffer> message) throws SspiException {
        for (int i = 0; i < message.size(); i++) {
            var buffer = message.get(i);
            if (buffer.type() == SecBufferType.DATA && whole == null) {
                whole = buffer;
            } else if (buffer.type() == SecBufferType.EMPTY) {
                if (first == null) {
                    first = buffer;
                } else if (second == null) {
                    second = buffer;
                } else if (third == null) {
                    third = buffer;
                }
            }
        }
        if (whole == null || third == null) {
            throw new SspiException(
                    SecurityStatus.SEC_E_INVALID_TOKEN,
                    "DecryptMessage takes a DATA buffer with what was received and three EMPTY ones, for the header or trailer, the data"
                            + " and what follows the record");
        }
        if (whole.access() != SecBuffer.Access.READ_WRITE || whole.memory().isReadOnly()) {
            throw new SspiException(SecurityStatus.SEC_E_INVALID_TOKEN, "The DATA buffer is read-only: TLS decrypts in place");
        }
    }

    /** Holds the caller's memory no longer than the call takes. */
    void leave() {
        whole = null;
        first = null;
        second = null;
        third = null;
    }

    ByteBuffer input() {
        return whole.memory();
    }

    /**
     * Of a record of so many bytes, in which data follow so many of a header.
     *
     * @param plaintext the record's memory behind the header; the data up to its position
     */
    void data(int header, ByteBuffer plaintext, int length) {
        var memory = whole.memory();
        int begin = memory.position();
        int end = memory.limit();
        int data = plaintext.position();
        whole.become(SecBufferType.STREAM_HEADER, memory.slice(begin, header));
        first.become(SecBufferType.DATA, plaintext.flip());
        second.become(SecBufferType.STREAM_TRAILER, memory.slice(begin + header + data, length - header - data));
        rest(memory, begin + length, end);
    }

    /** No data; what begins after so many bytes was not consumed. */
    void extra(int consumed) {
        var memory = whole.memory();
        int begin = memory.position();
        int end = memory.limit();
        whole.become(SecBufferType.STREAM_HEADER, memory.slice(begin, 0));
        first.become(SecBufferType.DATA, memory.slice(begin, 0));
        second.become(SecBufferType.STREAM_TRAILER, memory.slice(begin, 0));
        rest(memory, begin + consumed, end);
    }

    private void rest(ByteBuffer memory, int from, int end) {
        if (from < end) {
            third.become(SecBufferType.EXTRA, memory.slice(from, end - from));
        }
    }
}
