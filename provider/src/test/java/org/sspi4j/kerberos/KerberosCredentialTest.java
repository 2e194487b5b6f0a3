package org.sspi4j.kerberos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.fixture.ScriptedKdc.ALICE;
import static org.sspi4j.fixture.ScriptedKdc.WEB;
import static org.sspi4j.kerberos.Client.keytab;
import static org.sspi4j.kerberos.Client.refusal;
import static org.sspi4j.kerberos.etype.EncryptionType.AES256_CTS_HMAC_SHA1_96;

import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.sspi4j.api.Luid;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.engine.Drive;
import org.sspi4j.fixture.ScriptedKdc;
import org.sspi4j.kerberos.etype.ProtocolKey;
import org.sspi4j.kerberos.message.ErrorCode;
import org.sspi4j.kerberos.message.EtypeInfo2;
import org.sspi4j.kerberos.message.MethodData;
import org.sspi4j.kerberos.message.PaData;
import org.sspi4j.kerberos.message.PaType;
import org.sspi4j.kerberos.message.TgsReq;
import org.sspi4j.spi.ContextRequest;
import org.sspi4j.spi.Leg;
import org.sspi4j.spi.Move;
import org.sspi4j.wire.asn1.DerWriter;

class KerberosCredentialTest {
    private final Client client = new Client();
    private final KerberosCredential alice = client.credential(keytab(AES256_CTS_HMAC_SHA1_96));

    @Nested
    @DisplayName("tickets are kept")
    class Kept {
        @Test
        void aTicketIsAskedForOnce() throws Exception {
            var ticket = client.ticket(alice, WEB);
            assertSame(ticket, client.ticket(alice, WEB));
            assertEquals(List.of("AsReq", "TgsReq"), client.asked());
        }

        @Test
        void anotherServiceCostsOneQuestion() throws Exception {
            client.ticket(alice, WEB);
            client.ticket(alice, ScriptedKdc.principal("cifs/files.example.com@EXAMPLE.COM"));
            assertEquals(List.of("AsReq", "TgsReq", "TgsReq"), client.asked());
        }

        @Test
        void anEndedTicketIsRenewedWithATicketGrantingTicketThatHolds() throws Exception {
            client.kdc.lie(reply -> reply.endtime = reply.isAs() ? reply.endtime : Client.now().plusSeconds(600));
            client.ticket(alice, WEB);
            client.facilities.pass(Duration.ofSeconds(599));
            client.ticket(alice, WEB);
            assertEquals(2, client.kdc.requests().size());
            client.facilities.pass(Duration.ofSeconds(1));
            client.kdc.lie(reply -> {});
            assertTrue(client.ticket(alice, WEB).endtime().isAfter(Client.now().plusSeconds(600)));
            assertEquals(List.of("AsReq", "TgsReq", "TgsReq"), client.asked());
        }

        @Test
        void anEndedTicketGrantingTicketIsReplacedByAnotherLogon() throws Exception {
            client.ticket(alice, WEB);
            client.facilities.pass(Duration.ofHours(10));
            client.ticket(alice, WEB);
            assertEquals(List.of("AsReq", "TgsReq", "AsReq", "TgsReq"), client.asked());
        }

        @Test
        void aRefusedTicketIsAskedForAgain() throws Exception {
            client.kdc.script(request -> request instanceof TgsReq
                    ? Optional.of(client.kdc.error(ErrorCode.KDC_ERR_S_PRINCIPAL_UNKNOWN))
                    : Optional.empty());
            refusal(SecurityStatus.SEC_E_TARGET_UNKNOWN, () -> client.ticket(alice, WEB));
            client.kdc.script(request -> Optional.empty());
            client.ticket(alice, WEB);
            assertEquals(List.of("AsReq", "TgsReq", "TgsReq"), client.asked());
        }

        @Test
        void aFailedLogonIsTriedAgain() throws Exception {
            client.kdc.script(request -> Optional.of(client.kdc.error(ErrorCode.KDC_ERR_CLIENT_REVOKED)));
            refusal(SecurityStatus.SEC_E_LOGON_DENIED, () -> client.ticket(alice, WEB));
            client.kdc.script(request -> Optional.empty());
            client.ticket(alice, WEB);
        }

        @Test
        void credentialsShareNothing() throws Exception {
            var other = client.credential(keytab(AES256_CTS_HMAC_SHA1_96));
            assertNotSame(client.ticket(alice, WEB), client.ticket(other, WEB));
            assertEquals(4, client.kdc.requests().size());
        }

        @Test
        void twoThreadsAtOnceBothGetATicket() throws Exception {
            var together = new CyclicBarrier(2);
            var threads = Executors.newFixedThreadPool(2);
            try {
                Callable<ServiceTicket> task = () -> {
                    together.await();
                    return client.ticket(alice, WEB);
                };
                for (var ticket : threads.invokeAll(List.of(task, task))) {
                    assertEquals(WEB.toString(), ticket.get().server().toString());
                    assertEquals(32, ticket.get().sessionKey().copyOfValue().length);
                }
            } finally {
                threads.shutdownNow();
            }
        }
    }

    @Nested
    @DisplayName("CredHandle.logon and expiry")
    class Logon {
        private Instant logon(KerberosCredential credential) throws Exception {
            return Drive.sync(new KerberosPackage().logon(credential, client.facilities), client.kdc);
        }

        @Test
        void aLogonGetsTheTicketGrantingTicketAndItsEnd() throws Exception {
            assertEquals(Instant.MAX, alice.expiry());
            assertEquals(Client.now().plus(Duration.ofHours(10)), logon(alice));
            assertEquals(Client.now().plus(Duration.ofHours(10)), alice.expiry());
            assertEquals(List.of("AsReq"), client.asked());
        }

        @Test
        void aSecondLogonAsksNobody() throws Exception {
            logon(alice);
            logon(alice);
            assertEquals(1, client.kdc.requests().size());
        }

        @Test
        void aWrongKeyShows() {
            var credential = client.credential(Client.password("wrong"));
            refusal(SecurityStatus.SEC_E_LOGON_DENIED, () -> logon(credential));
        }

        @Test
        void whoOnlyAcceptsHasNobodyToLogOn() throws Exception {
            var acceptor = new KerberosCredential(
                    client.config, CredentialUse.INBOUND, Optional.of(ALICE), Optional.of(Client.password("wrong")),
                    Optional.of(new ServiceKeys("the test", List.of())), Optional.empty());
            assertEquals(Instant.MAX, logon(acceptor));
            assertTrue(client.kdc.requests().isEmpty());
        }

        @Test
        void aTicketGrantingTicketOfAnotherRealmIsNotTheClients() throws Exception {
            logon(alice);
            var tgt = alice.tickets().all().iterator().next();
            var cross = new ServiceTicket(
                    tgt.client(), ScriptedKdc.principal("krbtgt/OTHER.COM@EXAMPLE.COM"), tgt.ticket(), tgt.sessionKey().copy(),
                    tgt.flags(), tgt.authtime(), tgt.starttime(), tgt.endtime().plusSeconds(1), tgt.renewTill());
            alice.tickets().add(cross);
            assertEquals(tgt.endtime(), alice.expiry());
        }
    }

    @Nested
    @DisplayName("closing")
    class Closing {
        @Test
        void wipesEveryKey() throws Exception {
            var keys = keytab(AES256_CTS_HMAC_SHA1_96);
            var credential = client.credential(keys);
            var ticket = client.ticket(credential, WEB);
            var tgt = Drive.sync(credential.tgt(client.facilities), client.kdc);
            var longTerm = keys.ready(List.of(AES256_CTS_HMAC_SHA1_96)).orElseThrow();
            credential.close();
            for (var key : List.of(ticket.sessionKey(), tgt.sessionKey(), longTerm)) {
                assertThrows(IllegalStateException.class, key::copyOfValue);
            }
            assertTrue(credential.tickets().all().isEmpty());
        }

        @Test
        void wipesKeysOfTicketsThatWereReplaced() throws Exception {
            var first = client.ticket(alice, WEB);
            client.facilities.pass(Duration.ofHours(10));
            client.ticket(alice, WEB);
            first.sessionKey().copyOfValue();
            alice.close();
            assertThrows(IllegalStateException.class, first.sessionKey()::copyOfValue);
        }

        @Test
        void aKeyThatWasReplacedLongAgoIsWipedBefore() throws Exception {
            var first = client.ticket(alice, WEB);
            client.facilities.pass(Duration.ofHours(10));
            client.ticket(alice, WEB);
            client.facilities.pass(Duration.ofHours(25));
            client.ticket(alice, WEB);
            assertThrows(IllegalStateException.class, first.sessionKey()::copyOfValue);
        }

        @Test
        void wipesEveryKeyOfAPassword() throws Exception {
            var keys = Client.password("secret");
            var one = keys.key(AES256_CTS_HMAC_SHA1_96, ClientKeys.Hint.NONE).orElseThrow();
            var other = keys.key(
                            AES256_CTS_HMAC_SHA1_96, new ClientKeys.Hint(Optional.of(new byte[] {1}), Optional.empty()))
                    .orElseThrow();
            assertSame(one, keys.key(AES256_CTS_HMAC_SHA1_96, ClientKeys.Hint.NONE).orElseThrow());
            keys.wipe();
            assertThrows(IllegalStateException.class, one::copyOfValue);
            assertThrows(IllegalStateException.class, other::copyOfValue);
            assertThrows(IllegalStateException.class, () -> keys.key(AES256_CTS_HMAC_SHA1_96, ClientKeys.Hint.NONE));
        }

        private List<ProtocolKey> sixteenMore(ClientKeys keys) throws Exception {
            var more = new ArrayList<ProtocolKey>();
            for (byte salt = 0; salt < 16; salt++) {
                var hint = new ClientKeys.Hint(Optional.of(new byte[] {salt}), Optional.empty());
                more.add(keys.key(AES256_CTS_HMAC_SHA1_96, hint).orElseThrow());
            }
            return more;
        }

        @Test
        void keysOfAPasswordDoNotPileUp() throws Exception {
            var keys = Client.password("secret");
            keys.begun();
            var first = keys.key(AES256_CTS_HMAC_SHA1_96, ClientKeys.Hint.NONE).orElseThrow();
            var others = sixteenMore(keys);
            assertNotSame(first, keys.key(AES256_CTS_HMAC_SHA1_96, ClientKeys.Hint.NONE).orElseThrow());
            first.copyOfValue();
            keys.begun();
            keys.settled();
            first.copyOfValue();
            keys.settled();
            assertThrows(IllegalStateException.class, first::copyOfValue);
            others.get(15).copyOfValue();
        }

        @Test
        void wipesKeysOfAPasswordThatMadeRoomForOthers() throws Exception {
            var keys = Client.password("secret");
            var first = keys.key(AES256_CTS_HMAC_SHA1_96, ClientKeys.Hint.NONE).orElseThrow();
            sixteenMore(keys);
            keys.wipe();
            assertThrows(IllegalStateException.class, first::copyOfValue);
        }

        @Test
        void aServiceThatKnowsItsPasswordKeepsItsKeysWhateverTheKdcAsksFor() throws Exception {
            var both = client.acquire(CredentialUse.BOTH, Identity.password("alice", Secret.password("secret".toCharArray())));
            int[] salt = {0};
            client.kdc.advice(methods -> MethodData.of(
                    new PaData(PaType.PA_ETYPE_INFO2, DerWriter.encode(new EtypeInfo2(List.of(new EtypeInfo2.Entry(
                            18, Optional.of(new byte[] {(byte) salt[0]++}), Optional.empty()))))),
                    new PaData(PaType.PA_ENC_TIMESTAMP, new byte[0])));
            for (int i = 0; i < 20; i++) {
                refusal(SecurityStatus.SEC_E_LOGON_DENIED, () -> Drive.sync(both.tgt(client.facilities), client.kdc));
            }
            for (var entry : both.serviceKeys().entries()) {
                assertEquals(entry.key().type().keyLength(), entry.key().copyOfValue().length);
            }
        }

        @Test
        void closingTwiceIsFine() throws Exception {
            client.ticket(alice, WEB);
            alice.close();
            alice.close();
        }
    }

    @Nested
    @DisplayName("authenticators")
    class Authenticators {
        @Test
        void noTwoHaveTheSameTime() {
            var first = alice.uniqueTime(client.facilities.clock());
            var second = alice.uniqueTime(client.facilities.clock());
            assertEquals(first.plusNanos(1000), second);
        }

        @Test
        void aClockThatWasPutBackIsBelieved() {
            client.facilities.pass(Duration.ofHours(1));
            alice.uniqueTime(client.facilities.clock());
            client.facilities.pass(Duration.ofHours(-1));
            assertEquals(client.facilities.clock().instant(), alice.uniqueTime(client.facilities.clock()));
        }

        @Test
        void noTwoTokensAreTheSame() throws Exception {
            assertFalse(MessageDigest.isEqual(token(), token()));
        }

        private byte[] token() throws Exception {
            var request = new ContextRequest(
                    alice, "HTTP/web.example.com", Set.of(), name -> Optional.empty(), client.facilities, () -> Luid.of(1));
            var leg = new Leg(new byte[0], List.of(), Set.of(), alice);
            return ((Move.Done) Drive.sync(new KerberosPackage().initiate(request).next(leg), client.kdc)).token();
        }
    }
}
