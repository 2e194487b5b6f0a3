package org.sspi4j.ntlm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.fixture.Mutations;
import org.sspi4j.wire.DecodeException;
import org.sspi4j.wire.LittleEndianWriter;

@DisplayName("MS-NLMP 2.2.2.1 AV_PAIR, 2.2.2.7 and 2.2.2.8 NTLMv2_RESPONSE")
class AvPairsTest {
    private static final String EOL = "00000000";

    private final AvPairs full = AvPairs.builder()
            .copy(MessageSample.targetInfo(), Set.of())
            .text(AvId.DNS_TREE_NAME, "example.com")
            .flags(AvPairs.MIC_PROVIDED | AvPairs.UNTRUSTED_SPN)
            .bytes(AvId.SINGLE_HOST, Pair.text(48))
            .text(AvId.TARGET_NAME, "HTTP/web.example.com")
            .bytes(AvId.CHANNEL_BINDINGS, Pair.text(16))
            .build();

    @Test
    void whatIsWrittenIsRead() throws DecodeException {
        var read = AvPairs.decode(full.wire());
        assertArrayEquals(full.wire(), read.wire());
        assertEquals(Optional.of("WEB"), read.text(AvId.NB_COMPUTER_NAME));
        assertEquals(Optional.of("EXAMPLE"), read.text(AvId.NB_DOMAIN_NAME));
        assertEquals(Optional.of("web.example.com"), read.text(AvId.DNS_COMPUTER_NAME));
        assertEquals(Optional.of("example.com"), read.text(AvId.DNS_DOMAIN_NAME));
        assertEquals(Optional.of("example.com"), read.text(AvId.DNS_TREE_NAME));
        assertEquals(6, read.flags());
        assertEquals(OptionalLong.of(0xFEDCBA9876543210L), read.timestamp());
        assertArrayEquals(Pair.text(48), read.bytes(AvId.SINGLE_HOST).orElseThrow());
        assertEquals(Optional.of("HTTP/web.example.com"), read.text(AvId.TARGET_NAME));
        assertArrayEquals(Pair.text(16), read.bytes(AvId.CHANNEL_BINDINGS).orElseThrow());
    }

    @Test
    void whatIsNotThereIsNotThere() throws DecodeException {
        var none = AvPairs.decode(AvPairs.none().wire());
        assertArrayEquals(new byte[4], none.wire());
        assertEquals(Optional.empty(), none.text(AvId.TARGET_NAME));
        assertEquals(OptionalLong.empty(), none.timestamp());
        assertEquals(0, none.flags());
        assertFalse(none.has(AvId.FLAGS));
    }

    @Test
    void eachPrefixIsRefused() {
        Mutations.prefixes(full.wire()).forEach(AvPairsTest::refused);
    }

    /** CVE-2019-1166: a second MsvAvFlags, and pairs behind the end, which two readers would read differently. */
    @ParameterizedTest
    @EnumSource
    void aKnownPairIsThereOnce(AvId id) {
        if (id == AvId.EOL) {
            refused("00000000" + "00000000");
            return;
        }
        var pair = new LittleEndianWriter(32);
        int length = Math.max(0, id.length());
        pair.u16(id.number()).u16(length).bytes(new byte[length]);
        String once = HexFormat.of().formatHex(pair.toByteArray());
        accepted(once + EOL);
        refused(once + once + EOL);
        refused(EOL + once);
        refused(once + EOL + once);
    }

    @ParameterizedTest
    @CsvSource({
        "06000300000000, flags of 3 bytes",
        "060005000000000000, flags of 5 bytes",
        "0700070000000000000000, a time of 7 bytes",
        "0a000f00000000000000000000000000000000, a hash of 15 bytes",
        "01000100'41', half a character",
        "0900020000d8, half a pair",
        "0900020000dc, half a pair",
        "0900020000df, half a pair",
        "0900040000d84100, half a pair",
        "0900040000d800db, half a pair",
        "0900060000d800dc00dc, half a pair",
        "01000200, a value that is cut off",
        "0100ffff4100, a length beyond the end",
        "0000010000, an end with a value"
    })
    void aValueThatNoSuchPairHasIsRefused(String pair, String why) {
        refused(pair.replace("'", "") + EOL.substring(pair.startsWith("0000") ? 8 : 0));
    }

    @Test
    void pairsThatNobodyKnowsAreKept() throws DecodeException {
        byte[] wire = hex("0b00020041420b000100430200020041 00".replace(" ", "") + EOL);
        var read = AvPairs.decode(wire);
        var copy = AvPairs.builder().copy(read, Set.of(AvId.NB_DOMAIN_NAME)).flags(2).build();
        assertArrayEquals(hex("0b00020041420b00010043" + "0600040002000000" + EOL), copy.wire());
        assertEquals(2, copy.flags());
    }

    /** A server's list is the same for all of its clients, but for the time. */
    @Test
    void aListAtAnotherTime() throws DecodeException {
        byte[] before = full.wire().clone();
        var later = full.withTimestamp(0x0123456789ABCDEFL);
        assertEquals(OptionalLong.of(0x0123456789ABCDEFL), later.timestamp());
        assertArrayEquals(before, full.wire());
        assertArrayEquals(before, later.withTimestamp(full.timestamp().orElseThrow()).wire());
        assertThrows(IllegalStateException.class, () -> AvPairs.none().withTimestamp(1));
    }

    /** A charset of Java's makes U+FFFD of U+FFFE, and of two names one. */
    @ParameterizedTest
    @ValueSource(strings = {"\uFFFE", "a\uFFFE", "\uD7FF\uE000", "\uFEFFa", "\uFFFD", "\uFFFF", "\uD83D\uDE00", "Ü\u0000"})
    void textIsReadCodeUnitByCodeUnit(String text) throws DecodeException {
        var read = AvPairs.decode(AvPairs.builder().text(AvId.TARGET_NAME, text).build().wire());
        assertEquals(Optional.of(text), read.text(AvId.TARGET_NAME));
        byte[] bytes = NtlmString.unicode(text);
        assertEquals(text, NtlmString.decode("UserName", bytes, 0, bytes.length, NegotiateFlags.UNICODE, 0));
    }

    @Test
    void whichProcessAClientIsIn() {
        byte[] ours = SingleHost.ofProcess();
        assertTrue(SingleHost.isOfProcess(AvPairs.builder().bytes(AvId.SINGLE_HOST, ours).build()));
        assertFalse(SingleHost.isOfProcess(AvPairs.none()));
        Mutations.bitFlips(ours).forEach(flipped -> assertEquals(
                Arrays.mismatch(ours, flipped) < 16,
                SingleHost.isOfProcess(AvPairs.builder().bytes(AvId.SINGLE_HOST, flipped).build())));
        for (int length : new int[] {0, 32, 47, 49, 64}) {
            byte[] other = new byte[length];
            int common = Math.min(length, 32);
            System.arraycopy(ours, 48 - common, other, length - common, common);
            assertFalse(SingleHost.isOfProcess(AvPairs.builder().bytes(AvId.SINGLE_HOST, other).build()), length + " bytes");
        }
    }

    @Test
    void whatIsChangedAnywhereIsNotRepeated() throws DecodeException {
        var said = AvPairs.builder().text(AvId.DNS_TREE_NAME, "example.com").build();
        byte[] wire = said.wire();
        for (int at = AvPairs.HEADER; at < wire.length - AvPairs.HEADER; at += 2) {
            byte[] changed = wire.clone();
            changed[at] ^= 1;
            assertEquals(Optional.of(AvId.DNS_TREE_NAME), AvPairs.decode(changed).firstNotRepeated(said));
        }
        var longer = AvPairs.builder().text(AvId.DNS_TREE_NAME, "example.com.").build();
        assertEquals(Optional.of(AvId.DNS_TREE_NAME), longer.firstNotRepeated(said));
        assertEquals(Optional.of(AvId.DNS_TREE_NAME), said.firstNotRepeated(longer));
    }

    @Test
    void nothingIsPutInTwice() {
        var builder = AvPairs.builder().flags(0);
        assertThrows(IllegalArgumentException.class, () -> builder.flags(2));
        assertThrows(IllegalArgumentException.class, () -> AvPairs.builder().bytes(AvId.CHANNEL_BINDINGS, new byte[15]));
    }

    @Test
    void whatAServerSaidIsRepeatedUnchanged() {
        var said = MessageSample.targetInfo();
        var client = AvPairs.builder().copy(said, Set.of()).flags(2).text(AvId.TARGET_NAME, "HTTP/a").build();
        assertEquals(Optional.empty(), client.firstNotRepeated(said));
        for (var id : new AvId[] {AvId.NB_COMPUTER_NAME, AvId.NB_DOMAIN_NAME, AvId.DNS_COMPUTER_NAME, AvId.DNS_DOMAIN_NAME}) {
            var without = AvPairs.builder().copy(said, Set.of(id)).build();
            assertEquals(Optional.of(id), without.firstNotRepeated(said));
            var changed = AvPairs.builder().copy(without, Set.of()).text(id, "OTHER").build();
            assertEquals(Optional.of(id), changed.firstNotRepeated(said));
        }
        var later = AvPairs.builder().copy(said, Set.of(AvId.TIMESTAMP)).timestamp(1).build();
        assertEquals(Optional.of(AvId.TIMESTAMP), later.firstNotRepeated(said));
        var more = AvPairs.builder().copy(said, Set.of()).text(AvId.DNS_TREE_NAME, "example.com").build();
        assertEquals(Optional.of(AvId.DNS_TREE_NAME), more.firstNotRepeated(said));
    }

    @ParameterizedTest
    @CsvSource({"user, USER", "jürgen, JÜRGEN", "straße, STRAßE", "ołga, OŁGA", "иван, ИВАН", "ÿ, Ÿ", "ı, ı", "ſ, ſ", "µ, µ", "ŉ, ŉ"})
    void usersInCapitalsAsWindowsWritesThem(String user, String expected) {
        assertEquals(expected, Ntowfv2.uppercase(user));
    }

    @Test
    void aDomainIsNotCapitalised() {
        byte[] challenge = Pair.text(8);
        var response = Ntlmv2Response.of(Ntowfv2.of(new byte[16], "alice", "Example"), challenge, 0, challenge, AvPairs.none());
        assertTrue(response.prove(Ntowfv2.of(new byte[16], "ALICE", "Example"), challenge).isPresent());
        assertFalse(response.prove(Ntowfv2.of(new byte[16], "ALICE", "EXAMPLE"), challenge).isPresent());
    }

    @Test
    void eachBitOfAResponseMatters() {
        var response = MessageSample.authenticate().ntlmv2Response().orElseThrow();
        try (var key = Ntowfv2.of(new byte[16], "alice", "EXAMPLE")) {
            assertTrue(response.prove(key, Pair.text(8)).isPresent());
            assertFalse(response.prove(key, Pair.text(7 + 1 + 1)).isPresent());
            Mutations.bitFlips(response.wire()).forEach(flipped -> {
                try {
                    assertFalse(Ntlmv2Response.decode(flipped).prove(key, Pair.text(8)).isPresent());
                } catch (DecodeException e) {
                    assertFalse(e.field().isEmpty());
                }
            });
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 17})
    void aResponseIsOfVersion2(int at) {
        for (int type : new int[] {0, 2, 0xFF}) {
            byte[] wire = MessageSample.authenticate().ntChallengeResponse().clone();
            wire[at] = (byte) type;
            var field = assertThrows(DecodeException.class, () -> Ntlmv2Response.decode(wire)).field();
            assertEquals(at == 16 ? "RespType" : "HiRespType", field);
        }
    }

    /** Peers end a response with 0, 4 or 8 zeros; what is not zero there nobody would see. */
    @Test
    void behindTheListOfAResponseAreZeros() throws DecodeException {
        byte[] wire = MessageSample.authenticate().ntChallengeResponse();
        for (int more : new int[] {-4, -1, 0, 4}) {
            byte[] changed = Arrays.copyOf(wire, wire.length + more);
            assertArrayEquals(changed, Ntlmv2Response.decode(changed).wire());
        }
        byte[] pair = wire.clone();
        pair[wire.length - 4] = (byte) AvId.FLAGS.number();
        assertThrows(DecodeException.class, () -> Ntlmv2Response.decode(pair));
        byte[] last = wire.clone();
        last[wire.length - 1] = 1;
        assertThrows(DecodeException.class, () -> Ntlmv2Response.decode(last));
    }

    private static void accepted(String pairs) {
        try {
            assertArrayEquals(hex(pairs), AvPairs.decode(hex(pairs)).wire());
        } catch (DecodeException e) {
            throw new AssertionError(pairs, e);
        }
    }

    private static void refused(String pairs) {
        refused(hex(pairs));
    }

    private static void refused(byte[] pairs) {
        assertThrows(DecodeException.class, () -> AvPairs.decode(pairs));
    }

    private static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
