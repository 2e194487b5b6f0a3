package org.sspi4j.ntlm;

import org.sspi4j.wire.LittleEndianWriter;

/**
 * The Payload of a message that is written: fields side by side, in the order in which they are put. They are written last, when the
 * length of the message is known.
 */
final class PayloadWriter {
    /** "Len", "MaxLen" and "BufferOffset" of a field. */
    static final int FIELD = 8;

    private final byte[][] values = new byte[Payload.MOST_FIELDS][];
    private int count;
    private int end;

    /** @param begin where the payload will begin in the message */
    PayloadWriter(int begin) {
        this.end = begin;
    }

    /** Where this field will be. */
    int put(byte[] value) {
        int offset = end;
        values[count++] = value;
        end += value.length;
        return offset;
    }

    /** Where the message will end. */
    int end() {
        return end;
    }

    /** Writes where a field is. */
    static void refer(LittleEndianWriter fixed, int length, int offset) {
        fixed.u16(length).u16(length).u32(offset);
    }

    /** The whole message: what was written, and the fields behind it. */
    byte[] behind(LittleEndianWriter fixed) {
        for (int i = 0; i < count; i++) {
            fixed.bytes(values[i]);
        }
        return fixed.finish();
    }
}
