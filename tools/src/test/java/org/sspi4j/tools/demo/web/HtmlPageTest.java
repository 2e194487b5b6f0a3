package org.sspi4j.tools.demo.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.Decision;

@DisplayName("the page")
class HtmlPageTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final String EVIL = "\"'><script>alert(1)</script>&lt;";

    private static Reader reader(String text, Instant expiry) {
        return new Reader(
                text,
                text,
                text,
                List.of(new Reader.Fact(text, text)),
                Set.of(ContextFlag.MUTUAL_AUTH, ContextFlag.ALLOCATE_MEMORY),
                expiry,
                List.of(new Leg(1, text, 200, text)),
                List.of(new Decision(Decision.About.PEER, text)));
    }

    private static String page(String text) {
        return HtmlPage.of(reader(text, NOW.plusSeconds(3600)), NOW);
    }

    private static int count(String part, String text) {
        return Pattern.compile(Pattern.quote(part)).matcher(text).results().toList().size();
    }

    @Test
    void whateverSomebodyElseWroteIsText() {
        var page = page(EVIL);
        assertFalse(page.contains("<script"), page);
        assertEquals(8, count("&quot;&#39;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;lt;", page));
        assertEquals(count("<", page("harmless")), count("<", page), "no tag more, and none less");
        assertEquals(count("\"", page("harmless")), count("\"", page));
    }

    @Test
    void noFactTurnsTheLine() {
        assertEquals("a?b?c", new Reader.Fact("User", "a\u202Eb\nc").value());
    }

    @Test
    void nothingIsLoadedFromAnywhere() {
        for (var page : List.of(page("alice"), HtmlPage.ofNobody())) {
            for (var part : List.of(" src=", " href=", "url(", "@import", "<script", "<link", " style=", "http:", "https:")) {
                assertFalse(page.contains(part), part);
            }
            assertFalse(Pattern.compile("<[^>]*\\son[a-z]+=").matcher(page).find());
        }
    }

    @Test
    void theStyleIsTheOneWhoseHashIsTold() throws Exception {
        var page = page("alice");
        var style = page.substring(page.indexOf("<style>") + "<style>".length(), page.indexOf("</style>"));
        var hash = Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(style.getBytes(UTF_8)));
        var head = head(WebResponse.html(200, page));
        assertTrue(head.contains("style-src 'sha256-" + hash + "'; "), head);
        assertEquals(1, count("<style", page));
    }

    @Test
    void everyResponseIsStrict() throws Exception {
        for (var response : List.of(WebResponse.html(401, HtmlPage.ofNobody()), WebResponse.text(404, "There is nothing here"))) {
            var head = head(response);
            for (var field : List.of(
                    "Content-Security-Policy: default-src 'none'; style-src '",
                    "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'\r\n",
                    "X-Content-Type-Options: nosniff\r\n",
                    "Referrer-Policy: no-referrer\r\n",
                    "Cross-Origin-Resource-Policy: same-origin\r\n",
                    "Cache-Control: no-store\r\n",
                    "; charset=utf-8\r\n")) {
                assertTrue(head.contains(field), head);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nSet-Cookie: b", "a\nb", "a\u0000", "\u00e4"})
    void noValueEndsItsLine(String value) {
        var response = WebResponse.text(200, "").with("WWW-Authenticate", value);
        assertThrows(IllegalArgumentException.class, () -> head(response));
    }

    private static String head(WebResponse response) throws Exception {
        var out = new ByteArrayOutputStream();
        response.write(out, true, true);
        return out.toString(UTF_8);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "3599|good for 0 h 59 min", "36000|good for 10 h 00 min", "-1|it has ended", "0|good for 0 h 00 min"
    })
    void whatIsLeftOfTheTimeIsTold(int seconds, String left) {
        assertTrue(HtmlPage.of(reader("alice", NOW.plus(Duration.ofSeconds(seconds))), NOW).contains(left));
        assertTrue(HtmlPage.of(reader("alice", Instant.MAX), NOW).contains("for as long as the connection lasts"));
    }

    @Test
    void aFlagIsGrantedOrNot() {
        var page = page("alice");
        assertTrue(page.contains("<li class=\"yes\"><b>MUTUAL_AUTH</b>"), page);
        assertTrue(page.contains("<li class=\"no\"><b>DELEGATE</b>"), page);
        assertTrue(page.contains("1 of 7"), page);
    }

    @ParameterizedTest
    @CsvSource({"alice@EXAMPLE.COM, A", "EXAMPLE\\bob, B", "EXAMPLE\\, ?", "\uD83D\uDC31, \uD83D\uDC31", "<, &lt;"})
    void theMarkIsTheFirstLetterOfTheAccount(String user, String mark) {
        var page = page(user);
        assertTrue(page.contains("aria-hidden=\"true\">" + mark + "</div>"), page);
    }
}
