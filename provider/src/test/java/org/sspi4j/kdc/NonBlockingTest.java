package org.sspi4j.kdc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.kdc.Asking.REALM;
import static org.sspi4j.kdc.Asking.REPLY;
import static org.sspi4j.kdc.Asking.REQUEST;
import static org.sspi4j.kdc.Asking.answering;
import static org.sspi4j.kdc.Asking.at;
import static org.sspi4j.kdc.Asking.kdcs;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.security.auth.Subject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.logon.Subjects;

/** The thread that is shared, what is left when somebody gives up, and threads that are interrupted. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class NonBlockingTest {
    private static final long IDLE = Duration.ofMillis(50).toNanos();

    private final List<Thread> threads = new ArrayList<>();
    /** What happens once on the thread, before it waits. */
    private final AtomicReference<Runnable> planted = new AtomicReference<>();
    private final Waiting waiting = new Waiting() {
        @Override
        public long nanoTime() {
            return SYSTEM.nanoTime();
        }

        @Override
        public void select(Selector selector, Consumer<SelectionKey> ready, long nanos) throws IOException {
            var now = planted.getAndSet(null);
            if (now != null) {
                now.run();
            }
            SYSTEM.select(selector, ready, nanos);
        }
    };
    private final CountDownLatch never = new CountDownLatch(1);
    private final SocketKdcTransport transport = new SocketKdcTransport(
            new Shared(new Names(this::unless), new Health(), new NameServers(), Patience.STANDARD, new Random(1)),
            Leased.OF_PROCESS,
            new IoThread(waiting, IDLE) {
                @Override
                void started(Thread thread) {
                    thread.setUncaughtExceptionHandler((broken, planted) -> {});
                    threads.add(thread);
                }
            });

    private InetAddress[] unless(String host) throws java.net.UnknownHostException {
        try {
            never.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return InetAddress.getAllByName("127.0.0.1");
    }

    @AfterEach
    void letNamesGo() {
        never.countDown();
    }

    private static KdcRequest request(KerberosConfig config, Duration time) {
        return new KdcRequest(config, REALM, KdcService.KDC, REQUEST, System.nanoTime() + time.toNanos());
    }

    private CompletableFuture<byte[]> begin(String... kdcs) {
        return transport.begin(request(kdcs(kdcs).build(), Duration.ofSeconds(20)));
    }

    /** The thread ends when no channel, alarm or exchange is left. */
    private void nothingIsLeft() throws Exception {
        for (var thread : threads) {
            thread.join(10_000);
            assertTrue(!thread.isAlive(), "something is waited for");
        }
    }

    @Test
    void repliesAndFailuresAreThoseOfTheBlockingCall() throws Exception {
        try (var kdc = answering(REPLY)) {
            assertArrayEquals(REPLY, begin(at(kdc)).get());
        }
        var config = kdcs("127.0.0.1:" + ScriptedServer.closedPort()).build();
        var blocking = assertThrows(SspiException.class, () -> transport.exchange(request(config, Duration.ofSeconds(5))));
        var failure = assertThrows(
                ExecutionException.class, () -> transport.begin(request(config, Duration.ofSeconds(5))).get());
        var status = assertInstanceOf(SspiException.class, failure.getCause());
        assertEquals(blocking.getMessage().replaceAll("\\d+ ms", ""), status.getMessage().replaceAll("\\d+ ms", ""));
        nothingIsLeft();
    }

    @Test
    void theThreadEndsWhenItIsIdleAndBeginsAgain() throws Exception {
        try (var kdc = answering(REPLY)) {
            begin(at(kdc)).get();
            nothingIsLeft();
            assertArrayEquals(REPLY, begin(at(kdc)).get());
            assertEquals(2, threads.size());
        }
    }

    @Test
    void theThreadIsNobodys() throws Exception {
        var subject = new Subject();
        var seen = new AtomicReference<Subject>();
        var there = new CountDownLatch(1);
        Subjects.callAs(subject, () -> {
            var thread = IoThread.daemon("a test", () -> {
                seen.set(Subjects.current());
                there.countDown();
            });
            assertEquals(IoThread.class.getClassLoader(), thread.getContextClassLoader());
            thread.start();
            return null;
        });
        there.await();
        assertNull(seen.get());
    }

    @Nested
    class Cancelling {
        private final CountDownLatch reached = new CountDownLatch(1);

        private void cancel(CompletableFuture<byte[]> reply) throws Exception {
            reached.await();
            assertTrue(reply.cancel(true));
            nothingIsLeft();
        }

        @Test
        void beforeItBegins() throws Exception {
            try (var silent = Asking.silent()) {
                var reply = begin("udp/" + at(silent));
                reply.cancel(true);
                nothingIsLeft();
            }
        }

        @Test
        void whileANameIsLookedUp() throws Exception {
            reached.countDown();
            cancel(begin("never.test"));
        }

        @Test
        void whileNameServersAreSilent() throws Exception {
            try (var silent = ScriptedServer.udp((socket, request, client) -> reached.countDown())) {
                var config = KerberosConfig.builder()
                        .defaultRealm(REALM)
                        .nameServers(new InetSocketAddress("127.0.0.1", silent.port()))
                        .build();
                cancel(transport.begin(request(config, Duration.ofSeconds(20))));
            }
        }

        @Test
        void whileAKdcIsSilentOverUdp() throws Exception {
            try (var silent = ScriptedServer.udp((socket, request, client) -> reached.countDown())) {
                cancel(begin("udp/" + at(silent)));
            }
        }

        @Test
        void whileAKdcIsSilentOverTcp() throws Exception {
            try (var silent = ScriptedServer.tcp(socket -> reached.countDown())) {
                cancel(begin("tcp/" + at(silent)));
                assertTrue(silent.everyConnectionIsClosed());
            }
        }

        @Test
        void withinAnAnswer() throws Exception {
            try (var half = ScriptedServer.tcp(socket -> {
                socket.getOutputStream().write(new byte[] {0, 0, 1, 0, 0x6B});
                reached.countDown();
            })) {
                cancel(begin("tcp/" + at(half)));
                assertTrue(half.everyConnectionIsClosed());
            }
        }

        @Test
        void whileAFailedKdcIsToBeAskedAgain() throws Exception {
            try (var silent = ScriptedServer.udp((socket, request, client) -> reached.countDown())) {
                cancel(begin("tcp/127.0.0.1:" + ScriptedServer.closedPort(), "udp/" + at(silent)));
            }
        }
    }

    /** What an application does that has no patience left. */
    @Test
    void aFutureThatIsCompletedByOthersEndsItsExchange() throws Exception {
        var reached = new CountDownLatch(1);
        try (var silent = ScriptedServer.udp((socket, request, client) -> reached.countDown())) {
            var reply = begin("udp/" + at(silent));
            reached.await();
            reply.completeExceptionally(new java.util.concurrent.TimeoutException());
            nothingIsLeft();
        }
    }

    @Nested
    class WhenTheThreadBreaksDown {
        @Test
        void nobodyWaitsForItAndTheNextExchangeHasANewOne() throws Exception {
            var others = new CopyOnWriteArrayList<CompletableFuture<byte[]>>();
            var broken = new CountDownLatch(1);
            try (var silent = Asking.silent(); var kdc = answering(REPLY)) {
                others.add(begin("udp/" + at(silent)));
                planted.set(() -> {
                    others.add(begin("udp/" + at(silent)));
                    broken.countDown();
                    throw new IllegalStateException("planted");
                });
                var waking = begin("udp/" + at(silent));
                broken.await();
                assertEquals(2, others.size());
                for (var other : others) {
                    var failure = assertThrows(ExecutionException.class, () -> other.get(10, TimeUnit.SECONDS));
                    assertInstanceOf(SspiException.class, failure.getCause());
                }
                assertArrayEquals(REPLY, begin(at(kdc)).get(10, TimeUnit.SECONDS));
                waking.cancel(true);
            }
        }

        @Test
        void oneThatCannotBeginIsNotWaitedFor() throws Exception {
            var refused = new java.util.concurrent.atomic.AtomicBoolean();
            var starved = new SocketKdcTransport(
                    new Shared(new Names(InetAddress::getAllByName), new Health(), new NameServers(), Patience.STANDARD, new Random(1)),
                    Leased.OF_PROCESS,
                    new IoThread(Waiting.SYSTEM, IDLE) {
                        @Override
                        void started(Thread thread) {
                            if (refused.compareAndSet(false, true)) {
                                throw new OutOfMemoryError("planted: unable to create native thread");
                            }
                            threads.add(thread);
                        }
                    });
            try (var kdc = answering(REPLY)) {
                var request = request(kdcs(at(kdc)).build(), Duration.ofSeconds(20));
                assertThrows(OutOfMemoryError.class, () -> starved.begin(request));
                assertArrayEquals(REPLY, starved.begin(request).get(10, TimeUnit.SECONDS));
                nothingIsLeft();
            }
        }
    }

    /** Whoever listens to decisions is told on the thread. */
    @Nested
    class WhenAListenerBreaksDown {
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch broken = new CountDownLatch(1);
        /** Answers the request of the second one alone, once the first is broken. */
        private final ScriptedServer slow = ScriptedServer.udp((socket, request, client) -> {
            reached.countDown();
            await(broken);
            ScriptedServer.answer(socket, client, REPLY);
        });

        @AfterEach
        void close() throws Exception {
            broken.countDown();
            slow.close();
        }

        private Consumer<String> breaking(Throwable planted) {
            return decision -> NonBlockingTest.<RuntimeException>sneak(planted);
        }

        /** That of somebody else goes on, on the same thread. */
        private void hisOwnExchangeFails(Throwable planted, Supplier<CompletableFuture<?>> his) throws Exception {
            var other = begin("udp/" + at(slow));
            reached.await();
            var failure = assertThrows(ExecutionException.class, () -> his.get().get(10, TimeUnit.SECONDS));
            assertSame(planted, failure.getCause(), "as where he blocks");
            broken.countDown();
            assertArrayEquals(REPLY, other.get(10, TimeUnit.SECONDS));
            nothingIsLeft();
            assertEquals(1, threads.size());
        }

        @ParameterizedTest
        @MethodSource("org.sspi4j.kdc.NonBlockingTest#everyKindOfBreakdown")
        void hisOwnExchangeFailsAndNoOther(Throwable planted) throws Exception {
            try (var kdc = answering(REPLY)) {
                hisOwnExchangeFails(planted, () -> transport.begin(
                        request(kdcs(at(kdc)).build(), Duration.ofSeconds(20)).telling(breaking(planted))));
            }
        }

        @ParameterizedTest
        @MethodSource("org.sspi4j.kdc.NonBlockingTest#everyKindOfBreakdown")
        void whenHeIsToldOfNameServers(Throwable planted) throws Exception {
            try (var dns = new StubDns()) {
                var config = KerberosConfig.builder().defaultRealm(REALM).nameServers(dns.address()).build();
                hisOwnExchangeFails(
                        planted, () -> transport.begin(request(config, Duration.ofSeconds(20)).telling(breaking(planted))));
            }
        }

        @ParameterizedTest
        @MethodSource("org.sspi4j.kdc.NonBlockingTest#everyKindOfBreakdown")
        void whenHeIsToldOfTheNameOfAHost(Throwable planted) throws Exception {
            try (var dns = new StubDns()) {
                var config = KerberosConfig.builder().defaultRealm(REALM).nameServers(dns.address()).build();
                var question = new HostQuestion(
                        config, "www.example.com", System.nanoTime() + Duration.ofSeconds(20).toNanos(), breaking(planted));
                hisOwnExchangeFails(planted, () -> transport.beginCanonicalName(question));
            }
        }

        @Test
        void whoBlocksIsToldTheSame() throws Exception {
            var planted = new StackOverflowError("planted");
            try (var kdc = answering(REPLY)) {
                var request = request(kdcs(at(kdc)).build(), Duration.ofSeconds(20)).telling(breaking(planted));
                assertSame(planted, assertThrows(StackOverflowError.class, () -> transport.exchange(request)));
            }
        }

        @ParameterizedTest
        @MethodSource("org.sspi4j.kdc.NonBlockingTest#everyKindOfBreakdown")
        void norDoesWhatGoesOnWithAReplyEndTheThread(Throwable planted) throws Exception {
            try (var kdc = answering(REPLY)) {
                var other = begin("udp/" + at(slow));
                reached.await();
                var goingOn = begin(at(kdc)).whenComplete((reply, failure) -> NonBlockingTest.<RuntimeException>sneak(planted));
                assertSame(planted, assertThrows(ExecutionException.class, () -> goingOn.get(10, TimeUnit.SECONDS)).getCause());
                broken.countDown();
                assertArrayEquals(REPLY, other.get(10, TimeUnit.SECONDS));
                assertEquals(1, threads.size());
            }
        }
    }

    static List<Throwable> everyKindOfBreakdown() {
        return List.of(new IllegalStateException("planted"), new StackOverflowError("planted"), new IOException("planted, and sneaked"));
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void sneak(Throwable failure) throws E {
        throw (E) failure;
    }

    static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Nested
    class Interrupted {
        @Test
        void aThreadThatBlocksEndsItsExchange() throws Exception {
            var mine = Thread.currentThread();
            try (var silent = ScriptedServer.tcp(socket -> mine.interrupt())) {
                var failure = assertThrows(
                        SspiException.class,
                        () -> transport.exchange(request(kdcs("tcp/" + at(silent)).build(), Duration.ofSeconds(20))));
                assertTrue(Thread.interrupted(), "it is interrupted still");
                assertEquals(SecurityStatus.SEC_E_INTERNAL_ERROR, failure.status());
                assertTrue(silent.everyConnectionIsClosed());
            }
        }

        @Test
        void aThreadThatWaitsForADatagramIsNotHeldToTheDeadline() throws Exception {
            var mine = Thread.currentThread();
            long begun = System.nanoTime();
            try (var silent = ScriptedServer.udp((socket, request, client) -> mine.interrupt())) {
                assertThrows(
                        SspiException.class,
                        () -> transport.exchange(request(kdcs("udp/" + at(silent)).build(), Duration.ofSeconds(20))));
                assertTrue(Thread.interrupted(), "it is interrupted still");
                assertTrue(System.nanoTime() - begun < Duration.ofSeconds(15).toNanos());
            }
        }

        @Test
        void aThreadThatIsInterruptedAlreadyAsksNobody() throws Exception {
            try (var kdc = answering(REPLY)) {
                Thread.currentThread().interrupt();
                assertThrows(
                        SspiException.class,
                        () -> transport.exchange(request(kdcs(at(kdc)).build(), Duration.ofSeconds(20))));
                assertTrue(Thread.interrupted(), "it is interrupted still");
                assertTrue(kdc.clients().isEmpty());
            }
        }
    }

    @Test
    void aThousandAtOnceNeedOneThreadAndAsMuchTimeAsOne() throws Exception {
        int many = 1000;
        var later = Executors.newSingleThreadScheduledExecutor();
        try (var kdc = ScriptedServer.udp((socket, request, client) -> later.schedule(
                () -> answer(socket, client), 500, TimeUnit.MILLISECONDS))) {
            long begun = System.nanoTime();
            var replies = new ArrayList<CompletableFuture<byte[]>>();
            for (int i = 0; i < many; i++) {
                replies.add(begin(at(kdc)));
            }
            for (var reply : replies) {
                assertArrayEquals(REPLY, reply.get());
            }
            assertEquals(1, threads.size());
            assertTrue(System.nanoTime() - begun < Duration.ofSeconds(10).toNanos(), "far less than one after the other");
            nothingIsLeft();
        } finally {
            later.shutdownNow();
        }
    }

    private static void answer(DatagramSocket socket, SocketAddress client) {
        try {
            ScriptedServer.answer(socket, client, REPLY);
        } catch (IOException e) {
            return; // the test is over
        }
    }
}
