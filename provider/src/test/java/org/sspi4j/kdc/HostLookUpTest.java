package org.sspi4j.kdc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.kdc.Asking.REALM;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.KerberosConfig;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Type;

@DisplayName("what DNS calls a host")
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class HostLookUpTest {
    private static final String REVERSE = "1.2.0.192.in-addr.arpa";
    private static final long TTL = 100;

    private final Asking asking = new Asking();
    private final StubDns dns = new StubDns();

    @AfterEach
    void close() throws Exception {
        dns.close();
        asking.close();
    }

    private KerberosConfig config(boolean rdns) {
        return KerberosConfig.builder().defaultRealm(REALM).nameServers(dns.address()).rdns(rdns).build();
    }

    private Optional<String> name(String host, boolean rdns) throws SspiException {
        return asking.canonicalName(config(rdns), host);
    }

    private static Name name(String text) throws Exception {
        return Name.fromString(text + ".");
    }

    private static ARecord a(String owner) throws Exception {
        return new ARecord(name(owner), DClass.IN, TTL, InetAddress.getByName("192.0.2.1"));
    }

    private static CNAMERecord cname(String owner, String target) throws Exception {
        return new CNAMERecord(name(owner), DClass.IN, TTL, name(target));
    }

    private static PTRRecord ptr(String owner, String target) throws Exception {
        return new PTRRecord(name(owner), DClass.IN, TTL, name(target));
    }

    @Test
    void isWhatItsNameStandsFor() throws Exception {
        dns.says("www.example.com", cname("www.example.com", "lb.example.com"), cname("lb.example.com", "WEB1.example.com"),
                a("WEB1.example.com"));
        assertEquals(Optional.of("web1.example.com"), name("www.example.com", false));
        assertEquals(List.of("udp www.example.com"), dns.asked);
        assertTrue(asking.decisions.get(0).startsWith("The name servers were asked for the host www.example.com: 127.0.0.1:"),
                asking.decisions::toString);
    }

    @Test
    void isItsOwnNameIfThatStandsForNoOther() throws Exception {
        dns.says("web.example.com", a("web.example.com"));
        assertEquals(Optional.of("web.example.com"), name("WEB.example.com", false));
    }

    @Test
    void mayHaveAnAddressOfTheOtherFamilyOnly() throws Exception {
        dns.says("six.example.com", new AAAARecord(name("six.example.com"), DClass.IN, TTL, InetAddress.getByName("2001:db8::1")));
        assertEquals(Optional.of("six.example.com"), name("six.example.com", false));
        assertEquals(2, dns.asked.size());
    }

    @Test
    @DisplayName("with rdns is what its address is called")
    void withRdnsItIsTheNameOfItsAddress() throws Exception {
        dns.says("www.example.com", a("www.example.com")).says(REVERSE, ptr(REVERSE, "host7.example.com"));
        assertEquals(Optional.of("www.example.com"), name("www.example.com", false));
        assertEquals(List.of("udp www.example.com"), dns.asked, "no reverse DNS unless asked");
        assertEquals(Optional.of("host7.example.com"), name("www.example.com", true));
        assertEquals("udp " + REVERSE, dns.asked.get(2));
    }

    @Test
    void withRdnsAndNoNameOfTheAddressIsTheNameOfTheHost() throws Exception {
        dns.says("www.example.com", a("www.example.com"));
        assertEquals(Optional.of("www.example.com"), name("www.example.com", true));
    }

    @Test
    void anAddressHasANameOnlyWithRdns() throws Exception {
        dns.says(REVERSE, ptr(REVERSE, "host7.example.com"));
        assertEquals(Optional.empty(), name("192.0.2.1", false));
        assertEquals(List.of(), dns.asked);
        assertEquals(Optional.of("host7.example.com"), name("192.0.2.1", true));
    }

    @Test
    void namesOfOthersDoNotCount() throws Exception {
        dns.says("www.example.com", cname("mail.example.com", "evil.test"), a("evil.test"));
        assertEquals(Optional.empty(), name("www.example.com", false));
    }

    @Test
    void aNameThatIsNoneOfAHostIsNone() throws Exception {
        dns.says("www.example.com", cname("www.example.com", "evil\\010HTTP.test"), a("evil\\010HTTP.test"));
        assertEquals(Optional.empty(), name("www.example.com", false));
        dns.says("x.example.com", a("x.example.com")).says(REVERSE, ptr(REVERSE, "evil\\064REALM.test"));
        assertEquals(Optional.empty(), name("x.example.com", true));
    }

    @Test
    void anAddressIsNoName() throws Exception {
        dns.says("www.example.com", cname("www.example.com", "192.0.2.7"), a("192.0.2.7"));
        assertEquals(Optional.empty(), name("www.example.com", false));
        dns.says(REVERSE, ptr(REVERSE, "192.0.2.7"));
        assertEquals(Optional.empty(), name("192.0.2.1", true));
    }

    @Test
    void isNoneIfDnsKnowsNone() throws Exception {
        assertEquals(Optional.empty(), name("none.example.com", false));
        assertTrue(asking.decisions.get(0).contains("no such name"), asking.decisions::toString);
        assertEquals(Optional.empty(), name("x".repeat(64) + ".example.com", false));
        assertTrue(asking.decisions.get(1).contains("cannot be in DNS"), asking.decisions::toString);
    }

    @Test
    void isRememberedForItsTime() throws Exception {
        dns.says("www.example.com", a("www.example.com"));
        name("www.example.com", false);
        asking.time.pass(Duration.ofSeconds(TTL - 1));
        name("www.example.com", false);
        assertEquals(1, dns.asked.size());
        asking.time.pass(Duration.ofSeconds(2));
        name("www.example.com", false);
        assertEquals(2, dns.asked.size());
    }

    @Test
    void isWaitedForAThirdOfTheTimeSoThatTheRestIsTheKdcs() throws Exception {
        try (var silent = Asking.silent(); var kdc = Asking.answering(Asking.REPLY)) {
            var config = at(silent).toBuilder().kdc(REALM, Asking.at(kdc)).build();
            long begun = asking.time.nanoTime();
            long deadline = begun + config.kdcTimeout().toNanos();
            assertEquals(Optional.empty(), asking.canonicalName(config, "www.example.com"));
            assertEquals(3_333, asking.since(begun));
            assertTrue(asking.decisions.get(0).endsWith(
                    "; the name servers have not answered within a third of the time, so the name counts as it is given"),
                    asking.decisions::toString);
            var request = new KdcRequest(config, REALM, KdcService.KDC, Asking.REQUEST, deadline, decision -> {});
            assertArrayEquals(Asking.REPLY, asking.exchangeUntilItsDeadline(request));
        }
    }

    @Test
    void ofAnotherOnesQuestionIsWaitedForAThirdOfTheTime() throws Exception {
        try (var silent = Asking.silent()) {
            assertTrue(asking.nameServers.hosts().isMineToAsk(
                    new NameServers.Question(at(silent).nameServers(), "www.example.com"), said -> {}));
            long begun = asking.time.nanoTime();
            assertEquals(Optional.empty(), asking.canonicalName(at(silent), "www.example.com"));
            assertEquals(3_333, asking.since(begun));
            assertEquals(List.of("No name server was asked for the host www.example.com: the name servers have not answered another one's"
                    + " question within a third of the time, so the name counts as it is given"), asking.decisions);
        }
    }

    @Test
    void ofAnAddressIsWaitedForAThirdOfTheTimeToo() throws Exception {
        dns.says("www.example.com", a("www.example.com"));
        var silent = ScriptedServer.udp((socket, request, client) -> {
            if (new Message(request).getQuestion().getType() != Type.PTR) {
                ScriptedServer.answer(socket, client, dns.answer(request, "udp"));
            }
        });
        try (silent) {
            long begun = asking.time.nanoTime();
            var config = at(silent).toBuilder().rdns(true).build();
            assertEquals(Optional.of("www.example.com"), asking.canonicalName(config, "www.example.com"));
            assertEquals(3_333, asking.since(begun));
            assertTrue(asking.decisions.get(0).endsWith("; the name servers have not answered within a third of the time"
                    + " for the name of its address, it is www.example.com"), asking.decisions::toString);
            asking.canonicalName(config, "www.example.com");
            assertEquals(2, dns.asked.size(), "it is not remembered");
        }
    }

    private KerberosConfig at(ScriptedServer nameServer) {
        return config(false).toBuilder().nameServers(new InetSocketAddress("127.0.0.1", nameServer.port())).build();
    }

    @Test
    void anInterruptEndsTheWait() throws Exception {
        var mine = Thread.currentThread();
        try (var silent = ScriptedServer.udp((socket, request, client) -> mine.interrupt())) {
            var config = config(false).toBuilder().nameServers(new InetSocketAddress("127.0.0.1", silent.port())).build();
            assertThrows(SspiException.class, () -> asking.canonicalName(config, "www.example.com"));
            assertTrue(Thread.interrupted());
        }
    }

    /** Many threads that begin at once want the same name. */
    @Nested
    class IsAskedForOnce {
        private final SocketKdcTransport transport = new SocketKdcTransport(
                new Shared(new Names(InetAddress::getAllByName), new Health(), asking.nameServers, Patience.STANDARD, new Random(1)),
                Leased.OF_PROCESS, new IoThread(Waiting.SYSTEM));

        private CompletableFuture<Optional<String>> begin(KerberosConfig config, Duration time) {
            return transport.beginCanonicalName(
                    new HostQuestion(config, "www.example.com", System.nanoTime() + time.toNanos(), decision -> {}));
        }

        @Test
        void byAllWhoAskAtATime() throws Exception {
            dns.says("www.example.com", cname("www.example.com", "web1.example.com"), a("web1.example.com"));
            var reached = new CountDownLatch(1);
            var more = new CountDownLatch(1);
            dns.onQuestion = () -> {
                reached.countDown();
                NonBlockingTest.await(more);
            };
            var names = new ArrayList<CompletableFuture<Optional<String>>>();
            names.add(begin(config(false), Duration.ofSeconds(20)));
            reached.await();
            for (int i = 0; i < 50; i++) {
                names.add(begin(config(false), Duration.ofSeconds(20)));
            }
            more.countDown();
            for (var name : names) {
                assertEquals(Optional.of("web1.example.com"), name.get());
            }
            assertEquals(Optional.of("web1.example.com"), begin(config(false), Duration.ofSeconds(20)).get());
            assertEquals(List.of("udp www.example.com"), dns.asked);
        }

        @Test
        void bySomebodyElseIfWhoeverAsksGivesUp() throws Exception {
            dns.says("www.example.com", a("www.example.com"));
            var reached = new CountDownLatch(1);
            var silent = ScriptedServer.udp((socket, request, client) -> {
                reached.countDown();
                if (dns.asked.isEmpty()) {
                    dns.asked.add("silence");
                } else {
                    ScriptedServer.answer(socket, client, dns.answer(request, "udp"));
                }
            });
            try (silent) {
                var config = config(false).toBuilder().nameServers(new InetSocketAddress("127.0.0.1", silent.port())).build();
                var first = begin(config, Duration.ofSeconds(20));
                reached.await();
                var second = begin(config, Duration.ofSeconds(20));
                first.cancel(true);
                assertEquals(Optional.of("www.example.com"), second.get());
            }
        }

        @Test
        void bySomebodyElseIfWhoeverAsksHasLessTime() throws Exception {
            dns.says("www.example.com", a("www.example.com"));
            var first = new AtomicReference<CompletableFuture<Optional<String>>>();
            var reached = new CountDownLatch(1);
            var silent = ScriptedServer.udp((socket, request, client) -> {
                reached.countDown();
                if (first.get() != null && first.get().isDone()) {
                    ScriptedServer.answer(socket, client, dns.answer(request, "udp"));
                }
            });
            try (silent) {
                var config = at(silent);
                first.set(begin(config, Duration.ofMillis(600)));
                reached.await();
                var second = begin(config, Duration.ofSeconds(20));
                assertEquals(Optional.empty(), first.get().get());
                assertEquals(Optional.of("www.example.com"), second.get());
            }
        }

        @Test
        void andNotWaitedForLongerThanOnesOwnTime() throws Exception {
            try (var silent = Asking.silent()) {
                var config = config(false).toBuilder().nameServers(new InetSocketAddress("127.0.0.1", silent.port())).build();
                var patient = begin(config, Duration.ofSeconds(25));
                assertEquals(Optional.empty(), begin(config, Duration.ofMillis(50)).get());
                assertFalse(patient.isDone());
                patient.cancel(true);
            }
        }
    }
}
