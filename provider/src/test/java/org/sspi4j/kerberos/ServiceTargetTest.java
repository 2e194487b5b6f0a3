package org.sspi4j.kerberos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.api.SecurityStatus.SEC_E_TARGET_UNKNOWN;
import static org.sspi4j.kerberos.Client.refusal;
import static org.sspi4j.kerberos.Client.says;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.fixture.ScriptedKdc;
import org.sspi4j.kerberos.message.NameType;

class ServiceTargetTest {
    private final KerberosConfig config = ScriptedKdc.config()
            .domainRealm(".other.com", "OTHER.COM")
            .domainRealm("web.other.com", "WEB.OTHER.COM")
            .domainRealm("10.0.0.1", "NET")
            .domainRealm("2001:db8::1", "NET6")
            .build();

    @ParameterizedTest
    @CsvSource({
        "HTTP/web.example.com, HTTP/web.example.com@EXAMPLE.COM",
        "HTTP/WEB.Other.Com, HTTP/WEB.Other.Com@WEB.OTHER.COM",
        "HTTP/www.other.com, HTTP/www.other.com@OTHER.COM",
        "HTTP/web.other.com:8080, HTTP/web.other.com:8080@WEB.OTHER.COM",
        "HTTP/web.other.com/instance, HTTP/web.other.com/instance@WEB.OTHER.COM",
        "HTTP/web.other.com@EXPLICIT.COM, HTTP/web.other.com@EXPLICIT.COM",
        "HTTP/10.0.0.1:80, HTTP/10.0.0.1:80@NET",
        "ldap/[2001:db8::1]:389, ldap/[2001:db8::1]:389@NET6",
        "ldap/2001:db8::1, ldap/2001:db8::1@NET6",
        "HTTP/elsewhere.net, HTTP/elsewhere.net@EXAMPLE.COM",
        "alice, alice@EXAMPLE.COM",
        "alice@EXAMPLE.COM, alice@EXAMPLE.COM",
        "a\\/b/web.other.com, a\\/b/web.other.com@WEB.OTHER.COM",
        "krbtgt/EXAMPLE.COM@EXAMPLE.COM, krbtgt/EXAMPLE.COM@EXAMPLE.COM",
    })
    void aTargetIsAServiceOfARealm(String target, String principal) throws Exception {
        assertEquals(principal, ServiceTarget.of(target, config).toString());
    }

    @Test
    void aServiceHasTheNameTypeThatWindowsSends() throws Exception {
        assertEquals(NameType.NT_SRV_INST, ServiceTarget.of("HTTP/web.example.com", config).name().nameType());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "HTTP/", "/web", "HTTP//web", "@EXAMPLE.COM", "HTTP/web@", "HTTP/web@A@B", "HTTP/we\nb", "HTTP/web\\"})
    @Tag("S114")
    void whatIsNoNameIsAnUnknownTarget(String target) {
        says(refusal(SEC_E_TARGET_UNKNOWN, () -> ServiceTarget.of(target, config)), "HTTP/web.example.com", "\"" + target + "\"");
    }

    @Test
    void theFormOfGssApiIsToldHowToBeWritten() {
        says(refusal(SEC_E_TARGET_UNKNOWN, () -> ServiceTarget.of("HTTP@web.example.com", config)), "HTTP/web.example.com");
    }

    @Test
    void withoutARealmItIsSaidWhatToDo() {
        var none = KerberosConfig.builder().build();
        says(refusal(SEC_E_TARGET_UNKNOWN, () -> ServiceTarget.of("HTTP/web", none)), "HTTP/web@EXAMPLE.COM", "default_realm");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "cifs/host1UWhRCAAAAAAAAAAAAAAAAAAAAAAAAAAAAwbEAYBAAAA",
        "cifs/host1UWhRCAAAAAAAAAAAAAAAAAAAAAAAAAAAAwbEAYBAAAA@EXAMPLE.COM"
    })
    void aMarshalledTargetIsRefused(String target) {
        refusal(SEC_E_TARGET_UNKNOWN, () -> ServiceTarget.of(target, config));
    }

    @Test
    void namesAreNotFolded() throws Exception {
        assertEquals("HTTP/\uFF57eb.example.com@EXAMPLE.COM", ServiceTarget.of("HTTP/\uFF57eb.example.com", config).toString());
    }

    @Test
    void aServiceOfAnotherRealmIsRefusedBeforeAnybodyIsAsked() {
        var client = new Client();
        var credential = client.credential(Client.password("secret"));
        says(
                refusal(SEC_E_TARGET_UNKNOWN, () -> client.ticket(credential, ServiceTarget.of("HTTP/www.other.com", config))),
                "HTTP/www.other.com@OTHER.COM", "alice@EXAMPLE.COM", "[domain_realm]");
        assertTrue(client.kdc.requests().isEmpty());
    }
}
