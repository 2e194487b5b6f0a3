package org.sspi4j.api;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Bytes that nobody else should see: a password or a key. They can be used, not taken; {@link #close()} wipes them;
 * nothing prints them.
 */
public final class Secret implements AutoCloseable {
    private final byte[] bytes;
    private boolean closed;

    private Secret(byte[] bytes) {
        this.bytes = bytes;
    }

    /** A password. The array is copied, not wiped: it is the caller's. */
    public static Secret password(char[] password) {
        var utf16 = new byte[2 * password.length];
        ByteBuffer.wrap(utf16).order(ByteOrder.LITTLE_ENDIAN).asCharBuffer().put(password);
        return new Secret(utf16);
    }

    /** Key bytes. The array is copied, not wiped: it is the caller's. */
    public static Secret key(byte[] key) {
        return new Secret(key.clone());
    }

    /** What is done with the bytes while they are lent. */
    @FunctionalInterface
    public interface Use<T> {
        /** @param bytes valid during the call only; must not be kept */
        T with(byte[] bytes) throws SspiException;
    }

    /**
     * Lends the bytes: a password's are UTF-16LE.
     *
     * @throws IllegalStateException if the secret is closed
     */
    public <T> T use(Use<T> use) throws SspiException {
        var lent = copyOfBytes();
        try {
            return use.with(lent);
        } finally {
            Arrays.fill(lent, (byte) 0);
        }
    }

    /**
     * Lends a password as UTF-8.
     *
     * @throws SspiException SEC_E_UNKNOWN_CREDENTIALS if it has an unpaired surrogate, which UTF-8 cannot say
     * @throws IllegalStateException if the secret is closed
     */
    public <T> T useUtf8(Use<T> use) throws SspiException {
        return use(utf16 -> {
            var utf8 = utf8(utf16);
            try {
                return use.with(utf8);
            } finally {
                Arrays.fill(utf8, (byte) 0);
            }
        });
    }

    /**
     * The bytes that a password spells in hexadecimal digits, as tools show NT hashes.
     *
     * @throws IllegalArgumentException if it is anything else; what it is is not said
     */
    public Secret hexDecoded() {
        var utf16 = copyOfBytes();
        var decoded = new byte[utf16.length / 4];
        try {
            boolean right = utf16.length % 4 == 0;
            for (int i = 0; right && i < 2 * decoded.length; i++) {
                int unit = utf16[2 * i] & 0xFF | utf16[2 * i + 1] << 8;
                right = HexFormat.isHexDigit(unit);
                decoded[i / 2] = (byte) (decoded[i / 2] << 4 | (right ? HexFormat.fromHexDigit(unit) : 0));
            }
            if (!right) {
                throw new IllegalArgumentException("These are not hexadecimal digits, two for each byte");
            }
            return key(decoded);
        } finally {
            Arrays.fill(utf16, (byte) 0);
            Arrays.fill(decoded, (byte) 0);
        }
    }

    /** A secret of its own with the same bytes. */
    public Secret copy() {
        return new Secret(copyOfBytes());
    }

    /** In bytes: of a password two for each UTF-16 unit. */
    public int length() {
        return bytes.length;
    }

    /** Wipes the bytes. Closing twice is fine. */
    @Override
    public synchronized void close() {
        closed = true;
        Arrays.fill(bytes, (byte) 0);
    }

    /** Whether it was wiped, and is of no use any more. */
    public synchronized boolean isClosed() {
        return closed;
    }

    /** Whether there is nothing in it; of a closed one that is not said. */
    synchronized boolean isOfZeros() {
        int any = 0;
        for (byte b : bytes) {
            any |= b;
        }
        return any == 0 && !closed;
    }

    @Override
    public String toString() {
        return "Secret";
    }

    private synchronized byte[] copyOfBytes() {
        if (closed) {
            throw new IllegalStateException("The secret is closed");
        }
        return bytes.clone();
    }

    private static byte[] utf8(byte[] utf16) throws SspiException {
        var chars = CharBuffer.allocate(utf16.length / 2);
        chars.put(ByteBuffer.wrap(utf16).order(ByteOrder.LITTLE_ENDIAN).asCharBuffer());
        var encoded = ByteBuffer.allocate(3 * chars.flip().remaining());
        try {
            var encoder = StandardCharsets.UTF_8.newEncoder().onMalformedInput(CodingErrorAction.REPORT);
            var result = encoder.encode(chars, encoded, true);
            if (result.isError()) {
                result.throwException();
            }
            return Arrays.copyOf(encoded.array(), encoded.position());
        } catch (CharacterCodingException e) {
            throw new SspiException(
                    SecurityStatus.SEC_E_UNKNOWN_CREDENTIALS, "The password has an unpaired UTF-16 surrogate");
        } finally {
            Arrays.fill(chars.array(), '\0');
            Arrays.fill(encoded.array(), (byte) 0);
        }
    }
}
