package org.sspi4j.secur32;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;

/**
 * LPSTR: a string of bytes. Which charset they are of a C program knows from its code page; here it is said. There is no NUL at the
 * end, and must be none inside. It may hold a password, and prints nothing of it; the bytes are the caller's, to wipe too.
 *
 * @param bytes not copied
 */
public record AnsiString(byte[] bytes, Charset charset) implements HeaderString {
    public AnsiString {
        Objects.requireNonNull(bytes, "bytes");
        Objects.requireNonNull(charset, "charset");
    }

    /** In UTF-8; null for null. */
    public static AnsiString of(String text) {
        return of(text, StandardCharsets.UTF_8);
    }

    /**
     * Null for null.
     *
     * @throws IllegalArgumentException if the charset cannot say it: another name must not come out of it
     */
    public static AnsiString of(String text, Charset charset) {
        if (text == null) {
            return null;
        }
        if (!charset.canEncode()) {
            throw new IllegalArgumentException(charset + " can be read and not written: name another charset");
        }
        try {
            var bytes = charset.newEncoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .encode(CharBuffer.wrap(text));
            return new AnsiString(Arrays.copyOfRange(bytes.array(), 0, bytes.limit()), charset);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(charset + " has no bytes for this text: take the W form, or another charset", e);
        }
    }

    @Override
    public char[] chars(String parameter) throws SspiException {
        var decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        var in = ByteBuffer.wrap(bytes);
        var out = CharBuffer.allocate((int) Math.ceil(bytes.length * (double) decoder.maxCharsPerByte()));
        try {
            var result = decoder.decode(in, out, true);
            if (result.isError()) {
                throw new SspiException(
                        SecurityStatus.SEC_E_INVALID_PARAMETER,
                        parameter + " has bytes that " + charset + " cannot read at byte " + in.position());
            }
            decoder.flush(out);
            char[] chars = Arrays.copyOf(out.array(), out.position());
            HeaderString.check(parameter, chars, "character", 1);
            return chars;
        } finally {
            Arrays.fill(out.array(), '\0');
        }
    }

    /** The length alone. */
    @Override
    public String toString() {
        return "AnsiString[" + bytes.length + "]";
    }
}
