package org.sspi4j.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.Mockito.mock;
import static org.sspi4j.api.SecurityStatus.SEC_E_INTERNAL_ERROR;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_HANDLE;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_PARAMETER;
import static org.sspi4j.api.SecurityStatus.SEC_E_LOGON_DENIED;
import static org.sspi4j.api.SecurityStatus.SEC_E_OK;
import static org.sspi4j.api.SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION;
import static org.sspi4j.api.SecurityStatus.SEC_I_ASYNC_CALL_PENDING;
import static org.sspi4j.api.SecurityStatus.SEC_I_CONTINUE_NEEDED;
import static org.sspi4j.engine.EveryCaseEngine.NO_FLAGS;
import static org.sspi4j.engine.EveryCaseEngine.input;
import static org.sspi4j.engine.EveryCaseEngine.result;
import static org.sspi4j.engine.EveryCaseEngine.status;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.security.auth.Subject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sspi4j.api.AccessToken;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.ContextResult;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.Identity;
import org.sspi4j.api.ImpersonationLevel;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiAsyncContext;
import org.sspi4j.api.SspiCall;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.ContextKeyFile;
import org.sspi4j.fixture.Configs;
import org.sspi4j.fixture.HandRun;
import org.sspi4j.logon.Subjects;
import org.sspi4j.logon.ThreadToken;

@DisplayName("What it is to queue an operation")
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class QueueingTest {
    private final EveryCaseEngine test = new EveryCaseEngine();
    private final HandRun executor = new HandRun();
    private final SspiAsyncContext call = new SspiAsyncContext(executor);
    private final List<SecurityStatus> told = new ArrayList<>();
    private final List<Object> written = new ArrayList<>();

    @BeforeEach
    void listen() throws Exception {
        call.onComplete(over -> told.add(over.status()));
    }

    private SspiCall<CredHandle> acquire(SspiAsyncContext call, Identity identity) throws SspiException {
        return test.engine.queue(call).acquire("EveryCase", CredentialUse.BOTH, identity, Configs::some, outputs());
    }

    private static Identity alice() {
        return Identity.password("alice", Secret.password(new char[0]));
    }

    private SspiCall<ContextResult> initialize(CredHandle credential, CtxtHandle context, String line) throws SspiException {
        return test.engine.queue(call).initialize(credential, context, "target", NO_FLAGS, input(line), outputs());
    }

    private SspiCall<ContextResult> accept(CredHandle credential, CtxtHandle context, String line) throws SspiException {
        return test.engine.queue(call).accept(credential, context, NO_FLAGS, input(line), outputs());
    }

    private <T> Outputs<T> outputs() {
        return (result, failure) -> written.add(result != null ? result : failure);
    }

    @Nested
    @DisplayName("Queued")
    class Done {
        @Test
        @Tag("S1")
        @Tag("S32")
        @Tag("S35")
        @Tag("S36")
        void theCallReturnsBeforeTheWorkIsDoneAndItsStatusFollows() throws Exception {
            var queued = acquire(call, alice());
            assertEquals(SEC_I_ASYNC_CALL_PENDING, call.status());
            assertEquals(SEC_I_ASYNC_CALL_PENDING, queued.status());
            assertEquals(0, test.ledger.credentialsMade());
            executor.run();
            assertEquals(SEC_E_OK, call.status());
            assertEquals("alice", result(queued.stage()).name().orElseThrow());
        }

        @Test
        @Tag("S28")
        void whatItGivesIsThereBeforeItIsSeenToBeOver() throws Exception {
            var seen = new ArrayList<SecurityStatus>();
            var handle = new AtomicReference<CredHandle>();
            call.onComplete(over -> told.add(handle.get() == null ? null : over.status()));
            test.engine.queue(call).acquire("EveryCase", CredentialUse.OUTBOUND, alice(), Configs::some, (result, failure) -> {
                handle.set(result);
                seen.add(call.status());
            });
            executor.run();
            assertEquals(List.of(SEC_I_ASYNC_CALL_PENDING), seen);
            assertEquals(List.of(SEC_E_OK), told);
        }

        @Test
        void outputsThatCannotBeWrittenAreAFailureAndNothingIsLeft() throws Exception {
            test.engine.queue(call).acquire("EveryCase", CredentialUse.OUTBOUND, alice(), Configs::some, (result, failure) -> {
                throw new java.nio.ReadOnlyBufferException();
            });
            executor.run();
            assertEquals(List.of(SEC_E_INTERNAL_ERROR), told);
            assertEquals(test.ledger.credentialsMade(), test.ledger.credentialClosings());
        }

        @Test
        @Tag("S44")
        @Tag("S58")
        @Tag("S59")
        @Tag("S60")
        @Tag("S66")
        @Tag("S177")
        @Tag("S178")
        @Tag("S95")
        void legByLegBothSidesComeToTheirContexts() throws Exception {
            var acquired = acquire(call, alice());
            executor.run();
            var both = result(acquired.stage());
            call.reinit();
            var first = initialize(both, null, "");
            executor.run();
            assertEquals(SEC_I_CONTINUE_NEEDED, call.status());
            var client = result(first.stage());
            call.reinit();
            var heard = test.engine.queue(call).accept(
                    both, null, NO_FLAGS, List.of(org.sspi4j.api.SecBuffer.token(client.token())), outputs());
            executor.run();
            assertEquals("hello\n", new String(result(heard.stage()).token(), java.nio.charset.StandardCharsets.US_ASCII));
            call.reinit();
            var last = initialize(both, client.context(), "bye");
            executor.run();
            assertTrue(result(last.stage()).isComplete());
            assertSame(client.context(), result(last.stage()).context());
            assertEquals(List.of(SEC_E_OK, SEC_I_CONTINUE_NEEDED, SEC_I_CONTINUE_NEEDED, SEC_E_OK), told);
            assertEquals(SEC_I_CONTINUE_NEEDED, test.initialize(both, null, "").status(), "the blocking call takes it too");
        }

        @Test
        @Tag("S2")
        void aHandleServesTheQueuedCallsAndTheBlockingOnesWhicheverItIsFrom() throws Exception {
            var acquired = acquire(call, alice());
            executor.run();
            call.reinit();
            for (var both : List.of(result(acquired.stage()), test.credential(CredentialUse.BOTH, "alice"))) {
                assertEquals(SEC_I_CONTINUE_NEEDED, test.initialize(both, null, "").status());
                assertEquals(SEC_I_CONTINUE_NEEDED, test.accept(both, null, "hello").status());
                for (var queued : List.<Callable<SspiCall<ContextResult>>>of(
                        () -> initialize(both, null, ""), () -> accept(both, null, "hello"))) {
                    var leg = queued.call();
                    executor.run();
                    assertEquals(SEC_I_CONTINUE_NEEDED, result(leg.stage()).status());
                    call.reinit();
                }
            }
        }

        @Test
        @Tag("S97")
        void aFailureIsTheOperationsAndNotTheQueueings() throws Exception {
            var credential = test.outbound();
            var queued = initialize(credential, test.begun(credential), "fail SEC_E_LOGON_DENIED");
            executor.run();
            assertEquals(SEC_E_LOGON_DENIED, call.status());
            assertEquals(List.of(SEC_E_LOGON_DENIED), told);
            assertEquals(SEC_E_LOGON_DENIED, status(() -> result(queued.stage())));
            assertEquals(1, written.size());
        }

        @Test
        void whatHasNoStatusIsAnInternalError() throws Exception {
            var credential = test.outbound();
            initialize(credential, test.begun(credential), "fault");
            executor.run();
            assertEquals(SEC_E_INTERNAL_ERROR, call.status());
            assertEquals(0x80090304, call.status().value());
        }

        @Test
        void withoutAnAsynchronousContextTheStageIsAllThereIs() throws Exception {
            var queued = test.engine.queue().acquire(
                    "EveryCase", CredentialUse.OUTBOUND, alice(), Configs::some, Queueing.stageOnly());
            result(queued.stage()).close();
            assertEquals(SEC_E_OK, queued.status());
        }
    }

    @Nested
    @DisplayName("Refused: nobody is called, nothing is written, nothing has changed")
    class Refused {
        private void nothingHappened() {
            executor.run();
            assertEquals(SEC_E_INVALID_HANDLE, call.status(), "it is idle");
            assertEquals(List.of(), told);
            assertEquals(List.of(), written);
        }

        @Test
        @Tag("S9")
        @Tag("S33")
        @Tag("S93")
        void aSecondOperationAndTheOneThatRunsGoesOn() throws Exception {
            var first = acquire(call, alice());
            var credential = test.outbound();
            var context = test.begun(credential);
            assertEquals(SEC_E_INVALID_PARAMETER, status(() -> acquire(call, alice())));
            assertEquals(SEC_E_INVALID_PARAMETER, status(() -> initialize(credential, context, "hello")));
            assertEquals(SEC_E_INVALID_PARAMETER, status(() -> accept(test.inbound(), null, "hello")));
            assertEquals(SEC_E_INVALID_PARAMETER, status(() -> test.engine.queue(call).free(credential)));
            assertEquals(SEC_E_INVALID_PARAMETER, status(() -> test.engine.queue(call).delete(context)));
            executor.run();
            assertEquals(List.of(SEC_E_OK), told);
            assertEquals(SEC_E_INVALID_PARAMETER, status(() -> test.engine.queue(call).delete(context)), "not re-initialised");
            assertEquals("alice", result(first.stage()).name().orElseThrow());
            assertEquals(SEC_I_CONTINUE_NEEDED, test.initialize(credential, context, "hello").status());
        }

        @Test
        void anOperationOfWhichNobodyWouldBeToldUnlessItIsADelete() throws Exception {
            call.onComplete(null);
            var credential = test.outbound();
            var context = test.begun(credential);
            assertEquals(SEC_E_INVALID_PARAMETER, status(() -> acquire(call, alice())));
            assertEquals(SEC_E_INVALID_PARAMETER, status(() -> initialize(credential, context, "hello")));
            assertEquals(SEC_E_INVALID_PARAMETER, status(() -> accept(test.inbound(), null, "hello")));
            assertEquals(SEC_E_INVALID_PARAMETER, status(() -> test.engine.queue(call).free(credential)));
            nothingHappened();
            test.engine.queue(call).delete(context);
            assertEquals(SEC_E_OK, call.status());
            assertEquals(SEC_E_INVALID_HANDLE, status(() -> test.initialize(credential, context, "hello")));
        }

        @Test
        void withoutAContextOrWithAFreedOne() {
            assertEquals(SEC_E_INVALID_HANDLE, status(() -> acquire(null, alice())));
            call.close();
            assertEquals(SEC_E_INVALID_HANDLE, status(() -> acquire(call, alice())));
            nothingHappened();
        }

        @Test
        @Tag("S65")
        void handlesAndFlagsThatDoNotFit() throws Exception {
            var credential = test.outbound();
            var context = test.begun(credential);
            assertEquals(SEC_E_INVALID_HANDLE, status(() -> initialize(mock(CredHandle.class), null, "")));
            assertEquals(SEC_E_INVALID_HANDLE, status(() -> initialize(null, null, "")));
            assertEquals(SEC_E_INVALID_HANDLE, status(() -> initialize(credential, mock(CtxtHandle.class), "")));
            assertEquals(SecurityStatus.SEC_E_NO_CREDENTIALS, status(() -> initialize(test.inbound(), null, "")));
            assertEquals(SecurityStatus.SEC_E_NO_CREDENTIALS, status(() -> accept(credential, null, "hello")));
            assertEquals(SEC_E_UNSUPPORTED_FUNCTION, status(() -> test.engine.queue(call).initialize(
                    credential, context, "target", Set.of(ContextFlag.PROMPT_FOR_CREDS), input("hello"), outputs())));
            assertEquals(SEC_E_INVALID_HANDLE, status(() -> test.engine.queue(call).free(mock(CredHandle.class))));
            assertEquals(SEC_E_INVALID_HANDLE, status(() -> test.engine.queue(call).delete(mock(CtxtHandle.class))));
            nothingHappened();
            assertEquals(SEC_I_CONTINUE_NEEDED, test.initialize(credential, context, "hello").status());
        }

        @Test
        void byTheExecutor() throws Exception {
            executor.withRoomFor(0);
            var credential = test.outbound();
            assertEquals(SEC_E_INTERNAL_ERROR, status(() -> acquire(call, alice())));
            assertEquals(SEC_E_INTERNAL_ERROR, status(() -> initialize(credential, null, "")));
            nothingHappened();
            credential.close();
            assertEquals(test.ledger.credentialsMade(), test.ledger.credentialClosings());
            assertEquals(0, test.ledger.liveSecrets());
        }
    }

    @Nested
    @DisplayName("Callbacks")
    class Callbacks {
        @Test
        void areCalledOnTheExecutorEvenIfTheOperationIsOverAtOnce() throws Exception {
            test.engine.queue(call).free(test.outbound());
            assertEquals(SEC_E_OK, call.status());
            assertEquals(List.of(), told, "not on the thread that queues");
            executor.run();
            assertEquals(List.of(SEC_E_OK), told);
        }

        @Test
        void mayThrowWhatTheyLike() throws Exception {
            for (var thrown : List.of(new IllegalStateException("as told"), new StackOverflowError("as told"))) {
                call.onComplete(over -> {
                    told.add(over.status());
                    QueueingTest.<RuntimeException>sneak(thrown);
                });
                var queued = acquire(call, alice());
                executor.run();
                assertEquals(SEC_E_OK, queued.status());
                result(queued.stage()).close();
                call.reinit();
            }
            assertEquals(List.of(SEC_E_OK, SEC_E_OK), told);
        }

        @Test
        void mayFreeTheContextOrUseItAgain() throws Exception {
            call.onComplete(over -> {
                told.add(over.status());
                if (told.size() == 1) {
                    try {
                        over.reinit();
                        acquire(over, alice());
                    } catch (SspiException e) {
                        throw new AssertionError(e);
                    }
                } else {
                    over.close();
                    told.add(over.status());
                }
            });
            acquire(call, alice());
            executor.run();
            assertEquals(List.of(SEC_E_OK, SEC_E_OK, SEC_E_INVALID_HANDLE), told);
            assertEquals(SEC_E_INVALID_HANDLE, call.status());
        }

        /** Somebody waits for it. */
        @Test
        void areCalledElsewhereIfTheExecutorTakesNoMore() throws Exception {
            var on = new CompletableFuture<Thread>();
            call.onComplete(over -> on.complete(Thread.currentThread()));
            executor.withRoomFor(1);
            acquire(call, alice());
            executor.run();
            assertTrue(on.get().getName().startsWith(OwnThreads.NAME));
        }

        @Test
        void runOnTheLibrarysThreadsWhereNoExecutorWasGiven() throws Exception {
            var plain = new SspiAsyncContext();
            var on = new CompletableFuture<Thread>();
            plain.onComplete(over -> on.complete(Thread.currentThread()));
            acquire(plain, alice());
            assertTrue(on.get().getName().startsWith(OwnThreads.NAME));
            assertNotSame(Thread.currentThread(), on.get());
        }
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void sneak(Throwable failure) throws E {
        throw (E) failure;
    }

    @Nested
    @DisplayName("Freeing and deleting")
    class Ending {
        private final CompletableFuture<String> suspended = new CompletableFuture<>();
        private final SspiAsyncContext other = new SspiAsyncContext(executor);

        @BeforeEach
        void suspend() {
            test.suspended = () -> suspended;
        }

        @Test
        @Tag("S52")
        @Tag("S179")
        void aCredentialWithCallsPendingIsFreedAndTheyGoOn() throws Exception {
            var credential = test.outbound();
            var context = test.begun(credential);
            var waiting = initialize(credential, context, "wait");
            executor.run();
            other.onComplete(over -> told.add(over.status()));
            test.engine.queue(other).free(credential);
            executor.run();
            assertEquals(List.of(SEC_E_OK), told);
            assertEquals(SEC_E_INVALID_HANDLE, status(() -> test.begun(credential)));
            suspended.complete("woken");
            executor.run();
            assertEquals(SEC_I_CONTINUE_NEEDED, result(waiting.stage()).status());
            context.close();
            assertEquals(test.ledger.credentialsMade(), test.ledger.credentialClosings());
        }

        @Test
        void aContextIsDeletedBehindTheCallThatIsPending() throws Exception {
            var credential = test.outbound();
            var context = test.begun(credential);
            var waiting = initialize(credential, context, "wait");
            executor.run();
            var deleted = test.engine.queue(other).delete(context);
            var order = new ArrayList<String>();
            waiting.stage().thenAccept(result -> order.add(result.status() + ", delete " + other.status()));
            deleted.stage().thenAccept(result -> order.add("deleted"));
            assertEquals(SEC_I_ASYNC_CALL_PENDING, other.status());
            assertFalse(deleted.cancel(), "it cannot be given up");
            suspended.complete("woken");
            executor.run();
            assertEquals(List.of("SEC_I_CONTINUE_NEEDED, delete SEC_I_ASYNC_CALL_PENDING", "deleted"), order);
            assertEquals(SEC_E_OK, other.status());
            assertEquals(SEC_E_INVALID_HANDLE, status(() -> test.initialize(credential, context, "hello")));
            assertEquals(0, test.ledger.liveSecrets());
        }

        @Test
        void notBeforeTheCallerCanSeeWhatTheCallCameTo() throws Exception {
            var credential = test.outbound();
            var context = test.begun(credential);
            var seen = new ArrayList<SecurityStatus>();
            test.engine.queue(call).initialize(credential, context, "target", NO_FLAGS, input("hello"), (result, failure) -> {
                try {
                    test.engine.queue(other).delete(context);
                    seen.add(other.status());
                } catch (SspiException e) {
                    throw new AssertionError(e);
                }
            });
            executor.run();
            assertEquals(List.of(SEC_I_ASYNC_CALL_PENDING), seen);
            assertEquals(SEC_E_OK, other.status());
        }

        @Test
        void aCallThatIsCancelledWhenItIsAllButOverLeavesNoContext() throws Exception {
            var credential = test.outbound();
            var queued = new AtomicReference<SspiCall<ContextResult>>();
            queued.set(test.engine.queue(call).initialize(
                    credential, null, "target", NO_FLAGS, input(""), (result, failure) -> assertTrue(queued.get().cancel())));
            executor.run();
            assertEquals(SEC_E_INTERNAL_ERROR, call.status());
            assertEquals(0, test.ledger.liveSecrets());
            credential.close();
            assertEquals(test.ledger.credentialsMade(), test.ledger.credentialClosings());
        }

        @Test
        void nobodyGoesAheadOfADeleteThatWaits() throws Exception {
            var credential = test.outbound();
            var context = test.begun(credential);
            var waiting = initialize(credential, context, "wait");
            executor.run();
            test.engine.queue(other).delete(context);
            var next = new ArrayList<SecurityStatus>();
            waiting.stage().thenAccept(result -> next.add(status(() -> test.initialize(credential, context, "hello"))));
            suspended.complete("woken");
            executor.run();
            assertEquals(List.of(SEC_E_INVALID_HANDLE), next);
            assertEquals(SEC_E_OK, other.status());
        }

        @Test
        void behindACallThatIsRefused() throws Exception {
            var context = test.accepted();
            var seen = deletedMeanwhile(context);
            try (var server = test.inbound()) {
                assertEquals(SecurityStatus.SEC_E_OUT_OF_SEQUENCE, status(() -> test.accept(server, context, "hello")));
            }
            assertEquals(List.of(SEC_I_ASYNC_CALL_PENDING), seen);
            assertEquals(SEC_E_OK, other.status());
            assertEquals(0, test.ledger.liveSecrets());
        }

        @Test
        void behindAnExport(@TempDir Path folder) throws Exception {
            try (var server = test.inbound()) {
                var context = test.accept(server, null, "see-you alice").context();
                var seen = deletedMeanwhile(context);
                test.engine.exportContext(context, Set.of(), ContextKeyFile.at(folder.resolve("context.key")));
                assertEquals(List.of(SEC_I_ASYNC_CALL_PENDING), seen);
                assertEquals(SEC_E_OK, other.status());
                assertEquals(0, test.ledger.liveSecrets());
            }
        }

        /** The session that is replaced is closed when the next one is there, and before the caller has it. */
        @Test
        void behindCompleteAuthToken() throws Exception {
            try (var server = test.inbound()) {
                var context = test.accept(server, null, "see-you alice").context();
                var draft = test.accept(server, context, "complete").token();
                var seen = deletedMeanwhile(context);
                assertTrue(test.engine.complete(context, draft).isComplete());
                assertEquals(List.of(SEC_I_ASYNC_CALL_PENDING), seen);
                assertEquals(SEC_E_OK, other.status());
                assertEquals(0, test.ledger.liveSecrets());
            }
        }

        private List<SecurityStatus> deletedMeanwhile(CtxtHandle context) {
            var seen = new ArrayList<SecurityStatus>();
            test.ledger.meanwhile(() -> {
                try {
                    test.engine.queue(other).delete(context);
                } catch (SspiException e) {
                    throw new AssertionError(e);
                }
                seen.add(other.status());
            });
            return seen;
        }

        @Test
        void whereNothingIsPendingAtOnceAndTwiceIsFine() throws Exception {
            var context = test.accepted();
            test.engine.queue(other).delete(context);
            assertEquals(SEC_E_OK, other.status());
            assertEquals(0, test.ledger.liveSecrets());
            other.reinit();
            test.engine.queue(other).delete(context);
            assertEquals(SEC_E_OK, other.status());
        }

        @Test
        void theAsynchronousContextOfADeleteMayBeFreedAtOnce() throws Exception {
            var credential = test.outbound();
            var context = test.begun(credential);
            initialize(credential, context, "wait");
            executor.run();
            var deleted = test.engine.queue(other).delete(context);
            other.close();
            suspended.complete("woken");
            executor.run();
            assertNull(result(deleted.stage()));
            assertEquals(SEC_E_INVALID_HANDLE, other.status());
        }
    }

    @Nested
    @DisplayName("Whose credentials, if nobody is named")
    class Whose {
        private final Subject subject = new Subject();

        @BeforeEach
        void holdsAlices() throws Exception {
            subject.getPrivateCredentials().add(test.credential(CredentialUse.BOTH, "alice"));
        }

        private SspiCall<CredHandle> acquireByDefault() throws SspiException {
            return acquire(call, null);
        }

        /** On JDK 17 it hangs on the calling thread's access control context. */
        @Test
        void thoseOfTheSubjectOfTheThreadThatQueues() throws Exception {
            var queued = Subjects.callAs(subject, this::acquireByDefault);
            executor.run();
            assertEquals("alice", result(queued.stage()).name().orElseThrow());
        }

        @Test
        void thoseOfTheClientThatTheThreadImpersonatesWhichQueues() throws Exception {
            SspiCall<CredHandle> queued;
            subject.setReadOnly();
            try (var client = ThreadToken.impersonate(new AccessToken("alice", ImpersonationLevel.IMPERSONATION, subject))) {
                queued = acquireByDefault();
            }
            executor.run();
            assertEquals("alice", result(queued.stage()).name().orElseThrow());
        }

        @Test
        void andNotThoseOfTheThreadThatWorks() throws Exception {
            var queued = acquireByDefault();
            Subjects.callAs(subject, () -> {
                executor.run();
                return null;
            });
            assertThrows(SspiException.class, () -> result(queued.stage()));
        }
    }

    @Nested
    @DisplayName("Cancelled while it acquires")
    class CancelledAcquire {
        @Test
        void beforeItBegins() throws Exception {
            var queued = acquire(call, alice());
            assertTrue(queued.cancel());
            executor.run();
            assertEquals(SEC_E_INTERNAL_ERROR, call.status());
            assertEquals(List.of(SEC_E_INTERNAL_ERROR), told);
            assertEquals(0, test.ledger.credentialsMade());
            assertFalse(queued.cancel(), "once");
        }

        @Test
        void whileItIsAtWork() throws Exception {
            var reached = new CountDownLatch(1);
            var goOn = new CountDownLatch(1);
            var queued = test.engine.queue().acquire("EveryCase", CredentialUse.BOTH, alice(), () -> {
                reached.countDown();
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                return Configs.some();
            }, outputs());
            reached.await();
            assertTrue(queued.cancel());
            goOn.countDown();
            var after = test.engine.queue().acquire("EveryCase", CredentialUse.BOTH, alice(), Configs::some, Queueing.stageOnly());
            result(after.stage()).close();
            while (test.ledger.credentialClosings() < 2) {
                Thread.onSpinWait();
            }
            assertEquals(2, test.ledger.credentialsMade());
            assertEquals(List.of(), written);
        }
    }
}
