package org.sspi4j.secur32;

import java.util.List;
import java.util.function.Consumer;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecBufferType;

/**
 * What a call says of its input, in the first EMPTY buffer of it: how many bytes are missing, or which were not consumed.
 *
 * @spec sspi.h SECBUFFER_MISSING, SECBUFFER_EXTRA
 */
final class Leftover {
    private Leftover() {}

    /** @param extra at the end of the TOKEN buffer; the EXTRA buffer is a slice of its memory */
    static void tell(int missing, int extra, List<SecBuffer> input) {
        if (missing > 0) {
            place(input, buffer -> buffer.becomeMissing(missing));
        } else if (extra > 0) {
            var token = SecBuffer.find(input, SecBufferType.TOKEN).orElseThrow().memory();
            place(input, buffer -> buffer.become(SecBufferType.EXTRA, token.slice(token.limit() - extra, extra)));
        }
    }

    private static void place(List<SecBuffer> input, Consumer<SecBuffer> tell) {
        SecBuffer.find(input, SecBufferType.EMPTY).ifPresent(tell);
    }
}
