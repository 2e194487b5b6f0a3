package org.sspi4j.kerberos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.api.SecurityStatus.SEC_E_KDC_UNABLE_TO_REFER;
import static org.sspi4j.api.SecurityStatus.SEC_E_MAX_REFERRALS_EXCEEDED;
import static org.sspi4j.api.SecurityStatus.SEC_E_MESSAGE_ALTERED;
import static org.sspi4j.api.SecurityStatus.SEC_E_TARGET_UNKNOWN;
import static org.sspi4j.fixture.ScriptedKdc.principal;
import static org.sspi4j.kerberos.Client.keytab;
import static org.sspi4j.kerberos.Client.refusal;
import static org.sspi4j.kerberos.Client.says;
import static org.sspi4j.kerberos.etype.EncryptionType.AES256_CTS_HMAC_SHA1_96;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.sspi4j.engine.Drive;
import org.sspi4j.fixture.ScriptedKdc;
import org.sspi4j.kerberos.message.ErrorCode;
import org.sspi4j.kerberos.message.KdcOptions;
import org.sspi4j.kerberos.message.KdcReq;
import org.sspi4j.kerberos.message.PrincipalName;
import org.sspi4j.kerberos.message.TgsReq;

/** One scripted KDC plays those of all realms. */
class CrossRealmTest {
    private final Client client = new Client();
    private KerberosCredential alice;

    @BeforeEach
    void threeRealms() {
        client.config = ScriptedKdc.config()
                .capath("EXAMPLE.COM", "C.COM", "B.COM")
                .capath("EXAMPLE.COM", "D.COM", "B.COM", "C.COM")
                .capath("EXAMPLE.COM", "B.COM", ".")
                .build();
        alice = client.credential(keytab(AES256_CTS_HMAC_SHA1_96));
    }

    /** Whom it asked for what, such as {@code B.COM: krbtgt/C.COM}, from the first TGS-REQ on. */
    private List<String> asked() {
        var asked = new ArrayList<String>();
        for (int i = 0; i < client.kdc.requests().size(); i++) {
            var request = client.kdc.requests().get(i);
            assertEquals(client.kdc.realms().get(i), request.reqBody().realm());
            if (request instanceof TgsReq) {
                asked.add(client.kdc.realms().get(i) + ": " + request.reqBody().sname().orElseThrow());
            }
        }
        return asked;
    }

    /** A KDC of the realm in front of the colon knows no service of the name behind it. */
    private Optional<byte[]> unknown(KdcReq request, String... names) {
        var asked = request.reqBody().realm() + ": " + request.reqBody().sname().orElseThrow();
        return List.of(names).contains(asked)
                ? Optional.of(client.kdc.error(ErrorCode.KDC_ERR_S_PRINCIPAL_UNKNOWN))
                : Optional.empty();
    }

    /** Where the KDC of the realm in front of the colon refers to when it is asked for the name behind it. */
    private void refer(Map<String, String> referrals) {
        client.kdc.lie(reply -> {
            var to = referrals.get(reply.srealm + ": " + reply.sname);
            if (!reply.isAs() && to != null) {
                reply.sname = PrincipalName.krbtgt(to);
                reply.ticketName = reply.sname;
            }
        });
    }

    @Nested
    @DisplayName("RFC 4120 1.2 along the configured way")
    class ByPath {
        @Test
        void aRealmThatIsTrustedDirectlyCostsOneTicketMore() throws Exception {
            var ticket = client.ticket(alice, principal("HTTP/web.b.com@B.COM"));
            assertEquals("HTTP/web.b.com@B.COM", ticket.server().toString());
            assertEquals("alice@EXAMPLE.COM", ticket.client().toString());
            assertEquals(List.of("EXAMPLE.COM: krbtgt/B.COM", "B.COM: HTTP/web.b.com"), asked());
        }

        @Test
        void aKdcThatDoesNotKnowTheGoalIsAskedForTheNextRealm() throws Exception {
            client.kdc.script(request -> unknown(request, "EXAMPLE.COM: krbtgt/C.COM"));
            client.ticket(alice, principal("HTTP/web.c.com@C.COM"));
            assertEquals(
                    List.of("EXAMPLE.COM: krbtgt/C.COM", "EXAMPLE.COM: krbtgt/B.COM", "B.COM: krbtgt/C.COM", "C.COM: HTTP/web.c.com"),
                    asked());
        }

        @Test
        @DisplayName("RFC 4120 3.3.1 a KDC may answer with a realm that is nearer to the goal")
        void aNearerRealmIsAShortCut() throws Exception {
            refer(Map.of("EXAMPLE.COM: krbtgt/D.COM", "C.COM"));
            client.ticket(alice, principal("HTTP/web.d.com@D.COM"));
            assertEquals(List.of("EXAMPLE.COM: krbtgt/D.COM", "C.COM: krbtgt/D.COM", "D.COM: HTTP/web.d.com"), asked());
        }

        @Test
        void withoutAConfiguredWayTheHierarchyCounts() throws Exception {
            client.kdc.script(request -> unknown(request, "EXAMPLE.COM: krbtgt/DEV.EXAMPLE.COM"));
            refusal(SEC_E_TARGET_UNKNOWN, () -> client.ticket(alice, principal("HTTP/w@DEV.EXAMPLE.COM")));
            client.kdc.script(request -> unknown(request, "EXAMPLE.COM: krbtgt/A.DEV.EXAMPLE.COM"));
            client.ticket(alice, principal("HTTP/w@A.DEV.EXAMPLE.COM"));
            assertTrue(asked().contains("EXAMPLE.COM: krbtgt/DEV.EXAMPLE.COM"), asked().toString());
        }

        @Test
        void ticketGrantingTicketsOfOtherRealmsAreUsedAgain() throws Exception {
            client.ticket(alice, principal("HTTP/web.b.com@B.COM"));
            client.ticket(alice, principal("cifs/files.b.com@B.COM"));
            assertEquals(List.of("EXAMPLE.COM: krbtgt/B.COM", "B.COM: HTTP/web.b.com", "B.COM: cifs/files.b.com"), asked());
            client.ticket(alice, principal("HTTP/web.c.com@C.COM"));
            assertEquals(List.of("B.COM: krbtgt/C.COM", "C.COM: HTTP/web.c.com"), asked().subList(3, 5));
        }

        @Test
        void anEndedOneIsFetchedAgain() throws Exception {
            client.kdc.lie(reply -> reply.endtime = reply.sname.toString().equals("krbtgt/B.COM")
                    ? Client.now().plusSeconds(600)
                    : reply.endtime);
            client.ticket(alice, principal("HTTP/web.b.com@B.COM"));
            client.facilities.pass(Duration.ofSeconds(600));
            client.kdc.lie(reply -> {});
            client.ticket(alice, principal("cifs/files.b.com@B.COM"));
            assertEquals("EXAMPLE.COM: krbtgt/B.COM", asked().get(2));
        }

        @Test
        void oneThatSomebodyOffTheWayIssuedIsNotUsed() throws Exception {
            var tgt = client.tgt();
            alice.tickets().add(tgt);
            alice.tickets().add(new ServiceTicket(
                    tgt.client(), principal("krbtgt/B.COM@EVIL.COM"), tgt.ticket(), tgt.sessionKey(), tgt.flags(), tgt.authtime(),
                    tgt.starttime(), tgt.endtime(), tgt.renewTill()));
            client.ticket(alice, principal("HTTP/web.b.com@B.COM"));
            assertEquals(List.of("EXAMPLE.COM: krbtgt/B.COM", "B.COM: HTTP/web.b.com"), asked());
        }

        @Test
        void aRealmOffTheWayIsRefused() {
            refer(Map.of("EXAMPLE.COM: krbtgt/C.COM", "EVIL.COM"));
            says(
                    refusal(SEC_E_KDC_UNABLE_TO_REFER, () -> client.ticket(alice, principal("HTTP/web.c.com@C.COM"))),
                    "krbtgt/EVIL.COM", "[EXAMPLE.COM, B.COM, C.COM]", "[capaths]");
            assertEquals(1, asked().size());
        }

        @Test
        void aWayBackIsRefused() {
            refer(Map.of("C.COM: krbtgt/D.COM", "B.COM", "EXAMPLE.COM: krbtgt/D.COM", "C.COM"));
            refusal(SEC_E_KDC_UNABLE_TO_REFER, () -> client.ticket(alice, principal("HTTP/web.d.com@D.COM")));
        }

        @Test
        void aTicketThatTheKdcOfAnotherRealmIssuesIsRefused() {
            client.kdc.lie(reply -> {
                if (!reply.isAs()) {
                    reply.srealm = "C.COM";
                    reply.ticketRealm = "C.COM";
                }
            });
            refusal(SEC_E_MESSAGE_ALTERED, () -> client.ticket(alice, principal("HTTP/web.b.com@B.COM")));
        }

        @Test
        void aServiceInPlaceOfATicketGrantingTicketIsRefused() {
            client.kdc.lie(reply -> {
                if (reply.sname.toString().equals("krbtgt/B.COM")) {
                    reply.sname = PrincipalName.of(2, "HTTP", "web.b.com");
                    reply.ticketName = reply.sname;
                }
            });
            refusal(SEC_E_MESSAGE_ALTERED, () -> client.ticket(alice, principal("HTTP/web.b.com@B.COM")));
        }

        @Test
        void anotherClientsTicketIsRefused() {
            client.kdc.lie(reply -> reply.crealm = reply.srealm.equals("B.COM") ? "B.COM" : reply.crealm);
            refusal(SEC_E_MESSAGE_ALTERED, () -> client.ticket(alice, principal("HTTP/web.b.com@B.COM")));
        }

        @Test
        void aWayThatGoesInCirclesOrOnForeverIsRefusedBeforeAnybodyIsAsked() {
            client.config = ScriptedKdc.config()
                    .capath("EXAMPLE.COM", "B.COM", "C.COM", "C.COM")
                    .capath("EXAMPLE.COM", "C.COM", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11")
                    .build();
            var credential = client.credential(keytab(AES256_CTS_HMAC_SHA1_96));
            for (String realm : new String[] {"B.COM", "C.COM"}) {
                refusal(SEC_E_KDC_UNABLE_TO_REFER, () -> client.ticket(credential, principal("HTTP/w@" + realm)));
            }
            assertEquals(List.of(), asked());
        }

        @Test
        void theKdcThatRefusesIsNamed() {
            client.kdc.script(request -> unknown(request, "B.COM: HTTP/web.b.com"));
            says(
                    refusal(SEC_E_TARGET_UNKNOWN, () -> client.ticket(alice, principal("HTTP/web.b.com@B.COM"))),
                    "The KDC of B.COM", "HTTP/web.b.com@B.COM");
        }
    }

    @Nested
    @DisplayName("RFC 6806 8 where the KDCs say which realm a service is in")
    class ByReferral {
        private static final String TARGET = "HTTP/www.elsewhere.net";

        @Test
        void aServiceOfOurOwnRealmNeedsNone() throws Exception {
            var ticket = client.ticket(alice, TARGET);
            assertEquals(TARGET + "@EXAMPLE.COM", ticket.server().toString());
            assertEquals(List.of("EXAMPLE.COM: " + TARGET), asked());
            assertEquals(KdcOptions.CANONICALIZE, client.kdc.requests().get(1).reqBody().kdcOptions());
        }

        @Test
        void oneReferralAfterTheOtherIsFollowed() throws Exception {
            refer(Map.of("EXAMPLE.COM: " + TARGET, "B.COM", "B.COM: " + TARGET, "C.COM"));
            var ticket = client.ticket(alice, TARGET);
            assertEquals(TARGET + "@C.COM", ticket.server().toString());
            assertEquals(List.of("EXAMPLE.COM: " + TARGET, "B.COM: " + TARGET, "C.COM: " + TARGET), asked());
            assertSame(ticket, client.ticket(alice, TARGET));
            assertSame(ticket, client.ticket(alice, principal(TARGET + "@C.COM")));
            assertEquals(3, asked().size());
        }

        @Test
        void aReferralBackIsRefused() {
            refer(Map.of("EXAMPLE.COM: " + TARGET, "B.COM", "B.COM: " + TARGET, "EXAMPLE.COM"));
            says(refusal(SEC_E_MAX_REFERRALS_EXCEEDED, () -> client.ticket(alice, TARGET)), "krbtgt/EXAMPLE.COM@B.COM", "come from");
            assertEquals(2, asked().size());
        }

        @Test
        void tenAreFollowedAndNotEleven() throws Exception {
            referTimes(10);
            assertEquals(TARGET + "@R10", client.ticket(alice, TARGET).server().toString());
            client.kdc.requests().clear();
            client.kdc.realms().clear();
            referTimes(11);
            var other = client.credential(keytab(AES256_CTS_HMAC_SHA1_96));
            refusal(SEC_E_MAX_REFERRALS_EXCEEDED, () -> client.ticket(other, TARGET));
            assertEquals(11, asked().size());
        }

        private void referTimes(int times) {
            client.kdc.lie(reply -> {
                int at = reply.srealm.equals("EXAMPLE.COM") ? 0 : Integer.parseInt(reply.srealm.substring(1));
                if (!reply.isAs() && at < times) {
                    reply.sname = PrincipalName.krbtgt("R" + (at + 1));
                    reply.ticketName = reply.sname;
                }
            });
        }

        @Test
        @DisplayName("a referral to the realm that is asked is none: it would be a ticket-granting ticket in a service's place")
        void aReferralToTheRealmItselfIsRefused() {
            refer(Map.of("EXAMPLE.COM: " + TARGET, "EXAMPLE.COM"));
            refusal(SEC_E_MESSAGE_ALTERED, () -> client.ticket(alice, TARGET));
        }

        @Test
        @DisplayName("a referral that only the clear part shows is refused (CVE-2017-11103)")
        void aReferralInTheClearPartIsRefused() {
            client.kdc.lie(reply -> reply.ticketName = reply.isAs() ? reply.ticketName : PrincipalName.krbtgt("EVIL.COM"));
            refusal(SEC_E_MESSAGE_ALTERED, () -> client.ticket(alice, TARGET));
        }

        @Test
        void aReferralThatNobodyAskedForIsRefused() throws Exception {
            var tgt = client.tgt();
            refer(Map.of("EXAMPLE.COM: HTTP/web.example.com", "EVIL.COM"));
            var plain = new TgsExchange(client.config, tgt, ScriptedKdc.WEB, KdcTime.ours(), client.facilities);
            refusal(SEC_E_MESSAGE_ALTERED, () -> Drive.sync(plain.run(), client.kdc));
        }

        @Test
        void anOddKrbtgtIsRefused() {
            for (var odd : List.of(PrincipalName.of(2, "krbtgt"), PrincipalName.of(2, "krbtgt", "B.COM", "C.COM"))) {
                client.kdc.lie(reply -> {
                    if (!reply.isAs()) {
                        reply.sname = odd;
                        reply.ticketName = odd;
                    }
                });
                refusal(SEC_E_MESSAGE_ALTERED, () -> client.ticket(alice, TARGET));
            }
        }

        @Test
        @DisplayName("6 the name that the service has besides is taken, and found again by the one that was asked for")
        void anAliasIsTaken() throws Exception {
            client.kdc.lie(reply -> {
                if (!reply.isAs()) {
                    reply.sname = PrincipalName.of(2, "HTTP", "web.example.com");
                    reply.ticketName = reply.sname;
                }
            });
            var ticket = client.ticket(alice, TARGET);
            assertEquals("HTTP/web.example.com@EXAMPLE.COM", ticket.server().toString());
            assertSame(ticket, client.ticket(alice, TARGET));
            assertEquals(1, asked().size());
        }

        @Test
        void anAliasThatNobodyAskedForIsRefused() throws Exception {
            var tgt = client.tgt();
            client.kdc.lie(reply -> {
                reply.sname = PrincipalName.of(2, "HTTP", "evil.example.com");
                reply.ticketName = reply.sname;
            });
            var plain = new TgsExchange(client.config, tgt, ScriptedKdc.WEB, KdcTime.ours(), client.facilities);
            refusal(SEC_E_MESSAGE_ALTERED, () -> Drive.sync(plain.run(), client.kdc));
        }

        @Test
        void anAliasInAnotherRealmIsRefused() {
            client.kdc.lie(reply -> {
                if (!reply.isAs()) {
                    reply.sname = PrincipalName.of(2, "HTTP", "web.b.com");
                    reply.ticketName = reply.sname;
                    reply.srealm = "B.COM";
                    reply.ticketRealm = "B.COM";
                }
            });
            refusal(SEC_E_MESSAGE_ALTERED, () -> client.ticket(alice, TARGET));
        }

        @Test
        void whatOurOwnKdcDoesNotKnowIsLookedForWhereTheConfigurationGuesses() throws Exception {
            client.config = ScriptedKdc.config().defaultRealm("B.COM").capath("EXAMPLE.COM", "B.COM", ".").build();
            var credential = client.credential(keytab(AES256_CTS_HMAC_SHA1_96));
            client.kdc.script(request -> unknown(request, "EXAMPLE.COM: " + TARGET));
            assertEquals(TARGET + "@B.COM", client.ticket(credential, TARGET).server().toString());
            assertEquals(List.of("EXAMPLE.COM: " + TARGET, "EXAMPLE.COM: krbtgt/B.COM", "B.COM: " + TARGET), asked());
        }

        @Test
        void whatNobodyKnowsIsAnUnknownTarget() {
            client.kdc.script(request -> unknown(request, "EXAMPLE.COM: " + TARGET));
            says(refusal(SEC_E_TARGET_UNKNOWN, () -> client.ticket(alice, TARGET)), TARGET + "@EXAMPLE.COM");
            assertEquals(1, asked().size());
        }

        @Test
        void aTicketGrantingTicketThatIsWantedIsNoReferral() throws Exception {
            assertEquals("krbtgt/B.COM@EXAMPLE.COM", client.ticket(alice, principal("krbtgt/B.COM@EXAMPLE.COM")).server().toString());
        }
    }
}
