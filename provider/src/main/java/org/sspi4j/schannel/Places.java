package org.sspi4j.schannel;

import java.nio.ByteBuffer;
import java.util.List;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecBufferType;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;

/** Where DecryptMessage finds its input, and says what became of it. */
record Places(SecBuffer whole, SecBuffer first, SecBuffer second, SecBuffer third) {
    /** @throws SspiException SEC_E_INVALID_TOKEN if there are not one DATA buffer and three EMPTY ones */
    static Places of(List<SecBuffer> message) throws SspiException {
        SecBuffer whole = null;
        var empty = new SecBuffer[3];
        int found = 0;
        for (int i = 0; i < message.size(); i++) {
            var buffer = message.get(i);
            if (buffer.type() == SecBufferType.DATA && whole == null) {
                whole = buffer;
            } else if (buffer.type() == SecBufferType.EMPTY && found < empty.length) {
                empty[found++] = buffer;
            }
        }
        if (whole == null || found < empty.length) {
            throw new SspiException(
                    SecurityStatus.SEC_E_INVALID_TOKEN,
                    "DecryptMessage takes a DATA buffer with what was received and three EMPTY ones, for the header or trailer, the data"
                            + " and what follows the record");
        }
        if (whole.access() != SecBuffer.Access.READ_WRITE || whole.memory().isReadOnly()) {
            throw new SspiException(SecurityStatus.SEC_E_INVALID_TOKEN, "The DATA buffer is read-only: TLS decrypts in place");
        }
        return new Places(whole, empty[0], empty[1], empty[2]);
    }

    ByteBuffer input() {
        return whole.memory();
    }

    /** Of a record of so many bytes, in which so many of data follow so many of a header. */
    void data(int header, int data, int length) {
        var memory = whole.memory();
        int begin = memory.position();
        int end = memory.limit();
        whole.become(SecBufferType.STREAM_HEADER, memory.slice(begin, header));
        first.become(SecBufferType.DATA, memory.slice(begin + header, data));
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
