package org.sspi4j.negotiate;

import java.util.Optional;
import org.sspi4j.wire.DecodeException;
import org.sspi4j.wire.asn1.DerReader;
import org.sspi4j.wire.asn1.DerWriter;
import org.sspi4j.wire.asn1.Oid;

/**
 * Every token but the first one, of either side.
 *
 * @param wire the token as sent or received
 * @spec RFC 4178 4.2.2
 */
record NegTokenResp(
        Optional<NegState> negState,
        Optional<Oid> supportedMech,
        Optional<byte[]> responseToken,
        Optional<byte[]> mechListMIC,
        byte[] wire) {
    private static final int TAG = 0xA1;
    private static final int CHOICE = 1;

    /** Does it begin like one? */
    static boolean isOne(byte[] token) {
        return token.length > 0 && (token[0] & 0xFF) == TAG;
    }

    /** @param token empty for none */
    static NegTokenResp of(NegState negState, Optional<Oid> supportedMech, byte[] token, Optional<byte[]> mechListMIC) {
        Optional<byte[]> responseToken = token.length == 0 ? Optional.empty() : Optional.of(token);
        byte[] wire = DerWriter.encode(out -> {
            int end = out.mark();
            out.optional(3, mechListMIC, DerWriter::octetString);
            out.optional(2, responseToken, DerWriter::octetString);
            out.optional(1, supportedMech, DerWriter::oid);
            out.enumerated(negState.ordinal()).tagged(0);
            out.sequence(end).tagged(CHOICE);
        });
        return new NegTokenResp(Optional.of(negState), supportedMech, responseToken, mechListMIC, wire);
    }

    static NegTokenResp decode(byte[] wire) throws DecodeException {
        var in = DerReader.of(wire, "NegotiationToken").tagged(CHOICE, "negTokenResp").sequence();
        var negState = in.optional(0, "negState", NegTokenResp::negState);
        var supportedMech = in.optional(1, "supportedMech", DerReader::oid);
        var responseToken = in.optional(2, "responseToken", DerReader::octetString);
        var mechListMIC = in.optional(3, "mechListMIC", DerReader::octetString);
        in.end();
        return new NegTokenResp(negState, supportedMech, responseToken, mechListMIC, wire);
    }

    private static NegState negState(DerReader in) throws DecodeException {
        return NegState.values()[in.enumerated(0, NegState.values().length - 1)];
    }

    boolean is(NegState state) {
        return negState.isPresent() && negState.get() == state;
    }

    /** The mechanism's token; empty if there is none, or an empty one. */
    byte[] token() {
        return responseToken.orElseGet(() -> new byte[0]);
    }
}
