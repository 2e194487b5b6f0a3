package org.sspi4j.kerberos.etype;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.kerberos.etype.EncryptionType.AES128_CTS_HMAC_SHA1_96;
import static org.sspi4j.kerberos.etype.EncryptionType.AES256_CTS_HMAC_SHA1_96;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.apache.kerby.kerberos.kerb.crypto.CheckSumHandler;
import org.apache.kerby.kerberos.kerb.crypto.EncTypeHandler;
import org.apache.kerby.kerberos.kerb.crypto.EncryptionHandler;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.crypto.Cbc;
import org.sspi4j.crypto.CryptoVectors;
import org.sspi4j.crypto.FixedRandom;
import org.sspi4j.crypto.RandomSource;
import org.sspi4j.crypto.ScatteredBytes;
import org.sspi4j.crypto.Scattering;
import org.sspi4j.wire.DecodeException;

class ProtocolKeyTest {
    private static final RandomSource RANDOM = RandomSource.system();
    private static final int USAGE = 11;

    private final Scattering some = new Scattering(3961);

    @Nested
    @DisplayName("RFC 3962 6: known answers")
    class KnownAnswers {
        static List<CryptoVectors> encryptions() {
            return CryptoVectors.read("rfc3962/6-encryption.txt");
        }

        static List<CryptoVectors> checksums() {
            return CryptoVectors.read("rfc3962/6-checksum.txt");
        }

        @ParameterizedTest
        @MethodSource("encryptions")
        void ciphertextsAreRead(CryptoVectors example) throws Exception {
            byte[] plain = key(example).decrypt(example.number("usage"), example.hex("cipher"));
            assertArrayEquals(example.hex("plain"), plain);
        }

        @ParameterizedTest
        @MethodSource("encryptions")
        void ciphertextsAreMadeFromTheSameConfounder(CryptoVectors example) throws Exception {
            var confounder = new FixedRandom(confounder(example));
            byte[] cipher = key(example).encrypt(example.number("usage"), example.hex("plain"), confounder);
            assertArrayEquals(example.hex("cipher"), cipher);
        }

        @ParameterizedTest
        @MethodSource("checksums")
        void checksumsAreMadeAndRead(CryptoVectors example) throws Exception {
            ProtocolKey key = key(example);
            byte[] data = example.hex("plain");
            int usage = example.number("usage");
            assertArrayEquals(example.hex("checksum"), key.checksum(usage, data));
            key.verify(usage, data, 0, data.length, example.number("cksumtype"), example.hex("checksum"));
        }

        /** What MIT drew: the first block that the JDK finds under Ke. */
        private static byte[] confounder(CryptoVectors example) throws Exception {
            byte[] base = example.hex("key");
            byte[] sealed = Arrays.copyOf(example.hex("cipher"), example.hex("cipher").length - 12);
            byte[] ke;
            try (var cipher = Cbc.aesEncryption(base)) {
                ke = KeyDerivation.dk(cipher, KeyUsage.ENCRYPTION.folded(example.number("usage")), base.length);
            }
            String mode = sealed.length == 16 ? "AES/CBC/NoPadding" : "AES/CTS/NoPadding";
            var judge = Cipher.getInstance(mode);
            judge.init(
                    Cipher.DECRYPT_MODE,
                    new SecretKeySpec(ke, "AES"),
                    new IvParameterSpec(new byte[16]));
            return Arrays.copyOf(judge.doFinal(sealed), 16);
        }

        private static ProtocolKey key(CryptoVectors example) throws DecodeException {
            return EncryptionType.of(example.number("etype")).orElseThrow().key(example.hex("key"));
        }
    }

    @Nested
    @DisplayName("with Kerby as the judge of all but RFC 8009, which it does not have")
    class Judge {
        @ParameterizedTest
        @EnumSource(mode = EnumSource.Mode.MATCH_NONE, names = ".*SHA(256|384).*")
        void eachReadsWhatTheOtherEncrypts(EncryptionType type) throws Exception {
            EncTypeHandler kerby = EncryptionHandler.getEncHandler(type.number());
            for (int length : lengths()) {
                byte[] bytes = some.bytes(type.keyLength());
                ProtocolKey key = type.key(bytes);
                int usage = some.below(length % 5 == 0 ? 2000 : 30);
                byte[] plain = some.bytes(length);
                byte[] ours = key.encrypt(usage, plain, RANDOM);
                assertEquals(type.confounderLength() + length + type.checksumLength(), ours.length);
                assertArrayEquals(plain, withoutConfounder(kerby.decrypt(ours, bytes, usage), length));
                assertArrayEquals(plain, key.decrypt(usage, kerby.encrypt(plain, bytes, usage)));
                assertArrayEquals(plain, key.decrypt(usage, ours));
            }
        }

        @ParameterizedTest
        @EnumSource(mode = EnumSource.Mode.MATCH_NONE, names = ".*SHA(256|384).*")
        void bothMakeTheSameChecksums(EncryptionType type) throws Exception {
            var kerby = CheckSumHandler.getCheckSumHandler(type.checksumType());
            for (int length : lengths()) {
                byte[] bytes = some.bytes(type.keyLength());
                byte[] data = some.bytes(length);
                assertArrayEquals(
                        kerby.checksumWithKey(data, bytes, USAGE), type.key(bytes).checksum(USAGE, data));
            }
        }

        private List<Integer> lengths() {
            var lengths = new ArrayList<Integer>();
            for (int length = 0; length <= 200; length++) {
                lengths.add(length);
            }
            for (int length = 8192 - 50; length <= 8192 + 20; length++) {
                lengths.add(length);
            }
            lengths.add(100_000);
            return lengths;
        }

        private static byte[] withoutConfounder(byte[] decrypted, int length) {
            return Arrays.copyOfRange(decrypted, decrypted.length - length, decrypted.length);
        }
    }

    @Nested
    @DisplayName("RFC 3961 3: decrypt and verify_mic refuse")
    class Refusals {
        @ParameterizedTest
        @EnumSource
        void everyFlippedBitOfACiphertext(EncryptionType type) {
            for (int length : new int[] {0, 1, 15, 16, 17, 40}) {
                ProtocolKey key = type.randomKey(RANDOM);
                byte[] cipher = key.encrypt(USAGE, some.bytes(length), RANDOM);
                for (int bit = 0; bit < 8 * cipher.length; bit++) {
                    cipher[bit / 8] ^= (byte) (1 << bit % 8);
                    assertThrows(IntegrityException.class, () -> key.decrypt(USAGE, cipher), "bit " + bit);
                    cipher[bit / 8] ^= (byte) (1 << bit % 8);
                }
            }
        }

        @ParameterizedTest
        @EnumSource
        void everyPrefixOfACiphertext(EncryptionType type) throws Exception {
            ProtocolKey key = type.randomKey(RANDOM);
            byte[] cipher = key.encrypt(USAGE, some.bytes(40), RANDOM);
            for (int length = 0; length < cipher.length; length++) {
                int to = length;
                Class<? extends Exception> expected = to < type.confounderLength() + type.checksumLength() ? DecodeException.class
                        : IntegrityException.class;
                assertThrows(expected, () -> key.decrypt(USAGE, cipher, 0, to), "prefix " + to);
            }
            assertEquals(40, key.decrypt(USAGE, cipher, 0, cipher.length).length);
        }

        @Test
        void aCiphertextThatGoesOn() {
            ProtocolKey key = AES256_CTS_HMAC_SHA1_96.randomKey(RANDOM);
            byte[] cipher = key.encrypt(USAGE, some.bytes(40), RANDOM);
            assertThrows(IntegrityException.class, () -> key.decrypt(USAGE, Arrays.copyOf(cipher, cipher.length + 1)));
        }

        @Test
        void anotherKeyUsageOrType() throws Exception {
            ProtocolKey key = AES128_CTS_HMAC_SHA1_96.randomKey(RANDOM);
            byte[] cipher = key.encrypt(USAGE, some.bytes(40), RANDOM);
            assertThrows(IntegrityException.class, () -> key.decrypt(USAGE + 1, cipher));
            assertThrows(
                    IntegrityException.class,
                    () -> AES128_CTS_HMAC_SHA1_96.randomKey(RANDOM).decrypt(USAGE, cipher));
            assertThrows(
                    IntegrityException.class,
                    () -> AES256_CTS_HMAC_SHA1_96.randomKey(RANDOM).decrypt(USAGE, cipher));
        }

        @ParameterizedTest
        @EnumSource
        void everyFlippedBitOfAChecksumOrItsData(EncryptionType type) throws Exception {
            ProtocolKey key = type.randomKey(RANDOM);
            byte[] data = some.bytes(33);
            byte[] checksum = key.checksum(USAGE, data);
            for (byte[] part : List.of(data, checksum)) {
                for (int bit = 0; bit < 8 * part.length; bit++) {
                    part[bit / 8] ^= (byte) (1 << bit % 8);
                    assertThrows(IntegrityException.class, () -> verify(key, data, checksum), "bit " + bit);
                    part[bit / 8] ^= (byte) (1 << bit % 8);
                }
            }
            verify(key, data, checksum);
        }

        @Test
        void aChecksumOfAnotherLength() {
            ProtocolKey key = AES256_CTS_HMAC_SHA1_96.randomKey(RANDOM);
            byte[] data = some.bytes(33);
            byte[] checksum = key.checksum(USAGE, data);
            for (int length : new int[] {0, 1, 11, 13, 20}) {
                byte[] other = Arrays.copyOf(checksum, length);
                assertThrows(DecodeException.class, () -> verify(key, data, other), "length " + length);
            }
        }

        /** MS14-068, CVE-2011-0043, CVE-2010-1324: unkeyed checksums, and those of other keys. */
        @ParameterizedTest
        @ValueSource(ints = {0, 1, 2, 7, 14, 15, 19, 20, -138})
        void aChecksumOfAnotherType(int checksumType) {
            ProtocolKey key = AES256_CTS_HMAC_SHA1_96.randomKey(RANDOM);
            byte[] data = some.bytes(33);
            byte[] right = key.checksum(USAGE, data);
            assertThrows(
                    IntegrityException.class,
                    () -> key.verify(USAGE, data, 0, data.length, checksumType, right));
        }

        private static void verify(ProtocolKey key, byte[] data, byte[] checksum) throws Exception {
            key.verify(USAGE, data, 0, data.length, key.type().checksumType(), checksum);
        }
    }

    @Nested
    class Ranges {
        private final ProtocolKey key = AES256_CTS_HMAC_SHA1_96.randomKey(RANDOM);

        @Test
        void aCiphertextMayLieWithinAMessage() throws Exception {
            byte[] plain = some.bytes(50);
            byte[] cipher = key.encrypt(USAGE, plain, RANDOM);
            byte[] message = new byte[cipher.length + 9];
            System.arraycopy(cipher, 0, message, 4, cipher.length);
            byte[] before = message.clone();
            assertArrayEquals(plain, key.decrypt(USAGE, message, 4, 4 + cipher.length));
            assertArrayEquals(before, message);
            byte[] data = Arrays.copyOfRange(message, 4, 20);
            byte[] checksum = key.checksum(USAGE, message, 4, 20);
            assertArrayEquals(key.checksum(USAGE, data), checksum);
            key.verify(USAGE, message, 4, 20, key.type().checksumType(), checksum);
        }

        @Test
        void everyMessageHasItsOwnConfounder() {
            byte[] plain = new byte[30];
            assertNotEquals(
                    HexFormat.of().formatHex(key.encrypt(USAGE, plain, RANDOM)),
                    HexFormat.of().formatHex(key.encrypt(USAGE, plain, RANDOM)));
        }
    }

    @Nested
    class Lifetime {
        @Test
        void manyThreadsShareOneKey() throws Exception {
            ProtocolKey key = AES256_CTS_HMAC_SHA1_96.randomKey(RANDOM);
            int threads = 8;
            var pool = Executors.newFixedThreadPool(threads);
            try {
                var work = new ArrayList<Callable<Void>>();
                for (int t = 0; t < threads; t++) {
                    var mine = new Scattering(t);
                    work.add(() -> {
                        for (int i = 0; i < 1500; i++) {
                            int usage = 1 + mine.below(6);
                            byte[] plain = mine.bytes(mine.below(300));
                            assertArrayEquals(plain, key.decrypt(usage, key.encrypt(usage, plain, RANDOM)));
                            byte[] checksum = key.checksum(usage, plain);
                            key.verify(usage, plain, 0, plain.length, 16, checksum);
                        }
                        return null;
                    });
                }
                for (Future<Void> done : pool.invokeAll(work)) {
                    done.get();
                }
            } finally {
                pool.shutdownNow();
            }
        }

        @ParameterizedTest
        @EnumSource
        void usagesDerivedTogetherHaveTheKeysOfEach(EncryptionType type) throws Exception {
            ProtocolKey alone = type.randomKey(RANDOM);
            ProtocolKey together = alone.copy();
            together.deriveTogether(USAGE, USAGE + 1);
            for (int usage : new int[] {USAGE, USAGE + 1}) {
                byte[] plain = some.bytes(100);
                assertArrayEquals(plain, together.decrypt(usage, alone.encrypt(usage, plain, RANDOM)));
                assertArrayEquals(plain, alone.decrypt(usage, together.encrypt(usage, plain, RANDOM)));
                assertArrayEquals(alone.checksum(usage, plain), together.checksum(usage, plain));
            }
            together.close();
            assertThrows(IllegalStateException.class, () -> together.encrypt(USAGE + 1, new byte[5], RANDOM));
            assertThrows(IllegalStateException.class, () -> together.deriveTogether(USAGE, USAGE + 1));
        }

        @Test
        void aClosedKeyDoesNothing() {
            ProtocolKey key = AES128_CTS_HMAC_SHA1_96.randomKey(RANDOM);
            byte[] cipher = key.encrypt(USAGE, new byte[5], RANDOM);
            byte[] checksum = key.checksum(USAGE, new byte[5]);
            SpecificKey specific = key.specificKey(USAGE);
            key.close();
            key.close();
            assertThrows(IllegalStateException.class, () -> key.encrypt(USAGE, new byte[5], RANDOM));
            assertThrows(IllegalStateException.class, () -> key.decrypt(USAGE, cipher));
            assertThrows(IllegalStateException.class, () -> key.checksum(USAGE, new byte[5]));
            assertThrows(
                    IllegalStateException.class, () -> key.verify(USAGE, new byte[5], 0, 5, 15, checksum));
            assertThrows(IllegalStateException.class, () -> key.encrypt(USAGE + 1, new byte[5], RANDOM));
            assertThrows(IllegalStateException.class, () -> key.specificKey(USAGE + 1));
            assertThrows(IllegalStateException.class, key::copyOfValue);
            var message = new ScatteredBytes().sealed(new byte[16], 0, 16);
            assertThrows(IllegalStateException.class, () -> specific.seal(message, RANDOM, new byte[12], 0));
        }

        @Test
        void equalKeysAreEqualUntilOneIsClosed() throws Exception {
            byte[] bytes = some.bytes(16);
            ProtocolKey one = AES128_CTS_HMAC_SHA1_96.key(bytes);
            ProtocolKey same = AES128_CTS_HMAC_SHA1_96.key(bytes);
            bytes[15] ^= 1;
            ProtocolKey other = AES128_CTS_HMAC_SHA1_96.key(bytes);
            assertEquals(one, same);
            assertEquals(one.hashCode(), same.hashCode());
            assertNotEquals(one, other);
            assertEquals(one.hashCode(), other.hashCode());
            same.close();
            assertNotEquals(one, same);
            assertNotEquals(same, one);
            other.close();
            assertNotEquals(same, other);
        }

        @Test
        void noKeyIsPrinted() throws Exception {
            byte[] bytes = some.bytes(32);
            ProtocolKey key = AES256_CTS_HMAC_SHA1_96.key(bytes);
            assertEquals("ProtocolKey[aes256-cts-hmac-sha1-96]", key.toString());
            String hex = HexFormat.of().formatHex(bytes);
            assertFalse(key.specificKey(USAGE).toString().contains(hex));
            var refused = assertThrows(IntegrityException.class, () -> key.decrypt(USAGE, new byte[50]));
            assertEquals("the integrity check failed", refused.getMessage());
            assertTrue(refused.getCause() == null);
        }
    }
}
