package org.sspi4j.kdc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.sspi4j.kdc.Asking.REALM;
import static org.sspi4j.kdc.Asking.REPLY;
import static org.sspi4j.kdc.Asking.REQUEST;
import static org.sspi4j.kdc.Asking.answering;
import static org.sspi4j.kdc.Asking.at;
import static org.sspi4j.kdc.Asking.error;
import static org.sspi4j.kdc.Asking.kdcs;
import static org.sspi4j.kdc.Asking.silent;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.DataInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.KdcAddress;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.kerberos.message.ErrorCode;

/** Servers and networks that mean harm, or behave as if they did. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class HostileNetworkTest {
    /** To connect to it needs a permission that the channel does not have: it fails at once, and nothing is sent. */
    private static final KdcAddress FAILS_AT_ONCE = new KdcAddress(KdcAddress.Transport.UDP, "255.255.255.255", 88);

    private final Asking asking = new Asking();

    @AfterEach
    void close() throws Exception {
        asking.close();
    }

    private static void framed(Socket socket, byte[] reply) throws IOException {
        received(socket);
        socket.getOutputStream().write(ByteBuffer.allocate(4 + reply.length).putInt(reply.length).put(reply).array());
    }

    private static void received(Socket socket) throws IOException {
        var in = new DataInputStream(socket.getInputStream());
        in.readFully(new byte[in.readInt()]);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Nested
    @DisplayName("KDCs that fail")
    class Failing {
        @Test
        void areNotAskedEverFasterWhileAnotherOneIsSilent() throws Exception {
            int port = ScriptedServer.closedPort();
            var kdcs = new ArrayList<>(Collections.nCopies(60, "tcp/127.0.0.1:" + port));
            try (var silent = silent()) {
                kdcs.add(0, "udp/" + at(silent));
                var message = asking.failure(KdcService.KDC, kdcs(kdcs.toArray(String[]::new)).build()).getMessage();
                int asked = message.split(":" + port + ":", -1).length - 1;
                assertTrue(asked >= 60 && asked < 120, "asked " + asked + " times");
            }
        }

        @Test
        void atOnceDoSoOneAfterTheOther() throws Exception {
            try (var loop = new Loop(asking.time)) {
                var full = new Full(loop);
                var finished = new AtomicInteger();
                for (int i = 0; i < 4000; i++) {
                    race(loop, Duration.ofSeconds(10), (answer, by) ->
                            finished.incrementAndGet()).start(Collections.nCopies(3, FAILS_AT_ONCE));
                }
                assertEquals(0, finished.get());
                long begun = asking.time.nanoTime();
                full.end();
                for (int i = 0; i < 20_000 && finished.get() < 4000; i++) {
                    loop.turn();
                }
                assertEquals(4000, finished.get());
                assertTrue(asking.since(begun) < 100, "not by their deadlines");
            }
        }
    }

    /** A system that has no more sockets to give, until it has. */
    private static final class Full {
        private final Loop loop;
        private final Sockets.Ticket first;
        private boolean over;

        Full(Loop loop) {
            this.loop = loop;
            this.first = loop.sockets().ask(() -> over);
        }

        void end() throws IOException {
            over = true;
            while (!first.isGiven()) {
                loop.turn();
            }
            loop.sockets().closed();
        }
    }

    private Race race(Loop loop, Duration time, Race.Finish finish) {
        var course = new Race.Course(REALM, KdcService.KDC, REQUEST, 1465, loop.now() + time.toNanos(), Patience.STANDARD, server -> false);
        return new Race(loop, new Names(InetAddress::getAllByName), new Health(), new Trail(), course, finish);
    }

    @Nested
    @DisplayName("A race that is over")
    class Over {
        @Test
        void opensNoSocketThatItWaitedFor() throws Exception {
            var waiting = new CountDownLatch(1);
            try (var loop = new Loop(asking.time);
                    var tooBig = ScriptedServer.udp((socket, request, client) -> {
                        await(waiting);
                        ScriptedServer.answer(socket, client, error(ErrorCode.KRB_ERR_RESPONSE_TOO_BIG));
                    });
                    var other = silent()) {
                var full = new AtomicReference<Full>();
                var over = new AtomicBoolean();
                loop.at(loop.now() + Duration.ofMillis(290).toNanos(), () -> full.set(new Full(loop)));
                loop.at(loop.now() + Duration.ofMillis(310).toNanos(), waiting::countDown);
                race(loop, Duration.ofMillis(400), (answer, by) -> over.set(true)).start(List.of(
                        new KdcAddress(KdcAddress.Transport.ANY, "127.0.0.1", tooBig.port()),
                        new KdcAddress(KdcAddress.Transport.UDP, "127.0.0.1", other.port())));
                for (int i = 0; i < 100 && !over.get(); i++) {
                    loop.turn();
                }
                assertTrue(over.get());
                full.get().end();
                for (int i = 0; i < 10; i++) {
                    loop.turn(Duration.ofMillis(20).toNanos());
                }
                assertTrue(other.clients().isEmpty());
                assertTrue(loop.isIdle(), "a socket is open");
            }
        }
    }

    @Nested
    @DisplayName("UDP")
    class Udp {
        @Test
        void aFloodBeforeTheAnswerChangesNothing() throws Exception {
            try (var kdc = ScriptedServer.udp((socket, request, client) -> {
                for (int i = 0; i < 500; i++) {
                    ScriptedServer.answer(socket, client, new byte[] {0x6B, 4, 1, 2, 3});
                    Thread.yield();
                }
                ScriptedServer.answer(socket, client, REPLY);
            })) {
                assertArrayEquals(REPLY, asking.exchange("udp/" + at(kdc)));
            }
        }

        @Test
        void aFloodWithoutEndEndsAtTheDeadline() throws Exception {
            var over = new AtomicBoolean();
            try (var kdc = ScriptedServer.udp((socket, request, client) -> {
                while (!over.get()) {
                    ScriptedServer.answer(socket, client, new byte[] {0x6B, 4, 1, 2, 3});
                }
            })) {
                long begun = System.nanoTime();
                var request = new KdcRequest(
                        kdcs("udp/" + at(kdc)).build(), REALM, KdcService.KDC, REQUEST, begun + Duration.ofMillis(300).toNanos());
                assertThrows(SspiException.class, () -> new SocketKdcTransport().exchange(request));
                assertTrue(System.nanoTime() - begun < Duration.ofSeconds(5).toNanos());
            } finally {
                over.set(true);
            }
        }

        @Test
        void anAnswerToAnEarlierExchangeIsNotTakenByTheNextOne() throws Exception {
            byte[] late = {0x6B, 3, 7, 7, 7};
            var first = new AtomicReference<SocketAddress>();
            try (var kdc = ScriptedServer.udp((socket, request, client) -> {
                if (first.compareAndSet(null, client) || client.equals(first.get())) {
                    return;
                }
                ScriptedServer.answer(socket, first.get(), late);
                ScriptedServer.answer(socket, client, REPLY);
            })) {
                asking.failure(KdcService.KDC, kdcs("udp/" + at(kdc)).build());
                assertArrayEquals(REPLY, asking.exchange("udp/" + at(kdc)));
            }
        }
    }

    @Nested
    @DisplayName("TCP")
    class Tcp {
        @Test
        void aConnectionThatIsResetIsFollowedByTheNextKdc() throws Exception {
            try (var resetting = ScriptedServer.tcp(socket -> {
                        received(socket);
                        socket.getOutputStream().write(new byte[] {0, 0, 0, 5, 0x6B});
                        socket.setSoLinger(true, 0);
                        socket.close();
                    });
                    var kdc = answering(REPLY)) {
                assertArrayEquals(REPLY, asking.exchange("tcp/" + at(resetting), at(kdc)));
            }
        }

        @Test
        void whoSpeaksBeforeItIsAskedIsNotBelieved() throws Exception {
            try (var hasty = ScriptedServer.tcp(socket -> {
                        socket.getOutputStream().write("220 ready to serve\r\n".getBytes(StandardCharsets.US_ASCII));
                        socket.shutdownOutput();
                    });
                    var kdc = answering(REPLY)) {
                assertArrayEquals(REPLY, asking.exchange("tcp/" + at(hasty), at(kdc)));
            }
        }

        @Test
        void aReplyWithMoreBehindItIsTakenWithoutThat() throws Exception {
            try (var kdc = ScriptedServer.tcp(socket -> {
                received(socket);
                socket.getOutputStream().write(new byte[] {0, 0, 0, 5, 0x6B, 3, 4, 5, 6, 0x6B, 3, 9, 9, 9});
            })) {
                assertArrayEquals(REPLY, asking.exchange("tcp/" + at(kdc)));
            }
        }

        @Test
        void aKdcThatHoldsTheConnectionsOfManyHoldsUpNobodyElse() throws Exception {
            try (var holding = ScriptedServer.tcp(socket -> {}); var kdc = answering(REPLY)) {
                var pool = Executors.newFixedThreadPool(64);
                try {
                    var transport = new SocketKdcTransport();
                    var config = kdcs("tcp/" + at(holding), at(kdc)).build();
                    var replies = new ArrayList<Future<byte[]>>();
                    for (int i = 0; i < 64; i++) {
                        replies.add(pool.submit(() -> transport.exchange(new KdcRequest(
                                config, REALM, KdcService.KDC, REQUEST, System.nanoTime() + Duration.ofSeconds(20).toNanos()))));
                    }
                    for (var reply : replies) {
                        assertArrayEquals(REPLY, reply.get());
                    }
                } finally {
                    pool.shutdownNow();
                }
            }
        }
    }

    @Nested
    @DisplayName("Names")
    class OfServers {
        @Test
        @DisplayName("that only look like addresses are looked up elsewhere, and hold nobody up")
        void areNoAddresses() {
            for (var address : List.of("127.0.0.1", "255.255.255.255", "::1", "fe80::1%lo", "2001:db8::1", "::ffff:127.0.0.1")) {
                assertTrue(Names.isAddress(address), address);
            }
            for (var name : List.of("kdc:1.test", "1.2.3.4.5", "1.2.3", "256.1.1.1", "1..2.3", "", ".", "0x7f.0.0.1", "127.1", "%:",
                    "kdc%::")) {
                assertFalse(Names.isAddress(name), name);
                assertTrue(new Names(host -> new InetAddress[0]).known(name).isEmpty(), name);
            }
        }

        @Test
        void thatNobodyWaitsForAnyMoreAreNotLookedUp() throws Exception {
            var go = new CountDownLatch(1);
            var lookedUp = Collections.synchronizedList(new ArrayList<String>());
            var all = new CountDownLatch(Names.MOST_THREADS);
            var last = new CountDownLatch(1);
            try (var slow = new Asking(host -> {
                lookedUp.add(host);
                all.countDown();
                if (host.equals("last.test")) {
                    last.countDown();
                } else {
                    await(go);
                }
                return new InetAddress[0];
            })) {
                var hosts = IntStream.range(0, Names.MOST_THREADS + 2).mapToObj(i -> "host" + i + ".test").toList();
                slow.failure(KdcService.KDC, kdcs(hosts.toArray(String[]::new)).build());
                await(all);
                go.countDown();
                slow.failure(KdcService.KDC, kdcs("last.test").build());
                await(last);
                var expected = new ArrayList<>(hosts.subList(0, Names.MOST_THREADS));
                expected.add("last.test");
                assertEquals(expected, lookedUp.stream().sorted().toList());
            } finally {
                go.countDown();
            }
        }
    }

    @Nested
    @DisplayName("Passwords are changed once")
    class Once {
        @Test
        @DisplayName("also if the server goes away after it was asked")
        void alsoIfTheServerGoesAway() throws Exception {
            var asked = new AtomicInteger();
            try (var leaving = ScriptedServer.udp((socket, request, client) -> {
                        asked.incrementAndGet();
                        socket.close();
                    });
                    var other = answering(Asking.KPASSWD_REPLY)) {
                var config = KerberosConfig.builder().defaultRealm(REALM).dnsLookupKdc(false)
                        .kpasswdServer(REALM, "udp/" + at(leaving), "udp/" + at(other)).build();
                asking.failure(KdcService.KPASSWD, config);
                assertEquals(1, asked.get());
                assertTrue(other.clients().isEmpty(), "another server was asked");
            }
        }
    }

    @Nested
    @DisplayName("File descriptors")
    class Descriptors {
        private long open() {
            var system = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
            return system.getOpenFileDescriptorCount();
        }

        @Test
        void areAllGivenBack() throws Exception {
            assumeTrue(
                    ManagementFactory.getOperatingSystemMXBean()
                            instanceof UnixOperatingSystemMXBean,
                    "file descriptors are of Unix");
            try (var kdc = answering(REPLY);
                    var halfClosed = ScriptedServer.tcp(socket -> {
                        received(socket);
                        socket.shutdownOutput();
                    });
                    var holding = ScriptedServer.tcp(socket -> {});
                    var overTcp = ScriptedServer.tcp(socket -> framed(socket, REPLY))) {
                var transport = new SocketKdcTransport(
                        new Shared(
                                new Names(InetAddress::getAllByName), new Health(), new NameServers(), Patience.STANDARD,
                                new Random(1)),
                        new Leased(Waiting.SYSTEM),
                        new IoThread(Waiting.SYSTEM));
                var everyWay = List.of(
                        kdcs(at(kdc)).build(),
                        kdcs("tcp/" + at(overTcp)).build(),
                        kdcs("tcp/" + at(halfClosed), at(kdc)).build(),
                        kdcs("tcp/127.0.0.1:" + ScriptedServer.closedPort(), at(kdc)).build(),
                        kdcs("udp/255.255.255.255:88", at(kdc)).build());
                var hold = kdcs("tcp/" + at(holding)).build();
                long before = 0;
                for (int i = 0; i < 40; i++) {
                    if (i == 5) {
                        before = open() - connections(halfClosed, holding, overTcp);
                    }
                    for (var config : everyWay) {
                        assertArrayEquals(REPLY, transport.exchange(request(config)));
                        assertArrayEquals(REPLY, transport.begin(request(config)).get());
                    }
                    transport.begin(request(hold)).cancel(true);
                    Thread.currentThread().interrupt();
                    assertThrows(SspiException.class, () -> transport.exchange(request(hold)));
                    assertTrue(Thread.interrupted());
                }
                long left = open() - connections(halfClosed, holding, overTcp) - before;
                assertTrue(left < 20, left + " are open");
            }
        }

        /** The other ends, which the servers keep. */
        private int connections(ScriptedServer... servers) {
            return Arrays.stream(servers).mapToInt(server -> server.clients().size()).sum();
        }

        private KdcRequest request(KerberosConfig config) {
            return new KdcRequest(config, REALM, KdcService.KDC, REQUEST, System.nanoTime() + Duration.ofSeconds(20).toNanos());
        }
    }
}
