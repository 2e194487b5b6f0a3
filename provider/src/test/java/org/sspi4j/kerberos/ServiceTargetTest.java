package org.sspi4j.kerberos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.sspi4j.api.SecurityStatus.SEC_E_TARGET_UNKNOWN;
import static org.sspi4j.kerberos.Client.refusal;
import static org.sspi4j.kerberos.Client.says;

import java.util.Optional;
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
        "HTTP/web.example.com, HTTP/web.example.com, EXAMPLE.COM",
        "HTTP/WEB.Other.Com, HTTP/WEB.Other.Com, WEB.OTHER.COM",
        "HTTP/www.other.com, HTTP/www.other.com, OTHER.COM",
        "HTTP/web.other.com:8080, HTTP/web.other.com:8080, WEB.OTHER.COM",
        "HTTP/web.other.com/instance, HTTP/web.other.com/instance, WEB.OTHER.COM",
        "HTTP/web.other.com@EXPLICIT.COM, HTTP/web.other.com, EXPLICIT.COM",
        "HTTP/10.0.0.1:80, HTTP/10.0.0.1:80, NET",
        "ldap/[2001:db8::1]:389, ldap/[2001:db8::1]:389, NET6",
        "ldap/2001:db8::1, ldap/2001:db8::1, NET6",
        "alice@EXAMPLE.COM, alice, EXAMPLE.COM",
        "a\\/b/web.other.com, a\\/b/web.other.com, WEB.OTHER.COM",
        "krbtgt/EXAMPLE.COM, krbtgt/EXAMPLE.COM, EXAMPLE.COM",
        "EXAMPLE.COM\\web$, web$, EXAMPLE.COM",
        "EXAMPLE\\web$, web$\\@EXAMPLE, EXAMPLE.COM",
        "krbtgt/EXAMPLE.COM@EXAMPLE.COM, krbtgt/EXAMPLE.COM, EXAMPLE.COM",
    })
    @Tag("S68")
    void aTargetIsAServiceOfARealm(String target, String name, String realm) throws Exception {
        var parsed = ServiceTarget.of(target, config);
        assertEquals(name, parsed.name().toString());
        assertEquals(Optional.of(realm), parsed.realm());
    }

    @ParameterizedTest
    @CsvSource({"HTTP/elsewhere.net, EXAMPLE.COM", "alice, EXAMPLE.COM", "HTTP/web, EXAMPLE.COM"})
    void whereNothingIsSaidOfTheRealmItIsForTheKdcsToSay(String target, String guess) throws Exception {
        var parsed = ServiceTarget.of(target, config);
        assertEquals(Optional.empty(), parsed.realm());
        assertEquals(Optional.of(guess), parsed.guess());
    }

    @Test
    void withoutADefaultRealmTheDomainIsGuessed() throws Exception {
        var none = KerberosConfig.builder().build();
        assertEquals(Optional.of("ELSEWHERE.NET"), ServiceTarget.of("HTTP/www.elsewhere.net", none).guess());
        assertEquals(Optional.empty(), ServiceTarget.of("HTTP/web", none).guess());
    }

    @Test
    void aServiceHasTheNameTypeThatWindowsSends() throws Exception {
        assertEquals(NameType.NT_SRV_INST, ServiceTarget.of("HTTP/web.example.com", config).name().nameType());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "HTTP/", "/web", "HTTP//web", "@EXAMPLE.COM", "HTTP/web@", "HTTP/web@A@B", "HTTP/we\nb", "HTTP/web\\"})
    @Tag("S114")
    void whatIsNoNameIsAnUnknownTarget(String target) {
        says(refusal(SEC_E_TARGET_UNKNOWN, () -> ServiceTarget.of(target, config)), "HTTP/web.example.com",
                "\"" + target.replace('\n', '?') + "\"");
    }

    @Test
    void theFormOfGssApiIsToldHowToBeWritten() {
        says(refusal(SEC_E_TARGET_UNKNOWN, () -> ServiceTarget.of("HTTP@web.example.com", config)), "HTTP/web.example.com");
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
        assertEquals("HTTP/\uFF57eb.example.com", ServiceTarget.of("HTTP/\uFF57eb.example.com", config).name().toString());
    }
}
