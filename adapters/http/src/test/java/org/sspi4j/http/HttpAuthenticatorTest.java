package org.sspi4j.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.Sspi;
import org.sspi4j.account.AccountFile;
import org.sspi4j.api.AccountSecret;
import org.sspi4j.api.ChannelBindings;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.schannel.certificate.EndpointBinding;
import org.sspi4j.testkit.TestPki;

/** With users of NTLM, which needs nobody else; Kerberos is in {@link HttpAuthenticatorIT}. */
class HttpAuthenticatorTest {
    private static final Object CONNECTION = new Object();
    private static final List<String> OFFER = List.of("Negotiate");

    @TempDir
    Path folder;

    private final long[] nanoTime = {0};
    private HttpAuthenticator server;

    @BeforeEach
    void open() throws Exception {
        var accounts = AccountFile.at(folder.resolve("accounts"));
        for (var user : List.of("alice", "bob")) {
            try (var password = Secret.password(("Pass!" + user).toCharArray())) {
                var groups = user.equals("alice") ? List.of("staff", "admin") : List.<String>of();
                accounts.add("EXAMPLE\\" + user, new AccountSecret(AccountSecret.Kind.PASSWORD, password), groups);
            }
        }
        server = server();
    }

    @AfterEach
    void close() {
        server.close();
    }

    private HttpAuthenticator server(String... more) throws SspiException {
        return server(10_000, more);
    }

    private HttpAuthenticator server(int mostHandshakes, String... more) throws SspiException {
        var options = new HashMap<>(Map.of(
                "allowKerberos", "false", "allowNtlm", "true", "accounts", "accounts", "targetNames", Client.TARGET));
        for (int i = 0; i < more.length; i += 2) {
            options.put(more[i], more[i + 1]);
        }
        return HttpAuthenticator.of(options, folder, mostHandshakes, () -> nanoTime[0]);
    }

    private void reopen(String... more) throws SspiException {
        server.close();
        server = server(more);
    }

    private static Client alice() throws SspiException {
        return client("alice");
    }

    private static Client client(String user) throws SspiException {
        return Client.ntlm("Negotiate", "Negotiate", "EXAMPLE\\" + user, "Pass!" + user);
    }

    private HttpVerdict ask(String... authorization) {
        return server.authenticate(Exchange.over(CONNECTION, authorization));
    }

    private static HttpVerdict.Stopped stopped(int status, HttpVerdict verdict) {
        var stopped = assertInstanceOf(HttpVerdict.Stopped.class, verdict);
        assertEquals(status, stopped.status(), stopped::toString);
        return stopped;
    }

    private static SspiPrincipal isUser(String name, HttpVerdict verdict) {
        var passed = assertInstanceOf(HttpVerdict.Passed.class, verdict);
        assertEquals(name, passed.principal().name());
        return passed.principal();
    }

    /** Refused, and asked to begin anew. */
    private static void isRefused(String why, HttpVerdict verdict) {
        var refused = stopped(401, verdict);
        assertTrue(refused.why().orElseThrow().contains(why), refused::toString);
        assertEquals(OFFER, refused.challenges());
    }

    private HttpVerdict logOn(Client client) throws SspiException {
        return ask(client.say(ask(client.say(ask()))));
    }

    @Nested
    @DisplayName("A handshake")
    class Handshake {
        @Test
        void saysWhoSomebodyIs() throws Exception {
            try (var alice = alice()) {
                var principal = isUser("EXAMPLE\\alice", logOn(alice));
                assertEquals("NTLM", principal.packageName());
                assertEquals(Set.of("staff", "admin"), principal.groups());
                assertEquals("EXAMPLE\\alice", principal.token().userName());
                assertEquals("EXAMPLE\\alice", Sspi.callAs(principal.token(), () -> Sspi.threadToken().orElseThrow().userName()));
                assertTrue(!principal.decisions().isEmpty());
            }
        }

        @Test
        void isNotRemembered() throws Exception {
            try (var alice = alice()) {
                isUser("EXAMPLE\\alice", logOn(alice));
                var next = stopped(401, ask());
                assertEquals(Optional.empty(), next.why());
                assertEquals(OFFER, next.challenges());
            }
        }

        @Test
        void ofTwoUsersIsNotMixed() throws Exception {
            try (var alice = alice(); var bob = client("bob")) {
                var forAlice = ask(alice.say(ask()));
                var forBob = ask(bob.say(ask()));
                isUser("EXAMPLE\\bob", ask(bob.say(forBob)));
                isRefused("SEC_E_INVALID_TOKEN", ask(alice.say(forAlice)));
                assertEquals(Set.of(), isUser("EXAMPLE\\bob", logOn(client("bob"))).groups());
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"Basic YWxpY2U6UGFzcyE=", "Negotiate", "NTLM TlRMTVNTUAABAAAA", "Negotiate *"})
        void endsWithWhateverElseComes(String authorization) throws Exception {
            try (var alice = alice()) {
                var challenge = ask(alice.say(ask()));
                stopped(401, ask(authorization));
                isRefused("SEC_E_INVALID_TOKEN", ask(alice.say(challenge)));
            }
        }

        @Test
        void isOfOneConnection() throws Exception {
            try (var alice = alice()) {
                var challenge = ask(alice.say(ask()));
                var again = server.authenticate(Exchange.over(new Object(), alice.say(challenge)));
                isRefused("SEC_E_INVALID_TOKEN", again);
                isUser("EXAMPLE\\alice", logOn(alice()));
            }
        }

        /** A server may find connections equal that are two. */
        @Test
        void isOfOneConnectionByIdentity() throws Exception {
            record Connection(String id) {}
            var one = new Connection("same");
            var other = new Connection("same");
            try (var alice = alice()) {
                var first = alice.say(ask());
                var challenge = server.authenticate(Exchange.over(one, first));
                isRefused("SEC_E_INVALID_TOKEN", server.authenticate(Exchange.over(other, alice.say(challenge))));
            }
        }

        @Test
        void isNotWaitedForAnyLonger() throws Exception {
            try (var alice = alice()) {
                var challenge = ask(alice.say(ask()));
                nanoTime[0] = 60_000_000_001L;
                isRefused("SEC_E_INVALID_TOKEN", ask(alice.say(challenge)));
            }
        }

        @Test
        void isWaitedForAMinute() throws Exception {
            try (var alice = alice()) {
                var challenge = ask(alice.say(ask()));
                nanoTime[0] = 60_000_000_000L;
                isUser("EXAMPLE\\alice", ask(alice.say(challenge)));
            }
        }

        @Test
        void givesWayToNewOnesWhereThereAreTooMany() throws Exception {
            server.close();
            server = server(2);
            try (var first = alice(); var second = alice(); var third = alice()) {
                var connections = List.of(new Object(), new Object(), new Object());
                var challenges = new HttpVerdict[3];
                var clients = List.of(first, second, third);
                for (int i = 0; i < 3; i++) {
                    challenges[i] = server.authenticate(Exchange.over(connections.get(i), clients.get(i).say(ask())));
                }
                isRefused("SEC_E_INVALID_TOKEN", server.authenticate(Exchange.over(connections.get(0), first.say(challenges[0]))));
                isUser("EXAMPLE\\bob", logOn(client("bob")));
                isUser("EXAMPLE\\alice", server.authenticate(Exchange.over(connections.get(2), third.say(challenges[2]))));
            }
        }

        @Test
        void endsWithTheServer() throws Exception {
            try (var alice = alice()) {
                var challenge = ask(alice.say(ask()));
                server.close();
                stopped(503, ask(alice.say(challenge)));
            }
        }
    }

    @Nested
    @DisplayName("Requests that are under way at the same time")
    class Multiplexed {
        @Test
        void carryNoHandshakeOfSeveral() throws Exception {
            try (var alice = alice()) {
                var offer = server.authenticate(Exchange.multiplexed());
                isRefused("HTTP/1.1", server.authenticate(Exchange.multiplexed(alice.say(offer))));
            }
        }

        @Test
        void goOnWithNone() throws Exception {
            try (var alice = alice()) {
                var challenge = ask(alice.say(ask()));
                isRefused("SEC_E_INVALID_TOKEN", server.authenticate(Exchange.multiplexed(alice.say(challenge))));
            }
        }

        @Test
        void areNotOfferedNtlm() throws Exception {
            reopen("schemes", "NTLM, Negotiate");
            assertEquals(List.of("NTLM", "Negotiate"), ask().challenges());
            assertEquals(OFFER, server.authenticate(Exchange.multiplexed()).challenges());
        }
    }

    @Nested
    @DisplayName("What is no credential")
    class NoCredential {
        @Test
        void twoOfThem() throws Exception {
            try (var alice = alice()) {
                var said = alice.say(ask());
                assertEquals(List.of(), stopped(400, ask(said, said)).challenges());
            }
        }

        @Test
        void oneThatIsLongerThanAnyToken() throws Exception {
            int most = Sspi.querySecurityPackageInfo("Negotiate").maxToken();
            isRefused("SEC_E_INVALID_TOKEN", ask("Negotiate " + Base64.getEncoder().encodeToString(new byte[most])));
            stopped(400, ask("Negotiate " + Base64.getEncoder().encodeToString(new byte[most + 100])));
        }

        /** Somebody else sends it, perhaps, over the connection of two. */
        @Test
        void endsTheHandshakeBeforeIt() throws Exception {
            try (var alice = alice()) {
                var challenge = ask(alice.say(ask()));
                var next = alice.say(challenge);
                stopped(400, ask("Negotiate " + "A".repeat(1_000_000)));
                isRefused("SEC_E_INVALID_TOKEN", ask(next));
            }
        }
    }

    @Nested
    @DisplayName("By policy")
    class Policy {
        @Test
        void aBareTokenOfNtlm() throws Exception {
            try (var alice = Client.ntlm("Negotiate", "NTLM", "EXAMPLE\\alice", "Pass!alice")) {
                isUser("EXAMPLE\\alice", logOn(alice));
            }
            reopen("rawTokens", "false");
            try (var alice = Client.ntlm("Negotiate", "NTLM", "EXAMPLE\\alice", "Pass!alice")) {
                isRefused("", ask(alice.say(ask())));
            }
            try (var alice = alice()) {
                isUser("EXAMPLE\\alice", logOn(alice));
            }
        }

        @Test
        void ntlmUnderItsOwnName() throws Exception {
            try (var alice = Client.ntlm("NTLM", "NTLM", "EXAMPLE\\alice", "Pass!alice")) {
                assertEquals(Optional.empty(), alice.connection().authorization(Client.TARGET, ask().challenges(), Optional.empty()));
                reopen("schemes", "Negotiate NTLM");
                isUser("EXAMPLE\\alice", logOn(alice));
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"alice", "mallory"})
        void aWrongPassword(String user) throws Exception {
            try (var client = Client.ntlm("Negotiate", "Negotiate", "EXAMPLE\\" + user, "wrong")) {
                isRefused("SEC_E_LOGON_DENIED", logOn(client));
            }
        }

        @Test
        void theNameAlone() throws Exception {
            reopen("stripRealm", "true");
            try (var alice = alice()) {
                assertEquals("EXAMPLE\\alice", isUser("alice", logOn(alice)).token().userName());
            }
        }

        @ParameterizedTest
        @CsvSource({
            "Kerberos, alice@EXAMPLE.COM, alice", "Kerberos, alice, alice", "Kerberos, a\\@b, a\\@b", "Kerberos, a\\@b@EXAMPLE.COM, a\\@b",
            "Kerberos, @EXAMPLE.COM, @EXAMPLE.COM", "NTLM, EXAMPLE\\alice, alice", "NTLM, alice@example.com, alice",
        })
        void theNameAloneIsWithoutTheRealmAndNothingElse(String packageName, String name, String alone) {
            assertEquals(alone, HttpAuthenticator.withoutRealm(packageName, name));
        }

        @Test
        void aFileOfAccountsThatIsGone() throws Exception {
            Files.delete(folder.resolve("accounts"));
            var failure = assertThrows(SspiException.class, () -> server());
            assertEquals(SecurityStatus.SEC_E_NO_AUTHENTICATING_AUTHORITY, failure.status());
        }

        /** Nobody's fault but the server's: whoever it is may come again. */
        @Test
        void aFileOfAccountsThatIsGoneMeanwhile() throws Exception {
            try (var alice = alice()) {
                var challenge = ask(alice.say(ask()));
                Files.delete(folder.resolve("accounts"));
                assertEquals(List.of(), stopped(503, ask(alice.say(challenge))).challenges());
            }
        }
    }

    @Nested
    @DisplayName("Channel bindings")
    class Bindings {
        private final X509Certificate ours = TestPki.root("Root").server("web.example.com").certificate();
        private final X509Certificate others = TestPki.root("Root").server("web.example.com").certificate();

        private HttpVerdict logOn(Optional<X509Certificate> shown, Exchange seen) throws SspiException {
            try (var alice = alice()) {
                var bindings = shown.isPresent()
                        ? Optional.of(EndpointBinding.of(shown.get()))
                        : Optional.<ChannelBindings>empty();
                var first = alice.say(over(seen), bindings);
                var second = alice.say(over(seen, first), bindings);
                return over(seen, second);
            }
        }

        private HttpVerdict over(Exchange channel, String... authorization) {
            return server.authenticate(new Exchange(
                    List.of(authorization), channel.certificate(), channel.isChannelKnown(), channel.connection()));
        }

        @ParameterizedTest
        @ValueSource(strings = {"ignore", "allow", "require"})
        void theRightOne(String policy) throws Exception {
            reopen("channelBinding", policy);
            isUser("EXAMPLE\\alice", logOn(Optional.of(ours), Exchange.overTls(ours, CONNECTION)));
        }

        @ParameterizedTest
        @ValueSource(strings = {"allow", "require"})
        void anothers(String policy) throws Exception {
            reopen("channelBinding", policy);
            isRefused("SEC_E_BAD_BINDINGS", logOn(Optional.of(others), Exchange.overTls(ours, CONNECTION)));
        }

        @Test
        void anothersThatAreIgnored() throws Exception {
            reopen("channelBinding", "ignore");
            isUser("EXAMPLE\\alice", logOn(Optional.of(others), Exchange.overTls(ours, CONNECTION)));
            isUser("EXAMPLE\\alice", logOn(Optional.of(others), Exchange.overUnknownTls(CONNECTION)));
        }

        @Test
        void none() throws Exception {
            isUser("EXAMPLE\\alice", logOn(Optional.empty(), Exchange.overTls(ours, CONNECTION)));
            reopen("channelBinding", "require");
            isRefused("SEC_E_BAD_BINDINGS", logOn(Optional.empty(), Exchange.overTls(ours, CONNECTION)));
        }

        @Test
        void withoutTls() throws Exception {
            isUser("EXAMPLE\\alice", logOn(Optional.empty(), Exchange.over(CONNECTION)));
            reopen("channelBinding", "require");
            assertEquals(List.of(), stopped(403, ask()).challenges());
        }

        /** A proxy that forwards both is one connection. */
        @Test
        void aRequestThatIsNotLookedAtEndsTheHandshakeBeforeIt() throws Exception {
            reopen("channelBinding", "require");
            for (var unfit : List.of(Exchange.over(CONNECTION), Exchange.overUnknownTls(CONNECTION))) {
                try (var alice = alice()) {
                    var tls = Optional.of(EndpointBinding.of(ours));
                    var offered = server.authenticate(Exchange.overTls(ours, CONNECTION));
                    var challenge = server.authenticate(Exchange.overTls(ours, CONNECTION, alice.say(offered, tls)));
                    var next = alice.say(challenge, tls);
                    assertInstanceOf(HttpVerdict.Stopped.class, server.authenticate(unfit));
                    isRefused("SEC_E_INVALID_TOKEN", server.authenticate(Exchange.overTls(ours, CONNECTION, next)));
                }
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"allow", "require"})
        void ofTlsThatIsNotKnown(String policy) throws Exception {
            reopen("channelBinding", policy);
            assertEquals(List.of(), stopped(503, server.authenticate(Exchange.overUnknownTls(CONNECTION))).challenges());
        }
    }

    @Test
    void knowsItsSchemes() throws Exception {
        assertTrue(server.isOffered("Negotiate YII="));
        assertTrue(server.isOffered("negotiate"));
        assertTrue(!server.isOffered("NTLM TlRM"));
        assertTrue(!server.isOffered("Basic eA=="));
        reopen("schemes", "NTLM");
        assertTrue(server.isOffered("ntlm TlRM"));
    }
}
