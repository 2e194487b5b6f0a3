package org.sspi4j.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Krb5ConfSettingsTest {
    private static KerberosConfig parsed(String text) throws ConfigException {
        return KerberosConfig.parse(text.replace('~', '\n'));
    }

    private static String ignored(KerberosConfig config) {
        return String.join("; ", config.ignored().stream().map(KerberosConfig.Ignored::why).toList());
    }

    @Nested
    @DisplayName("what MIT passes over in silence")
    class PassedOver {
        @ParameterizedTest
        @CsvSource(delimiter = '|', value = {
            "x = y~foo~[libdefaults]~default_realm = A | 1 | text | what stands before the first [section] is a comment",
            "'  [libdefaults]~default_realm = B~[libdefaults]~default_realm = A' | 1 | text | the first [section] begins at the beginning "
            + "of a line, and what is before it is a comment",
            "[libdefaults]~default_realm = \"A\" # why | 2 | [libdefaults] default_realm | what follows the closing quote is not read",
            "[libdefaults]~default_realm* = A | 2 | [libdefaults] default_realm | * has a meaning behind sections and braces only",
            "[libdefaults]~default_realm = A~[x]~y =~{ z = 1~} | 5 | [x] y | what follows its opening brace is not read",
            "[libdefaults]~default_realm = A~[x]~y = {~} ; z | 5 | [x] y | what follows its closing brace is not read",
            "[libdefaults]~default_realm = A~[x]~y = {~}* ; z | 5 | [x] y | what follows its closing brace is not read",
        })
        void isListed(String text, int line, String setting, String why) throws ConfigException {
            var config = parsed(text);
            assertEquals(Optional.of("A"), config.defaultRealm());
            assertEquals(List.of(new KerberosConfig.Ignored("krb5.conf", line, setting, why)), config.ignored());
        }

        @Test
        void blanksAndCommentsMayStandAnywhereElse() throws ConfigException {
            var config = parsed("# x~;y~~[libdefaults]  ~  ; c~\t# c~ default_realm \t=\tA \t\u000b~ [realms]~ A = {  ~\tkdc=k1~ }~");
            assertEquals(Optional.of("A"), config.defaultRealm());
            assertEquals("[k1:88]", config.kdcs("A").toString());
            assertEquals(List.of(), config.ignored());
        }

        @Test
        void aValueMayHaveTheSignsOfComments() throws ConfigException {
            assertEquals(Optional.of("/a;b#c"), parsed("[libdefaults]~default_keytab_name = /a;b#c").defaultKeytab());
        }

        @Test
        void moduleMayBeTheNameOfASetting() throws ConfigException {
            assertEquals("not used", ignored(parsed("[plugins]~module = x")));
        }
    }

    @Nested
    @DisplayName("[libdefaults]")
    class LibDefaults {
        @Test
        void whatHasAMeaningIsRead() throws ConfigException {
            var config = parsed("[libdefaults]~dns_lookup_kdc = no~dns_canonicalize_hostname = fallback~rdns = yes~canonicalize = true"
                    + "~renew_lifetime = 7d~proxiable = on~kdc_timesync = 0");
            assertFalse(config.dnsLookupKdc());
            assertEquals(HostCanonicalization.FALLBACK, config.dnsCanonicalizeHostname());
            assertTrue(config.rdns());
            assertTrue(config.canonicalize());
            assertEquals(Duration.ofDays(7), config.renewLifetime());
            assertTrue(config.proxiable());
            assertFalse(config.kdcTimesync());
            assertEquals(0, config.ignored().size(), "everything is used");
            assertEquals(config.toString().replace("a krb5.conf", "a krb5.conf, changed in code"), config.toBuilder().build().toString());
        }

        @Test
        void canonicalNamesAreAskedForByName() throws ConfigException {
            assertEquals(HostCanonicalization.TRUE, parsed("[libdefaults]~dns_canonicalize_hostname = true").dnsCanonicalizeHostname());
            assertFalse(parsed("[libdefaults]~dns_canonicalize_hostname = true").rdns());
            assertEquals(HostCanonicalization.FALSE, parsed("[libdefaults]~dns_canonicalize_hostname = 0").dnsCanonicalizeHostname());
        }

        @Test
        void kdcTimesyncIsANumberForMit() throws ConfigException {
            assertTrue(parsed("[libdefaults]~kdc_timesync = 2").kdcTimesync());
            assertTrue(parsed("[libdefaults]~kdc_timesync = true").kdcTimesync());
        }

        @ParameterizedTest
        @CsvSource({"dns_fallback = no, false, ''", "dns_fallback = yes, true, ''",
            "dns_fallback = no~dns_lookup_kdc = yes, true, dns_lookup_kdc says it",
            "dns_lookup_kdc = no~dns_fallback = yes, false, dns_lookup_kdc says it"})
        void dnsFallbackIsForThoseWhoDoNotSayDnsLookupKdc(String lines, boolean asked, String why) throws ConfigException {
            var config = parsed("[libdefaults]~" + lines);
            assertEquals(asked, config.dnsLookupKdc());
            assertEquals(why, ignored(config));
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', value = {
            "dns_lookup_realm = true | an answer of DNS does not choose a realm: use [domain_realm]",
            "dns_lookup_realm = false | ''",
            "dns_uri_lookup = true | KDCs are looked up by SRV records only",
            "dns_uri_lookup = false | ''",
            "ignore_acceptor_hostname = true | a ticket is opened with a key of the name that it is for",
            "ignore_acceptor_hostname = false | ''",
            "realm_try_domains = 1 | a realm is not guessed from a host's name: use [domain_realm]",
            "rdns = true | has no effect while dns_canonicalize_hostname is neither true nor fallback, which it has to say here",
            "rdns = true~dns_canonicalize_hostname = fallback | ''",
            "rdns = false | ''",
            "dns_canonicalize_hostname = true | ''",
            "dns_canonicalize_hostname = false | ''",
            "noaddresses = false | tickets are asked for without addresses",
            "noaddresses = true | ''",
            "kdc_timeout = 3 | means milliseconds to some and seconds to others: use request_timeout",
            "request_timeout = 0 | there is always a limit",
            "plugin_base_dir = /x | no plug-ins are loaded",
            "verify_ap_req_nofail = true | not used",
            "A = {~forwardable = true~} | settings for one realm or program are not supported",
        })
        void whatCannotBeHonouredIsListed(String lines, String why) throws ConfigException {
            assertEquals(why, ignored(parsed("[libdefaults]~" + lines)));
        }
    }

    @Nested
    @DisplayName("[realms]")
    class Realms {
        @Test
        void serversHaveTheirOwnPorts() throws ConfigException {
            var config = parsed("[realms]~A = {~kdc = k~primary_kdc = p~admin_server = a~admin_server = b:1~kpasswd_server = "
                    + "tcp/[::1]~kpasswd_server = w:2~}");
            assertEquals("[k:88]", config.kdcs("A").toString());
            assertEquals("[p:88]", config.primaryKdcs("A").toString());
            assertEquals("[a:749, b:1]", config.adminServers("A").toString());
            assertEquals("[tcp/[::1]:464, w:2]", config.kpasswdServers("A").toString());
            assertEquals("", ignored(config));
        }

        @Test
        void withoutPasswordServersItIsTheAdminServersPort464() throws ConfigException {
            var config = parsed("[realms]~A = {~admin_server = a~admin_server = a:1~admin_server = b~}");
            assertEquals("[a:464, b:464]", config.kpasswdServers("A").toString());
        }

        @Test
        void masterKdcIsTheOldNameOfPrimaryKdc() throws ConfigException {
            assertEquals("[m:88]", parsed("[realms]~A = {~master_kdc = m~}").primaryKdcs("A").toString());
            var both = parsed("[realms]~A = {~master_kdc = m~primary_kdc = p~}~B = {~master_kdc = n~}");
            assertEquals("[p:88]", both.primaryKdcs("A").toString());
            assertEquals("[n:88]", both.primaryKdcs("B").toString());
            assertEquals(
                    List.of("it is the old name of primary_kdc, which is set"),
                    both.ignored().stream().map(KerberosConfig.Ignored::why).toList());
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', value = {
            "default_domain = a | is for Kerberos 4",
            "v4_realm = a | is for Kerberos 4",
            "v4_instance_convert = {~x = y~} | is for Kerberos 4",
            "auth_to_local = DEFAULT | principals are not mapped to accounts of this system",
            "auth_to_local_names = {~x = y~} | principals are not mapped to accounts of this system",
            "http_anchors = FILE:/x | KDC proxies over HTTP are not supported",
            "admin_server = https://x/KdcProxy | KDC proxies over HTTP are not supported",
            "kpasswd_server = https://x/KdcProxy | KDC proxies over HTTP are not supported",
            "primary_kdc = http://x/KdcProxy | KDC proxies over HTTP are not supported",
            "pkinit_anchors = FILE:/x | not used",
        })
        void whatCannotBeHonouredIsListed(String lines, String why) throws ConfigException {
            assertEquals(why, ignored(parsed("[realms]~A = {~" + lines + "~}")));
        }
    }

    @Nested
    @DisplayName("[capaths]")
    class CaPaths {
        @Test
        void eachRealmOnTheWayHasALine() throws ConfigException {
            var config = parsed("[capaths]~A.X = {~B.Y = M1~C.X = .~B.Y = M2~}~B.Y = {~A.X = M2~}~A.X = {~B.Y = M3~}");
            assertEquals(List.of("M1", "M2", "M3"), config.capath("A.X", "B.Y"));
            assertEquals(List.of(), config.capath("A.X", "C.X"));
            assertEquals(List.of("M2"), config.capath("B.Y", "A.X"));
            assertEquals(List.of("X"), config.capath("C.X", "A.X"));
            assertEquals(List.of(), config.ignored());
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', value = {
            "B = M1 M2 | [M1] | each realm on the way has a line of its own: what follows the first is not read",
            "B = M1\tM2 | [M1] | each realm on the way has a line of its own: what follows the first is not read",
            "B = .~B = M | [] | an earlier line says that the way is direct",
            "B = .M | [] | each realm on the way has a line of its own: what follows the first is not read",
            "B = M~B = . | [M] | a dot says that the way is direct only in the first line of it",
        })
        void whatHasNoMeaningIsListed(String lines, String path, String why) throws ConfigException {
            var config = parsed("[capaths]~A = {~" + lines + "~}");
            assertEquals(path, config.capath("A", "B").toString());
            assertEquals(why, ignored(config));
        }

        @Test
        void aPathOutsideOfBracesIsListed() throws ConfigException {
            assertEquals("a client's realm is written A = {, its paths, and } alone on a line", ignored(parsed("[capaths]~A = B")));
        }
    }
}
