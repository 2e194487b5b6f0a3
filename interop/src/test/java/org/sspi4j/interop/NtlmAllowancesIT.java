package org.sspi4j.interop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sspi4j.api.AccountSecret;
import org.sspi4j.api.Identity;
import org.sspi4j.api.NtlmAllowance;
import org.sspi4j.api.NtlmCred;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.StoredAccount;
import org.sspi4j.interop.NtlmAuth.Feature;

/** What ntlm_auth does less well if its options say so. Ours goes along only if it is allowed to, and then both hold the same key. */
@Timeout(60)
@Shows(value = "NTLM, allowances", against = Peer.NTLM_AUTH)
class NtlmAllowancesIT {
    private static final Peers.Samba SAMBA = Peers.started().samba();
    private static final Set<Feature> SEAL = Set.of(Feature.SESSION_KEY, Feature.SIGN, Feature.SEAL);

    @Nested
    @DisplayName("an acceptor")
    class Acceptor {
        private enum Client {
            NTLM_V1(
                    SecurityStatus.SEC_E_LOGON_DENIED,
                    Set.of(NtlmAllowance.SERVER_NTLM_V1),
                    "client ntlmv2 auth=no"),
            NTLM_V1_OF_OLD(
                    SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION,
                    Set.of(NtlmAllowance.SERVER_NTLM_V1, NtlmAllowance.SERVER_WEAK_KEYS),
                    "client ntlmv2 auth=no",
                    "ntlmssp_client:ntlm2=no"),
            LM_BESIDE_IT(
                    SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION,
                    Set.of(NtlmAllowance.SERVER_NTLM_V1, NtlmAllowance.SERVER_WEAK_KEYS),
                    "client ntlmv2 auth=no",
                    "client lanman auth=yes",
                    "ntlmssp_client:ntlm2=no"),
            NO_KEY_EXCHANGE(
                    SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION,
                    Set.of(NtlmAllowance.SERVER_WEAK_KEYS),
                    "ntlmssp_client:keyexchange=no"),
            SHORT_KEYS(
                    SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION, Set.of(NtlmAllowance.SERVER_WEAK_KEYS), "ntlmssp_client:128bit=no");

            private final SecurityStatus refusal;
            private final Set<NtlmAllowance> allowances;
            private final String[] options;

            Client(SecurityStatus refusal, Set<NtlmAllowance> allowances, String... options) {
                this.refusal = refusal;
                this.allowances = allowances;
                this.options = options;
            }

            private static SecurityStatus refusalWithout(NtlmAllowance missing) {
                return missing == NtlmAllowance.SERVER_NTLM_V1
                        ? SecurityStatus.SEC_E_LOGON_DENIED
                        : SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION;
            }
        }

        @ParameterizedTest
        @EnumSource
        void isRefusedIfNothingIsAllowed(Client peer) {
            Refusal.of(() -> logOn(Set.of(), peer.options)).is(peer.refusal, "");
        }

        /** NTLMv1 is one matter, and keys another. */
        @ParameterizedTest
        @EnumSource
        void isRefusedIfOneAllowanceIsMissing(Client peer) {
            for (var missing : peer.allowances) {
                var others = new HashSet<>(peer.allowances);
                others.remove(missing);
                Refusal.of(() -> logOn(others, peer.options)).is(Client.refusalWithout(missing), missing.toString());
            }
        }

        @ParameterizedTest
        @EnumSource
        void isTakenIfAllowed(Client peer) throws Exception {
            logOn(peer.allowances, peer.options);
        }

        /** Names in the characters of old are no weakness. */
        @Test
        void namesNeedNotBeUnicode() throws Exception {
            logOn(Set.of(), "ntlmssp_client:unicode=no");
        }

        private static void logOn(Set<NtlmAllowance> allowances, String... options) throws Exception {
            var cred = NtlmCred.builder()
                    .accounts((domain, user) -> CompletableFuture.completedFuture(Optional.of(alice())))
                    .allow(allowances.toArray(NtlmAllowance[]::new))
                    .build();
            try (var client = NtlmAuth.client("LAB", "alice", "Pass!alice", smbConf(options));
                    var server = NtlmHandshake.server(cred, Set.of())) {
                client.want(SEAL);
                server.accept(client.authenticate(server.challenge(client.negotiate())));
                assertEquals("LAB\\alice", server.clientName());
                assertArrayEquals(client.sessionKey(), server.sessionKey());
            }
        }

        private static StoredAccount alice() {
            var password = Secret.password(SAMBA.password("alice"));
            return new StoredAccount("LAB\\alice", new AccountSecret(AccountSecret.Kind.PASSWORD, password), Set.of());
        }
    }

    @Nested
    @DisplayName("an initiator")
    class Initiator {
        private enum Server {
            NO_EXTENDED_SESSION_SECURITY("ntlmssp_server:ntlm2=no"),
            NO_KEY_EXCHANGE("ntlmssp_server:keyexchange=no"),
            SHORT_KEYS("ntlmssp_server:128bit=no");

            private final String option;

            Server(String option) {
                this.option = option;
            }
        }

        @ParameterizedTest
        @EnumSource
        void doesNotGoAlongWithoutTheAllowance(Server peer) {
            Refusal.of(() -> logOn(peer)).is(SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION, "");
        }

        @ParameterizedTest
        @EnumSource
        void goesAlongIfAllowed(Server peer) throws Exception {
            logOn(peer, NtlmAllowance.CLIENT_WEAK_KEYS);
        }

        private static void logOn(Server peer, NtlmAllowance... allowances) throws Exception {
            try (var password = Secret.password(SAMBA.password("alice"));
                    var server = NtlmAuth.server(smbConf(peer.option));
                    var client = NtlmHandshake.client(
                            NtlmCred.builder().identity(Identity.password("LAB\\alice", password)).allow(allowances).build(),
                            "HTTP/web.lab.example",
                            NtlmHandshake.SEALED)) {
                server.want(SEAL);
                assertEquals("AF LAB\\alice", server.verdict(client.authenticate(server.challenge(client.negotiate()))));
                assertArrayEquals(server.sessionKey(), client.sessionKey());
            }
        }
    }

    private static String[] smbConf(String... settings) {
        var options = new String[settings.length];
        for (int i = 0; i < settings.length; i++) {
            options[i] = "--option=" + settings[i];
        }
        return options;
    }
}
