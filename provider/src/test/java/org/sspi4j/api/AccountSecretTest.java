package org.sspi4j.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class AccountSecretTest {
    @Test
    void anEmptySecretLetsNobodyIn() {
        for (var kind : AccountSecret.Kind.values()) {
            refused(kind, new byte[0], "is not empty");
        }
    }

    @Test
    void aHashHas16Bytes() {
        refused(AccountSecret.Kind.NT_HASH, new byte[15], "has 16 bytes, and this one has 15");
    }

    /** What databases and directories keep where there is no hash. */
    @Test
    void aHashOfZerosLetsNobodyIn() {
        refused(AccountSecret.Kind.NT_HASH, new byte[16], "zeros");
        for (int i = 0; i < 16; i++) {
            var hash = new byte[16];
            hash[i] = (byte) 0x80;
            new AccountSecret(AccountSecret.Kind.NT_HASH, Secret.key(hash)).close();
        }
    }

    @Test
    void aPasswordMayBeOfZeros() {
        assertEquals(16, new AccountSecret(AccountSecret.Kind.PASSWORD, Secret.key(new byte[16])).secret().length());
    }

    private static void refused(AccountSecret.Kind kind, byte[] secret, String why) {
        var failure = assertThrows(IllegalArgumentException.class, () -> new AccountSecret(kind, Secret.key(secret)));
        assertTrue(failure.getMessage().contains(why), failure.getMessage());
    }
}
