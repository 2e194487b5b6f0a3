package org.sspi4j.ntlm;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import org.sspi4j.wire.DecodeException;

/**
 * Strings of messages: UTF-16 or, if the flags say so, in the OEM code page. Which code page that is nobody tells. All of them have
 * ASCII in common, so ASCII is what is read and written; anything else would be a guess at who the user is, and is refused.
 */
final class NtlmString {
    private NtlmString() {}

    /**
     * @param from where in the message the string begins
     * @param length in bytes
     * @param at where in the message the string is announced
     */
    static String decode(String field, byte[] message, int from, int length, int negotiateFlags, int at) throws DecodeException {
        return NegotiateFlags.has(negotiateFlags, NegotiateFlags.UNICODE)
                ? unicode(field, message, from, length, at)
                : oem(field, message, from, length, at);
    }

    /** @throws IllegalArgumentException if the flags say OEM and the text is not ASCII */
    static byte[] encode(String text, int negotiateFlags) {
        return NegotiateFlags.has(negotiateFlags, NegotiateFlags.UNICODE) ? unicode(text) : oem(text);
    }

    /** UTF-16LE, code unit by code unit. */
    static byte[] unicode(String text) {
        byte[] bytes = new byte[2 * text.length()];
        for (int i = 0; i < text.length(); i++) {
            put(text.charAt(i), bytes, i);
        }
        return bytes;
    }

    /** Writes the code unit number {@code i} of a string. */
    static void put(char unit, byte[] utf16, int i) {
        utf16[2 * i] = (byte) unit;
        utf16[2 * i + 1] = (byte) (unit >> 8);
    }

    /** UTF-16LE without half a character or half a pair. */
    private static String unicode(String field, byte[] message, int from, int length, int at) throws DecodeException {
        if (length % 2 != 0) {
            throw new DecodeException(field, "has " + length + " bytes, which is no number of UTF-16 code units, as announced", at);
        }
        if (!isUnicode(message, from, length)) {
            throw new DecodeException(field, "has an unpaired surrogate, as announced", at);
        }
        return unicode(message, from, length);
    }

    /** Of bytes that {@linkplain #isUnicode are UTF-16LE}. No charset of Java's: theirs takes some code units for others. */
    static String unicode(byte[] bytes, int from, int length) {
        var chars = new char[length / 2];
        for (int i = 0; i < chars.length; i++) {
            chars[i] = (char) (bytes[from + 2 * i] & 0xFF | bytes[from + 2 * i + 1] << 8);
        }
        return new String(chars);
    }

    /** Whether these bytes are UTF-16LE without half a character or half a pair. */
    static boolean isUnicode(byte[] bytes, int from, int length) {
        boolean high = false;
        for (int i = 1; i < length; i += 2) {
            // The second byte of a code unit tells: high surrogates go from D800 to DBFF, low ones from DC00 to DFFF.
            int which = bytes[from + i] & 0xFC;
            if (high != (which == 0xDC)) {
                return false;
            }
            high = which == 0xD8;
        }
        return length % 2 == 0 && !high;
    }

    private static String oem(String field, byte[] message, int from, int length, int at) throws DecodeException {
        for (int i = 0; i < length; i++) {
            if (message[from + i] < 0) {
                throw new DecodeException(field, "is in an OEM code page and not ASCII, as announced", at);
            }
        }
        return new String(message, from, length, ISO_8859_1);
    }

    private static byte[] oem(String text) {
        if (!text.chars().allMatch(c -> c < 0x80)) {
            throw new IllegalArgumentException("a name that is not ASCII cannot be said to a peer without Unicode");
        }
        return text.getBytes(ISO_8859_1);
    }
}
