package org.sspi4j.kerberos.etype;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.sspi4j.crypto.Hash;
import org.sspi4j.crypto.Hmac;
import org.sspi4j.crypto.Rc4;
import org.sspi4j.crypto.ScatteredBytes;
import org.sspi4j.crypto.Workspace;

/**
 * The keys of one usage: {@code K1 = HMAC(key, T)}, {@code checksum = HMAC(K1, confounder | plaintext)}, {@code RC4(HMAC(K1,
 * checksum), confounder | plaintext)}; and for a checksum alone {@code HMAC(HMAC(key, "signaturekey"), MD5(T | message))}.
 *
 * @spec RFC 4757 4
 * @spec RFC 4757 5
 */
final class Rc4Keys extends UsageKeys {
    private static final int LENGTH = Rc4Hmac.LENGTH;
    private static final int CONFOUNDER = 8;
    private static final byte[] SIGNATURE_KEY = "signaturekey\0".getBytes(US_ASCII);

    private final byte[] t;
    private final Hmac k1;
    /** As {@link #k1}, for what some KDCs do; null if there is no doubt. */
    private final Hmac fallback;
    private final Hmac signing;

    Rc4Keys(byte[] base, int usage) {
        super(CONFOUNDER, LENGTH);
        int number = number(usage);
        t = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(number).array();
        k1 = hmac(Rc4Hmac.under(base, number));
        fallback = number == 9 ? hmac(Rc4Hmac.under(base, 8)) : null;
        signing = hmac(Rc4Hmac.hmac(base, SIGNATURE_KEY));
    }

    /**
     * RFC 4757 3's numbers are RFC 4120's but for two: 8 for AS-REPs, 13 for signatures of Wrap tokens. It also says 8 where
     * a TGS-REP is under a sub-key; Windows and MIT krb5 use 9 there, and MIT reads both.
     */
    private static int number(int usage) {
        return switch (usage) {
            case 3 -> 8;
            case 23 -> 13;
            default -> usage;
        };
    }

    private static Hmac hmac(byte[] key) {
        try {
            return new Hmac(Hash.MD5, key);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    @Override
    public SpecificKey specificKey() {
        return new Rc4Key();
    }

    @Override
    void wipeKeys() {
        k1.close();
        signing.close();
        if (fallback != null) {
            fallback.close();
        }
    }

    private final class Rc4Key extends Key {
        private final Rc4 cipher = new Rc4();
        private final byte[] mac = new byte[LENGTH];
        private final byte[] k3 = new byte[LENGTH];

        @Override
        void seal(ScatteredBytes message, Workspace workspace, byte[] checksum, int at) {
            mac(k1, message, workspace, mac);
            crypt(k1, mac, message, workspace);
            System.arraycopy(mac, 0, checksum, at, LENGTH);
        }

        @Override
        boolean unseal(ScatteredBytes message, Workspace workspace, byte[] received, byte[] expected) {
            if (opens(k1, message, workspace, received, expected)) {
                return true;
            }
            if (fallback == null) {
                return false;
            }
            crypt(k1, received, message, workspace);            // back to the ciphertext
            return opens(fallback, message, workspace, received, expected);
        }

        @Override
        void sign(ScatteredBytes message, Workspace workspace, byte[] checksum, int at) {
            Hash.MD5.begin(workspace);
            Hash.MD5.update(workspace, t);
            Hash.MD5.update(workspace, message);
            Hash.MD5.end(workspace, mac);
            signing.begin(workspace);
            signing.update(workspace, mac);
            signing.end(workspace, checksum, at, LENGTH);
        }

        @Override
        void closeCiphers() {
            cipher.close();
            Arrays.fill(k3, (byte) 0);
        }

        private boolean opens(Hmac key, ScatteredBytes message, Workspace workspace, byte[] received, byte[] expected) {
            crypt(key, received, message, workspace);
            mac(key, message, workspace, expected);
            return isGenuine(expected, received);
        }

        private void mac(Hmac key, ScatteredBytes message, Workspace workspace, byte[] out) {
            key.begin(workspace);
            key.update(workspace, message);
            key.end(workspace, out, 0, LENGTH);
        }

        private void crypt(Hmac key, byte[] checksum, ScatteredBytes message, Workspace workspace) {
            key.begin(workspace);
            key.update(workspace, checksum);
            key.end(workspace, k3, 0, LENGTH);
            cipher.crypt(k3, message, workspace);
        }
    }
}
