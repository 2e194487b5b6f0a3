package org.sspi4j.ntlm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.sasl.RealmCallback;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslClient;
import javax.security.sasl.SaslException;
import javax.security.sasl.SaslServer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.Sspi;
import org.sspi4j.api.AccountSecret;
import org.sspi4j.api.AccountStore;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.Identity;
import org.sspi4j.api.NtlmAllowance;
import org.sspi4j.api.NtlmCred;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.api.StoredAccount;

/**
 * The JDK's mechanism NTLM of SASL, which nobody here wrote. It signs and seals nothing, makes no MIC, repeats what the server says of
 * itself, and binds itself to no channel. {@code com.sun.security.sasl.ntlm.version} says which responses it makes and takes.
 */
class JdkSaslTest {
    private static final String PASSWORD = "Pass!alice";

    private static Map<String, String> version(String version) {
        return Map.of("com.sun.security.sasl.ntlm.version", version);
    }

    private static CallbackHandler alice(String password) {
        return callbacks -> {
            for (Callback callback : callbacks) {
                if (callback instanceof NameCallback name) {
                    name.setName("alice");
                } else if (callback instanceof RealmCallback realm) {
                    realm.setText("LAB");
                } else if (callback instanceof PasswordCallback secret) {
                    secret.setPassword(password.toCharArray());
                }
            }
        };
    }

    @Nested
    @DisplayName("as a client")
    class Client {
        private String[] targetNames = {};

        @ParameterizedTest
        @ValueSource(strings = {"LMv2/NTLMv2", "NTLMv2"})
        void itIsTakenWithoutAMicIfThatIsAllowed(String version) throws Exception {
            assertEquals("LAB\\alice", accepted(version, PASSWORD, NtlmAllowance.SERVER_NO_MIC));
        }

        @ParameterizedTest
        @ValueSource(strings = {"NTLM2", "LM/NTLM", "NTLM"})
        void itIsTakenWithNtlmV1IfThatIsAllowed(String version) throws Exception {
            assertEquals("LAB\\alice", accepted(version, PASSWORD, NtlmAllowance.SERVER_NTLM_V1));
        }

        @Test
        void itIsTakenWithAnLmResponseIfThatIsAllowed() throws Exception {
            assertEquals("LAB\\alice", accepted("LM", PASSWORD, NtlmAllowance.SERVER_NTLM_V1, NtlmAllowance.SERVER_LM));
        }

        @ParameterizedTest
        @CsvSource({
            "LMv2/NTLMv2, SEC_E_MESSAGE_ALTERED",
            "NTLMv2, SEC_E_MESSAGE_ALTERED",
            "LMv2, SEC_E_LOGON_DENIED",
            "NTLM2, SEC_E_LOGON_DENIED",
            "LM/NTLM, SEC_E_LOGON_DENIED",
            "NTLM, SEC_E_LOGON_DENIED",
            "LM, SEC_E_LOGON_DENIED"
        })
        void withoutAllowancesNothingThatItMakesIsTaken(String version, SecurityStatus status) {
            var refusal = assertThrows(SspiException.class, () -> accepted(version, PASSWORD));
            assertEquals(status, refusal.status());
        }

        @Test
        void itNamesNoTarget() throws Exception {
            targetNames = new String[] {"ldap/server.lab.example"};
            var refusal = assertThrows(SspiException.class, () -> accepted("NTLMv2", PASSWORD, NtlmAllowance.SERVER_NO_MIC));
            assertEquals(SecurityStatus.SEC_E_WRONG_PRINCIPAL, refusal.status());
            assertEquals(
                    "LAB\\alice", accepted("NTLMv2", PASSWORD, NtlmAllowance.SERVER_NO_MIC, NtlmAllowance.SERVER_NO_TARGET));
        }

        /** An LMv2 response alone says nothing of target, time or MIC (CVE-2019-1338). */
        @Test
        void anLmV2ResponseAloneIsNeverTaken() {
            var refusal = assertThrows(SspiException.class, () -> accepted("LMv2", PASSWORD, NtlmAllowance.values()));
            assertEquals(SecurityStatus.SEC_E_LOGON_DENIED, refusal.status());
        }

        @ParameterizedTest
        @ValueSource(strings = {"LMv2/NTLMv2", "NTLMv2", "NTLM2", "LM/NTLM", "NTLM", "LM"})
        void aWrongPasswordIsRefused(String version) {
            var refusal = assertThrows(SspiException.class, () -> accepted(version, "wrong", NtlmAllowance.values()));
            assertEquals(SecurityStatus.SEC_E_LOGON_DENIED, refusal.status());
        }

        /** The name that our acceptor tells. */
        private String accepted(String version, String password, NtlmAllowance... allowances) throws Exception {
            SaslClient client = Sasl.createSaslClient(
                    new String[] {"NTLM"}, null, "ldap", "server.lab.example", version(version), alice(password));
            AccountStore accounts = (domain, user) -> CompletableFuture.completedFuture(Optional.of(new StoredAccount(
                    "LAB\\alice",
                    new AccountSecret(AccountSecret.Kind.PASSWORD, Secret.password(PASSWORD.toCharArray())),
                    Set.of())));
            var cred = NtlmCred.builder().accounts(accounts).targetNames(targetNames).allow(allowances).build();
            try (var credential = Sspi.acquireCredentialsHandle("NTLM", CredentialUse.INBOUND, cred)) {
                byte[] negotiate = client.evaluateChallenge(new byte[0]);
                var challenge = Sspi.acceptSecurityContext(credential, null, Set.of(), negotiate);
                assertEquals(SecurityStatus.SEC_I_CONTINUE_NEEDED, challenge.status());
                byte[] authenticate = client.evaluateChallenge(challenge.token());
                var last = Sspi.acceptSecurityContext(credential, challenge.context(), Set.of(), authenticate);
                assertEquals(SecurityStatus.SEC_E_OK, last.status());
                assertFalse(last.flags().contains(ContextFlag.INTEGRITY));
                try (CtxtHandle context = last.context()) {
                    return Sspi.queryContextAttributes(context, ContextAttribute.NAMES).userName();
                }
            } finally {
                client.dispose();
            }
        }
    }

    /** It sends the CHALLENGE_MESSAGE of old, which ends before TargetInfoFields. */
    @Nested
    @DisplayName("as a server")
    class Server {
        @Test
        void itTakesOurResponse() throws Exception {
            assertEquals("alice", initiated("NTLMv2", PASSWORD, Set.of()));
        }

        @Test
        void itRefusesAWrongPassword() {
            assertThrows(SaslException.class, () -> initiated("NTLMv2", "wrong", Set.of()));
        }

        /** It does not know our responses, and we make no others. */
        @ParameterizedTest
        @ValueSource(strings = {"NTLM2", "NTLM"})
        void aServerThatTakesNothingButNtlmV1GetsNtlmV2AllTheSame(String version) {
            assertThrows(SaslException.class, () -> initiated(version, PASSWORD, Set.of()));
        }

        /** It says that it takes extended session security, whatever it does: it is NTLMv1 with a client's challenge that it gets. */
        @Test
        void itGetsNtlmV1IfThatIsAllowed() throws Exception {
            assertEquals("alice", initiated("NTLM2", PASSWORD, Set.of(), NtlmAllowance.CLIENT_NTLM_V1));
        }

        @Test
        void aClientThatWantsSignaturesDoesNotGoOnWithIt() {
            var refusal = assertThrows(
                    SspiException.class, () -> initiated("NTLMv2", PASSWORD, Set.of(ContextFlag.INTEGRITY)));
            assertEquals(SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION, refusal.status());
        }

        /** The name that the JDK's server tells. */
        private static String initiated(String version, String password, Set<ContextFlag> flags, NtlmAllowance... allowances)
                throws Exception {
            SaslServer server = Sasl.createSaslServer("NTLM", "ldap", "LAB", version(version), alice(PASSWORD));
            try (var secret = Secret.password(password.toCharArray());
                    var credential = Sspi.acquireCredentialsHandle(
                            "NTLM",
                            CredentialUse.OUTBOUND,
                            NtlmCred.builder().identity(Identity.password("LAB\\alice", secret)).allow(allowances).build())) {
                var negotiate = Sspi.initializeSecurityContext(credential, null, "ldap/server.lab.example", flags, new byte[0]);
                byte[] challenge = server.evaluateResponse(negotiate.token());
                var last = Sspi.initializeSecurityContext(
                        credential, negotiate.context(), "ldap/server.lab.example", flags, challenge);
                assertEquals(SecurityStatus.SEC_E_OK, last.status());
                server.evaluateResponse(last.token());
                last.context().close();
                return server.getAuthorizationID();
            } finally {
                server.dispose();
            }
        }
    }
}
