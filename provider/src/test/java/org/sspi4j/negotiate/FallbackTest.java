package org.sspi4j.negotiate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_TOKEN;
import static org.sspi4j.api.SecurityStatus.SEC_E_KDC_UNABLE_TO_REFER;
import static org.sspi4j.api.SecurityStatus.SEC_E_LOGON_DENIED;
import static org.sspi4j.api.SecurityStatus.SEC_E_NO_AUTHENTICATING_AUTHORITY;
import static org.sspi4j.api.SecurityStatus.SEC_E_NO_CREDENTIALS;
import static org.sspi4j.api.SecurityStatus.SEC_E_TARGET_UNKNOWN;
import static org.sspi4j.api.SecurityStatus.SEC_E_TIME_SKEW;
import static org.sspi4j.api.SecurityStatus.SEC_E_UNKNOWN_CREDENTIALS;

import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.security.auth.Subject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.api.NegotiateAttribute;
import org.sspi4j.api.NegotiateCred;
import org.sspi4j.api.NegotiateCred.NtlmUse;
import org.sspi4j.api.NtlmCred;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.engine.Acquisition;
import org.sspi4j.fixture.ScriptedKdc;
import org.sspi4j.kerberos.message.ErrorCode;
import org.sspi4j.kerberos.message.TgsReq;
import org.sspi4j.logon.Subjects;

/** When a client goes on with NTLM because Kerberos cannot be had, and when it does not. */
class FallbackTest {
    private static final Set<SecurityStatus> CAUSES = EnumSet.of(
            SEC_E_NO_AUTHENTICATING_AUTHORITY,
            SEC_E_TARGET_UNKNOWN,
            SEC_E_KDC_UNABLE_TO_REFER,
            SEC_E_NO_CREDENTIALS,
            SEC_E_UNKNOWN_CREDENTIALS);

    private final Negotiation negotiation = new Negotiation();

    @AfterEach
    void close() throws Exception {
        negotiation.close();
    }

    private String chosen() throws Exception {
        try (var ends = negotiation.establish()) {
            Negotiation.talk(ends);
            return ends.client().context().query(NegotiateAttribute.NEGOTIATION_INFO).packageInfo().name();
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("every status: for five there is another way, and the decision log tells; all others are final")
    void everyStatus(SecurityStatus status) throws Exception {
        if (!status.isError() || status == SecurityStatus.SEC_E_INCOMPLETE_MESSAGE) {
            return;
        }
        var ends = new ScriptedEnds();
        ends.kerberos.failure = Optional.of(new SspiException(status, "as a test wants it"));
        if (!CAUSES.contains(status)) {
            ends.refused(status, ends.client(), new byte[0]);
            assertTrue(ends.ntlm.requests.isEmpty(), "the other package was not asked");
            return;
        }
        var init = NegTokenInit.decode(ends.replied(ends.client(), new byte[0]).token());
        assertEquals(List.of(MechType.NTLM.oid()), init.mechTypes().mechTypes(), "what failed is not offered");
        assertTrue(ends.facilities.noted().toString().contains("FALLBACK NTLM takes the place of Kerberos, since "));
        assertTrue(ends.facilities.noted().toString().contains("as a test wants it"));
    }

    @Test
    @DisplayName("no KDC: NTLM, on one's own list")
    void noKdc() throws Exception {
        negotiation.kdcFailure = Optional.of(new SspiException(SEC_E_NO_AUTHENTICATING_AUTHORITY, "nobody"));
        assertEquals("NTLM", chosen());
        assertEquals(4, negotiation.tokens.size(), "the server takes the first of the list");
    }

    @Test
    @DisplayName("no KDC, and nobody who waits for one: the same")
    void noKdcWithoutBlocking() throws Exception {
        negotiation.kdcFailure = Optional.of(new SspiException(SEC_E_NO_AUTHENTICATING_AUTHORITY, "nobody"));
        try (var alice = negotiation.clientCredential()) {
            var first = negotiation.engine.initializeAsync(
                    alice, null, Negotiation.TARGET, Negotiation.USUAL, List.of(), Runnable::run).get();
            assertEquals("NTLM", NegTokenInit.decode(first.token()).mechTypes().toString());
            assertTrue(first.context().decisions().toString().contains("FALLBACK NTLM takes the place of Kerberos"));
            first.context().close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/192.0.2.1", "HTTP/[2001:db8::1]:8080", "HTTP/other.example.com", "web", ""})
    @DisplayName("a target that is no service's name: NTLM")
    void notAService(String target) throws Exception {
        negotiation.target = target;
        negotiation.kdc.script(request -> request instanceof TgsReq
                ? Optional.of(negotiation.kdc.error(ErrorCode.KDC_ERR_S_PRINCIPAL_UNKNOWN))
                : Optional.empty());
        try (var alice = negotiation.clientCredential()) {
            var init = NegTokenInit.decode(negotiation.initialize(alice, null, new byte[0]).token());
            assertEquals(List.of(MechType.NTLM.oid()), init.mechTypes().mechTypes());
        }
    }

    @Test
    @DisplayName("a wrong password is a wrong password, and no reason to show it to anybody else")
    void wrongPassword() {
        negotiation.client = Negotiation.password("alice", "wrong");
        negotiation.refused(SEC_E_LOGON_DENIED);
    }

    @Test
    @DisplayName("a wrong clock, and a reply that was tampered with")
    void wrongClockAndReply() throws Exception {
        negotiation.kdcFailure = Optional.of(new SspiException(SEC_E_TIME_SKEW, "an hour"));
        negotiation.refused(SEC_E_TIME_SKEW);
        negotiation.kdcFailure = Optional.empty();
        negotiation.kdc.line(reply -> new byte[] {1, 2, 3});
        negotiation.refused(SEC_E_INVALID_TOKEN);
    }

    @Nested
    @DisplayName("NTLM that is not wanted")
    class Without {
        @ParameterizedTest
        @ValueSource(strings = {"Kerberos,!NTLM", "!ntlm", "kerberos", " Kerberos , !Ntlm ", "!pku2u, ! NTLM,"})
        @DisplayName("by the list of packages: no KDC is the end")
        void byList(String packageList) throws Exception {
            negotiation.client = alice().packageList(packageList).build();
            assertEquals("Kerberos", chosen());
            var init = NegTokenInit.decode(negotiation.tokens.get(0));
            assertEquals(List.of(MechType.KERBEROS.oid()), init.mechTypes().mechTypes());
            negotiation.kdcFailure = Optional.of(new SspiException(SEC_E_NO_AUTHENTICATING_AUTHORITY, "nobody"));
            negotiation.refused(SEC_E_NO_AUTHENTICATING_AUTHORITY);
        }

        @Test
        @DisplayName("by ntlm = never: neither side has it")
        void never() throws Exception {
            negotiation.client = alice().ntlmUse(NtlmUse.NEVER).build();
            assertEquals("Kerberos", chosen());
            negotiation.client = alice().ntlmUse(NtlmUse.ONLY).build();
            assertEquals("NTLM", chosen());
            negotiation.server = negotiation.serverWith().ntlmUse(NtlmUse.NEVER).build();
            negotiation.refused(SecurityStatus.SEC_E_SECPKG_NOT_FOUND);
        }

        @ParameterizedTest
        @ValueSource(strings = {"!NTML", "!!NTLM", "!Kerberos !NTLM", "!NTLM;!Kerberos", "!NTLM\u00a0", "!ntlm ssp", "!", "Kerberos,!NTLM\n."})
        @DisplayName("by a list in which it is misspelt: it would stay in")
        void misspelt(String packageList) {
            negotiation.client = alice().packageList(packageList).build();
            var refusal = negotiation.refused(SecurityStatus.SEC_E_SECPKG_NOT_FOUND);
            assertTrue(refusal.getMessage().contains("leaves out"), refusal.getMessage());
        }

        @Test
        @DisplayName("a list that leaves nothing")
        void nothingLeft() {
            negotiation.client = alice().packageList("!Kerberos,!NTLM").build();
            assertTrue(negotiation.refused(SEC_E_NO_CREDENTIALS).getMessage().contains("!Kerberos,!NTLM"));
            negotiation.client = alice().packageList("Kerberos").ntlmUse(NtlmUse.ONLY).build();
            negotiation.refused(SEC_E_NO_CREDENTIALS);
            negotiation.client = alice().packageList("Digest").build();
            negotiation.refused(SEC_E_NO_CREDENTIALS);
        }
    }

    private static NegotiateCred.Builder alice() {
        return NegotiateCred.builder().identity(Negotiation.password("alice", ScriptedKdc.PASSWORD));
    }

    @Nested
    @DisplayName("credentials that not every package takes")
    class Credentials {
        @Test
        @DisplayName("an NT hash, and an NtlmCred: NTLM alone")
        void ntHash() throws Exception {
            byte[] hash = HexFormat.of().parseHex("878d8014606cda29677a44efa1353fc7");
            negotiation.client = Identity.ntHash("EXAMPLE\\alice", Secret.key(hash));
            assertEquals("NTLM", chosen());
            negotiation.client = NtlmCred.builder().identity(Negotiation.password("alice", ScriptedKdc.PASSWORD)).build();
            assertEquals("NTLM", chosen());
            assertEquals(0, negotiation.asked);
        }

        @Test
        @DisplayName("a credential cache that is not there, and a user of NTLM beside it")
        void noCache() throws Exception {
            var ntlm = NtlmCred.builder().identity(Negotiation.password("alice", ScriptedKdc.PASSWORD)).build();
            var none = Identity.ccache("MEMORY:" + Path.of("none"));
            negotiation.client = NegotiateCred.builder().identity(none).ntlm(ntlm).build();
            assertEquals("NTLM", chosen());
            negotiation.client = none;
            negotiation.refused(SEC_E_NO_CREDENTIALS);
            negotiation.client = NegotiateCred.builder().kerberos(none).ntlm(ntlm).build();
            negotiation.refused(SEC_E_NO_CREDENTIALS);
        }

        @Test
        @DisplayName("a server takes no NTLM that it was not told about")
        void server() throws Exception {
            negotiation.server = Identity.keytab(negotiation.keytab);
            negotiation.client = alice().ntlmUse(NtlmUse.ONLY).build();
            negotiation.refused(SecurityStatus.SEC_E_SECPKG_NOT_FOUND);
            negotiation.server = Negotiation.password("HTTP/web.example.com", "its own");
            try (var web = negotiation.serverCredential()) {
                assertEquals(Optional.of("HTTP/web.example.com@EXAMPLE.COM"), web.name());
                assertFalse(web.decisions().toString().contains("NTLM"), web.decisions().toString());
            }
        }

        @Test
        @DisplayName("whose they are")
        void names() throws Exception {
            try (var alice = negotiation.clientCredential();
                    var web = negotiation.serverCredential()) {
                assertEquals(Optional.of("alice@EXAMPLE.COM"), alice.name());
                assertEquals(Optional.of("HTTP/web.example.com@EXAMPLE.COM"), web.name());
                alice.logon();
                assertTrue(alice.expiry().isBefore(Instant.MAX));
            }
        }

        @Test
        @DisplayName("added later: for contexts that begin then, in the order of preference")
        void added() throws Exception {
            negotiation.client = NtlmCred.builder().identity(Negotiation.password("alice", ScriptedKdc.PASSWORD)).build();
            try (var alice = negotiation.clientCredential();
                    var begun = negotiation.initialize(alice, null, new byte[0]).context()) {
                var kerberos = Negotiation.password("alice", ScriptedKdc.PASSWORD);
                assertEquals(Instant.MAX, negotiation.engine.addCredentials(alice, adding("kerberos", kerberos)));
                var init = NegTokenInit.decode(negotiation.initialize(alice, null, new byte[0]).token());
                assertEquals("Kerberos, NTLM", init.mechTypes().toString());
                assertEquals("NTLM", begun.query(NegotiateAttribute.NEGOTIATION_INFO).packageInfo().name());
                negotiation.engine.addCredentials(alice, adding("Kerberos", kerberos));
                assertEquals(2, NegTokenInit.decode(negotiation.initialize(alice, null, new byte[0]).token())
                        .mechTypes().mechTypes().size());
            }
            negotiation.client = alice().packageList("Kerberos").build();
            try (var alice = negotiation.clientCredential()) {
                assertEquals(SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION, assertThrows(SspiException.class, () ->
                        negotiation.engine.addCredentials(alice, adding("NTLM", negotiation.client))).status());
            }
        }

        private Acquisition adding(String packageName, Identity identity) {
            return Acquisition.of(packageName, CredentialUse.OUTBOUND, identity, negotiation.config);
        }

        @Test
        @DisplayName("not a logon: NTLM proves nothing, and a logon is a proof")
        void logon() throws Exception {
            negotiation.kdcFailure = Optional.of(new SspiException(SEC_E_NO_AUTHENTICATING_AUTHORITY, "nobody"));
            try (var alice = negotiation.clientCredential()) {
                assertEquals(SEC_E_NO_AUTHENTICATING_AUTHORITY, assertThrows(SspiException.class, alice::logon).status());
            }
            negotiation.client = alice().packageList("NTLM").build();
            try (var alice = negotiation.clientCredential()) {
                assertEquals(
                        SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION, assertThrows(SspiException.class, alice::logon).status());
            }
            negotiation.kdcFailure = Optional.empty();
            negotiation.client = Negotiation.password("alice", "wrong");
            try (var alice = negotiation.clientCredential()) {
                assertEquals(SEC_E_LOGON_DENIED, assertThrows(SspiException.class, alice::logon).status());
            }
        }

        @Test
        @DisplayName("settings without an identity go with the one that the caller has: the Subject's, if it acts as one")
        void settingsAlone() throws Exception {
            var held = new Subject();
            try (var alice = negotiation.clientCredential()) {
                alice.logon();
                alice.publish(held);
                negotiation.client = NegotiateCred.builder().packageList("Kerberos").build();
                assertEquals("Kerberos", Subjects.callAs(held, FallbackTest.this::chosen));
                negotiation.tokens.clear();
                negotiation.client = NegotiateCred.builder()
                        .ntlm(NtlmCred.builder().identity(Negotiation.password("alice", ScriptedKdc.PASSWORD)).build()).build();
                assertEquals("NTLM", Subjects.callAs(held, FallbackTest.this::chosen), "a client's packages are not two users'");
            }
        }

        @Test
        @DisplayName("of one package, they are not every package's")
        void onesAlone() {
            var builder = NegotiateCred.builder();
            assertThrows(IllegalArgumentException.class, () -> builder.identity(NtlmCred.builder().build()));
            assertThrows(IllegalArgumentException.class, () -> builder.kerberos(NegotiateCred.builder().build()));
        }

        @Test
        @DisplayName("a password that was closed already")
        void closed() {
            var secret = Secret.password("secret".toCharArray());
            secret.close();
            negotiation.client = NegotiateCred.builder().identity(Identity.password("alice", secret)).build();
            assertTrue(negotiation.refused(SEC_E_UNKNOWN_CREDENTIALS).getMessage().contains("closed already"));
        }
    }

    @Test
    @DisplayName("NTLM proves no server, and says so")
    void mutual() throws Exception {
        negotiation.client = alice().ntlmUse(NtlmUse.ONLY).build();
        try (var ends = negotiation.establish()) {
            assertFalse(ends.client().flags().contains(ContextFlag.MUTUAL_AUTH));
            assertFalse(ends.server().flags().contains(ContextFlag.MUTUAL_AUTH));
        }
    }
}
