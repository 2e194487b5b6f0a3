package org.sspi4j.kerberos.etype;

import java.util.Arrays;
import org.sspi4j.crypto.Camellia;
import org.sspi4j.crypto.CbcCts;
import org.sspi4j.crypto.Cmac;
import org.sspi4j.crypto.ScatteredBytes;
import org.sspi4j.crypto.Workspace;

/**
 * Ke, Ki and Kc of one usage: {@code E(Ke, confounder | plaintext) | CMAC(Ki, confounder | plaintext)}, or {@code CMAC(Kc,
 * message)} alone. A CMAC is for one thread, so each specific key has its own.
 *
 * @spec RFC 6803 6
 */
final class CmacKeys extends UsageKeys {
    private final byte[] ke;
    private final byte[] ki;
    private final byte[] kc;

    CmacKeys(CamelliaCtsCmac profile, byte[] base, int usage) {
        super(Camellia.BLOCK, Cmac.LENGTH);
        try (Cmac key = new Cmac(base)) {
            ke = profile.kdf(key, KeyUsage.ENCRYPTION.constant(usage));
            ki = profile.kdf(key, KeyUsage.INTEGRITY.constant(usage));
            kc = profile.kdf(key, KeyUsage.CHECKSUM.constant(usage));
        }
    }

    @Override
    public SpecificKey specificKey() {
        return new CmacKey();
    }

    @Override
    void wipeKeys() {
        Arrays.fill(ke, (byte) 0);
        Arrays.fill(ki, (byte) 0);
        Arrays.fill(kc, (byte) 0);
    }

    private final class CmacKey extends Key {
        private final CbcCts encryption = new CbcCts(Camellia.encryption(ke));
        private final CbcCts decryption = new CbcCts(Camellia.decryption(ke));
        private final Cmac integrity = new Cmac(ki);
        private final Cmac signing = new Cmac(kc);

        @Override
        void seal(ScatteredBytes message, Workspace workspace, byte[] checksum, int at) {
            integrity.begin();
            encryption.encrypt(message, workspace, integrity);
            integrity.end(checksum, at);
        }

        @Override
        boolean unseal(ScatteredBytes message, Workspace workspace, byte[] received, byte[] expected) {
            integrity.begin();
            decryption.decrypt(message, workspace, integrity);
            integrity.end(expected, 0);
            return isGenuine(expected, received);
        }

        @Override
        void sign(ScatteredBytes message, Workspace workspace, byte[] checksum, int at) {
            signing.begin();
            signing.update(workspace, message);
            signing.end(checksum, at);
        }

        @Override
        void closeCiphers() {
            encryption.close();
            decryption.close();
            integrity.close();
            signing.close();
        }
    }
}
