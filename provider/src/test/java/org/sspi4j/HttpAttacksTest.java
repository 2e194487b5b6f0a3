package org.sspi4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.api.AccountSecret;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.api.ImpersonationLevel;
import org.sspi4j.api.NegotiateCred;
import org.sspi4j.api.NegotiateCred.NtlmUse;
import org.sspi4j.api.NtlmCred;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.api.StoredAccount;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.testkit.KerberosRealm;
import org.sspi4j.testkit.Keytab;
import org.sspi4j.testkit.Krb5Conf;
import org.sspi4j.testkit.User;

/** Two users, two levels, and servers that prove nothing, on connections that are kept. What each is of is in its name. */
@KerberosRealm(
        users = {@User(name = "alice", password = "Pass!alice"), @User(name = "bob", password = "Pass!bob")},
        services = HttpAttacksTest.TARGET)
@Timeout(60)
@DisplayName("Known attacks: HTTP")
class HttpAttacksTest {
    static final String TARGET = "HTTP/web.example.com";

    @Krb5Conf
    Path krb5Conf;

    @Keytab(TARGET)
    Path keytab;

    private final List<AutoCloseable> opened = new ArrayList<>();
    private HttpServerAuthentication web;
    private HttpServerConnection server;

    @BeforeEach
    void open() throws Exception {
        var ntlm = NtlmCred.builder().accounts((domain, user) -> CompletableFuture.completedFuture(account(user))).targetNames(TARGET);
        var cred = NegotiateCred.builder().kerberos(Identity.keytab(keytab)).ntlm(ntlm.build()).build();
        web = HttpServerAuthentication.builder()
                .scheme("Negotiate", opened(Sspi.acquireCredentialsHandle(
                        "Negotiate", CredentialUse.INBOUND, cred, KerberosConfig.load(krb5Conf))))
                .build();
        server = opened(web.connection());
    }

    private static Optional<StoredAccount> account(String user) {
        var password = Secret.password(("Pass!" + user).toCharArray());
        return Optional.of(new StoredAccount("EXAMPLE\\" + user, new AccountSecret(AccountSecret.Kind.PASSWORD, password), Set.of()));
    }

    @AfterEach
    void close() throws Exception {
        for (var each : opened) {
            each.close();
        }
    }

    private <T extends AutoCloseable> T opened(T closeable) {
        opened.add(closeable);
        return closeable;
    }

    private CredHandle credential(String user, NtlmUse use) throws Exception {
        try (var password = Secret.password(("Pass!" + user).toCharArray())) {
            var domain = use == NtlmUse.ONLY ? "EXAMPLE\\" : "";
            var cred = NegotiateCred.builder().identity(Identity.password(domain + user, password)).ntlmUse(use).build();
            return opened(Sspi.acquireCredentialsHandle("Negotiate", CredentialUse.OUTBOUND, cred, KerberosConfig.load(krb5Conf)));
        }
    }

    private HttpClientAuthentication user(String user, NtlmUse use) throws Exception {
        return HttpClientAuthentication.builder().scheme("Negotiate", credential(user, use)).build();
    }

    /** What a client keeps connections in. */
    private final class Pool {
        private final List<HttpClientConnection> idle = new ArrayList<>();

        HttpClientConnection take(HttpClientAuthentication wanted) {
            return idle.stream().filter(each -> each.authentication() == wanted).findFirst().orElseGet(() -> {
                var connection = opened(wanted.connection());
                idle.add(connection);
                return connection;
            });
        }
    }

    private static String say(HttpClientConnection client, HttpAnswer answer) throws SspiException {
        return client.authorization(TARGET, answer.challenges(), Optional.empty()).orElseThrow();
    }

    private HttpAnswer ask(String authorization) {
        return server.answer(authorization, Optional.empty());
    }

    /** From the offer to the answer that lets the client through, which counts for the client then. */
    private HttpAnswer.Authenticated logOn(HttpClientConnection client, HttpServerConnection at) throws SspiException {
        var authenticated = letIn(client, at);
        opened(client.authenticated(authenticated.challenges()).orElseThrow());
        return authenticated;
    }

    private HttpAnswer.Authenticated letIn(HttpClientConnection client, HttpServerConnection at) throws SspiException {
        var answer = at.answer(null, Optional.empty());
        while (answer instanceof HttpAnswer.Unauthorized) {
            answer = at.answer(say(client, answer), Optional.empty());
        }
        var authenticated = assertInstanceOf(HttpAnswer.Authenticated.class, answer);
        opened(authenticated.context());
        return authenticated;
    }

    private static String name(HttpAnswer.Authenticated answer) throws SspiException {
        return answer.context().accessToken().userName();
    }

    private void isNobodys(HttpAnswer answer) {
        assertInstanceOf(HttpAnswer.Unauthorized.class, answer);
        assertEquals(List.of("Negotiate"), answer.challenges());
    }

    @Nested
    @DisplayName("CVE-2014-0015 a connection of NTLM that goes on as another user's")
    class Cve20140015 {
        @Test
        @DisplayName("a server takes the next user for who he is")
        void server() throws Exception {
            var alice = opened(user("alice", NtlmUse.ONLY).connection());
            var bob = opened(user("bob", NtlmUse.ONLY).connection());
            assertEquals("EXAMPLE\\alice", name(logOn(alice, server)));
            assertEquals("EXAMPLE\\bob", name(logOn(bob, server)));
            assertEquals("EXAMPLE\\alice", name(logOn(alice, server)));
        }

        @Test
        @DisplayName("a server takes no proof of one user for the handshake of another")
        void serverInTheMiddle() throws Exception {
            var alice = opened(user("alice", NtlmUse.ONLY).connection());
            var bob = opened(user("bob", NtlmUse.ONLY).connection());
            var offer = ask(null);
            var forAlice = ask(say(alice, offer));
            var proofOfAlice = say(alice, forAlice);
            var forBob = ask(say(bob, offer));
            assertInstanceOf(HttpAnswer.Refused.class, ask(proofOfAlice));
            assertInstanceOf(HttpAnswer.Refused.class, ask(say(bob, forBob)));
        }

        @Test
        @DisplayName("a client finds the connection of one user in a pool, and none of another")
        void client() throws Exception {
            var pool = new Pool();
            var alice = user("alice", NtlmUse.ONLY);
            var bob = user("bob", NtlmUse.ONLY);
            assertEquals("EXAMPLE\\alice", name(logOn(pool.take(alice), server)));
            assertNotEquals(pool.take(alice), pool.take(bob));
            assertEquals("EXAMPLE\\bob", name(logOn(pool.take(bob), opened(web.connection()))));
        }
    }

    @Nested
    @DisplayName("CVE-2015-3143 a request without credentials on a connection that NTLM has authenticated")
    class Cve20153143 {
        @Test
        @DisplayName("a server takes it for nobody's")
        void server() throws Exception {
            logOn(opened(user("alice", NtlmUse.ONLY).connection()), server);
            isNobodys(ask(null));
        }

        @Test
        @DisplayName("a client says anew who it is, and nothing of the handshake before")
        void client() throws Exception {
            var alice = opened(user("alice", NtlmUse.ONLY).connection());
            logOn(alice, server);
            var offer = ask(null);
            assertEquals(say(opened(user("alice", NtlmUse.ONLY).connection()), offer), say(alice, offer), "the first message");
        }
    }

    @Nested
    @DisplayName("CVE-2015-3148 a connection of Kerberos in Negotiate that goes on as another user's")
    class Cve20153148 {
        @Test
        @DisplayName("a server takes each user for who he is, and what says nothing for nobody's")
        void server() throws Exception {
            var alice = opened(user("alice", NtlmUse.NEVER).connection());
            var bob = opened(user("bob", NtlmUse.NEVER).connection());
            assertEquals("alice@EXAMPLE.COM", name(logOn(alice, server)));
            assertEquals("bob@EXAMPLE.COM", name(logOn(bob, server)));
            isNobodys(ask(null));
        }

        @Test
        @DisplayName("a server takes no credentials twice")
        void serverTwice() throws Exception {
            var authorization = say(opened(user("alice", NtlmUse.NEVER).connection()), ask(null));
            opened(assertInstanceOf(HttpAnswer.Authenticated.class, ask(authorization)).context());
            assertInstanceOf(HttpAnswer.Refused.class, ask(authorization));
        }

        @Test
        @DisplayName("a client finds the connection of one user in a pool, and none of another")
        void client() throws Exception {
            var pool = new Pool();
            var alice = user("alice", NtlmUse.NEVER);
            var bob = user("bob", NtlmUse.NEVER);
            assertEquals("alice@EXAMPLE.COM", name(logOn(pool.take(alice), server)));
            assertNotEquals(pool.take(alice), pool.take(bob));
            assertEquals("bob@EXAMPLE.COM", name(logOn(pool.take(bob), opened(web.connection()))));
        }
    }

    @Nested
    @DisplayName("CVE-2016-0755 a connection to a proxy that NTLM has authenticated for another user")
    class Cve20160755 {
        @Test
        @DisplayName("a proxy and the server behind it are two, over one connection")
        void server() throws Exception {
            var proxy = opened(web.connection());
            var aliceAtProxy = opened(user("alice", NtlmUse.ONLY).connection());
            var bobAtServer = opened(user("bob", NtlmUse.ONLY).connection());
            var offer = ask(null);
            var ofProxy = proxy.answer(say(aliceAtProxy, offer), Optional.empty());
            var ofServer = ask(say(bobAtServer, offer));
            assertEquals("EXAMPLE\\alice", finish(aliceAtProxy, ofProxy, proxy));
            assertEquals("EXAMPLE\\bob", finish(bobAtServer, ofServer, server));
        }

        private String finish(HttpClientConnection client, HttpAnswer answer, HttpServerConnection at) throws SspiException {
            while (answer instanceof HttpAnswer.Unauthorized) {
                answer = at.answer(say(client, answer), Optional.empty());
            }
            var authenticated = assertInstanceOf(HttpAnswer.Authenticated.class, answer);
            opened(authenticated.context());
            return name(authenticated);
        }

        @Test
        @DisplayName("a client goes on with nothing that it began for another target")
        void client() throws Exception {
            var alice = opened(user("alice", NtlmUse.ONLY).connection());
            var challenge = ask(say(alice, ask(null)));
            var elsewhere = alice.authorization("HTTP/proxy.example.com", List.of("Negotiate"), Optional.empty()).orElseThrow();
            assertEquals(say(opened(user("alice", NtlmUse.ONLY).connection()), ask(null)), elsewhere, "the first message of a handshake");
            assertThrows(SspiException.class, () -> say(alice, challenge), "what was begun for the first target is gone");
        }
    }

    @Nested
    @DisplayName("CVE-2023-27536 a connection that goes on at another level than the one that it was opened for")
    class Cve202327536 {
        @Test
        @DisplayName("a server has each request at its own level")
        void server() throws Exception {
            var credential = credential("alice", NtlmUse.ONLY);
            var low = HttpClientAuthentication.builder().scheme("Negotiate", credential).flags(ContextFlag.IDENTIFY).build();
            var high = HttpClientAuthentication.builder().scheme("Negotiate", credential).flags(ContextFlag.MUTUAL_AUTH).build();
            assertEquals(ImpersonationLevel.IMPERSONATION, level(high));
            assertEquals(ImpersonationLevel.IDENTIFICATION, level(low));
            assertEquals(ImpersonationLevel.IMPERSONATION, level(high));
        }

        private ImpersonationLevel level(HttpClientAuthentication client) throws SspiException {
            return logOn(opened(client.connection()), server).context().accessToken().level();
        }

        @Test
        @DisplayName("a client finds no connection in a pool that other flags were asked for")
        void client() throws Exception {
            var pool = new Pool();
            var credential = credential("alice", NtlmUse.NEVER);
            var plain = HttpClientAuthentication.builder().scheme("Negotiate", credential).build();
            var delegating = HttpClientAuthentication.builder()
                    .scheme("Negotiate", credential)
                    .flags(ContextFlag.MUTUAL_AUTH, ContextFlag.DELEGATE)
                    .build();
            assertNotEquals(pool.take(plain), pool.take(delegating));
            assertEquals(pool.take(plain), pool.take(plain));
        }
    }

    @Nested
    @DisplayName("CVE-2014-8650 a server that was to prove who it is, and does not")
    class Cve20148650 {
        private HttpClientConnection alice;
        private String proof;

        private void logOnWithKerberos() throws Exception {
            alice = opened(user("alice", NtlmUse.NEVER).connection());
            proof = letIn(alice, server).challenges().get(0);
        }

        private SecurityStatus refused(String... challenges) {
            var refused = assertThrows(SspiException.class, () -> alice.authenticated(List.of(challenges)));
            assertFalse(refused.getMessage().isEmpty());
            return refused.status();
        }

        @Test
        @DisplayName("a server proves it with the answer that lets the client through")
        void server() throws Exception {
            logOnWithKerberos();
            var context = opened(alice.authenticated(List.of(proof)).orElseThrow());
            assertEquals("HTTP/web.example.com@EXAMPLE.COM", context.query(ContextAttribute.NATIVE_NAMES).serverName());
        }

        @Test
        @DisplayName("a client believes no answer without proof, such as that of an error")
        void client() throws Exception {
            logOnWithKerberos();
            assertEquals(SecurityStatus.SEC_E_MUTUAL_AUTH_FAILED, refused());
        }

        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        @DisplayName("a client that insists believes no server that asks for nothing")
        void clientIsAskedNothing(boolean insists) throws Exception {
            var builder = HttpClientAuthentication.builder().scheme("Negotiate", credential("alice", NtlmUse.NEVER));
            alice = opened((insists ? builder.requireMutualAuth() : builder).build().connection());
            if (insists) {
                assertEquals(SecurityStatus.SEC_E_MUTUAL_AUTH_FAILED, refused());
            } else {
                assertEquals(Optional.empty(), alice.authenticated(List.of()));
            }
        }

        /** Its handshake would end with it, and the client's proof would still have to reach the server. */
        @Test
        @DisplayName("a client believes no answer that comes with a challenge")
        void clientIsChallengedTooLate() throws Exception {
            try (var password = Secret.password("Pass!alice".toCharArray())) {
                var ntlm = opened(Sspi.acquireCredentialsHandle(
                        "NTLM", CredentialUse.OUTBOUND, Identity.password("EXAMPLE\\alice", password)));
                alice = opened(HttpClientAuthentication.builder().scheme("Negotiate", ntlm).build().connection());
            }
            var challenged = server.answer(say(alice, server.answer(null, Optional.empty())), Optional.empty());
            assertTrue(challenged.challenges().get(0).startsWith("Negotiate TlRMTVNTUAAC"), challenged.challenges().get(0));
            assertEquals(SecurityStatus.SEC_E_MUTUAL_AUTH_FAILED, refused(challenged.challenges().get(0)));
        }

        @Test
        @DisplayName("a client believes no answer that makes its offer once more in the place of the proof")
        void clientIsOffered() throws Exception {
            logOnWithKerberos();
            assertEquals(SecurityStatus.SEC_E_MUTUAL_AUTH_FAILED, refused("Negotiate"));
        }

        @Test
        @DisplayName("a client believes no accept-completed without the AP-REP")
        void clientIsToldThatAllIsOver() throws Exception {
            logOnWithKerberos();
            var acceptCompleted = HexFormat.of().parseHex("a1143012a0030a0100a10b06092a864886f712010202");
            assertEquals(
                    SecurityStatus.SEC_E_MUTUAL_AUTH_FAILED,
                    refused("Negotiate " + Base64.getEncoder().encodeToString(acceptCompleted)));
        }

        @Test
        @DisplayName("a client believes no proof that was altered, or that is of another handshake")
        void clientIsLiedTo() throws Exception {
            logOnWithKerberos();
            var other = proof;
            logOnWithKerberos();
            assertTrue(refused(other).isError());
            logOnWithKerberos();
            byte[] altered = Base64.getDecoder().decode(proof.substring("Negotiate ".length()));
            altered[altered.length - 1] ^= 1;
            assertTrue(refused("Negotiate " + Base64.getEncoder().encodeToString(altered)).isError());
        }

        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        @DisplayName("a client that insists takes no server of NTLM, which proves nothing")
        void clientOfNtlm(boolean insists) throws Exception {
            var builder = HttpClientAuthentication.builder().scheme("Negotiate", credential("alice", NtlmUse.ONLY));
            alice = opened((insists ? builder.requireMutualAuth() : builder).build().connection());
            var last = letIn(alice, server).challenges().toArray(String[]::new);
            if (insists) {
                assertEquals(SecurityStatus.SEC_E_MUTUAL_AUTH_FAILED, refused(last));
                assertEquals(SecurityStatus.SEC_E_MUTUAL_AUTH_FAILED, refused());
            } else {
                opened(alice.authenticated(List.of(last)).orElseThrow());
            }
        }
    }
}
