package org.sspi4j.tools.demo.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 9112 requests")
class WebRequestTest {
    private static WebRequest of(String... lines) throws BadRequestException {
        return WebRequest.of(List.of(lines));
    }

    private static void refused(int status, String... lines) {
        assertEquals(status, assertThrows(BadRequestException.class, () -> of(lines)).status());
    }

    @Test
    void namesOfFieldsAreOfAnyCaseAndSpaceAroundValuesIsNotTheirs() throws Exception {
        var request = of("GET /a?b HTTP/1.1", "HOST: localhost", "aUTHORIZATION:\t Negotiate  YQ== \t", "Accept:", "accept: b");
        assertEquals("/a", request.path());
        assertEquals(Optional.of("Negotiate  YQ=="), request.field("authorization"));
        assertEquals(Optional.of(", b"), request.field("accept"));
        assertEquals(Optional.empty(), request.field("cookie"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "HTTP/1.1|keep-alive|true", "HTTP/1.1|close|false", "HTTP/1.1|Upgrade ,\tClose|false",
        "HTTP/1.1|closed|true", "HTTP/1.0|keep-alive|false"
    })
    void theClientSaysWhetherItGoesOn(String version, String connection, boolean goesOn) throws Exception {
        assertEquals(goesOn, of("GET / " + version, "Host: a", "Connection: " + connection).persistent());
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "GET /", "GET  / HTTP/1.1", " GET / HTTP/1.1", "GET / HTTP/1.1 ", "GET / HTTP/2.0", "GET / http/1.1",
        "GET /\u00e4 HTTP/1.1", "G(T / HTTP/1.1", ""
    })
    void whatIsNoRequestLineIsRefused(String line) {
        refused(400, line, "Host: a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Authorization : Negotiate YQ==", " goes on", "\tgoes on", "no colon", ": no name", "a b: c", "\u00e4: b"})
    void whatIsNoFieldIsRefused(String line) {
        refused(400, "GET / HTTP/1.1", "Host: a", line);
    }

    /** Whoever stands in between may take another one of the two. */
    @ParameterizedTest
    @ValueSource(strings = {"Host: b", "host: a"})
    void whatMayBeThereOnceIsNotThereTwice(String line) {
        refused(400, "GET / HTTP/1.1", "Host: a", line);
        refused(400, "GET / HTTP/1.1", "Host: a", "Authorization: Negotiate YQ==", "authorization: NTLM YQ==");
    }

    @Test
    void aRequestOfTodayHasAHost() throws Exception {
        refused(400, "GET / HTTP/1.1");
        assertEquals("/", of("GET / HTTP/1.0").path());
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "Content-Length: 1", "Content-Length: 00", "Content-Length:", "Transfer-Encoding: chunked", "Transfer-Encoding: identity"
    })
    void aBodyIsRefused(String line) {
        refused(413, "POST / HTTP/1.1", "Host: a", line);
    }

    @Test
    void noBodyIsNone() throws Exception {
        assertEquals("POST", of("POST / HTTP/1.1", "Host: a", "Content-Length: 0").method());
    }

    @Test
    void thereIsAnEndOfFields() throws Exception {
        var lines = new ArrayList<>(List.of("GET / HTTP/1.1", "Host: a"));
        lines.addAll(Collections.nCopies(99, "b: c"));
        WebRequest.of(lines);
        lines.add("b: c");
        assertEquals(431, assertThrows(BadRequestException.class, () -> WebRequest.of(lines)).status());
    }
}
