package org.sspi4j.api;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.sspi4j.api.SecurityStatus.SEC_E_LOGON_DENIED;
import static org.sspi4j.api.SecurityStatus.SEC_E_UNKNOWN_CREDENTIALS;

import java.lang.reflect.Field;
import java.util.HexFormat;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretTest {
    private static final String PASSWORD = "pa\u00df\u20ac\ud83d\ude00";

    @Test
    void aPasswordIsLentAsUtf16OrUtf8() throws Exception {
        var secret = Secret.password(PASSWORD.toCharArray());
        assertArrayEquals(PASSWORD.getBytes(UTF_16LE), secret.<byte[]>use(byte[]::clone));
        assertArrayEquals(PASSWORD.getBytes(UTF_8), secret.<byte[]>useUtf8(byte[]::clone));
    }

    @Test
    void anEmptyPasswordIsNoBytes() throws Exception {
        var secret = Secret.password(new char[0]);
        assertEquals(0, secret.<Integer>use(bytes -> bytes.length));
        assertEquals(0, secret.<Integer>useUtf8(bytes -> bytes.length));
    }

    /** NTOWFv1 of MS-NLMP 4.2.2.1.2. */
    @Test
    void aPasswordMaySpellBytes() throws Exception {
        var secret = Secret.password("a4f49C406510bdcab6824ee7c30fd852".toCharArray()).hexDecoded();
        assertArrayEquals(HexFormat.of().parseHex("a4f49c406510bdcab6824ee7c30fd852"), secret.<byte[]>use(byte[]::clone));
        assertEquals(0, Secret.password(new char[0]).hexDecoded().length());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "abc", "0g", "g0", " 0", "\u0661\u0661", "\u0161\u0161", "\uff11\uff11"})
    void whatSpellsNoBytesIsNotSaid(String password) {
        var refused = assertThrows(IllegalArgumentException.class, () -> Secret.password(password.toCharArray()).hexDecoded());
        assertFalse(refused.getMessage().contains(password + " "), refused.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\ud83d", "a\ud83db", "\ude00"})
    void anUnpairedSurrogateCannotBeSaidInUtf8(String password) {
        var secret = Secret.password(password.toCharArray());
        var refused = assertThrows(SspiException.class, () -> secret.useUtf8(bytes -> null));
        assertEquals(SEC_E_UNKNOWN_CREDENTIALS, refused.status());
    }

    @Nested
    @DisplayName("Wiping")
    class Wiping {
        @Test
        void closingWipesTheBytesAndNobodyCanUseThemAnyMore() throws Exception {
            var secret = Secret.key(new byte[] {1, 2, 3});
            byte[] kept = bytes(secret);
            assertArrayEquals(new byte[] {1, 2, 3}, kept);
            secret.close();
            secret.close();
            assertArrayEquals(new byte[3], kept);
            assertThrows(IllegalStateException.class, () -> secret.use(bytes -> null));
            assertThrows(IllegalStateException.class, () -> secret.useUtf8(bytes -> null));
            assertThrows(IllegalStateException.class, secret::copy);
        }

        @Test
        void whatWasLentIsWipedWhenItComesBack() throws Exception {
            var secret = Secret.password(new char[] {'a'});
            assertArrayEquals(new byte[2], secret.<byte[]>use(bytes -> bytes));
            assertArrayEquals(new byte[1], secret.<byte[]>useUtf8(bytes -> bytes));
            assertArrayEquals(new byte[] {'a', 0}, secret.<byte[]>use(byte[]::clone));
        }

        @Test
        void whatWasLentIsWipedWhenTheUseFails() {
            var lent = new byte[1][];
            var secret = Secret.key(new byte[] {1, 2, 3});
            assertThrows(SspiException.class, () -> secret.use(bytes -> {
                lent[0] = bytes;
                throw new SspiException(SEC_E_LOGON_DENIED, "as told");
            }));
            assertArrayEquals(new byte[3], lent[0]);
        }

        @Test
        void aCopyIsItsOwn() throws Exception {
            var secret = Secret.key(new byte[] {1, 2, 3});
            var copy = secret.copy();
            secret.close();
            assertArrayEquals(new byte[] {1, 2, 3}, copy.<byte[]>use(byte[]::clone));
        }

        @Test
        void theArrayOfTheCallerIsCopiedAndLeftToHim() throws Exception {
            var key = new byte[] {1, 2, 3};
            var secret = Secret.key(key);
            key[0] = 9;
            assertArrayEquals(new byte[] {1, 2, 3}, secret.<byte[]>use(byte[]::clone));
            secret.close();
            assertArrayEquals(new byte[] {9, 2, 3}, key);
        }

        private static byte[] bytes(Secret secret) throws ReflectiveOperationException {
            Field field = Secret.class.getDeclaredField("bytes");
            field.setAccessible(true);
            return (byte[]) field.get(secret);
        }
    }

    @Test
    void nothingIsPrinted() {
        var secret = Secret.password("hunter2".toCharArray());
        assertEquals("Secret", secret.toString());
        assertFalse(Identity.password("alice", secret).toString().contains("hunter2"));
        assertEquals(Secret.password(new char[0]).toString(), secret.toString());
    }
}
