package org.sspi4j.kerberos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.fixture.Forge;
import org.sspi4j.kerberos.message.ErrorCode;
import org.sspi4j.kerberos.message.KrbError;

@DisplayName("RFC 4120 7.5.9 What an error says")
class ErrorSentenceTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    @Test
    void skewTellsTheOffsetOfTheOthersClock() {
        assertSays("its clock is 900 s behind ours", ErrorCode.KRB_AP_ERR_SKEW, NOW.minusSeconds(900));
        assertSays("its clock is 900 s ahead of ours", ErrorCode.KRB_AP_ERR_SKEW, NOW.plusSeconds(900));
    }

    @Test
    void theOffsetIsRoundedUp() {
        var allowed = Duration.ofSeconds(300);
        assertOffset("301 s behind ours, and 300 s are allowed", KerberosStatus.skew("It", NOW.minusSeconds(300).minusNanos(1), NOW,
                allowed));
        assertOffset("301 s ahead of ours, and 300 s are allowed", KerberosStatus.skew("It", NOW.plusSeconds(300).plusNanos(1), NOW,
                allowed));
        assertOffset("302 s ahead of ours, and 300 s are allowed", KerberosStatus.skew("It", NOW.plusSeconds(302), NOW, allowed));
    }

    @Test
    void theSendersTextIsQuotedWithoutControlCharacters() {
        var failure = KerberosStatus.of(error(60, NOW), "It", "that", CLOCK);
        assertTrue(failure.getMessage().contains("(\"no?luck\")"), failure.getMessage());
    }

    private static void assertSays(String part, int code, Instant stime) {
        var failure = KerberosStatus.of(error(code, stime), "The server", "the ticket", CLOCK);
        assertTrue(failure.getMessage().contains(part), failure.getMessage());
    }

    private static void assertOffset(String part, SspiException failure) {
        assertEquals(SecurityStatus.SEC_E_TIME_SKEW, failure.status());
        assertTrue(failure.getMessage().contains(part), failure.getMessage());
    }

    private static KrbError error(int code, Instant stime) {
        return KrbError.of(
                Optional.empty(), OptionalInt.empty(), stime, 0, code, Optional.empty(), Optional.empty(), Forge.REALM, Forge.SERVICE,
                Optional.of("no\nluck\0".getBytes(StandardCharsets.US_ASCII)), Optional.empty());
    }
}
