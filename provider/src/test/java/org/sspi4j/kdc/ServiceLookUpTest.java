package org.sspi4j.kdc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.kdc.Asking.REALM;
import static org.sspi4j.kdc.Asking.REPLY;
import static org.sspi4j.kdc.Asking.answering;
import static org.sspi4j.kdc.Asking.at;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.KdcAddress;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.config.KerberosConfigBuilder;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;

@DisplayName("RFC 4120 7.2.3.2 KDCs found by SRV records")
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class ServiceLookUpTest {
    private static final String UDP = "_kerberos._udp." + REALM;
    private static final String TCP = "_kerberos._tcp." + REALM;

    private final Asking asking = new Asking();
    private final StubDns dns = new StubDns();

    @AfterEach
    void close() throws Exception {
        dns.close();
        asking.close();
    }

    private KerberosConfigBuilder found() {
        return KerberosConfig.builder().defaultRealm(REALM).nameServers(dns.address());
    }

    private byte[] exchange() throws Exception {
        return asking.exchange(KdcService.KDC, found().build());
    }

    private void says(String... parts) {
        var message = asking.failure(KdcService.KDC, found().build()).getMessage();
        for (var part : parts) {
            assertTrue(message.contains(part), "\"" + part + "\" in: " + message);
        }
    }

    @Test
    void aRealmThatTheConfigurationDoesNotNameIsLookedUp() throws Exception {
        try (var kdc = answering(REPLY)) {
            dns.srv(UDP, 0, 0, kdc.port(), "127.0.0.1.");
            assertArrayEquals(REPLY, exchange());
            assertEquals(new TreeSet<>(List.of("udp " + UDP, "udp " + TCP)), new TreeSet<>(dns.asked));
        }
    }

    @Test
    void aRealmThatTheConfigurationNamesIsNotLookedUp() throws Exception {
        try (var kdc = answering(REPLY)) {
            asking.exchange(KdcService.KDC, found().kdc(REALM, at(kdc)).build());
            assertEquals(List.of(), dns.asked);
        }
    }

    @Test
    @DisplayName("dns_lookup_kdc = false asks nobody, and the failure says so")
    void nobodyIsAskedIfTheConfigurationSaysSo() {
        var failure = asking.failure(KdcService.KDC, found().dnsLookupKdc(false).build());
        assertTrue(failure.getMessage().contains("dns_lookup_kdc is false"), failure.getMessage());
        assertEquals(List.of(), dns.asked);
    }

    @Test
    void serversAreAskedInTheOrderOfTheirPriorities() throws Exception {
        try (var first = answering(REPLY); var second = answering(REPLY)) {
            dns.srv(UDP, 20, 100, second.port(), "127.0.0.1.").srv(UDP, 10, 0, first.port(), "127.0.0.1.");
            exchange();
            assertEquals(1, first.clients().size());
            assertTrue(second.clients().isEmpty());
        }
    }

    @Test
    void whatDnsSaidIsRememberedForItsTime() throws Exception {
        try (var kdc = answering(REPLY)) {
            dns.srv(UDP, 0, 0, kdc.port(), "127.0.0.1.");
            exchange();
            asking.time.pass(Duration.ofSeconds(29));
            exchange();
            assertEquals(2, dns.asked.size());
            asking.time.pass(Duration.ofSeconds(2));
            exchange();
            assertEquals(3, dns.asked.size(), "no such name: 30 s");
            asking.time.pass(Duration.ofSeconds(StubDns.TTL));
            exchange();
            assertEquals(5, dns.asked.size());
        }
    }

    @Test
    void aNameThatIsNotThereIsToldWithWhatToDo() {
        says("[realms] has no kdc of it in code", UDP + ": no such name", TCP + ": no such name", "Add kdc = host");
    }

    @Test
    @DisplayName("RFC 2782: a target of . means that there is no such service")
    void theServiceMayBeDeclaredAbsent() throws Exception {
        dns.srv(UDP, 0, 0, 88, ".").srv(TCP, 0, 0, 88, ".");
        says(UDP + ": the domain says that it has no such service");
    }

    @Test
    void anAnswerThatIsTooBigForADatagramComesOverTcp() throws Exception {
        try (var kdc = answering(REPLY)) {
            dns.truncates = true;
            dns.srv(UDP, 0, 0, kdc.port(), "127.0.0.1.");
            assertArrayEquals(REPLY, exchange());
            assertEquals(new TreeSet<>(List.of("tcp " + UDP, "tcp " + TCP)), new TreeSet<>(dns.asked));
        }
    }

    @Test
    void answersToOtherQuestionsAreNotTaken() throws Exception {
        try (var kdc = answering(REPLY)) {
            dns.sendsJunk = true;
            dns.srv(UDP, 0, 0, kdc.port(), "127.0.0.1.");
            assertArrayEquals(REPLY, exchange());
        }
    }

    @Test
    void aNameServerThatFailsIsFollowedByTheNextOne() throws Exception {
        try (var kdc = answering(REPLY); var failing = new StubDns()) {
            failing.refuses = Rcode.SERVFAIL;
            dns.srv(UDP, 0, 0, kdc.port(), "127.0.0.1.");
            asking.exchange(KdcService.KDC, found().nameServers(failing.address(), dns.address()).build());
            assertEquals(2, failing.asked.size());
        }
    }

    @Test
    void silentNameServersAreToldAndKeptToTheDeadline() throws Exception {
        try (var silent = Asking.silent()) {
            long begun = asking.time.nanoTime();
            var failure = asking.failure(
                    KdcService.KDC, found().nameServers(new InetSocketAddress("127.0.0.1", silent.port())).build());
            assertEquals(10_000, asking.since(begun));
            assertTrue(failure.getMessage().contains("no name server answers"), failure.getMessage());
            assertTrue(failure.getMessage().contains(at(silent) + ": no answer over UDP"), failure.getMessage());
        }
    }

    @Test
    void aRealmThatIsNoNameOfDnsIsNotAskedFor() {
        var realm = "X".repeat(64);
        var failure = assertThrows(
                SspiException.class,
                () -> new SocketKdcTransport().exchange(new KdcRequest(
                        found().build(), realm, KdcService.KDC, Asking.REQUEST, System.nanoTime() + 1_000_000_000L)));
        assertTrue(failure.getMessage().contains("cannot be in DNS"), failure.getMessage());
        assertEquals(List.of(), dns.asked);
    }

    @Test
    void mutatedAnswersAreTakenOrNotButNothingElse() throws Exception {
        var query = new SrvQuery(UDP + ".");
        var answer = new Message(query.wire());
        answer.getHeader().setFlag(Flags.QR);
        answer.addRecord(
                new SRVRecord(
                        Name.fromString(UDP + "."), 1, 60, 1, 2, 88, Name.fromString("kdc.example.com.")),
                Section.ANSWER);
        byte[] wire = answer.toWire();
        assertTrue(query.isWhole(wire));
        var random = new Random(7);
        int whole = 0;
        for (int i = 0; i < 50_000; i++) {
            byte[] mutated = Arrays.copyOf(wire, wire.length - random.nextInt(3));
            for (int n = random.nextInt(4); n >= 0; n--) {
                mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
            }
            if (query.isWhole(mutated)) {
                whole++;
                query.isTooBig(mutated);
                query.isUnavailable(mutated);
                query.found(mutated);
            }
        }
        assertTrue(whole > 100, "read " + whole);
    }

    @Nested
    @DisplayName("RFC 2782 weights")
    class Weights {
        private List<ServiceRecord> records(int... weights) {
            return IntStream.range(0, weights.length)
                    .mapToObj(i -> new ServiceRecord(1, weights[i], 88, "host" + i))
                    .toList();
        }

        /** The number that is drawn each time, as far as it may be. */
        private RandomGenerator drawing(int number) {
            return new RandomGenerator() {
                @Override
                public long nextLong() {
                    return number;
                }

                @Override
                public int nextInt(int bound) {
                    return Math.min(number, bound - 1);
                }
            };
        }

        private List<String> ordered(RandomGenerator random, int... weights) {
            return ServiceRecord.ordered(records(weights), random).stream().map(ServiceRecord::host).toList();
        }

        @Test
        void theFirstWhoseRunningSumReachesTheNumberIsChosen() {
            assertEquals(List.of("host0", "host1", "host2"), ordered(drawing(0), 0, 10, 20));
            assertEquals(List.of("host1", "host2", "host0"), ordered(drawing(10), 0, 10, 20));
            assertEquals(List.of("host2", "host1", "host0"), ordered(drawing(11), 0, 10, 20));
            assertEquals(List.of("host2", "host1", "host0"), ordered(drawing(30), 0, 10, 20));
        }

        @Test
        void chancesAreInProportion() {
            var firsts = new HashMap<String, Integer>();
            var random = new Random(1);
            for (int i = 0; i < 10_000; i++) {
                firsts.merge(ordered(random, 10, 30, 60).get(0), 1, Integer::sum);
            }
            assertEquals(0.1, firsts.get("host0") / 10_000.0, 0.03);
            assertEquals(0.3, firsts.get("host1") / 10_000.0, 0.03);
            assertEquals(0.6, firsts.get("host2") / 10_000.0, 0.03);
        }

        @Test
        void aLargeWeightOfALowerPriorityChangesNothing() {
            var ordered = ServiceRecord.ordered(
                    List.of(new ServiceRecord(2, 65535, 88, "later"), new ServiceRecord(1, 0, 88, "first")), drawing(65535));
            assertEquals("first", ordered.get(0).host());
        }
    }

    @Test
    void aServerInBothListsIsAskedOverBothCarriers() {
        var a = new ServiceRecord(0, 0, 88, "a.test");
        var b = new ServiceRecord(0, 0, 88, "b.test");
        var c = new ServiceRecord(0, 0, 88, "c.test");
        assertEquals(
                List.of(
                        new KdcAddress(KdcAddress.Transport.UDP, "a.test", 88),
                        new KdcAddress(KdcAddress.Transport.ANY, "b.test", 88),
                        new KdcAddress(KdcAddress.Transport.TCP, "c.test", 88)),
                ServiceLookUp.servers(List.of(a, b), List.of(c, b)));
    }

    @Nested
    @DisplayName("_kerberos-master and primary_kdc")
    class Primary {
        private static final String MASTER = "_kerberos-master._udp." + REALM;

        @Test
        void isFoundByARecordOfItsOwn() throws Exception {
            try (var primary = answering(REPLY)) {
                dns.srv(MASTER, 0, 0, primary.port(), "127.0.0.1.");
                assertArrayEquals(REPLY, asking.exchange(KdcService.PRIMARY_KDC, found().build()));
                assertTrue(dns.asked.stream().allMatch(name -> name.contains("_kerberos-master._")), dns.asked::toString);
            }
        }

        @Test
        void isNotLookedForInDnsIfTheOthersAreConfigured() {
            var failure = asking.failure(KdcService.PRIMARY_KDC, found().kdc(REALM, "127.0.0.1:1").build());
            assertTrue(failure.getMessage().contains("Add primary_kdc = host"), failure.getMessage());
            assertEquals(List.of(), dns.asked);
        }

        @Test
        void isNotAskedIfItHasAnsweredAlready() throws Exception {
            try (var kdc = answering(REPLY); var other = answering(REPLY)) {
                var config = found().kdc(REALM, at(kdc)).primaryKdc(REALM, at(other), at(kdc)).build();
                var answered = new Answered();
                asking.exchange(KdcService.KDC, config, answered);
                var failure = assertThrows(SspiException.class, () -> asking.exchange(KdcService.PRIMARY_KDC, config, answered));
                assertTrue(failure.getMessage().contains("the one that answered already"), failure.getMessage());
                assertTrue(other.clients().isEmpty());
                assertArrayEquals(REPLY, asking.exchange(KdcService.PRIMARY_KDC, config, new Answered()), "in another call it is");
                assertEquals(1, other.clients().size());
                assertEquals(1, kdc.clients().size());
            }
        }

        @Test
        void isKnownByItsAddressWhateverItsName() throws Exception {
            var shared = new Shared(
                    new Names(host -> new InetAddress[] {InetAddress.getByName("127.0.0.1")}), new Health(), new NameServers(),
                    Patience.STANDARD, new Random(1));
            var transport = new SocketKdcTransport(shared, new Leased(Waiting.SYSTEM), new IoThread(Waiting.SYSTEM));
            try (var kdc = answering(REPLY)) {
                var config = found().kdc(REALM, at(kdc)).primaryKdc(REALM, "primary.test:" + kdc.port()).build();
                var answered = new Answered();
                assertArrayEquals(REPLY, transport.exchange(request(config, KdcService.KDC, answered)));
                assertThrows(SspiException.class, () -> transport.exchange(request(config, KdcService.PRIMARY_KDC, answered)));
                assertEquals(1, kdc.clients().size());
            }
        }

        @Test
        void isAskedAsOftenAsALogonNeeds() throws Exception {
            try (var kdc = answering(REPLY); var primary = answering(REPLY)) {
                var config = found().kdc(REALM, at(kdc)).primaryKdc(REALM, at(primary)).build();
                var answered = new Answered();
                asking.exchange(KdcService.KDC, config, answered);
                asking.exchange(KdcService.PRIMARY_KDC, config, answered);
                asking.exchange(KdcService.PRIMARY_KDC, config, answered);
                assertEquals(2, primary.clients().size());
            }
        }

        private KdcRequest request(KerberosConfig config, KdcService service, Answered answered) {
            return new KdcRequest(
                    config, REALM, service, Asking.REQUEST, System.nanoTime() + Duration.ofSeconds(20).toNanos(), decision -> {}, answered);
        }
    }

    @Nested
    @DisplayName("A look-up that another one is waiting for")
    class InFlight {
        private final CountDownLatch go = new CountDownLatch(1);
        private final SocketKdcTransport transport = new SocketKdcTransport();

        private KdcRequest request(Duration time) {
            return new KdcRequest(found().build(), REALM, KdcService.KDC, Asking.REQUEST, System.nanoTime() + time.toNanos());
        }

        private void holdAnswers() {
            dns.onQuestion = () -> {
                try {
                    go.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            };
        }

        @Test
        void isNotMadeAgain() throws Exception {
            try (var kdc = answering(REPLY)) {
                dns.srv(UDP, 0, 0, kdc.port(), "127.0.0.1.");
                holdAnswers();
                var first = transport.begin(request(Duration.ofSeconds(20)));
                while (dns.asked.isEmpty()) {
                    Thread.onSpinWait();
                }
                var others = new ArrayList<CompletableFuture<byte[]>>();
                for (int i = 0; i < 100; i++) {
                    others.add(transport.begin(request(Duration.ofSeconds(20))));
                }
                go.countDown();
                assertArrayEquals(REPLY, first.get());
                for (var other : others) {
                    assertArrayEquals(REPLY, other.get());
                }
                assertTrue(new TreeSet<>(dns.asked).size() == 2 && dns.asked.size() < 10, () -> "asked " + dns.asked.size() + " times");
            }
        }

        @Test
        void isMadeByTheNextOneIfThatOneGivesUp() throws Exception {
            try (var kdc = answering(REPLY)) {
                dns.srv(UDP, 0, 0, kdc.port(), "127.0.0.1.");
                holdAnswers();
                var first = transport.begin(request(Duration.ofSeconds(20)));
                while (dns.asked.isEmpty()) {
                    Thread.onSpinWait();
                }
                var second = transport.begin(request(Duration.ofSeconds(20)));
                first.cancel(true);
                go.countDown();
                assertArrayEquals(REPLY, second.get());
            }
        }

        @Test
        void isNotWaitedForBeyondTheOwnDeadline() throws Exception {
            holdAnswers();
            var first = transport.begin(request(Duration.ofSeconds(20)));
            while (dns.asked.isEmpty()) {
                Thread.onSpinWait();
            }
            long begun = System.nanoTime();
            var second = transport.begin(request(Duration.ofMillis(200)));
            var failure = assertThrows(ExecutionException.class, second::get);
            assertTrue(failure.getCause().getMessage().contains("another one's question"), failure::toString);
            assertTrue(System.nanoTime() - begun < Duration.ofSeconds(10).toNanos());
            first.cancel(true);
            go.countDown();
        }
    }
}
