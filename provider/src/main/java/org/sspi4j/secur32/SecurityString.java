package org.sspi4j.secur32;

import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;

/**
 * SECURITY_STRING: a counted string of UTF-16, that need not end with a NUL and must not have one inside. It may hold a password, and
 * prints nothing of it; the buffer is the caller's, to wipe too.
 *
 * @param length how many bytes count, an even number
 * @param maximumLength how many bytes the buffer has, at most 65535
 * @param buffer null counts as one without bytes
 */
public record SecurityString(int length, int maximumLength, char[] buffer) implements HeaderString {
    private static final int MOST_BYTES = 0xFFFF;
    private static final char[] NOTHING = {};

    /** Of all the buffer, which is not copied. */
    public SecurityString(char[] buffer) {
        this(Character.BYTES * buffer.length, Character.BYTES * buffer.length, buffer);
    }

    /** Null for null. */
    public static SecurityString of(String text) {
        return text == null ? null : new SecurityString(text.toCharArray());
    }

    @Override
    public char[] chars(String parameter) throws SspiException {
        char[] all = buffer == null ? NOTHING : buffer;
        if (length < 0 || length % Character.BYTES != 0) {
            throw invalid(parameter, "Length is no number of bytes that whole characters have");
        }
        if (length > maximumLength || maximumLength > MOST_BYTES) {
            throw invalid(parameter, "Length is more than MaximumLength, or that more than " + MOST_BYTES);
        }
        if (length > Character.BYTES * (long) all.length) {
            throw invalid(parameter, "Length is more than the " + Character.BYTES * (long) all.length + " bytes of the buffer");
        }
        char[] counted = new char[length / Character.BYTES];
        System.arraycopy(all, 0, counted, 0, counted.length);
        HeaderString.check(parameter, counted, "byte", Character.BYTES);
        return counted;
    }

    private SspiException invalid(String parameter, String sentence) {
        return new SspiException(
                SecurityStatus.SEC_E_INVALID_PARAMETER,
                parameter + ": " + sentence + ". Length is " + length + ", MaximumLength " + maximumLength);
    }

    /** The length alone. */
    @Override
    public String toString() {
        return "SecurityString[" + length + "]";
    }
}
