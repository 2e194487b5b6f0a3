package org.sspi4j.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Writes bytes from front to back, integers with the least significant byte first. A number that does not fit its field is an
 * {@link IllegalArgumentException}: it would say something else on the wire.
 */
public final class LittleEndianWriter {
    private static final VarHandle U16 = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle U32 = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle U64 = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final GrowingBytes out;

    public LittleEndianWriter() {
        this(64);
    }

    /** @param expected how many bytes will be written, as far as known */
    public LittleEndianWriter(int expected) {
        out = new GrowingBytes(expected);
    }

    /** @param value 0 to 255 */
    public LittleEndianWriter u8(int value) {
        byte fitting = (byte) GrowingBytes.fitting(value, 0xff);
        int begin = out.extend(1);
        out.array()[begin] = fitting;
        return this;
    }

    /** @param value 0 to 65535 */
    public LittleEndianWriter u16(int value) {
        short fitting = (short) GrowingBytes.fitting(value, 0xffff);
        int begin = out.extend(2);
        U16.set(out.array(), begin, fitting);
        return this;
    }

    /** @param value 32 bits, taken as they are */
    public LittleEndianWriter u32(int value) {
        int begin = out.extend(4);
        U32.set(out.array(), begin, value);
        return this;
    }

    /** @param value 64 bits, taken as they are */
    public LittleEndianWriter u64(long value) {
        int begin = out.extend(8);
        U64.set(out.array(), begin, value);
        return this;
    }

    public LittleEndianWriter bytes(byte[] value) {
        int begin = out.extend(value.length);
        System.arraycopy(value, 0, out.array(), begin, value.length);
        return this;
    }

    /** Some of the bytes of an array. */
    public LittleEndianWriter bytes(byte[] array, int from, int length) {
        int begin = out.extend(length);
        System.arraycopy(array, from, out.array(), begin, length);
        return this;
    }

    /** Writes the length in 16 bits, then the bytes: at most 65535. */
    public LittleEndianWriter counted16(byte[] value) {
        return u16(value.length).bytes(value);
    }

    /** Writes the length in 32 bits, then the bytes. */
    public LittleEndianWriter counted32(byte[] value) {
        return u32(value.length).bytes(value);
    }

    /** How many bytes have been written. */
    public int size() {
        return out.size();
    }

    /** A copy of what has been written. */
    public byte[] toByteArray() {
        return out.copy();
    }

    /** As {@link #toByteArray}, and starts anew. There is no copy if as many bytes were written as were expected, and 16 at least. */
    public byte[] finish() {
        return out.finish();
    }

    /** Overwrites what has been written with zeros and starts anew: for what held a key. */
    public void wipe() {
        out.wipe();
    }
}
