package org.sspi4j.negotiate;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.sspi4j.api.SspiException;
import org.sspi4j.wire.Decoded;
import org.sspi4j.wire.asn1.Oid;

/** A mechanism's token without SPNEGO around it: which mechanism's it is shows at its beginning. */
final class RawToken {
    private static final byte[] NTLMSSP = "NTLMSSP\0".getBytes(StandardCharsets.US_ASCII);

    private RawToken() {}

    /** Empty if it is none that is known. */
    static Optional<Oid> mechType(byte[] token) throws SspiException {
        if (InitialContextToken.isFramed(token)) {
            return Optional.of(Decoded.of(InitialContextToken::mech, token, NegotiatePackage.MAX_TOKEN));
        }
        return isNtlm(token) ? Optional.of(MechType.NTLM.oid()) : Optional.empty();
    }

    private static boolean isNtlm(byte[] token) {
        if (token.length < NTLMSSP.length) {
            return false;
        }
        for (int i = 0; i < NTLMSSP.length; i++) {
            if (token[i] != NTLMSSP[i]) {
                return false;
            }
        }
        return true;
    }
}
