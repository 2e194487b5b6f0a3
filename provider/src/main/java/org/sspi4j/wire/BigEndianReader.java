package org.sspi4j.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Reads received bytes from front to back, integers with the most significant byte first. Every read names its field and is
 * bounds-checked; parts share the bytes of the whole, so that offsets count from the start of the message.
 */
public final class BigEndianReader {
    private static final VarHandle U16 = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle U32 = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle U64 = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final byte[] wire;
    private final Cursor at;

    public BigEndianReader(byte[] wire) {
        this(wire, new Cursor(wire, 0, wire.length));
    }

    private BigEndianReader(byte[] wire, Cursor at) {
        this.wire = wire;
        this.at = at;
    }

    /** 0 to 255. */
    public int u8(String field) throws DecodeException {
        return wire[at.take(field, 1)] & 0xff;
    }

    /** 0 to 65535. */
    public int u16(String field) throws DecodeException {
        return (short) U16.get(wire, at.take(field, 2)) & 0xffff;
    }

    /** The 32 bits as they are; {@link Integer#toUnsignedLong} for a number that may exceed 2^31. */
    public int u32(String field) throws DecodeException {
        return (int) U32.get(wire, at.take(field, 4));
    }

    /** The 64 bits as they are. */
    public long u64(String field) throws DecodeException {
        return (long) U64.get(wire, at.take(field, 8));
    }

    /** A copy of the next bytes. A length above 2^31 may be given as it was read by {@link #u32}. */
    public byte[] bytes(String field, int length) throws DecodeException {
        return at.bytes(field, length);
    }

    /** A copy of the bytes that follow their 16-bit length. */
    public byte[] counted16(String field) throws DecodeException {
        return at.bytes(field, u16(field));
    }

    /** A copy of the bytes that follow their 32-bit length. */
    public byte[] counted32(String field) throws DecodeException {
        return at.bytes(field, u32(field));
    }

    /**
     * A 16-bit count of parts.
     *
     * @param smallest how many bytes each of them takes at least; a count that cannot fit is refused
     */
    public int count16(String field, int smallest) throws DecodeException {
        return at.count(field, u16(field), smallest);
    }

    /** As {@link #count16}, of 32 bits. */
    public int count32(String field, int smallest) throws DecodeException {
        return at.count(field, u32(field), smallest);
    }

    /** A reader of the next bytes alone; this one goes on behind them. */
    public BigEndianReader part(String field, int length) throws DecodeException {
        return new BigEndianReader(wire, at.part(field, length));
    }

    public void skip(String field, int length) throws DecodeException {
        at.take(field, length);
    }

    /** Refuses bytes behind the last field of {@code message}. */
    public void end(String message) throws DecodeException {
        at.end(message);
    }

    /** Where the next read begins, counted in bytes from the start of the message. */
    public int offset() {
        return at.offset();
    }

    public int remaining() {
        return at.remaining();
    }
}
