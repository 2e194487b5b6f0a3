package org.sspi4j.sasl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.api.SecurityStatus.*;
import static org.sspi4j.sasl.Conversation.NOTHING;
import static org.sspi4j.sasl.Conversation.refusal;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import javax.security.auth.Subject;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.sasl.AuthorizeCallback;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslClient;
import javax.security.sasl.SaslServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.api.ChannelBindings;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.ContextResult;
import org.sspi4j.api.SspiException;
import org.sspi4j.logon.Subjects;
import org.sspi4j.testkit.KerberosRealm;
import org.sspi4j.testkit.Keytab;
import org.sspi4j.testkit.Krb5Conf;
import org.sspi4j.testkit.User;

@DisplayName("RFC 4752 GSSAPI")
@KerberosRealm(users = @User(name = "alice", password = "secret"), services = LdapRealm.SERVICE)
@Timeout(60)
class GssapiTest {
    private static final String JDK_BINDINGS = "jdk.internal.sasl.tlschannelbinding";
    private static final byte[] END_POINT = "tls-server-end-point:0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    @Krb5Conf
    Path krb5Conf;

    @Keytab(LdapRealm.SERVICE)
    Path keytab;

    private LdapRealm realm;

    @BeforeEach
    void acquire() throws Exception {
        realm = LdapRealm.of(krb5Conf, keytab);
    }

    @AfterEach
    void release() {
        realm.close();
    }

    private Conversation conversation(Map<String, ?> client, Map<String, ?> server) throws Exception {
        return new Conversation(Conversation.client("GSSAPI", null, client, null), Conversation.server("GSSAPI", server, null));
    }

    private Conversation established(String clientQop, String serverQop) throws Exception {
        return conversation(realm.client(Sasl.QOP, clientQop), realm.server(Sasl.QOP, serverQop)).run();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "auth                    | auth                    | auth",
        "auth-int                | auth,auth-int,auth-conf | auth-int",
        "auth-conf               | auth,auth-int,auth-conf | auth-conf",
        "auth,auth-conf          | auth-conf,auth          | auth",
        "auth-conf,auth-int,auth | auth,auth-int           | auth-int",
        "auth-int auth-conf      | auth-conf               | auth-conf",
        "AUTH-INT                | Auth-Int                | auth-int"})
    void theClientsFirstChoiceAmongTheServersIsAgreedOn(String client, String server, String agreed) throws Exception {
        try (var both = established(client, server)) {
            assertEquals(agreed, both.client().getNegotiatedProperty(Sasl.QOP));
            assertEquals(agreed, both.server().getNegotiatedProperty(Sasl.QOP));
            if (!agreed.equals("auth")) {
                both.talk();
            }
        }
    }

    @Test
    void sealedMessagesCannotBeReadAndSignedOnesCan() throws Exception {
        var text = "between us".getBytes(StandardCharsets.US_ASCII);
        try (var sealed = established("auth-conf", "auth-conf"); var signed = established("auth-int", "auth-int")) {
            assertFalse(latin(sealed.client().wrap(text, 0, text.length)).contains("between us"));
            assertTrue(latin(signed.client().wrap(text, 0, text.length)).contains("between us"));
        }
    }

    private static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Test
    void withoutAWishThereIsNoLayer() throws Exception {
        try (var both = conversation(realm.client(), realm.server()).run()) {
            assertEquals("auth", both.client().getNegotiatedProperty(Sasl.QOP));
            assertNull(both.client().getNegotiatedProperty(Sasl.RAW_SEND_SIZE));
            assertNull(both.server().getNegotiatedProperty(Sasl.MAX_BUFFER));
            assertThrows(IllegalStateException.class, () -> both.client().wrap(NOTHING, 0, 0));
            assertThrows(IllegalStateException.class, () -> both.server().unwrap(NOTHING, 0, 0));
        }
    }

    @Test
    void nothingInCommonIsNoContext() throws Exception {
        var both = conversation(realm.client(Sasl.QOP, "auth-conf"), realm.server(Sasl.QOP, "auth,auth-int"));
        assertEquals(SEC_E_QOP_NOT_SUPPORTED, refusal(both::run));
    }

    @Test
    void sizesAreTextsAndTheLargestMessageFits() throws Exception {
        var qop = new Object[] {Sasl.QOP, "auth-conf", Sasl.MAX_BUFFER, "4000"};
        try (var both = conversation(realm.client(qop), realm.server(Sasl.QOP, "auth-conf", Sasl.MAX_BUFFER, "2000")).run()) {
            assertEquals("4000", both.client().getNegotiatedProperty(Sasl.MAX_BUFFER));
            assertEquals("2000", both.server().getNegotiatedProperty(Sasl.MAX_BUFFER));
            int largest = Integer.parseInt((String) both.client().getNegotiatedProperty(Sasl.RAW_SEND_SIZE));
            assertTrue(largest < 2000, () -> "" + largest);
            var wrapped = both.client().wrap(new byte[largest], 0, largest);
            assertTrue(wrapped.length <= 2000);
            assertEquals(largest, both.server().unwrap(wrapped, 0, wrapped.length).length);
            assertEquals(SEC_E_BUFFER_TOO_SMALL, refusal(() -> both.client().wrap(new byte[largest + 1], 0, largest + 1)));
            both.talk();
        }
    }

    @Test
    void aMessageLongerThanWasSaidEndsTheContext() throws Exception {
        try (var both = conversation(
                realm.client(Sasl.QOP, "auth-int"), realm.server(Sasl.QOP, "auth-int", Sasl.MAX_BUFFER, "2000")).run()) {
            assertEquals(SEC_E_INVALID_TOKEN, refusal(() -> both.server().unwrap(new byte[2001], 0, 2001)));
            var good = both.client().wrap(NOTHING, 0, 0);
            assertEquals(SEC_E_INVALID_HANDLE, refusal(() -> both.server().unwrap(good, 0, good.length)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"auth-conf", "auth-int"})
    void aMessageThatComesTwiceEndsTheContext(String qop) throws Exception {
        try (var both = established(qop, qop)) {
            var wrapped = both.client().wrap(NOTHING, 0, 0);
            both.server().unwrap(wrapped, 0, wrapped.length);
            assertEquals(SEC_E_OUT_OF_SEQUENCE, refusal(() -> both.server().unwrap(wrapped, 0, wrapped.length)));
        }
    }

    @Test
    void rangesOutsideOfTheArrayAreTheCallersError() throws Exception {
        try (var both = established("auth-int", "auth-int")) {
            assertThrows(IndexOutOfBoundsException.class, () -> both.client().wrap(new byte[4], 2, 3));
            assertThrows(IndexOutOfBoundsException.class, () -> both.server().unwrap(new byte[4], 2, 3));
            both.talk();
        }
    }

    @Test
    void theServerKnowsTheClientAndTheNameThatItWasCalledBy() throws Exception {
        var server = new SspiSaslServerFactory().createSaslServer("GSSAPI", "ldap", null, realm.server(), null);
        try (var both = new Conversation(Conversation.client("GSSAPI", null, realm.client(), null), server).run()) {
            assertEquals("alice@EXAMPLE.COM", server.getAuthorizationID());
            assertEquals("dc.example.com", server.getNegotiatedProperty(Sasl.BOUND_SERVER_NAME));
            assertEquals("true", both.client().getNegotiatedProperty(Sasl.SERVER_AUTH));
            assertNull(both.client().getNegotiatedProperty("no.such.property"));
            assertEquals("GSSAPI", server.getMechanismName());
            assertEquals("GSSAPI", both.client().getMechanismName());
        }
    }

    @ParameterizedTest
    @CsvSource({"imap, ", "imap, dc.example.com", "ldap, other.example.com", "ldap, dc.example"})
    void aClientThatWantedAnotherServiceIsRefused(String protocol, String serverName) throws Exception {
        var server = new SspiSaslServerFactory().createSaslServer("GSSAPI", protocol, serverName, realm.server(), null);
        var both = new Conversation(Conversation.client("GSSAPI", null, realm.client(), null), server);
        assertEquals(SEC_E_WRONG_PRINCIPAL, refusal(both::run));
    }

    @Test
    void bindingsOfAnotherTypeAreNotPassedOver() {
        for (var name : List.of(JDK_BINDINGS, SspiSasl.CHANNEL_BINDINGS)) {
            assertEquals(
                    SEC_E_INVALID_PARAMETER, refusal(() -> Conversation.client("GSSAPI", null, realm.client(name, "tls-server"), null)));
        }
    }

    @Nested
    @DisplayName("the authorization identity")
    class Authorization {
        private SaslServer server(CallbackHandler handler) throws Exception {
            return Conversation.server("GSSAPI", realm.server(), handler);
        }

        private SaslClient client(String authorizationId) throws Exception {
            return Conversation.client("GSSAPI", authorizationId, realm.client(), null);
        }

        @Test
        void withoutAHandlerClientsActAsThemselves() throws Exception {
            try (var both = new Conversation(client("alice@EXAMPLE.COM"), server(null)).run()) {
                assertEquals("alice@EXAMPLE.COM", both.server().getAuthorizationID());
            }
            var another = new Conversation(client("bob@EXAMPLE.COM"), server(null));
            assertEquals(SEC_E_LOGON_DENIED, refusal(another::run));
        }

        @Test
        void aHandlerThatBreaksEndsTheContext() throws Exception {
            var opening = Opening.acceptor(new ChosenCredential(realm.ldap(), false));
            CallbackHandler broken = callbacks -> {
                throw new IllegalStateException("the directory of users is gone");
            };
            var side = new ServerSide(
                    Mechanism.GSSAPI, SaslProperties.of(Map.of()), "ldap", Optional.empty(), Optional.of(broken), opening);
            var both = new Conversation(client(null), new SspiSaslServer(new Negotiation(Mechanism.GSSAPI, opening, side.start())));
            assertThrows(IllegalStateException.class, both::run);
            var ended = assertThrows(SspiException.class, () -> opening.context().query(ContextAttribute.SIZES));
            assertEquals(SEC_E_INVALID_HANDLE, ended.status());
        }

        @Test
        void theHandlerDecidesAndWritesTheName() throws Exception {
            var seen = new AtomicReference<String>();
            var server = server(callbacks -> {
                var callback = (AuthorizeCallback) callbacks[0];
                seen.set(callback.getAuthenticationID() + " as " + callback.getAuthorizationID());
                callback.setAuthorized(true);
                callback.setAuthorizedID("uid=bob");
            });
            try (var both = new Conversation(client("b\u00F6b, = and all"), server).run()) {
                assertEquals("alice@EXAMPLE.COM as b\u00F6b, = and all", seen.get());
                assertEquals("uid=bob", both.server().getAuthorizationID());
            }
        }

        @Test
        void aHandlerThatDoesNotSayYesSaysNo() throws Exception {
            assertEquals(SEC_E_LOGON_DENIED, refusal(new Conversation(client(null), server(callbacks -> { }))::run));
            var failing = server(callbacks -> {
                throw new UnsupportedCallbackException(callbacks[0]);
            });
            assertEquals(SEC_E_LOGON_DENIED, refusal(new Conversation(client(null), failing)::run));
        }

        @ParameterizedTest
        @ValueSource(strings = {"a\0b", "\uD800"})
        void whatCannotBeWrittenIsRefusedAtOnce(String authorizationId) {
            assertEquals(SEC_E_INVALID_PARAMETER, refusal(() -> client(authorizationId)));
        }
    }

    @Nested
    @DisplayName("channel bindings")
    class Bindings {
        private final Map<String, ?> bound = realm(END_POINT);

        private Map<String, ?> realm(byte[] endPoint) {
            return Map.of(SspiSasl.CHANNEL_BINDINGS, ChannelBindings.of(endPoint));
        }

        private Map<String, Object> server(byte[] endPoint) {
            return realm.server(SspiSasl.CHANNEL_BINDINGS, ChannelBindings.of(endPoint));
        }

        @Test
        void thoseOfTheJdkAreThoseOfTheServer() throws Exception {
            conversation(realm.client(JDK_BINDINGS, END_POINT), server(END_POINT)).run().close();
        }

        @Test
        void ownOnesGoBeforeThoseOfTheJdk() throws Exception {
            var client = realm.client(JDK_BINDINGS, NOTHING);
            client.putAll(bound);
            conversation(client, server(END_POINT)).run().close();
        }

        @Test
        void othersAreRefused() throws Exception {
            var both = conversation(realm.client(JDK_BINDINGS, "tls-server-end-point:1".getBytes()), server(END_POINT));
            assertEquals(SEC_E_BAD_BINDINGS, refusal(both::run));
        }

        @Test
        void noneAreRefusedWhereTheServerHasSome() throws Exception {
            assertEquals(SEC_E_BAD_BINDINGS, refusal(conversation(realm.client(), server(END_POINT))::run));
        }

        @Test
        void anotherKindOfObjectIsAnError() {
            assertEquals(
                    SEC_E_INVALID_PARAMETER,
                    refusal(() -> Conversation.client("GSSAPI", null, realm.client(SspiSasl.CHANNEL_BINDINGS, END_POINT), null)));
        }
    }

    @Nested
    @DisplayName("states")
    class States {
        @Test
        void nothingIsToldBeforeTheEnd() throws Exception {
            try (var both = conversation(realm.client(), realm.server())) {
                assertTrue(both.client().hasInitialResponse());
                assertFalse(both.client().isComplete());
                assertThrows(IllegalStateException.class, () -> both.client().getNegotiatedProperty(Sasl.QOP));
                assertThrows(IllegalStateException.class, () -> both.server().getNegotiatedProperty(Sasl.QOP));
                assertThrows(IllegalStateException.class, () -> both.server().getAuthorizationID());
                assertThrows(IllegalStateException.class, () -> both.client().wrap(NOTHING, 0, 0));
                assertThrows(IllegalStateException.class, () -> both.server().unwrap(NOTHING, 0, 0));
                assertThrows(NullPointerException.class, () -> both.client().evaluateChallenge(null));
                both.run();
            }
        }

        @Test
        void nothingFollowsTheEnd() throws Exception {
            try (var both = established("auth", "auth")) {
                assertThrows(IllegalStateException.class, () -> both.client().evaluateChallenge(NOTHING));
                assertThrows(IllegalStateException.class, () -> both.server().evaluateResponse(NOTHING));
            }
        }

        @Test
        void aFailureIsFinal() throws Exception {
            try (var both = conversation(realm.client(), realm.server())) {
                assertEquals(SEC_E_INVALID_TOKEN, refusal(() -> both.server().evaluateResponse(new byte[] {1, 2, 3})));
                var first = both.client().evaluateChallenge(NOTHING);
                assertThrows(IllegalStateException.class, () -> both.server().evaluateResponse(first));
                assertFalse(both.server().isComplete());
            }
        }

        @Test
        void disposeClosesTheContext() throws Exception {
            var both = established("auth-int", "auth-int");
            both.close();
            both.close();
            assertEquals(SEC_E_INVALID_HANDLE, refusal(() -> both.client().wrap(NOTHING, 0, 0)));
            assertEquals(SEC_E_INVALID_HANDLE, refusal(() -> both.server().wrap(NOTHING, 0, 0)));
            var begun = conversation(realm.client(), realm.server());
            begun.close();
            assertThrows(IllegalStateException.class, () -> begun.client().evaluateChallenge(NOTHING));
        }

        @Test
        void whatIsDisposedOfInTheMiddleOfACallIsOver() throws Exception {
            disposedOf(first -> new Exchange.Reply(first.token(), next -> null));
        }

        @Test
        void whatIsDisposedOfInItsLastCallIsNotComplete() throws Exception {
            disposedOf(last -> Exchange.Done.of(
                    NOTHING, Established.ofClient(last.flags(), QualityOfProtection.AUTH, Optional.empty())));
        }

        /** While its context is made. */
        private void disposedOf(Function<ContextResult, Exchange.Turn> turn) throws Exception {
            var opening = Opening.initiator(new ChosenCredential(realm.alice(), false), LdapRealm.SERVICE, Set.of(), Set.of());
            var client = new AtomicReference<Negotiation>();
            client.set(new Negotiation(Mechanism.GSSAPI, opening, message -> {
                client.get().dispose();
                return turn.apply(opening.next(message, Optional.empty()));
            }));
            assertThrows(IllegalStateException.class, () -> client.get().evaluate(NOTHING));
            assertFalse(client.get().isComplete());
            assertThrows(IllegalStateException.class, () -> client.get().evaluate(NOTHING));
            var ended = assertThrows(SspiException.class, () -> opening.context().query(ContextAttribute.PACKAGE_INFO));
            assertEquals(SEC_E_INVALID_HANDLE, ended.status());
        }

        @Test
        void theCallersCredentialStaysOpen() throws Exception {
            established("auth", "auth").close();
            established("auth", "auth").close();
        }

        @Test
        void anEmptyResponseAsksTheClientToBegin() throws Exception {
            try (var both = conversation(realm.client(), realm.server())) {
                assertEquals(0, both.server().evaluateResponse(NOTHING).length);
                both.run();
            }
        }

        @Test
        void aServerThatBeginsIsRefused() throws Exception {
            var client = Conversation.client("GSSAPI", null, realm.client(), null);
            assertEquals(SEC_E_INVALID_TOKEN, refusal(() -> client.evaluateChallenge(new byte[1])));
        }
    }

    @Nested
    @DisplayName("credentials")
    class Credentials {
        @Test
        void theStandardKeyIsLookedAtToo() throws Exception {
            try (var both = conversation(Map.of(Sasl.CREDENTIALS, realm.alice()), Map.of(Sasl.CREDENTIALS, realm.ldap())).run()) {
                assertEquals("alice@EXAMPLE.COM", both.server().getAuthorizationID());
            }
        }

        @Test
        void oneForEachOfSeveralPackagesIsAskedForItsHandle() throws Exception {
            SaslCredentials several = (packageName, use) ->
                    packageName.equals("Kerberos") ? Optional.of(use.isOutbound() ? realm.alice() : realm.ldap()) : Optional.empty();
            var properties = Map.of(SspiSasl.CREDENTIAL, several);
            conversation(properties, Map.of(Sasl.CREDENTIALS, several)).run().close();
            assertEquals(SEC_E_NO_CREDENTIALS, refusal(() -> Conversation.client("NTLM", null, properties, null)));
        }

        @Test
        void thoseOfTheCurrentSubjectAreUsed() throws Exception {
            try (var both = new Conversation(asSubject(realm.alice(), () -> Conversation.client("GSSAPI", null, Map.of(), null)),
                    asSubject(realm.ldap(), () -> Conversation.server("GSSAPI", Map.of(), null))).run()) {
                assertEquals("alice@EXAMPLE.COM", both.server().getAuthorizationID());
            }
        }

        private static <T> T asSubject(Object credential, Callable<T> action) throws Exception {
            var subject = new Subject();
            subject.getPrivateCredentials().add(credential);
            return Subjects.callAs(subject, action);
        }

        @Test
        void oneOfAnotherPackageUseOrKindIsRefused() {
            assertEquals(
                    SEC_E_WRONG_CREDENTIAL_HANDLE,
                    refusal(() -> Conversation.client("GSSAPI", null, Map.of(SspiSasl.CREDENTIAL, realm.ldap()), null)));
            assertEquals(
                    SEC_E_WRONG_CREDENTIAL_HANDLE,
                    refusal(() -> Conversation.client("NTLM", null, Map.of(SspiSasl.CREDENTIAL, realm.alice()), null)));
            assertEquals(
                    SEC_E_WRONG_CREDENTIAL_HANDLE,
                    refusal(() -> Conversation.server("GSSAPI", Map.of(SspiSasl.CREDENTIAL, realm.alice()), null)));
            assertEquals(
                    SEC_E_UNKNOWN_CREDENTIALS,
                    refusal(() -> Conversation.client("GSSAPI", null, Map.of(SspiSasl.CREDENTIAL, "alice"), null)));
        }
    }
}
