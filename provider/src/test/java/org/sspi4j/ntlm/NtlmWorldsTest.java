package org.sspi4j.ntlm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_HANDLE;
import static org.sspi4j.api.SecurityStatus.SEC_E_LOGON_DENIED;
import static org.sspi4j.api.SecurityStatus.SEC_E_NO_AUTHENTICATING_AUTHORITY;
import static org.sspi4j.api.SecurityStatus.SEC_E_NO_CREDENTIALS;
import static org.sspi4j.api.SecurityStatus.SEC_E_OK;
import static org.sspi4j.api.SecurityStatus.SEC_E_UNKNOWN_CREDENTIALS;
import static org.sspi4j.api.SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION;
import static org.sspi4j.api.SecurityStatus.SEC_I_CONTINUE_NEEDED;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import javax.security.auth.Subject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sspi4j.api.AccountStore;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.ContextResult;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.Identity;
import org.sspi4j.api.ImpersonationLevel;
import org.sspi4j.api.LogonAuthority;
import org.sspi4j.api.LogonVerdict;
import org.sspi4j.api.NtlmCred;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SspiException;
import org.sspi4j.api.StoredAccount;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.engine.Engine;
import org.sspi4j.fixture.MovingFacilities;
import org.sspi4j.kdc.KdcRequest;
import org.sspi4j.kdc.KdcTransport;
import org.sspi4j.logon.ThreadToken;

@DisplayName("NTLM through the engine, blocking and not")
class NtlmWorldsTest {
    private static final KerberosConfig NO_KERBEROS = KerberosConfig.builder().build();

    private final Engine engine =
            new Engine(List.of(new NtlmPackage()), new Nobody(), new MovingFacilities(), privilege -> true);
    private final StoredAccount alice = Conversation.hashed("EXAMPLE\\alice", Conversation.PASSWORD);

    /** How the calls are made. */
    enum Way {
        BLOCKING,
        ASYNC
    }

    @AfterEach
    void nobodyIsLeftImpersonated() {
        assertTrue(ThreadToken.effectiveSubject().isEmpty());
    }

    @Nested
    @DisplayName("accounts")
    class Accounts {
        @ParameterizedTest
        @EnumSource
        void thatAreThereAtOnce(Way way) throws Exception {
            assertEquals(SEC_E_OK, accepted(way, (domain, user) -> CompletableFuture.completedFuture(Optional.of(alice))).status());
        }

        @Test
        void thatComeLater() throws Exception {
            var later = new CompletableFuture<Optional<StoredAccount>>();
            try (var client = client("EXAMPLE\\alice", Conversation.PASSWORD); var server = server((domain, user) -> later)) {
                var answer = answer(client, server);
                var pending = engine.acceptAsync(server, answer.context, Set.of(), answer.input, Runnable::run);
                assertFalse(pending.isDone());
                later.complete(Optional.of(alice));
                assertEquals(SEC_E_OK, pending.get().status());
                assertEquals("EXAMPLE\\alice", pending.get().context().accessToken().userName());
            }
        }

        @ParameterizedTest
        @EnumSource
        void thatThereAreNot(Way way) {
            assertEquals(SEC_E_LOGON_DENIED, refused(way, (domain, user) -> CompletableFuture.completedFuture(Optional.empty())));
        }

        @ParameterizedTest
        @EnumSource
        void thatCannotBeLookedUp(Way way) {
            for (var failure : List.of(
                    new IllegalStateException("broken"), new UncheckedIOException(new IOException("too many open files")))) {
                assertEquals(SEC_E_NO_AUTHENTICATING_AUTHORITY, refused(way, (domain, user) -> {
                    throw failure;
                }));
                assertEquals(
                        SEC_E_NO_AUTHENTICATING_AUTHORITY, refused(way, (domain, user) -> CompletableFuture.failedFuture(failure)));
            }
            assertEquals(SEC_E_NO_AUTHENTICATING_AUTHORITY, refused(way, (domain, user) -> null));
            assertEquals(
                    SEC_E_NO_AUTHENTICATING_AUTHORITY, refused(way, (domain, user) -> CompletableFuture.completedFuture(null)));
        }

        /** Written in a language without checked exceptions, a store throws what none says. */
        @ParameterizedTest
        @EnumSource
        void thatFailAsNobodyDeclared(Way way) {
            assertEquals(
                    SEC_E_NO_AUTHENTICATING_AUTHORITY,
                    refused(way, (domain, user) -> undeclared(new IOException("too many open files"))));
            assertEquals(
                    SEC_E_NO_AUTHENTICATING_AUTHORITY,
                    refusedBy(way, logon -> undeclared(new IOException("too many open files"))));
        }

        @ParameterizedTest
        @EnumSource
        void thatWereGivenAwayAndNoCopies(Way way) throws Exception {
            AccountStore store = (domain, user) -> CompletableFuture.completedFuture(Optional.of(alice));
            assertEquals(SEC_E_OK, accepted(way, store).status());
            var refusal = assertThrows(SspiException.class, () -> accepted(way, store));
            assertEquals(SEC_E_NO_AUTHENTICATING_AUTHORITY, refusal.status());
            assertTrue(refusal.getMessage().contains("has to give a copy"), refusal.getMessage());
        }

        @ParameterizedTest
        @EnumSource
        void areWipedWhatEverComesOfThem(Way way) throws Exception {
            assertEquals(SEC_E_OK, accepted(way, (domain, user) -> CompletableFuture.completedFuture(Optional.of(alice))).status());
            assertTrue(alice.secret().secret().isClosed());
            var wrong = Conversation.hashed("EXAMPLE\\alice", "wrong");
            refused(way, (domain, user) -> CompletableFuture.completedFuture(Optional.of(wrong)));
            assertTrue(wrong.secret().secret().isClosed());
        }
    }

    @Nested
    @DisplayName("authorities")
    class Authorities {
        @ParameterizedTest
        @EnumSource
        void thatRefuseOrFail(Way way) {
            assertEquals(SEC_E_LOGON_DENIED, refusedBy(way, logon -> {
                throw new SspiException(SEC_E_LOGON_DENIED, "no");
            }));
            assertEquals(SEC_E_LOGON_DENIED, refusedBy(
                    way, logon -> CompletableFuture.failedFuture(new SspiException(SEC_E_LOGON_DENIED, "no"))));
            assertEquals(SEC_E_NO_AUTHENTICATING_AUTHORITY, refusedBy(
                    way, logon -> CompletableFuture.failedFuture(new IllegalStateException("broken"))));
            assertEquals(SEC_E_NO_AUTHENTICATING_AUTHORITY, refusedBy(way, logon -> null));
            var key = Secret.key(new byte[16]);
            key.close();
            assertEquals(SEC_E_NO_AUTHENTICATING_AUTHORITY, refusedBy(
                    way, logon -> CompletableFuture.completedFuture(new LogonVerdict("EXAMPLE\\alice", key, Set.of()))));
            assertEquals(SEC_E_NO_AUTHENTICATING_AUTHORITY, refusedBy(way, logon -> CompletableFuture.completedFuture(null)));
        }
    }

    @Nested
    @DisplayName("acquiring")
    class Acquire {
        @Test
        void aClientHasNothingToFallBackOn() {
            var refusal = assertThrows(
                    SspiException.class, () -> engine.acquire("NTLM", CredentialUse.OUTBOUND, null, NO_KERBEROS));
            assertEquals(SEC_E_NO_CREDENTIALS, refusal.status());
            assertTrue(refusal.getMessage().contains("Identity.password"), refusal.getMessage());
        }

        @Test
        void aServersAccountsAreInTheUsersFile() throws Exception {
            try (var server = engine.acquire("NTLM", CredentialUse.INBOUND, null, NO_KERBEROS)) {
                assertTrue(server.decisions().toString().contains("AccountFile"), server.decisions().toString());
            }
        }

        @Test
        void aClosedSecretIsSaidToBe() {
            var secret = Secret.key(new byte[16]);
            var hash = Identity.ntHash("alice", secret);
            secret.close();
            for (var identity : List.of(hash, NtlmCred.builder().identity(hash).build())) {
                var refusal = assertThrows(
                        SspiException.class, () -> engine.acquire("NTLM", CredentialUse.OUTBOUND, identity, NO_KERBEROS));
                assertEquals(SEC_E_UNKNOWN_CREDENTIALS, refusal.status());
                assertTrue(refusal.getMessage().contains("The NT hash of alice was closed already"), refusal.getMessage());
            }
        }

        /** A password may be wrong, and so may a hash: whoever asks to act as alice with it alone gets nothing. */
        @Test
        void aSecretThatSomebodyBroughtIsNoLogon() throws Exception {
            var password = Identity.password("EXAMPLE\\alice", Secret.password(Conversation.PASSWORD.toCharArray()));
            var hash = Identity.ntHash("EXAMPLE\\alice", Secret.key(new byte[16]));
            for (var identity : List.of(
                    password, hash, NtlmCred.builder().identity(password).build(), NtlmCred.builder().identity(hash).build())) {
                try (var client = engine.acquire("NTLM", CredentialUse.OUTBOUND, identity, NO_KERBEROS)) {
                    assertEquals(SEC_E_UNSUPPORTED_FUNCTION, assertThrows(SspiException.class, client::accessToken).status());
                }
            }
            try (var server = server((domain, user) -> CompletableFuture.completedFuture(Optional.empty()))) {
                assertEquals(SEC_E_NO_CREDENTIALS, assertThrows(SspiException.class, server::accessToken).status());
            }
        }

        @Test
        void aSubjectsHandleIsFound() throws Exception {
            var subject = new Subject();
            var whose = Identity.of(subject);
            assertEquals(SEC_E_NO_CREDENTIALS, assertThrows(
                    SspiException.class, () -> engine.acquire("NTLM", CredentialUse.OUTBOUND, whose, NO_KERBEROS)).status());
            try (var client = client("EXAMPLE\\alice", Conversation.PASSWORD)) {
                subject.getPrivateCredentials().add(client);
                try (var found = engine.acquire("NTLM", CredentialUse.OUTBOUND, whose, NO_KERBEROS)) {
                    assertEquals(client.name(), found.name());
                }
            }
        }
    }

    @Nested
    @DisplayName("impersonation")
    class Impersonating {
        @Test
        void theServerActsAsAlice() throws Exception {
            try (var context = context(Set.of())) {
                assertEquals(ImpersonationLevel.IMPERSONATION, context.accessToken().level());
                try (var acting = context.impersonate()) {
                    assertEquals(
                            "EXAMPLE\\alice", ThreadToken.effectiveSubject().orElseThrow().getPrincipals().iterator().next().getName());
                }
            }
        }

        @Test
        void anInitiatorHasNobodyToActAs() throws Exception {
            try (var client = client("EXAMPLE\\alice", Conversation.PASSWORD)) {
                var begun = engine.initialize(client, null, Conversation.WEB, Set.of(), List.of());
                assertEquals(SEC_E_INVALID_HANDLE, assertThrows(SspiException.class, () -> begun.context().accessToken()).status());
                begun.context().close();
            }
        }

        @Test
        void whoIsIdentifiedOnlyCanBeLookedAt() throws Exception {
            try (var context = context(Set.of(ContextFlag.IDENTIFY))) {
                assertEquals(ImpersonationLevel.IDENTIFICATION, context.accessToken().level());
                assertEquals("EXAMPLE\\alice", context.accessToken().userName());
            }
        }

        private CtxtHandle context(Set<ContextFlag> flags) throws Exception {
            try (var client = client("EXAMPLE\\alice", Conversation.PASSWORD);
                    var server = server((domain, user) -> CompletableFuture.completedFuture(Optional.of(alice)))) {
                var answer = answer(client, server, flags);
                return engine.accept(server, answer.context, Set.of(), answer.input).context();
            }
        }
    }

    @Test
    void aServerAnswersThreeCallsAndAClientTwo() throws Exception {
        try (var client = client("EXAMPLE\\alice", Conversation.PASSWORD);
                var server = server((domain, user) -> CompletableFuture.completedFuture(Optional.of(alice)))) {
            var first = engine.initialize(client, null, Conversation.WEB, Conversation.EVERYTHING, List.of());
            assertEquals(SEC_I_CONTINUE_NEEDED, first.status());
            var second = engine.accept(server, null, Set.of(), List.of(SecBuffer.token(first.token())));
            assertEquals(SEC_I_CONTINUE_NEEDED, second.status());
            var third = engine.initialize(
                    client, first.context(), Conversation.WEB, Conversation.EVERYTHING, List.of(SecBuffer.token(second.token())));
            assertEquals(SEC_E_OK, third.status(), "before the server has checked anything");
            assertTrue(third.token().length > 0);
            var last = engine.accept(server, second.context(), Set.of(), List.of(SecBuffer.token(third.token())));
            assertEquals(SEC_E_OK, last.status());
            assertEquals(0, last.token().length);
            assertEquals(Instant.MAX, last.expiry());
        }
    }

    private record Answer(CtxtHandle context, List<SecBuffer> input) {}

    private Answer answer(CredHandle client, CredHandle server) throws SspiException {
        return answer(client, server, Conversation.EVERYTHING);
    }

    private Answer answer(CredHandle client, CredHandle server, Set<ContextFlag> flags) throws SspiException {
        var first = engine.initialize(client, null, Conversation.WEB, flags, List.of());
        var second = engine.accept(server, null, Set.of(), List.of(SecBuffer.token(first.token())));
        var third = engine.initialize(
                client, first.context(), Conversation.WEB, flags, List.of(SecBuffer.token(second.token())));
        third.context().close();
        return new Answer(second.context(), List.of(SecBuffer.token(third.token())));
    }

    private ContextResult accepted(Way way, AccountStore store) throws Exception {
        try (var server = server(store)) {
            return accepted(way, server);
        }
    }

    private ContextResult accepted(Way way, CredHandle server) throws Exception {
        try (var client = client("EXAMPLE\\alice", Conversation.PASSWORD)) {
            var answer = answer(client, server);
            if (way == Way.BLOCKING) {
                return engine.accept(server, answer.context, Set.of(), answer.input);
            }
            return result(engine.acceptAsync(server, answer.context, Set.of(), answer.input, Runnable::run));
        }
    }

    private static <T> T result(CompletionStage<T> stage) throws Exception {
        try {
            return stage.toCompletableFuture().get();
        } catch (ExecutionException e) {
            throw (SspiException) e.getCause();
        }
    }

    @SuppressWarnings("unchecked")
    private static <A, X extends Exception> CompletionStage<A> undeclared(Exception failure) throws X {
        throw (X) failure;
    }

    private Object refused(Way way, AccountStore store) {
        return assertThrows(SspiException.class, () -> accepted(way, store)).status();
    }

    private Object refusedBy(Way way, LogonAuthority authority) {
        return assertThrows(SspiException.class, () -> {
            try (var server = acquire(NtlmCred.builder().authority(authority).targetNames(Conversation.WEB).build())) {
                accepted(way, server);
            }
        }).status();
    }

    private CredHandle client(String user, String password) throws SspiException {
        try (var secret = Secret.password(password.toCharArray())) {
            return engine.acquire("NTLM", CredentialUse.OUTBOUND, Identity.password(user, secret), NO_KERBEROS);
        }
    }

    private CredHandle server(AccountStore store) throws SspiException {
        return acquire(NtlmCred.builder().accounts(store).targetNames(Conversation.WEB).build());
    }

    private CredHandle acquire(NtlmCred cred) throws SspiException {
        return engine.acquire("NTLM", CredentialUse.INBOUND, cred, NO_KERBEROS);
    }

    private static final class Nobody implements KdcTransport {
        @Override
        public byte[] exchange(KdcRequest request) {
            throw new AssertionError();
        }

        @Override
        public CompletableFuture<byte[]> begin(KdcRequest request) {
            throw new AssertionError();
        }
    }
}
