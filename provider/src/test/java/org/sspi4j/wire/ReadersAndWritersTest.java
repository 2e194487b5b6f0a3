package org.sspi4j.wire;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HexFormat;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadersAndWritersTest {
    private static final byte[] BIG = hex("ff 8001 80000002 8000000000000003 0002aabb 00000001cc");
    private static final byte[] LITTLE = hex("ff 0180 02000080 0300000000000080 0200aabb 01000000cc");

    @Nested
    @DisplayName("most significant byte first")
    class BigEndian {
        @Test
        void integersAreReadAsTheyAreWritten() throws DecodeException {
            var in = new BigEndianReader(BIG);
            assertEquals(0xff, in.u8("a"));
            assertEquals(0x8001, in.u16("b"));
            assertEquals(0x80000002, in.u32("c"));
            assertEquals(0x8000000000000003L, in.u64("d"));
            assertArrayEquals(hex("aabb"), in.counted16("e"));
            assertArrayEquals(hex("cc"), in.counted32("f"));
            in.end("message");
        }

        @Test
        void theWriterMakesTheseBytes() {
            byte[] written = new BigEndianWriter(1).u8(0xff).u16(0x8001).u32(0x80000002).u64(0x8000000000000003L)
                    .counted16(hex("aabb")).counted32(hex("cc")).toByteArray();
            assertArrayEquals(BIG, written);
        }

        @Test
        void aNumberThatDoesNotFitIsNotWritten() {
            var out = new BigEndianWriter();
            assertThrows(IllegalArgumentException.class, () -> out.u8(256));
            assertThrows(IllegalArgumentException.class, () -> out.u8(-1));
            assertThrows(IllegalArgumentException.class, () -> out.u16(65536));
            assertThrows(IllegalArgumentException.class, () -> out.counted16(new byte[65536]));
            assertEquals(0, out.size());
        }
    }

    @Nested
    @DisplayName("least significant byte first")
    class LittleEndian {
        @Test
        void integersAreReadAsTheyAreWritten() throws DecodeException {
            var in = new LittleEndianReader(LITTLE);
            assertEquals(0xff, in.u8("a"));
            assertEquals(0x8001, in.u16("b"));
            assertEquals(0x80000002, in.u32("c"));
            assertEquals(0x8000000000000003L, in.u64("d"));
            assertArrayEquals(hex("aabb"), in.counted16("e"));
            assertArrayEquals(hex("cc"), in.counted32("f"));
            in.end("message");
        }

        @Test
        void theWriterMakesTheseBytes() {
            byte[] written = new LittleEndianWriter(1).u8(0xff).u16(0x8001).u32(0x80000002).u64(0x8000000000000003L)
                    .counted16(hex("aabb")).counted32(hex("cc")).toByteArray();
            assertArrayEquals(LITTLE, written);
        }

        @Test
        void aNumberThatDoesNotFitIsNotWritten() {
            var out = new LittleEndianWriter();
            assertThrows(IllegalArgumentException.class, () -> out.u8(256));
            assertThrows(IllegalArgumentException.class, () -> out.u16(-1));
            assertEquals(0, out.size());
        }

        @Test
        void whatIsFinishedIsAsLongAsWhatWasWrittenAndTheCallers() {
            for (int expected : new int[] {1, 20, 21, 64}) {
                var out = new LittleEndianWriter(expected).bytes(hex("0001020304"), 1, 3).bytes(new byte[17]);
                byte[] finished = out.finish();
                assertEquals(20, finished.length);
                assertEquals(0x030201, finished[2] << 16 | finished[1] << 8 | finished[0]);
                assertArrayEquals(hex("ff"), out.u8(0xff).finish());
                out.wipe();
                assertEquals(1, finished[0]);
            }
        }

        @Test
        void aReadBehindTheEndIsRefused() {
            var in = new LittleEndianReader(hex("0102"));
            refused("NegotiateFlags", 0, () -> in.u32("NegotiateFlags"));
        }
    }

    @Nested
    @DisplayName("bounds")
    class Bounds {
        @Test
        void everyReadBehindTheEndNamesItsFieldAndWhereItBegins() {
            assertAll(
                    () -> refused("f", 1, () -> at1("").u8("f")),
                    () -> refused("f", 1, () -> at1("00").u16("f")),
                    () -> refused("f", 1, () -> at1("000000").u32("f")),
                    () -> refused("f", 1, () -> at1("00000000000000").u64("f")),
                    () -> refused("f", 1, () -> at1("0000").bytes("f", 3)),
                    () -> refused("f", 1, () -> at1("0000").skip("f", 3)),
                    () -> refused("f", 1, () -> at1("0000").part("f", 3)),
                    () -> refused("f", 3, () -> at1("0002aa").counted16("f")),
                    () -> refused("f", 5, () -> at1("00000002aa").counted32("f")));
        }

        @ParameterizedTest
        @ValueSource(ints = {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 5})
        void aLengthThatIsTooLargeOrWrapsAroundIsRefused(int length) {
            var in = new BigEndianReader(hex("00000000"));
            refused("f", 0, () -> in.bytes("f", length));
            refused("f", 0, () -> in.part("f", length));
            refused("f", 0, () -> in.skip("f", length));
        }

        @Test
        void aLengthAbove31BitsIsPrintedAsItWasMeant() {
            var e = assertThrows(DecodeException.class, () -> new BigEndianReader(hex("ffffffff00")).counted32("ticket"));
            assertEquals("ticket needs 4294967295 bytes where 1 are left at offset 4", e.getMessage());
        }

        @Test
        void aPartEndsWhereItsLengthSaysAndTheWholeGoesOnBehindIt() throws DecodeException {
            var in = new BigEndianReader(hex("01 0203 04"));
            in.u8("first");
            var part = in.part("part", 2);
            assertEquals(1, part.offset());
            assertEquals(0x0203, part.u16("inner"));
            refused("behind", 3, () -> part.u8("behind"));
            assertEquals(4, in.u8("last"));
            in.end("message");
        }

        @Test
        void bytesBehindTheLastFieldAreRefused() throws DecodeException {
            var in = new BigEndianReader(hex("0102"));
            in.u8("first");
            refused("message", 1, () -> in.end("message"));
        }

        @Test
        void aCountThatCannotFitIsRefusedBeforeAnythingIsAllocated() throws DecodeException {
            assertEquals(2, new BigEndianReader(hex("00000002 0000000000000000")).count32("n", 4));
            refused("n", 4, () -> new BigEndianReader(hex("00000003 0000000000000000")).count32("n", 4));
            refused("n", 4, () -> new BigEndianReader(hex("ffffffff 0000000000000000")).count32("n", 4));
            refused("n", 2, () -> new BigEndianReader(hex("0003 00000000")).count16("n", 2));
        }
    }

    @Nested
    @DisplayName("bytes that were a key")
    class Wiping {
        @Test
        void theArrayThatAWriterOutgrowsIsZeroed() {
            var out = new GrowingBytes(16);
            byte[] first = out.array();
            first[out.extend(1)] = 7;
            out.extend(16);
            assertArrayEquals(new byte[16], first);
            assertEquals(7, out.array()[0]);
        }

        @Test
        void wipingLeavesNothing() {
            var out = new GrowingBytes(16);
            out.array()[out.extend(1)] = 7;
            out.wipe();
            assertEquals(0, out.size());
            assertArrayEquals(new byte[16], out.array());
        }
    }

    private static BigEndianReader at1(String rest) throws DecodeException {
        var in = new BigEndianReader(hex("00" + rest));
        in.u8("before");
        return in;
    }

    private static void refused(String field, int offset, Executable read) {
        var e = assertThrows(DecodeException.class, read);
        assertEquals(field, e.field());
        assertEquals(offset, e.offset());
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }
}
