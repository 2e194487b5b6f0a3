package org.sspi4j.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KerberosConfigTest {
    private static final String NOISE = "{}[]=\"\\\n*#; :-0\uffff\0";
    private static final String TYPICAL = """
            # of an administrator
            ; who likes both kinds of comments
            [libdefaults]
                default_realm = EXAMPLE.COM
                clockskew = 120
                ticket_lifetime = 10h
                renew_lifetime = 7d
                forwardable = true
                noaddresses = no
                rdns = false
                dns_lookup_kdc = true
                udp_preference_limit = 1
                request_timeout = 5s
                default_tkt_enctypes = aes128-cts 20
                default_ccache_name = "FILE:/tmp/krb5cc_%{uid}"

            [realms]
                EXAMPLE.COM = {
                    kdc = kdc1.example.com
                    kdc = tcp/kdc2.example.com:8888
                    kdc = [2001:db8::1]:750
                    admin_server = kdc1.example.com
                    auth_to_local_names = {
                        kdc = not.a.kdc
                    }
                }
                OTHER.EXAMPLE =
                {
                    kdc = 192.0.2.7
                }

            [domain_realm]
                .example.com = EXAMPLE.COM
                host.example.com = HOST.EXAMPLE
                Sub.Example.com = SUB.EXAMPLE

            [appdefaults]
                pam = {
                    debug = false
                }
            """;

    @Nested
    @DisplayName("krb5.conf(5)")
    class File {
        @Test
        void theSocketOfKcmCachesIsRead() throws ConfigException {
            assertEquals(Optional.empty(), KerberosConfig.parse(TYPICAL).kcmSocket());
            var config = KerberosConfig.parse("[libdefaults]\nkcm_socket = /run/kcm\n");
            assertEquals(Optional.of(Path.of("/run/kcm")), config.kcmSocket());
            assertEquals(List.of(), config.ignored());
        }

        @Test
        void settingsAreRead() throws ConfigException {
            var config = KerberosConfig.parse(TYPICAL);
            assertEquals(Optional.of("EXAMPLE.COM"), config.defaultRealm());
            assertEquals(Duration.ofSeconds(120), config.clockSkew());
            assertEquals(Duration.ofHours(10), config.ticketLifetime());
            assertTrue(config.forwardable());
            assertFalse(config.noAddresses());
            assertEquals(Duration.ofDays(7), config.renewLifetime());
            assertTrue(config.dnsLookupKdc());
            assertFalse(config.rdns());
            assertEquals(1, config.udpPreferenceLimit());
            assertEquals(Duration.ofSeconds(5), config.kdcTimeout());
            assertEquals(List.of(17, 20), config.defaultTktEnctypes());
            assertEquals(List.of(18, 17, 20, 19), config.defaultTgsEnctypes());
            assertEquals(Optional.of("FILE:/tmp/krb5cc_%{uid}"), config.defaultCcache());
            assertEquals(Set.of("EXAMPLE.COM", "OTHER.EXAMPLE"), config.realms());
            assertEquals("[kdc1.example.com:88, tcp/kdc2.example.com:8888, [2001:db8::1]:750]", config.kdcs("EXAMPLE.COM").toString());
            assertEquals("[192.0.2.7:88]", config.kdcs("OTHER.EXAMPLE").toString());
            assertEquals(List.of(), config.kdcs("example.com"));
        }

        @Test
        void whatIsNotUsedIsListedWithItsLineAndWithoutItsValue() throws ConfigException {
            assertEquals(List.of(
                    "krb5.conf line 9: [libdefaults] noaddresses (tickets are asked for without addresses)",
                    "krb5.conf line 24: [realms] EXAMPLE.COM auth_to_local_names kdc (principals are not mapped to accounts of this "
                    + "system)",
                    "krb5.conf line 39: [appdefaults] pam debug (not used)"),
                    KerberosConfig.parse(TYPICAL).ignored().stream().map(Object::toString).toList());
        }

        @Test
        void anEmptyFileMeansTheDefaults() throws ConfigException {
            var config = KerberosConfig.parse("");
            assertEquals(Optional.empty(), config.defaultRealm());
            assertEquals(List.of(18, 17, 20, 19), config.permittedEnctypes());
            assertEquals(Duration.ofSeconds(300), config.clockSkew());
            assertEquals(Duration.ofSeconds(10), config.kdcTimeout());
            assertEquals(1465, config.udpPreferenceLimit());
            assertEquals(Duration.ofDays(1), config.ticketLifetime());
            assertFalse(config.forwardable());
            assertTrue(config.noAddresses());
            assertEquals(HostCanonicalization.FALSE, config.dnsCanonicalizeHostname());
            assertFalse(config.rdns());
            assertTrue(config.dnsLookupKdc());
            assertFalse(config.canonicalize());
            assertEquals(Duration.ZERO, config.renewLifetime());
            assertFalse(config.proxiable());
            assertTrue(config.kdcTimesync());
            assertEquals(List.of(), config.kpasswdServers("A"));
            assertEquals(List.of(), config.adminServers("A"));
            assertEquals(List.of(), config.primaryKdcs("A"));
            assertFalse(config.allowWeakCrypto());
            assertEquals(List.of(), config.ignored());
        }

        @Test
        void ofASettingThatIsThereTwiceTheFirstCounts() throws ConfigException {
            var config = KerberosConfig.parse("""
                    [libdefaults]
                    default_realm = A
                    default_realm = B
                    [domain_realm]
                    x = A
                    X = B
                    """);
            assertEquals(Optional.of("A"), config.defaultRealm());
            assertEquals(Optional.of("A"), config.realmOf("x"));
            assertEquals(2, config.ignored().size());
        }

        @Test
        void linesMayEndAsOnWindowsAndSectionsBeFinal() throws ConfigException {
            assertEquals(Optional.of("A"), KerberosConfig.parse("[libdefaults]*\r\n\tdefault_realm* = A\r\n").defaultRealm());
        }

        @Test
        void quotesKeepBlanksAndEscapes() throws ConfigException {
            var config = KerberosConfig.parse("[libdefaults]\ndefault_keytab_name = \" a\\t\\\"\\\\b \"\n");
            assertEquals(Optional.of(" a\t\"\\b "), config.defaultKeytab());
        }

        @Test
        void bracesMayStandInOneAnother() throws ConfigException {
            var config = KerberosConfig.parse("[realms]\n" + "a = {\n".repeat(100) + "kdc = deep\n" + "}\n".repeat(100)
                    + "B = {\nkdc = k\n}\n");
            assertEquals(Set.of("B"), config.realms());
        }

        @Test
        void aNameForAnHttpProxyIsIgnored() throws ConfigException {
            var config = KerberosConfig.parse("[realms]\nA = {\nkdc = https://proxy/KdcProxy\nkdc = k\n}\n");
            assertEquals("[k:88]", config.kdcs("A").toString());
            assertEquals(3, config.ignored().get(0).line());
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', value = {
            "1 | module /usr/lib/x.so:y | module is not supported: put the settings into this file",
            "2 | [libdefaults]~module /usr/lib/x.so:y | write name = value, name = {, [section] or a comment",
            "2 | [libdefaults]~ include /etc/krb5.conf.d/x | write name = value, name = {, [section] or a comment",
            "2 | [libdefaults]~default_realm | write name = value, name = {, [section] or a comment",
            "2 | [libdefaults]~default realm = A | write name = value, name = {, [section] or a comment",
            "2 | [libdefaults]~= A | write name = value, name = {, [section] or a comment",
            "2 | [libdefaults]~* = A | write name = value, name = {, [section] or a comment",
            "1 | [libdefaults | a section is written [name] or [name]*, alone on its line",
            "1 | [] | a section is written [name] or [name]*, alone on its line",
            "1 | [libdefaults] x = y | a section is written [name] or [name]*, alone on its line",
            "1 | [libdefaults] * | a section is written [name] or [name]*, alone on its line",
            "2 | [realms]~A =~~{~kdc = k~} | A has no value: write one, or { in the next line",
            "2 | [realms]~A =~# kdcs~{~kdc = k~} | A has no value: write one, or { in the next line",
            "2 | [realms]~A = | A has no value: write one, or { in the next line",
            "2 | [libdefaults]~} | } closes nothing: remove it",
            "2 | [realms]~A = {~kdc = k | the braces of A are not closed: add a line with }",
            "4 | [realms]~A = {~kdc = k~[libdefaults] | a section begins inside the braces of A (line 2): add a line with } before it",
            "2 | [realms]~A =~kdc = k~} | A has no value: write one, or { in the next line",
            "2 | [realms]~A = { kdc = k } | [realms] A: a realm is written A = {, its settings, and } alone on a line",
            "2 | [libdefaults]~default_realm = \"A | the closing quote is missing",
            "2 | [libdefaults]~dns_canonicalize_hostname = never | [libdefaults] dns_canonicalize_hostname: \"never\" is neither true nor "
            + "false",
            "2 | [libdefaults]~rdns = maybe | [libdefaults] rdns: \"maybe\" is neither true nor false",
            "2 | [libdefaults]~dns_fallback = maybe | [libdefaults] dns_fallback: \"maybe\" is neither true nor false",
            "2 | [libdefaults]~dns_lookup_kdc = maybe | [libdefaults] dns_lookup_kdc: \"maybe\" is neither true nor false",
            "2 | [libdefaults]~dns_lookup_realm = maybe | [libdefaults] dns_lookup_realm: \"maybe\" is neither true nor false",
            "2 | [libdefaults]~kdc_timesync = sometimes | [libdefaults] kdc_timesync: \"sometimes\" is neither true nor false",
            "2 | [libdefaults]~renew_lifetime = long | [libdefaults] renew_lifetime: \"long\" is not a duration: write 300, 10h, \"1d 2h\" "
            + "or 36:00, at most 2147483647 seconds",
            "3 | [realms]~A = {~admin_server = a:b:c~} | [realms] A admin_server: \"a:b:c\" has more than one colon: an IPv6 address needs "
            + "brackets, as in [2001:db8::1]:88",
            "3 | [realms]~A = {~kpasswd_server = k:0~} | [realms] A kpasswd_server: \"k:0\" has no port in 1 to 65535 behind the colon",
            "3 | [realms]~A = {~master_kdc = 88~} | [realms] A master_kdc: \"88\" is not the address of a KDC: write host, host:port or "
            + "tcp/host",
            "3 | [capaths]~A = {~B = \"\"~} | [capaths] A B: \"\" is not the name of a realm: blanks have no place in it, and comments "
            + "need a line of their own",
            "2 | [libdefaults]~default_realm = A # why | [libdefaults] default_realm: \"A # why\" is not the name of a realm: blanks have "
            + "no place in it, and comments need a line of their own",
            "2 | [libdefaults]~default_realm = \"\" | [libdefaults] default_realm: \"\" is not the name of a realm: blanks have no place "
            + "in it, and comments need a line of their own",
            "2 | [libdefaults]~forwardable = maybe | [libdefaults] forwardable: \"maybe\" is neither true nor false",
            "2 | [libdefaults]~clockskew = soon | [libdefaults] clockskew: \"soon\" is not a duration: write 300, 10h, \"1d 2h\" or 36:00, "
            + "at most 2147483647 seconds",
            "2 | [libdefaults]~clockskew = 2d | [libdefaults] clockskew: the clock skew is to be 1s to 1d",
            "2 | [libdefaults]~clockskew = 0 | [libdefaults] clockskew: the clock skew is to be 1s to 1d",
            "2 | [libdefaults]~request_timeout = 2h | [libdefaults] request_timeout: the KDC timeout is to be 100ms to 1h",
            "2 | [libdefaults]~ticket_lifetime = 0 | [libdefaults] ticket_lifetime: the ticket lifetime is to be 1s to 24855d 3h 14m 7s",
            "2 | [libdefaults]~udp_preference_limit = -1 | [libdefaults] udp_preference_limit: \"-1\" is not a number from 0",
            "2 | [libdefaults]~permitted_enctypes = rot13 | [libdefaults] permitted_enctypes: no usable encryption type is left: write "
            + "aes256-cts-hmac-sha1-96",
            "2 | [libdefaults]~permitted_enctypes = des-cbc-crc | [libdefaults] permitted_enctypes: no usable encryption type is left: "
            + "write aes256-cts-hmac-sha1-96",
            "3 | [realms]~A = {~kdc = 2001:db8::1~} | [realms] A kdc: \"2001:db8::1\" has more than one colon: an IPv6 address needs "
            + "brackets, as in [2001:db8::1]:88",
            "2 | [domain_realm]~. = A | [domain_realm] .: \".\" is neither a host nor a .domain",
        })
        void whatCannotBeUsedIsRefusedWithItsLine(int line, String text, String problem) {
            var e = assertThrows(ConfigException.class, () -> KerberosConfig.parse(text.replace('~', '\n')));
            assertEquals("krb5.conf line " + line + ": " + problem, e.getMessage());
            assertEquals(line, e.line());
        }

        @Test
        void bracesInOneAnotherHaveALimit() {
            assertThrows(ConfigException.class, () -> KerberosConfig.parse("[x]\n" + "a = {\n".repeat(101) + "}\n".repeat(101)));
        }

        @Test
        void aChangedFileIsReadOrRefused() {
            var random = new Random(1);
            for (int i = 0; i < 5000; i++) {
                var text = new StringBuilder(TYPICAL);
                for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
                    int at = random.nextInt(text.length());
                    switch (random.nextInt(3)) {
                        case 0 -> text.deleteCharAt(at);
                        case 1 -> text.setCharAt(at, NOISE.charAt(random.nextInt(NOISE.length())));
                        default -> text.insert(at, NOISE.charAt(random.nextInt(NOISE.length())));
                    }
                }
                try {
                    KerberosConfig.parse(text.toString()).toString();
                } catch (ConfigException expected) {
                    assertTrue(expected.line() > 0, expected::getMessage);
                }
            }
        }
    }

    @Nested
    @DisplayName("Time duration")
    class Durations {
        @ParameterizedTest
        @CsvSource({"300, 300", "0, 0", "10h, 36000", "1d 2h, 93600", "8h30s, 28830", "10d 0h 0m 0s, 864000", "30m, 1800",
            "36:00, 129600", "1:30:15, 5415", "2147483647, 2147483647"})
        void asMitWritesThem(String text, long seconds) throws ConfigException {
            assertEquals(Duration.ofSeconds(seconds), MitDuration.parse(text));
        }

        @ParameterizedTest
        @ValueSource(strings = {"", " ", "h", "1x", "-1", "1h 1d", "1.5h", "2147483648", "99999999999", "9999999999d", "1:2:3:4", "1d1"})
        void whatIsNone(String text) {
            assertThrows(ConfigException.class, () -> MitDuration.parse(text));
        }
    }

    @Nested
    @DisplayName("[realms] kdc")
    class Addresses {
        @ParameterizedTest
        @CsvSource({"kdc, ANY, kdc, 88", "kdc.example.com:89, ANY, kdc.example.com, 89", "tcp/kdc, TCP, kdc, 88",
            "UDP/kdc:65535, UDP, kdc, 65535", "192.0.2.1:1, ANY, 192.0.2.1, 1", "[::1], ANY, ::1, 88",
            "tcp/[2001:db8::1]:750, TCP, 2001:db8::1, 750", "[fe80::1%eth0]:88, ANY, fe80::1%eth0, 88"})
        void areRead(String text, KdcAddress.Transport transport, String host, int port) throws ConfigException {
            var address = KdcAddress.parse(text);
            assertEquals(new KdcAddress(transport, host, port), address);
            assertEquals(address, KdcAddress.parse(address.toString()));
        }

        @ParameterizedTest
        @ValueSource(strings = {"", " ", ":88", "kdc:", "kdc:0", "kdc:65536", "kdc:99999999999", "kdc:8x", "88", "::1", "[::1", "::1]",
                "[]",
            "[kdc]", "[::1]x", "[::1]:", "[::1]88", "x[::1]", "tcp/", "tcp/udp/kdc", "sctp/kdc", "http://kdc", "https://kdc/KdcProxy",
            "a b", "a@b", "kdc\n"})
        void areRefused(String text) {
            assertThrows(ConfigException.class, () -> KdcAddress.parse(text));
        }

        @Test
        void aPortOutOfRangeCannotBeMade() {
            assertThrows(IllegalArgumentException.class, () -> new KdcAddress(KdcAddress.Transport.ANY, "kdc", 0));
            assertThrows(IllegalArgumentException.class, () -> new KdcAddress(KdcAddress.Transport.ANY, "kdc", 65536));
        }
    }

    @Nested
    @DisplayName("[domain_realm]")
    class DomainRealm {
        @ParameterizedTest
        @CsvSource({"host.example.com, HOST.EXAMPLE", "HOST.example.com., HOST.EXAMPLE", "other.example.com, EXAMPLE.COM",
            "a.b.example.com, EXAMPLE.COM", "x.host.example.com, HOST.EXAMPLE", "sub.example.com, SUB.EXAMPLE",
            "x.sub.example.com, SUB.EXAMPLE", "x.deep.sub.example.com, DEEP.EXAMPLE", "deep.sub.example.com, SUB.EXAMPLE",
            "example.com, DEFAULT", "badexample.com, DEFAULT", "short, DEFAULT", "192.0.2.1, ADDRESS", "192.0.2.2, DEFAULT",
            "::1, DEFAULT"})
        void theLongestSuffixWinsThenTheDefaultRealm(String host, String realm) {
            var config = KerberosConfig.builder().defaultRealm("DEFAULT")
                    .domainRealm(".example.com", "EXAMPLE.COM")
                    .domainRealm("host.example.com", "HOST.EXAMPLE")
                    .domainRealm("Sub.Example.com", "SUB.EXAMPLE")
                    .domainRealm(".deep.sub.example.com", "DEEP.EXAMPLE")
                    .domainRealm("192.0.2.1", "ADDRESS")
                    .domainRealm("2.2", "WRONG")
                    .build();
            assertEquals(Optional.of(realm), config.realmOf(host));
        }

        @Test
        void withoutADefaultRealmItIsTheUpperCaseDomain() {
            var config = KerberosConfig.builder().build();
            assertEquals(Optional.of("EXAMPLE.COM"), config.realmOf("www.example.com"));
            assertEquals(Optional.empty(), config.realmOf("www"));
            assertEquals(Optional.empty(), config.realmOf("192.0.2.1"));
            assertEquals(Optional.empty(), config.realmOf(""));
        }

        @Test
        void onlyAsciiLettersHaveCase() throws Exception {
            var config = KerberosConfig.builder().domainRealm("kerb.example.com", "KERB").build();
            assertEquals(Optional.of("KERB"), config.realmOf("KERB.example.com"));
            assertEquals(Optional.of("EXAMPLE.COM"), config.realmOf("\u212Aerb.example.com"));
            assertEquals(Optional.of("\u0131.TEST"), KerberosConfig.builder().build().realmOf("a.\u0131.test"));
        }
    }

    @Nested
    @DisplayName("encryption types")
    class EncryptionTypes {
        @ParameterizedTest
        @CsvSource(delimiter = '|', value = {"aes256-cts-hmac-sha1-96,aes128-cts | [18, 17]", "AES256-SHA2 19 | [20, 19]",
                "aes | [18, 17, 20, 19]",
            "DEFAULT -aes128-sha1 | [18, 20, 19]", "aes256-cts aes256-sha1 18 | [18]", "rc4-hmac | [23]",
            "aes +camellia256-cts -18 -128 | [18, 17, 20, 19, 26, -18, -128]",
            "aes camellia128-cts arcfour-hmac -rc4 -camellia | [18, 17, 20, 19]", "aes camellia +rc4 | [18, 17, 20, 19]"})
        void namesFamiliesAndNumbers(String text, String numbers) throws ConfigException {
            assertEquals(numbers, KerberosConfig.parse("[libdefaults]\npermitted_enctypes = " + text).permittedEnctypes().toString());
        }

        @Test
        void unknownAndWeakOnesAreKeptOutAndListed() throws ConfigException {
            var config = KerberosConfig.parse("[libdefaults]\npermitted_enctypes = rot13 des-cbc-crc aes128-cts");
            assertEquals(List.of(17), config.permittedEnctypes());
            assertEquals(List.of("rot13 is not the name of an encryption type", "des-cbc-crc is weak, and allow_weak_crypto is not true"),
                    config.ignored().stream().map(KerberosConfig.Ignored::why).toList());
        }

        @Test
        void weakOnesAreAllowedByNameEvenInALaterLine() throws ConfigException {
            var config = KerberosConfig.parse("[libdefaults]\npermitted_enctypes = des-cbc-crc\nallow_weak_crypto = true");
            assertEquals(List.of(1), config.permittedEnctypes());
            assertTrue(config.allowWeakCrypto());
        }

        @Test
        void theListsForTheExchangesFollowThePermittedOnes() {
            var config = KerberosConfig.builder().permittedEnctypes("aes128-cts").defaultTgsEnctypes("18").build();
            assertEquals(List.of(17), config.defaultTktEnctypes());
            assertEquals(List.of(18), config.defaultTgsEnctypes());
        }

        @Test
        void inCodeUnknownAndWeakOnesAreErrors() {
            assertThrows(IllegalArgumentException.class, () -> KerberosConfig.builder().permittedEnctypes("rot13", "aes"));
            var family = assertThrows(
                    IllegalArgumentException.class, () -> KerberosConfig.builder().permittedEnctypes("aes", "rc4"));
            assertTrue(family.getMessage().contains("by name, arcfour-hmac"), family.getMessage());
            assertThrows(IllegalArgumentException.class, () -> KerberosConfig.builder().permittedEnctypes());
            assertThrows(IllegalArgumentException.class, () -> KerberosConfig.builder().defaultTktEnctypes("des").build());
            assertEquals(List.of(3), KerberosConfig.builder().defaultTktEnctypes("des").allowWeakCrypto(true).build().defaultTktEnctypes());
        }
    }

    @Nested
    @DisplayName("made in code")
    class InCode {
        @Test
        void aBuilderMayGoOnWithoutChangingWhatItMade() {
            var builder = KerberosConfig.builder().kdc("A", "k1");
            var first = builder.build();
            builder.kdc("A", "k2").domainRealm("x", "A").defaultRealm("A");
            assertEquals(1, first.kdcs("A").size());
            assertEquals(Optional.empty(), first.defaultRealm());
            assertEquals(Set.of(), first.domainRealms().keySet());
            assertThrows(UnsupportedOperationException.class, () -> first.kdcs("A").clear());
            assertThrows(UnsupportedOperationException.class, () -> first.domainRealms().clear());
            assertThrows(UnsupportedOperationException.class, () -> first.realms().clear());
        }

        @Test
        void toBuilderKeepsEverything() throws ConfigException {
            var config = KerberosConfig.parse(TYPICAL);
            var again = config.toBuilder().build();
            assertEquals(config.toString().replace("the text of a krb5.conf", "the text of a krb5.conf, changed in code"),
                    again.toString());
            assertEquals(4, config.toBuilder().kdc("EXAMPLE.COM", "kdc4").build().kdcs("EXAMPLE.COM").size());
            assertEquals(List.of(19), config.toBuilder().permittedEnctypes("19").build().defaultTgsEnctypes());
        }

        @Test
        void whatIsOutOfRangeIsRefused() {
            var builder = KerberosConfig.builder();
            assertThrows(IllegalArgumentException.class, () -> builder.defaultRealm("A B"));
            assertThrows(IllegalArgumentException.class, () -> builder.kdc("", "k"));
            assertThrows(IllegalArgumentException.class, () -> builder.kdc("A", "k:0"));
            assertThrows(IllegalArgumentException.class, () -> builder.clockSkew(Duration.ofMillis(999)));
            assertThrows(IllegalArgumentException.class, () -> builder.clockSkew(Duration.ofDays(1).plusMillis(1)));
            assertThrows(IllegalArgumentException.class, () -> builder.kdcTimeout(Duration.ofMillis(99)));
            assertThrows(IllegalArgumentException.class, () -> builder.udpPreferenceLimit(-1));
            assertThrows(IllegalArgumentException.class, () -> builder.udpPreferenceLimit(32701));
            assertThrows(IllegalArgumentException.class, () -> builder.ticketLifetime(Duration.ZERO));
            assertThrows(IllegalArgumentException.class, () -> builder.renewLifetime(Duration.ofSeconds(-1)));
            assertThrows(IllegalArgumentException.class, () -> builder.adminServer("A", "k:0"));
            assertThrows(IllegalArgumentException.class, () -> builder.kpasswdServer("A B", "k"));
            assertThrows(IllegalArgumentException.class, () -> builder.primaryKdc("A", "a b"));
        }

        @Test
        void forPeople() throws ConfigException {
            assertEquals("""
                    Kerberos configuration from the text of a krb5.conf
                      default realm: A
                      KDCs of A: k1:88, tcp/k2:88
                      primary KDCs of A: k1:88
                      admin servers of A: k1:749
                      password servers of A: tcp/k1:464
                      realm of .a: A
                      path from A to B: by C
                      path from A to D: direct
                      permitted encryption: aes256-cts-hmac-sha1-96, encryption type 99
                      asked of AS: aes256-cts-hmac-sha1-96, encryption type 99
                      asked of TGS: aes256-cts-hmac-sha1-96, encryption type 99
                      allow weak crypto: false
                      clock skew: 5m
                      correct the clock by the KDC's: true
                      KDC timeout: 10s
                      UDP up to: 1465 bytes
                      find KDCs in DNS: true
                      canonical host names from DNS: false
                      reverse DNS: false
                      canonical client names: false
                      ticket lifetime: 1d
                      renewable for: not asked
                      forwardable: false
                      proxiable: false
                      no addresses: true
                      ignored: krb5.conf line 11: [realms] A default_domain (is for Kerberos 4)""",
                    KerberosConfig.parse("""
                            [libdefaults]
                            default_realm = A
                            permitted_enctypes = 18 99
                            [realms]
                            A = {
                            kdc = k1
                            kdc = tcp/k2
                            admin_server = k1
                            kpasswd_server = tcp/k1
                            primary_kdc = k1
                            default_domain = a
                            }
                            [capaths]
                            A = {
                            B = C
                            D = .
                            }
                            [domain_realm]
                            .a = A
                            """).toString());
        }
    }

    @Nested
    @DisplayName("files")
    class Loading {
        @TempDir
        Path folder;

        @Test
        void messagesNameTheFile() throws IOException {
            Path file = Files.writeString(folder.resolve("krb5.conf"), "[x]\ny");
            var e = assertThrows(ConfigException.class, () -> KerberosConfig.load(file));
            assertTrue(e.getMessage().startsWith(file + " line 2: "), e.getMessage());
        }

        @Test
        void aCommentMayBeLatin1() throws IOException, ConfigException {
            Path file = Files.write(folder.resolve("krb5.conf"),
                    "# f\u00fcr\n[libdefaults]\ndefault_realm = A\n".getBytes(StandardCharsets.ISO_8859_1));
            assertEquals(Optional.of("A"), KerberosConfig.load(file).defaultRealm());
            assertEquals(file.toString(), KerberosConfig.load(file).origin());
        }

        @Test
        void aRealmMayNot() throws IOException {
            Path file = Files.write(folder.resolve("krb5.conf"),
                    "[libdefaults]\ndefault_realm = \u00fc\n".getBytes(StandardCharsets.ISO_8859_1));
            assertEquals(2, assertThrows(ConfigException.class, () -> KerberosConfig.load(file)).line());
        }
    }
}
