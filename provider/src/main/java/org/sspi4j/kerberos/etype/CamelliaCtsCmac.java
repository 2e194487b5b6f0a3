package org.sspi4j.kerberos.etype;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.sspi4j.crypto.Cmac;
import org.sspi4j.crypto.Hash;
import org.sspi4j.crypto.Pbkdf2;
import org.sspi4j.wire.DecodeException;

/**
 * Camellia in CBC mode with ciphertext stealing and CMAC, in the simplified profile with another key derivation.
 *
 * @param registeredName part of the salt
 * @param keyLength bytes of all keys
 * @spec RFC 6803 6
 */
record CamelliaCtsCmac(String registeredName, int keyLength) implements Profile {
    private static final byte[] KERBEROS = "kerberos".getBytes(US_ASCII);

    /** @spec RFC 6803 4 */
    @Override
    public byte[] stringToKey(byte[] utf8Password, byte[] salt, byte[] s2kparams) throws DecodeException {
        int iterations = Iterations.of(s2kparams);
        byte[] tkey = Pbkdf2.derive(
                Hash.SHA_1, utf8Password, Iterations.saltp(registeredName, salt), iterations, keyLength);
        try (Cmac key = new Cmac(tkey)) {
            return kdf(key, KERBEROS);
        } finally {
            Arrays.fill(tkey, (byte) 0);
        }
    }

    @Override
    public byte[] defaultS2kparams() {
        return Iterations.of32768();
    }

    @Override
    public DerivedKeys derive(byte[] base, int usage) {
        return new CmacKeys(this, base, usage);
    }

    /**
     * KDF-FEEDBACK-CMAC: each block is the MAC of the one before, a counter, the constant and the length in bits.
     *
     * @spec RFC 6803 3
     */
    byte[] kdf(Cmac key, byte[] constant) {
        byte[] derived = new byte[keyLength];
        byte[] block = new byte[Cmac.LENGTH];
        byte[] rest = ByteBuffer.allocate(constant.length + 9)
                .putInt(0)
                .put(constant)
                .put((byte) 0)
                .putInt(8 * keyLength)
                .array();
        for (int i = 1, at = 0; at < keyLength; i++, at += Cmac.LENGTH) {
            ByteBuffer.wrap(rest).putInt(i);
            key.begin();
            key.update(block);
            key.update(rest);
            key.end(block, 0);
            System.arraycopy(block, 0, derived, at, Cmac.LENGTH);
        }
        Arrays.fill(block, (byte) 0);
        return derived;
    }
}
