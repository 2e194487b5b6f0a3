package org.sspi4j.schannel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;

@DisplayName("ApplyControlToken, schannel.h: little-endian numbers, and nothing behind them")
class ControlTokenTest {
    private static ControlToken of(String hex) throws SspiException {
        return ControlToken.of(List.of(SecBuffer.token(HexFormat.of().parseHex(hex))));
    }

    @ParameterizedTest
    @CsvSource({"01000000, SHUTDOWN", "0300000002000000, DISABLE_RECONNECTS"})
    void whatIsOfferedIsUnderstood(String hex, ControlToken asked) throws Exception {
        assertEquals(asked, of(hex));
    }

    @Test
    void whatSecBufferMakesIsUnderstood() throws Exception {
        assertEquals(ControlToken.SHUTDOWN, ControlToken.of(List.of(SecBuffer.schannelShutdown())));
    }

    @Test
    void aTokenIsFoundAmongOtherBuffers() throws Exception {
        assertEquals(ControlToken.SHUTDOWN, ControlToken.of(List.of(SecBuffer.empty(), SecBuffer.schannelShutdown())));
    }

    @ParameterizedTest
    @CsvSource({
            "''", "01", "010000",                           // no whole dwTokenType
            "0100000000", "01000000" + "00000000",          // SHUTDOWN with more behind it
            "00000001",                                     // the other byte order
            "04000000", "ffffffff",                         // no such token
            "03000000", "03000000" + "020000",              // SESSION without its whole dwFlags
            "03000000" + "02000000" + "00",                 // and with more behind it
    })
    void theMalformedIsRefused(String hex) {
        var refused = assertThrows(SspiException.class, () -> of(hex));
        assertEquals(SecurityStatus.SEC_E_INVALID_TOKEN, refused.status());
        assertTrue(refused.getMessage().contains("control token"), refused.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
            "00000000, CVE-2009-3555",                                      // SCHANNEL_RENEGOTIATE
            "02000000" + "02000000" + "28000000" + ", sent by TLS itself",  // SCHANNEL_ALERT: fatal handshake_failure
            "03000000" + "01000000" + ", cannot be revived",                // SSL_SESSION_ENABLE_RECONNECTS
            "03000000" + "03000000" + ", cannot be revived",                // both
            "03000000" + "00000000" + ", cannot be revived",                // neither
    })
    void whatIsNotOfferedIsRefusedForAReason(String hex, String reason) {
        var refused = assertThrows(SspiException.class, () -> of(hex));
        assertEquals(SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION, refused.status());
        assertTrue(refused.getMessage().contains(reason), refused.getMessage());
    }

    @Test
    void withoutATokenThereIsNothingToUnderstand() {
        for (var input : List.of(List.<SecBuffer>of(), List.of(SecBuffer.data(ByteBuffer.wrap(new byte[] {1, 0, 0, 0}))))) {
            assertEquals(
                    SecurityStatus.SEC_E_INVALID_TOKEN, assertThrows(SspiException.class, () -> ControlToken.of(input)).status());
        }
    }
}
