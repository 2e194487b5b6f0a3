package org.sspi4j.kerberos.etype;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.sspi4j.crypto.Hash;
import org.sspi4j.crypto.Hmac;
import org.sspi4j.crypto.RandomSource;
import org.sspi4j.crypto.ScatteredBytes;
import org.sspi4j.crypto.Workspace;

class AesKeysTest {
    private static final int CHECKSUM = 12;

    private final byte[] ke = RandomSource.system().bytes(16);
    private final Hmac ki = new Hmac(Hash.SHA_1, ke);
    private final Hmac kc = new Hmac(Hash.SHA_1, ke);
    private boolean derived;

    private final Keys keys = new Keys();
    private final Keys.Ciphers key = keys.specificKey();

    /** Derives what the test holds in its hands. */
    private final class Keys extends AesKeys {
        Keys() {
            super(Hash.SHA_1, CHECKSUM);
        }

        @Override
        Sealing deriveSealing() {
            derived = true;
            return new Sealing(ke, ki);
        }

        @Override
        Hmac deriveKc() {
            derived = true;
            return kc;
        }

        @Override
        public Ciphers specificKey() {
            return new Ciphers();
        }

        private final class Ciphers extends AesKey {
            @Override
            void seal(ScatteredBytes message, Workspace workspace, byte[] checksum, int at) {}

            @Override
            boolean unseal(ScatteredBytes message, Workspace workspace, byte[] received, byte[] expected) {
                return true;
            }
        }
    }

    @Test
    void whatWasDerivedIsWiped() {
        keys.sealing();
        signed();
        keys.wipe();
        assertArrayEquals(new byte[16], ke);
        assertThrows(IllegalStateException.class, () -> mac(ki), "there is no key");
        assertThrows(IllegalStateException.class, () -> mac(kc), "there is no key");
    }

    @Test
    void nothingIsDerivedAfterwards() {
        keys.wipe();
        assertThrows(IllegalStateException.class, keys::sealing);
        assertThrows(IllegalStateException.class, this::signed);
        assertFalse(derived);
    }

    @Test
    void noCipherIsMadeOfAWipedKey() {
        keys.sealing();
        keys.wipe();
        assertThrows(IllegalStateException.class, key::encryption);
        assertThrows(IllegalStateException.class, key::decryption);
    }

    @Test
    void theBytesThatAnHmacIsMadeOfAreWiped() {
        byte[] bytes = new byte[20];
        Arrays.fill(bytes, (byte) 7);
        keys.hmac(bytes).close();
        assertArrayEquals(new byte[20], bytes);
    }

    /** Without the frame, which would refuse first. */
    private void signed() {
        try (Workspace workspace = Workspace.lease()) {
            key.sign(new ScatteredBytes(), workspace, new byte[CHECKSUM], 0);
        }
    }

    private static byte[] mac(Hmac key) {
        byte[] mac = new byte[20];
        try (Workspace workspace = Workspace.lease()) {
            key.begin(workspace);
            key.end(workspace, mac, 0, 20);
        }
        return mac;
    }
}
