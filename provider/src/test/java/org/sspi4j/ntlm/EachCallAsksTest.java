package org.sspi4j.ntlm;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sspi4j.Sspi;
import org.sspi4j.api.AccountSecret;
import org.sspi4j.api.ChannelBindings;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.ContextResult;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.api.ImpersonationLevel;
import org.sspi4j.api.NtlmCred;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.api.StoredAccount;

@DisplayName("What a call of a handshake asks for counts from then on, and no later call takes it back")
class EachCallAsksTest {
    private static final String WEB = "HTTP/web.example.com";
    private static final SecBuffer TLS = SecBuffer.channelBindings(ChannelBindings.of("tls-unique:1".getBytes(US_ASCII)));

    /** The call in which something is asked for. */
    enum Asking {
        FIRST,
        SECOND,
        NEITHER;

        Set<ContextFlag> first(ContextFlag... flags) {
            return this == FIRST ? Set.of(flags) : Set.of();
        }

        Set<ContextFlag> second(ContextFlag... flags) {
            return this == SECOND ? Set.of(flags) : Set.of();
        }
    }

    private CredHandle alice;
    private CredHandle web;
    private boolean bound;
    private ContextResult client;
    private ContextResult server;

    @BeforeEach
    void acquire() throws SspiException {
        alice = Sspi.acquireCredentialsHandle(
                "NTLM", CredentialUse.OUTBOUND, Identity.password("EXAMPLE\\alice", Secret.password("Pass!alice".toCharArray())));
        web = Sspi.acquireCredentialsHandle(
                "NTLM",
                CredentialUse.INBOUND,
                NtlmCred.builder()
                        .accounts((domain, user) -> CompletableFuture.completedFuture(Optional.of(new StoredAccount(
                                "EXAMPLE\\alice",
                                new AccountSecret(AccountSecret.Kind.PASSWORD, Secret.password("Pass!alice".toCharArray())),
                                Set.of()))))
                        .targetNames(WEB)
                        .build());
    }

    @AfterEach
    void close() {
        alice.close();
        web.close();
        if (client != null) {
            client.context().close();
        }
        if (server != null) {
            server.context().close();
        }
    }

    private void establish(Set<ContextFlag> clientsFirst, Set<ContextFlag> clientsSecond, Set<ContextFlag> first, Set<ContextFlag> second)
            throws SspiException {
        client = Sspi.initializeSecurityContext(alice, null, WEB, clientsFirst, new byte[0]);
        server = Sspi.acceptSecurityContext(web, null, first, client.token());
        client = Sspi.initializeSecurityContext(alice, client.context(), WEB, clientsSecond, server.token());
        var token = SecBuffer.token(client.token());
        server = Sspi.acceptSecurityContext(web, server.context(), second, bound ? List.of(token, TLS) : List.of(token));
    }

    private void establishServerAsking(Asking asking, ContextFlag... flags) throws SspiException {
        establish(Set.of(ContextFlag.INTEGRITY), Set.of(), asking.first(flags), asking.second(flags));
    }

    private void establishClientAsking(Asking asking, ContextFlag... flags) throws SspiException {
        establish(asking.first(flags), asking.second(flags), Set.of(ContextFlag.NULL_SESSION), Set.of());
    }

    @ParameterizedTest
    @EnumSource
    void aServerForAClientThatIsKnownAndNotActedFor(Asking asking) throws Exception {
        establishServerAsking(asking, ContextFlag.IDENTIFY);
        boolean asked = asking != Asking.NEITHER;
        assertEquals(
                asked ? ImpersonationLevel.IDENTIFICATION : ImpersonationLevel.IMPERSONATION, server.context().accessToken().level());
        assertEquals(asked, server.flags().contains(ContextFlag.IDENTIFY));
    }

    @ParameterizedTest
    @EnumSource
    void aServerForClientsThatAreBoundToNoChannel(Asking asking) throws Exception {
        bound = true;
        if (asking == Asking.NEITHER) {
            assertEquals(SecurityStatus.SEC_E_BAD_BINDINGS, refused(() -> establishServerAsking(asking)));
        } else {
            establishServerAsking(asking, ContextFlag.ALLOW_MISSING_BINDINGS);
            assertEquals("EXAMPLE\\alice", server.context().accessToken().userName());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aServerForClientsThatAreNobody(Asking asking) throws Exception {
        var anonymous = Set.of(ContextFlag.NULL_SESSION);
        if (asking == Asking.NEITHER) {
            assertEquals(SecurityStatus.SEC_E_LOGON_DENIED, refused(() -> establish(anonymous, Set.of(), Set.of(), Set.of())));
        } else {
            establish(anonymous, Set.of(), asking.first(ContextFlag.NULL_SESSION), asking.second(ContextFlag.NULL_SESSION));
            assertEquals(ImpersonationLevel.ANONYMOUS, server.context().accessToken().level());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aClientToBeKnownAndNotActedFor(Asking asking) throws Exception {
        establishClientAsking(asking, ContextFlag.IDENTIFY);
        assertEquals(
                asking == Asking.NEITHER ? ImpersonationLevel.IMPERSONATION : ImpersonationLevel.IDENTIFICATION,
                server.context().accessToken().level());
    }

    @ParameterizedTest
    @EnumSource
    void aClientToBeNobody(Asking asking) throws Exception {
        establishClientAsking(asking, ContextFlag.NULL_SESSION);
        assertEquals(asking != Asking.NEITHER, server.flags().contains(ContextFlag.NULL_SESSION));
        assertEquals(server.flags(), client.flags());
        assertEquals(asking == Asking.NEITHER, new String(client.token(), UTF_16LE).contains("alice"));
    }

    /** What was said to the server was said with that already. */
    @Test
    void aClientThatWantedItsMessagesSignedToBeNobody() throws Exception {
        establish(
                Set.of(ContextFlag.CONFIDENTIALITY), Set.of(ContextFlag.NULL_SESSION), Set.of(ContextFlag.NULL_SESSION), Set.of());
        assertEquals(Set.of(ContextFlag.NULL_SESSION), client.flags());
        assertEquals(Set.of(ContextFlag.NULL_SESSION), server.flags());
    }

    @ParameterizedTest
    @EnumSource
    void aClientThatDoesNotVouchForTheTarget(Asking asking) throws Exception {
        if (asking == Asking.NEITHER) {
            establishClientAsking(asking);
        } else {
            // In one process the challenge counts as handed back already.
            assertEquals(
                    SecurityStatus.SEC_E_LOGON_DENIED, refused(() -> establishClientAsking(asking, ContextFlag.UNVERIFIED_TARGET_NAME)));
        }
    }

    @Test
    void aClientForSignaturesTooLate() throws Exception {
        establish(Set.of(), Set.of(ContextFlag.INTEGRITY), Set.of(), Set.of());
        assertFalse(client.flags().contains(ContextFlag.INTEGRITY), "and it is told so");
        assertTrue(server.status() == SecurityStatus.SEC_E_OK && !server.flags().contains(ContextFlag.INTEGRITY));
    }

    private static SecurityStatus refused(Executable call) {
        return assertThrows(SspiException.class, call).status();
    }
}
