package org.sspi4j.kerberos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.api.SecurityStatus.SEC_E_TARGET_UNKNOWN;
import static org.sspi4j.kerberos.Client.now;
import static org.sspi4j.kerberos.Client.password;
import static org.sspi4j.kerberos.Client.refusal;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.HostCanonicalization;
import org.sspi4j.engine.Drive;
import org.sspi4j.fixture.ScriptedKdc;
import org.sspi4j.kerberos.message.ErrorCode;
import org.sspi4j.kerberos.message.TgsReq;

@DisplayName("krb5.conf(5) dns_canonicalize_hostname")
class CanonicalTargetTest {
    private final Client client = new Client();
    private KerberosCredential credential;

    @BeforeEach
    void knowsTheCanonicalNameOnly() {
        client.kdc.script(request -> request instanceof TgsReq && !asked(request.reqBody().sname().get().toString())
                ? Optional.of(client.kdc.error(ErrorCode.KDC_ERR_S_PRINCIPAL_UNKNOWN, now(), Optional.empty(), Optional.empty()))
                : Optional.empty());
    }

    private static boolean asked(String service) {
        return service.startsWith("HTTP/web.example.com");
    }

    private String ticket(HostCanonicalization when, String target) throws SspiException {
        client.config = ScriptedKdc.config().dnsCanonicalizeHostname(when).build();
        credential = client.credential(password("secret"));
        return Drive.sync(
                new CanonicalTarget(client.config, client.facilities)
                        .ticket(ServiceTarget.of(target, client.config), one -> credential.ticketFor(one, client.facilities)),
                client.kdc).server().toString();
    }

    private List<String> services() {
        return client.kdc.requests().stream()
                .filter(request -> request instanceof TgsReq)
                .map(request -> request.reqBody().sname().get().toString())
                .toList();
    }

    @Test
    void falseAsksNoNameServer() {
        client.kdc.host("www.example.com", Optional.of("web.example.com"));
        refusal(SEC_E_TARGET_UNKNOWN, () -> ticket(HostCanonicalization.FALSE, "HTTP/www.example.com"));
        assertEquals(List.of(), client.kdc.hostsAsked());
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP/www.example.com, HTTP/web.example.com@EXAMPLE.COM", "HTTP/www.example.com:8443, HTTP/web.example.com:8443@EXAMPLE.COM",
        "HTTP/[::1]:80, HTTP/web.example.com:80@EXAMPLE.COM", "HTTP/web.example.com, HTTP/web.example.com@EXAMPLE.COM"
    })
    void trueAsksBefore(String target, String service) throws Exception {
        client.kdc.host("www.example.com", Optional.of("web.example.com"));
        client.kdc.host("::1", Optional.of("web.example.com"));
        client.kdc.host("web.example.com", Optional.of("web.example.com"));
        assertEquals(service, ticket(HostCanonicalization.TRUE, target));
        assertEquals(List.of(service.replace("@EXAMPLE.COM", "")), services());
        assertTrue(client.facilities.noted().toString().contains("DNS calls the host"), client.facilities.noted()::toString);
    }

    @Test
    void withoutANameInDnsTheOneThatIsGivenCounts() throws Exception {
        client.kdc.host("web.example.com", Optional.empty());
        assertEquals("HTTP/web.example.com@EXAMPLE.COM", ticket(HostCanonicalization.TRUE, "HTTP/web.example.com"));
    }

    @Test
    @DisplayName("fallback asks for the name that is given first")
    void fallbackAsksIfTheKdcDoesNotKnowTheName() throws Exception {
        client.kdc.host("www.example.com", Optional.of("web.example.com"));
        assertEquals("HTTP/web.example.com@EXAMPLE.COM", ticket(HostCanonicalization.FALLBACK, "HTTP/www.example.com"));
        assertEquals(List.of("HTTP/www.example.com", "HTTP/web.example.com"), services());
        assertTrue(client.facilities.noted().toString().contains("HTTP/web.example.com is tried, as DNS calls its host"));
    }

    @Test
    void fallbackAsksNobodyIfTheKdcKnowsTheName() throws Exception {
        assertEquals("HTTP/web.example.com@EXAMPLE.COM", ticket(HostCanonicalization.FALLBACK, "HTTP/web.example.com"));
        assertEquals(List.of(), client.kdc.hostsAsked());
    }

    @Test
    void fallbackToTheSameOrNoNameIsTheRefusal() {
        for (var name : List.of(Optional.of("other.example.com"), Optional.<String>empty())) {
            client.kdc.host("other.example.com", name);
            var refusal = refusal(SEC_E_TARGET_UNKNOWN, () -> ticket(HostCanonicalization.FALLBACK, "HTTP/other.example.com"));
            assertTrue(refusal.getMessage().contains("other.example.com"), refusal.getMessage());
        }
        assertEquals(2, client.kdc.hostsAsked().size());
        assertEquals(List.of("HTTP/other.example.com", "HTTP/other.example.com"), services(), "once each time");
    }

    @Test
    void otherFailuresAreNoReasonToAsk() {
        client.kdc.host("www.example.com", Optional.of("web.example.com"));
        client.kdc.script(request -> request instanceof TgsReq
                ? Optional.of(client.kdc.error(ErrorCode.KDC_ERR_POLICY, now(), Optional.empty(), Optional.empty()))
                : Optional.empty());
        assertThrows(
                SspiException.class, () -> ticket(HostCanonicalization.FALLBACK, "HTTP/www.example.com"));
        assertEquals(List.of(), client.kdc.hostsAsked());
    }

    /** A realm in the name is the caller's word; a name of three parts is none of a host; a TGS is none at all. */
    @ParameterizedTest
    @ValueSource(strings = {"HTTP/web.example.com@EXAMPLE.COM", "HTTP/web.example.com/part"})
    void namesThatSayMoreAreTakenAsTheyAre(String target) throws Exception {
        ticket(HostCanonicalization.TRUE, target);
        assertEquals(List.of(), client.kdc.hostsAsked());
    }

    @Test
    void theRealmIsThatOfTheCanonicalHost() throws Exception {
        var config = ScriptedKdc.config().domainRealm(".other.test", "OTHER.TEST").build();
        var target = ServiceTarget.of("HTTP/www.other.test", config);
        assertEquals(Optional.of("OTHER.TEST"), target.realm());
        assertEquals(Optional.of("EXAMPLE.COM"), target.on("web.example.com", config).realm());
    }
}
