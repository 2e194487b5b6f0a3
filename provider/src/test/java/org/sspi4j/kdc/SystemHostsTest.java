package org.sspi4j.kdc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.kdc.Asking.REALM;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.KerberosConfig;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;

@DisplayName("what the system itself knows of the names of hosts")
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class SystemHostsTest {
    private static final String REVERSE = "1.2.0.192.in-addr.arpa";

    private final StubDns dns = new StubDns();
    private Path hosts;
    private Path resolvConf;
    private Asking asking;

    @BeforeEach
    void begin(@TempDir Path directory) {
        hosts = directory.resolve("hosts");
        resolvConf = directory.resolve("resolv.conf");
        asking = new Asking(InetAddress::getAllByName, hosts, resolvConf);
    }

    @AfterEach
    void close() throws Exception {
        dns.close();
        asking.close();
    }

    private Optional<String> name(String host, boolean rdns) throws SspiException {
        var config = KerberosConfig.builder().defaultRealm(REALM).nameServers(dns.address()).rdns(rdns).build();
        return asking.canonicalName(config, host);
    }

    private static ARecord a(String owner) throws Exception {
        return new ARecord(Name.fromString(owner + "."), DClass.IN, 100, InetAddress.getByName("192.0.2.1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"web", "WEB.Example.com", "www"})
    void isTheFirstNameOfItsLine(String host) throws Exception {
        Files.writeString(hosts, "127.0.0.1 localhost\n\n# www\n 192.0.2.1\tweb.Example.com web www # the web\n192.0.2.9 other.test www\n");
        assertEquals(Optional.of("web.example.com"), name(host, false));
        assertEquals(List.of(), dns.asked);
        assertEquals(
                "No name server was asked for the host " + host + ": it is web.example.com by " + hosts, asking.decisions.get(0));
    }

    @Test
    void countsBeforeDns() throws Exception {
        dns.says("web.example.com", a("web.example.com"));
        assertEquals(Optional.of("web.example.com"), name("web.example.com", false));
        Files.writeString(hosts, "192.0.2.1 listed.example.com web.example.com\n");
        assertEquals(Optional.of("listed.example.com"), name("web.example.com", false), "remembered or not");
    }

    @Test
    void isLeftToDnsIfItIsNotListed() throws Exception {
        Files.writeString(hosts, "192.0.2.1 web.example.com\n");
        dns.says("www.example.com", a("www.example.com"));
        assertEquals(Optional.of("www.example.com"), name("www.example.com", false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"web.example.com", "WEB.example.com.", "www"})
    void isTheFirstNameWithoutTheDotAtItsEnd(String host) throws Exception {
        Files.writeString(hosts, "192.0.2.1 web.Example.com. www\n");
        assertEquals(Optional.of("web.example.com"), name(host, false));
        assertEquals(Optional.of("web.example.com"), name("192.0.2.1", true));
        assertEquals(List.of(), dns.asked);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "nowhere web", "192.0.2.1 evil@REALM web", "192.0.2.1", "256.0.2.1 x web", "192.0.2.1 # x web", "1 x web",
        "192.0.2.1 192.0.2.7 web", "192.0.2.1 192.0.2.7. web", "192.0.2.1 2001:db8::1 web", "192.0.2.1 . web", "192.0.2.1 x.. web"
    })
    void linesThatSayNothingAreNone(String line) throws Exception {
        Files.writeString(hosts, line + "\n192.0.2.2 web.example.com web\n");
        assertEquals(Optional.of("web.example.com"), name("web", false));
    }

    @Test
    void withRdnsIsTheFirstNameOfTheAddress() throws Exception {
        Files.writeString(hosts, "192.0.2.1 first.example.com\n192.0.2.1 web.example.com www\n2001:db8::1 six.example.com\n");
        assertEquals(Optional.of("web.example.com"), name("www", false));
        assertEquals(Optional.of("first.example.com"), name("www", true));
        assertEquals(Optional.of("six.example.com"), name("2001:DB8:0::1", true));
        assertEquals(Optional.empty(), name("192.0.2.1", false));
        assertEquals(List.of(), dns.asked);
    }

    @Test
    void withRdnsIsTheListedNameOfAnAddressInDns() throws Exception {
        Files.writeString(hosts, "192.0.2.1 listed.example.com\n");
        dns.says("www.example.com", a("www.example.com"))
                .says(REVERSE, new PTRRecord(Name.fromString(REVERSE + "."), DClass.IN, 100, Name.fromString("ptr.example.com.")));
        assertEquals(Optional.of("listed.example.com"), name("www.example.com", true));
        assertEquals(List.of("udp www.example.com"), dns.asked);
    }

    @Test
    void isReadAgainWhenTheFileChanges() throws Exception {
        Files.writeString(hosts, "192.0.2.1 old1.example.com web\n");
        Files.setLastModifiedTime(hosts, FileTime.from(Instant.parse("2026-03-01T12:00:00Z")));
        assertEquals(Optional.of("old1.example.com"), name("web", false));
        Files.writeString(hosts, "192.0.2.1 new1.example.com web\n");
        assertEquals(Optional.of("new1.example.com"), name("web", false));
        Files.delete(hosts);
        assertEquals(Optional.empty(), name("web", false));
    }

    @Test
    void isReadAgainWhenTheFileChangesWithinATickOfItsClock() throws Exception {
        var tick = FileTime.from(Instant.now());
        for (var name : List.of("old1.example.com", "new1.example.com")) {
            Files.writeString(hosts, "192.0.2.1 " + name + " web\n");
            Files.setLastModifiedTime(hosts, tick);
            assertEquals(Optional.of(name), name("web", false));
        }
    }

    @Test
    void aNameWithoutADomainIsLookedForInThoseOfTheSystem() throws Exception {
        Files.writeString(resolvConf, "nameserver 192.0.2.53\nsearch a.test example.com\n");
        dns.says("web.example.com", a("web.example.com"));
        assertEquals(Optional.of("web.example.com"), name("web", false));
        assertEquals(List.of("udp web.a.test", "udp web.a.test", "udp web.example.com"), dns.asked, "of both families");
        assertEquals(Optional.of("web.example.com"), name("web", false));
        assertEquals(3, dns.asked.size(), "it is remembered");
        Files.writeString(resolvConf, "search b.test\n");
        assertEquals(Optional.empty(), name("web", false));
        assertTrue(dns.asked.contains("udp web.b.test") && dns.asked.contains("udp web"), dns.asked::toString);
    }

    @Test
    void aNameWithADomainIsTakenAsItIs() throws Exception {
        Files.writeString(resolvConf, "search a.test\n");
        assertEquals(Optional.empty(), name("web.example.com", false));
        assertTrue(dns.asked.stream().allMatch("udp web.example.com"::equals), dns.asked::toString);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "search a.test b.test           | web     | web.a.test web.b.test web", "search a.test b.test           | web.x   | web.x",
        "search a.test                  | web.    | web.",                      "domain a.test                  | web     | web.a.test web",
        "search a.test/domain b.test    | web     | web.b.test web",            "domain a.test/search b.test    | web     | web.b.test web",
        "search a.test/options ndots:2  | web.x   | web.x.a.test web.x",        "search a.test/options ndots:2  | web.x.y | web.x.y",
        "search a.test/options ndots:0  | web     | web",
        "options ndots:99/search a.test | a.b.c   | a.b.c.a.test a.b.c",
        "search .                       | web     | web",                       "; search a.test                | web     | web",
        "options ndots:x/search a.test  | web.x   | web.x",                     "nameserver 192.0.2.1           | web     | web",
        "search a b c d e f g           | web     | web.a web.b web.c web.d web.e web.f web.g web"
    })
    void whichDomainsItMayBeInIsSaidByResolvConf(String file, String host, String candidates) throws Exception {
        Files.writeString(resolvConf, file.replace('/', '\n') + "\n");
        assertEquals(List.of(candidates.split(" ")), new SearchDomains(resolvConf).candidates(host));
    }

    @Test
    void atMostThirtyTwoDomainsAreTaken() throws Exception {
        var domains = IntStream.rangeClosed(1, 40).mapToObj(i -> "d" + i).toList();
        Files.writeString(resolvConf, "search " + String.join(" ", domains) + "\n");
        var candidates = new SearchDomains(resolvConf).candidates("web");
        assertEquals(33, candidates.size());
        assertEquals(List.of("web.d32", "web"), candidates.subList(31, 33));
    }

    @Nested
    @DisplayName("if the name server fails for one domain")
    class Fails {
        @BeforeEach
        void fail() throws Exception {
            Files.writeString(resolvConf, "search a.test example.com\n");
            dns.refused.add("web.a.test");
        }

        @Test
        void theNextOneIsTried() throws Exception {
            dns.says("web.example.com", a("web.example.com"));
            assertEquals(Optional.of("web.example.com"), name("web", false));
            assertTrue(asking.decisions.get(0).endsWith("; it is web.example.com"), asking.decisions::toString);
        }

        @Test
        void whatComesOfItIsNotRemembered() throws Exception {
            dns.says("web.example.com", a("web.example.com"));
            name("web", false);
            dns.refused.clear();
            dns.says("web.a.test", a("web.a.test"));
            assertEquals(Optional.of("web.a.test"), name("web", false));
        }

        @Test
        void theNameCountsAsItIsGivenIfItIsInNoOther() throws Exception {
            assertEquals(Optional.empty(), name("web", false));
            assertTrue(asking.decisions.get(0).endsWith("; no such name"), asking.decisions::toString);
            dns.refused.clear();
            dns.says("web.a.test", a("web.a.test"));
            assertEquals(Optional.of("web.a.test"), name("web", false), "it is not remembered");
        }
    }
}
