package org.sspi4j.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CbcCtsTest {
    private static final int PIECE = Workspace.PIECE;

    @Nested
    @DisplayName("RFC 3962 appendix B")
    class Examples {
        static List<CryptoVectors> examples() {
            return CryptoVectors.read("rfc3962/B-cbc-cts.txt");
        }

        @ParameterizedTest
        @MethodSource("examples")
        void plaintextBecomesTheCiphertext(CryptoVectors example) {
            assertArrayEquals(example.hex("cipher"), encrypt(example.hex("key"), example.hex("plain")));
        }

        @ParameterizedTest
        @MethodSource("examples")
        void ciphertextBecomesThePlaintext(CryptoVectors example) {
            assertArrayEquals(example.hex("plain"), decrypt(example.hex("key"), example.hex("cipher")));
        }
    }

    @Nested
    @DisplayName("RFC 3962 5, with the JDK's CTS as the judge")
    class Judge {
        private final Scattering some = new Scattering(3962);

        @ParameterizedTest
        @ValueSource(ints = {16, 32})
        void everyLengthUpTo200(int keyLength) throws Exception {
            for (int length = 16; length <= 200; length++) {
                check(some.bytes(keyLength), length);
            }
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 2, 3})
        void everyLengthAroundTheEdgesOfPieces(int pieces) throws Exception {
            for (int length = pieces * PIECE - 35; length <= pieces * PIECE + 35; length++) {
                check(some.bytes(16), length);
            }
        }

        @Test
        void aMegabyteInOneBuffer() throws Exception {
            check(some.bytes(32), (1 << 20) + 7);
        }

        private void check(byte[] key, int length) throws Exception {
            byte[] plain = some.bytes(length);
            var judge = Cipher.getInstance(length == 16 ? "AES/CBC/NoPadding" : "AES/CTS/NoPadding");
            judge.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(new byte[16]));
            byte[] expected = judge.doFinal(plain);
            assertArrayEquals(expected, encrypt(key, plain), "encrypting " + length);
            assertArrayEquals(plain, decrypt(key, expected), "decrypting " + length);

            List<ByteBuffer> cut = some.cut(plain);
            List<Integer> positions = cut.stream().map(ByteBuffer::position).toList();
            encrypt(key, cut);
            assertArrayEquals(expected, Scattering.join(cut), "encrypting " + length + " in pieces " + cut);
            assertEquals(positions, cut.stream().map(ByteBuffer::position).toList());
            decrypt(key, cut);
            assertArrayEquals(plain, Scattering.join(cut), "decrypting " + length + " in pieces " + cut);
        }
    }

    @Nested
    class Lifetime {
        private final byte[] key = new byte[16];

        @Test
        void messagesDoNotDependOnTheOnesBefore() {
            try (var cipher = new CbcCts(Cbc.aesEncryption(key)); Workspace workspace = Workspace.lease()) {
                byte[] first = new byte[20];
                byte[] second = new byte[20];
                cipher.encrypt(new ScatteredBytes().sealed(first, 0, 20), workspace, ByteSink.NONE);
                cipher.encrypt(new ScatteredBytes().sealed(second, 0, 20), workspace, ByteSink.NONE);
                assertArrayEquals(first, second);
            }
        }

        @Test
        void aMessageThatFailedHalfWayLeavesNothingBehind() {
            byte[] long1 = new byte[3 * PIECE];
            byte[] long2 = new byte[3 * PIECE];
            ByteSink failing = new ByteSink() {
                private int calls;

                @Override
                public void update(byte[] bytes, int offset, int length) {
                    if (++calls == 2) {
                        throw new UnsupportedOperationException("the sink gave up");
                    }
                }
            };
            try (var cipher = new CbcCts(Cbc.aesEncryption(key)); Workspace workspace = Workspace.lease()) {
                var message = new ScatteredBytes().sealed(long1, 0, long1.length);
                assertThrows(
                        UnsupportedOperationException.class, () -> cipher.encrypt(message, workspace, failing));
                cipher.encrypt(new ScatteredBytes().sealed(long2, 0, long2.length), workspace, ByteSink.NONE);
            }
            assertArrayEquals(CbcCtsTest.encrypt(key, new byte[3 * PIECE]), long2);
        }

        @Test
        void aClosedCipherIsRefused() {
            var cipher = new CbcCts(Cbc.aesEncryption(key));
            cipher.close();
            cipher.close();
            var message = new ScatteredBytes().sealed(new byte[16], 0, 16);
            try (Workspace workspace = Workspace.lease()) {
                assertThrows(
                        IllegalStateException.class, () -> cipher.encrypt(message, workspace, ByteSink.NONE));
            }
        }

        @Test
        void aSecondUserAtTheSameTimeIsRefusedAndClosingWaitsForTheFirst() {
            byte[] data = new byte[40];
            var cipher = new CbcCts(Cbc.aesEncryption(key));
            ByteSink meanwhile = (bytes, offset, length) -> {
                var other = new ScatteredBytes().sealed(new byte[16], 0, 16);
                try (Workspace workspace = Workspace.lease()) {
                    assertThrows(
                            IllegalStateException.class, () -> cipher.encrypt(other, workspace, ByteSink.NONE));
                }
                cipher.close();
            };
            try (Workspace workspace = Workspace.lease()) {
                cipher.encrypt(new ScatteredBytes().sealed(data, 0, 40), workspace, meanwhile);
                assertArrayEquals(CbcCtsTest.encrypt(key, new byte[40]), data);
                var again = new ScatteredBytes().sealed(data, 0, 40);
                assertThrows(
                        IllegalStateException.class, () -> cipher.encrypt(again, workspace, ByteSink.NONE));
            }
        }

        @Test
        void manyKeysInTurnNeverMeetEachOthersSchedule() {
            byte[][] expected = IntStream.range(0, 50)
                    .mapToObj(i -> CbcCtsTest.encrypt(key(i), new byte[33]))
                    .toArray(byte[][]::new);
            for (int i = 0; i < 50; i++) {
                assertArrayEquals(new byte[33], CbcCtsTest.decrypt(key(i), expected[i]));
            }
        }

        private static byte[] key(int i) {
            byte[] key = new byte[i % 2 == 0 ? 16 : 32];
            key[3] = (byte) i;
            return key;
        }
    }

    private static byte[] encrypt(byte[] key, byte[] plain) {
        byte[] copy = plain.clone();
        encrypt(key, List.of(ByteBuffer.wrap(copy)));
        return copy;
    }

    private static byte[] decrypt(byte[] key, byte[] cipher) {
        byte[] copy = cipher.clone();
        decrypt(key, List.of(ByteBuffer.wrap(copy)));
        return copy;
    }

    private static void encrypt(byte[] key, List<ByteBuffer> plain) {
        try (var cipher = new CbcCts(Cbc.aesEncryption(key)); Workspace workspace = Workspace.lease()) {
            cipher.encrypt(message(plain), workspace, ByteSink.NONE);
        }
    }

    private static void decrypt(byte[] key, List<ByteBuffer> text) {
        try (var cipher = new CbcCts(Cbc.aesDecryption(key)); Workspace workspace = Workspace.lease()) {
            cipher.decrypt(message(text), workspace, ByteSink.NONE);
        }
    }

    private static ScatteredBytes message(List<ByteBuffer> buffers) {
        var message = new ScatteredBytes();
        buffers.forEach(message::sealed);
        return message;
    }
}
