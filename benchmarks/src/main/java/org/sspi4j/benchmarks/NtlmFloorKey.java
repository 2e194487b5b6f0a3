package org.sspi4j.benchmarks;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a message takes with extended session security and key exchange: RC4 over the data and over 8 bytes of the checksum, HMAC-MD5 over
 * number and data, with ready keys. RC4 is the JDK's, which is faster than Bouncy Castle's by a third, and with a new key by half. Nothing
 * is put where it belongs, no checksum is compared.
 *
 * @spec MS-NLMP 3.4.4.2
 */
final class NtlmFloorKey {
    private static final int CHECKSUM = 8;

    private final Cipher handle = rc4();
    private final FloorHmac signingKey = new FloorHmac();
    private final byte[] number = new byte[Integer.BYTES];
    private final byte[] mac = new byte[FloorHmac.LENGTH];
    private final byte[] checksum = new byte[CHECKSUM];
    private int seqNum;

    static Cipher rc4() {
        try {
            return Cipher.getInstance("ARCFOUR");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static SecretKeySpec key(byte[] bytes) {
        return new SecretKeySpec(bytes, "ARCFOUR");
    }

    /** The keys of a direction, whose messages are numbered from 0. */
    NtlmFloorKey keys(byte[] signkey, byte[] sealkey) throws GeneralSecurityException {
        signingKey.key(signkey);
        handle.init(Cipher.ENCRYPT_MODE, key(sealkey));
        seqNum = 0;
        return this;
    }

    /** @return the checksum */
    byte[] seal(byte[] plain, byte[] cipher) throws GeneralSecurityException {
        sign(plain);
        handle.update(plain, 0, plain.length, cipher, 0);
        handle.update(mac, 0, CHECKSUM, checksum, 0);
        return checksum;
    }

    /** Of a message that is signed alone. */
    byte[] mac(byte[] message) throws GeneralSecurityException {
        sign(message);
        handle.update(mac, 0, CHECKSUM, checksum, 0);
        return checksum;
    }

    /** @return the checksum */
    byte[] open(byte[] cipher, byte[] plain) throws GeneralSecurityException {
        handle.update(cipher, 0, cipher.length, plain, 0);
        sign(plain);
        handle.update(mac, 0, CHECKSUM, checksum, 0);
        return checksum;
    }

    private void sign(byte[] plain) throws GeneralSecurityException {
        for (int i = 0; i < number.length; i++) {
            number[i] = (byte) (seqNum >> 8 * i);
        }
        seqNum++;
        signingKey.of(mac, number, plain);
    }
}
