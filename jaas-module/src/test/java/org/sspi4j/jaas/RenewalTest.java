package org.sspi4j.jaas;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.Date;
import javax.security.auth.kerberos.KerberosPrincipal;
import javax.security.auth.kerberos.KerberosTicket;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RenewalTest {
    private static final Instant AUTHENTICATED = Instant.parse("2030-01-01T00:00:00Z");

    /** In hours since the client authenticated. */
    @ParameterizedTest
    @CsvSource({
        "6, 0, 10, 24, true", "4, 0, 10, 24, false", "5, 0, 10, 24, false",
        // A ticket that was renewed is as old as its renewal.
        "14, 12, 22, 24, false", "18, 12, 22, 24, true",
        // Without a start time it began with the authentication.
        "6, , 10, 24, true", "4, , 10, 24, false",
        // Not renewable, and no more.
        "6, 0, 10, , false", "7, 0, 10, 7, false"
    })
    void isDueWhenHalfOfItsTimeIsOver(int now, Integer start, int end, Integer renewTill, boolean due) {
        var flags = new boolean[32];
        flags[8] = renewTill != null;
        var alice = new KerberosPrincipal("alice@EXAMPLE.COM");
        var krbtgt = new KerberosPrincipal("krbtgt/EXAMPLE.COM@EXAMPLE.COM");
        var tgt = new KerberosTicket(
                new byte[] {1}, alice, krbtgt, new byte[16], 17, flags, at(0), at(start), at(end), at(renewTill), null);
        assertEquals(due, Renewal.isDue(tgt, at(now).toInstant()));
    }

    private static Date at(Integer hours) {
        return hours == null ? null : Date.from(AUTHENTICATED.plusSeconds(3600L * hours));
    }
}
