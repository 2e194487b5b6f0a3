package org.sspi4j.wire;

import java.util.Arrays;

/** Where a reader stands in received bytes, and the one bounds check that all its reads go through. */
final class Cursor {
    private final byte[] wire;
    private final int limit;
    private int offset;

    Cursor(byte[] wire, int offset, int limit) {
        this.wire = wire;
        this.offset = offset;
        this.limit = limit;
    }

    /** Steps over {@code length} bytes and says where they begin. A negative length is one above 2^31. */
    int take(String field, int length) throws DecodeException {
        if (length < 0 || length > limit - offset) {
            throw new DecodeException(field, "needs " + Integer.toUnsignedString(length) + " bytes where "
                    + (limit - offset) + " are left", offset);
        }
        int begin = offset;
        offset += length;
        return begin;
    }

    byte[] bytes(String field, int length) throws DecodeException {
        int begin = take(field, length);
        return Arrays.copyOfRange(wire, begin, begin + length);
    }

    Cursor part(String field, int length) throws DecodeException {
        int begin = take(field, length);
        return new Cursor(wire, begin, begin + length);
    }

    /** A count is refused before anything is allocated for it. */
    int count(String field, int count, int smallest) throws DecodeException {
        if (count < 0 || count > remaining() / smallest) {
            throw new DecodeException(field, "announces " + Integer.toUnsignedString(count) + " parts of at least "
                    + smallest + " bytes where " + remaining() + " bytes are left", offset);
        }
        return count;
    }

    void end(String message) throws DecodeException {
        if (offset != limit) {
            throw new DecodeException(message, "is followed by " + remaining() + " bytes that do not belong to it", offset);
        }
    }

    int offset() {
        return offset;
    }

    int remaining() {
        return limit - offset;
    }
}
