package org.sspi4j.kerberos.etype;

import java.lang.invoke.VarHandle;
import java.security.MessageDigest;
import java.util.Arrays;
import org.sspi4j.crypto.Cbc;
import org.sspi4j.crypto.CbcCts;
import org.sspi4j.crypto.Hmac;
import org.sspi4j.crypto.RandomSource;
import org.sspi4j.crypto.ScatteredBytes;
import org.sspi4j.crypto.Workspace;
import org.sspi4j.wire.DecodeException;

/**
 * Ke, Ki and Kc of one usage, derived when first needed: {@code C = E(Ke, confounder | plaintext)} and {@code HMAC(Ki, IV |
 * C)}, or {@code HMAC(Kc, message)} alone. Signed segments are covered where they stand, between ciphertext.
 *
 * @spec RFC 8009 5
 */
final class EncryptThenMac implements DerivedKeys {
    private static final int CONFOUNDER = Cbc.BLOCK;
    /** The cipher state, which Kerberos always begins with. */
    private static final byte[] IV = new byte[Cbc.BLOCK];

    private final AesCtsHmacSha2 profile;
    private final byte[] base;
    private final int usage;
    private volatile Sealing sealing;
    private volatile Hmac kc;
    private volatile boolean wiped;

    EncryptThenMac(AesCtsHmacSha2 profile, byte[] base, int usage) {
        this.profile = profile;
        this.base = base;
        this.usage = usage;
    }

    @Override
    public SpecificKey specificKey() {
        return new Key();
    }

    @Override
    public synchronized void wipe() {
        wiped = true;
        if (sealing != null) {
            Arrays.fill(sealing.ke, (byte) 0);
            sealing.ki.close();
        }
        if (kc != null) {
            kc.close();
        }
    }

    private record Sealing(byte[] ke, Hmac ki) {
        @Override
        public String toString() {
            return "Sealing";
        }
    }

    private Sealing sealing() {
        Sealing ready = sealing;
        return ready != null ? ready : deriveSealing();
    }

    private Hmac kc() {
        Hmac ready = kc;
        return ready != null ? ready : deriveKc();
    }

    private synchronized Sealing deriveSealing() {
        requireOpen();
        if (sealing == null) {
            try (Hmac key = new Hmac(profile.hash(), base)) {
                byte[] ke = profile.kdf(key, KeyUsage.ENCRYPTION.constant(usage), profile.keyLength());
                sealing = new Sealing(ke, hmac(key, KeyUsage.INTEGRITY));
            }
        }
        return sealing;
    }

    private synchronized Hmac deriveKc() {
        requireOpen();
        if (kc == null) {
            try (Hmac key = new Hmac(profile.hash(), base)) {
                kc = hmac(key, KeyUsage.CHECKSUM);
            }
        }
        return kc;
    }

    private Hmac hmac(Hmac key, KeyUsage purpose) {
        byte[] derived = profile.kdf(key, purpose.constant(usage), profile.macLength());
        try {
            return new Hmac(profile.hash(), derived);
        } finally {
            Arrays.fill(derived, (byte) 0);
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
        private final byte[] confounder = new byte[CONFOUNDER];
        private final byte[] received = new byte[profile.macLength()];
        private final byte[] expected = new byte[profile.macLength()];
        private CbcCts encryption;
        private CbcCts decryption;

        @Override
        public void seal(ScatteredBytes message, RandomSource random, byte[] checksum, int at) {
            Sealing keys = sealing();
            CbcCts cipher = encryption(keys);
            random.nextBytes(confounder, 0, CONFOUNDER);
            message.overwriteSealed(confounder, CONFOUNDER);
            try (Workspace workspace = Workspace.lease()) {
                cipher.encrypt(message, workspace);
                mac(keys.ki, message, workspace, checksum, at);
            }
            requireOpen();
        }

        /** RFC 8009 5: the HMAC is compared first; a message that fails is never decrypted. */
        @Override
        public void unseal(ScatteredBytes message, byte[] checksum, int at) throws DecodeException, IntegrityException {
            if (message.sealedLength() < CONFOUNDER) {
                throw new DecodeException("cipher", "is shorter than its confounder", 0);
            }
            Sealing keys = sealing();
            CbcCts cipher = decryption(keys);
            System.arraycopy(checksum, at, received, 0, received.length);
            try (Workspace workspace = Workspace.lease()) {
                mac(keys.ki, message, workspace, expected, 0);
                requireOpen();
                if (!MessageDigest.isEqual(expected, received)) {
                    message.wipeSealed();
                    throw new IntegrityException();
                }
                cipher.decrypt(message, workspace);
            }
        }

        @Override
        public void sign(ScatteredBytes message, byte[] checksum, int at) {
            Hmac key = kc();
            try (Workspace workspace = Workspace.lease()) {
                key.begin(workspace);
                key.update(workspace, message);
                key.end(workspace, checksum, at, profile.macLength());
            }
            requireOpen();
        }

        @Override
        public void verify(ScatteredBytes message, byte[] checksum, int at) throws IntegrityException {
            System.arraycopy(checksum, at, received, 0, received.length);
            sign(message, expected, 0);
            if (!MessageDigest.isEqual(expected, received)) {
                throw new IntegrityException();
            }
        }

        @Override
        public void close() {
            if (encryption != null) {
                encryption.close();
            }
            if (decryption != null) {
                decryption.close();
            }
        }

        private void mac(Hmac key, ScatteredBytes ciphertext, Workspace workspace, byte[] out, int at) {
            key.begin(workspace);
            key.update(workspace, IV);
            key.update(workspace, ciphertext);
            key.end(workspace, out, at, profile.macLength());
        }

        private CbcCts encryption(Sealing keys) {
            if (encryption == null) {
                encryption = new CbcCts(Cbc.aesEncryption(keys.ke));
                requireOpen();
            }
            return encryption;
        }

        private CbcCts decryption(Sealing keys) {
            if (decryption == null) {
                decryption = new CbcCts(Cbc.aesDecryption(keys.ke));
                requireOpen();
            }
            return decryption;
        }
    }
}
