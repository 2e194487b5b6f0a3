package org.sspi4j.schannel.certificate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpLiteralTest {
    /** RFC 4291 2.2 has those of IPv6. */
    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, c0000201",
        "0.0.0.0, 00000000",
        "255.255.255.255, ffffffff",
        "ABCD:EF01:2345:6789:ABCD:EF01:2345:6789, abcdef0123456789abcdef0123456789",
        "2001:DB8:0:0:8:800:200C:417A, 20010db80000000000080800200c417a",
        "2001:DB8::8:800:200C:417A, 20010db80000000000080800200c417a",
        "FF01::101, ff010000000000000000000000000101",
        "::1, 00000000000000000000000000000001",
        "::, 00000000000000000000000000000000",
        "1::, 00010000000000000000000000000000",
        "0:0:0:0:0:0:13.1.68.3, 0000000000000000000000000d014403",
        "::FFFF:129.144.52.38, 00000000000000000000ffff81903426",
        "1:2:3:4:5:6:7::, 00010002000300040005000600070000",
    })
    void literalsAreTheOctetsThatTheyStandFor(String literal, String hex) throws Exception {
        byte[] octets = IpLiteral.octets(literal).orElseThrow();
        assertEquals(hex, HexFormat.of().formatHex(octets));
        if (!literal.startsWith("::FFFF")) {
            assertArrayEquals(InetAddress.getByName(literal).getAddress(), octets);
        }
        assertArrayEquals(octets, IpLiteral.octets(IpLiteral.of(octets)).orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "1", "1.2.3", "1.2.3.4.5", "256.1.1.1", "1.2.3.-4", "1.2.3.+4", "01.2.3.4", "1.2.3.0x4", "1.2.3.", ".1.2.3", "1..2.3",
        " 1.2.3.4",
        "1.2.3.4\0", "\u0661.2.3.4", "1.2.3.\uff14", "web.example.com", ":", ":::", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9",
        "1:2:3:4:5:6:7:8::",
        "::1:2:3:4:5:6:7:8", "1::2::3", "12345::", "g::", "fe80::1%eth0", "[::1]", "1.2.3.4::", "::1.2.3.4:5", "::1.2.3",
        "1:2:3:4:5:6:7:1.2.3.4",
        ":1:2:3:4:5:6:7", "1:2:3:4:5:6:7:", "::-1", "::\uff11",
    })
    void everythingElseIsNone(String text) {
        assertEquals(Optional.empty(), IpLiteral.octets(text));
    }

    @Test
    void octetsOfNoAddressAreShownAllTheSame() {
        assertEquals("010203", IpLiteral.of(new byte[] {1, 2, 3}));
        assertTrue(IpLiteral.of(new byte[0]).isEmpty());
    }
}
