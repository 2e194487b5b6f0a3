package org.sspi4j.kerberos.etype;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.sspi4j.kerberos.etype.EncryptionType.AES128_CTS_HMAC_SHA1_96;
import static org.sspi4j.kerberos.etype.EncryptionType.AES128_CTS_HMAC_SHA256_128;
import static org.sspi4j.kerberos.etype.EncryptionType.AES256_CTS_HMAC_SHA1_96;
import static org.sspi4j.kerberos.etype.EncryptionType.AES256_CTS_HMAC_SHA384_192;
import static org.sspi4j.kerberos.etype.EncryptionType.RC4_HMAC;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.apache.kerby.kerberos.kerb.crypto.EncryptionHandler;
import org.bouncycastle.crypto.digests.MD4Digest;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.crypto.CryptoVectors;
import org.sspi4j.crypto.FixedRandom;
import org.sspi4j.crypto.RandomSource;
import org.sspi4j.wire.DecodeException;

class EncryptionTypeTest {
    private static final byte[] PASSWORD = "password".getBytes(UTF_8);

    @Nested
    @DisplayName("RFC 3962 4 and appendix B: string-to-key")
    class StringToKey {
        static List<CryptoVectors> examples() {
            return CryptoVectors.read("rfc3962/B-string-to-key.txt");
        }

        @ParameterizedTest
        @MethodSource("examples")
        void givesTheKeysOfTheExamples(CryptoVectors example) throws Exception {
            assertArrayEquals(example.hex("aes128"), key(AES128_CTS_HMAC_SHA1_96, example));
            assertArrayEquals(example.hex("aes256"), key(AES256_CTS_HMAC_SHA1_96, example));
        }

        @ParameterizedTest
        @CsvSource({
            "AES256_CTS_HMAC_SHA1_96, 4096", "AES128_CTS_HMAC_SHA1_96, 4096",
            "CAMELLIA256_CTS_CMAC, 32768", "CAMELLIA128_CTS_CMAC, 32768"
        })
        void countsToTheDefaultIfTheKdcSaysNothing(EncryptionType type, int count) throws Exception {
            ProtocolKey key = type.stringToKey(PASSWORD, ascii("ATHENA.MIT.EDUraeburn"));
            assertEquals(type.stringToKey(PASSWORD, ascii("ATHENA.MIT.EDUraeburn"), iterations(count)), key);
            var judge = EncryptionHandler.string2Key(
                    "password", "ATHENA.MIT.EDUraeburn", iterations(count),
                    org.apache.kerby.kerberos.kerb.type.base.EncryptionType.fromValue(type.number()));
            assertArrayEquals(judge.getKeyData(), key.copyOfValue());
        }

        @ParameterizedTest
        @EnumSource(names = {"AES256_CTS_HMAC_SHA384_192", "AES128_CTS_HMAC_SHA256_128"})
        void rfc8009CountsTo32768(EncryptionType type) throws Exception {
            byte[] salt = ascii("ATHENA.MIT.EDUraeburn");
            assertEquals(type.stringToKey(PASSWORD, salt, iterations(32768)), type.stringToKey(PASSWORD, salt));
        }

        @Test
        void rc4HasNeitherSaltNorParameters() throws Exception {
            byte[] salt = ascii("ATHENA.MIT.EDUraeburn");
            assertEquals(RC4_HMAC.stringToKey(PASSWORD, salt), RC4_HMAC.stringToKey(PASSWORD, new byte[0]));
            var refusal = assertThrows(DecodeException.class, () -> RC4_HMAC.stringToKey(PASSWORD, salt, iterations(4096)));
            assertEquals("s2kparams", refusal.field());
        }

        /** U+20AC is one unit, U+1D11E two: Bouncy Castle's MD4 judges. */
        @Test
        void rc4TakesThePasswordInUtf16() throws Exception {
            String password = "p\u20acss\ud834\udd1e";
            byte[] units = password.getBytes(UTF_16LE);
            var judge = new MD4Digest();
            judge.update(units, 0, units.length);
            byte[] expected = new byte[16];
            judge.doFinal(expected, 0);
            assertArrayEquals(expected, RC4_HMAC.stringToKey(password.getBytes(UTF_8), new byte[0]).copyOfValue());
            var refusal = assertThrows(
                    DecodeException.class, () -> RC4_HMAC.stringToKey(new byte[] {'a', (byte) 0xC3}, new byte[0], new byte[0]));
            assertEquals("password", refusal.field());
        }

        @ParameterizedTest
        @ValueSource(ints = {0, 1_000_001, Integer.MAX_VALUE, Integer.MIN_VALUE, -1})
        void aKdcCannotOrderMoreThanAMillionIterations(int count) {
            refused(iterations(count));
        }

        @Test
        void aMillionIterationsAreAllowed() throws Exception {
            assertEquals(1_000_000, Iterations.MOST);
            AES128_CTS_HMAC_SHA1_96.stringToKey(PASSWORD, ascii("salt"), iterations(1_000_000));
        }

        @ParameterizedTest
        @ValueSource(ints = {0, 1, 3, 5, 8})
        void parametersHaveFourBytes(int length) {
            byte[] s2kparams = new byte[length];
            if (length > 0) {
                s2kparams[Math.min(length, 4) - 1] = 5;         // the count itself would do
            }
            refused(s2kparams);
        }

        private static void refused(byte[] s2kparams) {
            var refusal = assertThrows(
                    DecodeException.class,
                    () -> AES256_CTS_HMAC_SHA1_96.stringToKey(PASSWORD, ascii("salt"), s2kparams));
            assertEquals("s2kparams", refusal.field());
        }

        private static byte[] key(EncryptionType type, CryptoVectors example) throws DecodeException {
            byte[] s2kparams = iterations(example.number("iterations"));
            return type.stringToKey(example.hex("password"), example.hex("salt"), s2kparams).copyOfValue();
        }

        private static byte[] ascii(String text) {
            return text.getBytes(US_ASCII);
        }

        private static byte[] iterations(int count) {
            return ByteBuffer.allocate(4).putInt(count).array();
        }
    }

    @Nested
    @DisplayName("RFC 3962 7: assigned numbers")
    class Table {
        @ParameterizedTest
        @CsvSource({
            "18, aes256-cts-hmac-sha1-96, 32, 16, 12, 16",
            "17, aes128-cts-hmac-sha1-96, 16, 16, 12, 15",
            "20, aes256-cts-hmac-sha384-192, 32, 16, 24, 20",
            "19, aes128-cts-hmac-sha256-128, 16, 16, 16, 19",
            "26, camellia256-cts-cmac, 32, 16, 16, 18",
            "25, camellia128-cts-cmac, 16, 16, 16, 17",
            "23, rc4-hmac, 16, 8, 16, -138"
        })
        void namesNumbersAndSizes(
                int number, String name, int keyLength, int confounderLength, int checksumLength, int checksumType) {
            EncryptionType type = EncryptionType.of(number).orElseThrow();
            assertEquals(number, type.number());
            assertEquals(name, type.toString());
            assertEquals(keyLength, type.keyLength());
            assertEquals(confounderLength, type.confounderLength());
            assertEquals(checksumLength, type.checksumLength());
            assertEquals(checksumType, type.checksumType());
        }

        @ParameterizedTest
        @ValueSource(ints = {-128, 0, 1, 3, 15, 16, 21, 22, 24})
        void numbersThatWeDoNotHaveAreUnknown(int number) {
            assertEquals(Optional.empty(), EncryptionType.of(number));
        }

        @Test
        void aliasesMeanOneTypeAndFamiliesAllOfTheirs() {
            for (String word : List.of("aes256-cts-hmac-sha1-96", "aes256-cts", "AES256-SHA1")) {
                assertEquals(List.of(AES256_CTS_HMAC_SHA1_96), EncryptionType.named(word));
            }
            for (String word : List.of("AES128-CTS-HMAC-SHA1-96", "aes128-cts", "aes128-sha1")) {
                assertEquals(List.of(AES128_CTS_HMAC_SHA1_96), EncryptionType.named(word));
            }
            for (String word : List.of("rc4-hmac", "arcfour-hmac", "ARCFOUR-HMAC-MD5")) {
                assertEquals(List.of(RC4_HMAC), EncryptionType.named(word));
            }
            assertEquals(
                    List.of(
                            AES256_CTS_HMAC_SHA1_96, AES128_CTS_HMAC_SHA1_96,
                            AES256_CTS_HMAC_SHA384_192, AES128_CTS_HMAC_SHA256_128),
                    EncryptionType.named("aes"));
            assertEquals(List.of(), EncryptionType.named("camellia"));
            assertEquals(List.of(), EncryptionType.named("rc4"));
            assertEquals(List.of(), EncryptionType.named("des-cbc-crc"));
            assertEquals(List.of(), EncryptionType.named(""));
        }
    }

    @Nested
    class Keys {
        @ParameterizedTest
        @EnumSource
        void aKeyHasTheLengthOfItsType(EncryptionType type) throws Exception {
            type.key(new byte[type.keyLength()]);
            for (int length : new int[] {0, 15, 17, 24, 31, 33, type.keyLength() == 16 ? 32 : 16}) {
                var refusal = assertThrows(DecodeException.class, () -> type.key(new byte[length]));
                assertEquals("keyvalue", refusal.field());
            }
        }

        @Test
        void aKeyIsACopy() throws Exception {
            byte[] bytes = new byte[16];
            ProtocolKey key = AES128_CTS_HMAC_SHA1_96.key(bytes);
            bytes[0] = 1;
            key.copyOfValue()[1] = 1;
            assertArrayEquals(new byte[16], key.copyOfValue());
        }

        @ParameterizedTest
        @EnumSource
        void randomKeysAreWhatTheSourceGives(EncryptionType type) throws Exception {
            ProtocolKey key = type.randomKey(new FixedRandom((byte) 1, (byte) 2));
            byte[] expected = new byte[type.keyLength()];
            new FixedRandom((byte) 1, (byte) 2).nextBytes(expected, 0, expected.length);
            assertEquals(type.key(expected), key);
            assertNotEquals(type.randomKey(RandomSource.system()), type.randomKey(RandomSource.system()));
        }
    }
}
