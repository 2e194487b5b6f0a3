package org.sspi4j.kerberos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.api.CredentialUse.OUTBOUND;
import static org.sspi4j.fixture.ScriptedKdc.ALICE;
import static org.sspi4j.fixture.ScriptedKdc.WEB;
import static org.sspi4j.kerberos.Client.keytab;
import static org.sspi4j.kerberos.Client.refusal;
import static org.sspi4j.kerberos.Client.says;
import static org.sspi4j.kerberos.etype.EncryptionType.AES256_CTS_HMAC_SHA1_96;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.sspi4j.api.Identity;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.engine.Drive;
import org.sspi4j.fixture.ScriptedKdc;
import org.sspi4j.kerberos.message.ErrorCode;
import org.sspi4j.kerberos.message.KdcOptions;
import org.sspi4j.kerberos.message.KdcReq;
import org.sspi4j.kerberos.message.TgsReq;
import org.sspi4j.kerberos.message.TicketFlags;
import org.sspi4j.kerberos.store.CredentialCache;
import org.sspi4j.spi.Decisions;
import org.sspi4j.spi.Facilities;
import org.sspi4j.spi.ReplayCache;

/** A ticket-granting ticket of 10 hours, renewable for a week. */
class LogonTest {
    private static final Path FILE = Path.of("/the/cache");
    private static final Duration LIFE = Duration.ofHours(10);
    private static final Duration WEEK = Duration.ofDays(7);
    /** Any ticket is due by then. */
    private static final Duration NEAR_THE_END = Duration.ofHours(9).plusMinutes(5);

    private final Client client = new Client();
    private final KerberosCredential alice = client.credential(keytab(AES256_CTS_HMAC_SHA1_96));

    @BeforeEach
    void theKdcMakesRenewableTickets() {
        client.kdc.lie(reply -> {
            if (reply.isAs() || isRenewal(reply.sname.nameString().get(0))) {
                reply.flags |= TicketFlags.RENEWABLE;
                reply.renewTill = Optional.of(Client.now().plus(WEEK));
            }
        });
    }

    private static boolean isRenewal(String service) {
        return service.equals("krbtgt");
    }

    private ServiceTicket tgt(KerberosCredential credential) throws SspiException {
        return Drive.sync(credential.tgt(client.facilities), client.kdc);
    }

    private List<String> asked() {
        return client.kdc.requests().stream().map(LogonTest::kind).toList();
    }

    private static String kind(KdcReq request) {
        return request instanceof TgsReq ? (request.reqBody().kdcOptions() & KdcOptions.RENEW) != 0 ? "renew" : "TGS" : "AS";
    }

    private void refuse(Class<? extends KdcReq> type) {
        client.kdc.script(request -> type.isInstance(request)
                ? Optional.of(client.kdc.error(ErrorCode.KDC_ERR_SVC_UNAVAILABLE))
                : Optional.empty());
    }

    private void cacheHolds(ServiceTicket... tickets) {
        var stored = List.of(tickets).stream().map(StoredTickets::stored).toList();
        client.kdc.file(FILE, CredentialCache.of(StoredTickets.stored(ALICE), stored).encode());
    }

    /** What somebody does. */
    @FunctionalInterface
    private interface Deed {
        void happens() throws SspiException;
    }

    /** Something happens before each random number. */
    private record Late(Facilities facilities, Deed before) implements Facilities {
        @Override
        public RandomGenerator random() {
            try {
                before.happens();
            } catch (SspiException e) {
                throw new AssertionError(e);
            }
            return facilities.random();
        }

        @Override
        public Clock clock() {
            return facilities.clock();
        }

        @Override
        public ReplayCache replayCache() {
            return facilities.replayCache();
        }

        @Override
        public Decisions decisions() {
            return facilities.decisions();
        }
    }

    private KerberosCredential ofCache() throws SspiException {
        return client.acquire(OUTBOUND, Identity.ccache(FILE));
    }

    @Nested
    @DisplayName("renewal in passing")
    class InPassing {
        @Test
        void nobodyRenewsBeforeThreeQuartersAreOver() throws Exception {
            var first = tgt(alice);
            client.facilities.pass(LIFE.multipliedBy(3).dividedBy(4).minusSeconds(1));
            assertSame(first, tgt(alice));
            assertEquals(List.of("AS"), asked());
        }

        @Test
        void afterNineTenthsEverybodyDoes() throws Exception {
            var first = tgt(alice);
            client.facilities.pass(NEAR_THE_END);
            var second = tgt(alice);
            assertTrue(second.endtime().isAfter(first.endtime()));
            assertEquals(List.of("AS", "renew"), asked());
            assertSame(second, tgt(alice));
        }

        @Test
        void twoProcessesDoNotDoItTogether() throws Exception {
            var tgt = client.tgt();
            assertNotSame(
                    Replacement.of(tgt, client.facilities.random()).at(), Replacement.of(tgt, client.facilities.random()).at());
            for (int i = 0; i < 1000; i++) {
                var after = Duration.between(tgt.starttime(), Replacement.of(tgt, client.facilities.random()).at());
                assertTrue(after.compareTo(Duration.ofMinutes(450)) >= 0 && after.compareTo(Duration.ofMinutes(540)) <= 0);
            }
        }

        /** The moment of a renewal is drawn between the look at the ticket and the question: somebody else asks just then. */
        @Test
        void whatSomebodyElseRenewedMeanwhileIsNotRenewedAgain() throws Exception {
            cacheHolds(client.tgt());
            client.kdc.readOnly();
            var credential = ofCache();
            client.facilities.pass(NEAR_THE_END);
            var theirs = new AtomicReference<ServiceTicket>();
            var late = new Late(client.facilities, () -> {
                if (theirs.get() == null) {
                    theirs.set(tgt(credential));
                }
            });
            assertSame(Drive.sync(credential.tgt(late), client.kdc), theirs.get());
            assertEquals(List.of("AS", "renew"), asked());
        }

        @Test
        void usingAServiceTicketRenewsToo() throws Exception {
            var web = client.ticket(alice, WEB);
            client.facilities.pass(NEAR_THE_END);
            assertSame(web, client.ticket(alice, WEB));
            assertEquals(List.of("AS", "TGS", "renew"), asked());
        }

        @Test
        void aTicketThatIsNotRenewableIsReplacedByAnotherLogon() throws Exception {
            client.kdc.lie(reply -> {});
            tgt(alice);
            client.facilities.pass(NEAR_THE_END);
            tgt(alice);
            assertEquals(List.of("AS", "AS"), asked());
        }

        @Test
        void aTicketThatEndsWithItsRenewabilityIsNotRenewed() throws Exception {
            client.kdc.lie(reply -> {
                reply.flags |= TicketFlags.RENEWABLE;
                reply.renewTill = Optional.of(reply.endtime);
            });
            tgt(alice);
            client.facilities.pass(NEAR_THE_END);
            tgt(alice);
            assertEquals(List.of("AS", "AS"), asked());
        }

        @Test
        void whatCannotBeRenewedIsGotByLoggingOn() throws Exception {
            tgt(alice);
            client.facilities.pass(NEAR_THE_END);
            refuse(TgsReq.class);
            tgt(alice);
            assertEquals(List.of("AS", "renew", "AS"), asked());
        }

        @Test
        void aFailureIsNoneAsLongAsTheTicketHoldsAndIsNotRepeatedAtOnce() throws Exception {
            var first = tgt(alice);
            client.facilities.pass(NEAR_THE_END);
            refuse(KdcReq.class);
            assertSame(first, tgt(alice));
            assertSame(first, tgt(alice));
            client.facilities.pass(Duration.ofSeconds(29));
            assertSame(first, tgt(alice));
            assertEquals(List.of("AS", "renew", "AS"), asked());
            client.facilities.pass(Duration.ofSeconds(9));
            assertSame(first, tgt(alice));
            assertEquals(List.of("AS", "renew", "AS", "renew", "AS"), asked());
            client.facilities.pass(Duration.ofSeconds(59));
            assertSame(first, tgt(alice));
            assertEquals(5, client.kdc.requests().size());
            client.kdc.script(request -> Optional.empty());
            client.facilities.pass(Duration.ofSeconds(20));
            assertNotSame(first, tgt(alice));
        }

        @Test
        void ofManyThreadsOneAsksAndTheOthersGoOn() throws Exception {
            var first = tgt(alice);
            client.facilities.pass(NEAR_THE_END);
            var others = new CountDownLatch(63);
            client.kdc.script(request -> {
                try {
                    others.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                return Optional.empty();
            });
            var threads = Executors.newFixedThreadPool(64);
            try {
                Callable<ServiceTicket> task = () -> {
                    var tgt = tgt(alice);
                    others.countDown();
                    return tgt;
                };
                int renewed = 0;
                for (var answer : threads.invokeAll(Collections.nCopies(64, task))) {
                    renewed += answer.get() == first ? 0 : 1;
                }
                assertEquals(1, renewed);
            } finally {
                threads.shutdownNow();
            }
            assertEquals(List.of("AS", "renew"), asked());
        }
    }

    @Nested
    @DisplayName("CredHandle.renew")
    class Now {
        @Test
        void renewsAtOnce() throws Exception {
            var first = tgt(alice);
            client.facilities.pass(Duration.ofMinutes(1));
            var end = Drive.sync(new KerberosPackage().renew(alice, client.facilities), client.kdc);
            assertEquals(first.endtime().plusSeconds(60), end);
            assertEquals(List.of("AS", "renew"), asked());
        }

        @Test
        void whatIsNotRenewableIsNoCredentials() throws Exception {
            client.kdc.lie(reply -> {});
            tgt(alice);
            says(refusal(SecurityStatus.SEC_E_NO_CREDENTIALS,
                    () -> Drive.sync(new KerberosPackage().renew(alice, client.facilities), client.kdc)), "renew_lifetime");
        }
    }

    @Nested
    @DisplayName("many threads, one question")
    class Once {
        private void sixtyFour(Callable<ServiceTicket> task) throws Exception {
            var threads = Executors.newFixedThreadPool(64);
            try {
                var answers = threads.invokeAll(Collections.nCopies(64, task));
                for (var answer : answers) {
                    assertSame(answers.get(0).get(), answer.get());
                }
            } finally {
                threads.shutdownNow();
            }
        }

        @Test
        void forTheLogon() throws Exception {
            sixtyFour(() -> tgt(alice));
            assertEquals(List.of("AS"), asked());
        }

        @Test
        void forAService() throws Exception {
            sixtyFour(() -> client.ticket(alice, WEB));
            assertEquals(List.of("AS", "TGS"), asked());
        }
    }

    @Nested
    @DisplayName("a credential cache")
    class OfACache {
        @Test
        void getsTheTicketsThatAreFetchedWithIt() throws Exception {
            cacheHolds(client.tgt());
            client.ticket(ofCache(), WEB);
            var cache = CredentialCache.decode(client.kdc.fileAt(FILE).orElseThrow());
            assertEquals(
                    List.of("krbtgt/EXAMPLE.COM@EXAMPLE.COM", WEB.toString()),
                    cache.credentials().stream().map(stored -> stored.server().toString()).toList());
            client.kdc.requests().clear();
            client.ticket(ofCache(), WEB);
            assertEquals(List.of(), asked());
        }

        @Test
        void thatCannotBeWrittenDoesNotMatter() throws Exception {
            cacheHolds(client.tgt());
            client.kdc.readOnly();
            assertEquals(WEB.toString(), client.ticket(ofCache(), WEB).server().toString());
        }

        @Test
        void getsTheRenewedTicket() throws Exception {
            cacheHolds(client.tgt());
            var credential = ofCache();
            client.facilities.pass(NEAR_THE_END);
            tgt(credential);
            client.facilities.pass(Duration.ofMinutes(1));
            var renewed = tgt(credential);
            var stored = CredentialCache.decode(client.kdc.fileAt(FILE).orElseThrow()).credentials();
            assertEquals(1, stored.size());
            assertEquals(renewed.endtime().getEpochSecond(), stored.get(0).endtime());
            assertEquals(List.of("AS", "renew"), asked());
        }

        @Test
        void thatSomebodyElseRenewedIsReadAgain() throws Exception {
            cacheHolds(client.tgt());
            var credential = ofCache();
            client.facilities.pass(LIFE);
            var newer = client.tgt();
            cacheHolds(newer);
            client.kdc.requests().clear();
            assertEquals(newer.endtime(), tgt(credential).endtime());
            assertEquals(List.of(), asked());
        }

        @Test
        void thatSomebodyElseRenewedTellsTheKdcsTimeToo() throws Exception {
            cacheHolds(client.tgt());
            var credential = ofCache();
            client.facilities.pass(LIFE);
            client.kdc.file(FILE, CredentialCache.of(StoredTickets.stored(ALICE), List.of(StoredTickets.stored(client.tgt())))
                    .ahead(Duration.ofMinutes(20))
                    .encode());
            tgt(credential);
            var now = client.facilities.clock().instant();
            assertEquals(now.plus(Duration.ofMinutes(20)), credential.clientSide(client.facilities).clock().instant());
        }

        @Test
        void thatHasNoTicketByNowSaysWhatToDo() throws Exception {
            client.kdc.lie(reply -> {});
            cacheHolds(client.tgt());
            var credential = ofCache();
            client.facilities.pass(LIFE);
            says(refusal(SecurityStatus.SEC_E_NO_CREDENTIALS, () -> tgt(credential)), "ended at", "kinit");
        }

        @Test
        @DisplayName("CVE-2019-2949: what a service got on behalf of a user is not its own")
        void ofAServiceThatImpersonates() throws Exception {
            var evidence = client.ticket(alice, WEB);
            var others = client.ticket(alice, ScriptedKdc.principal("cifs/files.example.com@EXAMPLE.COM"));
            var plain = CredentialCache.of(
                    StoredTickets.stored(ALICE), List.of(StoredTickets.stored(evidence), StoredTickets.stored(others)));
            var impersonator = new CredentialCache.Configuration(
                    "proxy_impersonator", Optional.empty(), WEB.toString().getBytes(StandardCharsets.UTF_8));
            client.kdc.file(FILE, new CredentialCache(
                    plain.kdcTimeOffset(), plain.defaultPrincipal(), plain.credentials(), List.of(impersonator), 0).encode());
            assertEquals(
                    List.of("cifs/files.example.com@EXAMPLE.COM"),
                    ofCache().tickets().all().stream().map(ticket -> ticket.server().toString()).toList());
        }
    }

    @Nested
    @DisplayName("CredHandle.saveTo")
    class Saving {
        @Test
        void makesACacheThatAnotherCredentialReads() throws Exception {
            client.ticket(alice, WEB);
            var name = Drive.sync(
                    new KerberosPackage().saveTo("FILE:" + FILE, alice, client.facilities), client.kdc);
            assertEquals("FILE:" + FILE, name);
            client.kdc.requests().clear();
            client.ticket(ofCache(), WEB);
            assertEquals(List.of(), asked());
            var first = CredentialCache.decode(client.kdc.fileAt(FILE).orElseThrow()).credentials().get(0);
            assertEquals("krbtgt/EXAMPLE.COM@EXAMPLE.COM", first.server().toString());
        }

        @Test
        void withoutTicketsIsNoCredentials() {
            says(refusal(SecurityStatus.SEC_E_NO_CREDENTIALS,
                    () -> new KerberosPackage().saveTo("FILE:" + FILE, alice, client.facilities)), "log on first");
        }
    }

    @Nested
    @DisplayName("the tickets that are kept")
    class Kept {
        @Test
        void areLimitedInNumberAndTheTicketGrantingTicketStays() throws Exception {
            var tgt = tgt(alice);
            for (int i = 0; i < 3000; i++) {
                alice.tickets().add(ticket(tgt, "HTTP/web" + i + ".example.com@EXAMPLE.COM"));
            }
            assertTrue(alice.tickets().all().size() <= 1024, "" + alice.tickets().all().size());
            assertSame(tgt, tgt(alice));
        }

        @Test
        void thatHaveEndedGoFirst() throws Exception {
            var tgt = tgt(alice);
            for (int i = 0; i < 1000; i++) {
                alice.tickets().add(ticket(tgt, "HTTP/old" + i + ".example.com@EXAMPLE.COM"));
            }
            client.facilities.pass(LIFE);
            var next = tgt(alice);
            for (int i = 0; i < 500; i++) {
                alice.tickets().add(ticket(next, "HTTP/new" + i + ".example.com@EXAMPLE.COM"));
            }
            assertEquals(500, alice.tickets().all().stream().filter(kept -> kept.server().toString().startsWith("HTTP/new")).count());
        }

        private ServiceTicket ticket(ServiceTicket tgt, String server) {
            return new ServiceTicket(
                    tgt.client(), ScriptedKdc.principal(server), tgt.ticket(), tgt.sessionKey().copy(), 0,
                    tgt.authtime(), tgt.starttime(), tgt.endtime(), Optional.empty());
        }
    }
}
