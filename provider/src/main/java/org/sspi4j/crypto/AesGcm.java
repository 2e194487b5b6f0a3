package org.sspi4j.crypto;

import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/**
 * AES-256 in Galois/Counter Mode, with a tag of 16 bytes behind the ciphertext. A nonce must not come again under one key.
 *
 * @spec SP800-38D 7
 */
public final class AesGcm {
    /** Bytes of a key. */
    public static final int KEY = 32;
    /** Bytes of a nonce. */
    public static final int NONCE = 12;
    /** Bytes that the ciphertext is longer. */
    public static final int TAG = 16;

    private static final Cbc.Key NOBODYS = new Cbc.Key(new byte[KEY]);
    private static final GCMParameterSpec ZERO = new GCMParameterSpec(8 * TAG, new byte[NONCE]);

    private AesGcm() {}

    /** @param associated authenticated and not encrypted */
    public static byte[] seal(byte[] key, byte[] nonce, byte[] associated, byte[] clear) {
        try {
            return crypt(Cipher.ENCRYPT_MODE, key, nonce, associated, clear);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no AES-256-GCM", e);
        }
    }

    /** Empty if key, nonce, associated data or ciphertext are not those of {@link #seal}. */
    public static Optional<byte[]> open(byte[] key, byte[] nonce, byte[] associated, byte[] sealed) {
        if (sealed.length < TAG) {
            return Optional.empty();
        }
        try {
            return Optional.of(crypt(Cipher.DECRYPT_MODE, key, nonce, associated, sealed));
        } catch (AEADBadTagException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no AES-256-GCM", e);
        }
    }

    private static byte[] crypt(int mode, byte[] key, byte[] nonce, byte[] associated, byte[] in) throws GeneralSecurityException {
        if (key.length != KEY || nonce.length != NONCE) {
            throw new IllegalArgumentException("no key or no nonce of AES-256-GCM: " + key.length + " and " + nonce.length + " bytes");
        }
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        try {
            cipher.init(mode, new Cbc.Key(key), new GCMParameterSpec(8 * TAG, nonce));
            cipher.updateAAD(associated);
            return cipher.doFinal(in);
        } finally {
            // Overwrites the key schedule.
            cipher.init(Cipher.DECRYPT_MODE, NOBODYS, ZERO);
        }
    }
}
