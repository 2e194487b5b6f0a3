package org.sspi4j.kerberos.store;

import java.nio.ByteOrder;
import org.sspi4j.wire.BigEndianReader;
import org.sspi4j.wire.DecodeException;

/** Reads files in the byte order of their version: the oldest have that of the machine that wrote them. */
final class StoreReader {
    private final BigEndianReader in;
    private final boolean reversed;

    private StoreReader(BigEndianReader in, boolean reversed) {
        this.in = in;
        this.reversed = reversed;
    }

    static StoreReader of(BigEndianReader in, ByteOrder order) {
        return new StoreReader(in, order == ByteOrder.LITTLE_ENDIAN);
    }

    int u8(String field) throws DecodeException {
        return in.u8(field);
    }

    int u16(String field) throws DecodeException {
        int value = in.u16(field);
        return reversed ? Short.reverseBytes((short) value) & 0xffff : value;
    }

    int u32(String field) throws DecodeException {
        int value = in.u32(field);
        return reversed ? Integer.reverseBytes(value) : value;
    }

    byte[] counted16(String field) throws DecodeException {
        return in.bytes(field, u16(field));
    }

    byte[] counted32(String field) throws DecodeException {
        return in.bytes(field, u32(field));
    }

    /** @param smallest how many bytes each of the parts takes at least; a count that cannot fit is refused */
    int count16(String field, int smallest) throws DecodeException {
        return count(field, u16(field), smallest);
    }

    int count32(String field, int smallest) throws DecodeException {
        return count(field, u32(field), smallest);
    }

    private int count(String field, int count, int smallest) throws DecodeException {
        if (count < 0 || count > in.remaining() / smallest) {
            throw new DecodeException(field, "announces " + Integer.toUnsignedString(count) + " parts of at least " + smallest
                    + " bytes where " + in.remaining() + " bytes are left", in.offset());
        }
        return count;
    }

    StoreReader part(String field, int length) throws DecodeException {
        return new StoreReader(in.part(field, length), reversed);
    }

    void skip(String field, int length) throws DecodeException {
        in.skip(field, length);
    }

    void end(String message) throws DecodeException {
        in.end(message);
    }

    int offset() {
        return in.offset();
    }

    int remaining() {
        return in.remaining();
    }
}
