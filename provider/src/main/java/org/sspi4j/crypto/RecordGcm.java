package org.sspi4j.crypto;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/**
 * AES in Galois/Counter Mode for one direction of a TLS connection, with a tag of 16 bytes: the JDK's, which is the processor's. Not for
 * use by two threads.
 *
 * @spec RFC 5288 3; RFC 8446 5.2
 */
public final class RecordGcm {
    private final int mode;
    private final Cipher cipher;
    private Cbc.Key key;

    /** @param encrypts else it decrypts */
    public RecordGcm(boolean encrypts) {
        mode = encrypts ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE;
        try {
            cipher = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no AES-GCM", e);
        }
    }

    /** @param key 16 or 32 bytes, copied */
    public void key(byte[] key, int offset, int length) {
        var copy = new byte[length];
        System.arraycopy(key, offset, copy, 0, length);
        this.key = new Cbc.Key(copy);
    }

    /** Begins a record, with a nonce that never came before under this key. */
    public void begin(byte[] nonce) throws GeneralSecurityException {
        cipher.init(mode, key, new GCMParameterSpec(8 * AesGcm.TAG, nonce));
    }

    /**
     * Ends it. Input and output may be the same memory.
     *
     * @return the bytes of output
     * @throws GeneralSecurityException if it decrypts, and something was altered
     */
    public int end(byte[] associated, byte[] in, int inOffset, int length, byte[] out, int outOffset) throws GeneralSecurityException {
        cipher.updateAAD(associated);
        return cipher.doFinal(in, inOffset, length, out, outOffset);
    }
}
