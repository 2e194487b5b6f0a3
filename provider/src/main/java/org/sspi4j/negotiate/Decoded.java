package org.sspi4j.negotiate;

import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.wire.DecodeException;

/** The one place where bytes that are not what they should be become SEC_E_INVALID_TOKEN. */
final class Decoded {
    private Decoded() {}

    /** A reader of messages. */
    @FunctionalInterface
    interface Decoder<T> {
        T decode(byte[] bytes) throws DecodeException;
    }

    /** A peer's token. */
    static <T> T token(Decoder<T> decoder, byte[] token) throws SspiException {
        if (token.length > NegotiatePackage.MAX_TOKEN) {
            throw new SspiException(
                    SecurityStatus.SEC_E_INVALID_TOKEN, "The token is longer than " + NegotiatePackage.MAX_TOKEN + " bytes");
        }
        return of(decoder, token);
    }

    static <T> T of(Decoder<T> decoder, byte[] bytes) throws SspiException {
        try {
            return decoder.decode(bytes);
        } catch (DecodeException e) {
            throw new SspiException(SecurityStatus.SEC_E_INVALID_TOKEN, e.getMessage(), e);
        }
    }
}
