package org.sspi4j.kerberos.etype;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.sspi4j.kerberos.etype.EncryptionType.AES256_CTS_HMAC_SHA1_96;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.crypto.FixedRandom;
import org.sspi4j.crypto.RandomSource;
import org.sspi4j.crypto.ScatteredBytes;
import org.sspi4j.crypto.Scattering;
import org.sspi4j.wire.DecodeException;

class SpecificKeyTest {
    private static final RandomSource RANDOM = RandomSource.system();
    private static final int USAGE = 24;
    private static final int PIECE = 8192;

    private final Scattering some = new Scattering(4121);
    private final ScatteredBytes message = new ScatteredBytes();

    @Nested
    @DisplayName("RFC 3961 5.3: the message in pieces is the message as a whole")
    class InPieces {
        @ParameterizedTest
        @EnumSource
        void whateverTheLengthAndTheCut(EncryptionType type) throws Exception {
            ProtocolKey key = type.randomKey(RANDOM);
            try (SpecificKey specific = key.specificKey(USAGE)) {
                for (int length = 0; length <= 200; length++) {
                    check(key, specific, length);
                }
                for (int length = PIECE - 50; length <= PIECE + 50; length++) {
                    check(key, specific, length);
                }
                for (int length = 2 * PIECE - 20; length <= 2 * PIECE + 20; length++) {
                    check(key, specific, length);
                }
            }
        }

        private void check(ProtocolKey key, SpecificKey specific, int length) throws Exception {
            byte[] plain = some.bytes(length);
            int before = key.type().confounderLength();
            int checksumLength = key.type().checksumLength();
            byte[] confounder = some.bytes(before);
            byte[] whole = key.encrypt(USAGE, plain, new FixedRandom(confounder));
            byte[] wholeChecksum = Arrays.copyOfRange(whole, before + length, whole.length);
            byte[] wholeCipher = Arrays.copyOf(whole, before + length);
            if (key.type() == EncryptionType.RC4_HMAC) {
                wholeChecksum = Arrays.copyOf(whole, checksumLength);
                wholeCipher = Arrays.copyOfRange(whole, checksumLength, whole.length);
            }

            byte[] front = new byte[before];
            List<ByteBuffer> data = some.cut(plain);
            byte[] checksum = new byte[30];
            specific.seal(pieces(front, data), new FixedRandom(confounder), checksum, 5);
            byte[] sealed = Scattering.join(data);
            assertArrayEquals(wholeCipher, concat(front, sealed), length + " bytes in " + data);
            assertArrayEquals(wholeChecksum, Arrays.copyOfRange(checksum, 5, 5 + checksumLength));

            specific.unseal(pieces(front, data), checksum, 5);
            assertArrayEquals(plain, Scattering.join(data), length + " bytes back in " + data);
            assertArrayEquals(confounder, front);
        }

        private ScatteredBytes pieces(byte[] front, List<ByteBuffer> data) {
            message.clear().sealed(front, 0, front.length);
            data.forEach(message::sealed);
            return message;
        }
    }

    @Nested
    @DisplayName("RFC 4121 4.2.4 and 4.2.5: wrap tokens")
    class WrapTokens {
        private final ProtocolKey key = AES256_CTS_HMAC_SHA1_96.randomKey(RANDOM);
        private final SpecificKey specific = key.specificKey(USAGE);
        private final byte[] header = some.bytes(16);

        @ParameterizedTest
        @ValueSource(ints = {0, 1, 15, 16, 17, 31, 32, 100, PIECE - 32, PIECE, 20_000})
        void aRotationOf28LeavesTheDataInPlace(int length) throws Exception {
            byte[] plain = some.bytes(length);
            byte[] token = new byte[60];
            byte[] data = plain.clone();
            System.arraycopy(header, 0, token, 16, 16);
            message.clear().sealed(token, 44, 16).sealed(ByteBuffer.wrap(data)).sealed(token, 16, 16);
            specific.seal(message, RANDOM, token, 32);

            byte[] wire = concat(Arrays.copyOfRange(token, 16, 60), data);
            byte[] opened = key.decrypt(USAGE, rotateLeft(wire, 28));
            assertArrayEquals(concat(plain, header), opened);

            specific.unseal(message, token, 32);
            assertArrayEquals(plain, data);
            assertArrayEquals(header, Arrays.copyOfRange(token, 16, 32));
        }

        @Test
        void aTokenOfAnyRotationIsOpenedWhereItLies() throws Exception {
            byte[] plain = some.bytes(50);
            byte[] straight = key.encrypt(USAGE, concat(plain, header), RANDOM);
            for (int rrc = 0; rrc <= straight.length; rrc++) {
                byte[] wire = rotateLeft(straight, straight.length - rrc);
                message.clear();
                byte[] checksum = new byte[12];
                for (int i = 0; i < 12; i++) {
                    checksum[i] = wire[(rrc - 12 + i + wire.length) % wire.length];
                }
                sealedFrom(wire, rrc % wire.length, straight.length - 12);
                specific.unseal(message, checksum, 0);
                byte[] opened = new byte[66];
                message.copySealed(16, opened, 0, 66);
                assertArrayEquals(concat(plain, header), opened, "RRC " + rrc);
            }
        }

        @Test
        void extraCountsAreFillerBetweenDataAndHeader() throws Exception {
            byte[] plain = some.bytes(33);
            byte[] token = new byte[16 + 16 + 16 + 12 + 16];
            byte[] data = plain.clone();
            Arrays.fill(token, 16, 32, (byte) 0xff);
            System.arraycopy(header, 0, token, 32, 16);
            message.clear().sealed(token, 60, 16).sealed(data, 0, 33).sealed(token, 16, 32);
            specific.seal(message, RANDOM, token, 48);
            byte[] wire = concat(Arrays.copyOfRange(token, 16, 76), data);
            byte[] opened = key.decrypt(USAGE, rotateLeft(wire, 44));
            byte[] filler = new byte[16];
            Arrays.fill(filler, (byte) 0xff);
            assertArrayEquals(concat(concat(plain, filler), header), opened);
        }

        /** The sealed segments of a rotated message: from the start of the ciphertext, and round the end. */
        private void sealedFrom(byte[] wire, int from, int length) {
            int first = Math.min(length, wire.length - from);
            message.sealed(wire, from, first).sealed(wire, 0, length - first);
        }
    }

    @Nested
    @DisplayName("signed segments: in the checksum, not in the cipher")
    class SignedSegments {
        private final ProtocolKey key = AES256_CTS_HMAC_SHA1_96.randomKey(RANDOM);
        private final SpecificKey specific = key.specificKey(USAGE);

        @ParameterizedTest
        @ValueSource(ints = {0, 1, 13, 16, 40, PIECE, 30_000})
        void stayAsTheyAreAndAreCoveredWhereTheyStand(int length) throws Exception {
            byte[] plain = some.bytes(length);
            byte[] inClear = some.bytes(some.below(20_000));
            for (int at = 0; at <= length; at += 1 + length / 3) {
                byte[] front = new byte[16];
                byte[] data = plain.clone();
                byte[] checksum = new byte[12];
                ByteBuffer direct = ByteBuffer.allocateDirect(inClear.length).put(inClear).flip();
                message.clear().sealed(front, 0, 16).sealed(data, 0, at).signed(direct.asReadOnlyBuffer());
                message.sealed(data, at, length - at).signed(inClear, 0, inClear.length);
                specific.seal(message, RANDOM, checksum, 0);
                assertEquals(0, direct.position());
                assertArrayEquals(inClear, Scattering.join(List.of(direct)));
                byte[] ciphertext = data.clone();
                byte[] cipherFront = front.clone();

                specific.unseal(message, checksum, 0);
                assertArrayEquals(plain, data);

                if (inClear.length > 0) {
                    System.arraycopy(ciphertext, 0, data, 0, length);
                    System.arraycopy(cipherFront, 0, front, 0, 16);
                    int changed = some.below(inClear.length);
                    direct.put(changed, (byte) (direct.get(changed) ^ 1));
                    assertThrows(IntegrityException.class, () -> specific.unseal(message, checksum, 0));
                }
            }
        }

        @Test
        void theChecksumIsTheOneOfTheWholePlaintextInOrder() throws Exception {
            byte[] confounder = some.bytes(16);
            byte[] front = new byte[16];
            byte[] a = some.bytes(21);
            byte[] b = some.bytes(30);
            byte[] c = some.bytes(40);
            byte[] whole = concat(concat(a, b), c);
            byte[] checksum = new byte[12];
            message.clear().sealed(front, 0, 16).sealed(a.clone(), 0, 21).signed(b, 0, 30).sealed(c.clone(), 0, 40);
            specific.seal(message, new FixedRandom(confounder), checksum, 0);
            byte[] judge = key.encrypt(USAGE, whole, new FixedRandom(confounder));
            assertArrayEquals(Arrays.copyOfRange(judge, judge.length - 12, judge.length), checksum);
        }
    }

    @Nested
    @DisplayName("RFC 4121 4.2.4: checksums alone")
    class Signing {
        private final ProtocolKey key = AES256_CTS_HMAC_SHA1_96.randomKey(RANDOM);
        private final SpecificKey specific = key.specificKey(USAGE + 1);

        @Test
        void inPiecesIsTheSameAsInOne() throws Exception {
            for (int length = 0; length <= 200; length++) {
                byte[] data = some.bytes(length);
                byte[] header = some.bytes(16);
                byte[] checksum = new byte[12];
                message.clear();
                some.cut(data).forEach(piece -> message.signed(piece.asReadOnlyBuffer()));
                message.signed(header, 0, 16);
                specific.sign(message, checksum, 0);
                assertArrayEquals(key.checksum(USAGE + 1, concat(data, header)), checksum);
                specific.verify(message, checksum, 0);
            }
        }

        @Test
        void everyFlippedBitIsRefused() throws Exception {
            byte[] data = some.bytes(20);
            byte[] checksum = new byte[14];
            message.clear().signed(data, 0, 20);
            specific.sign(message, checksum, 1);
            for (byte[] part : List.of(data, checksum)) {
                for (int bit = 0; bit < 8 * part.length; bit++) {
                    boolean outside = part == checksum && (bit < 8 || bit >= 13 * 8);
                    part[bit / 8] ^= (byte) (1 << bit % 8);
                    if (!outside) {
                        assertThrows(IntegrityException.class, () -> specific.verify(message, checksum, 1));
                    }
                    part[bit / 8] ^= (byte) (1 << bit % 8);
                }
            }
            specific.verify(message, checksum, 1);
        }

        @Test
        void aSealingKeyAndASigningKeyAreDifferent() {
            byte[] data = some.bytes(20);
            assertNotEquals(
                    ByteBuffer.wrap(key.checksum(USAGE, data)), ByteBuffer.wrap(key.checksum(USAGE + 1, data)));
        }
    }

    @Nested
    class Refusals {
        private final SpecificKey key = AES256_CTS_HMAC_SHA1_96.randomKey(RANDOM).specificKey(USAGE);

        @Test
        void everyFlippedBitIsRefusedAndNothingIsLeftToRead() {
            for (int length : new int[] {0, 1, 16, 37}) {
                byte[] token = new byte[28 + length];
                message.clear().sealed(token, 0, 16 + length);
                key.seal(message, RANDOM, token, 16 + length);
                for (int bit = 0; bit < 8 * token.length; bit++) {
                    byte[] changed = token.clone();
                    changed[bit / 8] ^= (byte) (1 << bit % 8);
                    message.clear().sealed(changed, 0, 16 + length);
                    assertThrows(
                            IntegrityException.class, () -> key.unseal(message, changed, 16 + length), "bit " + bit);
                    assertArrayEquals(new byte[16 + length], Arrays.copyOf(changed, 16 + length));
                }
            }
        }

        @Test
        void nothingIsLeftToReadOfALongMessageInPieces() {
            byte[] front = new byte[16];
            List<ByteBuffer> data = some.cut(some.bytes(3 * PIECE + 5));
            byte[] checksum = new byte[12];
            message.clear().sealed(front, 0, 16);
            data.forEach(message::sealed);
            key.seal(message, RANDOM, checksum, 0);
            checksum[3] ^= 1;
            assertThrows(IntegrityException.class, () -> key.unseal(message, checksum, 0));
            assertArrayEquals(new byte[3 * PIECE + 5], Scattering.join(data));
            assertArrayEquals(new byte[16], front);
        }

        @Test
        void aMessageIsNotShorterThanAConfounder() {
            for (int length = 0; length < 16; length++) {
                message.clear().sealed(new byte[length], 0, length).signed(new byte[40], 0, 40);
                assertThrows(DecodeException.class, () -> key.unseal(message, new byte[12], 0));
                assertThrows(IndexOutOfBoundsException.class, () -> key.seal(message, RANDOM, new byte[12], 0));
            }
        }

        @Test
        void aClosedKeyDoesNothingMore() {
            message.clear().sealed(new byte[16], 0, 16);
            key.seal(message, RANDOM, new byte[12], 0);
            key.close();
            key.close();
            assertThrows(IllegalStateException.class, () -> key.seal(message, RANDOM, new byte[12], 0));
        }
    }

    @Nested
    class Garbage {
        private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

        @ParameterizedTest
        @CsvSource({
            "AES256_CTS_HMAC_SHA1_96, 64", "AES256_CTS_HMAC_SHA1_96, 1024", "AES256_CTS_HMAC_SHA1_96, 100000",
            "AES256_CTS_HMAC_SHA384_192, 64", "AES128_CTS_HMAC_SHA256_128, 100000"
        })
        void protectingAMessageAllocatesNothing(EncryptionType type, int length) throws Exception {
            var cases = new ArrayList<ByteBuffer>(List.of(ByteBuffer.allocate(length), ByteBuffer.allocateDirect(length)));
            var random = new FixedRandom((byte) 1, (byte) 2, (byte) 3);
            byte[] token = new byte[80];
            try (ProtocolKey base = type.randomKey(RANDOM);
                    SpecificKey sealing = base.specificKey(USAGE);
                    SpecificKey signing = base.specificKey(USAGE + 1)) {
                for (ByteBuffer data : cases) {
                    long least = Long.MAX_VALUE;
                    for (int batch = 0; batch < 10; batch++) {          // the first ones warm the JVM up
                        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
                        for (int i = 0; i < 30; i++) {
                            protect(sealing, signing, data, token, random);
                        }
                        long after = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
                        least = Math.min(least, after - before);
                    }
                    assertEquals(0, least, "bytes for 30 messages");
                }
            }
        }

        private void protect(SpecificKey sealing, SpecificKey signing, ByteBuffer data, byte[] token, RandomSource random)
                throws Exception {
            message.clear().sealed(token, 64, 16).sealed(data).sealed(token, 24, 16);
            sealing.seal(message, random, token, 40);
            sealing.unseal(message, token, 40);
            signing.sign(message, token, 0);
            signing.verify(message, token, 0);
        }
    }

    private static byte[] concat(byte[] a, byte[] b) {
        return ByteBuffer.allocate(a.length + b.length).put(a).put(b).array();
    }

    private static byte[] rotateLeft(byte[] bytes, int by) {
        byte[] out = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            out[i] = bytes[(i + by) % bytes.length];
        }
        return out;
    }
}
