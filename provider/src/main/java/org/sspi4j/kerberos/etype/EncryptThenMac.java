package org.sspi4j.kerberos.etype;

import org.sspi4j.crypto.Cbc;
import org.sspi4j.crypto.Hmac;
import org.sspi4j.crypto.ScatteredBytes;
import org.sspi4j.crypto.Workspace;

/**
 * {@code C = E(Ke, confounder | plaintext)} and {@code HMAC(Ki, IV | C)}, or {@code HMAC(Kc, message)} alone. Signed segments
 * are covered where they stand, between ciphertext.
 *
 * @spec RFC 8009 5
 */
final class EncryptThenMac extends AesKeys {
    /** The cipher state, which Kerberos always begins with. */
    private static final byte[] IV = new byte[Cbc.BLOCK];

    private final AesCtsHmacSha2 profile;
    private final byte[] base;
    private final int usage;

    EncryptThenMac(AesCtsHmacSha2 profile, byte[] base, int usage) {
        super(profile.hash(), profile.macLength());
        this.profile = profile;
        this.base = base;
        this.usage = usage;
    }

    @Override
    public SpecificKey specificKey() {
        return new HmacOutside();
    }

    @Override
    Sealing deriveSealing() {
        try (Hmac key = new Hmac(profile.hash(), base)) {
            return new Sealing(
                    derived(key, KeyUsage.ENCRYPTION, profile.keyLength()),
                    hmac(derived(key, KeyUsage.INTEGRITY, profile.macLength())));
        }
    }

    @Override
    Hmac deriveKc() {
        try (Hmac key = new Hmac(profile.hash(), base)) {
            return hmac(derived(key, KeyUsage.CHECKSUM, profile.macLength()));
        }
    }

    private byte[] derived(Hmac key, KeyUsage purpose, int length) {
        return profile.kdf(key, purpose.constant(usage), length);
    }

    private final class HmacOutside extends AesKey {
        @Override
        void seal(ScatteredBytes message, Workspace workspace, byte[] checksum, int at) {
            encryption().encrypt(message, workspace);
            mac(message, workspace, checksum, at);
        }

        /** RFC 8009 5: the HMAC is compared first; a message that fails is never decrypted. */
        @Override
        boolean unseal(ScatteredBytes message, Workspace workspace, byte[] received, byte[] expected) {
            mac(message, workspace, expected, 0);
            if (!isGenuine(expected, received)) {
                return false;
            }
            decryption().decrypt(message, workspace);
            return true;
        }

        private void mac(ScatteredBytes ciphertext, Workspace workspace, byte[] out, int at) {
            Hmac ki = sealing().ki();
            ki.begin(workspace);
            ki.update(workspace, IV);
            ki.update(workspace, ciphertext);
            ki.end(workspace, out, at, profile.macLength());
        }
    }
}
