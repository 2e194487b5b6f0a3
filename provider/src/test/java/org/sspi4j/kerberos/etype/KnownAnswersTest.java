package org.sspi4j.kerberos.etype;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sspi4j.crypto.CryptoVectors;
import org.sspi4j.crypto.FixedRandom;
import org.sspi4j.crypto.Hmac;
import org.sspi4j.crypto.ScatteredBytes;
import org.sspi4j.wire.DecodeException;

/** The worked examples of RFC 8009, RFC 6803 and RFC 4757, and MIT krb5's own. */
class KnownAnswersTest {
    static Stream<CryptoVectors> passwords() {
        return all("rfc8009/A-string-to-key.txt", "rfc6803/10-string-to-key.txt", "rfc4757/2-string-to-key.txt");
    }

    static Stream<CryptoVectors> encryptions() {
        return all("rfc8009/A-encryption.txt", "rfc6803/10-encryption.txt", "rfc4757/4-encryption.txt");
    }

    static Stream<CryptoVectors> checksums() {
        return all("rfc8009/A-checksum.txt", "rfc6803/10-checksum.txt", "rfc4757/5-checksum.txt");
    }

    @ParameterizedTest
    @MethodSource("passwords")
    void keysOfPasswords(CryptoVectors example) throws Exception {
        byte[] s2kparams = example.has("iterations")
                ? ByteBuffer.allocate(4).putInt(example.number("iterations")).array()
                : new byte[0];
        var key = type(example).stringToKey(example.hex("password"), example.hex("salt"), s2kparams);
        assertArrayEquals(example.hex("key"), key.copyOfValue());
    }

    @ParameterizedTest
    @MethodSource("encryptions")
    void ciphertextsAreRead(CryptoVectors example) throws Exception {
        assertArrayEquals(example.hex("plain"), key(example).decrypt(example.number("usage"), example.hex("cipher")));
    }

    @ParameterizedTest
    @MethodSource("encryptions")
    void ciphertextsAreMadeFromTheSameConfounder(CryptoVectors example) throws Exception {
        var confounder = example.has("confounder") ? example.hex("confounder") : confounder(example);
        var random = new FixedRandom(confounder);
        assertArrayEquals(
                example.hex("cipher"), key(example).encrypt(example.number("usage"), example.hex("plain"), random));
    }

    @ParameterizedTest
    @MethodSource("checksums")
    void checksumsAreMadeAndRead(CryptoVectors example) throws Exception {
        var key = key(example);
        byte[] data = example.hex("plain");
        int usage = example.number("usage");
        assertArrayEquals(example.hex("checksum"), key.checksum(usage, data));
        key.verify(usage, data, 0, data.length, example.number("cksumtype"), example.hex("checksum"));
    }

    @Nested
    @DisplayName("RFC 8009 3: KDF-HMAC-SHA2")
    class Derivation {
        static Stream<CryptoVectors> examples() {
            return all("rfc8009/A-key-derivation.txt");
        }

        @ParameterizedTest
        @MethodSource("examples")
        void keysOfAUsage(CryptoVectors example) {
            var profile = (AesCtsHmacSha2) type(example).profile();
            int usage = example.number("usage");
            try (var base = new Hmac(profile.hash(), example.hex("key"))) {
                assertArrayEquals(
                        example.hex("kc"), profile.kdf(base, KeyUsage.CHECKSUM.constant(usage), profile.macLength()));
                assertArrayEquals(
                        example.hex("ke"), profile.kdf(base, KeyUsage.ENCRYPTION.constant(usage), profile.keyLength()));
                assertArrayEquals(
                        example.hex("ki"), profile.kdf(base, KeyUsage.INTEGRITY.constant(usage), profile.macLength()));
            }
        }
    }

    /** What was drawn: it stands in the place of the confounder when the message is open. */
    private static byte[] confounder(CryptoVectors example) throws Exception {
        var type = type(example);
        byte[] cipher = example.hex("cipher");
        int sealed = cipher.length - type.checksumLength();
        boolean checksumFirst = type == EncryptionType.RC4_HMAC;
        int from = checksumFirst ? type.checksumLength() : 0;
        var message = new ScatteredBytes().sealed(cipher, from, sealed);
        key(example).specificKey(example.number("usage")).unseal(message, cipher, checksumFirst ? 0 : sealed);
        return Arrays.copyOfRange(cipher, from, from + type.confounderLength());
    }

    private static Stream<CryptoVectors> all(String... files) {
        return Arrays.stream(files).map(CryptoVectors::read).flatMap(List::stream);
    }

    private static EncryptionType type(CryptoVectors example) {
        return EncryptionType.of(example.number("etype")).orElseThrow();
    }

    private static ProtocolKey key(CryptoVectors example) throws DecodeException {
        return type(example).key(example.hex("key"));
    }
}
