package org.sspi4j.schannel;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;

@DisplayName("sspi.h SEC_APPLICATION_PROTOCOLS: little-endian, lists by extension")
class ApplicationProtocolListTest {
    /** SecApplicationProtocolNegotiationExt_ALPN, and the other one. */
    private static final String ALPN = "02000000";
    private static final String NPN = "01000000";
    private static final String H2 = "0300" + "026832";

    private static List<String> of(String hex) throws SspiException {
        return ApplicationProtocolList.decode(HexFormat.of().parseHex(hex)).stream().map(name -> new String(name, US_ASCII)).toList();
    }

    @ParameterizedTest
    @CsvSource({
            "00000000, ''",
            "06000000" + ALPN + "0000, ''",
            "09000000" + ALPN + H2 + ", h2",
            "0b000000" + ALPN + "0500" + "026832" + "0178" + ", h2 x",
            "0f000000" + ALPN + H2 + ALPN + "0000" + ", h2",
            "12000000" + ALPN + H2 + ALPN + "0300" + "027878" + ", h2 xx",
            "12000000" + NPN + "0300" + "027878" + ALPN + H2 + ", h2",      // NPN is passed over
            "09000000" + "00000000" + H2 + ", ''", "09000000" + "02000100" + H2 + ", ''"})
    void protocolsAreInTheirOrder(String hex, String names) throws Exception {
        assertEquals(names, String.join(" ", of(hex)));
    }

    @Test
    void whatSecBufferMakesIsRead() throws Exception {
        var longest = "x".repeat(255);
        var read = ApplicationProtocolList.decode(SecBuffer.applicationProtocols("h2", longest).toBytes());
        assertEquals(2, read.size());
        assertArrayEquals(longest.getBytes(US_ASCII), read.get(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "", "000000",                                       // no whole ProtocolListsSize
            "08000000" + ALPN + H2, "0a000000" + ALPN + H2,     // one that is too small, too large
            "ffffffff" + ALPN + H2,
            "09000000" + ALPN + H2 + "00",                      // something behind
            "03000000" + "020000",                              // no whole extension
            "04000000" + ALPN, "05000000" + ALPN + "03",        // no whole ProtocolListSize
            "09000000" + ALPN + "0400" + "026832",              // a list that is too long
            "09000000" + ALPN + "0300" + "036832",              // a name that is too long for it
            "07000000" + ALPN + "0100" + "00",                  // a name without an octet
            "07000000" + NPN + "0100" + "00"})                  // whatever the extension
    void theMalformedIsRefused(String hex) {
        assertEquals(SecurityStatus.SEC_E_INVALID_TOKEN, assertThrows(SspiException.class, () -> of(hex)).status());
    }
}
