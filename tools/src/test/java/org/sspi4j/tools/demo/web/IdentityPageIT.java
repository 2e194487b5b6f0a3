package org.sspi4j.tools.demo.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.HttpAnswer;
import org.sspi4j.HttpClientAuthentication;
import org.sspi4j.HttpClientConnection;
import org.sspi4j.HttpServerAuthentication;
import org.sspi4j.Sspi;
import org.sspi4j.api.AccountSecret;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.GroupPrincipal;
import org.sspi4j.api.Identity;
import org.sspi4j.api.NegotiateCred;
import org.sspi4j.api.NegotiateCred.NtlmUse;
import org.sspi4j.api.NtlmCred;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SspiException;
import org.sspi4j.api.StoredAccount;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.testkit.KerberosRealm;
import org.sspi4j.testkit.Keytab;
import org.sspi4j.testkit.Krb5Conf;
import org.sspi4j.testkit.User;
import org.sspi4j.tools.demo.web.KeptConnection.Response;

/** Our own client reads the page, over connections that are kept: who reads it is whoever the request is of. */
@KerberosRealm(users = @User(name = "alice", password = "Pass!alice"), services = IdentityPageIT.TARGET)
@Timeout(60)
class IdentityPageIT {
    static final String TARGET = "HTTP/localhost";

    private static final String SCRIPT = "<script>alert(1)</script>";

    @Krb5Conf
    Path krb5Conf;

    @Keytab(TARGET)
    Path keytab;

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final List<String> log = new CopyOnWriteArrayList<>();
    private KerberosConfig config;
    private HttpServerAuthentication authentication;
    private IdentityPage page;

    @BeforeEach
    void start() throws Exception {
        config = KerberosConfig.load(krb5Conf);
        page = opened(IdentityPage.bind(0));
        var ntlm = NtlmCred.builder()
                .accounts((domain, user) -> CompletableFuture.completedFuture(Optional.of(account(user))))
                .targetNames(page.targetNames().toArray(String[]::new))
                .build();
        var negotiate = NegotiateCred.builder().kerberos(Identity.keytab(keytab)).ntlm(ntlm).build();
        authentication = HttpServerAuthentication.builder()
                .scheme("Negotiate", opened(Sspi.acquireCredentialsHandle("Negotiate", CredentialUse.INBOUND, negotiate, config)))
                .scheme("NTLM", opened(Sspi.acquireCredentialsHandle("NTLM", CredentialUse.INBOUND, ntlm)))
                .build();
        page.serve(authentication, log::add);
    }

    private static StoredAccount account(String user) {
        var password = Secret.password(("Pass!" + user).toCharArray());
        var groups = Set.<Principal>of(new GroupPrincipal("staff"));
        return new StoredAccount("EXAMPLE\\" + user, new AccountSecret(AccountSecret.Kind.PASSWORD, password), groups);
    }

    @AfterEach
    void close() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    private <T extends AutoCloseable> T opened(T closeable) {
        opened.add(closeable);
        return closeable;
    }

    private KeptConnection connect() throws IOException {
        return opened(KeptConnection.to(page.uri().getPort()));
    }

    private HttpClientConnection alice() throws SspiException {
        try (var password = Secret.password("Pass!alice".toCharArray())) {
            var cred = Sspi.acquireCredentialsHandle("Negotiate", CredentialUse.OUTBOUND, Identity.password("alice", password), config);
            return client("Negotiate", cred);
        }
    }

    private HttpClientConnection ntlm(String scheme, String user, String secret) throws SspiException {
        try (var password = Secret.password(secret.toCharArray())) {
            var identity = Identity.password("EXAMPLE\\" + user, password);
            var negotiate = NegotiateCred.builder().identity(identity).ntlmUse(NtlmUse.ONLY).build();
            return client(scheme, scheme.equals("NTLM")
                    ? Sspi.acquireCredentialsHandle("NTLM", CredentialUse.OUTBOUND, identity)
                    : Sspi.acquireCredentialsHandle("Negotiate", CredentialUse.OUTBOUND, negotiate, config));
        }
    }

    private HttpClientConnection bob(String scheme) throws SspiException {
        return ntlm(scheme, "bob", "Pass!bob");
    }

    private HttpClientConnection client(String scheme, CredHandle cred) {
        return opened(HttpClientAuthentication.builder().scheme(scheme, opened(cred)).build().connection());
    }

    private static Response say(KeptConnection connection, HttpClientConnection client, Response before) throws Exception {
        var authorization = client.authorization(TARGET, before.values("WWW-Authenticate"), Optional.empty()).orElseThrow();
        return connection.get("Authorization: " + authorization);
    }

    /** From the first request to the one that is let through. */
    private Response read(KeptConnection connection, HttpClientConnection client) throws Exception {
        var response = connection.get();
        while (response.status() == 401) {
            response = say(connection, client, response);
        }
        client.authenticated(response.values("WWW-Authenticate")).orElseThrow().close();
        return response;
    }

    private static void isUser(String user, String way, Response response) {
        assertEquals(200, response.status(), response.body());
        assertTrue(response.body().contains("<h1>" + user + "</h1>"), response.body());
        assertTrue(response.body().contains("<p class=\"by\"><b>" + way + "</b>"), response.body());
    }

    private static void isNobody(Response response) {
        assertEquals(401, response.status());
        assertEquals(List.of("Negotiate", "NTLM"), response.values("WWW-Authenticate"));
        assertTrue(response.body().contains("<h1>Who are you?</h1>"), response.body());
    }

    @Test
    void whoComesWithATicketReadsAllThatTheTicketTells() throws Exception {
        var response = read(connect(), alice());
        isUser("alice@EXAMPLE.COM", "Kerberos in Negotiate", response);
        for (var part : List.of(
                "good for 9 h 59 min",
                "<th scope=\"row\">Service</th><td>HTTP/localhost@EXAMPLE.COM</td>",
                "<th scope=\"row\">Session key</th><td>aes256-cts-hmac-sha1-96, 256 bits</td>",
                "<li class=\"yes\"><b>MUTUAL_AUTH</b>",
                "<b>Request 1</b> says nothing of who it is from",
                "<b>Request 2</b> says Negotiate, with a token of ",
                "lets it through, with a token of ",
                "<li class=\"KEY\"><b class=\"about\">KEY</b> <span>The ticket of alice@EXAMPLE.COM for HTTP/localhost@EXAMPLE.COM ")) {
            assertTrue(response.body().contains(part), part + " is not in " + response.body());
        }
        assertEquals(List.of("false"), response.values("Persistent-Auth"));
        assertEquals(List.of("alice@EXAMPLE.COM, by Kerberos in Negotiate"), log);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"Negotiate|NTLM in Negotiate", "NTLM|NTLM"})
    void whoComesWithAPasswordReadsItsGroups(String scheme, String way) throws Exception {
        var response = read(connect(), bob(scheme));
        isUser("EXAMPLE\\bob", way, response);
        assertTrue(response.body().contains("<th scope=\"row\">Groups</th><td>staff</td>"), response.body());
        assertTrue(response.body().contains("<li class=\"no\"><b>MUTUAL_AUTH</b>"), response.body());
        assertTrue(response.body().contains("<b>Request 3</b> says " + scheme), response.body());
        assertTrue(response.body().contains("goes on with a token of "), response.body());
    }

    /** As Chromium does. */
    @Test
    void theTargetOfNtlmMayHaveThePort() throws Exception {
        var connection = connect();
        var bob = bob("NTLM");
        var target = "HTTP/localhost:" + page.uri().getPort();
        var response = connection.get();
        while (response.status() == 401) {
            var challenges = response.values("WWW-Authenticate");
            response = connection.get("Authorization: " + bob.authorization(target, challenges, Optional.empty()).orElseThrow());
        }
        isUser("EXAMPLE\\bob", "NTLM", response);
    }

    @Test
    void aTerminalGetsTheSameAsText() throws Exception {
        var connection = connect();
        var answer = connection.ask("GET / HTTP/1.1", "Host: localhost", "Accept: */*");
        assertEquals("Who are you?\n", answer.body());
        var authorization = alice().authorization(TARGET, answer.values("WWW-Authenticate"), Optional.empty()).orElseThrow();
        var text = connection.ask("GET / HTTP/1.1", "Host: localhost", "Accept: */*", "Authorization: " + authorization).body();
        assertTrue(text.startsWith("User           alice@EXAMPLE.COM\nPackage        Kerberos in Negotiate\n"), text);
        assertTrue(text.contains("\nFlags          INTEGRITY, MUTUAL_AUTH\n"), text);
    }

    @Test
    void usersOfOneConnectionAreNeverMixed() throws Exception {
        var connection = connect();
        isUser("alice@EXAMPLE.COM", "Kerberos in Negotiate", read(connection, alice()));
        isNobody(connection.get());
        isUser("EXAMPLE\\bob", "NTLM in Negotiate", read(connection, bob("Negotiate")));
        isUser("EXAMPLE\\carol", "NTLM", read(connection, ntlm("NTLM", "carol", "Pass!carol")));
        isNobody(connection.get());
        isUser("alice@EXAMPLE.COM", "Kerberos in Negotiate", read(connection, alice()));
    }

    /** The page of one user tells nothing of the handshake of another. */
    @Test
    void theLegsOfOneUserAreNotShownToTheNext() throws Exception {
        var connection = connect();
        read(connection, bob("NTLM"));
        var response = read(connection, alice());
        assertFalse(response.body().contains("NTLM, with"), response.body());
        assertTrue(response.body().contains("<b>Request 4</b> says nothing"), response.body());
    }

    @Test
    void anotherUserInTheMiddleBeginsAfresh() throws Exception {
        var connection = connect();
        var bob = bob("Negotiate");
        var forBob = say(connection, bob, connection.get());
        var offer = new Response(401, List.of("WWW-Authenticate: Negotiate"), "");
        isUser("alice@EXAMPLE.COM", "Kerberos in Negotiate", say(connection, alice(), offer));
        isNobody(say(connection, bob, forBob));
        assertTrue(log.get(1).startsWith("Refused: SEC_E_"), log.toString());
    }

    @Test
    void anotherSchemeInTheMiddleBeginsAfresh() throws Exception {
        var connection = connect();
        var bob = bob("NTLM");
        var challenge = say(connection, bob, connection.get());
        var proof = bob.authorization(TARGET, challenge.values("WWW-Authenticate"), Optional.empty()).orElseThrow();
        isNobody(connection.get("Authorization: " + proof.replace("NTLM ", "Negotiate ")));
        isNobody(connection.get("Authorization: " + proof));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic Ym9iOlBhc3M=", "NTLM", "NTLM *", ""})
    void whatSaysNothingInTheMiddleEndsTheHandshake(String authorization) throws Exception {
        var connection = connect();
        var bob = bob("NTLM");
        var challenge = say(connection, bob, connection.get());
        isNobody(authorization.isEmpty() ? connection.get() : connection.get("Authorization: " + authorization));
        isNobody(say(connection, bob, challenge));
    }

    @Test
    void aHandshakeIsThatOfItsConnection() throws Exception {
        var bob = bob("NTLM");
        var one = connect();
        var challenge = say(one, bob, one.get());
        isNobody(say(connect(), bob, challenge));
    }

    @Test
    void itEndsWithItsConnection() throws Exception {
        var bob = bob("NTLM");
        var one = connect();
        var first = bob.authorization(TARGET, one.get().values("WWW-Authenticate"), Optional.empty()).orElseThrow();
        var challenge = one.get("Authorization: " + first, "Connection: close");
        assertEquals(401, challenge.status());
        assertTrue(one.hasEnded());
        isNobody(say(connect(), bob, challenge));
    }

    @Test
    void whatWasBegunIsClosedWithIt() {
        var handshake = authentication.connection();
        assertInstanceOf(HttpAnswer.Unauthorized.class, handshake.answer(null, Optional.empty()));
        new Conversation(handshake, log::add).close();
        assertInstanceOf(HttpAnswer.Refused.class, handshake.answer(null, Optional.empty()));
    }

    @Test
    void whyIsForTheLogAlone() throws Exception {
        var connection = connect();
        var mallory = ntlm("NTLM", "bob", "wrong");
        var refused = say(connection, mallory, say(connection, mallory, connection.get()));
        isNobody(refused);
        assertFalse(refused.body().contains("SEC_E_"), refused.body());
        assertTrue(log.get(0).startsWith("Refused: SEC_E_LOGON_DENIED: "), log.toString());
    }

    @Test
    void namesAreText() throws Exception {
        var response = read(connect(), ntlm("NTLM", SCRIPT, "Pass!" + SCRIPT));
        isUser("EXAMPLE\\&lt;script&gt;alert(1)&lt;/script&gt;", "NTLM", response);
        assertFalse(response.body().contains(SCRIPT), response.body());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "GET /|attacker.example|421", "GET /|localhost.attacker.example:80|421", "GET /|localhost@attacker.example|421",
        "GET /favicon.ico|localhost|404", "GET //|localhost:80|404", "POST /|127.0.0.1|405", "GET /?a=b|127.0.0.1:80|401",
    })
    void nothingElseIsServed(String request, String host, int status) throws Exception {
        assertEquals(status, connect().ask(request + " HTTP/1.1", "Host: " + host).status());
    }
}
