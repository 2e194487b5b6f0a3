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

    /** Copies {@code count} bytes from byte {@code from} on. */
    void copy(int from, byte[] out, int count) {
        int run = run(from, count);
        memory.get(at(from), out, 0, run);
        memory.get(at(from + run), out, run, count - run);
    }

    /** Adds bytes to a message, to be sealed or signed where they are. */
    void add(ScatteredBytes message, int from, int count, boolean sealed) {
        int run = run(from, count);
        addRun(message, at(from), run, sealed);
        addRun(message, at(from + run), count - run, sealed);
    }

    /** The bytes in one piece, as a slice of the memory: only if they wrap around, which usual rotations avoid, they move. */
    ByteBuffer contiguous(int from, int count) {
        int run = run(from, count);
        if (run == count) {
            return memory.slice(at(from), count);
        }
        var bytes = new byte[count];
        copy(from, bytes, count);
        return memory.slice(base, count).put(0, bytes);
    }

    private void addRun(ScatteredBytes message, int at, int count, boolean sealed) {
        if (sealed) {
            message.sealed(memory, at, count);
        } else {
            message.signed(memory, at, count);
        }
    }

    /** How many of {@code count} bytes stand side by side. */
    private int run(int from, int count) {
        return Math.min(count, base + length - at(from));
    }

    private int at(int index) {
        int beforeEnd = length - rotation;
        return base + (index < beforeEnd ? index + rotation : index - beforeEnd);
    }
}
