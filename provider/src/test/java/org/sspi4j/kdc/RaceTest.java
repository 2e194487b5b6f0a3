package org.sspi4j.kdc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.kdc.Asking.REPLY;
import static org.sspi4j.kdc.Asking.answering;
import static org.sspi4j.kdc.Asking.at;
import static org.sspi4j.kdc.Asking.error;
import static org.sspi4j.kdc.Asking.kdcs;
import static org.sspi4j.kdc.Asking.silent;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sspi4j.kerberos.message.ErrorCode;

/** Who is asked when. Times are exact: what is waited for is skipped. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class RaceTest {
    private final Asking asking = new Asking();
    private final long begun = asking.time.nanoTime();

    @AfterEach
    void close() throws Exception {
        asking.close();
    }

    private static void framed(Socket socket, byte[] reply) throws IOException {
        var in = new DataInputStream(socket.getInputStream());
        in.readFully(new byte[in.readInt()]);
        socket.getOutputStream().write(ByteBuffer.allocate(4 + reply.length).putInt(reply.length).put(reply).array());
    }

    @Nested
    class Stagger {
        @Test
        void aSilentKdcHoldsTheNextOneUpFor300Milliseconds() throws Exception {
            try (var silent = silent(); var kdc = answering(REPLY)) {
                assertArrayEquals(REPLY, asking.exchange(at(silent), at(kdc)));
                assertEquals(300, asking.since(begun));
                assertEquals(1, silent.clients().size());
            }
        }

        @Test
        void aKdcThatRefusesHoldsNobodyUp() throws Exception {
            try (var kdc = answering(REPLY)) {
                assertArrayEquals(REPLY, asking.exchange("127.0.0.1:" + ScriptedServer.closedPort(), at(kdc)));
                assertEquals(0, asking.since(begun));
            }
        }

        @Test
        void aKdcThatIsUnavailableHoldsNobodyUpAndIsNotAskedOverTcp() throws Exception {
            try (var down = answering(error(ErrorCode.KDC_ERR_SVC_UNAVAILABLE));
                    var overTcp = ScriptedServer.tcp(down.port(), socket -> framed(socket, REPLY));
                    var kdc = answering(REPLY)) {
                assertArrayEquals(REPLY, asking.exchange(at(down), at(kdc)));
                assertEquals(0, asking.since(begun));
                asking.failure(KdcService.KDC, kdcs(at(down)).build());
                assertTrue(overTcp.clients().isEmpty());
            }
        }

        @Test
        void eachOneMoreIsAskedAfterTheSameTime() throws Exception {
            try (var one = silent(); var two = silent(); var three = silent(); var kdc = answering(REPLY)) {
                assertArrayEquals(REPLY, asking.exchange(at(one), at(two), at(three), at(kdc)));
                assertEquals(900, asking.since(begun));
            }
        }

        @Test
        void theFirstAnswerCountsAlsoIfAnotherOneWasAskedSince() throws Exception {
            byte[] late = {0x6B, 3, 7, 7, 7};
            var other = new CountDownLatch(1);
            try (var slow = ScriptedServer.udp((socket, request, client) -> {
                        await(other);
                        ScriptedServer.answer(socket, client, late);
                    });
                    var silent = ScriptedServer.udp((socket, request, client) -> other.countDown())) {
                assertArrayEquals(late, asking.exchange("udp/" + at(slow), "udp/" + at(silent)));
                assertEquals(1, slow.clients().size());
                assertEquals(1, silent.clients().size());
            }
        }

        @Test
        @DisplayName("the losers' connections are closed at once")
        void losersAreClosed() throws Exception {
            try (var halfOpen = ScriptedServer.tcp(socket -> {}); var kdc = answering(REPLY)) {
                assertArrayEquals(REPLY, asking.exchange("tcp/" + at(halfOpen), at(kdc)));
                assertEquals(1, halfOpen.clients().size());
                assertTrue(halfOpen.everyConnectionIsClosed());
            }
        }
    }

    @Nested
    class Again {
        @Test
        void aDatagramIsSentAgainAfterOneTwoAndFourSeconds() throws Exception {
            var asked = new AtomicInteger();
            try (var kdc = ScriptedServer.udp((socket, request, client) -> {
                if (asked.incrementAndGet() == 4) {
                    ScriptedServer.answer(socket, client, REPLY);
                }
            })) {
                assertArrayEquals(REPLY, asking.exchange("udp/" + at(kdc)));
                assertEquals(7000, asking.since(begun));
            }
        }

        @Test
        void aKdcThatFailedIsAskedAgainWhileAnotherOneIsSilent() throws Exception {
            var asked = new AtomicInteger();
            try (var recovering = ScriptedServer.udp((socket, request, client) -> ScriptedServer.answer(
                            socket, client, asked.incrementAndGet() == 1 ? error(ErrorCode.KDC_ERR_SVC_UNAVAILABLE) : REPLY));
                    var silent = silent()) {
                assertArrayEquals(REPLY, asking.exchange("udp/" + at(recovering), "udp/" + at(silent)));
                assertEquals(1000, asking.since(begun));
            }
        }

        @Test
        void theDeadlineIsKept() throws Exception {
            try (var one = silent(); var halfOpen = ScriptedServer.tcp(socket -> {})) {
                var failure = asking.failure(KdcService.KDC, kdcs("udp/" + at(one), "tcp/" + at(halfOpen)).build());
                assertEquals(10_000, asking.since(begun));
                assertTrue(failure.getMessage().contains(at(one) + ": no answer over UDP, asked 4 times (10000 ms); "
                        + at(halfOpen) + ": no answer over TCP (9700 ms)"), failure.getMessage());
                assertTrue(halfOpen.everyConnectionIsClosed());
            }
        }
    }

    @Nested
    class Carriers {
        @Test
        void aKdcThatIsSilentOverUdpIsAskedOverTcpAfterASecond() throws Exception {
            try (var silent = silent(); var kdc = ScriptedServer.tcp(silent.port(), socket -> framed(socket, REPLY))) {
                assertArrayEquals(REPLY, asking.exchange(at(kdc)));
                assertEquals(1000, asking.since(begun));
                assertEquals(List.of("The KDCs of EXAMPLE.COM were asked: " + at(kdc) + ": no answer until another one's (1000 ms); "
                        + at(kdc) + ": answered over TCP (0 ms)"), asking.decisions);
            }
        }

        @Test
        void overWhichItAnsweredIsRemembered() throws Exception {
            try (var silent = silent(); var kdc = ScriptedServer.tcp(silent.port(), socket -> framed(socket, REPLY))) {
                asking.exchange(at(kdc));
                assertArrayEquals(REPLY, asking.exchange(at(kdc)));
                assertEquals(1000, asking.since(begun));
            }
        }

        @Test
        void whatIsTooBigForUdpComesOverTcpAtOnce() throws Exception {
            try (var udp = answering(error(ErrorCode.KRB_ERR_RESPONSE_TOO_BIG));
                    var tcp = ScriptedServer.tcp(udp.port(), socket -> framed(socket, REPLY))) {
                assertArrayEquals(REPLY, asking.exchange(at(tcp)));
                assertEquals(0, asking.since(begun));
                assertEquals(1, tcp.clients().size());
            }
        }

        @Test
        void aRequestAboveTheLimitGoesOverTcpOnly() throws Exception {
            try (var udp = answering(REPLY); var tcp = ScriptedServer.tcp(udp.port(), socket -> framed(socket, REPLY))) {
                asking.exchange(KdcService.KDC, kdcs(at(udp)).udpPreferenceLimit(Asking.REQUEST.length - 1).build());
                assertEquals(1, tcp.clients().size());
                assertTrue(udp.clients().isEmpty());
                asking.exchange(KdcService.KDC, kdcs(at(udp)).udpPreferenceLimit(Asking.REQUEST.length).build());
                assertEquals(1, tcp.clients().size());
                assertEquals(1, udp.clients().size());
            }
        }
    }

    @Nested
    @DisplayName("That the time is over")
    class TheTime {
        @Test
        void isTheCauseWhereItIs() throws Exception {
            try (var silent = silent()) {
                var failure = asking.failure(KdcService.KDC, kdcs("udp/" + at(silent)).build());
                assertInstanceOf(TimeoutException.class, failure.getCause());
            }
        }

        @Test
        void isNotTheCauseWhereNobodyListens() {
            var failure = asking.failure(KdcService.KDC, kdcs("tcp/127.0.0.1:" + ScriptedServer.closedPort()).build());
            assertNull(failure.getCause());
        }
    }

    @Nested
    class Memory {
        @Test
        void whoDidNotAnswerIsAskedLast() throws Exception {
            try (var silent = silent(); var kdc = answering(REPLY)) {
                asking.exchange(at(silent), at(kdc));
                assertArrayEquals(REPLY, asking.exchange(at(silent), at(kdc)));
                assertEquals(300, asking.since(begun));
                assertEquals(1, silent.clients().size());
            }
        }

        @Test
        void afterAMinuteItIsAskedInItsPlaceAgain() throws Exception {
            try (var silent = silent(); var kdc = answering(REPLY)) {
                asking.exchange(at(silent), at(kdc));
                asking.time.pass(Duration.ofSeconds(61));
                asking.exchange(at(silent), at(kdc));
                assertEquals(2, silent.clients().size());
            }
        }

        @Test
        void whoAnswersAgainIsWell() throws Exception {
            var address = InetAddress.getLoopbackAddress();
            var kdc = new InetSocketAddress(address, 88);
            asking.health.failed("R", kdc, Carrier.UDP, 0);
            assertTrue(asking.health.isSick("R", kdc, Carrier.UDP, 1));
            assertTrue(!asking.health.isSick("R", kdc, Carrier.TCP, 1) && !asking.health.isSick("OTHER", kdc, Carrier.UDP, 1));
            asking.health.answered("R", kdc, Carrier.UDP);
            assertTrue(!asking.health.isSick("R", kdc, Carrier.UDP, 1));
        }

        @Test
        void amongTheSickEachHoldsTheNextOneUpFor50Milliseconds() throws Exception {
            try (var one = silent(); var two = silent()) {
                asking.failure(KdcService.KDC, kdcs("udp/" + at(one), "udp/" + at(two)).build());
                try (var three = answering(REPLY)) {
                    asking.health.failed(
                            Asking.REALM, new InetSocketAddress("127.0.0.1", three.port()), Carrier.UDP, asking.time.nanoTime());
                    long then = asking.time.nanoTime();
                    asking.exchange("udp/" + at(one), "udp/" + at(two), "udp/" + at(three));
                    assertEquals(100, asking.since(then));
                }
            }
        }

        @Test
        void isBounded() throws Exception {
            var address = InetAddress.getLoopbackAddress();
            IntStream.range(0, 3 * Health.MOST).forEach(
                    i -> asking.health.failed("R" + i, new InetSocketAddress(address, 88), Carrier.UDP, 0));
            assertEquals(Health.MOST, asking.health.size());
            asking.health.failed("LATER", new InetSocketAddress(address, 88), Carrier.UDP, 2 * Health.SICKNESS);
            assertEquals(1, asking.health.size());
        }
    }

    @Nested
    class Addresses {
        @Test
        void ofANameAreRacedLikeServers() throws Exception {
            try (var silent = ScriptedServer.udp(InetAddress.getByName("127.0.0.2"), (socket, request, client) -> {})) {
                var kdc = ScriptedServer.udp(
                        InetAddress.getLoopbackAddress(),
                        silent.port(),
                        (socket, request, client) -> ScriptedServer.answer(socket, client, REPLY));
                try (kdc; var both = new Asking(host -> new InetAddress[] {
                            InetAddress.getByName("127.0.0.2"), InetAddress.getByName("127.0.0.1")
                        })) {
                    long then = both.time.nanoTime();
                    assertArrayEquals(REPLY, both.exchange("udp/both.test:" + kdc.port()));
                    assertEquals(300, both.since(then));
                    assertTrue(both.decisions.get(0).contains("both.test/127.0.0.2:" + kdc.port() + ": no answer"),
                            both.decisions::toString);
                }
            }
        }

        @Test
        void ofBothFamiliesTakeTurns() throws Exception {
            var six = Inet6Address.getByAddress(new byte[16]);
            var sixToo = InetAddress.getByName("::2");
            var four = InetAddress.getByName("127.0.0.1");
            assertEquals(List.of(six, four, sixToo), Names.alternating(List.of(six, sixToo, four)));
            assertEquals(List.of(four, six, sixToo), Names.alternating(List.of(four, six, sixToo)));
        }

        @Test
        void ofIpv6AreAsked() throws Exception {
            try (var kdc = ScriptedServer.udp(
                    InetAddress.getByName("::1"), (socket, request, client) -> ScriptedServer.answer(socket, client, REPLY))) {
                assertArrayEquals(REPLY, asking.exchange("[::1]:" + kdc.port()));
                assertTrue(asking.decisions.get(0).contains("[0:0:0:0:0:0:0:1]:" + kdc.port()), asking.decisions::toString);
            }
        }

        @Test
        void numbersAreAskedWhileNamesAreLookedUp() throws Exception {
            var never = new CountDownLatch(1);
            try (var kdc = answering(REPLY); var waiting = new Asking(host -> {
                await(never);
                return new InetAddress[0];
            })) {
                long then = waiting.time.nanoTime();
                assertArrayEquals(REPLY, waiting.exchange("slow.test", "slower.test", at(kdc)));
                assertEquals(0, waiting.since(then));
            } finally {
                never.countDown();
            }
        }

        @Test
        void aNameIsLookedUpOnce() throws Exception {
            var lookedUp = new AtomicInteger();
            try (var kdc = answering(REPLY); var counting = new Asking(host -> {
                lookedUp.incrementAndGet();
                return new InetAddress[] {InetAddress.getByName("127.0.0.1")};
            })) {
                counting.exchange("a.test:" + kdc.port());
                counting.exchange("a.test:" + kdc.port());
                assertEquals(1, lookedUp.get());
            }
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
