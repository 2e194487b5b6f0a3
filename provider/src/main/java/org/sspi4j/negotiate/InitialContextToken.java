package org.sspi4j.negotiate;

import org.sspi4j.wire.DecodeException;
import org.sspi4j.wire.asn1.DerReader;
import org.sspi4j.wire.asn1.DerValue;
import org.sspi4j.wire.asn1.DerWriter;
import org.sspi4j.wire.asn1.Oid;

/**
 * The framing of the first token of a context: {@code 60 length OID message}. What follows in SPNEGO has none.
 *
 * @spec RFC 2743 3.1
 */
final class InitialContextToken {
    private static final int TAG = 0x60;
    private static final int APPLICATION = 0;

    private InitialContextToken() {}

    /** Does it begin like one? */
    static boolean isFramed(byte[] token) {
        return token.length > 0 && token[0] == TAG;
    }

    static byte[] encode(DerValue negotiationToken) {
        return DerWriter.encode(out -> {
            int end = out.mark();
            out.value(negotiationToken).oid(MechType.SPNEGO.oid()).application(APPLICATION, end);
        });
    }

    /** Of any mechanism: whose message is it? */
    static Oid mech(byte[] token) throws DecodeException {
        return inside(token).next("thisMech").oid();
    }

    /** The inside of a message of SPNEGO. */
    static DerReader open(byte[] token) throws DecodeException {
        var in = inside(token);
        int start = in.offset();
        var mech = in.next("thisMech").oid();
        if (!mech.equals(MechType.SPNEGO.oid())) {
            throw in.failure("is " + MechType.name(mech) + " instead of SPNEGO", start);
        }
        return in;
    }

    private static DerReader inside(byte[] token) throws DecodeException {
        return DerReader.of(token, "InitialContextToken").insideApplication(APPLICATION);
    }
}
