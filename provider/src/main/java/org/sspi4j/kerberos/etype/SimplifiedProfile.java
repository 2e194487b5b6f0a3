package org.sspi4j.kerberos.etype;

import java.util.Optional;
import org.sspi4j.crypto.Cbc;
import org.sspi4j.crypto.Hash;
import org.sspi4j.crypto.Hmac;
import org.sspi4j.crypto.ScatteredBytes;
import org.sspi4j.crypto.Workspace;

/**
 * {@code E(Ke, confounder | plaintext) | HMAC(Ki, confounder | plaintext)}, or {@code HMAC(Kc, message)} alone.
 *
 * @spec RFC 3961 5.3
 */
final class SimplifiedProfile extends AesKeys {
    private static final int CHECKSUM = AesCtsHmacSha1.CHECKSUM;

    private final byte[] base;
    private final int usage;
    private final Optional<SimplifiedProfile> companion;

    /** @param companion another usage, whose encryption keys are derived when this one's are: setting the base key up costs most */
    SimplifiedProfile(byte[] base, int usage, Optional<SimplifiedProfile> companion) {
        super(Hash.SHA_1, CHECKSUM);
        this.base = base;
        this.usage = usage;
        this.companion = companion;
    }

    @Override
    public SpecificKey specificKey() {
        return new HmacInside();
    }

    @Override
    Sealing deriveSealing() {
        Cbc cipher = Cbc.aesEncryption(base);
        companion.ifPresent(other -> other.derive(() -> other.sealing(cipher)));
        Sealing own = sealing(cipher);
        cipher.passOn();                        // Ke's schedule takes the place of the base key's at once
        return own;
    }

    @Override
    Hmac deriveKc() {
        try (Cbc cipher = Cbc.aesEncryption(base)) {
            return hmac(derived(cipher, KeyUsage.CHECKSUM));
        }
    }

    private Sealing sealing(Cbc cipher) {
        return new Sealing(derived(cipher, KeyUsage.ENCRYPTION), hmac(derived(cipher, KeyUsage.INTEGRITY)));
    }

    private byte[] derived(Cbc cipher, KeyUsage purpose) {
        return KeyDerivation.dk(cipher, purpose.folded(usage), base.length);
    }

    private final class HmacInside extends AesKey {
        @Override
        void seal(ScatteredBytes message, Workspace workspace, byte[] checksum, int at) {
            Hmac ki = sealing().ki();
            ki.begin(workspace);
            encryption().encrypt(message, workspace, ki);
            ki.end(workspace, checksum, at, CHECKSUM);
        }

        @Override
        boolean unseal(ScatteredBytes message, Workspace workspace, byte[] received, byte[] expected) {
            Hmac ki = sealing().ki();
            ki.begin(workspace);
            decryption().decrypt(message, workspace, ki);
            ki.end(workspace, expected, 0, CHECKSUM);
            return isGenuine(expected, received);
        }
    }
}
