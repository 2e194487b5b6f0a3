package org.sspi4j.kerberos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_TOKEN;
import static org.sspi4j.api.SecurityStatus.SEC_E_KDC_UNKNOWN_ETYPE;
import static org.sspi4j.api.SecurityStatus.SEC_E_LOGON_DENIED;
import static org.sspi4j.api.SecurityStatus.SEC_E_MESSAGE_ALTERED;
import static org.sspi4j.api.SecurityStatus.SEC_E_OK;
import static org.sspi4j.api.SecurityStatus.SEC_E_TIME_SKEW;
import static org.sspi4j.kerberos.Client.now;
import static org.sspi4j.kerberos.Client.refusal;
import static org.sspi4j.kerberos.etype.EncryptionType.AES128_CTS_HMAC_SHA1_96;
import static org.sspi4j.kerberos.etype.EncryptionType.AES256_CTS_HMAC_SHA1_96;

import java.security.MessageDigest;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.engine.Drive;
import org.sspi4j.fixture.Mutations;
import org.sspi4j.fixture.ScriptedKdc;
import org.sspi4j.fixture.ScriptedKdc.Reply;
import org.sspi4j.kerberos.etype.EncryptionType;
import org.sspi4j.kerberos.message.AsRep;
import org.sspi4j.kerberos.message.AsReq;
import org.sspi4j.kerberos.message.EncryptionKey;
import org.sspi4j.kerberos.message.KdcRep;
import org.sspi4j.kerberos.message.KeyUsage;
import org.sspi4j.kerberos.message.MsgType;
import org.sspi4j.kerberos.message.NameType;
import org.sspi4j.kerberos.message.PrincipalName;
import org.sspi4j.kerberos.message.TgsRep;
import org.sspi4j.kerberos.message.TicketFlags;

/** Replies against their requests: each check violated alone. */
class VerifiedReplyTest {
    private final Client client = new Client();

    private static Arguments lie(String what, SecurityStatus status, Consumer<Reply> lie) {
        return arguments(what, status, lie);
    }

    /** What is wrong in a reply of either exchange. */
    static Stream<Arguments> lies() {
        return Stream.of(
                lie("another nonce", SEC_E_MESSAGE_ALTERED, reply -> reply.nonce ^= 1),
                lie("another client", SEC_E_MESSAGE_ALTERED, reply -> reply.cname = PrincipalName.of(1, "mallory")),
                lie("a client of another realm", SEC_E_MESSAGE_ALTERED, reply -> reply.crealm = "OTHER.COM"),
                lie("a client in other case", SEC_E_MESSAGE_ALTERED, reply -> reply.cname = PrincipalName.of(1, "Alice")),
                lie("a server of another realm", SEC_E_MESSAGE_ALTERED, reply -> {
                    reply.srealm = "OTHER.COM";
                    reply.ticketRealm = "OTHER.COM";
                }),
                lie("a start in the future", SEC_E_TIME_SKEW, reply -> reply.starttime = Optional.of(now().plusSeconds(301))),
                lie("an end before the start", SEC_E_MESSAGE_ALTERED, reply -> {
                    reply.starttime = Optional.of(now().plusSeconds(20));
                    reply.endtime = now().plusSeconds(10);
                }),
                lie("an end at the start", SEC_E_MESSAGE_ALTERED, reply -> {
                    reply.starttime = Optional.of(now());
                    reply.endtime = now();
                }),
                lie("an end after what was asked", SEC_E_MESSAGE_ALTERED,
                reply -> reply.endtime = now().plus(Duration.ofDays(1)).plusSeconds(1)),
                lie("a postdated ticket", SEC_E_MESSAGE_ALTERED, reply -> reply.flags |= TicketFlags.INVALID | TicketFlags.POSTDATED),
                lie("a session key of a type not offered (CVE-2022-33679)", SEC_E_KDC_UNKNOWN_ETYPE,
                        reply -> reply.sessionKey = new EncryptionKey(-128, new byte[16])),
                lie("a session key of RC4 not offered", SEC_E_KDC_UNKNOWN_ETYPE,
                        reply -> reply.sessionKey = new EncryptionKey(23, new byte[16])),
                lie("a session key of another length", SEC_E_INVALID_TOKEN,
                        reply -> reply.sessionKey = new EncryptionKey(18, new byte[16])),
                lie("an empty session key", SEC_E_INVALID_TOKEN, reply -> reply.sessionKey = new EncryptionKey(18, new byte[0])),
                lie("an encryption not offered (CVE-2022-33679)", SEC_E_KDC_UNKNOWN_ETYPE,
                reply -> reply.replyEtype = OptionalInt.of(-128)),
                lie("an encryption with RC4 not offered", SEC_E_KDC_UNKNOWN_ETYPE, reply -> reply.replyEtype = OptionalInt.of(23)),
                lie("an encryption not agreed on", SEC_E_MESSAGE_ALTERED,
                        reply -> reply.replyEtype = OptionalInt.of(AES128_CTS_HMAC_SHA1_96.number())));
    }

    @Nested
    @DisplayName("3.1.5 Receipt of KRB_AS_REP")
    class Logon {
        private SspiException refused(SecurityStatus status, Consumer<Reply> lie) {
            client.kdc.lie(lie);
            return refusal(status, client::tgt);
        }

        @Test
        void aTrueReplyIsBelieved() throws Exception {
            var tgt = client.tgt();
            assertEquals(ScriptedKdc.ALICE.toString(), tgt.client().toString());
            assertEquals("krbtgt/EXAMPLE.COM@EXAMPLE.COM", tgt.server().toString());
            assertEquals(now(), tgt.starttime());
            assertEquals(now().plus(Duration.ofHours(10)), tgt.endtime());
            assertTrue(tgt.isTgt());
        }

        @ParameterizedTest(name = "{0}: {1}")
        @MethodSource("org.sspi4j.kerberos.VerifiedReplyTest#lies")
        void aLieIsRefused(String what, SecurityStatus status, Consumer<Reply> lie) {
            refused(status, lie);
        }

        @Test
        void aTicketForAnotherServerIsRefused() {
            refused(SEC_E_MESSAGE_ALTERED, reply -> {
                reply.sname = PrincipalName.of(2, "krbtgt", "EVIL.COM");
                reply.ticketName = reply.sname;
            });
        }

        @Test
        @DisplayName("the name on the ticket is not believed (CVE-2017-11103, CVE-2017-10388)")
        void theNameOnTheTicketIsNotBelieved() {
            refused(SEC_E_MESSAGE_ALTERED, reply -> reply.ticketName = PrincipalName.of(2, "krbtgt", "EVIL.COM"));
            refused(SEC_E_MESSAGE_ALTERED, reply -> reply.ticketRealm = "EVIL.COM");
        }

        @Test
        void aTicketForWhatStandsOnItButNotInTheEncryptedPartIsRefused() {
            refused(SEC_E_MESSAGE_ALTERED, reply -> reply.sname = PrincipalName.of(2, "krbtgt", "EVIL.COM"));
        }

        @Test
        void aTimeOfAuthenticationFarAwayIsATimeSkew() {
            for (long seconds : new long[] {-301, 301, -86400, 86400}) {
                client.kdc.lie(reply -> {
                    reply.authtime = now().plusSeconds(seconds);
                    reply.starttime = Optional.of(now());
                });
                Client.says(refusal(SEC_E_TIME_SKEW, client::tgt), Math.abs(seconds) + " s", seconds < 0 ? "behind" : "ahead");
            }
        }

        @Test
        void aStartFarInThePastIsATimeSkew() {
            refused(SEC_E_TIME_SKEW, reply -> reply.starttime = Optional.of(now().minusSeconds(301)));
        }

        @Test
        void timesWithinTheSkewAreFine() throws Exception {
            client.kdc.lie(reply -> {
                reply.authtime = now().minusSeconds(300);
                reply.starttime = Optional.of(now().plusSeconds(300));
            });
            client.tgt();
        }

        @Test
        void theEncryptedPartOfAnotherKeyUsageIsADeniedLogon() {
            refused(SEC_E_LOGON_DENIED, reply -> reply.replyUsage = KeyUsage.TGS_REP_ENC_PART_SESSION_KEY);
        }

        @Test
        void theKeyOfSomebodyElseIsADeniedLogon() {
            refused(SEC_E_LOGON_DENIED, reply -> reply.replyKey = client.kdc.serviceKey());
        }

        @Test
        @DisplayName("5.4.2 an EncTGSRepPart in an AS-REP is read")
        void anEncTgsRepPartIsRead() throws Exception {
            client.kdc.lie(reply -> reply.partTag = MsgType.ENC_TGS_REP_PART);
            client.tgt();
        }

        @Test
        void aNonceGivenBackAsASignedNumberIsTheSame() throws Exception {
            client.kdc.lie(reply -> reply.nonce = (int) reply.nonce);
            client.tgt();
        }

        @Test
        void nameTypesAreHints() throws Exception {
            client.kdc.lie(reply -> {
                reply.cname = new PrincipalName(NameType.NT_ENTERPRISE, reply.cname.nameString());
                reply.sname = new PrincipalName(NameType.NT_UNKNOWN, reply.sname.nameString());
                reply.ticketName = new PrincipalName(NameType.NT_PRINCIPAL, reply.ticketName.nameString());
            });
            client.tgt();
        }

        @Test
        void everyPrefixIsAnInvalidToken() throws Exception {
            everyPrefix(recorded(client::tgt));
        }

        @Test
        void everyFlippedBitIsRefusedUnlessNothingProtectsIt() throws Exception {
            byte[] wire = recorded(client::tgt);
            var request = client.kdc.requests().get(0);
            var expected = new VerifiedReply.Expected(
                    ScriptedKdc.ALICE, request.reqBody(), client.offered(), client.config, now());
            var key = ScriptedKdc.aliceKey(ScriptedKdc.entry(AES256_CTS_HMAC_SHA1_96));
            everyFlip(AsRep.decode(wire), SEC_E_LOGON_DENIED, reply -> VerifiedReply.ofAs(reply, key, (AsReq) request, expected));
        }
    }

    @Nested
    @DisplayName("3.3.4 Receipt of KRB_TGS_REP")
    class ForAService {
        private ServiceTicket ask() throws SspiException {
            var credential = client.credential(Client.keytab(AES256_CTS_HMAC_SHA1_96));
            return client.ticket(credential, ScriptedKdc.WEB);
        }

        private void refused(SecurityStatus status, Consumer<Reply> lie) {
            client.kdc.lie(reply -> {
                if (!reply.isAs()) {
                    lie.accept(reply);
                }
            });
            refusal(status, this::ask);
        }

        @Test
        void aTrueReplyIsBelieved() throws Exception {
            assertEquals("HTTP/web.example.com@EXAMPLE.COM", ask().server().toString());
        }

        @ParameterizedTest(name = "{0}: {1}")
        @MethodSource("org.sspi4j.kerberos.VerifiedReplyTest#lies")
        void aLieIsRefused(String what, SecurityStatus status, Consumer<Reply> lie) {
            refused(status, lie);
        }

        @Test
        @DisplayName("the name on the ticket is not believed (CVE-2017-11103, CVE-2017-10388)")
        void theNameOnTheTicketIsNotBelieved() {
            refused(SEC_E_MESSAGE_ALTERED, reply -> reply.ticketName = PrincipalName.of(2, "HTTP", "evil.example.com"));
            refused(SEC_E_MESSAGE_ALTERED, reply -> reply.ticketRealm = "EVIL.COM");
        }

        @Test
        @DisplayName("a ticket for another service under the name that was asked for is refused (CVE-2017-11103)")
        void aTicketForAnotherServiceUnderTheNameAskedForIsRefused() {
            refused(SEC_E_MESSAGE_ALTERED, reply -> reply.sname = PrincipalName.of(2, "HTTP", "evil.example.com"));
        }

        @Test
        void aTicketThatOutlivesTheOneItWasAskedWithIsRefused() {
            refused(SEC_E_MESSAGE_ALTERED, reply -> reply.endtime = now().plus(Duration.ofHours(10)).plusSeconds(1));
        }

        @Test
        void aTicketThatHasEndedByOurClockIsATimeSkew() {
            refused(SEC_E_TIME_SKEW, reply -> {
                reply.starttime = Optional.of(now().minusSeconds(400));
                reply.endtime = now().minusSeconds(300);
            });
        }

        @Test
        void theTimeOfAuthenticationMayLieBack() throws Exception {
            client.kdc.lie(reply -> {
                if (!reply.isAs()) {
                    reply.authtime = now().minusSeconds(9 * 3600);
                    reply.starttime = Optional.of(now());
                }
            });
            ask();
        }

        @Test
        void theEncryptedPartOfAnotherKeyUsageIsAltered() {
            refused(SEC_E_MESSAGE_ALTERED, reply -> reply.replyUsage = KeyUsage.AS_REP_ENC_PART);
            refused(SEC_E_MESSAGE_ALTERED, reply -> reply.replyUsage = KeyUsage.TGS_REP_ENC_PART_SUBKEY);
        }

        @Test
        void theKeyOfSomebodyElseIsAltered() {
            refused(SEC_E_MESSAGE_ALTERED, reply -> reply.replyKey = client.kdc.serviceKey());
        }

        @Test
        void anEncAsRepPartIsAnInvalidToken() {
            refused(SEC_E_INVALID_TOKEN, reply -> reply.partTag = MsgType.ENC_AS_REP_PART);
        }

        @Test
        void everyPrefixIsAnInvalidToken() throws Exception {
            everyPrefix(recorded(this::ask));
        }

        @Test
        void everyFlippedBitIsRefusedUnlessNothingProtectsIt() throws Exception {
            var tgt = client.tgt();
            client.kdc.requests().clear();
            byte[] wire = recorded(() -> Drive.sync(
                    new TgsExchange(client.config, tgt, ScriptedKdc.WEB, KdcTime.ours(), client.facilities).run(), client.kdc));
            var expected = new VerifiedReply.Expected(
                    ScriptedKdc.ALICE, client.kdc.requests().get(0).reqBody(), client.offered(),
                    client.config, now());
            everyFlip(TgsRep.decode(wire), SEC_E_MESSAGE_ALTERED, reply -> VerifiedReply.ofTgs(reply, tgt, expected));
        }
    }

    private interface Exchange {
        ServiceTicket run() throws SspiException;
    }

    /** The octets of the last reply of an exchange. */
    private byte[] recorded(Exchange exchange) throws SspiException {
        var wire = new byte[1][];
        UnaryOperator<byte[]> record = bytes -> wire[0] = bytes;
        client.kdc.line(record);
        exchange.run();
        return wire[0];
    }

    private static void everyPrefix(byte[] wire) {
        Mutations.prefixes(wire).forEach(prefix -> refusal(SEC_E_INVALID_TOKEN, () -> KdcReply.decode(prefix, "EXAMPLE.COM")));
    }

    private interface Check {
        VerifiedReply of(KdcRep reply) throws SspiException;
    }

    /** RFC 4120 5.4.2: what is encrypted or compared with what is encrypted is protected; the rest is not. */
    private static void everyFlip(KdcRep good, SecurityStatus sealed, Check check) {
        var outcomes = new TreeMap<String, Set<SecurityStatus>>();
        Mutations.bitFlips(good.wire()).forEach(wire -> {
            var outcome = SEC_E_OK;
            var field = "does not decode";
            try {
                var reply = decoded(wire);
                field = changed(good, reply);
                check.of(reply);
            } catch (SspiException e) {
                outcome = e.status();
            }
            outcomes.computeIfAbsent(field, none -> EnumSet.noneOf(SecurityStatus.class)).add(outcome);
        });
        Map<String, Set<SecurityStatus>> table = new HashMap<>(Map.of(
                "does not decode", EnumSet.of(SEC_E_INVALID_TOKEN),
                "crealm", EnumSet.of(SEC_E_MESSAGE_ALTERED),
                "cname", EnumSet.of(SEC_E_MESSAGE_ALTERED),
                "cname's type", EnumSet.of(SEC_E_OK),
                "ticket's realm", EnumSet.of(SEC_E_MESSAGE_ALTERED),
                "ticket's sname", EnumSet.of(SEC_E_MESSAGE_ALTERED),
                "ticket's enc-part or a type", EnumSet.of(SEC_E_OK),
                "enc-part's etype", EnumSet.of(SEC_E_KDC_UNKNOWN_ETYPE),
                "enc-part's cipher", EnumSet.of(sealed)));
        if (good.padata().isPresent()) {
            table.put("padata", EnumSet.of(SEC_E_OK));
        }
        assertEquals(new TreeMap<>(table).toString(), outcomes.toString());
        assertEquals(new TreeSet<>(table.keySet()), outcomes.keySet());
    }

    private static KdcRep decoded(byte[] wire) throws SspiException {
        var reply = KdcReply.decode(wire, "EXAMPLE.COM");
        if (reply instanceof KdcReply.As as) {
            return as.message();
        }
        if (reply instanceof KdcReply.Tgs tgs) {
            return tgs.message();
        }
        throw new AssertionError("a flipped bit makes an error of a reply");
    }

    private static String changed(KdcRep good, KdcRep other) {
        if (!good.crealm().equals(other.crealm())) {
            return "crealm";
        }
        if (!good.cname().equals(other.cname())) {
            return good.cname().sameAs(other.cname()) ? "cname's type" : "cname";
        }
        if (!good.ticket().realm().equals(other.ticket().realm())) {
            return "ticket's realm";
        }
        if (!good.ticket().sname().sameAs(other.ticket().sname())) {
            return "ticket's sname";
        }
        if (!MessageDigest.isEqual(good.ticket().wire(), other.ticket().wire())) {
            return "ticket's enc-part or a type";
        }
        if (good.encPart().etype() != other.encPart().etype()) {
            return "enc-part's etype";
        }
        return MessageDigest.isEqual(good.encPart().cipher(), other.encPart().cipher()) ? "padata" : "enc-part's cipher";
    }
}
