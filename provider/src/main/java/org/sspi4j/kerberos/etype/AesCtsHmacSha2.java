package org.sspi4j.kerberos.etype;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.sspi4j.crypto.Hash;
import org.sspi4j.crypto.Hmac;
import org.sspi4j.crypto.Pbkdf2;
import org.sspi4j.crypto.Workspace;
import org.sspi4j.wire.DecodeException;

/**
 * AES in CBC mode with ciphertext stealing, then HMAC-SHA2 over the ciphertext.
 *
 * @param registeredName part of the salt
 * @param keyLength bytes of a protocol key and of Ke
 * @param hash of the HMACs, and what the passwords go through
 * @param macLength bytes of Kc and Ki, and of a checksum
 * @spec RFC 8009 5
 */
record AesCtsHmacSha2(String registeredName, int keyLength, Hash hash, int macLength) implements Profile {
    private static final byte[] KERBEROS = "kerberos".getBytes(US_ASCII);

    /** @spec RFC 8009 4 */
    @Override
    public byte[] stringToKey(byte[] utf8Password, byte[] salt, byte[] s2kparams) throws DecodeException {
        int iterations = Iterations.of(s2kparams);
        byte[] tkey = Pbkdf2.derive(hash, utf8Password, Iterations.saltp(registeredName, salt), iterations, keyLength);
        try (Hmac key = new Hmac(hash, tkey)) {
            return kdf(key, KERBEROS, keyLength);
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
        return new EncryptThenMac(this, base, usage);
    }

    /**
     * KDF-HMAC-SHA2: one HMAC is always enough.
     *
     * @param length bytes, no more than the hash has
     * @spec RFC 8009 3
     */
    byte[] kdf(Hmac key, byte[] label, int length) {
        byte[] input = ByteBuffer.allocate(label.length + 9)
                .putInt(1)
                .put(label)
                .put((byte) 0)
                .putInt(8 * length)
                .array();
        byte[] derived = new byte[length];
        try (Workspace workspace = Workspace.lease()) {
            key.begin(workspace);
            key.update(workspace, input);
            key.end(workspace, derived, 0, length);
        }
        return derived;
    }
}
