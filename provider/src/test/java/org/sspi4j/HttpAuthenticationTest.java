package org.sspi4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.api.AccountSecret;
import org.sspi4j.api.ChannelBindings;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.Identity;
import org.sspi4j.api.NtlmCred;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.api.StoredAccount;
import org.sspi4j.fixture.Reachable;

@DisplayName("RFC 4559 authentication over HTTP")
class HttpAuthenticationTest {
    private static final String TARGET = "HTTP/web.lab.example";
    private static final Map<String, String> PASSWORDS = Map.of("alice", "Pass!alice", "bob", "Pass!bob");
    private static final Optional<ChannelBindings> NONE = Optional.empty();

    private CredHandle web;
    private HttpServerConnection server;

    @BeforeEach
    void open() throws Exception {
        web = Sspi.acquireCredentialsHandle(
                "NTLM",
                CredentialUse.INBOUND,
                NtlmCred.builder()
                        .accounts((domain, user) -> CompletableFuture.completedFuture(
                                PASSWORDS.containsKey(user) ? Optional.of(account(user)) : Optional.empty()))
                        .targetNames(TARGET)
                        .build());
        server = HttpServerAuthentication.builder().scheme("NTLM", web).scheme("Other", web).build().connection();
    }

    private static StoredAccount account(String user) {
        var password = Secret.password(PASSWORDS.get(user).toCharArray());
        return new StoredAccount("LAB\\" + user, new AccountSecret(AccountSecret.Kind.PASSWORD, password), Set.of());
    }

    @AfterEach
    void close() {
        server.close();
        web.close();
    }

    private static HttpClientConnection client(String user, String... schemes) throws SspiException {
        return clientWith(user, PASSWORDS.get(user), schemes);
    }

    private static HttpClientConnection clientWith(String user, String password, String... schemes) throws SspiException {
        try (var secret = Secret.password(password.toCharArray())) {
            var builder = HttpClientAuthentication.builder();
            for (var scheme : schemes.length == 0 ? new String[] {"NTLM"} : schemes) {
                builder.scheme(scheme, Sspi.acquireCredentialsHandle(
                        "NTLM", CredentialUse.OUTBOUND, Identity.password("LAB\\" + user, secret)));
            }
            return builder.build().connection();
        }
    }

    private static String say(HttpClientConnection client, HttpAnswer answer) throws SspiException {
        return client.authorization(TARGET, answer.challenges(), NONE).orElseThrow();
    }

    private HttpAnswer ask(String authorization) {
        return server.answer(authorization, NONE);
    }

    private static void isUser(String user, HttpAnswer answer) throws SspiException {
        var authenticated = assertInstanceOf(HttpAnswer.Authenticated.class, answer);
        try (var context = authenticated.context()) {
            assertEquals("LAB\\" + user, context.accessToken().userName());
        }
    }

    private static void isRefused(SecurityStatus status, HttpAnswer answer) {
        var refused = assertInstanceOf(HttpAnswer.Refused.class, answer);
        assertEquals(status, refused.why().status());
        assertEquals(List.of("NTLM", "Other"), refused.challenges());
    }

    private static void isOffer(HttpAnswer answer) {
        assertInstanceOf(HttpAnswer.Unauthorized.class, answer);
        assertEquals(List.of("NTLM", "Other"), answer.challenges());
    }

    @Test
    void threeRequestsSayWhoSomebodyIs() throws Exception {
        try (var alice = client("alice")) {
            var answer = ask(say(alice, ask(null)));
            assertEquals(1, answer.challenges().size());
            answer = ask(say(alice, answer));
            isUser("alice", answer);
            assertEquals(List.of(), answer.challenges());
            alice.authenticated(answer.challenges()).orElseThrow().close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Negotiate ", "a,b", "a\r\nSet-Cookie: b", "Negot\u0131ate", "NTLM", "ntlm"})
    void aSchemeIsANameThatIsNotThere(String scheme) {
        var server = HttpServerAuthentication.builder().scheme("NTLM", web);
        assertThrows(IllegalArgumentException.class, () -> server.scheme(scheme, web));
        var client = HttpClientAuthentication.builder().scheme("NTLM", web);
        assertThrows(IllegalArgumentException.class, () -> client.scheme(scheme, web));
    }

    /** What a connection holds on to, established or not. */
    private static List<CtxtHandle> contexts(Object connection) {
        return Reachable.from(connection).stream().filter(CtxtHandle.class::isInstance).map(CtxtHandle.class::cast).toList();
    }

    private static CtxtHandle context(Object connection) {
        assertEquals(1, contexts(connection).size());
        return contexts(connection).get(0);
    }

    /** Before that it tells its package. */
    private static void isClosed(CtxtHandle context) {
        var closed = assertThrows(SspiException.class, () -> context.query(ContextAttribute.PACKAGE_INFO));
        assertEquals(SecurityStatus.SEC_E_INVALID_HANDLE, closed.status());
    }

    @Nested
    @DisplayName("A server")
    class Server {
        @Test
        void remembersNobody() throws Exception {
            try (var alice = client("alice")) {
                isUser("alice", ask(say(alice, ask(say(alice, ask(null))))));
                isOffer(ask(null));
            }
        }

        @Test
        void doesNotMixTwoUsersOfOneConnection() throws Exception {
            try (var alice = client("alice"); var bob = client("bob")) {
                var forAlice = ask(say(alice, ask(null)));
                var forBob = ask(say(bob, ask(null)));
                isUser("bob", ask(say(bob, forBob)));
                isRefused(SecurityStatus.SEC_E_INVALID_TOKEN, ask(say(alice, forAlice)));
            }
        }

        @Test
        void beginsAnewWithTheFirstTokenOfAnother() throws Exception {
            try (var alice = client("alice"); var bob = client("bob")) {
                var offer = ask(null);
                ask(say(alice, offer));
                isUser("bob", ask(say(bob, ask(say(bob, offer)))));
            }
        }

        @Test
        void goesOnWithNothingThatAnotherConnectionBegan() throws Exception {
            try (var alice = client("alice");
                    var other = HttpServerAuthentication.builder().scheme("NTLM", web).build().connection()) {
                var challenge = ask(say(alice, ask(null)));
                var answer = other.answer(say(alice, challenge), NONE);
                assertInstanceOf(HttpAnswer.Refused.class, answer);
            }
        }

        @Test
        void beginsAnewWithAnotherScheme() throws Exception {
            try (var alice = client("alice")) {
                var challenge = ask(say(alice, ask(null)));
                var proof = say(alice, challenge).replace("NTLM ", "Other ");
                isRefused(SecurityStatus.SEC_E_INVALID_TOKEN, ask(proof));
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"Basic YWxpY2U6UGFzcyE=", "NTLM", "ntlm ", ""})
        void beginsAnewWithARequestThatSaysNothing(String authorization) throws Exception {
            try (var alice = client("alice")) {
                var challenge = ask(say(alice, ask(null)));
                isOffer(ask(authorization));
                isRefused(SecurityStatus.SEC_E_INVALID_TOKEN, ask(say(alice, challenge)));
            }
        }

        @Test
        void beginsAnewBehindARefusal() throws Exception {
            try (var mallory = clientWith("alice", "wrong"); var alice = client("alice")) {
                var challenge = ask(say(mallory, ask(null)));
                isRefused(SecurityStatus.SEC_E_LOGON_DENIED, ask(say(mallory, challenge)));
                isUser("alice", ask(say(alice, ask(say(alice, ask(null))))));
            }
        }

        @Test
        void beginsAnewBehindWhatIsNoBase64() throws Exception {
            try (var alice = client("alice")) {
                var challenge = ask(say(alice, ask(null)));
                isRefused(SecurityStatus.SEC_E_INVALID_TOKEN, ask("NTLM *"));
                isRefused(SecurityStatus.SEC_E_INVALID_TOKEN, ask(say(alice, challenge)));
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"NTLM *", "NTLM TlRMTVNTUAAB,", "NTLM TlRM TVNT"})
        void refusesWhatIsNoBase64(String authorization) {
            isRefused(SecurityStatus.SEC_E_INVALID_TOKEN, ask(authorization));
        }

        @Test
        void takesTheSchemeInEitherCase() throws Exception {
            try (var alice = client("alice")) {
                var answer = ask(say(alice, ask(null)).replace("NTLM ", "nTlM  "));
                assertTrue(answer.challenges().get(0).startsWith("NTLM "));
                isUser("alice", ask(say(alice, answer)));
            }
        }

        @Test
        void endsWhatWasBegunWithTheConnection() throws Exception {
            try (var alice = client("alice")) {
                var challenge = ask(say(alice, ask(null)));
                var halfOpen = context(server);
                server.close();
                isClosed(halfOpen);
                isRefused(SecurityStatus.SEC_E_INVALID_HANDLE, ask(say(alice, challenge)));
            }
        }

        /** Nobody would close it: the connection was closed already. */
        @Test
        void beginsNothingBehindTheEndOfTheConnection() throws Exception {
            try (var alice = client("alice")) {
                var first = say(alice, ask(null));
                server.close();
                isRefused(SecurityStatus.SEC_E_INVALID_HANDLE, ask(first));
                isRefused(SecurityStatus.SEC_E_INVALID_HANDLE, ask(null));
                assertEquals(List.of(), contexts(server));
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"NTLM again", "Other", "Basic YWxpY2U6UGFzcyE=", "NTLM *"})
        void closesWhatItDoesNotGoOnWith(String next) throws Exception {
            try (var alice = client("alice"); var bob = client("bob", next.equals("Other") ? "Other" : "NTLM")) {
                ask(say(alice, ask(null)));
                var halfOpen = context(server);
                halfOpen.query(ContextAttribute.PACKAGE_INFO);
                ask(next.equals("NTLM again") || next.equals("Other") ? say(bob, offer()) : next);
                isClosed(halfOpen);
            }
        }

        private HttpAnswer offer() {
            return new HttpAnswer.Unauthorized(List.of("NTLM", "Other"));
        }

        @Test
        void isBoundToItsChannel() throws Exception {
            var ours = Optional.of(ChannelBindings.tlsServerEndPoint(new byte[32]));
            var others = Optional.of(ChannelBindings.tlsServerEndPoint(new byte[48]));
            isUser("alice", bound(ours, ours));
            isRefused(SecurityStatus.SEC_E_BAD_BINDINGS, bound(others, ours));
        }

        private HttpAnswer bound(Optional<ChannelBindings> client, Optional<ChannelBindings> atServer) throws SspiException {
            try (var alice = client("alice")) {
                var first = alice.authorization(TARGET, server.answer(null, atServer).challenges(), client).orElseThrow();
                var second = alice.authorization(TARGET, server.answer(first, atServer).challenges(), client).orElseThrow();
                return server.answer(second, atServer);
            }
        }

        @Test
        void offersSomething() {
            assertThrows(IllegalStateException.class, () -> HttpServerAuthentication.builder().build());
        }
    }

    @Nested
    @DisplayName("A client")
    class Client {
        @Test
        void takesTheFirstOfItsSchemesThatIsOffered() throws Exception {
            try (var alice = client("alice", "Other", "NTLM")) {
                assertTrue(say(alice, ask(null)).startsWith("Other "));
            }
        }

        @Test
        void saysNothingWhereNoneIsOffered() throws Exception {
            try (var alice = client("alice")) {
                assertEquals(Optional.empty(), alice.authorization(TARGET, List.of("Negotiate", "Basic realm=\"NTLM\""), NONE));
                assertEquals(Optional.empty(), alice.authenticated(List.of()));
            }
        }

        @Test
        void findsItsSchemeInAList() throws Exception {
            try (var alice = client("alice")) {
                var offered = List.of("Basic realm=\"a, NTLM \\\", NTLM x\", charset=\"UTF-8\", ntlm");
                assertTrue(alice.authorization(TARGET, offered, NONE).orElseThrow().startsWith("NTLM "));
            }
        }

        @Test
        void goesOnWithTheSchemeThatItBegan() throws Exception {
            try (var alice = client("alice", "NTLM", "Other")) {
                var challenge = ask(say(alice, ask(null))).challenges().get(0);
                var both = List.of("Other TlRM", challenge);
                isUser("alice", ask(alice.authorization(TARGET, both, NONE).orElseThrow()));
            }
        }

        @Test
        void leavesTheContextToItsCaller() throws Exception {
            var alice = client("alice");
            ask(say(alice, ask(say(alice, ask(null)))));
            try (var context = alice.authenticated(List.of()).orElseThrow()) {
                alice.close();
                assertEquals("LAB\\alice", context.query(ContextAttribute.NAMES).userName());
            }
        }

        @Test
        void isToldThatTheServerDoesNotTakeIt() throws Exception {
            try (var alice = clientWith("alice", "wrong")) {
                var refusal = ask(say(alice, ask(say(alice, ask(null)))));
                isDenied(alice, refusal.challenges());
                assertTrue(say(alice, refusal).startsWith("NTLM "), "the next call begins anew");
            }
        }

        @Test
        void isToldSoInTheMiddleToo() throws Exception {
            try (var alice = client("alice")) {
                isDenied(alice, say(alice, ask(null)).isEmpty() ? List.of() : List.of("NTLM"));
            }
        }

        @Test
        void takesNoTokenBehindTheLast() throws Exception {
            try (var alice = client("alice")) {
                var challenge = ask(say(alice, ask(null)));
                ask(say(alice, challenge));
                isDenied(alice, challenge.challenges());
            }
        }

        private void isDenied(HttpClientConnection alice, List<String> challenges) {
            var denied = assertThrows(SspiException.class, () -> alice.authorization(TARGET, challenges, NONE));
            assertEquals(SecurityStatus.SEC_E_LOGON_DENIED, denied.status());
            assertTrue(denied.getMessage().contains(TARGET), denied.getMessage());
        }

        @Test
        void believesNoAnswerBeforeTheHandshakeIsOver() throws Exception {
            try (var alice = client("alice")) {
                say(alice, ask(null));
                var failure = assertThrows(SspiException.class, () -> alice.authenticated(List.of()));
                assertEquals(SecurityStatus.SEC_E_MUTUAL_AUTH_FAILED, failure.status());
                assertEquals(Optional.empty(), alice.authenticated(List.of()));
            }
        }

        @Test
        void believesNoAnswerWithATokenBehindTheLast() throws Exception {
            try (var alice = client("alice")) {
                var challenge = ask(say(alice, ask(null)));
                ask(say(alice, challenge));
                var failure = assertThrows(SspiException.class, () -> alice.authenticated(challenge.challenges()));
                assertEquals(SecurityStatus.SEC_E_INVALID_TOKEN, failure.status());
            }
        }

        @Test
        void endsWhatWasBegunWithTheConnection() throws Exception {
            var alice = client("alice");
            var challenge = ask(say(alice, ask(null)));
            var halfOpen = context(alice);
            alice.close();
            isClosed(halfOpen);
            assertEquals(Optional.empty(), alice.authenticated(challenge.challenges()));
        }

        @Test
        void beginsNothingBehindTheEndOfTheConnection() throws Exception {
            var alice = client("alice");
            var offer = ask(null);
            alice.close();
            var failure = assertThrows(SspiException.class, () -> say(alice, offer));
            assertEquals(SecurityStatus.SEC_E_INVALID_HANDLE, failure.status());
            assertEquals(List.of(), contexts(alice));
        }

        @Test
        void closesWhatItDoesNotGoOnWith() throws Exception {
            try (var alice = client("alice")) {
                say(alice, ask(null));
                var refused = context(alice);
                isDenied(alice, List.of("NTLM"));
                isClosed(refused);

                say(alice, ask(null));
                var unproven = context(alice);
                assertThrows(SspiException.class, () -> alice.authenticated(List.of()));
                isClosed(unproven);

                say(alice, ask(null));
                var ofAnotherTarget = context(alice);
                alice.authorization("HTTP/other.lab.example", List.of("NTLM"), NONE);
                isClosed(ofAnotherTarget);
            }
        }

        @Test
        void asksForTheTargetOfTheRequest() throws Exception {
            try (var alice = client("alice")) {
                alice.authorization("HTTP/other.lab.example", List.of("NTLM"), NONE);
                isUser("alice", ask(say(alice, ask(say(alice, ask(null))))));
            }
        }

        /** Some servers make their offer with every response. */
        @Test
        void takesAnOfferForNoTokenBehindTheLast() throws Exception {
            try (var alice = client("alice")) {
                ask(say(alice, ask(say(alice, ask(null)))));
                alice.authenticated(List.of("NTLM, Other")).orElseThrow().close();
            }
        }

        @Test
        void looksAtNothingOfOtherSchemes() throws Exception {
            try (var alice = client("alice", "NTLM", "Other")) {
                var first = alice.authorization(TARGET, List.of("Other *", "NTLM"), NONE).orElseThrow();
                var challenge = ask(first).challenges().get(0);
                isUser("alice", ask(alice.authorization(TARGET, List.of("Other *", challenge), NONE).orElseThrow()));
            }
        }

        @Test
        void tellsWhoseItIs() throws Exception {
            var authentication = HttpClientAuthentication.builder().scheme("NTLM", web).build();
            try (var connection = authentication.connection()) {
                assertEquals(authentication, connection.authentication());
            }
        }

        @Test
        void knowsSomething() {
            assertThrows(IllegalStateException.class, () -> HttpClientAuthentication.builder().build());
        }
    }
}
