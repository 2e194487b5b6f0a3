package org.sspi4j.negotiate;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.sspi4j.wire.DecodeException;
import org.sspi4j.wire.asn1.DerReader;
import org.sspi4j.wire.asn1.DerWriter;

/**
 * What a server begins with that is asked to speak first. It has the tag of a NegTokenInit, and another component at {@code [3]}: who
 * reads it knows which one it is by which side sent it.
 *
 * @param mechTypes what the server takes; nothing protects it
 * @param wire the token as sent or received, framed
 * @spec MS-SPNG 2.2.1
 */
record NegTokenInit2(MechTypeList mechTypes, byte[] wire) {
    /** "hintName: SHOULD contain the string", [MS-SPNG] 2.2.1: nobody believes a server's word for its own name. */
    private static final byte[] HINT_NAME = "not_defined_in_RFC4178@please_ignore".getBytes(StandardCharsets.US_ASCII);

    static NegTokenInit2 of(MechTypeList mechTypes) {
        byte[] wire = InitialContextToken.encode(out -> {
            int end = out.mark();
            int hints = out.mark();
            out.generalStringOctets(HINT_NAME).tagged(0);
            out.sequence(hints).tagged(3);
            out.element(mechTypes.wire()).tagged(0);
            out.sequence(end).tagged(NegTokenInit.CHOICE);
        });
        return new NegTokenInit2(mechTypes, wire);
    }

    /** The hints are stepped over, and so is a mechToken or mechListMIC, which a server that knows of no client cannot have. */
    static NegTokenInit2 decode(byte[] wire) throws DecodeException {
        var framed = InitialContextToken.open(wire);
        var in = framed.tagged(NegTokenInit.CHOICE, "negTokenInit2").sequence();
        var mechTypes = MechTypeList.read(in.tagged(0, "mechTypes"));
        NegTokenInit.skipReqFlags(in);
        in.optional(2, "mechToken", DerReader::octetString);
        if (in.has(3)) {
            skipHints(in.tagged(3, "negHints").sequence());
        }
        in.optional(4, "mechListMIC", DerReader::octetString);
        in.end();
        framed.end();
        return new NegTokenInit2(mechTypes, wire);
    }

    private static void skipHints(DerReader hints) throws DecodeException {
        hints.optional(0, "hintName", DerReader::generalStringOctets);
        hints.optional(1, "hintAddress", DerReader::octetString);
        hints.end();
    }
}
