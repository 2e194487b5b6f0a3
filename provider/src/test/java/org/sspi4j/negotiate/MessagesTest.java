package org.sspi4j.negotiate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.sspi4j.fixture.Mutations;
import org.sspi4j.fixture.Vectors;
import org.sspi4j.wire.DecodeException;
import org.sspi4j.wire.Decoded;
import org.sspi4j.wire.asn1.Oid;

/** The tokens of SPNEGO: as others made them, as they are made here, and what is none of them. */
class MessagesTest {
    static final MechTypeList BOTH = MechTypeList.of(List.of(MechType.KERBEROS.oid(), MechType.NTLM.oid()));

    /** Reads any of them by how it begins, and writes it again. */
    static byte[] again(byte[] wire) throws DecodeException {
        if (NegTokenResp.isOne(wire)) {
            return again(NegTokenResp.decode(wire));
        }
        try {
            var init = NegTokenInit.decode(wire);
            return init.mechListMIC().isPresent() ? wire : NegTokenInit.of(init.mechTypes(), init.mechToken()).wire();
        } catch (DecodeException e) {
            return NegTokenInit2.of(NegTokenInit2.decode(wire).mechTypes()).wire();
        }
    }

    private static byte[] again(NegTokenResp resp) {
        return NegTokenResp.of(
                resp.negState().orElse(NegState.REJECT), resp.supportedMech(), resp.token(), resp.mechListMIC()).wire();
    }

    static Stream<Map.Entry<String, byte[]>> recorded() {
        return Stream.of("rfc4178/tokens.txt", "rfc4178/gss-sample.txt").flatMap(file -> Vectors.hex(file).entrySet().stream());
    }

    @ParameterizedTest
    @MethodSource("recorded")
    @DisplayName("what others made is read, and written again as it was; what they need not send is not")
    void recorded(Map.Entry<String, byte[]> vector) throws Exception {
        if (vector.getKey().contains("reqFlags")) {
            assertFalse(again(vector.getValue()).length == vector.getValue().length);
            return;
        }
        assertArrayEquals(vector.getValue(), again(vector.getValue()));
    }

    @Test
    @DisplayName("what is in them")
    void contents() throws Exception {
        var vectors = Vectors.hex("rfc4178/tokens.txt");
        var hint = NegTokenInit2.decode(vectors.get("NegTokenInit2 of NTLM"));
        assertEquals(List.of(MechType.NTLM.oid()), hint.mechTypes().mechTypes());
        var windows = NegTokenInit2.decode(vectors.get("NegTokenInit2 of Windows"));
        assertEquals(
                List.of(MechType.MS_KERBEROS.oid(), MechType.KERBEROS.oid(), MechType.NTLM.oid()), windows.mechTypes().mechTypes());
        var resp = NegTokenResp.decode(vectors.get("NegTokenResp with an NTLM challenge"));
        assertEquals(Optional.of(NegState.ACCEPT_INCOMPLETE), resp.negState());
        assertEquals(Optional.of(MechType.NTLM.oid()), resp.supportedMech());
        assertEquals(Optional.of(MechType.NTLM.oid()), RawToken.mechType(resp.token()));
        assertTrue(resp.mechListMIC().isEmpty());
        var first = NegTokenInit.decode(Vectors.hex("rfc4178/gss-sample.txt").get("mutual NegTokenInit"));
        assertEquals(MechType.KERBEROS.oid(), first.mechTypes().preferred());
        assertEquals(Optional.of(MechType.KERBEROS.oid()), RawToken.mechType(first.mechToken().orElseThrow()));
    }

    static List<byte[]> good() {
        byte[] token = {1, 2, 3};
        var mic = Optional.of(new byte[] {4, 5});
        return List.of(
                NegTokenInit.of(BOTH, Optional.of(token)).wire(),
                NegTokenInit.of(BOTH, Optional.empty()).wire(),
                NegTokenInit2.of(BOTH).wire(),
                NegTokenResp.of(NegState.ACCEPT_COMPLETED, Optional.of(MechType.NTLM.oid()), token, mic).wire(),
                NegTokenResp.of(NegState.REQUEST_MIC, Optional.of(MechType.KERBEROS.oid()), new byte[0], Optional.empty()).wire(),
                NegTokenResp.of(NegState.REJECT, Optional.empty(), new byte[0], Optional.empty()).wire());
    }

    @ParameterizedTest
    @MethodSource("good")
    void whatIsWrittenIsReadAsItWas(byte[] wire) throws Exception {
        assertArrayEquals(wire, again(wire));
    }

    @ParameterizedTest
    @MethodSource("good")
    void noPrefixIsAMessage(byte[] wire) {
        Mutations.prefixes(wire).forEach(prefix -> assertThrows(DecodeException.class, () -> again(prefix)));
    }

    @Test
    @DisplayName("mutated messages are read as what they are, or refused in the one way there is")
    void mutated() {
        long accepted = Mutations.of(good(), 1, 20_000).filter(MessagesTest::isReadTheSameTwice).count();
        assertTrue(accepted > 100, "some are messages still: " + accepted);
    }

    private static boolean isReadTheSameTwice(byte[] wire) {
        try {
            byte[] written = again(wire);
            assertArrayEquals(written, again(written));
            return true;
        } catch (DecodeException e) {
            return false;
        }
    }

    private static DecodeException refused(Decoded.Decoder<?> decoder, String hex) {
        return assertThrows(DecodeException.class, () -> decoder.decode(HexFormat.of().parseHex(hex.replace(" ", ""))));
    }

    @Nested
    @DisplayName("4.2.1 NegTokenInit")
    class Init {
        private static final String SPNEGO = "06 06 2b 06 01 05 05 02 ";
        private static final String NTLM = "06 0a 2b 06 01 04 01 82 37 02 02 0a ";

        @Test
        @DisplayName("reqFlags are passed over, whatever is in them")
        void reqFlags() throws Exception {
            var init = NegTokenInit.decode(HexFormat.of().parseHex(
                    ("60 22" + SPNEGO + "a0 18 30 16 a0 0e 30 0c" + NTLM + "a1 04 03 02 01 36").replace(" ", "")));
            assertEquals(MechType.NTLM.oid(), init.mechTypes().preferred());
        }

        @ParameterizedTest
        @CsvSource({
            "no mechTypes,              60 0c S a0 02 30 00, mechTypes",
            "an empty list,             60 10 S a0 06 30 04 a0 02 30 00, mechTypes",
            "another mechanism,         60 18 06 02 2b 06 a0 12 30 10 a0 0e 30 0c N, thisMech",
            "something behind the list, 60 20 S a0 16 30 14 a0 0e 30 0c N a4 02 04 00, negTokenInit",
            "components out of order,   60 20 S a0 16 30 14 a2 02 04 00 a0 0e 30 0c N, mechTypes",
            "something behind it all,   60 1e S a0 12 30 10 a0 0e 30 0c N 05 00, InitialContextToken",
            "negHints of a server,      60 20 S a0 16 30 14 a0 0e 30 0c N a3 02 30 00, mechListMIC",
        })
        void isRefused(String name, String hex, String field) {
            var refusal = refused(NegTokenInit::decode, hex.replace("S", SPNEGO).replace("N", NTLM));
            assertTrue(refusal.getMessage().contains(field), refusal.getMessage());
        }

        @Test
        @DisplayName("more mechanisms than anybody has")
        void tooMany() throws Exception {
            assertEquals(MechTypeList.MOST, NegTokenInit.decode(many(MechTypeList.MOST)).mechTypes().mechTypes().size());
            assertThrows(DecodeException.class, () -> NegTokenInit.decode(many(MechTypeList.MOST + 1)));
        }

        private static byte[] many(int count) {
            var mechTypes = Stream.iterate(1, i -> i + 1).limit(count).map(i -> Oid.of("1.2." + i)).toList();
            return NegTokenInit.of(MechTypeList.of(mechTypes), Optional.empty()).wire();
        }
    }

    @Nested
    @DisplayName("MS-SPNG 2.2.1 NegTokenInit2")
    class Init2 {
        @ParameterizedTest
        @CsvSource({
            "mechListMIC of a client, 60 20 S a0 16 30 14 a0 0e 30 0c N a3 02 04 00",
            "something behind it,     60 20 S a0 16 30 14 a0 0e 30 0c N a5 02 04 00",
            "something behind it all, 60 1e S a0 12 30 10 a0 0e 30 0c N 05 00",
            "hints behind the hints,  60 22 S a0 18 30 16 a0 0e 30 0c N a3 04 30 02 05 00",
        })
        void isRefused(String name, String hex) {
            refused(NegTokenInit2::decode, hex.replace("S", Init.SPNEGO).replace("N", Init.NTLM));
        }

        @Test
        @DisplayName("without hints, as RFC 4178 alone has it")
        void withoutHints() throws Exception {
            var plain = NegTokenInit.of(BOTH, Optional.empty()).wire();
            assertEquals(BOTH.mechTypes(), NegTokenInit2.decode(plain).mechTypes().mechTypes());
        }
    }

    @Nested
    @DisplayName("4.2.2 NegTokenResp")
    class Resp {
        @ParameterizedTest
        @CsvSource({
            "a negState that there is not, a1 07 30 05 a0 03 0a 01 04",
            "a number in its place,        a1 07 30 05 a0 03 02 01 00",
            "something behind it,          a1 07 30 05 a0 03 0a 01 00 05 00",
            "something behind its last,    a1 0b 30 09 a0 03 0a 01 00 a4 02 04 00",
            "two at once,                  a1 0c 30 0a a0 03 0a 01 00 a0 03 0a 01 00",
        })
        void isRefused(String name, String hex) {
            refused(NegTokenResp::decode, hex);
        }

        @Test
        @DisplayName("all components are optional to a reader")
        void empty() throws Exception {
            var resp = NegTokenResp.decode(HexFormat.of().parseHex("a1023000"));
            assertTrue(resp.negState().isEmpty());
            assertEquals(0, resp.token().length);
        }
    }

    @Test
    @DisplayName("the list is kept as it came: what is signed are those bytes")
    void listAsItCame() throws Exception {
        byte[] wire = NegTokenInit.of(BOTH, Optional.empty()).wire();
        assertArrayEquals(BOTH.wire(), NegTokenInit.decode(wire).mechTypes().wire());
        assertEquals(0x30, BOTH.wire()[0]);
    }
}
