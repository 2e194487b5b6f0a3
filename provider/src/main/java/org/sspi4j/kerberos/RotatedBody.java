package org.sspi4j.kerberos;

import java.nio.ByteBuffer;
import org.sspi4j.crypto.ScatteredBytes;

/**
 * What follows the header of a Wrap token, read as if it had not been rotated: byte k stands at (k + RRC) mod its length.
 *
 * @spec RFC 4121 4.2.5
 */
final class RotatedBody {
    private final ByteBuffer memory;
    private final int base;
    private final int length;
    private final int rotation;

    /** From {@code base} to the memory's limit. */
    RotatedBody(ByteBuffer memory, int base, int rrc) {
        this.memory = memory;
        this.base = base;
        this.length = memory.limit() - base;
        this.rotation = length == 0 ? 0 : rrc % length;
    }

    int length() {
        return length;
    }

    /** Copies as many bytes as fit, from byte {@code from} on. */
    void copy(int from, byte[] out) {
        int run = run(from, out.length);
        memory.get(at(from), out, 0, run);
        memory.get(at(from + run), out, run, out.length - run);
    }

    void addSealed(ScatteredBytes message, int from, int count) {
        int run = run(from, count);
        MessageBuffers.addSealed(message, memory, at(from), run);
        MessageBuffers.addSealed(message, memory, at(from + run), count - run);
    }

    void addSigned(ScatteredBytes message, int from, int count) {
        int run = run(from, count);
        MessageBuffers.addSigned(message, memory, at(from), run);
        MessageBuffers.addSigned(message, memory, at(from + run), count - run);
    }

    /** The bytes in one piece, as a slice of the memory: only if they wrap around, which usual rotations avoid, they move. */
    ByteBuffer contiguous(int from, int count) {
        int run = run(from, count);
        if (run == count) {
            return memory.slice(at(from), count);
        }
        var bytes = new byte[count];
        memory.get(at(from), bytes, 0, run);
        memory.get(at(from + run), bytes, run, count - run);
        return memory.slice(base, count).put(0, bytes);
    }

    /** How many of {@code count} bytes stand side by side. */
    private int run(int from, int count) {
        return Math.min(count, base + length - at(from));
    }

    private int at(int index) {
        return length == 0 ? base : base + (index + rotation) % length;
    }
}
