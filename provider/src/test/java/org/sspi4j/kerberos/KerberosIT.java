package org.sspi4j.kerberos;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.kerberos.Client.refusal;
import static org.sspi4j.kerberos.Client.says;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import javax.security.auth.Subject;
import javax.security.auth.kerberos.KerberosTicket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sspi4j.Sspi;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.ContextResult;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.Identity;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.engine.Engine;
import org.sspi4j.fixture.Elsewhere;
import org.sspi4j.kdc.SocketKdcTransport;
import org.sspi4j.logon.Subjects;
import org.sspi4j.spi.Facilities;
import org.sspi4j.spi.PrivilegePolicy;
import org.sspi4j.spi.ReplayCache;
import org.sspi4j.testkit.EmbeddedKdc;
import org.sspi4j.testkit.Transport;

/** Both ends through the doors, and a KDC that somebody else wrote. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class KerberosIT {
    private static final String WEB = "HTTP/web.example.com";
    private static final byte[] NOTHING = {};
    private static final Set<ContextFlag> FLAGS = Set.of(
            ContextFlag.MUTUAL_AUTH, ContextFlag.CONFIDENTIALITY, ContextFlag.INTEGRITY, ContextFlag.SEQUENCE_DETECT,
            ContextFlag.REPLAY_DETECT);

    @TempDir
    Path folder;

    private EmbeddedKdc kdc;
    private KerberosConfig config;
    private Path keytab;

    private void start(EmbeddedKdc.Builder builder, Transport transport) throws Exception {
        kdc = builder.start().addUser("alice", "secret").addService(WEB).addService("batch/jobs.example.com");
        config = KerberosConfig.load(kdc.krb5Conf(folder.resolve("krb5.conf"), transport));
        keytab = kdc.keytab(WEB, folder.resolve("web.keytab"));
    }

    private void start() throws Exception {
        start(EmbeddedKdc.builder("EXAMPLE.COM"), Transport.UDP);
    }

    @AfterEach
    void stop() {
        kdc.close();
    }

    private CredHandle user(String user, String password) throws SspiException {
        var identity = Identity.password(user, Secret.password(password.toCharArray()));
        return Sspi.acquireCredentialsHandle("Kerberos", CredentialUse.OUTBOUND, identity, config);
    }

    private CredHandle web() throws SspiException {
        return Sspi.acquireCredentialsHandle("Kerberos", CredentialUse.INBOUND, Identity.keytab(keytab), config);
    }

    private static ContextResult begin(CredHandle client) throws SspiException {
        return Sspi.initializeSecurityContext(client, null, WEB, FLAGS, NOTHING);
    }

    /** A context at both ends; each message of one is read by the other. */
    private static void converse(CredHandle client, CredHandle server) throws Exception {
        var first = begin(client);
        assertEquals(SecurityStatus.SEC_I_CONTINUE_NEEDED, first.status());
        var accepted = Sspi.acceptSecurityContext(server, null, Set.of(), first.token());
        assertEquals(SecurityStatus.SEC_E_OK, accepted.status());
        var done = Sspi.initializeSecurityContext(client, first.context(), WEB, FLAGS, accepted.token());
        assertEquals(SecurityStatus.SEC_E_OK, done.status());
        try (var ours = done.context(); var theirs = accepted.context()) {
            assertTrue(done.flags().containsAll(FLAGS), "granted: " + done.flags());
            send(ours, theirs, "a question");
            send(theirs, ours, "an answer");
            send(ours, theirs, "");
        }
    }

    private static void send(CtxtHandle from, CtxtHandle to, String text) throws SspiException {
        byte[] plain = text.getBytes(StandardCharsets.UTF_8);
        var trailer = ByteBuffer.allocate(from.sizes().securityTrailer());
        var data = ByteBuffer.wrap(plain.clone());
        from.encryptMessage(List.of(SecBuffer.token(trailer), SecBuffer.data(data)));
        var message = ByteBuffer.allocate(trailer.remaining() + data.remaining()).put(trailer).put(data).flip();
        var opened = SecBuffer.empty();
        to.decryptMessage(List.of(SecBuffer.stream(message), opened));
        assertArrayEquals(plain, opened.toBytes());
    }

    @Nested
    @DisplayName("a logon and a context")
    class Good {
        @Test
        @Tag("S4")
        void withAPasswordOverUdp() throws Exception {
            start();
            try (var alice = user("alice", "secret"); var web = web()) {
                converse(alice, web);
            }
            assertEquals(3, kdc.requests(Transport.UDP));
            assertEquals(0, kdc.requests(Transport.TCP));
        }

        @Test
        void withAPasswordOverTcp() throws Exception {
            start(EmbeddedKdc.builder("EXAMPLE.COM"), Transport.TCP);
            try (var alice = user("EXAMPLE.COM\\alice", "secret"); var web = web()) {
                converse(alice, web);
            }
            assertEquals(0, kdc.requests(Transport.UDP));
            assertEquals(3, kdc.requests(Transport.TCP));
        }

        @Test
        void withRepliesTooBigForADatagram() throws Exception {
            start(EmbeddedKdc.builder("EXAMPLE.COM").maxUdpReply(0), Transport.UDP);
            try (var alice = user("alice@EXAMPLE.COM", "secret"); var web = web()) {
                converse(alice, web);
            }
            assertEquals(3, kdc.requests(Transport.UDP));
            assertEquals(3, kdc.requests(Transport.TCP));
        }

        @Test
        @DisplayName("with a keytab: two round trips in all")
        void withAKeytab() throws Exception {
            start();
            var file = kdc.keytab("batch/jobs.example.com", folder.resolve("batch.keytab"));
            try (var batch = Sspi.acquireCredentialsHandle(
                            "Kerberos", CredentialUse.OUTBOUND, Identity.keytab("batch/jobs.example.com", file), config);
                    var web = web()) {
                converse(batch, web);
            }
            assertEquals(2, kdc.requests(Transport.UDP));
        }

        @Test
        void withAKeyOfTheWeakerTypeOnly() throws Exception {
            start();
            kdc.addService("old/jobs.example.com", 17);
            var file = kdc.keytab("old/jobs.example.com", folder.resolve("old.keytab"));
            try (var old = Sspi.acquireCredentialsHandle("Kerberos", CredentialUse.OUTBOUND, Identity.keytab(file), config);
                    var web = web()) {
                converse(old, web);
            }
            assertEquals(2, kdc.requests(Transport.UDP));
        }

        @Test
        void withoutPreAuthentication() throws Exception {
            start(EmbeddedKdc.builder("EXAMPLE.COM").preAuthentication(false), Transport.UDP);
            try (var alice = user("alice", "secret"); var web = web()) {
                converse(alice, web);
            }
            assertEquals(2, kdc.requests(Transport.UDP));
        }

        @Test
        void theTicketsAreUsedAgain() throws Exception {
            start();
            try (var alice = user("alice", "secret"); var web = web()) {
                for (int i = 0; i < 20; i++) {
                    converse(alice, web);
                }
            }
            assertEquals(3, kdc.requests(Transport.UDP));
        }

        @Test
        void aLogonBeforeTheFirstContextTellsWhenItEnds() throws Exception {
            start(EmbeddedKdc.builder("EXAMPLE.COM").ticketLifetime(Duration.ofHours(2)), Transport.UDP);
            try (var alice = user("alice", "secret")) {
                assertEquals(Instant.MAX, alice.expiry());
                alice.logon();
                assertEquals(2, kdc.requests(Transport.UDP));
                var left = Duration.between(Instant.now(), alice.expiry());
                assertTrue(left.compareTo(Duration.ofHours(2)) <= 0 && left.compareTo(Duration.ofMinutes(119)) > 0, left + "");
            }
        }

        @Test
        void aContextGoesOnWhenItsCredentialIsClosed() throws Exception {
            start();
            try (var web = web()) {
                var alice = user("alice", "secret");
                var first = begin(alice);
                var accepted = Sspi.acceptSecurityContext(web, null, Set.of(), first.token());
                var other = user("alice", "secret");
                var done = Sspi.initializeSecurityContext(alice, first.context(), WEB, FLAGS, accepted.token());
                alice.close();
                other.close();
                send(done.context(), accepted.context(), "still there");
            }
        }

        @Test
        @Tag("S3")
        void withTheHandleThatTheThreadsSubjectHolds() throws Exception {
            start();
            try (var alice = user("alice", "secret"); var web = web()) {
                var subject = new Subject();
                subject.getPrivateCredentials().add(alice);
                alice.logon();
                try (var own = Subjects.callAs(
                        subject, () -> Sspi.acquireCredentialsHandle("Kerberos", CredentialUse.OUTBOUND, null, config))) {
                    alice.close();
                    converse(own, web);
                }
            }
            assertEquals(3, kdc.requests(Transport.UDP));
        }

        @Test
        @Tag("S3")
        void withTheTicketsThatTheThreadsSubjectHolds() throws Exception {
            start();
            var subject = new Subject();
            try (var alice = user("alice", "secret")) {
                alice.logon();
                alice.publish(subject);
            }
            try (var web = web();
                    var own = Subjects.callAs(
                            subject, () -> Sspi.acquireCredentialsHandle("Kerberos", CredentialUse.OUTBOUND, null, config))) {
                assertEquals(Optional.of("alice@EXAMPLE.COM"), own.name());
                converse(own, web);
            }
            assertEquals(3, kdc.requests(Transport.UDP));
        }

        @Test
        void theAcceptorKnowsTheClient() throws Exception {
            start();
            try (var alice = user("alice", "secret"); var web = web()) {
                var accepted = Sspi.acceptSecurityContext(web, null, Set.of(), begin(alice).token());
                assertEquals(
                        "alice@EXAMPLE.COM", accepted.context().callAs(() -> Sspi.threadToken().orElseThrow()).userName());
            }
        }

        @Test
        void aTaskOnAnotherThreadActsAsTheClient() throws Exception {
            start();
            try (var alice = user("alice", "secret"); var web = web()) {
                var context = Sspi.acceptSecurityContext(web, null, Set.of(), begin(alice).token()).context();
                Callable<String> task = context.wrap(() -> Sspi.threadToken().orElseThrow().userName());
                context.close();
                for (var way : Elsewhere.known()) {
                    assertEquals("alice@EXAMPLE.COM", way.run(task));
                }
            }
        }

        @Test
        @Tag("S141")
        void withTheTokenOfALogon() throws Exception {
            start();
            try (var alice = user("alice", "secret"); var web = web()) {
                var token = alice.accessToken();
                assertEquals("alice@EXAMPLE.COM", token.userName());
                Sspi.callAs(token, () -> {
                    try (var own = Sspi.acquireCredentialsHandle("Kerberos", CredentialUse.OUTBOUND, null, config)) {
                        converse(own, web);
                    }
                    assertEquals(1, Subjects.current().getPrivateCredentials(KerberosTicket.class).size(), "for other libraries");
                    return null;
                });
                try (var impersonation = Sspi.impersonateLoggedOnUser(token)) {
                    assertEquals(Optional.of(token.subject()), Sspi.effectiveSubject());
                }
            }
        }

        @Test
        void aLogonThatFailsMakesNoToken() throws Exception {
            start();
            try (var alice = user("alice", "wrong"); var web = web()) {
                refusal(SecurityStatus.SEC_E_LOGON_DENIED, alice::accessToken);
                refusal(SecurityStatus.SEC_E_NO_CREDENTIALS, web::accessToken);
            }
        }
    }

    @Nested
    @DisplayName("what goes wrong says so")
    class Bad {
        @Test
        @Tag("S45")
        void aThreadThatActsAsSomebodyWithoutCredentialsHasNone() throws Exception {
            start();
            var nobody = new Subject();
            refusal(SecurityStatus.SEC_E_NO_CREDENTIALS, () -> Subjects.callAs(
                    nobody, () -> Sspi.acquireCredentialsHandle("Kerberos", CredentialUse.OUTBOUND, null, config)));
        }

        @Test
        @Tag("S111")
        void aWrongPassword() throws Exception {
            start();
            try (var alice = user("alice", "wrong")) {
                says(refusal(SecurityStatus.SEC_E_LOGON_DENIED, alice::logon), "alice@EXAMPLE.COM", "wrong");
                refusal(SecurityStatus.SEC_E_LOGON_DENIED, () -> begin(alice));
            }
        }

        @Test
        void anUnknownUser() throws Exception {
            start();
            try (var nobody = user("nobody", "secret")) {
                says(refusal(SecurityStatus.SEC_E_LOGON_DENIED, () -> begin(nobody)), "nobody@EXAMPLE.COM", "no such user");
            }
        }

        @Test
        void aDisabledUser() throws Exception {
            start();
            kdc.disable("alice");
            try (var alice = user("alice", "secret")) {
                says(refusal(SecurityStatus.SEC_E_LOGON_DENIED, () -> begin(alice)), "alice@EXAMPLE.COM", "disabled");
            }
        }

        @Test
        @Tag("S114")
        void anUnknownService() throws Exception {
            start();
            try (var alice = user("alice", "secret")) {
                says(
                        refusal(SecurityStatus.SEC_E_TARGET_UNKNOWN, () -> Sspi.initializeSecurityContext(
                                alice, null, "HTTP/none.example.com", FLAGS, NOTHING)),
                        "HTTP/none.example.com@EXAMPLE.COM", "registered");
            }
        }

        @Test
        void aClockOfTheKdcThatIsAhead() throws Exception {
            start(EmbeddedKdc.builder("EXAMPLE.COM").clockOffset(Duration.ofMinutes(20)), Transport.UDP);
            config = config.toBuilder().kdcTimesync(false).build();
            try (var alice = user("alice", "secret")) {
                var failure = refusal(SecurityStatus.SEC_E_TIME_SKEW, () -> begin(alice));
                assertTrue(failure.getMessage().matches("(?s).*(1199|1200) s ahead of ours.*"), failure.getMessage());
            }
        }

        @Test
        void aClockOfTheKdcThatIsBehind() throws Exception {
            start(EmbeddedKdc.builder("EXAMPLE.COM").clockOffset(Duration.ofMinutes(-20)).preAuthentication(false), Transport.UDP);
            config = config.toBuilder().kdcTimesync(false).build();
            try (var alice = user("alice", "secret")) {
                var failure = refusal(SecurityStatus.SEC_E_TIME_SKEW, () -> begin(alice));
                assertTrue(failure.getMessage().matches("(?s).*120[0-2] s behind ours.*"), failure.getMessage());
            }
        }

        @Test
        void aClockOfTheKdcThatIsAheadCounts() throws Exception {
            start(EmbeddedKdc.builder("EXAMPLE.COM").clockOffset(Duration.ofMinutes(20)), Transport.UDP);
            try (var alice = user("alice", "secret")) {
                var decisions = begin(alice).context().decisions().toString();
                assertTrue(decisions.contains("The KDC's clock is "), decisions);
            }
        }

        @Test
        void aClockOfTheAcceptorThatIsOff() throws Exception {
            start();
            var elsewhere = new Engine(
                    List.of(new KerberosPackage()), new SocketKdcTransport(), new Shifted(Duration.ofMinutes(20)),
                    PrivilegePolicy.STANDARD);
            try (var alice = user("alice", "secret");
                    var web = elsewhere.acquire("Kerberos", CredentialUse.INBOUND, Identity.keytab(keytab), config)) {
                byte[] token = begin(alice).token();
                var failure = refusal(SecurityStatus.SEC_E_TIME_SKEW, () -> elsewhere.accept(
                        web, null, Set.of(), List.of(SecBuffer.token(token))));
                assertTrue(failure.getMessage().matches("(?s).*(119\\d|120\\d) s behind ours.*"), failure.getMessage());
            }
        }

        @Test
        @Tag("S19")
        @Tag("S112")
        void aKdcThatIsStopped() throws Exception {
            start();
            try (var alice = user("alice", "secret")) {
                kdc.close();
                says(
                        refusal(SecurityStatus.SEC_E_NO_AUTHENTICATING_AUTHORITY, () -> begin(alice)),
                        "EXAMPLE.COM", "127.0.0.1:" + kdc.tcpAddress().getPort(), folder.resolve("krb5.conf").toString());
            }
        }

        @Test
        void aTicketGoesOnWithoutAKdc() throws Exception {
            start();
            try (var alice = user("alice", "secret"); var web = web()) {
                converse(alice, web);
                kdc.close();
                converse(alice, web);
            }
        }

        @Test
        void aServiceKeyThatTheAcceptorDoesNotHaveYet() throws Exception {
            start();
            kdc.rotateKey(WEB);
            try (var alice = user("alice", "secret"); var web = web()) {
                byte[] token = begin(alice).token();
                says(
                        refusal(SecurityStatus.SEC_E_NO_CREDENTIALS, () -> Sspi.acceptSecurityContext(web, null, Set.of(), token)),
                        "HTTP/web.example.com@EXAMPLE.COM", "version 2", "version 1", keytab.toString());
            }
        }

        @Test
        void aChangedPasswordIsTheNextLogons() throws Exception {
            start();
            try (var old = user("alice", "secret")) {
                old.logon();
                kdc.setPassword("alice", "another");
                begin(old);
                try (var wrong = user("alice", "secret"); var right = user("alice", "another")) {
                    refusal(SecurityStatus.SEC_E_LOGON_DENIED, wrong::logon);
                    right.logon();
                }
            }
        }
    }

    /** Another machine's clock. */
    private record Shifted(Clock clock, RandomGenerator random, ReplayCache replayCache) implements Facilities {
        Shifted(Duration offset) {
            this(Clock.offset(Clock.systemUTC(), offset), new Random(1), (digest, time, now, until) -> true);
        }
    }
}
