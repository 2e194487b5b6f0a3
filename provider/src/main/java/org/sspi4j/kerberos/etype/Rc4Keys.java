package org.sspi4j.kerberos.etype;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.Arrays;
import org.sspi4j.crypto.Hash;
import org.sspi4j.crypto.Hmac;
import org.sspi4j.crypto.RandomSource;
import org.sspi4j.crypto.Rc4;
import org.sspi4j.crypto.ScatteredBytes;
import org.sspi4j.crypto.Workspace;
import org.sspi4j.wire.DecodeException;

/**
 * The keys of one usage: {@code K1 = HMAC(key, T)}, {@code checksum = HMAC(K1, confounder | plaintext)}, {@code RC4(HMAC(K1,
 * checksum), confounder | plaintext)}; and for a checksum alone {@code HMAC(HMAC(key, "signaturekey"), MD5(T | message))}.
 *
 * @spec RFC 4757 4
 * @spec RFC 4757 5
 */
final class Rc4Keys implements DerivedKeys {
    private static final int LENGTH = Rc4Hmac.LENGTH;
    private static final int CONFOUNDER = 8;
    private static final byte[] SIGNATURE_KEY = "signaturekey\0".getBytes(US_ASCII);

    private final byte[] t;
    private final Hmac k1;
    /** As {@link #k1}, for what some KDCs do; null if there is no doubt. */
    private final Hmac fallback;
    private final Hmac signing;
    private volatile boolean wiped;

    Rc4Keys(byte[] base, int usage) {
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
        return new Key();
    }

    @Override
    public void wipe() {
        wiped = true;
        k1.close();
        signing.close();
        if (fallback != null) {
            fallback.close();
        }
    }

    /** Asked before a result is used: a key wiped meanwhile is all zero, and anyone could have made that checksum. */
    private void requireOpen() {
        VarHandle.acquireFence();
        if (wiped) {
            throw new IllegalStateException("the key is closed");
        }
    }

    private final class Key implements SpecificKey {
        private final Rc4 cipher = new Rc4();
        private final byte[] confounder = new byte[CONFOUNDER];
        private final byte[] received = new byte[LENGTH];
        private final byte[] expected = new byte[LENGTH];
        private final byte[] k3 = new byte[LENGTH];
        private boolean closed;

        @Override
        public void seal(ScatteredBytes message, RandomSource random, byte[] checksum, int at) {
            requireUsable();
            random.nextBytes(confounder, 0, CONFOUNDER);
            message.overwriteSealed(confounder, CONFOUNDER);
            try (Workspace workspace = Workspace.lease()) {
                mac(k1, message, workspace, expected);
                crypt(k1, expected, message, workspace);
                System.arraycopy(expected, 0, checksum, at, LENGTH);
            }
            requireOpen();
        }

        @Override
        public void unseal(ScatteredBytes message, byte[] checksum, int at) throws DecodeException, IntegrityException {
            requireUsable();
            if (message.sealedLength() < CONFOUNDER) {
                throw new DecodeException("cipher", "is shorter than its confounder", 0);
            }
            System.arraycopy(checksum, at, received, 0, LENGTH);
            try (Workspace workspace = Workspace.lease()) {
                boolean genuine = opens(k1, message, workspace);
                if (!genuine && fallback != null) {
                    crypt(k1, received, message, workspace);            // back to the ciphertext
                    genuine = opens(fallback, message, workspace);
                }
                requireOpen();
                if (!genuine) {
                    message.wipeSealed();
                    throw new IntegrityException();
                }
            }
        }

        @Override
        public void sign(ScatteredBytes message, byte[] checksum, int at) {
            requireUsable();
            try (Workspace workspace = Workspace.lease()) {
                Hash.MD5.begin(workspace);
                Hash.MD5.update(workspace, t);
                Hash.MD5.update(workspace, message);
                Hash.MD5.end(workspace, expected);
                signing.begin(workspace);
                signing.update(workspace, expected);
                signing.end(workspace, checksum, at, LENGTH);
            }
            requireOpen();
        }

        @Override
        public void verify(ScatteredBytes message, byte[] checksum, int at) throws IntegrityException {
            System.arraycopy(checksum, at, received, 0, LENGTH);
            sign(message, expected, 0);
            if (!MessageDigest.isEqual(expected, received)) {
                throw new IntegrityException();
            }
        }

        @Override
        public void close() {
            closed = true;
            cipher.close();
            Arrays.fill(k3, (byte) 0);
        }

        private void requireUsable() {
            if (closed) {
                throw new IllegalStateException("the key is closed");
            }
            requireOpen();
        }

        private boolean opens(Hmac key, ScatteredBytes message, Workspace workspace) {
            crypt(key, received, message, workspace);
            mac(key, message, workspace, expected);
            return MessageDigest.isEqual(expected, received);
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
