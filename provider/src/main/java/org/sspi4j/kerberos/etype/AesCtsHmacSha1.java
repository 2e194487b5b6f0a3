package org.sspi4j.kerberos.etype;

import java.nio.ByteBuffer;
import java.util.Arrays;
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

    /**
     * The iteration count comes from a KDC before anybody has proven anything: a million is about a second of work.
     */
    static final int MAX_ITERATIONS = 1_000_000;

    /** @spec RFC 3962 4 */
    @Override
    public byte[] stringToKey(byte[] utf8Password, byte[] salt, byte[] s2kparams) throws DecodeException {
        int iterations = iterations(s2kparams);
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
        return new SimplifiedProfile(base, usage);
    }

    private static int iterations(byte[] s2kparams) throws DecodeException {
        if (s2kparams.length != 4) {
            throw new DecodeException("s2kparams", "is not 4 bytes long", 0);
        }
        int iterations = ByteBuffer.wrap(s2kparams).getInt();
        if (iterations == 0) {
            throw new DecodeException("s2kparams", "asks for 2^32 iterations", 0);
        }
        if (iterations < 0 || iterations > MAX_ITERATIONS) {
            throw new DecodeException("s2kparams", "asks for more than " + MAX_ITERATIONS + " iterations", 0);
        }
        return iterations;
    }
}
