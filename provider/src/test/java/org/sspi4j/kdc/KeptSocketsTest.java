package org.sspi4j.kdc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.kdc.Asking.REALM;
import static org.sspi4j.kdc.Asking.REQUEST;
import static org.sspi4j.kdc.Asking.error;
import static org.sspi4j.kdc.Asking.ticket;
import static org.sspi4j.kdc.Asking.ticketing;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sspi4j.config.KdcAddress;
import org.sspi4j.kerberos.message.ErrorCode;
import org.xbill.DNS.Type;

@DisplayName("A socket that is used again")
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class KeptSocketsTest {
    private final SkippedTime time = new SkippedTime();
    private final AtomicInteger requests = new AtomicInteger();
    private Loop loop;

    @BeforeEach
    void open() throws IOException {
        loop = new Loop(time);
    }

    @AfterEach
    void close() throws IOException {
        loop.close();
    }

    /** What the server does with the request of a number, counted from 1. */
    private interface Behaviour {
        void asked(int number, Answering client) throws IOException;
    }

    private interface Answering {
        void with(byte[] answer) throws IOException;
    }

    private ScriptedServer server(Behaviour behaviour) {
        return ScriptedServer.udp((socket, request, client) ->
                behaviour.asked(requests.incrementAndGet(), answer -> ScriptedServer.answer(socket, client, answer)));
    }

    private byte[] ask(ScriptedServer server) throws IOException {
        return ask(server, KdcService.KDC);
    }

    private byte[] ask(ScriptedServer server, KdcService service) throws IOException {
        var answer = new CompletableFuture<byte[]>();
        var course = new Race.Course(
                REALM, service, REQUEST, 1465, time.nanoTime() + Duration.ofSeconds(10).toNanos(), Patience.STANDARD, other -> false);
        var shared = new Shared(new Names(InetAddress::getAllByName), new Health(), new NameServers(), Patience.STANDARD, new Random(1));
        new Race(loop, shared.names(), shared.health(), new Trail(), course, (reply, by) -> answer.complete(reply))
                .start(List.of(new KdcAddress(KdcAddress.Transport.UDP, "127.0.0.1", server.port())));
        while (!answer.isDone()) {
            loop.turn();
        }
        return answer.join();
    }

    private static int ports(ScriptedServer server) {
        return new HashSet<>(server.clients()).size();
    }

    @Test
    void isThatOfTheNextRequest() throws Exception {
        try (var kdc = ticketing()) {
            for (int i = 1; i <= 5; i++) {
                assertArrayEquals(ticket(i), ask(kdc));
            }
            assertEquals(5, kdc.clients().size());
            assertEquals(1, ports(kdc));
            assertTrue(loop.isIdle(), "a kept one is nothing to wait for");
        }
    }

    @Test
    void isUsedForAShortTimeOnly() throws Exception {
        try (var kdc = ticketing()) {
            ask(kdc);
            time.pass(Duration.ofNanos(KeptSockets.LIFETIME - 1));
            ask(kdc);
            assertEquals(1, ports(kdc));
            time.pass(Duration.ofNanos(1));
            assertFalse(loop.keptSockets().take(address(kdc)).isPresent());
            ask(kdc);
            assertEquals(1, loop.keptSockets().size());
            time.pass(Duration.ofNanos(KeptSockets.LIFETIME));
            assertFalse(loop.keptSockets().take(address(kdc)).isPresent());
            assertEquals(0, loop.keptSockets().size());
        }
    }

    @Test
    void isOfOneServer() throws Exception {
        try (var kdc = ticketing(); var other = ticketing()) {
            ask(kdc);
            assertFalse(loop.keptSockets().take(address(other)).isPresent());
            assertArrayEquals(ticket(1), ask(other));
            assertArrayEquals(ticket(2), ask(kdc));
            assertEquals(1, ports(kdc));
        }
    }

    @Test
    void isOneOfTheLastTwo() throws Exception {
        try (var one = ticketing(); var two = ticketing(); var three = ticketing()) {
            ask(one);
            ask(two);
            ask(three);
            assertEquals(2, loop.keptSockets().size());
            assertFalse(loop.keptSockets().take(address(one)).isPresent());
            ask(two);
            assertEquals(1, ports(two));
        }
    }

    @Test
    void isNotKeptWhenItWasAskedTwice() throws Exception {
        try (var kdc = server((number, client) -> {
            if (number > 1) {
                client.with(ticket(number));
            }
        })) {
            assertArrayEquals(ticket(2), ask(kdc));
            assertEquals(0, loop.keptSockets().size(), "there may be an answer to the first one still");
        }
    }

    @Test
    void isNotKeptWhenMoreCame() throws Exception {
        try (var kdc = server((number, client) -> {
            client.with(new byte[] {1});
            client.with(ticket(number));
        })) {
            assertArrayEquals(ticket(1), ask(kdc));
            assertEquals(0, loop.keptSockets().size());
        }
    }

    @Test
    void isNotKeptAfterAnError() throws Exception {
        try (var kdc = server((number, client) -> client.with(error(ErrorCode.KDC_ERR_PREAUTH_REQUIRED)))) {
            ask(kdc);
            assertEquals(0, loop.keptSockets().size(), "nothing tells one error from another");
        }
    }

    @Test
    void isNotKeptForWhatIsAskedOnce() throws Exception {
        try (var server = server((number, client) -> client.with(Asking.KPASSWD_REPLY))) {
            assertArrayEquals(Asking.KPASSWD_REPLY, ask(server, KdcService.KPASSWD));
            assertEquals(0, loop.keptSockets().size());
        }
    }

    @Test
    void isNeverOneForNameServers() throws Exception {
        var query = new DnsQuery("example.com", Type.SRV);
        assertFalse(query.provesItself(query.wire()));
    }

    @Test
    void aLateCopyOfAnAnswerIsNotThatToTheNextRequest() throws Exception {
        try (var kdc = server((number, client) -> {
            if (number == 2) {
                client.with(ticket(1));
            }
            client.with(ticket(number));
        })) {
            assertArrayEquals(ticket(1), ask(kdc));
            assertArrayEquals(ticket(2), ask(kdc));
            assertEquals(1, ports(kdc));
            assertEquals(0, loop.keptSockets().size());
        }
    }

    @Test
    void whatCameInBetweenIsNotTheAnswer() throws Exception {
        var later = new CompletableFuture<Answering>();
        try (var kdc = server((number, client) -> {
            later.complete(client);
            client.with(ticket(number));
        })) {
            assertArrayEquals(ticket(1), ask(kdc));
            later.get().with(ticket(7));
            assertFalse(loop.keptSockets().take(address(kdc)).isPresent());
            assertArrayEquals(ticket(2), ask(kdc));
            assertEquals(2, ports(kdc));
        }
    }

    @Test
    void isClosedWhenSomethingComesWhileNobodyAsks() throws Exception {
        var later = new CompletableFuture<Answering>();
        try (var kdc = server((number, client) -> {
            later.complete(client);
            client.with(ticket(number));
        })) {
            ask(kdc);
            assertEquals(1, loop.keptSockets().size());
            later.get().with(ticket(7));
            loop.turn();
            assertEquals(0, loop.keptSockets().size());
            loop.settle();
            new DatagramSocket(kdc.clients().get(0)).close();       // fails if the port is somebody's
        }
    }

    @Test
    void endsWithItsLoop() throws Exception {
        try (var kdc = ticketing()) {
            ask(kdc);
            loop.close();
            new DatagramSocket(kdc.clients().get(0)).close();       // fails if the port is somebody's
        }
    }

    private static InetSocketAddress address(ScriptedServer server) {
        return new InetSocketAddress("127.0.0.1", server.port());
    }
}
