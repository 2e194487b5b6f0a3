package org.sspi4j.api;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_TOKEN;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChannelBindingsTest {
    private static final ChannelBindings FULL = new ChannelBindings(
            2, new byte[] {127, 0, 0, 1}, 24, new byte[16], "tls-unique:x".getBytes(US_ASCII));

    /** Eight numbers of 32 bits, then what they point at: SEC_CHANNEL_BINDINGS of sspi.h. */
    @Test
    void theStructureIsThatOfTheHeader() {
        var expected = "02000000 04000000 20000000" + "18000000 10000000 24000000" + "0c000000 34000000"
                + "7f000001" + "00".repeat(16) + HexFormat.of().formatHex("tls-unique:x".getBytes(US_ASCII));
        assertEquals(expected.replace(" ", ""), HexFormat.of().formatHex(FULL.toBytes()));
    }

    @Test
    void forTlsOnlyTheApplicationDataIsUsedAtOffset32() {
        var structure = ChannelBindings.tlsServerEndPoint(new byte[] {(byte) 0xAB}).toBytes();
        var in = ByteBuffer.wrap(structure).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(22, in.getInt(24));
        assertEquals(32, in.getInt(28));
        assertEquals(
                "tls-server-end-point:\u00AB", new String(structure, 32, 22, java.nio.charset.StandardCharsets.ISO_8859_1));
        assertEquals(0, in.getInt(0));
        assertEquals(0, in.getInt(12));
    }

    @Test
    void eachKindOfTlsHasItsPrefixWithoutAddresses() {
        byte[] binding = {1, 2};
        assertEquals(ChannelBindings.of("tls-server-end-point:\1\2".getBytes(US_ASCII)), ChannelBindings.tlsServerEndPoint(binding));
        assertEquals(ChannelBindings.of("tls-unique:\1\2".getBytes(US_ASCII)), ChannelBindings.tlsUnique(binding));
        assertEquals(ChannelBindings.of("tls-exporter:\1\2".getBytes(US_ASCII)), ChannelBindings.tlsExporter(binding));
    }

    @Test
    void whatIsWrittenIsRead() throws Exception {
        var read = ChannelBindings.fromBytes(FULL.toBytes());
        assertEquals(FULL, read);
        assertEquals(FULL.hashCode(), read.hashCode());
        assertEquals(2, read.initiatorAddressType());
        assertArrayEquals(new byte[] {127, 0, 0, 1}, read.initiatorAddress());
        assertEquals(24, read.acceptorAddressType());
        assertArrayEquals(new byte[16], read.acceptorAddress());
        assertEquals("tls-unique:x", new String(read.applicationData(), US_ASCII));
    }

    @Test
    void everyPrefixIsRefused() {
        var structure = FULL.toBytes();
        for (int length = 0; length < structure.length; length++) {
            assertRefused(Arrays.copyOf(structure, length));
        }
    }

    /** Each length and offset at its edges, past the end and wrapping round. The structure has 64 bytes. */
    @ParameterizedTest
    @CsvSource({"4, 8", "16, 20", "24, 28"})
    void lengthsAndOffsetsOutsideAreRefused(int lengthAt, int offsetAt) throws Exception {
        for (int[] part : new int[][] {
            {1, 64}, {33, 32}, {1, 31}, {1, 0}, {32, 33}, {-1, 32}, {1, -1}, {-1, -1}, {0x7FFFFFFF, 32}, {32, 0x7FFFFFFF},
            {0x80000000, 0x80000000}, {0xFFFFFFE0, 0x40}
        }) {
            assertRefused(patched(lengthAt, part[0], offsetAt, part[1]));
        }
        ChannelBindings.fromBytes(patched(lengthAt, 32, offsetAt, 32));
        ChannelBindings.fromBytes(patched(lengthAt, 1, offsetAt, 63));
        ChannelBindings.fromBytes(patched(lengthAt, 0, offsetAt, -1));
    }

    @Test
    void eachPartMatters() {
        assertNotEquals(FULL, ChannelBindings.of("tls-unique:x".getBytes(US_ASCII)));
        assertNotEquals(ChannelBindings.of(new byte[] {1}), ChannelBindings.of(new byte[] {2}));
        byte[] one = {1};
        byte[] two = {2};
        var all = new ChannelBindings(1, one, 1, one, one);
        assertEquals(all, new ChannelBindings(1, one, 1, one, one));
        assertNotEquals(all, new ChannelBindings(2, one, 1, one, one));
        assertNotEquals(all, new ChannelBindings(1, two, 1, one, one));
        assertNotEquals(all, new ChannelBindings(1, one, 2, one, one));
        assertNotEquals(all, new ChannelBindings(1, one, 1, two, one));
        assertNotEquals(all, new ChannelBindings(1, one, 1, one, two));
    }

    @Test
    void arraysAreCopiedInAndOut() {
        var data = new byte[] {1};
        var bindings = ChannelBindings.of(data);
        data[0] = 2;
        bindings.applicationData()[0] = 3;
        assertArrayEquals(new byte[] {1}, bindings.applicationData());
    }

    private static byte[] patched(int lengthAt, int length, int offsetAt, int offset) {
        var structure = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        return structure.putInt(lengthAt, length).putInt(offsetAt, offset).array();
    }

    private static void assertRefused(byte[] structure) {
        var refused = assertThrows(SspiException.class, () -> ChannelBindings.fromBytes(structure));
        assertEquals(SEC_E_INVALID_TOKEN, refused.status());
    }
}
