package org.sspi4j.kerberos.etype;

import java.util.Arrays;
import java.util.Optional;
import org.sspi4j.crypto.Cbc;
import org.sspi4j.crypto.Hash;
import org.sspi4j.crypto.Pbkdf2;
import org.sspi4j.wire.DecodeException;

/**
 * AES in CBC mode with ciphertext stealing and HMAC-SHA1 of 96 bits, in the simplified profile.
 *
 * @spec RFC 3962 6
 */
record AesCtsHmacSha1(int keyLength) implements Profile {
    static final int CHECKSUM = 12;

    private static final byte[] KERBEROS = NFold.fold(
            new byte[] {'k', 'e', 'r', 'b', 'e', 'r', 'o', 's'}, Cbc.BLOCK);

    /** @spec RFC 3962 4 */
    @Override
    public byte[] stringToKey(byte[] utf8Password, byte[] salt, byte[] s2kparams) throws DecodeException {
        int iterations = Iterations.of(s2kparams);
        byte[] tkey = Pbkdf2.derive(Hash.SHA_1, utf8Password, salt, iterations, keyLength);
        try (Cbc base = Cbc.aesEncryption(tkey)) {
            return KeyDerivation.dk(base, KERBEROS, keyLength);
        } finally {
            Arrays.fill(tkey, (byte) 0);
        }
    }

    /** "If the parameter is not specified, the default value to be used is 00 00 10 00". */
    @Override
    public byte[] defaultS2kparams() {
        return new byte[] {0, 0, 0x10, 0};
    }

    @Override
    public DerivedKeys derive(byte[] base, int usage) {
        return new SimplifiedProfile(base, usage, Optional.empty());
    }

    @Override
    public DerivedKeys derive(byte[] base, int usage, DerivedKeys companion) {
        return new SimplifiedProfile(base, usage, Optional.of((SimplifiedProfile) companion));
    }
}
