package org.sspi4j.secur32;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecBufferType;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;

/**
 * The TOKEN buffer of pOutput, and its ALERT buffer, where TLS says why it fails.
 *
 * @param buffer empty if there is none
 * @param alert empty if there is none: what a failure has to say goes into the TOKEN buffer then
 * @param allocates whether the caller asks for ALLOCATE_MEMORY
 */
record OutputToken(Optional<SecBuffer> buffer, Optional<SecBuffer> alert, boolean allocates) {
    private static final byte[] NOTHING = {};

    static OutputToken of(SecBufferDesc pOutput, boolean allocates) throws SspiException {
        return new OutputToken(
                writable(pOutput, SecBufferType.TOKEN, allocates), writable(pOutput, SecBufferType.ALERT, allocates), allocates);
    }

    private static Optional<SecBuffer> writable(SecBufferDesc pOutput, SecBufferType type, boolean allocates) throws SspiException {
        var buffer = SecBuffer.find(SecBufferDesc.buffers("pOutput", pOutput), type);
        if (!allocates && buffer.filter(OutputToken::isReadOnly).isPresent()) {
            throw new SspiException(
                    SecurityStatus.SEC_E_INVALID_PARAMETER, "The " + type + " buffer of pOutput is read-only: there is no room in it");
        }
        return buffer;
    }

    /**
     * @return whether the memory is ours
     * @throws SspiException SEC_E_BUFFER_TOO_SMALL
     */
    boolean put(byte[] token) throws SspiException {
        if (token.length > 0 && (buffer.isEmpty() || !allocates && token.length > room())) {
            throw new SspiException(
                    SecurityStatus.SEC_E_BUFFER_TOO_SMALL,
                    "The token has " + token.length + " bytes, and "
                            + buffer.map(found -> "the TOKEN buffer of pOutput " + room()).orElse("pOutput has no TOKEN buffer")
                            + ": leave cbMaxToken bytes, or ask for ALLOCATE_MEMORY. The context is deleted");
        }
        buffer.ifPresent(found -> fill(found, token));
        alert.ifPresent(found -> fill(found, NOTHING));
        return allocates && buffer.isPresent();
    }

    /** After a failure there is what the peer is to be told, if there is room for it, or nothing. */
    void putOfFailure(byte[] token) {
        alert.ifPresent(found -> fill(found, fitting(token, found)));
        buffer.ifPresent(found -> fill(found, alert.isPresent() ? NOTHING : fitting(token, found)));
    }

    private byte[] fitting(byte[] token, SecBuffer found) {
        return allocates || token.length <= found.size() ? token : NOTHING;
    }

    /** Whether a token is written where this memory is, or may be: whose memory a direct buffer's is nobody tells. */
    boolean isWrittenOver(ByteBuffer input) {
        if (allocates || buffer.isEmpty()) {
            return false;
        }
        var memory = buffer.get().memory();
        return memory.hasArray() && input.hasArray() ? memory.array() == input.array() : memory.hasArray() == input.hasArray();
    }

    private void fill(SecBuffer found, byte[] token) {
        if (allocates) {
            found.become(found.type(), ByteBuffer.wrap(token));
        } else {
            var memory = found.memory();
            memory.put(memory.position(), token).limit(memory.position() + token.length);
        }
    }

    private int room() {
        return buffer.orElseThrow().size();
    }

    private static boolean isReadOnly(SecBuffer buffer) {
        return buffer.access() != SecBuffer.Access.READ_WRITE || buffer.memory().isReadOnly();
    }
}
