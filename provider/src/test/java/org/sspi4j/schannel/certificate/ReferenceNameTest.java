package org.sspi4j.schannel.certificate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.wire.x509.GeneralNames;

class ReferenceNameTest {
    @Nested
    @DisplayName("RFC 9525 6.1 reference identities")
    class Targets {
        @ParameterizedTest
        @CsvSource({
            "web.example.com, web.example.com",
            "web.example.com., web.example.com",
            "WEB, WEB",
            "xn--bcher-kva.example, xn--bcher-kva.example",
            "_sip.example.com, _sip.example.com",
            "HTTP/web.example.com, web.example.com",
            "HTTP/web.example.com:8443, web.example.com",
            "HTTP/web.example.com.:8443, web.example.com",
        })
        void aDnsNameIsOneAndStandsInServerName(String target, String name) throws SspiException {
            assertEquals(Optional.of(name), ReferenceName.of(target).serverName());
        }

        @ParameterizedTest
        @CsvSource({
            "192.0.2.1, 192.0.2.1", "2001:db8::1, 2001:db8::1", "[2001:db8::1], 2001:db8::1", "HTTP/192.0.2.1, 192.0.2.1",
            "HTTP/192.0.2.1:80, 192.0.2.1", "HTTP/[2001:db8::1]:80, 2001:db8::1", "HTTP/[2001:db8::1], 2001:db8::1",
            "HTTP/2001:db8::1, 2001:db8::1",
        })
        void anAddressIsOneAndDoesNotStandInServerName(String target, String literal) throws SspiException {
            var name = ReferenceName.of(target);
            assertEquals(Optional.empty(), name.serverName());
            assertEquals(literal, name.toString());
        }

        @ParameterizedTest
        @ValueSource(strings = {
            ".", "..", "web..example.com", ".example.com", "web.example.com..", "web example.com", "web.example.com\0.evil.example",
            "web.example.com\n", "*.example.com", "b\u00fccher.example", "\u212aelvin.example", "web.example.com:443", "192.0.2.1:443",
            "[192.0.2.1]", "[web.example.com]", "[2001:db8::1]:443",
            "fe80::1%eth0", "256.1.1.1", "1.2.3", "127.1", "0x7f.0x1", "https://web.example.com",
            "HTTP/web.example.com/EXAMPLE.COM", "/web.example.com", "HTTP/", "HTTP/web.example.com:", "HTTP/web.example.com:http",
            "HTTP/web.example.com:123456", "HTTP/:80", "alice@EXAMPLE.COM",
            "a234567890123456789012345678901234567890123456789012345678901234.example",
        })
        void anythingElseIsNone(String target) {
            var refused = assertThrows(SspiException.class, () -> ReferenceName.of(target));
            assertEquals(SecurityStatus.SEC_E_WRONG_PRINCIPAL, refused.status());
            assertFalse(refused.getMessage().contains("\n"));
        }

        @Test
        void aNameHas253CharactersAtMost() throws SspiException {
            var longest = "a.".repeat(126) + "a";
            assertEquals(253, longest.length());
            ReferenceName.of(longest);
            assertThrows(SspiException.class, () -> ReferenceName.of("b" + longest));
        }

        @Test
        @Tag("S75")
        void thereMustBeATarget() {
            var refused = assertThrows(SspiException.class, () -> ReferenceName.of(""));
            assertEquals(SecurityStatus.SEC_E_WRONG_PRINCIPAL, refused.status());
            assertTrue(refused.getMessage().contains("NO_SERVERNAME_CHECK"), refused.getMessage());
        }
    }

    @Nested
    @DisplayName("RFC 9525 6.3 matching the DNS domain name portion")
    class Dns {
        /** The first eight are the examples of the section and of RFC 6125 6.4.3. */
        @ParameterizedTest
        @CsvSource({
            "*.example.com, foo.example.com, true",
            "*.example.com, bar.foo.example.com, false",
            "*.example.com, example.com, false",
            "foo*.example.com, foo1.example.com, false",
            "*foo.example.com, 1foo.example.com, false",
            "f*o.example.com, foo.example.com, false",
            "foo.*.example.com, foo.bar.example.com, false",
            "*.*.example.com, foo.bar.example.com, false",
            "*.xn--bcher-kva.example, www.xn--bcher-kva.example, true",
            "xn--*.example.com, xn--bcher-kva.example.com, false",
            "web.example.com, web.example.com, true",
            "WEB.Example.COM, web.eXAMPLE.com, true",
            "*.EXAMPLE.com, web.example.COM, true",
            "web.example.com, www.example.com, false",
            "example.com, web.example.com, false",
            "web.example.com, example.com, false",
            "web.example.com., web.example.com, false",
            "*.com, example.com, false",
            "*, com, false",
            "*., com, false",
            "*.example.com., web.example.com, false",
            "*.1.2.3, 1.1.2.3.example, false",
        })
        void aPresentedNameMatchesAsTheRulesSay(String presented, String target, boolean matches) throws SspiException {
            assertEquals(matches, ReferenceName.of(target).matches(dnsNames(presented)));
        }

        @Test
        void oddCharactersMatchNothing() throws SspiException {
            var target = ReferenceName.of("web.example.com");
            for (var odd : List.of(
                    "web.example.com\0", "web.example.com\0.evil.example", "web.example.com ", " web.example.com", "web.example.com\n",
                    "")) {
                assertFalse(target.matches(dnsNames(odd)), odd);
            }
        }

        /** RFC 4343: Unicode knows characters that fold to k and s. */
        @Test
        void onlyAsciiFolds() throws SspiException {
            assertFalse(ReferenceName.of("kilo.example").matches(dnsNames("\u212ailo.example")));
            assertFalse(ReferenceName.of("www.kilo.example").matches(dnsNames("*.\u212ailo.example")));
            assertFalse(ReferenceName.of("s.example").matches(dnsNames("\u017f.example")));
        }

        @Test
        void anyOfSeveralNamesWillDo() throws SspiException {
            assertTrue(ReferenceName.of("b.example").matches(dnsNames("a.example", "b.example")));
        }

        @Test
        void anAddressDoesNotMatchADnsNameThatLooksTheSame() throws SspiException {
            assertFalse(ReferenceName.of("192.0.2.1").matches(dnsNames("192.0.2.1")));
            assertFalse(ReferenceName.of("192.0.2.1").matches(dnsNames("*.0.2.1")));
        }
    }

    @Nested
    @DisplayName("RFC 9525 6.4 matching an IP address portion")
    class Addresses {
        private final GeneralNames ipv4 = addresses(IpLiteral.octets("192.0.2.1").orElseThrow());
        private final GeneralNames mapped = addresses(IpLiteral.octets("::ffff:192.0.2.1").orElseThrow());

        @Test
        void anAddressMatchesTheSameOctets() throws SspiException {
            assertTrue(ReferenceName.of("192.0.2.1").matches(ipv4));
            assertFalse(ReferenceName.of("192.0.2.2").matches(ipv4));
            assertTrue(ReferenceName.of("::ffff:c000:201").matches(mapped));
        }

        @Test
        void anIpv6AddressStaysOneAlsoWhereItStandsForIpv4() throws SspiException {
            assertFalse(ReferenceName.of("::ffff:192.0.2.1").matches(ipv4));
            assertFalse(ReferenceName.of("192.0.2.1").matches(mapped));
        }

        @Test
        void octetsThatAreMoreThanAnAddressMatchNone() throws SspiException {
            // Name constraints have a mask behind the address.
            assertFalse(ReferenceName.of("192.0.2.1").matches(addresses(new byte[] {(byte) 192, 0, 2, 1, -1, -1, -1, -1})));
        }
    }

    private static GeneralNames dnsNames(String... names) {
        return new GeneralNames(List.of(names), List.of(), List.of(), List.of());
    }

    private static GeneralNames addresses(byte[]... addresses) {
        return new GeneralNames(List.of(), List.of(), List.of(addresses), List.of());
    }
}
