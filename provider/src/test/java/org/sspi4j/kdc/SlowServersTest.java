package org.sspi4j.kdc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.kdc.Asking.REALM;
import static org.sspi4j.kdc.Asking.REPLY;
import static org.sspi4j.kdc.Asking.REQUEST;
import static org.sspi4j.kdc.Asking.at;
import static org.sspi4j.kdc.Asking.kdcs;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A server that takes its time is not given more to do")
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class SlowServersTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private static long millis(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }

    @Nested
    class Remembered {
        private final Health health = new Health();
        private final InetSocketAddress kdc = new InetSocketAddress(InetAddress.getLoopbackAddress(), 88);

        private long now = Long.MAX_VALUE - SECOND;

        private long unhurried() {
            return health.unhurried(REALM, kdc, Carrier.UDP, SECOND, now);
        }

        private void answered(long millis) {
            health.answered(REALM, kdc, Carrier.UDP, millis(millis), now);
        }

        @Test
        void hasThreeTimesWhatItTookAndNoMoreThanThreeTimesWhatOthersHave() {
            assertEquals(SECOND, unhurried());
            answered(99);
            assertEquals(SECOND, unhurried());
            answered(200);
            assertEquals(SECOND, unhurried(), "a second is more than that");
            answered(600);
            assertEquals(millis(1800), unhurried());
            answered(9000);
            assertEquals(3 * SECOND, unhurried());
            assertEquals(SECOND, health.unhurried("OTHER", kdc, Carrier.UDP, SECOND, now));
            assertEquals(SECOND, health.unhurried(REALM, kdc, Carrier.TCP, SECOND, now));
        }

        @Test
        void isNotSlowForEver() {
            answered(600);
            answered(400);
            assertEquals(3 * millis(525), unhurried(), "an eighth less");
            for (int i = 0; i < 3; i++) {
                assertEquals(1, health.slowOnes());
                answered(1);
            }
            assertEquals(0, health.slowOnes());
            assertEquals(SECOND, unhurried());
        }

        @Test
        void whatIsRememberedIsBounded() {
            for (int i = 0; i < Health.MOST + 5; i++) {
                health.answered("R" + i, kdc, Carrier.UDP, SECOND, now);
            }
            assertEquals(Health.MOST, health.slowOnes());
            now += Health.SICKNESS + 1;
            answered(200);
            assertEquals(1, health.slowOnes(), "those that are forgotten make room");
        }

        @Test
        void isForgottenAfterTheTimeOfASickOne() {
            answered(900);
            now += Health.SICKNESS;
            assertEquals(millis(2700), unhurried());
            now++;
            assertEquals(SECOND, unhurried());
            assertEquals(0, health.slowOnes());
        }

        @Test
        void whatItTookBeforeThatTimeCountsNoMore() {
            answered(900);
            now += Health.SICKNESS + 1;
            answered(400);
            assertEquals(millis(1200), unhurried());
            now += Health.SICKNESS + 1;
            answered(1);
            assertEquals(0, health.slowOnes());
        }
    }

    @Nested
    class Asked {
        private final Asking asking = new Asking();
        private final AtomicLong requests = new AtomicLong();

        private long untilAnswered(ScriptedServer server, String carrier) throws Exception {
            long begun = asking.time.nanoTime();
            assertArrayEquals(REPLY, asking.exchange(carrier + at(server)));
            return asking.since(begun);
        }

        private void isSlow(ScriptedServer server) {
            asking.health.answered(
                    REALM, new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()), Carrier.UDP, millis(600),
                    asking.time.nanoTime());
        }

        @Test
        void againLater() throws Exception {
            try (asking; var server = ScriptedServer.udp((socket, request, client) -> {
                if (requests.incrementAndGet() % 2 == 0) {
                    ScriptedServer.answer(socket, client, REPLY);
                }
            })) {
                isSlow(server);
                assertEquals(1800, untilAnswered(server, "udp/"));
            }
        }

        /** Whether it is the answer to the first request or to the second cannot be known. */
        @Test
        void onlyOnceIfItTakesLongerThanOthersHave() throws Exception {
            try (asking; var server = ScriptedServer.udp((socket, request, client) -> {
                if (requests.incrementAndGet() == 2) {
                    ScriptedServer.answer(socket, client, REPLY);       // as the first one's that took a little more than a second
                }
            })) {
                assertEquals(1000, untilAnswered(server, "udp/"));
                assertEquals(1, asking.health.slowOnes());
                var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port());
                assertEquals(3 * SECOND, asking.health.unhurried(REALM, address, Carrier.UDP, SECOND, asking.time.nanoTime()));
            }
        }

        @Test
        void whileHalfOfTheTimeIsLeft() throws Exception {
            try (asking; var server = ScriptedServer.udp((socket, request, client) -> {
                if (requests.incrementAndGet() == 2) {
                    ScriptedServer.answer(socket, client, REPLY);
                }
            })) {
                isSlow(server);
                long begun = asking.time.nanoTime();
                asking.exchange(KdcService.KDC, kdcs("udp/" + at(server)).kdcTimeout(Duration.ofMillis(2400)).build());
                assertEquals(1200, asking.since(begun));
            }
        }

        @Test
        void overTcpLaterToo() throws Exception {
            try (asking; var silent = Asking.silent();
                    var tcp = ScriptedServer.tcp(silent.port(), socket -> {
                        socket.getInputStream().readNBytes(4 + REQUEST.length);
                        socket.getOutputStream().write(new byte[] {0, 0, 0, (byte) REPLY.length});
                        socket.getOutputStream().write(REPLY);
                    })) {
                isSlow(silent);
                assertEquals(1800, untilAnswered(silent, ""));
            }
        }
    }

    /** Nobody is asked again whose answer is there, and was only not looked at: the thread was busy. */
    @Test
    void anAnswerThatIsThereIsReadBeforeItIsAskedForAgain() throws Exception {
        var answered = new CountDownLatch(1);
        var busy = new Waiting() {
            private long now = SECOND;

            @Override
            public long nanoTime() {
                return now;
            }

            @Override
            public void select(Selector selector, Consumer<SelectionKey> ready, long nanos) throws IOException {
                if (nanos > 0) {
                    NonBlockingTest.await(answered);
                    now += nanos;
                }
            }
        };
        var shared = new Shared(new Names(InetAddress::getAllByName), new Health(), new NameServers(), Patience.STANDARD, new Random(1));
        try (var loops = new Leased(busy); var server = ScriptedServer.udp((socket, request, client) -> {
            ScriptedServer.answer(socket, client, REPLY);
            answered.countDown();
        })) {
            var transport = new SocketKdcTransport(shared, loops, new IoThread(busy));
            assertArrayEquals(REPLY, transport.exchange(new KdcRequest(
                    kdcs("udp/" + at(server)).build(), REALM, KdcService.KDC, REQUEST, 20 * SECOND)));
            assertEquals(1, server.clients().size());
        }
    }

    @Nested
    @DisplayName("Sockets kept for the second requests of many logons")
    class Kept {
        private final SkippedTime time = new SkippedTime();

        private Carried one() {
            return new Carried() {
                @Override
                public void start() {}

                @Override
                public void cancel() {}

                @Override
                public void fail(String why) {}

                @Override
                public boolean isOver() {
                    return false;
                }
            };
        }

        @Test
        void areClosedByTheirAgeAndNotByWhenTheyWereGivenBack() throws Exception {
            try (var loop = new Loop(time); var silent = Asking.silent()) {
                var exchanges = new ArrayList<Carried>();
                for (int i = 0; i < 4; i++) {
                    exchanges.add(one());
                    loop.begun(exchanges.get(i));
                }
                var old = opened(loop, silent);
                time.pass(Duration.ofNanos(KeptSockets.LIFETIME / 2));
                for (int i = 0; i < 2; i++) {
                    keep(loop, silent);
                }
                loop.keptSockets().keep(old);
                assertEquals(3, loop.keptSockets().size());
                exchanges.forEach(loop::ended);
                time.pass(Duration.ofNanos(KeptSockets.LIFETIME / 2));
                long due = time.nanoTime();
                loop.turn();
                assertEquals(2, loop.keptSockets().size(), "the last of them is the oldest");
                assertEquals(due, time.nanoTime());
                loop.turn();
                assertTrue(loop.isIdle());
            }
        }

        private UdpSocket keep(Loop loop, ScriptedServer server) throws IOException {
            var socket = opened(loop, server);
            loop.keptSockets().keep(socket);
            return socket;
        }

        private UdpSocket opened(Loop loop, ScriptedServer server) throws IOException {
            var socket = UdpSocket.open(StandardProtocolFamily.INET);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()), loop, () -> {});
            return socket;
        }

        @Test
        void areAsManyAsThereAreExchangesOnTheirWay() throws Exception {
            try (var loop = new Loop(time); var silent = Asking.silent()) {
                var exchanges = new ArrayList<Carried>();
                for (int i = 0; i < 5; i++) {
                    exchanges.add(one());
                    loop.begun(exchanges.get(i));
                }
                for (int i = 0; i < 7; i++) {
                    keep(loop, silent);
                }
                assertEquals(5, loop.keptSockets().size());
                for (int i = 0; i < 4; i++) {
                    loop.ended(exchanges.get(i));
                }
                keep(loop, silent);
                assertEquals(5, loop.keptSockets().size(), "one goes for one that comes");
                loop.ended(exchanges.get(4));
                assertFalse(loop.isIdle(), "they are to be closed");
                time.pass(Duration.ofNanos(KeptSockets.LIFETIME));
                loop.turn();
                loop.turn();
                assertEquals(2, loop.keptSockets().size());
                assertTrue(loop.isIdle());
            }
        }
    }
}
