package org.sspi4j.secur32;

import java.nio.ByteBuffer;
import java.util.List;
import org.sspi4j.api.ContextResult;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecBufferType;

/**
 * What a call says of its input, in the first EMPTY buffer of it: how many bytes are missing, or which were not consumed.
 *
 * @param extra what stands at the end of the TOKEN buffer: a slice of its memory, or a copy where the output is written over it
 * @spec sspi.h SECBUFFER_MISSING, SECBUFFER_EXTRA
 */
record Leftover(int missing, ByteBuffer extra) {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    static Leftover missing(int missing) {
        return new Leftover(missing, NOTHING);
    }

    static Leftover of(ContextResult leg, List<SecBuffer> input, OutputToken output) {
        if (leg.extra() == 0) {
            return missing(leg.missing());
        }
        var token = SecBuffer.find(input, SecBufferType.TOKEN).orElseThrow().memory();
        var extra = token.slice(token.limit() - leg.extra(), leg.extra());
        return new Leftover(leg.missing(), output.isWrittenOver(token) ? copy(extra) : extra);
    }

    private static ByteBuffer copy(ByteBuffer extra) {
        return ByteBuffer.allocate(extra.remaining()).put(extra).flip();
    }

    void tell(List<SecBuffer> input) {
        if (missing > 0) {
            SecBuffer.find(input, SecBufferType.EMPTY).ifPresent(buffer -> buffer.becomeMissing(missing));
        } else if (extra.hasRemaining()) {
            SecBuffer.find(input, SecBufferType.EMPTY).ifPresent(buffer -> buffer.become(SecBufferType.EXTRA, extra));
        }
    }
}
