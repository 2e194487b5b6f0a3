package org.sspi4j.benchmarks;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.sspi4j.kerberos.etype.EncryptionType;

/**
 * The work that an encryption type prescribes, and no other: AES in CBC and one HMAC over the same bytes, with ready keys, in
 * pieces of 8 KiB. Ciphertext stealing exchanges the last two blocks of what CBC makes and pads the last one, so that CBC over
 * whole blocks is as much work. Confounders are not drawn, nothing is put where it belongs, no checksum is compared.
 *
 * @spec RFC 3962 6
 */
final class FloorKey {
    private static final int BLOCK = 16;
    private static final int PIECE = 8192;

    private final byte[] piece = new byte[PIECE];
    private final byte[] tag;
    private final Cipher encryption;
    private final Cipher decryption;
    private final Mac mac;

    FloorKey(EncryptionType type) throws GeneralSecurityException {
        if (type.checksumType() != 15 && type.checksumType() != 16) {
            throw new IllegalArgumentException("the floor of " + type + " is not written yet");
        }
        var key = new SecretKeySpec(new byte[type.keyLength()], "AES");
        encryption = cipher(Cipher.ENCRYPT_MODE, key);
        decryption = cipher(Cipher.DECRYPT_MODE, key);
        mac = Mac.getInstance("HmacSHA1");
        mac.init(new SecretKeySpec(new byte[type.keyLength()], "HmacSHA1"));
        tag = new byte[mac.getMacLength()];
    }

    /** Encrypts so many bytes, the confounder among them. */
    byte[] seal(byte[] plain, int length) throws GeneralSecurityException {
        int last = blocks(length);
        int at = 0;
        for (; last - at > PIECE; at += PIECE) {
            mac.update(plain, at, PIECE);
            encryption.update(plain, at, PIECE, piece, 0);
        }
        mac.update(plain, at, length - at);
        encryption.doFinal(plain, at, last - at, piece, 0);
        mac.doFinal(tag, 0);
        return tag;
    }

    /** Decrypts so many bytes, the confounder among them. */
    byte[] open(byte[] cipher, int length) throws GeneralSecurityException {
        int last = blocks(length);
        int at = 0;
        for (; last - at > PIECE; at += PIECE) {
            decryption.update(cipher, at, PIECE, piece, 0);
            mac.update(piece, 0, PIECE);
        }
        decryption.doFinal(cipher, at, last - at, piece, 0);
        mac.update(piece, 0, length - at);
        mac.doFinal(tag, 0);
        return tag;
    }

    byte[] sign(byte[] message, int length) throws GeneralSecurityException {
        mac.update(message, 0, length);
        mac.doFinal(tag, 0);
        return tag;
    }

    /** The last piece that was encrypted or decrypted. */
    byte[] piece() {
        return piece;
    }

    /** The length of an array that holds so many bytes in whole blocks. */
    static int blocks(int length) {
        return (length + BLOCK - 1) & -BLOCK;
    }

    private static Cipher cipher(int mode, SecretKeySpec key) throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/CBC/NoPadding");
        cipher.init(mode, key, new IvParameterSpec(new byte[BLOCK]));
        return cipher;
    }
}
