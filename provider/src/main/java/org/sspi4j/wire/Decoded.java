package org.sspi4j.wire;

import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;

/** The one place where bytes that are not what they should be become SEC_E_INVALID_TOKEN. */
public final class Decoded {
    private Decoded() {}

    /** A reader of messages. */
    @FunctionalInterface
    public interface Decoder<T> {
        T decode(byte[] bytes) throws DecodeException;
    }

    public static <T> T of(Decoder<T> decoder, byte[] bytes) throws SspiException {
        try {
            return decoder.decode(bytes);
        } catch (DecodeException e) {
            throw new SspiException(SecurityStatus.SEC_E_INVALID_TOKEN, e.getMessage(), e);
        }
    }

    /**
     * The same of a peer's token.
     *
     * @param longest more bytes than that are not looked at
     */
    public static <T> T of(Decoder<T> decoder, byte[] token, int longest) throws SspiException {
        if (token.length > longest) {
            throw new SspiException(SecurityStatus.SEC_E_INVALID_TOKEN, "The token is longer than " + longest + " bytes");
        }
        return of(decoder, token);
    }
}
