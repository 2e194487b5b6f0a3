package org.sspi4j.sasl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.api.SecurityStatus.*;
import static org.sspi4j.sasl.Conversation.NOTHING;
import static org.sspi4j.sasl.Conversation.refusal;

import java.io.IOException;
import java.security.Security;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.security.auth.Subject;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.sasl.AuthorizeCallback;
import javax.security.sasl.RealmCallback;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslClient;
import javax.security.sasl.SaslClientFactory;
import javax.security.sasl.SaslException;
import javax.security.sasl.SaslServer;
import javax.security.sasl.SaslServerFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.Sspi;
import org.sspi4j.account.CallbackAccounts;
import org.sspi4j.api.ChannelBindings;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.api.NtlmAllowance;
import org.sspi4j.api.NtlmCred;
import org.sspi4j.api.Secret;
import org.sspi4j.logon.Subjects;

@DisplayName("NTLM: three messages and no layer")
@Timeout(60)
class NtlmSaslTest {
    /** A client's user, who may have no realm (null), and does not know of others' callbacks. */
    private static CallbackHandler user(String name, String realm, String password) {
        return callbacks -> {
            for (Callback callback : callbacks) {
                if (callback instanceof NameCallback asked) {
                    asked.setName(name);
                } else if (callback instanceof PasswordCallback asked) {
                    asked.setPassword(password.toCharArray());
                } else if (callback instanceof RealmCallback asked && realm != null) {
                    asked.setText(realm);
                } else {
                    throw new UnsupportedCallbackException(callback);
                }
            }
        };
    }

    /** A server's one user. */
    private static void users(Callback[] callbacks) {
        if (callbacks[0] instanceof AuthorizeCallback asked) {
            asked.setAuthorized(asked.getAuthenticationID().equals(asked.getAuthorizationID()));
        } else if (((NameCallback) callbacks[0]).getDefaultName().equals("EXAMPLE\\alice")) {
            ((PasswordCallback) callbacks[1]).setPassword("secret".toCharArray());
        }
    }

    private static Conversation conversation(CallbackHandler user, Map<String, ?> server) throws SaslException {
        return new Conversation(
                Conversation.client("NTLM", null, Map.of(), user), Conversation.server("NTLM", server, NtlmSaslTest::users));
    }

    @ParameterizedTest
    @CsvSource({"alice, EXAMPLE", "EXAMPLE\\alice, ", "EXAMPLE\\alice, OTHER"})
    void theHandlersTellUserRealmAndPassword(String name, String realm) throws Exception {
        try (var both = conversation(user(name, realm, "secret"), Map.of()).run()) {
            assertEquals("EXAMPLE\\alice", both.server().getAuthorizationID());
            assertEquals("auth", both.server().getNegotiatedProperty(Sasl.QOP));
            assertEquals("false", both.client().getNegotiatedProperty(Sasl.SERVER_AUTH));
            assertEquals("dc.example.com", both.server().getNegotiatedProperty(Sasl.BOUND_SERVER_NAME));
            assertThrows(IllegalStateException.class, () -> both.client().wrap(NOTHING, 0, 0));
        }
    }

    @Test
    void itSendsThreeMessages() throws Exception {
        try (var both = conversation(user("alice", "EXAMPLE", "secret"), Map.of())) {
            var challenge = both.server().evaluateResponse(both.client().evaluateChallenge(NOTHING));
            var authenticate = both.client().evaluateChallenge(challenge);
            assertTrue(both.client().isComplete());
            assertNull(both.server().evaluateResponse(authenticate));
            assertTrue(both.server().isComplete());
        }
    }

    @Test
    void aWrongPasswordAndAnUnknownUserAreRefused() throws Exception {
        assertEquals(SEC_E_LOGON_DENIED, refusal(conversation(user("alice", "EXAMPLE", "wrong"), Map.of())::run));
        assertEquals(SEC_E_LOGON_DENIED, refusal(conversation(user("bob", "EXAMPLE", "secret"), Map.of())::run));
    }

    /** The credential answers to more than this server does. */
    @ParameterizedTest
    @CsvSource({"imap, dc.example.com, dc.example.com", "ldap, dc.example.com, dc.example.com@evil.example"})
    void theServersNameCountsBesideThoseOfTheCredential(String protocol, String serverName, String named) throws Exception {
        var accounts = new CallbackAccounts(NtlmSaslTest::users);
        var cred = NtlmCred.builder().accounts(accounts).targetNames("ldap/" + named).build();
        try (var credential = Sspi.acquireCredentialsHandle("NTLM", CredentialUse.INBOUND, cred)) {
            var properties = Map.of(SspiSasl.CREDENTIAL, credential);
            var server = new SspiSaslServerFactory().createSaslServer("NTLM", protocol, serverName, properties, null);
            var client = new SspiSaslClientFactory().createSaslClient(
                    new String[] {"NTLM"}, null, "ldap", named, Map.of(), user("alice", "EXAMPLE", "secret"));
            assertEquals(SEC_E_WRONG_PRINCIPAL, refusal(new Conversation(client, server)::run));
        }
    }

    /** To Unicode the sign of Kelvin is a capital k. */
    @Test
    void hostsAreFoldedByTheLettersOfAsciiAlone() throws Exception {
        var alice = user("alice", "EXAMPLE", "secret");
        for (var named : List.of("KDC.Example.COM", "\u212adc.example.com")) {
            var accounts = new CallbackAccounts(NtlmSaslTest::users);
            var cred = NtlmCred.builder().accounts(accounts).targetNames("ldap/" + named).build();
            try (var credential = Sspi.acquireCredentialsHandle("NTLM", CredentialUse.INBOUND, cred)) {
                var server = new SspiSaslServerFactory().createSaslServer(
                        "NTLM", "ldap", "kdc.example.com", Map.of(SspiSasl.CREDENTIAL, credential), null);
                var client = new SspiSaslClientFactory().createSaslClient(
                        new String[] {"NTLM"}, null, "ldap", named, Map.of(), alice);
                try (var both = new Conversation(client, server)) {
                    if (named.startsWith("K")) {
                        both.run();
                    } else {
                        assertEquals(SEC_E_WRONG_PRINCIPAL, refusal(both::run));
                    }
                }
            }
        }
    }

    /** By the package already, unless somebody asks it for anonymous clients. */
    @Test
    void anonymousClientsAreRefused() throws Exception {
        var cred = NtlmCred.builder().accounts(new CallbackAccounts(NtlmSaslTest::users)).targetNames("ldap/dc.example.com").build();
        try (var nobody = Sspi.acquireCredentialsHandle(
                        "NTLM", CredentialUse.OUTBOUND, Identity.password("", Secret.password(new char[0])));
                var credential = Sspi.acquireCredentialsHandle("NTLM", CredentialUse.INBOUND, cred)) {
            var client = Map.of(SspiSasl.CREDENTIAL, nobody);
            assertThrows(SaslException.class, () -> new Conversation(
                    Conversation.client("NTLM", null, client, null), Conversation.server("NTLM", Map.of(), NtlmSaslTest::users)).run());
            var asking = new Opening(
                    new ChosenCredential(credential, false), Optional.empty(), Set.of(ContextFlag.NULL_SESSION), Set.of());
            var side = new ServerSide(
                    Mechanism.NTLM, SaslProperties.of(Map.of()), "ldap", Optional.of("dc.example.com"), Optional.empty(), asking);
            var server = new SspiSaslServer(new Negotiation(Mechanism.NTLM, asking, side.start()));
            var both = new Conversation(Conversation.client("NTLM", null, client, null), server);
            assertEquals(SEC_E_LOGON_DENIED, refusal(both::run));
        }
    }

    @Test
    void itIsBoundToTheChannelToo() throws Exception {
        var bound = Map.of(SspiSasl.CHANNEL_BINDINGS, ChannelBindings.tlsServerEndPoint(new byte[32]));
        var other = Map.of(SspiSasl.CHANNEL_BINDINGS, ChannelBindings.tlsServerEndPoint(new byte[48]));
        var alice = user("alice", "EXAMPLE", "secret");
        new Conversation(Conversation.client("NTLM", null, bound, alice), Conversation.server("NTLM", bound, NtlmSaslTest::users))
                .run().close();
        var both = new Conversation(
                Conversation.client("NTLM", null, bound, alice), Conversation.server("NTLM", other, NtlmSaslTest::users));
        assertEquals(SEC_E_BAD_BINDINGS, refusal(both::run));
    }

    @Test
    void aServerThatBeginsIsRefused() throws Exception {
        var client = Conversation.client("NTLM", null, Map.of(), user("alice", "EXAMPLE", "secret"));
        var refused = assertThrows(SaslException.class, () -> client.evaluateChallenge(new byte[1]));
        assertTrue(refused.getMessage().startsWith("SEC_E_INVALID_TOKEN: The server has begun"), refused.getMessage());
    }

    @Test
    void aHandlerThatFailsIsToldOf() {
        assertEquals(SEC_E_NO_CREDENTIALS, refusal(() -> Conversation.client("NTLM", null, Map.of(), callbacks -> {
            throw new IOException("nobody at the keyboard");
        })));
    }

    @Test
    void withoutAnybodyToAskThereIsNoClient() {
        assertThrows(SaslException.class, () -> Conversation.client("NTLM", null, Map.of(), null));
        assertThrows(SaslException.class, () -> Conversation.client("NTLM", null, Map.of(), callbacks -> { }));
    }

    @Test
    void theSubjectsCredentialGoesBeforeTheHandler() throws Exception {
        try (var password = Secret.password("secret".toCharArray());
                var alice = Sspi.acquireCredentialsHandle(
                        "NTLM", CredentialUse.OUTBOUND, Identity.password("EXAMPLE\\alice", password))) {
            var subject = new Subject();
            subject.getPrivateCredentials().add(alice);
            var client = Subjects.callAs(subject, () -> Conversation.client("NTLM", null, Map.of(), user("bob", "EXAMPLE", "other")));
            try (var both = new Conversation(client, Conversation.server("NTLM", Map.of(), NtlmSaslTest::users)).run()) {
                assertEquals("EXAMPLE\\alice", both.server().getAuthorizationID());
            }
        }
    }

    @Test
    void whereTheSubjectHasNoneTheHandlerIsAsked() throws Exception {
        var client = Subjects.callAs(
                new Subject(), () -> Conversation.client("NTLM", null, Map.of(), user("alice", "EXAMPLE", "secret")));
        new Conversation(client, Conversation.server("NTLM", Map.of(), NtlmSaslTest::users)).run().close();
        assertEquals(
                SEC_E_NO_CREDENTIALS,
                refusal(() -> Subjects.callAs(new Subject(), () -> Conversation.client("NTLM", null, Map.of(), null))));
    }

    @Nested
    @DisplayName("with the JDK's own, which makes no MIC and names no target")
    class Jdk {
        private static final String VERSION = "com.sun.security.sasl.ntlm.version";

        private static <T> T jdk(String type, Class<T> factory) throws Exception {
            return factory.cast(Security.getProvider("SunSASL").getService(type, "NTLM").newInstance(null));
        }

        @Test
        void itsClientIsTakenIfThatIsAllowed() throws Exception {
            var cred = NtlmCred.builder()
                    .accounts(new CallbackAccounts(NtlmSaslTest::users))
                    .targetNames("ldap/dc.example.com")
                    .allow(NtlmAllowance.SERVER_NO_MIC, NtlmAllowance.SERVER_NO_TARGET)
                    .build();
            try (var credential = Sspi.acquireCredentialsHandle("NTLM", CredentialUse.INBOUND, cred)) {
                var server = Conversation.server("NTLM", Map.of(SspiSasl.CREDENTIAL, credential), null);
                try (var both = new Conversation(client(), server).run()) {
                    assertEquals("EXAMPLE\\alice", server.getAuthorizationID());
                    assertNull(server.getNegotiatedProperty(Sasl.BOUND_SERVER_NAME));
                }
            }
        }

        private static SaslClient client() throws Exception {
            return jdk("SaslClientFactory", SaslClientFactory.class).createSaslClient(
                    new String[] {"NTLM"}, null, "ldap", "dc.example.com", Map.of(VERSION, "NTLMv2"), user("alice", "EXAMPLE", "secret"));
        }

        @Test
        void itsClientIsRefusedElse() throws Exception {
            var both = new Conversation(client(), Conversation.server("NTLM", Map.of(), NtlmSaslTest::users));
            assertThrows(SaslException.class, both::run);
        }

        @ParameterizedTest
        @ValueSource(strings = {"secret", "wrong"})
        void itsServerTakesOurClient(String password) throws Exception {
            SaslServer server = jdk("SaslServerFactory", SaslServerFactory.class).createSaslServer(
                    "NTLM", "ldap", "EXAMPLE", Map.of(VERSION, "NTLMv2"), user("alice", "EXAMPLE", "secret"));
            assertNotNull(server);
            var both = new Conversation(Conversation.client("NTLM", null, Map.of(), user("alice", "EXAMPLE", password)), server);
            if (password.equals("wrong")) {
                assertThrows(SaslException.class, both::run);
            } else {
                assertEquals("alice", both.run().server().getAuthorizationID());
            }
        }
    }
}
