package org.sspi4j.wire;

import java.util.Arrays;

/** The bytes a writer has written. What it outgrows is zeroed, since it may have held a key. */
final class GrowingBytes {
    private static final byte[] NONE = {};

    private byte[] array;
    private int size;

    GrowingBytes(int expected) {
        array = new byte[Math.max(expected, 16)];
    }

    /** Makes room for {@code length} bytes and says where they begin in {@link #array()}. */
    int extend(int length) {
        int begin = size;
        int wanted = Math.addExact(size, length);
        if (wanted > array.length) {
            byte[] outgrown = array;
            array = Arrays.copyOf(outgrown, (int) Math.min(Integer.MAX_VALUE - 8L, Math.max(wanted, 2L * outgrown.length)));
            Arrays.fill(outgrown, (byte) 0);
        }
        size = wanted;
        return begin;
    }

    static int fitting(int value, int max) {
        if (value < 0 || value > max) {
            throw new IllegalArgumentException(value + " does not fit a field of 0 to " + max);
        }
        return value;
    }

    byte[] array() {
        return array;
    }

    int size() {
        return size;
    }

    byte[] copy() {
        return Arrays.copyOf(array, size);
    }

    /** What was written, without a copy where it is as long as was expected. Begins anew: the bytes are the caller's. */
    byte[] finish() {
        byte[] finished = size == array.length ? array : copy();
        array = NONE;
        size = 0;
        return finished;
    }

    void wipe() {
        Arrays.fill(array, (byte) 0);
        size = 0;
    }
}
