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
 * @spec RFC 8009 5
 */
final class FloorKey {
    private static final int BLOCK = 16;
    private static final int PIECE = 8192;
    private static final byte[] CIPHER_STATE = new byte[BLOCK];

    private final byte[] piece = new byte[PIECE];
    private final byte[] tag;
    /** With the cipher state before it, which is a block of zeros. */
    private final boolean macsCiphertext;
    private final Cipher encryption;
    private final Cipher decryption;
    private final Mac mac;

    FloorKey(EncryptionType type) throws GeneralSecurityException {
        String hmac = KeyTypes.hmac(type);
        macsCiphertext = KeyTypes.isRfc8009(type);
        var key = new SecretKeySpec(new byte[type.keyLength()], "AES");
        encryption = cipher(Cipher.ENCRYPT_MODE, key);
        decryption = cipher(Cipher.DECRYPT_MODE, key);
        mac = Mac.getInstance(hmac);
        mac.init(new SecretKeySpec(new byte[KeyTypes.hmacKeyLength(type)], hmac));
        tag = new byte[mac.getMacLength()];
    }

    /** Encrypts so many bytes, the confounder among them. */
    byte[] seal(byte[] plain, int length) throws GeneralSecurityException {
        begin();
        int last = blocks(length);
        int at = 0;
        for (; last - at > PIECE; at += PIECE) {
            encryption.update(plain, at, PIECE, piece, 0);
            cover(plain, at, piece, 0, PIECE);
        }
        encryption.doFinal(plain, at, last - at, piece, 0);
        cover(plain, at, piece, 0, length - at);
        mac.doFinal(tag, 0);
        return tag;
    }

    /** Decrypts so many bytes, the confounder among them. */
    byte[] open(byte[] cipher, int length) throws GeneralSecurityException {
        begin();
        int last = blocks(length);
        int at = 0;
        for (; last - at > PIECE; at += PIECE) {
            decryption.update(cipher, at, PIECE, piece, 0);
            cover(piece, 0, cipher, at, PIECE);
        }
        decryption.doFinal(cipher, at, last - at, piece, 0);
        cover(piece, 0, cipher, at, length - at);
        mac.doFinal(tag, 0);
        return tag;
    }

    private void begin() {
        if (macsCiphertext) {
            mac.update(CIPHER_STATE, 0, BLOCK);
        }
    }

    private void cover(byte[] plain, int plainAt, byte[] cipher, int cipherAt, int length) {
        if (macsCiphertext) {
            mac.update(cipher, cipherAt, length);
        } else {
            mac.update(plain, plainAt, length);
        }
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
