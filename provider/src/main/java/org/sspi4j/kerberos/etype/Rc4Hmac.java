package org.sspi4j.kerberos.etype;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.sspi4j.crypto.Hash;
import org.sspi4j.crypto.Hmac;
import org.sspi4j.crypto.Md4;
import org.sspi4j.crypto.Workspace;
import org.sspi4j.wire.DecodeException;

/**
 * RC4 under a key that the message's own HMAC-MD5 chooses. Weak: the key of a password has no salt and costs nothing to
 * guess, and MD5 collides. Here for realms that still have such keys.
 *
 * @spec RFC 4757
 */
record Rc4Hmac() implements Profile {
    static final int LENGTH = 16;

    /** "key = MD4(UNICODE(password))": the salt does not matter. @spec RFC 4757 2 */
    @Override
    public byte[] stringToKey(byte[] utf8Password, byte[] salt, byte[] s2kparams) throws DecodeException {
        if (s2kparams.length > 0) {
            throw new DecodeException("s2kparams", "is not empty, and this type has no parameters", 0);
        }
        byte[] utf16 = utf16(utf8Password);
        try {
            return Md4.of(utf16);
        } finally {
            Arrays.fill(utf16, (byte) 0);
        }
    }

    @Override
    public byte[] defaultS2kparams() {
        return new byte[0];
    }

    @Override
    public DerivedKeys derive(byte[] base, int usage) {
        return new Rc4Keys(base, usage);
    }

    /** The checksum chooses the key of the cipher, so it stands in front. */
    @Override
    public boolean checksumFirst() {
        return true;
    }

    /** A key under a number in little-endian order, which the protocol calls T. */
    static byte[] under(byte[] key, int number) {
        byte[] t = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(number).array();
        return hmac(key, t);
    }

    static byte[] hmac(byte[] key, byte[] data) {
        byte[] mac = new byte[LENGTH];
        try (Hmac hmac = new Hmac(Hash.MD5, key); Workspace workspace = Workspace.lease()) {
            hmac.begin(workspace);
            hmac.update(workspace, data);
            hmac.end(workspace, mac, 0, LENGTH);
        }
        return mac;
    }

    /** Not by a String, which nobody could wipe. */
    private static byte[] utf16(byte[] utf8) throws DecodeException {
        CharBuffer chars = CharBuffer.allocate(utf8.length);
        try {
            var decoder = StandardCharsets.UTF_8.newDecoder();
            var result = decoder.decode(ByteBuffer.wrap(utf8), chars, true);
            if (!result.isUnderflow()) {
                result.throwException();
            }
            chars.flip();
            var utf16 = ByteBuffer.allocate(2 * chars.remaining()).order(ByteOrder.LITTLE_ENDIAN);
            utf16.asCharBuffer().put(chars);
            return utf16.array();
        } catch (CharacterCodingException e) {
            throw new DecodeException("password", "is not UTF-8", 0);
        } finally {
            Arrays.fill(chars.array(), (char) 0);
        }
    }
}
