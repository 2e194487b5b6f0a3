package org.sspi4j.interop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.Authenticator;
import java.net.HttpURLConnection;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sspi4j.api.AccountSecret;
import org.sspi4j.api.NtlmAllowance;
import org.sspi4j.api.NtlmCred;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.StoredAccount;

/** Our acceptor in a web server. The clients make no MIC, though our challenge has a time: they need an allowance. */
@Timeout(60)
@Shows(value = "NTLM over HTTP", against = {Peer.CURL, Peer.JDK_HTTP})
class NtlmHttpIT {
    private static final String PASSWORD = "Pass!alice";

    /** What a client gets. */
    private record Answer(int status, String text) {}

    @ParameterizedTest(name = "{0}")
    @EnumSource(names = {"CURL", "JDK_HTTP"})
    void aUserLogsOnIfTheMicMayBeMissing(Peer client) throws Exception {
        try (var server = NtlmHttpServer.start(alice(NtlmAllowance.SERVER_NO_MIC))) {
            assertEquals(new Answer(200, "LAB\\alice"), get(client, server, "LAB\\alice", PASSWORD));
            assertEquals(List.of(), server.refusals());
        }
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(names = {"CURL", "JDK_HTTP"})
    void withoutTheAllowanceNobodyLogsOn(Peer client) throws Exception {
        try (var server = NtlmHttpServer.start(alice())) {
            assertEquals(new Answer(401, ""), get(client, server, "LAB\\alice", PASSWORD));
            new Refusal(server.refusals().get(0)).is(SecurityStatus.SEC_E_MESSAGE_ALTERED, "SERVER_NO_MIC");
        }
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(names = {"CURL", "JDK_HTTP"})
    void theyNameNoTarget(Peer client) throws Exception {
        try (var server = NtlmHttpServer.start(web(NtlmAllowance.SERVER_NO_MIC))) {
            assertEquals(new Answer(401, ""), get(client, server, "LAB\\alice", PASSWORD));
            new Refusal(server.refusals().get(0)).is(SecurityStatus.SEC_E_WRONG_PRINCIPAL, "SERVER_NO_TARGET");
        }
        try (var server = NtlmHttpServer.start(web(NtlmAllowance.SERVER_NO_MIC, NtlmAllowance.SERVER_NO_TARGET))) {
            assertEquals(new Answer(200, "LAB\\alice"), get(client, server, "LAB\\alice", PASSWORD));
        }
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(names = {"CURL", "JDK_HTTP"})
    void aWrongPasswordIsRefused(Peer client) throws Exception {
        refused(client, "LAB\\alice", "wrong");
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(names = {"CURL", "JDK_HTTP"})
    void anUnknownUserIsRefused(Peer client) throws Exception {
        refused(client, "LAB\\mallory", PASSWORD);
    }

    private static void refused(Peer client, String user, String password) throws Exception {
        try (var server = NtlmHttpServer.start(alice(NtlmAllowance.SERVER_NO_MIC))) {
            assertEquals(new Answer(401, ""), get(client, server, user, password));
            new Refusal(server.refusals().get(0)).is(SecurityStatus.SEC_E_LOGON_DENIED, "");
        }
    }

    private static NtlmCred alice(NtlmAllowance... allowances) {
        return builder(allowances).build();
    }

    /** A server that answers to its name alone. */
    private static NtlmCred web(NtlmAllowance... allowances) {
        return builder(allowances).targetNames("HTTP/web.lab.example").build();
    }

    private static NtlmCred.Builder builder(NtlmAllowance... allowances) {
        return NtlmCred.builder()
                .accounts((domain, user) -> CompletableFuture.completedFuture(
                        user.equalsIgnoreCase("alice") ? Optional.of(account()) : Optional.empty()))
                .allow(allowances);
    }

    private static StoredAccount account() {
        var password = Secret.password(PASSWORD.toCharArray());
        return new StoredAccount("LAB\\alice", new AccountSecret(AccountSecret.Kind.PASSWORD, password), Set.of());
    }

    private static Answer get(Peer client, NtlmHttpServer server, String user, String password) throws Exception {
        return client == Peer.CURL ? curl(server, user, password) : urlConnection(server, user, password);
    }

    /** Without what the machine's user has in a curlrc. The text in one line, the status in the next. */
    private static Answer curl(NtlmHttpServer server, String user, String password) throws Exception {
        var command = List.of(
                "curl", "--disable", "--silent", "--show-error", "--noproxy", "*", "--max-time", "15",
                "--ntlm", "--user", user + ":" + password, "--write-out", "\n%{http_code}", server.uri().toString());
        var lines = Program.run(Map.of(), "", command).succeeded().split("\n");
        return new Answer(Integer.parseInt(lines[1]), lines[0]);
    }

    private static Answer urlConnection(NtlmHttpServer server, String user, String password) throws IOException {
        var connection = (HttpURLConnection) server.uri().toURL().openConnection(Proxy.NO_PROXY);
        connection.setReadTimeout(15_000);
        connection.setAuthenticator(new Once(new PasswordAuthentication(user, password.toCharArray())));
        int status = connection.getResponseCode();
        try (var body = status == 200 ? connection.getInputStream() : connection.getErrorStream()) {
            return new Answer(status, body == null ? "" : new String(body.readAllBytes(), UTF_8));
        }
    }

    /** Who is asked again has no other password. */
    private static final class Once extends Authenticator {
        private Optional<PasswordAuthentication> answer;

        private Once(PasswordAuthentication answer) {
            this.answer = Optional.of(answer);
        }

        @Override
        protected PasswordAuthentication getPasswordAuthentication() {
            var given = answer.orElse(null);
            answer = Optional.empty();
            return given;
        }
    }
}
