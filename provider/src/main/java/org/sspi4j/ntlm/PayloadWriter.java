package org.sspi4j.ntlm;

import org.sspi4j.wire.LittleEndianWriter;

/** The Payload of a message that is written: fields side by side, in the order in which they are put. */
final class PayloadWriter {
    /** "Len", "MaxLen" and "BufferOffset" of a field. */
    static final int FIELD = 8;

    private final LittleEndianWriter payload = new LittleEndianWriter(256);
    private final int begin;

    /** @param begin where the payload will begin in the message */
    PayloadWriter(int begin) {
        this.begin = begin;
    }

    /** Where the next field will be, and its bytes. */
    int put(byte[] value) {
        int offset = begin + payload.size();
        payload.bytes(value);
        return offset;
    }

    /** Writes where a field is. */
    static void refer(LittleEndianWriter fixed, int length, int offset) {
        fixed.u16(length).u16(length).u32(offset);
    }

    byte[] toByteArray() {
        return payload.toByteArray();
    }
}
