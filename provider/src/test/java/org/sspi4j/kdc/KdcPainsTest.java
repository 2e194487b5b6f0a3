package org.sspi4j.kdc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.kdc.Asking.REALM;
import static org.sspi4j.kdc.Asking.at;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.engine.Engine;
import org.sspi4j.fixture.MovingFacilities;
import org.sspi4j.kerberos.KerberosPackage;

/** Logons behind the doors, with sockets, at KDCs that are not there or say nothing. */
@DisplayName("quality.md 5: the pains of those whose KDC does not answer, and their remedies")
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class KdcPainsTest {
    private final Asking asking = new Asking();
    private final KdcTransport transport = request -> asking.exchange(request);
    private final Engine engine =
            new Engine(List.of(new KerberosPackage()), transport, new MovingFacilities(), privilege -> false);

    @AfterEach
    void close() throws Exception {
        asking.close();
    }

    @Test
    @DisplayName("Receive timed out")
    void aKdcThatSaysNothing() throws Exception {
        try (var silent = Asking.silent()) {
            var server = at(silent);
            var failure = refused(Asking.kdcs("udp/" + server).build());
            says(failure, "No KDC of the realm EXAMPLE.COM answers", server + ": no answer over UDP, asked 4 times (10000 ms)",
                    "are those of code", "See that one of them runs, and that no firewall is between");
            tells(failure, server + ": no answer over UDP, asked 4 times (10000 ms)");
        }
    }

    @Test
    @DisplayName("Connection refused")
    void aKdcThatIsNotThere() throws Exception {
        String server = "127.0.0.1:" + ScriptedServer.closedPort();
        var failure = refused(Asking.kdcs(server).build());
        says(failure, "No KDC of the realm EXAMPLE.COM answers", server + ": UDP: nobody listens there", "TCP: ",
                "See that one of them runs");
        tells(failure, server + ": UDP: nobody listens there");
    }

    @Test
    @DisplayName("Cannot locate KDC: the name is not in DNS")
    void aKdcWhoseNameIsNotKnown() throws Exception {
        try (var nobodyKnown = new Asking(name -> {
            throw new java.net.UnknownHostException(name);
        })) {
            var engine = new Engine(
                    List.of(new KerberosPackage()), nobodyKnown::exchange, new MovingFacilities(), privilege -> false);
            var failure = refused(engine, Asking.kdcs("kdc.example.com").build());
            says(failure, "kdc.example.com:88: the name is not known", "The servers are those of code");
        }
    }

    @Test
    @DisplayName("Cannot locate KDC: krb5.conf names none")
    void aRealmWithoutKdcs() {
        var failure = refused(KerberosConfig.builder().defaultRealm(REALM).dnsLookupKdc(false).build());
        says(failure, "No KDC of the realm EXAMPLE.COM is known", "[realms] has no kdc of it in code", "dns_lookup_kdc is false",
                "Add kdc = host to the realm's entry in [realms]");
    }

    @Test
    @DisplayName("Cannot locate KDC: DNS has no SRV record")
    void aRealmWithoutRecords() throws Exception {
        try (var dns = new StubDns()) {
            var failure = refused(KerberosConfig.builder().defaultRealm(REALM).nameServers(dns.address()).build());
            says(failure, "No KDC of the realm EXAMPLE.COM is known", "DNS was asked: ", "_kerberos._udp.EXAMPLE.COM", "Add kdc = host");
        }
    }

    private SspiException refused(KerberosConfig config) {
        return refused(engine, config);
    }

    private static SspiException refused(Engine engine, KerberosConfig config) {
        var failure = assertThrows(SspiException.class, () -> {
            try (var password = Secret.password("secret".toCharArray());
                    var alice = engine.acquire("Kerberos", CredentialUse.OUTBOUND, Identity.password("alice", password), config)) {
                alice.logon();
            }
        });
        assertEquals(SecurityStatus.SEC_E_NO_AUTHENTICATING_AUTHORITY, failure.status(), failure.getMessage());
        return failure;
    }

    private static void says(SspiException failure, String... parts) {
        for (var part : parts) {
            assertTrue(failure.getMessage().contains(part), "\"" + part + "\" in: " + failure.getMessage());
        }
    }

    private static void tells(SspiException failure, String part) {
        assertTrue(failure.decisions().toString().contains(part), "\"" + part + "\" in: " + failure.decisions());
    }
}
