package org.sspi4j.schannel;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Room for a record of a handshake, which TLS wants to be larger than any record is: used by one call after the other of a credential,
 * and made anew for a call that comes while another one has it.
 */
final class SpareBuffer {
    private final AtomicReference<ByteBuffer> spare = new AtomicReference<>();

    /** Empty. */
    ByteBuffer take(int size) {
        var found = spare.getAndSet(null);
        return found != null && found.capacity() >= size ? found.clear() : ByteBuffer.allocate(size);
    }

    void giveBack(ByteBuffer taken) {
        spare.set(taken);
    }
}
