package org.sspi4j.kerberos.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Collections.nCopies;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.fixture.Der.application;
import static org.sspi4j.fixture.Der.bytes;
import static org.sspi4j.fixture.Der.element;
import static org.sspi4j.fixture.Der.flags;
import static org.sspi4j.fixture.Der.integer;
import static org.sspi4j.fixture.Der.octets;
import static org.sspi4j.fixture.Der.sequence;
import static org.sspi4j.fixture.Der.string;
import static org.sspi4j.fixture.Der.tagged;
import static org.sspi4j.fixture.Der.time;
import static org.sspi4j.kerberos.message.Sample.mit;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.DERGeneralString;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.wire.DecodeException;

/** Each rule broken alone, and each tolerance used alone. */
class RefusalsTest {
    private static final Instant TIME = Instant.parse("2026-01-02T03:04:05Z");
    private static final PrincipalName NAME = PrincipalName.of(1, "alice");
    private static final ASN1Encodable NAME_DER = sequence(tagged(0, integer(1)), tagged(1, sequence(string("alice"))));
    private static final ASN1Encodable TIME_DER = time("20260102030405Z");
    private static final ASN1Encodable KEY_DER = sequence(tagged(0, integer(18)), tagged(1, octets(new byte[32])));
    private static final ASN1Encodable ENC_DER = sequence(tagged(0, integer(18)), tagged(2, octets(new byte[9])));

    @Nested
    @DisplayName("versions and message types")
    class Constants {
        @Test
        void aTicketOfAnotherVersion() {
            refused("Ticket.tkt-vno is 4 instead of 5 at offset 6", () -> Ticket.decode(ticket(4)));
            assertDoesNotThrow(() -> Ticket.decode(ticket(5)));
        }

        @Test
        void anApReqOfAnotherVersionOrType() {
            refused("AP-REQ.pvno is 6 instead of 5 at offset 6", () -> ApReq.decode(apReq(6, 14, 5)));
            refused("AP-REQ.msg-type is 15 instead of 14 at offset 11", () -> ApReq.decode(apReq(5, 15, 5)));
            refused("AP-REQ.ticket.tkt-vno is 4 instead of 5 at offset 31", () -> ApReq.decode(apReq(5, 14, 4)));
            assertDoesNotThrow(() -> ApReq.decode(apReq(5, 14, 5)));
        }

        @Test
        void anAuthenticatorOfAnotherVersion() {
            refused("Authenticator.authenticator-vno is 1 instead of 5 at offset 6", () -> Authenticator.decode(authenticator(1, 0, 0)));
        }

        @Test
        void oneMessageIsNoOther() {
            assertThrows(DecodeException.class, () -> AsReq.decode(mit("tgs_req")));
            assertThrows(DecodeException.class, () -> TgsReq.decode(mit("as_req")));
            assertThrows(DecodeException.class, () -> AsRep.decode(mit("tgs_rep")));
            assertThrows(DecodeException.class, () -> TgsRep.decode(mit("as_rep")));
            assertThrows(DecodeException.class, () -> ApRep.decode(mit("ap_req")));
            assertThrows(DecodeException.class, () -> KrbError.decode(mit("ap_rep")));
        }

        @Test
        void theTagSaysOneTypeAndMsgTypeAnother() {
            byte[] asRep = mit("as_rep");
            asRep[0] = 0x6D;
            refused("TGS-REP.msg-type is 11 instead of 13 at offset 13", () -> TgsRep.decode(asRep));
            byte[] asReq = mit("as_req");
            asReq[0] = 0x6C;
            refused("TGS-REQ.msg-type is 10 instead of 12 at offset 15", () -> TgsReq.decode(asReq));
            byte[] tgsReq = mit("tgs_req");
            tgsReq[0] = 0x6A;
            refused("AS-REQ.msg-type is 12 instead of 10 at offset 15", () -> AsReq.decode(tgsReq));
            byte[] tgsRep = mit("tgs_rep");
            tgsRep[0] = 0x6B;
            refused("AS-REP.msg-type is 13 instead of 11 at offset 13", () -> AsRep.decode(tgsRep));
            byte[] apRep = mit("ap_rep");
            apRep[13] = 14;
            refused("AP-REP.msg-type is 14 instead of 15 at offset 11", () -> ApRep.decode(apRep));
            byte[] error = mit("error");
            error[15] = 15;
            refused("KRB-ERROR.msg-type is 15 instead of 30 at offset 13", () -> KrbError.decode(error));
        }

        @ParameterizedTest
        @ValueSource(strings = {"as_req(optionals NULL except server)", "tgs_req(optionals NULL except server)", "as_rep", "tgs_rep",
                "ap_rep", "error"})
        void anotherVersionOfTheProtocol(String name) {
            byte[] message = mit(name);
            int pvno = name.contains("req") ? 8 : name.equals("ap_rep") ? 8 : 10;
            assertEquals(5, message[pvno]);
            message[pvno] = 4;
            var refusal = assertThrows(DecodeException.class, () -> decodeAny(message));
            assertTrue(refusal.getMessage().contains(".pvno is 4 instead of 5"), refusal.getMessage());
        }

        private void decodeAny(byte[] message) throws DecodeException {
            switch (message[0] & 0x1F) {
                case MsgType.KRB_AS_REQ -> AsReq.decode(message);
                case MsgType.KRB_TGS_REQ -> TgsReq.decode(message);
                case MsgType.KRB_AS_REP -> AsRep.decode(message);
                case MsgType.KRB_TGS_REP -> TgsRep.decode(message);
                case MsgType.KRB_AP_REP -> ApRep.decode(message);
                default -> KrbError.decode(message);
            }
        }
    }

    @Nested
    @DisplayName("5.2.4 microseconds and 32-bit numbers")
    class Ranges {
        @ParameterizedTest
        @ValueSource(ints = {-1, 1_000_000, Integer.MAX_VALUE})
        void aMillionMicrosecondsAreASecond(int micros) {
            assertThrows(DecodeException.class, () -> Authenticator.decode(authenticator(5, micros, 0)));
            assertThrows(DecodeException.class, () -> EncApRepPart.decode(encApRepPart(micros, 0)));
            assertThrows(DecodeException.class, () -> KrbError.decode(krbError(micros, 0, string("x"))));
            assertThrows(DecodeException.class, () -> KrbError.decode(krbError(0, micros, string("x"))));
            assertThrows(DecodeException.class, () -> PaEncTsEnc.decode(bytes(sequence(tagged(0, TIME_DER), tagged(1, integer(micros))))));
            notMade(() -> Authenticator.of("R", NAME, Optional.empty(), micros, TIME, Optional.empty(), OptionalLong.empty(),
                    Optional.empty()));
            notMade(() -> EncApRepPart.of(TIME, micros, Optional.empty(), OptionalLong.empty()));
            notMade(() -> new PaEncTsEnc(TIME, OptionalInt.of(micros)));
            notMade(() -> error(OptionalInt.of(micros), 0));
            notMade(() -> error(OptionalInt.empty(), micros));
        }

        @ParameterizedTest
        @ValueSource(ints = {0, 999_999})
        void fewerAreFine(int micros) {
            assertDoesNotThrow(() -> Authenticator.decode(authenticator(5, micros, 0)));
            assertDoesNotThrow(() -> EncApRepPart.decode(encApRepPart(micros, 0)));
            assertDoesNotThrow(() -> KrbError.decode(krbError(micros, micros, string("x"))));
            assertDoesNotThrow(() -> error(OptionalInt.of(micros), micros));
        }

        @ParameterizedTest
        @ValueSource(longs = {0, 0xFFFF_FFFFL, -1, Integer.MIN_VALUE})
        void numbersOf32BitsMayBeSignedOrNot(long number) throws Exception {
            assertEquals(OptionalLong.of(number), Authenticator.decode(authenticator(5, 0, number)).seqNumber());
            assertEquals(OptionalLong.of(number), EncApRepPart.decode(encApRepPart(0, number)).seqNumber());
            assertEquals(OptionalLong.of(number), EncryptedData.decode(kvno(number)).kvno());
        }

        @ParameterizedTest
        @ValueSource(longs = {0x1_0000_0000L, Integer.MIN_VALUE - 1L, Long.MAX_VALUE, Long.MIN_VALUE})
        void andHaveNoMoreBits(long number) {
            assertThrows(DecodeException.class, () -> Authenticator.decode(authenticator(5, 0, number)));
            assertThrows(DecodeException.class, () -> EncApRepPart.decode(encApRepPart(0, number)));
            assertThrows(DecodeException.class, () -> EncryptedData.decode(kvno(number)));
            assertThrows(DecodeException.class, () -> KdcReqBody.decode(body(number, sequence(), null)));
            notMade(() -> new EncryptedData(18, OptionalLong.of(number), new byte[0]));
            notMade(() -> EncApRepPart.of(TIME, 0, Optional.empty(), OptionalLong.of(number)));
            notMade(() -> Authenticator.of("R", NAME, Optional.empty(), 0, TIME, Optional.empty(), OptionalLong.of(number),
                    Optional.empty()));
            notMade(() -> request(number, List.of(), List.of()));
            notMade(() -> reply(MsgType.ENC_AS_REP_PART, number));
        }

        @Test
        void aTimeWithAFractionIsNotRounded() {
            notMade(() -> EncApRepPart.of(TIME.plusNanos(1), 0, Optional.empty(), OptionalLong.empty()));
        }
    }

    @Nested
    @DisplayName("counts")
    class Counts {
        @Test
        void componentsOfAName() {
            counted(PrincipalName.MAX_COMPONENTS, string("a"),
                    der -> PrincipalName.decode(bytes(sequence(tagged(0, integer(1)), tagged(1, element(der))))));
        }

        @Test
        void listsOfEveryKind() {
            counted(MethodData.MAX_ENTRIES, sequence(tagged(1, integer(1)), tagged(2, octets())), MethodData::decode);
            counted(AuthorizationData.MAX_ENTRIES, sequence(tagged(0, integer(1)), tagged(1, octets())), AuthorizationData::decode);
            counted(HostAddresses.MAX_ENTRIES, sequence(tagged(0, integer(2)), tagged(1, octets())), HostAddresses::decode);
            counted(LastReq.MAX_ENTRIES, sequence(tagged(0, integer(0)), tagged(1, TIME_DER)), LastReq::decode);
            counted(EtypeInfo2.MAX_ENTRIES, sequence(tagged(0, integer(18))), EtypeInfo2::decode);
        }

        @Test
        void encryptionTypesAndTicketsOfARequest() {
            counted(KdcReqBody.MAX_ETYPES, integer(18), der -> KdcReqBody.decode(body(0, element(der), null)));
            counted(KdcReqBody.MAX_TICKETS, element(mit("ticket")), der -> KdcReqBody.decode(body(0, sequence(), element(der))));
        }

        @Test
        void whatCouldNotBeReadIsNotMade() {
            notMade(() -> new MethodData(nCopies(65, new PaData(1, new byte[0]))));
            notMade(() -> new AuthorizationData(nCopies(65, new AuthorizationData.Entry(1, new byte[0]))));
            notMade(() -> new HostAddresses(nCopies(65, new HostAddress(2, new byte[4]))));
            notMade(() -> new LastReq(nCopies(65, new LastReq.Entry(0, TIME))));
            notMade(() -> new EtypeInfo2(nCopies(65, new EtypeInfo2.Entry(18, Optional.empty(), Optional.empty()))));
            notMade(() -> request(0, nCopies(65, 18), List.of()));
            notMade(() -> request(0, List.of(), nCopies(9, Ticket.of("R", NAME,
                    new EncryptedData(18, OptionalLong.empty(), new byte[0])))));
        }

        @Test
        void additionalTicketsAreSomeOrAbsent() {
            refused("KDC-REQ-BODY.additional-tickets is empty at offset 46", () -> KdcReqBody.decode(body(0, sequence(), sequence())));
        }

        private void counted(int max, ASN1Encodable one, Decode decode) {
            assertDoesNotThrow(() -> decode.from(bytes(sequence(nCopies(max, one).toArray(ASN1Encodable[]::new)))));
            var refusal = assertThrows(DecodeException.class,
                    () -> decode.from(bytes(sequence(nCopies(max + 1, one).toArray(ASN1Encodable[]::new)))));
            assertTrue(refusal.getMessage().contains("has more than " + max + " elements"), refusal.getMessage());
        }
    }

    @Nested
    @DisplayName("5.4.2 EncKDCRepPart")
    class Replies {
        @Test
        void anAsRepMayContainEither() throws Exception {
            for (int tag : new int[] {MsgType.ENC_AS_REP_PART, MsgType.ENC_TGS_REP_PART}) {
                var part = reply(tag, 1);
                assertEquals(tag, EncKdcRepPart.decodeAsRep(part.wire()).tag());
            }
        }

        @Test
        void aTgsRepContainsItsOwn() {
            assertThrows(DecodeException.class, () -> EncKdcRepPart.decodeTgsRep(reply(MsgType.ENC_AS_REP_PART, 1).wire()));
        }

        @Test
        void thereIsNoThird() {
            notMade(() -> reply(MsgType.ENC_AP_REP_PART, 1));
            byte[] wire = reply(MsgType.ENC_AS_REP_PART, 1).wire();
            wire[0] = 0x7B;
            assertThrows(DecodeException.class, () -> EncKdcRepPart.decodeAsRep(wire));
        }
    }

    @Nested
    @DisplayName("5.9.1 KRB-ERROR")
    class Errors {
        @Test
        void theTextMayBeAnything() throws Exception {
            byte[] text = {'n', 'o', ' ', (byte) 0xFC, 0x1B, '[', 'm', '\n', 0};
            var error = KrbError.decode(krbError(0, 0, new DERGeneralString(new String(text, ISO_8859_1))));
            assertArrayEquals(text, error.eText().get());
            assertEquals("no ??[m?", error.text());
        }

        @Test
        void anUnknownCodeIsANumber() throws Exception {
            byte[] error = mit("error");
            error[72] = 99;
            assertEquals(99, KrbError.decode(error).errorCode());
            assertTrue(KrbError.decode(error).toString().startsWith("KrbError[99, "));
        }
    }

    private interface Decode {
        Object from(byte[] der) throws DecodeException;
    }

    private static void refused(String message, Executable decode) {
        assertEquals(message, assertThrows(DecodeException.class, decode).getMessage());
    }

    private static void notMade(Executable make) {
        assertThrows(IllegalArgumentException.class, make);
    }

    private static byte[] ticket(int vno) {
        return bytes(application(1, sequence(tagged(0, integer(vno)), tagged(1, string("R")), tagged(2, NAME_DER), tagged(3, ENC_DER))));
    }

    private static byte[] apReq(int pvno, int msgType, int tktVno) {
        return bytes(application(14, sequence(tagged(0, integer(pvno)), tagged(1, integer(msgType)), tagged(2, flags(0)),
                tagged(3, element(ticket(tktVno))), tagged(4, ENC_DER))));
    }

    private static byte[] authenticator(int vno, int cusec, long seqNumber) {
        return bytes(application(2, sequence(tagged(0, integer(vno)), tagged(1, string("R")), tagged(2, NAME_DER),
                tagged(4, integer(cusec)),
                tagged(5, TIME_DER), tagged(6, KEY_DER), tagged(7, integer(seqNumber)))));
    }

    private static byte[] encApRepPart(int cusec, long seqNumber) {
        return bytes(application(27, sequence(tagged(0, TIME_DER), tagged(1, integer(cusec)), tagged(3, integer(seqNumber)))));
    }

    private static byte[] kvno(long kvno) {
        return bytes(sequence(tagged(0, integer(18)), tagged(1, integer(kvno)), tagged(2, octets())));
    }

    private static byte[] krbError(int cusec, int susec, ASN1Encodable text) {
        return bytes(application(30, sequence(tagged(0, integer(5)), tagged(1, integer(30)), tagged(3, integer(cusec)), tagged(4, TIME_DER),
                tagged(5, integer(susec)), tagged(6, integer(6)), tagged(9, string("R")), tagged(10, NAME_DER), tagged(11, text))));
    }

    private static byte[] body(long nonce, ASN1Encodable etype, ASN1Encodable tickets) {
        var start = new ASN1Encodable[] {tagged(0, flags(0)), tagged(2, string("R")), tagged(5, TIME_DER), tagged(7, integer(nonce)),
                tagged(8, etype)};
        if (tickets == null) {
            return bytes(sequence(start));
        }
        return bytes(sequence(start[0], start[1], start[2], start[3], start[4], tagged(11, tickets)));
    }

    private static KrbError error(OptionalInt cusec, int susec) {
        return KrbError.of(Optional.empty(), cusec, TIME, susec, 6, Optional.empty(), Optional.empty(), "R", NAME, Optional.empty(),
                Optional.empty());
    }

    private static KdcReqBody request(long nonce, List<Integer> etype, List<Ticket> tickets) {
        return KdcReqBody.of(0, Optional.empty(), "R", Optional.empty(), Optional.empty(), TIME, Optional.empty(), nonce, etype,
                Optional.empty(),
                Optional.empty(), tickets);
    }

    private static EncKdcRepPart reply(int tag, long nonce) {
        return EncKdcRepPart.of(tag, new EncryptionKey(18, new byte[32]), new LastReq(List.of()), nonce, Optional.empty(), 0, TIME,
                Optional.empty(), TIME, Optional.empty(), "R", NAME, Optional.empty(), Optional.empty());
    }
}
