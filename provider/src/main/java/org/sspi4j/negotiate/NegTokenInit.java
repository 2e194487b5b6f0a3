package org.sspi4j.negotiate;

import java.util.Optional;
import org.sspi4j.wire.DecodeException;
import org.sspi4j.wire.asn1.DerReader;
import org.sspi4j.wire.asn1.DerWriter;

/**
 * What an initiator begins with.
 *
 * @param mechTypes what it offers
 * @param mechToken of the preferred mechanism, if it is optimistic
 * @param mechListMIC of an initiator whose mechanism is done with its first message
 * @param wire the token as sent or received, framed
 * @spec RFC 4178 4.2.1
 */
record NegTokenInit(MechTypeList mechTypes, Optional<byte[]> mechToken, Optional<byte[]> mechListMIC, byte[] wire) {
    static final int CHOICE = 0;

    static NegTokenInit of(MechTypeList mechTypes, Optional<byte[]> mechToken) {
        byte[] wire = InitialContextToken.encode(out -> {
            int end = out.mark();
            out.optional(2, mechToken, DerWriter::octetString);
            out.element(mechTypes.wire()).tagged(0);
            out.sequence(end).tagged(CHOICE);
        });
        return new NegTokenInit(mechTypes, mechToken, Optional.empty(), wire);
    }

    static NegTokenInit decode(byte[] wire) throws DecodeException {
        var framed = InitialContextToken.open(wire);
        var in = framed.tagged(CHOICE, "negTokenInit").sequence();
        var mechTypes = MechTypeList.read(in.tagged(0, "mechTypes"));
        skipReqFlags(in);
        var mechToken = in.optional(2, "mechToken", DerReader::octetString);
        var mechListMIC = in.optional(3, "mechListMIC", DerReader::octetString);
        in.end();
        framed.end();
        return new NegTokenInit(mechTypes, mechToken, mechListMIC, wire);
    }

    /**
     * "This field is not protected ... SHOULD be omitted by the sender ... SHOULD be ignored by the receiver": JGSS and others send it.
     */
    static void skipReqFlags(DerReader in) throws DecodeException {
        if (in.has(1)) {
            in.tagged(1, "reqFlags").element("reqFlags");
        }
    }
}
