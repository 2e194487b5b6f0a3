package org.sspi4j.kerberos.message;

import java.util.OptionalInt;
import java.util.OptionalLong;
import org.sspi4j.wire.DecodeException;
import org.sspi4j.wire.asn1.DerReader;
import org.sspi4j.wire.asn1.DerWriter;

/** Fields that many messages have. */
final class Fields {
    static final int PVNO = 5;

    private Fields() {
    }

    /** @spec RFC 4120 5.2.4 */
    static int micros(DerReader in) throws DecodeException {
        return (int) in.integer(0, 999_999);
    }

    static OptionalInt optionalMicros(int n, String field, DerReader in) throws DecodeException {
        return in.has(n) ? OptionalInt.of(micros(in.tagged(n, field))) : OptionalInt.empty();
    }

    static void optional(int n, OptionalInt value, DerWriter out) {
        if (value.isPresent()) {
            out.integer(value.getAsInt()).tagged(n);
        }
    }

    /**
     * A number of 32 bits that RFC 4120 calls unsigned. MIT krb5 and Heimdal long wrote nonces and sequence numbers as signed ones, and the
     * version numbers of read-only domain controllers' keys have the top bit set: both forms are read, and kept as they came.
     */
    static long eitherInt32(DerReader in) throws DecodeException {
        return in.integer(Integer.MIN_VALUE, 0xFFFF_FFFFL);
    }

    static OptionalLong optionalInt32(int n, String field, DerReader in) throws DecodeException {
        return in.has(n) ? OptionalLong.of(eitherInt32(in.tagged(n, field))) : OptionalLong.empty();
    }

    static void optional(int n, OptionalLong value, DerWriter out) {
        if (value.isPresent()) {
            out.integer(value.getAsLong()).tagged(n);
        }
    }
}
