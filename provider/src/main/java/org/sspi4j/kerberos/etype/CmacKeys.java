package org.sspi4j.kerberos.etype;

import java.lang.invoke.VarHandle;
import java.security.MessageDigest;
import java.util.Arrays;
import org.sspi4j.crypto.Camellia;
import org.sspi4j.crypto.CbcCts;
import org.sspi4j.crypto.Cmac;
import org.sspi4j.crypto.RandomSource;
import org.sspi4j.crypto.ScatteredBytes;
import org.sspi4j.crypto.Workspace;
import org.sspi4j.wire.DecodeException;

/**
 * Ke, Ki and Kc of one usage: {@code E(Ke, confounder | plaintext) | CMAC(Ki, confounder | plaintext)}, or {@code CMAC(Kc,
 * message)} alone. A CMAC is for one thread, so each specific key has its own.
 *
 * @spec RFC 6803 6
 */
final class CmacKeys implements DerivedKeys {
    private static final int CONFOUNDER = Camellia.BLOCK;

    private final byte[] ke;
    private final byte[] ki;
    private final byte[] kc;
    private volatile boolean wiped;

    CmacKeys(CamelliaCtsCmac profile, byte[] base, int usage) {
        try (Cmac key = new Cmac(base)) {
            ke = profile.kdf(key, KeyUsage.ENCRYPTION.constant(usage));
            ki = profile.kdf(key, KeyUsage.INTEGRITY.constant(usage));
            kc = profile.kdf(key, KeyUsage.CHECKSUM.constant(usage));
        }
    }

    @Override
    public SpecificKey specificKey() {
        return new Key();
    }

    @Override
    public void wipe() {
        wiped = true;
        Arrays.fill(ke, (byte) 0);
        Arrays.fill(ki, (byte) 0);
        Arrays.fill(kc, (byte) 0);
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
        private final byte[] received = new byte[Cmac.LENGTH];
        private final byte[] expected = new byte[Cmac.LENGTH];
        private final CbcCts encryption = new CbcCts(Camellia.encryption(ke));
        private final CbcCts decryption = new CbcCts(Camellia.decryption(ke));
        private final Cmac integrity = new Cmac(ki);
        private final Cmac signing = new Cmac(kc);
        private boolean closed;

        @Override
        public void seal(ScatteredBytes message, RandomSource random, byte[] checksum, int at) {
            requireUsable();
            random.nextBytes(confounder, 0, CONFOUNDER);
            message.overwriteSealed(confounder, CONFOUNDER);
            try (Workspace workspace = Workspace.lease()) {
                integrity.begin();
                encryption.encrypt(message, workspace, integrity);
                integrity.end(checksum, at);
            }
            requireOpen();
        }

        @Override
        public void unseal(ScatteredBytes message, byte[] checksum, int at) throws DecodeException, IntegrityException {
            requireUsable();
            if (message.sealedLength() < CONFOUNDER) {
                throw new DecodeException("cipher", "is shorter than its confounder", 0);
            }
            System.arraycopy(checksum, at, received, 0, received.length);
            try (Workspace workspace = Workspace.lease()) {
                integrity.begin();
                decryption.decrypt(message, workspace, integrity);
                integrity.end(expected, 0);
                if (!MessageDigest.isEqual(expected, received)) {
                    message.wipeSealed();
                    throw new IntegrityException();
                }
            }
            requireOpen();
        }

        @Override
        public void sign(ScatteredBytes message, byte[] checksum, int at) {
            requireUsable();
            try (Workspace workspace = Workspace.lease()) {
                signing.begin();
                signing.update(workspace, message);
                signing.end(checksum, at);
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
            closed = true;
            encryption.close();
            decryption.close();
            integrity.close();
            signing.close();
        }

        private void requireUsable() {
            if (closed) {
                throw new IllegalStateException("the key is closed");
            }
            requireOpen();
        }
    }
}
