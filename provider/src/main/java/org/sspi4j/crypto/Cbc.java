package org.sspi4j.crypto;

import java.security.GeneralSecurityException;
import java.security.Provider;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.IvParameterSpec;

/**
 * AES in CBC mode from a zero vector, one direction, with a ready key schedule. For one thread at a time. Cipher objects
 * are reused from key to key, because looking one up costs more than a message.
 *
 * @spec RFC 3962 5
 */
public final class Cbc implements ChainedCipher {
    private static final IvParameterSpec ZERO = new IvParameterSpec(new byte[BLOCK]);
    private static final SecretKey NOBODYS = new Key(new byte[16]);
    private static final String AES = "AES/CBC/NoPadding";
    /** Whose AES it is, looked up once: to ask all providers costs more than a message. */
    private static final Provider PROVIDER = provider();
    private static final Leases<Cipher> CIPHERS = new Leases<>(Cbc::newCipher);

    private Cipher cipher;
    private boolean clean = true;

    private Cbc(int mode, byte[] key) {
        cipher = CIPHERS.take();
        try {
            cipher.init(mode, new Key(key), ZERO);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("no AES key: " + key.length + " bytes", e);
        }
    }

    /** @param key 16 or 32 bytes, copied */
    public static Cbc aesEncryption(byte[] key) {
        return new Cbc(Cipher.ENCRYPT_MODE, key);
    }

    /** @param key 16 or 32 bytes, copied */
    public static Cbc aesDecryption(byte[] key) {
        return new Cbc(Cipher.DECRYPT_MODE, key);
    }

    /** One block from the zero vector: the bare cipher. Input and output may not share an array. */
    public void block(byte[] in, int from, byte[] out, int at) {
        begin();
        last(in, from, BLOCK, out, at);
    }

    @Override
    public void begin() {
        if (!clean) {
            last(ZERO.getIV(), 0, 0, new byte[BLOCK], 0);
        }
    }

    @Override
    public void next(byte[] in, int from, int length, byte[] out, int at) {
        clean = false;
        try {
            cipher.update(in, from, length, out, at);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void last(byte[] in, int from, int length, byte[] out, int at) {
        try {
            cipher.doFinal(in, from, length, out, at);
            clean = true;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The key schedule is overwritten, the cipher object kept for the next key. The object cannot be used afterwards. */
    @Override
    public void close() {
        if (cipher == null) {
            return;
        }
        try {
            cipher.init(Cipher.ENCRYPT_MODE, NOBODYS, ZERO);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        passOn();
    }

    /** As {@link #close}, but leaves the overwriting to the next key, which must follow at once: a key schedule saved. */
    public void passOn() {
        Cipher reusable = cipher;
        cipher = null;
        CIPHERS.give(reusable);
    }

    /** The caller's array: {@code SecretKeySpec} would keep a copy that nobody can wipe. */
    static final class Key implements SecretKey {
        private static final long serialVersionUID = 1L;

        private final transient byte[] value;

        Key(byte[] value) {
            this.value = value;
        }

        @Override
        public String getAlgorithm() {
            return "AES";
        }

        @Override
        public String getFormat() {
            return "RAW";
        }

        @Override
        public byte[] getEncoded() {
            return value.clone();
        }
    }

    private static Provider provider() {
        try {
            return Cipher.getInstance(AES).getProvider();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no AES", e);
        }
    }

    private static Cipher newCipher() {
        try {
            return Cipher.getInstance(AES, PROVIDER);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no AES", e);
        }
    }
}
