package org.sspi4j.api;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LogonVerdictTest {
    private static LogonVerdict withKey(byte... key) {
        return new LogonVerdict("EXAMPLE\\alice", Secret.key(key), Set.of());
    }

    /** What authorities give to guests. */
    @Test
    void aKeyOfZerosIsNobodys() {
        var failure = assertThrows(IllegalArgumentException.class, () -> withKey(new byte[16]));
        assertTrue(failure.getMessage().contains("guest"), failure.getMessage());
        for (int i = 0; i < 16; i++) {
            var key = new byte[16];
            key[i] = 1;
            withKey(key).close();
        }
    }

    @Test
    void aKeyHas16Bytes() {
        for (int length : new int[] {0, 15, 17}) {
            var key = new byte[length];
            Arrays.fill(key, (byte) 1);
            var failure = assertThrows(IllegalArgumentException.class, () -> withKey(key));
            assertTrue(failure.getMessage().contains("16 bytes"), failure.getMessage());
        }
        assertEquals(Set.of(), withKey("session base key".getBytes(US_ASCII)).principals());
    }
}
