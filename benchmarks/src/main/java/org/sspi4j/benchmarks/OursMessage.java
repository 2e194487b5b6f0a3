package org.sspi4j.benchmarks;

import java.nio.ByteBuffer;
import java.util.List;
import org.sspi4j.api.SecBuffer;

/** A message in the caller's own memory, token in front: encrypted and decrypted in place, as often as wanted. */
record OursMessage(ByteBuffer token, ByteBuffer data, List<SecBuffer> buffers) {
    static OursMessage of(int trailer, int size) {
        var memory = ByteBuffer.allocate(trailer + size);
        var token = memory.slice(0, trailer);
        var data = memory.slice(trailer, size);
        return new OursMessage(token, data, List.of(SecBuffer.token(token), SecBuffer.data(data)));
    }

    /** The place for the token, whole again after a shorter one. */
    List<SecBuffer> toFill() {
        token.clear();
        return buffers;
    }
}
