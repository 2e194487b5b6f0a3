package org.sspi4j.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.util.ArrayList;
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

        /** What the sink is shown of such a buffer passes through the array that the ciphertext was read into. */
        @ParameterizedTest
        @ValueSource(ints = {1, 2})
        void everyLengthAroundTheEdgesOfPiecesOutsideOfTheHeap(int pieces) throws Exception {
            for (int length = pieces * PIECE - 35; length <= pieces * PIECE + 35; length++) {
                byte[] plain = some.bytes(length);
                check(some.bytes(16), plain, List.of(ByteBuffer.allocateDirect(length).put(0, plain)));
            }
        }

        @Test
        void segmentsOfOneArrayInAnyOrder() throws Exception {
            for (int length : new int[] {16, 17, 33, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE - 1, 2 * PIECE + 1, 5 * PIECE}) {
                var array = ByteBuffer.wrap(some.bytes(length));
                var cut = new ArrayList<ByteBuffer>();
                for (int at = 0; at < length; ) {
                    int segment = Math.min(length - at, some.below(2) == 0 ? 16 : some.below(length + 1));
                    cut.add(some.below(cut.size() + 1), array.slice(at, segment));
                    at += segment;
                }
                check(some.bytes(16), Scattering.join(cut), cut);
            }
        }

        private void check(byte[] key, int length) throws Exception {
            byte[] plain = some.bytes(length);
            byte[] expected = expected(key, plain);
            assertArrayEquals(expected, encrypt(key, plain), "encrypting " + length);
            assertArrayEquals(plain, decrypt(key, expected), "decrypting " + length);

            check(key, plain, some.cut(plain));
        }

        private void check(byte[] key, byte[] plain, List<ByteBuffer> cut) throws Exception {
            List<Integer> positions = cut.stream().map(ByteBuffer::position).toList();
            encrypt(key, cut);
            assertArrayEquals(
                    expected(key, plain), Scattering.join(cut), "encrypting " + plain.length + " in pieces " + cut);
            assertEquals(positions, cut.stream().map(ByteBuffer::position).toList());
            decrypt(key, cut);
            assertArrayEquals(plain, Scattering.join(cut), "decrypting " + plain.length + " in pieces " + cut);
        }

        private static byte[] expected(byte[] key, byte[] plain) throws Exception {
            var judge = Cipher.getInstance(plain.length == 16 ? "AES/CBC/NoPadding" : "AES/CTS/NoPadding");
            judge.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(new byte[16]));
            return judge.doFinal(plain);
        }
    }

    @Nested
    class WhereItLies {
        private final byte[] confounder = new byte[16];
        private final byte[] data = new byte[4 * PIECE];
        private int there;
        private int pieces;

        /** Tells how many bytes it is given in, or has to put into, the caller's array. */
        private final class Counting implements ChainedCipher {
            @Override
            public void begin() {}

            @Override
            public void next(byte[] in, int from, int length, byte[] out, int at) {
                there += in == data || out == data ? length : 0;
                pieces++;
            }

            @Override
            public void last(byte[] in, int from, int length, byte[] out, int at) {}

            @Override
            public void close() {}
        }

        @Test
        void dataBehindAConfounderThatStandsAloneIsEncrypted() {
            try (var cipher = new CbcCts(new Counting()); Workspace workspace = Workspace.lease()) {
                cipher.encrypt(message(), workspace);
            }
            assertEquals(3 * PIECE, there);
        }

        @Test
        void dataBehindAConfounderThatStandsAloneIsDecrypted() {
            try (var cipher = new CbcCts(new Counting()); Workspace workspace = Workspace.lease()) {
                cipher.decrypt(message(), workspace);
            }
            assertEquals(3 * PIECE, there);
        }

        /** Only behind the first block does data lie better: what is in small pieces is not worked on in small pieces. */
        @Test
        void aLaterBlockThatStandsAloneIsOneOfMany() {
            var blocks = new ScatteredBytes();
            for (int at = 0; at < data.length; at += 16) {
                blocks.sealed(data, at, 16);
            }
            assertEquals(4, pieces(blocks));
        }

        @Test
        void aConfounderThatDoesNotStandAloneIsNoPieceOfItsOwn() {
            assertEquals(3, pieces(new ScatteredBytes().sealed(data, 0, data.length)));
        }

        /** Of a message, but for the last one; the same in both directions. */
        private int pieces(ScatteredBytes message) {
            try (var cipher = new CbcCts(new Counting()); Workspace workspace = Workspace.lease()) {
                cipher.encrypt(message, workspace);
                int encrypted = pieces;
                cipher.decrypt(message, workspace);
                // Behind the last whole piece, decryption asks for the blocks before the last one too.
                assertEquals(encrypted + 1, pieces - encrypted);
                return encrypted;
            }
        }

        private ScatteredBytes message() {
            return new ScatteredBytes().sealed(confounder, 0, 16).sealed(data, 0, data.length);
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
