package org.sspi4j.kerberos;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.api.CredentialUse.BOTH;
import static org.sspi4j.api.CredentialUse.INBOUND;
import static org.sspi4j.api.CredentialUse.OUTBOUND;
import static org.sspi4j.api.SecurityStatus.SEC_E_NO_CREDENTIALS;
import static org.sspi4j.fixture.ScriptedKdc.WEB;
import static org.sspi4j.kerberos.Client.keytab;
import static org.sspi4j.kerberos.Client.refusal;
import static org.sspi4j.kerberos.Client.says;
import static org.sspi4j.kerberos.etype.EncryptionType.AES128_CTS_HMAC_SHA1_96;
import static org.sspi4j.kerberos.etype.EncryptionType.AES256_CTS_HMAC_SHA1_96;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import javax.security.auth.Subject;
import javax.security.auth.kerberos.KerberosKey;
import javax.security.auth.kerberos.KerberosPrincipal;
import javax.security.auth.kerberos.KerberosTicket;
import javax.security.auth.kerberos.KeyTab;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.api.Secret;
import org.sspi4j.fixture.ScriptedKdc;
import org.sspi4j.kerberos.message.TicketFlags;

/** Both ways between a credential and the objects of the JDK. */
class SubjectCredentialTest {
    private static final KerberosPrincipal ALICE = new KerberosPrincipal("alice@EXAMPLE.COM");

    private final Client client = new Client();
    private final Subject subject = new Subject();

    private KerberosCredential published() throws Exception {
        var credential = client.credential(keytab(AES256_CTS_HMAC_SHA1_96));
        client.ticket(credential, WEB);
        credential.publish(subject);
        client.kdc.requests().clear();
        return credential;
    }

    private KerberosTicket jdkTicket(String server) {
        return subject.getPrivateCredentials(KerberosTicket.class).stream()
                .filter(ticket -> ticket.getServer().getName().equals(server))
                .findFirst()
                .orElseThrow();
    }

    private void addKey(String principal, int etype, byte[] key) {
        subject.getPrivateCredentials().add(new KerberosKey(new KerberosPrincipal(principal), key, etype, 1));
    }

    private static byte[] aliceKey() {
        return ScriptedKdc.aliceKey(ScriptedKdc.entry(AES256_CTS_HMAC_SHA1_96)).copyOfValue();
    }

    @Nested
    @DisplayName("publish: what other libraries find")
    class Publish {
        @Test
        void theClientAndItsTicketsWithTheirTimes() throws Exception {
            client.kdc.lie(reply -> {
                reply.flags |= TicketFlags.FORWARDABLE | TicketFlags.RENEWABLE;
                reply.renewTill = Optional.of(Client.now().plus(Duration.ofDays(7)));
            });
            published();
            assertTrue(subject.getPrincipals().contains(ALICE));
            assertEquals(2, subject.getPrivateCredentials(KerberosTicket.class).size());
            var tgt = jdkTicket("krbtgt/EXAMPLE.COM@EXAMPLE.COM");
            assertEquals(ALICE, tgt.getClient());
            assertEquals(Date.from(Client.now()), tgt.getAuthTime());
            assertEquals(Date.from(Client.now()), tgt.getStartTime());
            assertEquals(Date.from(Client.now().plus(Duration.ofHours(10))), tgt.getEndTime());
            assertEquals(Date.from(Client.now().plus(Duration.ofDays(7))), tgt.getRenewTill());
            assertTrue(tgt.isForwardable() && tgt.isRenewable() && tgt.isInitial());
            assertFalse(tgt.isProxiable() || tgt.isPostdated() || tgt.isDestroyed());
            assertEquals(18, tgt.getSessionKeyType());
            assertFalse(jdkTicket("HTTP/web.example.com@EXAMPLE.COM").isInitial());
        }

        @Test
        void theSessionKeyAndTheTicketAreThoseOfTheKdc() throws Exception {
            var credential = published();
            var ticket = client.ticket(credential, WEB);
            var jdk = jdkTicket("HTTP/web.example.com@EXAMPLE.COM");
            assertArrayEquals(ticket.ticket().wire(), jdk.getEncoded());
            assertArrayEquals(ticket.sessionKey().copyOfValue(), jdk.getSessionKey().getEncoded());
        }

        @Test
        void whatIsPublishedOutlivesTheCredential() throws Exception {
            published().close();
            assertEquals(32, jdkTicket("krbtgt/EXAMPLE.COM@EXAMPLE.COM").getSessionKey().getEncoded().length);
        }

        /** For the JDK, which reads the set in its order: a set of one class has none. */
        @Test
        void theTicketGrantingTicketComesFirst() throws Exception {
            var credential = client.credential(keytab(AES256_CTS_HMAC_SHA1_96));
            for (int i = 0; i < 8; i++) {
                client.ticket(credential, ScriptedKdc.principal("HTTP/web" + i + ".example.com@EXAMPLE.COM"));
            }
            credential.publish(subject);
            var first = (KerberosTicket) subject.getPrivateCredentials().iterator().next();
            assertEquals("krbtgt/EXAMPLE.COM@EXAMPLE.COM", first.getServer().getName());
        }

        @Test
        void aRenewableTicketWithoutATimeIsPublishedAsNotRenewable() throws Exception {
            client.kdc.lie(reply -> reply.flags |= TicketFlags.RENEWABLE);
            published();
            assertFalse(jdkTicket("krbtgt/EXAMPLE.COM@EXAMPLE.COM").isRenewable());
        }

        @Test
        void anAcceptorsKeytabIsPublishedAsOne(@TempDir Path folder) throws Exception {
            var file = Files.write(folder.resolve("k"), StoredFiles.keytab(StoredFiles.alice(AES256_CTS_HMAC_SHA1_96)));
            client.kdc.file(file, Files.readAllBytes(file));
            client.acquire(INBOUND, Identity.keytab("alice", file)).publish(subject);
            var bound = subject.getPrivateCredentials(KeyTab.class).iterator().next();
            assertEquals(ALICE, bound.getPrincipal());
            assertEquals(1, bound.getKeys(ALICE).length);

            var other = new Subject();
            client.acquire(INBOUND, Identity.keytab(file)).publish(other);
            assertFalse(other.getPrivateCredentials(KeyTab.class).iterator().next().isBound());
        }

        @Test
        void keysOfAPasswordArePublishedForAnAcceptorOnly() throws Exception {
            var password = Identity.password("alice", Secret.password("secret".toCharArray()));
            client.acquire(INBOUND, password).publish(subject);
            var keys = subject.getPrivateCredentials(KerberosKey.class);
            assertEquals(2, keys.size());
            assertTrue(keys.stream().anyMatch(key -> MessageDigest.isEqual(key.getEncoded(), aliceKey())));

            var other = new Subject();
            client.acquire(OUTBOUND, password).publish(other);
            assertTrue(other.getPrivateCredentials().isEmpty());
        }
    }

    @Nested
    @DisplayName("acquire from a Subject")
    @Tag("S3")
    class Acquire {
        private KerberosCredential acquire(CredentialUse use) throws Exception {
            return client.acquire(use, Identity.of(subject));
        }

        @Test
        void ticketsOfTheJdkAreUsed() throws Exception {
            published();
            var credential = acquire(OUTBOUND);
            assertEquals(Optional.of("alice@EXAMPLE.COM"), credential.name());
            client.ticket(credential, WEB);
            assertTrue(client.kdc.requests().isEmpty());
            client.ticket(credential, ScriptedKdc.principal("cifs/files.example.com@EXAMPLE.COM"));
            assertEquals(List.of("TgsReq"), client.asked());
        }

        @Test
        void aDestroyedTicketIsNone() throws Exception {
            published();
            for (var ticket : subject.getPrivateCredentials(KerberosTicket.class)) {
                ticket.destroy();
            }
            refusal(SEC_E_NO_CREDENTIALS, () -> acquire(OUTBOUND));
        }

        @Test
        void anEndedTicketIsSaidToHaveEnded() throws Exception {
            published();
            client.facilities.pass(Duration.ofHours(11));
            var credential = acquire(OUTBOUND);
            says(refusal(SEC_E_NO_CREDENTIALS, () -> client.ticket(credential, WEB)), "2026-03-01T22:00:00Z");
        }

        @Test
        @DisplayName("tickets of another client are not this one's (CVE-2019-2949)")
        @Tag("S45")
        void ticketsOfAnotherClientAreNotThisOnes() throws Exception {
            published();
            var mine = jdkTicket("HTTP/web.example.com@EXAMPLE.COM");
            subject.getPrivateCredentials().remove(mine);
            subject.getPrivateCredentials().add(new KerberosTicket(
                    mine.getEncoded(), new KerberosPrincipal("bob@EXAMPLE.COM"), mine.getServer(),
                    mine.getSessionKey().getEncoded(), 18, mine.getFlags(), mine.getAuthTime(), mine.getStartTime(),
                    mine.getEndTime(), null, null));
            var credential = acquire(OUTBOUND);
            assertEquals(Optional.of("alice@EXAMPLE.COM"), credential.name());
            client.ticket(credential, WEB);
            assertEquals(List.of("TgsReq"), client.asked());
        }

        @Test
        void ofSeveralClientsTheOneWhoCanLogOnIsTaken() throws Exception {
            published();
            var tgt = jdkTicket("krbtgt/EXAMPLE.COM@EXAMPLE.COM");
            var old = Date.from(Instant.EPOCH);
            for (var name : List.of("aaron@EXAMPLE.COM", "zoe@EXAMPLE.COM")) {
                subject.getPrivateCredentials().add(new KerberosTicket(
                        tgt.getEncoded(), new KerberosPrincipal(name), tgt.getServer(), tgt.getSessionKey().getEncoded(), 18,
                        tgt.getFlags(), old, old, old, null, null));
            }
            assertEquals(Optional.of("alice@EXAMPLE.COM"), acquire(OUTBOUND).name());
        }

        @Test
        void aTicketWithoutTimesOfItsStartIsUsed() throws Exception {
            published();
            var ticket = jdkTicket("HTTP/web.example.com@EXAMPLE.COM");
            subject.getPrivateCredentials().clear();
            subject.getPrivateCredentials().add(new KerberosTicket(
                    ticket.getEncoded(), ALICE, ticket.getServer(), ticket.getSessionKey().getEncoded(), 18, null, null, null,
                    ticket.getEndTime(), null, null));
            client.ticket(acquire(OUTBOUND), WEB);
            assertTrue(client.kdc.requests().isEmpty());
        }

        @Test
        void keysAcceptAndLogNobodyOn() throws Exception {
            subject.getPrincipals().add(ALICE);
            addKey("alice@EXAMPLE.COM", 18, aliceKey());
            var credential = acquire(BOTH);
            assertEquals(1, credential.serviceKeys().entries().size());
            refusal(SEC_E_NO_CREDENTIALS, () -> client.ticket(credential, WEB));
            says(refusal(SEC_E_NO_CREDENTIALS, () -> acquire(OUTBOUND)), "ticket-granting ticket");
            assertTrue(client.kdc.requests().isEmpty());
        }

        @Test
        void keysBesideATicketGrantingTicketLogOnWhenItEnds() throws Exception {
            published();
            addKey("alice@EXAMPLE.COM", 18, aliceKey());
            var credential = acquire(OUTBOUND);
            client.facilities.pass(Duration.ofHours(11));
            client.ticket(credential, WEB);
            assertEquals(List.of("AsReq", "TgsReq"), client.asked());
        }

        @Test
        void keysOfSomebodyElseDoNotLogOn() throws Exception {
            subject.getPrincipals().add(ALICE);
            addKey("HTTP/web.example.com@EXAMPLE.COM", 18, new byte[32]);
            var credential = acquire(BOTH);
            refusal(SEC_E_NO_CREDENTIALS, () -> client.ticket(credential, WEB));
            assertTrue(client.kdc.requests().isEmpty());
        }

        @Test
        void aDestroyedKeyIsNone() throws Exception {
            addKey("alice@EXAMPLE.COM", 18, aliceKey());
            subject.getPrivateCredentials(KerberosKey.class).iterator().next().destroy();
            refusal(SEC_E_NO_CREDENTIALS, () -> acquire(INBOUND));
        }

        @Test
        void aKeyOfTheWrongLengthIsDamaged() {
            addKey("alice@EXAMPLE.COM", 18, new byte[16]);
            says(refusal(SEC_E_NO_CREDENTIALS, () -> acquire(INBOUND)), "damaged", "alice@EXAMPLE.COM");
        }

        @Test
        void keysOfTypesThatAreNotPermittedAreNone() {
            client.config = ScriptedKdc.config().permittedEnctypes("aes128-cts").build();
            addKey("alice@EXAMPLE.COM", 18, aliceKey());
            refusal(SEC_E_NO_CREDENTIALS, () -> acquire(INBOUND));
        }

        @Test
        void aBoundKeytabIsItsPrincipals(@TempDir Path folder) throws Exception {
            var file = Files.write(folder.resolve("k"), StoredFiles.keytab(
                    StoredFiles.alice(AES256_CTS_HMAC_SHA1_96), StoredFiles.alice(AES128_CTS_HMAC_SHA1_96)));
            subject.getPrincipals().add(ALICE);
            subject.getPrivateCredentials().add(KeyTab.getInstance(ALICE, file.toFile()));
            var credential = acquire(BOTH);
            assertEquals(2, credential.serviceKeys().entries().size());
        }

        @Test
        void anUnboundKeytabIsThatOfThePrincipalsBesideIt(@TempDir Path folder) throws Exception {
            var file = Files.write(folder.resolve("k"), StoredFiles.keytab(StoredFiles.alice(AES256_CTS_HMAC_SHA1_96)));
            subject.getPrivateCredentials().add(KeyTab.getUnboundInstance(file.toFile()));
            says(refusal(SEC_E_NO_CREDENTIALS, () -> acquire(INBOUND)), "KerberosPrincipal");
            subject.getPrincipals().add(ALICE);
            assertEquals(1, acquire(INBOUND).serviceKeys().entries().size());
        }

        @Test
        @Tag("S113")
        void aSubjectWithNothingHasNoCredentials() {
            subject.getPrincipals().add(ALICE);
            says(refusal(SEC_E_NO_CREDENTIALS, () -> acquire(OUTBOUND)), "alice@EXAMPLE.COM", "tickets");
            says(refusal(SEC_E_NO_CREDENTIALS, () -> acquire(INBOUND)), "keys");
        }

        @Test
        void aSubjectPrintsItsNamesAndNoCredentials() {
            subject.getPrincipals().add(ALICE);
            subject.getPrivateCredentials().add("a secret");
            assertEquals("OfSubject[alice@EXAMPLE.COM]", Identity.of(subject).toString());
        }

        @Test
        void ticketsAcceptNothing() throws Exception {
            published();
            refusal(SEC_E_NO_CREDENTIALS, () -> acquire(INBOUND));
        }

        @Test
        void closingTheCredentialLeavesTheSubjectAsItWas() throws Exception {
            published();
            addKey("alice@EXAMPLE.COM", 18, aliceKey());
            acquire(BOTH).close();
            assertEquals(32, subject.getPrivateCredentials(KerberosKey.class).iterator().next().getEncoded().length);
            assertArrayEquals(aliceKey(), subject.getPrivateCredentials(KerberosKey.class).iterator().next().getEncoded());
            assertFalse(jdkTicket("krbtgt/EXAMPLE.COM@EXAMPLE.COM").isDestroyed());
        }
    }
}
