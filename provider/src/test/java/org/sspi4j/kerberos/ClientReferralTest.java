package org.sspi4j.kerberos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.api.SecurityStatus.SEC_E_MAX_REFERRALS_EXCEEDED;
import static org.sspi4j.api.SecurityStatus.SEC_E_MESSAGE_ALTERED;
import static org.sspi4j.api.SecurityStatus.SEC_E_NO_AUTHENTICATING_AUTHORITY;
import static org.sspi4j.api.SecurityStatus.SEC_E_WRONG_PRINCIPAL;
import static org.sspi4j.kerberos.Client.refusal;
import static org.sspi4j.kerberos.Client.says;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SspiException;
import org.sspi4j.engine.Drive;
import org.sspi4j.fixture.ScriptedKdc;
import org.sspi4j.fixture.ScriptedKdc.Reply;
import org.sspi4j.kerberos.message.AsReq;
import org.sspi4j.kerberos.message.KdcOptions;
import org.sspi4j.kerberos.message.MethodData;
import org.sspi4j.kerberos.message.NameType;
import org.sspi4j.kerberos.message.PaData;
import org.sspi4j.kerberos.message.PaType;
import org.sspi4j.kerberos.message.Principal;
import org.sspi4j.kerberos.message.PrincipalName;
import org.sspi4j.kerberos.message.TicketFlags;

class ClientReferralTest {
    private final Client client = new Client();
    private KerberosCredential credential;

    @BeforeEach
    void aUserPrincipalName() throws Exception {
        credential = client.acquire(
                CredentialUse.OUTBOUND, Identity.password("alice@corp.example", Secret.password("secret".toCharArray())));
        named(reply -> {});
    }

    /** The KDC knows whose the enterprise name is, and then lies as told. */
    private void named(Consumer<Reply> lie) {
        client.kdc.lie(reply -> {
            if (reply.isAs() && reply.cname.nameType() == NameType.NT_ENTERPRISE) {
                reply.cname = PrincipalName.of(NameType.NT_PRINCIPAL, "alice");
                reply.ticketClient = Optional.of(new Principal(reply.cname, reply.crealm));
            }
            lie.accept(reply);
        });
    }

    private ServiceTicket logon() throws SspiException {
        return Drive.sync(credential.tgt(client.facilities), client.kdc);
    }

    /** KDC_ERR_WRONG_REALM from each of these to the next. */
    private void refer(Map<String, String> referrals) {
        client.kdc.script(request -> request instanceof AsReq && referrals.containsKey(request.reqBody().realm())
                ? Optional.of(client.kdc.wrongRealm(Optional.of(referrals.get(request.reqBody().realm()))))
                : Optional.empty());
    }

    @Nested
    @DisplayName("RFC 6806 5 an enterprise name")
    class Enterprise {
        @Test
        void theKdcSaysWhoseItIs() throws Exception {
            var tgt = logon();
            assertEquals("alice@EXAMPLE.COM", tgt.client().toString());
            assertEquals(Optional.of("alice@EXAMPLE.COM"), credential.name());
            var body = client.kdc.requests().get(0).reqBody();
            assertEquals(NameType.NT_ENTERPRISE, body.cname().orElseThrow().nameType());
            assertEquals(List.of("alice@corp.example"), body.cname().orElseThrow().nameString());
            assertEquals(KdcOptions.CANONICALIZE, body.kdcOptions());
        }

        @Test
        @DisplayName("the ticket is shown to the KDC once before the name counts, and the ticket is used from then on")
        void theNameIsProven() throws Exception {
            logon();
            assertEquals(List.of("AsReq", "AsReq", "TgsReq"), client.asked());
            client.ticket(credential, ScriptedKdc.WEB);
            assertEquals(4, client.kdc.requests().size());
        }

        @Test
        void aNameThatSomebodyPutIntoTheClearPartIsRefused() {
            named(reply -> reply.cname = reply.isAs() ? PrincipalName.of(1, "mallory") : reply.cname);
            says(refusal(SEC_E_WRONG_PRINCIPAL, ClientReferralTest.this::logon), "KRB_AP_ERR_BADMATCH", "mallory@EXAMPLE.COM");
            assertTrue(credential.tickets().all().isEmpty());
        }

        @Test
        void aRealmThatWasNotAskedIsRefused() {
            named(reply -> reply.crealm = "EVIL.COM");
            refusal(SEC_E_MESSAGE_ALTERED, ClientReferralTest.this::logon);
        }

        @Test
        void anotherNameWithoutProofOfTheRequestIsRefused() {
            named(reply -> {
                reply.flags &= ~TicketFlags.ENC_PA_REP;
                reply.encryptedPaData = Optional.empty();
            });
            says(refusal(SEC_E_MESSAGE_ALTERED, ClientReferralTest.this::logon), "alice@EXAMPLE.COM", "alice\\@corp.example@EXAMPLE.COM");
        }

        @Test
        void aNameWithNothingInItIsRefused() {
            for (var odd : List.of(new PrincipalName(1, List.of()), PrincipalName.of(1, "alice", ""), PrincipalName.of(1, ""))) {
                named(reply -> reply.cname = odd);
                refusal(SEC_E_MESSAGE_ALTERED, ClientReferralTest.this::logon);
            }
        }

        @Test
        @DisplayName("6 another name that was not asked for is refused")
        void anotherNameThatWasNotAskedForIsRefused() {
            client.kdc.lie(reply -> reply.cname = PrincipalName.of(1, "mallory"));
            refusal(SEC_E_MESSAGE_ALTERED, client::tgt);
        }

        @Test
        void withCanonicalizeInTheConfigurationAnyNameMayBeAnother() throws Exception {
            client.config = ScriptedKdc.config().canonicalize(true).build();
            client.kdc.lie(reply -> reply.cname = PrincipalName.of(1, "a.lice"));
            var alias = client.credential(Client.password("secret"));
            assertEquals("a.lice@EXAMPLE.COM", Drive.sync(alias.tgt(client.facilities), client.kdc).client().toString());
        }
    }

    @Nested
    @DisplayName("RFC 6806 7 KDC_ERR_WRONG_REALM")
    class WrongRealm {
        @Test
        void theClientsRealmIsAsked() throws Exception {
            refer(Map.of("EXAMPLE.COM", "B.COM", "B.COM", "C.COM"));
            assertEquals("alice@C.COM", logon().client().toString());
            assertEquals(List.of("EXAMPLE.COM", "B.COM", "C.COM", "C.COM", "C.COM"), client.kdc.realms());
            assertEquals("krbtgt/C.COM", client.kdc.requests().get(2).reqBody().sname().orElseThrow().toString());
            assertEquals("HTTP/web@C.COM", client.ticket(credential, "HTTP/web").server().toString());
        }

        @Test
        void aCircleIsRefused() {
            refer(Map.of("EXAMPLE.COM", "B.COM", "B.COM", "EXAMPLE.COM"));
            says(refusal(SEC_E_MAX_REFERRALS_EXCEEDED, ClientReferralTest.this::logon), "EXAMPLE.COM", "B.COM");
            assertEquals(2, client.kdc.requests().size());
            client.kdc.requests().clear();
            refer(Map.of("EXAMPLE.COM", "EXAMPLE.COM"));
            refusal(SEC_E_MAX_REFERRALS_EXCEEDED, ClientReferralTest.this::logon);
            assertEquals(1, client.kdc.requests().size());
        }

        @Test
        void tenAreFollowedAndNotEleven() {
            client.kdc.script(request -> Optional.of(client.kdc.wrongRealm(Optional.of(request.reqBody().realm() + "X"))));
            refusal(SEC_E_MAX_REFERRALS_EXCEEDED, ClientReferralTest.this::logon);
            assertEquals(11, client.kdc.requests().size());
        }

        @Test
        void withoutARealmThereIsNowhereToGo() {
            for (var nowhere : List.of(Optional.<String>empty(), Optional.of(""))) {
                client.kdc.requests().clear();
                client.kdc.script(request -> Optional.of(client.kdc.wrongRealm(nowhere)));
                refusal(SEC_E_NO_AUTHENTICATING_AUTHORITY, ClientReferralTest.this::logon);
                assertEquals(1, client.kdc.requests().size());
            }
        }

        @Test
        @DisplayName("a realm that would change how a line is read, or is longer than one, is not followed and not shown as it is")
        void aRealmThatIsNoneToShowIsNotFollowed() {
            for (var odd : List.of("B.COM\u202E", "B.COM\u2028the password is wrong", "B".repeat(300))) {
                client.kdc.requests().clear();
                refer(Map.of("EXAMPLE.COM", odd));
                var failure = refusal(SEC_E_NO_AUTHENTICATING_AUTHORITY, ClientReferralTest.this::logon);
                assertEquals(1, client.kdc.requests().size());
                assertFalse(failure.getMessage().contains(odd), failure.getMessage());
            }
        }

        @Test
        void whoDidNotAskForItDoesNotFollow() {
            refer(Map.of("EXAMPLE.COM", "B.COM"));
            refusal(SEC_E_NO_AUTHENTICATING_AUTHORITY, () -> client.logon(Client.password("secret")));
            assertEquals(1, client.kdc.requests().size());
        }
    }

    @Nested
    @DisplayName("RFC 6806 11 the KDC's checksum of the request")
    class RequestChecksum {
        private ServiceTicket ask(Consumer<Reply> lie) throws SspiException {
            client.kdc.lie(lie);
            return client.tgt();
        }

        @Test
        void itIsAskedForInEveryRequest() throws Exception {
            client.logon(Client.password("secret"));
            for (var request : client.kdc.requests()) {
                assertEquals(0, request.padata().orElseThrow().find(PaType.PA_REQ_ENC_PA_REP).orElseThrow().length);
            }
        }

        @Test
        void aKdcThatDoesNotKnowItIsBelieved() throws Exception {
            ask(reply -> {
                reply.flags &= ~TicketFlags.ENC_PA_REP;
                reply.encryptedPaData = Optional.empty();
            });
        }

        @Test
        void theFlagWithoutTheChecksumIsRefused() {
            says(refusal(SEC_E_MESSAGE_ALTERED, () -> ask(reply -> reply.encryptedPaData = Optional.empty())), "ENC-PA-REP");
        }

        @Test
        void aChecksumWithoutTheFlagIsCheckedToo() throws Exception {
            ask(reply -> reply.flags &= ~TicketFlags.ENC_PA_REP);
            refusal(SEC_E_MESSAGE_ALTERED, () -> ask(reply -> {
                reply.flags &= ~TicketFlags.ENC_PA_REP;
                reply.encryptedPaData = Optional.of(flipped(reply));
            }));
        }

        @Test
        void theChecksumOfAnotherRequestIsRefused() throws Exception {
            ask(reply -> {});
            var other = (AsReq) client.kdc.requests().get(0);
            refusal(SEC_E_MESSAGE_ALTERED, () -> ask(
                    reply -> reply.encryptedPaData = Optional.of(MethodData.of(ScriptedKdc.proof(other, reply.replyKey)))));
        }

        @Test
        void theChecksumOfAnotherKeyIsRefused() throws Exception {
            refusal(SEC_E_MESSAGE_ALTERED, () -> ask(reply -> reply.encryptedPaData = Optional.of(MethodData.of(
                    ScriptedKdc.proof((AsReq) client.kdc.requests().get(0), client.kdc.serviceKey())))));
        }

        private MethodData flipped(Reply reply) {
            byte[] value = reply.encryptedPaData.orElseThrow().find(PaType.PA_REQ_ENC_PA_REP).orElseThrow().clone();
            value[value.length - 1] ^= 1;
            return MethodData.of(new PaData(PaType.PA_REQ_ENC_PA_REP, value));
        }
    }
}
