package org.sspi4j.kerberos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.Principal;
import java.util.Set;
import java.util.stream.Collectors;
import javax.security.auth.kerberos.KerberosPrincipal;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sspi4j.api.AccessToken;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.ImpersonationLevel;
import org.sspi4j.fixture.Forge;
import org.sspi4j.kerberos.message.GssChecksum;
import org.sspi4j.kerberos.message.NameType;
import org.sspi4j.kerberos.message.PrincipalName;

class ClientTokenTest {
    private final Acceptance acceptance = new Acceptance();

    @Test
    @Tag("S120")
    void namesTheClientOfTheTicket() throws Exception {
        var token = token();
        assertEquals("alice@EXAMPLE.COM", token.userName());
        assertEquals(Set.of(new KerberosPrincipal("alice@EXAMPLE.COM")), token.subject().getPrincipals());
        assertEquals(ImpersonationLevel.IMPERSONATION, token.level());
        assertTrue(token.subject().isReadOnly());
    }

    @Test
    @Tag("S165")
    void identifiesOnlyIfTheClientSaysSo() throws Exception {
        acceptance.forge.authenticator.cksum = Forge.gss(GssChecksum.IDENTIFY);
        acceptance.forge.apOptions = 0;
        assertEquals(ImpersonationLevel.IDENTIFICATION, token().level());
    }

    @Test
    void identifiesOnlyIfTheAcceptorSaysSo() throws Exception {
        acceptance.asks = Set.of(ContextFlag.IDENTIFY);
        assertEquals(ImpersonationLevel.IDENTIFICATION, token().level());
        assertTrue(acceptance.accepts().session().flags().contains(ContextFlag.IDENTIFY));
    }

    @Test
    void isMadeOnce() throws Exception {
        var session = acceptance.accepts().session();
        assertSame(session.accessToken(), session.accessToken());
    }

    @Test
    void ofAServiceHasAllPartsOfItsName() throws Exception {
        isNamed("HTTP", "web.example.com");
        assertEquals(Set.of("HTTP/web.example.com@EXAMPLE.COM"), principals());
    }

    /** {@code root/admin} with a slash in one part is not {@code root/admin} in two: it may not look like it. */
    @Test
    void ofANameThatTheJdkWouldTakeForAnotherHasNoPrincipal() throws Exception {
        isNamed("root/admin");
        assertEquals(Set.of(), principals());
        assertEquals("root\\/admin@EXAMPLE.COM", token().userName());
    }

    @ParameterizedTest
    @CsvSource({"root@EXAMPLE.ORG, root\\@EXAMPLE.ORG@EXAMPLE.COM", "ro\\ot, ro\\\\ot@EXAMPLE.COM"})
    void ofANameWithOtherSpecialCharactersKeepsThem(String part, String text) throws Exception {
        isNamed(part);
        assertEquals(Set.of(text), principals());
        assertEquals(text, token().userName());
    }

    @Test
    @DisplayName("RFC 4120 6.1 a realm in X.500 form, which the JDK's class cannot hold")
    void ofAnX500RealmHasNoPrincipal() throws Exception {
        acceptance.forge.ticket.crealm = "/C=US/O=OSF";
        acceptance.forge.authenticator.crealm = "/C=US/O=OSF";
        assertEquals(Set.of(), principals());
        var names = acceptance.accepts().session().query(ContextAttribute.NAMES);
        assertEquals("alice@/C=US/O=OSF", names.userName());
    }

    private void isNamed(String... parts) {
        acceptance.forge.ticket.cname = PrincipalName.of(NameType.NT_PRINCIPAL, parts);
        acceptance.forge.authenticator.cname = acceptance.forge.ticket.cname;
    }

    private Set<String> principals() throws Exception {
        return token().subject().getPrincipals().stream().map(Principal::getName).collect(Collectors.toSet());
    }

    private AccessToken token() throws Exception {
        return acceptance.accepts().session().accessToken();
    }
}
