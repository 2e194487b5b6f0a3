package org.sspi4j.kerberos.message;

import java.util.List;

/** What makers check, so that what they make can be read again. */
final class Bounds {
    private static final long UINT32_MAX = 0xFFFF_FFFFL;

    private Bounds() {
    }

    static <T> List<T> list(String field, List<T> elements, int max) {
        if (elements.size() > max) {
            throw new IllegalArgumentException(field + " has more than " + max + " elements");
        }
        return List.copyOf(elements);
    }

    /** Microseconds, RFC 4120 5.2.4. */
    static int micros(String field, int value) {
        if (value < 0 || value > 999_999) {
            throw new IllegalArgumentException(field + " is not between 0 and 999999: " + value);
        }
        return value;
    }

    /** Int32 or UInt32; see {@link Fields#eitherInt32}. */
    static long eitherInt32(String field, long value) {
        if (value < Integer.MIN_VALUE || value > UINT32_MAX) {
            throw new IllegalArgumentException(field + " does not fit into 32 bits: " + value);
        }
        return value;
    }
}
