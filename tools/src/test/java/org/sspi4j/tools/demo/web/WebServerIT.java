package org.sspi4j.tools.demo.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class WebServerIT {
    private final AtomicInteger visits = new AtomicInteger();
    private final BlockingQueue<Integer> ended = new LinkedBlockingQueue<>();
    private WebServer server;

    /** Tells its number, and how many requests it has had. */
    private final class Counting implements Visit {
        private final int number = visits.incrementAndGet();
        private int requests;

        @Override
        public WebResponse answer(WebRequest request) {
            requests++;
            return WebResponse.text(200, number + "." + requests + " " + request.path());
        }

        @Override
        public void close() {
            ended.add(number);
        }
    }

    @BeforeEach
    void start() throws Exception {
        server = WebServer.bind(0);
        server.serve(Counting::new);
    }

    @AfterEach
    void close() {
        server.close();
    }

    private KeptConnection connect() throws IOException {
        return KeptConnection.to(server.port());
    }

    private void visitEnds(int number) throws InterruptedException {
        assertEquals(number, ended.poll(20, TimeUnit.SECONDS));
    }

    @Test
    void whatIsKeptBelongsToTheConnection() throws Exception {
        try (var one = connect(); var two = connect()) {
            var first = one.get().body().charAt(0);
            var second = two.get().body().charAt(0);
            assertFalse(first == second);
            assertEquals(first + ".2 /\n", one.get().body());
            assertEquals(second + ".2 /\n", two.get().body());
        }
    }

    @Test
    void itEndsWithTheConnection() throws Exception {
        try (var one = connect()) {
            one.get();
        }
        visitEnds(1);
        try (var two = connect()) {
            two.get();
            server.close();
            visitEnds(2);
            assertTrue(two.hasEnded());
        }
        try (var three = connect()) {
            three.get();
        } catch (IOException | RuntimeException e) {
            // Refused, or not in our words: the port may be somebody else's by now.
        }
        assertEquals(2, visits.get());
    }

    /** Until neither side's buffers take any more. */
    @Test
    void whoAsksAndDoesNotReadIsNotWaitedForLong() throws Exception {
        server.close();
        server = WebServer.bind(0, Duration.ofMillis(300));
        server.serve(Counting::new);
        try (var one = connect()) {
            assertThrows(IOException.class, () -> {
                while (true) {
                    one.say("GET / HTTP/1.1\r\nHost: a\r\n\r\n".repeat(1_000));
                }
            });
            visitEnds(1);
        }
    }

    @Test
    void requestsThatComeTogetherAreAnsweredInTheirOrder() throws Exception {
        try (var one = connect()) {
            one.say("GET /a HTTP/1.1\r\nHost: a\r\n\r\nHEAD /b HTTP/1.1\r\nHost: a\r\n\r\nGET /c HTTP/1.1\r\nHost: a\r\n\r\n");
            assertEquals("1.1 /a\n", one.response(false).body());
            assertEquals(List.of("7"), one.response(true).values("Content-Length"));
            assertEquals("1.3 /c\n", one.response(false).body());
        }
    }

    @ParameterizedTest
    @CsvSource({"GET / HTTP/1.1, Connection: close", "GET / HTTP/1.0, Connection: keep-alive"})
    void theConnectionEndsIfTheClientSaysSo(String line, String field) throws Exception {
        try (var one = connect()) {
            var response = one.ask(line, "Host: a", field);
            assertEquals("1.1 /\n", response.body());
            assertEquals(List.of("close"), response.values("Connection"));
            assertTrue(one.hasEnded());
        }
        visitEnds(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "GET / HTTP/1.1\nHost: a\n\n",
        "GET / HTTP/1.1\r\nHost: a\rb\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\u0000b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\u007Fb\r\n\r\n",
        "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "\u0016\u0003\u0001\u0002\u0000\u0001",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    })
    void whatIsNoRequestEndsTheConnection(String text) throws Exception {
        isRefused(400, text);
        assertEquals(1, visits.get());
    }

    private void isRefused(int status, String text) throws Exception {
        try (var one = connect()) {
            one.say(text);
            var response = one.response(false);
            assertEquals(status, response.status());
            assertEquals(List.of("close"), response.values("Connection"));
        }
    }

    /** What follows would be taken for another request. */
    @Test
    void aBodyEndsTheConnection() throws Exception {
        isRefused(413, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nGET /");
    }

    @Test
    void thereIsAnEndOfAHead() throws Exception {
        var rest = "GET / HTTP/1.1\r\nHost: a\r\nA: \r\n";
        var largest = "a".repeat(RequestHead.LARGEST - rest.length());
        try (var one = connect()) {
            assertEquals(200, one.ask("GET / HTTP/1.1", "Host: a", "A: " + largest).status());
        }
        isRefused(431, "GET / HTTP/1.1\r\nHost: a\r\nA: " + largest + "a\r\n");
        isRefused(431, "GET /" + "a".repeat(RequestHead.LARGEST));
    }

    @Test
    void whoIsSlowOrSilentIsNotWaitedFor() throws Exception {
        server.close();
        server = WebServer.bind(0, Duration.ofMillis(100));
        server.serve(Counting::new);
        try (var silent = connect()) {
            assertTrue(silent.hasEnded());
        }
        isRefused(408, "GET / HTTP/1.1\r\nHos");
    }

    @Test
    void thereAreOnlySoManyAtATime() throws Exception {
        var all = new ArrayList<KeptConnection>();
        try {
            for (int i = 0; i < 64; i++) {
                all.add(connect());
                assertEquals(200, all.get(i).get().status());
            }
            try (var tooMany = connect()) {
                assertThrows(IOException.class, tooMany::get);
            }
            assertEquals(64, visits.get());
            all.remove(0).close();
            visitEnds(1);
            all.add(served());
        } finally {
            for (var each : all) {
                each.close();
            }
        }
    }

    /** There is room a moment after a visit has ended. */
    private KeptConnection served() throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (System.nanoTime() < deadline) {
            var connection = connect();
            try {
                connection.get();
                return connection;
            } catch (IOException e) {
                connection.close();
            }
        }
        return fail("Nobody is served where one has left");
    }

    @Test
    void whoHangsUpInTheMiddleDoesNoHarm() throws Exception {
        try (var one = connect()) {
            one.say("GET / HTTP/1.1\r\nHost");
        }
        visitEnds(1);
        try (var two = connect()) {
            assertEquals("2.1 /\n", two.get().body());
        }
    }
}
