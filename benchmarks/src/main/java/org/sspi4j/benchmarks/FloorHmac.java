package org.sspi4j.benchmarks;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;

/** HMAC-MD5 over a ready digest, which a key is put into without a copy of it: the JDK's Mac does more. */
final class FloorHmac {
    static final int LENGTH = 16;
    private static final int BLOCK = 64;

    private final MessageDigest md5 = md5();
    private final byte[] inner = new byte[BLOCK];
    private final byte[] outer = new byte[BLOCK];

    static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @param key at most a block */
    FloorHmac key(byte[] key) {
        Arrays.fill(inner, (byte) 0x36);
        Arrays.fill(outer, (byte) 0x5c);
        for (int i = 0; i < key.length; i++) {
            inner[i] ^= key[i];
            outer[i] ^= key[i];
        }
        return this;
    }

    FloorHmac begin() {
        md5.update(inner);
        return this;
    }

    FloorHmac update(byte[] bytes, int length) {
        md5.update(bytes, 0, length);
        return this;
    }

    void end(byte[] mac) throws GeneralSecurityException {
        md5.digest(mac, 0, LENGTH);
        md5.update(outer);
        md5.update(mac);
        md5.digest(mac, 0, LENGTH);
    }

    void of(byte[] mac, byte[] first, byte[] second) throws GeneralSecurityException {
        begin().update(first, first.length).update(second, second.length).end(mac);
    }
}
