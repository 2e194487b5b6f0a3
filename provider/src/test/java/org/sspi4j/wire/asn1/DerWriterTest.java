package org.sspi4j.wire.asn1;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.fixture.Der;

class DerWriterTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 127, 128, 255, 256, 65535, 65536, 1 << 24})
    void lengthsAreAsBouncyCastleWritesThem(int length) {
        byte[] octets = new byte[length];
        assertArrayEquals(Der.bytes(Der.octets(octets)), DerWriter.encode(out -> out.octetString(octets)));
    }

    @Test
    void aUtf8StringIsTaggedAsOne() {
        byte[] written = DerWriter.encode(out -> {
            int end = out.mark();
            out.utf8String("J\u00fcrgen").tagged(1).sequence(end);
        });
        assertArrayEquals(HexFormat.of().parseHex("300BA1090C074AC3BC7267656E"), written);
    }

    @Test
    void integersAreAsBouncyCastleWritesThem() {
        var random = new Random(690);
        for (int i = 0; i < 20_000; i++) {
            long value = random.nextLong() >> random.nextInt(64);
            assertArrayEquals(Der.bytes(Der.integer(value)), DerWriter.encode(out -> out.integer(value)), () -> Long.toString(value));
        }
    }

    @Test
    void componentsAreWrittenLastFirstAndTagsAfterwards() {
        byte[] expected = Der.bytes(Der.application(14, Der.sequence(
                Der.tagged(0, Der.integer(5)), Der.tagged(2, Der.sequence(Der.string("a"), Der.string("b"))),
                Der.tagged(4, Der.integer(7)))));
        assertArrayEquals(expected, DerWriter.encode(out -> {
            int end = out.mark();
            out.optional(5, Optional.<Long>empty(), DerWriter::integer);
            out.optional(4, Optional.of(7L), DerWriter::integer);
            out.sequenceOf(List.of("a", "b"), DerWriter::generalString).tagged(2);
            out.integer(5).tagged(0);
            out.sequence(end).application(14);
        }));
    }

    @Test
    void anEncodedElementIsTakenAsItIsAndCanBeTagged() {
        byte[] element = Der.bytes(Der.integer(300));
        assertArrayEquals(Der.bytes(Der.tagged(3, Der.integer(300))), DerWriter.encode(out -> out.element(element).tagged(3)));
    }

    @Test
    void octetsOfANumberAreWrittenHighestFirst() {
        assertArrayEquals(new byte[] {0x60, 3, 1, 2, 9}, DerWriter.encode(out -> {
            int end = out.mark();
            out.octets(new byte[] {9}).octets(0x0102, 2).application(0, end);
        }));
    }

    @Test
    void whatChangesBetweenCountingAndWritingIsNoticed() {
        int[] runs = {0};
        assertThrows(IllegalStateException.class, () -> DerWriter.encode(out -> out.integer(runs[0]++ == 0 ? 1000 : 1)));
    }

    @Test
    void aMessageCostsItsOwnSizeAndLittleMore() {
        byte[] cipher = new byte[4_000];
        DerValue message = out -> {
            int end = out.mark();
            for (int i = 0; i < 20; i++) {
                out.integer(i).tagged(3);
            }
            out.octetString(cipher).tagged(2);
            out.sequence(end).application(1);
        };
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        int length = DerWriter.encode(message).length;
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 100; i++) {
            DerWriter.encode(message);
        }
        long each = (threads.getCurrentThreadAllocatedBytes() - before) / 100;
        assertTrue(each < length + 200, each + " for " + length);
        assertEquals(4_000 + 20 * 5 + 16, length);
    }
}
