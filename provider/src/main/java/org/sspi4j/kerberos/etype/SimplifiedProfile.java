package org.sspi4j.kerberos.etype;

import java.lang.invoke.VarHandle;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import org.sspi4j.crypto.Cbc;
import org.sspi4j.crypto.CbcCts;
import org.sspi4j.crypto.Hash;
import org.sspi4j.crypto.Hmac;
import org.sspi4j.crypto.RandomSource;
import org.sspi4j.crypto.ScatteredBytes;
import org.sspi4j.crypto.Workspace;
import org.sspi4j.wire.DecodeException;

/**
 * Ke, Ki and Kc of one usage, derived when first needed: {@code E(Ke, confounder | plaintext) | HMAC(Ki, confounder |
 * plaintext)}, or {@code HMAC(Kc, message)} alone.
 *
 * @spec RFC 3961 5.3
 */
final class SimplifiedProfile implements DerivedKeys {
    private static final int CONFOUNDER = Cbc.BLOCK;
    private static final int CHECKSUM = AesCtsHmacSha1.CHECKSUM;

    private final byte[] base;
    private final int usage;
    private final Optional<SimplifiedProfile> companion;
    private volatile Sealing sealing;
    private volatile Hmac kc;
    private volatile boolean wiped;

    /** @param companion another usage, whose encryption keys are derived when this one's are: setting the base key up costs most */
    SimplifiedProfile(byte[] base, int usage, Optional<SimplifiedProfile> companion) {
        this.base = base;
        this.usage = usage;
        this.companion = companion;
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
            Cbc cipher = Cbc.aesEncryption(base);
            companion.ifPresent(other -> other.deriveSealing(cipher));
            deriveSealing(cipher);
            cipher.passOn();                    // Ke's schedule takes the place of the base key's at once
        }
        return sealing;
    }

    private synchronized void deriveSealing(Cbc cipher) {
        requireOpen();
        if (sealing == null) {
            byte[] ke = KeyDerivation.dk(cipher, KeyUsage.ENCRYPTION.folded(usage), base.length);
            sealing = new Sealing(ke, hmac(cipher, KeyUsage.INTEGRITY));
        }
    }

    private synchronized Hmac deriveKc() {
        requireOpen();
        if (kc == null) {
            try (Cbc cipher = Cbc.aesEncryption(base)) {
                kc = hmac(cipher, KeyUsage.CHECKSUM);
            }
        }
        return kc;
    }

    private Hmac hmac(Cbc cipher, KeyUsage purpose) {
        byte[] key = KeyDerivation.dk(cipher, purpose.folded(usage), base.length);
        try {
            return new Hmac(Hash.SHA_1, key);
        } finally {
            Arrays.fill(key, (byte) 0);
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
        private final byte[] received = new byte[CHECKSUM];
        private final byte[] expected = new byte[CHECKSUM];
        private CbcCts encryption;
        private CbcCts decryption;

        @Override
        public void seal(ScatteredBytes message, RandomSource random, byte[] checksum, int at) {
            Sealing keys = sealing();
            CbcCts cipher = encryption(keys);
            random.nextBytes(confounder, 0, CONFOUNDER);
            message.overwriteSealed(confounder, CONFOUNDER);
            try (Workspace workspace = Workspace.lease()) {
                keys.ki.begin(workspace);
                cipher.encrypt(message, workspace, keys.ki);
                keys.ki.end(workspace, checksum, at, CHECKSUM);
            }
            requireOpen();
        }

        @Override
        public void unseal(ScatteredBytes message, byte[] checksum, int at) throws DecodeException, IntegrityException {
            if (message.sealedLength() < CONFOUNDER) {
                throw new DecodeException("cipher", "is shorter than its confounder", 0);
            }
            Sealing keys = sealing();
            CbcCts cipher = decryption(keys);
            System.arraycopy(checksum, at, received, 0, CHECKSUM);
            try (Workspace workspace = Workspace.lease()) {
                keys.ki.begin(workspace);
                cipher.decrypt(message, workspace, keys.ki);
                keys.ki.end(workspace, expected, 0, CHECKSUM);
                if (!MessageDigest.isEqual(expected, received)) {
                    message.wipeSealed();
                    throw new IntegrityException();
                }
            }
            requireOpen();
        }

        @Override
        public void sign(ScatteredBytes message, byte[] checksum, int at) {
            Hmac key = kc();
            try (Workspace workspace = Workspace.lease()) {
                key.begin(workspace);
                key.update(workspace, message);
                key.end(workspace, checksum, at, CHECKSUM);
            }
            requireOpen();
        }

        @Override
        public void verify(ScatteredBytes message, byte[] checksum, int at) throws IntegrityException {
            System.arraycopy(checksum, at, received, 0, CHECKSUM);
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
