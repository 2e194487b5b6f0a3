package org.sspi4j.kdc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.kdc.Asking.REALM;

import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.KerberosConfig;

@DisplayName("RFC 4120 7.2.1 a datagram that comes late, to a port that was another request's")
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class LateDatagramTest {
    private static final String AS_REQ = "6A03010203";
    private static final String AS_REP = "6B03040506";
    private static final String TGS_REQ = "6C03010203";
    private static final String TGS_REP = "6D03070809";

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    private static KdcRequest request(KerberosConfig config, String request) {
        return new KdcRequest(config, REALM, KdcService.KDC, bytes(request), 0);
    }

    /** Nobody listens there for TCP. */
    private static KerberosConfig overUdp(ScriptedServer kdc) {
        return Asking.kdcs(Asking.at(kdc)).build();
    }

    /** And so is what answers no request at all, such as an AP-REP. */
    @ParameterizedTest
    @CsvSource({
        TGS_REQ + ", " + AS_REP + ", " + TGS_REP,
        AS_REQ + ", " + TGS_REP + ", " + AS_REP,
        TGS_REQ + ", 6F03010203, " + TGS_REP,
        TGS_REQ + ", " + AS_REQ + ", " + TGS_REP
    })
    void isPassedOverAndTheTrueOneIsTaken(String request, String late, String answer) throws Exception {
        try (var kdc = ScriptedServer.udp((socket, received, client) -> {
            ScriptedServer.answer(socket, client, bytes(late));
            ScriptedServer.answer(socket, client, bytes(answer));
        }); var asking = new Asking()) {
            assertArrayEquals(bytes(answer), asking.exchange(request(overUdp(kdc), request)));
            assertEquals(1, kdc.clients().size());
        }
    }

    @ParameterizedTest
    @CsvSource({TGS_REQ + ", " + AS_REP, AS_REQ + ", " + TGS_REP})
    void isPassedOverUntilTheDeadline(String request, String late) throws Exception {
        try (var kdc = ScriptedServer.udp((socket, received, client) -> ScriptedServer.answer(socket, client, bytes(late)));
                var asking = new Asking()) {
            long then = asking.time.nanoTime();
            var config = overUdp(kdc);
            var failure = assertThrows(SspiException.class, () -> asking.exchange(request(config, request)));
            assertEquals(SecurityStatus.SEC_E_NO_AUTHENTICATING_AUTHORITY, failure.status());
            assertTrue(asking.since(then) >= config.kdcTimeout().toMillis() - 1);
        }
    }
}
