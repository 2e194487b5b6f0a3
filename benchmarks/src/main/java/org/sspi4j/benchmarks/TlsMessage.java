package org.sspi4j.benchmarks;

import java.nio.ByteBuffer;
import java.util.List;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecBufferType;
import org.sspi4j.api.SspiException;

/**
 * A message in the caller's own memory, header and trailer around it, encrypted and decrypted there as often as wanted. What a caller
 * of EncryptMessage allocates for a message is nothing; one of DecryptMessage takes new buffers each time, since they become others.
 */
final class TlsMessage {
    private final ByteBuffer memory;
    private final ByteBuffer header;
    private final ByteBuffer data;
    private final ByteBuffer trailer;
    private final List<SecBuffer> toEncrypt;

    private TlsMessage(int header, int size, int trailer) {
        this.memory = ByteBuffer.allocate(header + size + trailer);
        this.header = memory.slice(0, header);
        this.data = memory.slice(header, size);
        this.trailer = memory.slice(header + size, trailer);
        this.toEncrypt = List.of(
                new SecBuffer(SecBufferType.STREAM_HEADER, SecBuffer.Access.READ_WRITE, this.header),
                SecBuffer.data(this.data),
                new SecBuffer(SecBufferType.STREAM_TRAILER, SecBuffer.Access.READ_WRITE, this.trailer),
                SecBuffer.empty());
    }

    /** @param size cut to what a record takes */
    static TlsMessage of(CtxtHandle context, int size) throws SspiException {
        var sizes = context.query(ContextAttribute.STREAM_SIZES);
        return new TlsMessage(sizes.header(), Math.min(size, sizes.maximumMessage()), sizes.trailer());
    }

    /** With the room that it had at first. */
    List<SecBuffer> toEncrypt() {
        header.clear();
        data.clear();
        trailer.clear();
        return toEncrypt;
    }

    /** After it was encrypted. */
    List<SecBuffer> toDecrypt() {
        memory.limit(header.limit() + data.limit() + trailer.limit());
        return List.of(SecBuffer.data(memory), SecBuffer.empty(), SecBuffer.empty(), SecBuffer.empty());
    }
}
