package org.sspi4j.kdc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.kdc.Asking.REALM;
import static org.sspi4j.kdc.Asking.REQUEST;
import static org.sspi4j.kdc.Asking.error;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.HexFormat;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.config.KdcAddress;
import org.sspi4j.kerberos.message.ErrorCode;
import org.xbill.DNS.Type;

@DisplayName("A socket that is used again")
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class KeptSocketsTest {
    private static final byte[] FURTHER = {0x6C, 3, 1, 2, 3};
    private static final byte[] TGT = {0x6B, 1, 7};
    private static final byte[] TICKET = {0x6D, 1, 8};

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

    /** For a ticket-granting ticket. */
    private byte[] ask(ScriptedServer server) throws IOException {
        return ask(server, KdcService.KDC, REQUEST);
    }

    /** For a service's ticket. */
    private byte[] askFurther(ScriptedServer server) throws IOException {
        return ask(server, KdcService.KDC, FURTHER);
    }

    private byte[] ask(ScriptedServer server, KdcService service, byte[] request) throws IOException {
        var answer = new CompletableFuture<byte[]>();
        var course = new Race.Course(
                REALM, service, request, 1465, time.nanoTime() + Duration.ofSeconds(10).toNanos(), Patience.STANDARD, other -> false);
        var shared = new Shared(new Names(InetAddress::getAllByName), new Health(), new NameServers(), Patience.STANDARD, new Random(1));
        new Race(loop, shared.names(), shared.health(), new Trail(), course, (reply, by) -> answer.complete(reply))
                .start(List.of(new KdcAddress(KdcAddress.Transport.UDP, "127.0.0.1", server.port())));
        while (!answer.isDone()) {
            loop.turn();
        }
        return answer.join();
    }

    /** A KDC, as far as it can be seen from the way. */
    private ScriptedServer kdc() {
        return ScriptedServer.udp((socket, request, client) ->
                ScriptedServer.answer(socket, client, request[0] == REQUEST[0] ? TGT : TICKET));
    }

    private static int ports(ScriptedServer server) {
        return new HashSet<>(server.clients()).size();
    }

    @Test
    void isThatOfALogonsSecondRequest() throws Exception {
        try (var kdc = kdc()) {
            assertArrayEquals(TGT, ask(kdc));
            assertTrue(loop.isIdle(), "a kept one is nothing to wait for");
            assertArrayEquals(TICKET, askFurther(kdc));
            assertEquals(1, ports(kdc));
            assertEquals(0, loop.keptSockets().size(), "a third request's answer might be that to the second");
        }
    }

    @Test
    void isNotThatOfAnotherLogon() throws Exception {
        try (var kdc = kdc()) {
            for (int i = 0; i < 3; i++) {
                ask(kdc);
            }
            assertEquals(3, kdc.clients().size());
            assertTrue(ports(kdc) > 1);
        }
    }

    @Test
    void isUsedForAShortTimeOnly() throws Exception {
        try (var kdc = kdc()) {
            ask(kdc);
            time.pass(Duration.ofNanos(KeptSockets.LIFETIME - 1));
            askFurther(kdc);
            assertEquals(1, ports(kdc));
            ask(kdc);
            time.pass(Duration.ofNanos(KeptSockets.LIFETIME));
            assertFalse(loop.keptSockets().take(address(kdc)).isPresent());
            assertEquals(0, loop.keptSockets().size());
        }
    }

    @Test
    void isOfOneServer() throws Exception {
        try (var kdc = kdc(); var other = kdc()) {
            ask(kdc);
            assertFalse(loop.keptSockets().take(address(other)).isPresent());
            assertArrayEquals(TICKET, askFurther(other));
            assertArrayEquals(TICKET, askFurther(kdc));
            assertEquals(1, ports(kdc));
        }
    }

    @Test
    void isOneOfTheLastTwo() throws Exception {
        try (var one = kdc(); var two = kdc(); var three = kdc()) {
            ask(one);
            ask(two);
            ask(three);
            assertEquals(2, loop.keptSockets().size());
            assertFalse(loop.keptSockets().take(address(one)).isPresent());
            askFurther(two);
            assertEquals(1, ports(two));
        }
    }

    @Test
    void isNotKeptWhenItWasAskedTwice() throws Exception {
        try (var kdc = server((number, client) -> {
            if (number > 1) {
                client.with(TGT);
            }
        })) {
            assertArrayEquals(TGT, ask(kdc));
            assertEquals(0, loop.keptSockets().size());
        }
    }

    @Test
    void isNotKeptWhenMoreCame() throws Exception {
        try (var kdc = server((number, client) -> {
            client.with(new byte[] {1});
            client.with(TGT);
        })) {
            assertArrayEquals(TGT, ask(kdc));
            assertEquals(0, loop.keptSockets().size());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"KDC", "KPASSWD"})
    void isNotKeptAfterAnythingElse(KdcService service) throws Exception {
        byte[] answer = service == KdcService.KDC ? error(ErrorCode.KDC_ERR_PREAUTH_REQUIRED) : Asking.KPASSWD_REPLY;
        try (var server = server((number, client) -> client.with(answer))) {
            assertArrayEquals(answer, ask(server, service, REQUEST));
            assertEquals(0, loop.keptSockets().size());
        }
    }

    @Test
    void isNeverOneForNameServers() throws Exception {
        var query = new DnsQuery("example.com", Type.SRV);
        assertFalse(query.mayBeFollowed(TGT));
        assertFalse(query.follows(FURTHER));
    }

    /** The request was doubled on its way, and the KDC answered each with another ticket. */
    @Test
    void aLateAnswerToTheFirstRequestIsNotThatToTheSecond() throws Exception {
        try (var kdc = server((number, client) -> {
            client.with(number == 2 ? new byte[] {0x6B, 1, 9} : number == 1 ? TGT : TICKET);
            if (number == 2) {
                client.with(TICKET);
            }
        })) {
            ask(kdc);
            assertArrayEquals(TICKET, askFurther(kdc));
            assertEquals(2, kdc.clients().size());
            assertEquals(1, ports(kdc), "its tag tells it from the true one, which comes too");
        }
    }

    @Test
    void anErrorIsAskedForFromAnotherPort() throws Exception {
        byte[] error = error(ErrorCode.KDC_ERR_S_PRINCIPAL_UNKNOWN);
        try (var kdc = server((number, client) -> client.with(number == 1 ? TGT : error))) {
            ask(kdc);
            assertArrayEquals(error, askFurther(kdc));
            assertEquals(3, kdc.clients().size());
            assertTrue(ports(kdc) > 1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "6D0108"})
    void whatCameInBetweenIsNotTheAnswer(String late) throws Exception {
        var later = new CompletableFuture<Answering>();
        try (var kdc = server((number, client) -> {
            later.complete(client);
            client.with(number == 1 ? TGT : new byte[] {0x6D, 1, 9});
        })) {
            ask(kdc);
            later.get().with(HexFormat.of().parseHex(late));
            assertFalse(loop.keptSockets().take(address(kdc)).isPresent());
            assertArrayEquals(new byte[] {0x6D, 1, 9}, askFurther(kdc));
        }
    }

    @Test
    void isClosedWhenSomethingComesWhileNobodyAsks() throws Exception {
        var later = new CompletableFuture<Answering>();
        try (var kdc = server((number, client) -> {
            later.complete(client);
            client.with(TGT);
        })) {
            ask(kdc);
            assertEquals(1, loop.keptSockets().size());
            later.get().with(TGT);
            loop.turn();
            assertEquals(0, loop.keptSockets().size());
            loop.settle();
            new DatagramSocket(kdc.clients().get(0)).close();       // fails if the port is somebody's
        }
    }

    @Test
    void endsWithItsLoop() throws Exception {
        try (var kdc = kdc()) {
            ask(kdc);
            loop.close();
            new DatagramSocket(kdc.clients().get(0)).close();       // fails if the port is somebody's
        }
    }

    private static InetSocketAddress address(ScriptedServer server) {
        return new InetSocketAddress("127.0.0.1", server.port());
    }
}
