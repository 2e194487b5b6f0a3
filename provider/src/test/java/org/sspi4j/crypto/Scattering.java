package org.sspi4j.crypto;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Cuts messages into buffers at random: on and off the heap, with and without space around, some empty. */
public final class Scattering {
    private final Random random;

    public Scattering(long seed) {
        random = new Random(seed);
    }

    public byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    public int below(int bound) {
        return random.nextInt(bound);
    }

    /** Buffers that together hold these bytes. */
    public List<ByteBuffer> cut(byte[] bytes) {
        var pieces = new ArrayList<ByteBuffer>();
        int at = 0;
        while (at < bytes.length || random.nextInt(4) == 0) {
            int most = bytes.length - at;
            int length = most == 0 ? 0 : random.nextInt(random.nextBoolean() ? most + 1 : Math.min(most, 20) + 1);
            pieces.add(place(bytes, at, length));
            at += length;
        }
        return pieces;
    }

    /** The bytes of all buffers, read without moving them. */
    public static byte[] join(List<ByteBuffer> pieces) {
        ByteBuffer all = ByteBuffer.allocate(pieces.stream().mapToInt(ByteBuffer::remaining).sum());
        pieces.forEach(piece -> all.put(piece.duplicate()));
        return all.array();
    }

    private ByteBuffer place(byte[] bytes, int at, int length) {
        int before = random.nextInt(5);
        int size = before + length + random.nextInt(5);
        ByteBuffer buffer = random.nextBoolean() ? ByteBuffer.allocateDirect(size) : ByteBuffer.allocate(size);
        if (random.nextBoolean() && before > 0) {
            buffer = buffer.position(1).slice();
            before--;
        }
        buffer.position(before).limit(before + length);
        buffer.duplicate().put(bytes, at, length);
        return buffer;
    }
}
