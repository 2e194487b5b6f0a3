package org.sspi4j.interop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sspi4j.api.AccountSecret;
import org.sspi4j.api.AccountStore;
import org.sspi4j.api.ChannelBindings;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.NtlmAllowance;
import org.sspi4j.api.NtlmCred;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.StoredAccount;
import org.sspi4j.interop.NtlmAuth.Feature;

/** Our acceptor with an account store, and ntlm_auth as the client. */
@Timeout(60)
@Shows(value = "NTLM, acceptor", against = Peer.NTLM_AUTH)
class NtlmAuthClientIT {
    private static final String PASSWORD = "Pass!alice";
    private static final AccountStore ALICE = (domain, user) -> CompletableFuture.completedFuture(
            user.equalsIgnoreCase("alice") ? Optional.of(alice()) : Optional.empty());
    private static final NtlmCred CRED = NtlmCred.builder().accounts(ALICE).build();
    private static final Set<Feature> SIGN = Set.of(Feature.SESSION_KEY, Feature.SIGN);
    private static final Set<Feature> SEAL = Set.of(Feature.SESSION_KEY, Feature.SIGN, Feature.SEAL);
    /** MIC of AUTHENTICATE_MESSAGE (MS-NLMP 2.2.1.3). */
    private static final int MIC_AT = 72;

    private static StoredAccount alice() {
        var password = Secret.password(PASSWORD.toCharArray());
        return new StoredAccount("LAB\\alice", new AccountSecret(AccountSecret.Kind.PASSWORD, password), Set.of());
    }

    @Test
    void aUserLogsOnAndBothHoldTheSameKey() throws Exception {
        loggedOn(SIGN, NtlmHandshake.SIGNED);
    }

    @Test
    void aUserWhoWantsEncryptionGetsIt() throws Exception {
        loggedOn(SEAL, NtlmHandshake.SEALED);
    }

    private static void loggedOn(Set<Feature> wish, Set<ContextFlag> granted) throws Exception {
        try (var client = client("alice", PASSWORD, wish);
                var server = NtlmHandshake.server(CRED, Set.of())) {
            server.accept(client.authenticate(server.challenge(client.negotiate())));
            assertEquals("LAB\\alice", server.clientName());
            assertTrue(server.flags().containsAll(granted), server.flags()::toString);
            assertArrayEquals(client.sessionKey(), server.sessionKey());
        }
    }

    @ParameterizedTest
    @CsvSource({"alice, wrong", "mallory, Pass!alice"})
    void aWrongPasswordAndAnUnknownUserAreRefusedAlike(String user, String password) throws Exception {
        try (var client = client(user, password, SIGN);
                var server = NtlmHandshake.server(CRED, Set.of())) {
            var authenticate = client.authenticate(server.challenge(client.negotiate()));
            Refusal.of(() -> server.accept(authenticate)).is(SecurityStatus.SEC_E_LOGON_DENIED, "");
        }
    }

    @Test
    @Shows("NTLM, MIC")
    void anotherMicIsRefused() throws Exception {
        try (var client = client("alice", PASSWORD, SIGN);
                var server = NtlmHandshake.server(CRED, Set.of())) {
            var authenticate = client.authenticate(server.challenge(client.negotiate()));
            authenticate[MIC_AT] ^= 1;
            Refusal.of(() -> server.accept(authenticate)).is(SecurityStatus.SEC_E_MESSAGE_ALTERED, "");
        }
    }

    /** Without signatures ntlm_auth makes no MIC, though our challenge has a time. */
    @Test
    @Shows("NTLM, MIC")
    void aClientWithoutAMicIsRefusedUnlessThatIsAllowed() throws Exception {
        try (var client = client("alice", PASSWORD, Set.of());
                var server = NtlmHandshake.server(CRED, Set.of())) {
            var authenticate = client.authenticate(server.challenge(client.negotiate()));
            Refusal.of(() -> server.accept(authenticate)).is(SecurityStatus.SEC_E_MESSAGE_ALTERED, "SERVER_NO_MIC");
        }
        var lenient = NtlmCred.builder().accounts(ALICE).allow(NtlmAllowance.SERVER_NO_MIC).build();
        try (var client = client("alice", PASSWORD, Set.of());
                var server = NtlmHandshake.server(lenient, Set.of())) {
            server.accept(client.authenticate(server.challenge(client.negotiate())));
            assertArrayEquals(client.sessionKey(), server.sessionKey());
        }
    }

    /** ntlm_auth is told of no channel, and says so in 16 bytes of zeros. */
    @Test
    @Shows("NTLM, channel bindings")
    void aClientWithoutBindingsIsRefusedWhereTheyAreDemanded() throws Exception {
        try (var client = client("alice", PASSWORD, SIGN);
                var server = NtlmHandshake.server(CRED, Set.of(), channel())) {
            var authenticate = client.authenticate(server.challenge(client.negotiate()));
            Refusal.of(() -> server.accept(authenticate)).is(SecurityStatus.SEC_E_BAD_BINDINGS, "");
        }
    }

    @Test
    @Shows("NTLM, channel bindings")
    void aClientWithoutBindingsIsTakenWhereTheyMayBeMissing() throws Exception {
        try (var client = client("alice", PASSWORD, SIGN);
                var server = NtlmHandshake.server(CRED, Set.of(ContextFlag.ALLOW_MISSING_BINDINGS), channel())) {
            server.accept(client.authenticate(server.challenge(client.negotiate())));
            assertEquals("LAB\\alice", server.clientName());
        }
    }

    private static Optional<ChannelBindings> channel() {
        return Optional.of(ChannelBindings.tlsServerEndPoint("a certificate".getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    @Shows("NTLM, target names")
    void aClientThatWantedThisServerIsTaken() throws Exception {
        try (var client = targeted("HTTP", "web.lab.example");
                var server = NtlmHandshake.server(named(), Set.of())) {
            server.accept(client.authenticate(server.challenge(client.negotiate())));
            assertEquals("LAB\\alice", server.clientName());
        }
    }

    @Test
    @Shows("NTLM, target names")
    void aClientThatWantedAnotherServerIsRefused() throws Exception {
        try (var client = targeted("HTTP", "other.lab.example");
                var server = NtlmHandshake.server(named(), Set.of())) {
            var authenticate = client.authenticate(server.challenge(client.negotiate()));
            Refusal.of(() -> server.accept(authenticate)).is(SecurityStatus.SEC_E_WRONG_PRINCIPAL, "other.lab.example");
        }
    }

    private static NtlmAuth targeted(String service, String host) throws Exception {
        var client = NtlmAuth.client("LAB", "alice", PASSWORD, "--target-service=" + service, "--target-hostname=" + host);
        client.want(SIGN);
        return client;
    }

    private static NtlmCred named() {
        return NtlmCred.builder().accounts(ALICE).targetNames("HTTP/web.lab.example").build();
    }

    private static NtlmAuth client(String user, String password, Set<Feature> wish) throws Exception {
        var client = NtlmAuth.client("LAB", user, password);
        client.want(wish);
        return client;
    }
}
