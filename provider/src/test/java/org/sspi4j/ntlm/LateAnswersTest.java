package org.sspi4j.ntlm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.api.SecurityStatus.SEC_E_INTERNAL_ERROR;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_HANDLE;
import static org.sspi4j.api.SecurityStatus.SEC_E_OK;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.ContextResult;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.Identity;
import org.sspi4j.api.LogonVerdict;
import org.sspi4j.api.NetworkLogon;
import org.sspi4j.api.NtlmCred;
import org.sspi4j.api.PackageInfo;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SspiException;
import org.sspi4j.api.StoredAccount;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.engine.Engine;
import org.sspi4j.fixture.MovingFacilities;
import org.sspi4j.kdc.KdcRequest;
import org.sspi4j.kdc.KdcTransport;
import org.sspi4j.spi.ContextRequest;
import org.sspi4j.spi.Credential;
import org.sspi4j.spi.CredentialRequest;
import org.sspi4j.spi.Handshake;
import org.sspi4j.spi.Move;
import org.sspi4j.spi.SecurityPackage;
import org.sspi4j.spi.Step;

/** Whatever has become of the context meanwhile, nobody else gets in and no secret stays. */
@DisplayName("NTLM: an answer that comes late")
class LateAnswersTest {
    private static final KerberosConfig NO_KERBEROS = KerberosConfig.builder().build();

    private final Engine engine =
            new Engine(List.of(new Watched()), new Nobody(), new MovingFacilities(), privilege -> true);
    private final CompletableFuture<Optional<StoredAccount>> account = new CompletableFuture<>();
    private final CompletableFuture<LogonVerdict> verdict = new CompletableFuture<>();
    private final CountDownLatch isAsked = new CountDownLatch(1);
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private CredHandle server;
    private CtxtHandle context;
    private byte[] authenticate;
    private Secret secret;
    private Runnable answer;
    private Runnable meanwhile = () -> {};
    private NtlmSession session;

    /** Whom the server asks. */
    enum Asked {
        STORE,
        AUTHORITY
    }

    /** Up to the server's last call. */
    private void begin(Asked asked) throws SspiException {
        var cred = NtlmCred.builder().targetNames(Conversation.WEB);
        cred = asked == Asked.STORE
                ? cred.accounts((domain, user) -> {
                    var alice = Conversation.hashed("EXAMPLE\\alice", Conversation.PASSWORD);
                    asked(alice.secret().secret(), () -> account.complete(Optional.of(alice)));
                    return account;
                })
                : cred.authority(logon -> {
                    var alice = verdict(logon);
                    asked(alice.sessionBaseKey(), () -> verdict.complete(alice));
                    return verdict;
                });
        server = engine.acquire("NTLM", CredentialUse.INBOUND, cred.build(), NO_KERBEROS);
        var alice = Identity.password("EXAMPLE\\alice", Secret.password(Conversation.PASSWORD.toCharArray()));
        try (var client = engine.acquire("NTLM", CredentialUse.OUTBOUND, alice, NO_KERBEROS)) {
            var first = engine.initialize(client, null, Conversation.WEB, Conversation.EVERYTHING, List.of());
            var second = engine.accept(server, null, Set.of(), List.of(SecBuffer.token(first.token())));
            context = second.context();
            var third = engine.initialize(
                    client, first.context(), Conversation.WEB, Conversation.EVERYTHING, List.of(SecBuffer.token(second.token())));
            third.context().close();
            authenticate = third.token();
        }
    }

    private void asked(Secret secret, Runnable answer) {
        this.secret = secret;
        this.answer = answer;
        isAsked.countDown();
        meanwhile.run();
    }

    private static LogonVerdict verdict(NetworkLogon logon) {
        byte[] ntowfv1 = NtlmKeys.ntowfv1(NtlmString.unicode(Conversation.PASSWORD));
        try (var key = Ntowfv2.of(ntowfv1, logon.user(), logon.domain())) {
            byte[] proof = Arrays.copyOf(logon.ntResponse(), 16);
            return new LogonVerdict("EXAMPLE\\alice", Secret.key(key.sessionBaseKey(proof)), Set.of());
        }
    }

    /** Up to where the answer is waited for. */
    private CompletableFuture<ContextResult> pending(Asked asked, Executor executor) throws SspiException {
        begin(asked);
        var call = engine.acceptAsync(server, context, Set.of(), List.of(SecBuffer.token(authenticate)), executor);
        runTasks();
        assertFalse(call.isDone());
        assertFalse(secret.isClosed());
        return call;
    }

    private void runTasks() {
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
    }

    /** On a thread that is neither the caller's nor the executor's. */
    private void answerElsewhere() throws InterruptedException {
        var elsewhere = new Thread(answer);
        elsewhere.start();
        elsewhere.join();
    }

    @AfterEach
    void close() {
        context.close();
        server.close();
    }

    @ParameterizedTest
    @EnumSource
    void fromAnotherThreadIsGoneOnWithOnTheExecutor(Asked asked) throws Exception {
        var call = pending(asked, tasks::add);
        answerElsewhere();
        assertFalse(call.isDone(), "whoever answers does no work of ours");
        runTasks();
        assertEquals(SEC_E_OK, call.get().status());
        assertEquals("EXAMPLE\\alice", context.accessToken().userName());
        assertTrue(secret.isClosed());
    }

    @ParameterizedTest
    @EnumSource
    void fromAnotherThreadEndsTheWaitOfACallerThatBlocks(Asked asked) throws Exception {
        begin(asked);
        var call = blocked();
        isAsked.await();
        answerElsewhere();
        assertEquals(SEC_E_OK, call.get().status());
        assertTrue(secret.isClosed());
    }

    private FutureTask<ContextResult> blocked() {
        var call = new FutureTask<>(() -> engine.accept(server, context, Set.of(), List.of(SecBuffer.token(authenticate))));
        new Thread(call).start();
        return call;
    }

    @ParameterizedTest
    @EnumSource
    void afterTheContextWasDeletedLetsNobodyIn(Asked asked) throws Exception {
        var call = pending(asked, tasks::add);
        context.close();
        answerElsewhere();
        runTasks();
        assertEquals(SEC_E_INVALID_HANDLE, failure(call).status());
        assertTrue(secret.isClosed());
    }

    @ParameterizedTest
    @EnumSource
    void afterTheCallWasCancelledLetsNobodyIn(Asked asked) throws Exception {
        var call = pending(asked, tasks::add);
        assertTrue(call.cancel(false));
        runTasks();
        answerElsewhere();
        runTasks();
        assertTrue(secret.isClosed());
        assertNobodyIsIn();
    }

    @ParameterizedTest
    @EnumSource
    void atOnceToACallThatIsCancelledWhileItIsAskedLetsNobodyIn(Asked asked) throws Exception {
        begin(asked);
        var call = engine.acceptAsync(server, context, Set.of(), List.of(SecBuffer.token(authenticate)), tasks::add);
        meanwhile = () -> {
            assertTrue(call.cancel(false));
            answer.run();
        };
        runTasks();
        assertTrue(call.isCancelled());
        assertTrue(secret.isClosed());
        assertNobodyIsIn();
    }

    @ParameterizedTest
    @EnumSource
    void thatNobodyHasGoneOnWithWhenTheCallIsCancelledLetsNobodyIn(Asked asked) throws Exception {
        var call = pending(asked, tasks::add);
        answerElsewhere();
        assertTrue(call.cancel(false));
        runTasks();
        assertTrue(secret.isClosed());
        assertEquals(
                SEC_E_INVALID_HANDLE,
                assertThrows(SspiException.class, () -> session.query(ContextAttribute.SESSION_KEY)).status(),
                "what was established then is wiped");
        assertNobodyIsIn();
    }

    @ParameterizedTest
    @EnumSource
    void thatTheExecutorDoesNotTakeLetsNobodyIn(Asked asked) throws Exception {
        var refusing = new boolean[1];
        var call = pending(asked, task -> {
            if (refusing[0]) {
                throw new RejectedExecutionException("shut down");
            }
            tasks.add(task);
        });
        refusing[0] = true;
        answerElsewhere();
        assertEquals(SEC_E_INTERNAL_ERROR, failure(call).status());
        assertTrue(secret.isClosed());
        assertNobodyIsIn();
    }

    @ParameterizedTest
    @EnumSource
    void afterTheCallerWasInterruptedLetsNobodyIn(Asked asked) throws Exception {
        begin(asked);
        var interrupted = new boolean[1];
        var refusal = new CompletableFuture<SspiException>();
        var caller = new Thread(() -> {
            refusal.complete(assertThrows(SspiException.class, () -> engine.accept(
                    server, context, Set.of(), List.of(SecBuffer.token(authenticate)))));
            interrupted[0] = Thread.currentThread().isInterrupted();
        });
        caller.start();
        isAsked.await();
        caller.interrupt();
        caller.join();
        assertTrue(interrupted[0], "the caller can see that it was");
        assertEquals(SEC_E_INTERNAL_ERROR, refusal.get().status());
        answer.run();
        assertTrue(secret.isClosed());
        assertNobodyIsIn();
    }

    private void assertNobodyIsIn() {
        assertEquals(
                SEC_E_INVALID_HANDLE,
                assertThrows(SspiException.class, () -> context.query(ContextAttribute.ACCESS_TOKEN)).status());
    }

    private static SspiException failure(CompletableFuture<?> call) {
        return assertInstanceOf(SspiException.class, assertThrows(ExecutionException.class, call::get).getCause());
    }

    /** NTLM, whose acceptor shows what it establishes. */
    private final class Watched implements SecurityPackage {
        private final NtlmPackage ntlm = new NtlmPackage();

        @Override
        public PackageInfo info() {
            return ntlm.info();
        }

        @Override
        public Step<Credential> acquire(CredentialRequest request) throws SspiException {
            return ntlm.acquire(request);
        }

        @Override
        public Handshake initiate(ContextRequest request) throws SspiException {
            return ntlm.initiate(request);
        }

        @Override
        public Handshake accept(ContextRequest request) throws SspiException {
            return watched(ntlm.accept(request));
        }

        private Handshake watched(Handshake handshake) {
            return leg -> handshake.next(leg).then(move -> {
                if (move instanceof Move.Reply reply) {
                    return Step.of(Move.reply(reply.token(), watched(reply.next())));
                }
                session = (NtlmSession) ((Move.Done) move).session();
                return Step.of(move);
            });
        }
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
