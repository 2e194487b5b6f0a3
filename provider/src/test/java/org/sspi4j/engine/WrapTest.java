package org.sspi4j.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_HANDLE;
import static org.sspi4j.api.SecurityStatus.SEC_E_NO_IMPERSONATION;
import static org.sspi4j.engine.EveryCaseEngine.status;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.SspiException;
import org.sspi4j.fixture.Elsewhere;
import org.sspi4j.logon.Subjects;
import org.sspi4j.logon.ThreadToken;
import org.sspi4j.spi.PrivilegePolicy.Privilege;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class WrapTest {
    private final EveryCaseEngine test = new EveryCaseEngine();
    private final ExecutorService pool = Executors.newFixedThreadPool(1);

    @AfterEach
    void theThreadsAreCleanAgain() throws Exception {
        assertEquals("nobody", Elsewhere.on(pool, WrapTest::user));
        assertEquals("nobody", user());
        pool.shutdown();
    }

    static List<Elsewhere> ways() {
        return Elsewhere.known();
    }

    /** Threads begin when there is something to do, whoever made the executor, and live on. */
    @Nested
    @DisplayName("A thread that begins while somebody acts as the client")
    class NewThreads {
        private final ExecutorService lazy = Executors.newFixedThreadPool(2);

        @AfterEach
        void end() {
            lazy.shutdown();
        }

        @Test
        void isNobodyWhenTheTaskIsDone() throws Exception {
            var context = test.accepted();
            var wrapped = context.wrap((Executor) lazy);
            var seen = new CompletableFuture<Object>();
            context.callAs(() -> {
                wrapped.execute(() -> seen.complete(Subjects.current()));
                return null;
            });
            assertEquals(context.accessToken().subject(), seen.get());
            assertNull(Elsewhere.on(lazy, Subjects::current));
            assertNull(Elsewhere.on(lazy, Subjects::current), "nor the second one");
        }

        @Test
        void isNobodyForTasksThatHandOn() throws Exception {
            var wrapped = test.accepted().wrap((Executor) lazy);
            var done = new CompletableFuture<Void>();
            wrapped.execute(() -> wrapped.execute(() -> done.complete(null)));
            done.get();
            assertNull(Elsewhere.on(lazy, Subjects::current));
            assertNull(Elsewhere.on(lazy, Subjects::current), "nor the second one");
        }
    }

    @Nested
    @DisplayName("A wrapped task")
    class Tasks {
        @ParameterizedTest
        @MethodSource("org.sspi4j.engine.WrapTest#ways")
        void actsAsTheClientOnAnyThread(Elsewhere way) throws Exception {
            var context = test.accepted();
            Callable<String> task = context.wrap(WrapTest::user);
            assertEquals("nobody", user());
            assertEquals("alice", way.run(task));
        }

        @Test
        void bindsTheSubjectForOthersToSee() throws Exception {
            var context = test.accepted();
            assertEquals(context.accessToken().subject(), Elsewhere.on(pool, context.wrap(Subjects::current)));
        }

        @Test
        void withoutAResultToo() throws Exception {
            var seen = new ArrayList<String>();
            Runnable task = test.accepted().wrap((Runnable) () -> seen.add(user()));
            Elsewhere.on(pool, Executors.callable(task));
            assertEquals(List.of("alice"), seen);
        }

        @Test
        void actsAsTheClientForItsDurationOnly() throws Exception {
            var task = test.accepted().wrap(WrapTest::user);
            assertEquals(List.of("nobody", "alice", "nobody"), Elsewhere.on(pool, () -> List.of(user(), task.call(), user())));
        }

        @Test
        void endsWithAFailureToo() throws Exception {
            var checked = new IOException("checked");
            var unchecked = new IllegalStateException("unchecked");
            var error = new AssertionError("an error");
            var context = test.accepted();
            assertSame(checked, assertThrows(IOException.class, () -> context.wrap(() -> {
                throw checked;
            }).call()));
            Runnable failing = context.wrap((Runnable) () -> {
                throw unchecked;
            });
            assertSame(unchecked, assertThrows(IllegalStateException.class, failing::run));
            Runnable broken = context.wrap((Runnable) () -> {
                throw error;
            });
            assertSame(error, assertThrows(AssertionError.class, broken::run));
            assertEquals("nobody", user());
        }

        @Test
        void insideAnImpersonationRestoresWhatWasThereBefore() throws Exception {
            var alice = test.accepted().wrap(WrapTest::user);
            var bob = acceptedFrom("bob");
            try (var impersonation = bob.impersonate()) {
                assertEquals("alice", alice.call());
                assertEquals("bob", user());
            }
            assertEquals(List.of("bob", "alice", "bob"), bob.callAs(() -> List.of(user(), alice.call(), user())));
            assertEquals("bob", test.accepted().wrap(() -> bob.wrap(WrapTest::user).call()).call());
        }

        @Test
        void endsTheImpersonationsThatItLeftOpen() throws Exception {
            var bob = acceptedFrom("bob");
            var task = test.accepted().wrap(() -> bob.impersonate().token().userName());
            assertEquals(List.of("bob", "nobody"), Elsewhere.on(pool, () -> List.of(task.call(), user())));
        }

        @Test
        void aRevertInItEndsWithIt() throws Exception {
            var context = test.accepted();
            var task = context.wrap(() -> {
                test.engine.revert(context);
                return user();
            });
            var bob = acceptedFrom("bob");
            assertEquals(List.of("nobody", "bob"), Elsewhere.on(pool, () -> bob.callAs(() -> List.of(task.call(), user()))));
        }

        @ParameterizedTest
        @MethodSource("org.sspi4j.engine.WrapTest#ways")
        void handsNothingOn(Elsewhere way) throws Exception {
            assertEquals("nobody", Elsewhere.on(pool, test.accepted().wrap(() -> way.run(WrapTest::user))));
        }

        @Test
        void mayBeRunOften() throws Exception {
            var task = test.accepted().wrap(WrapTest::user);
            assertEquals(List.of("alice", "alice"), List.of(task.call(), Elsewhere.on(pool, task)));
        }
    }

    @Nested
    @DisplayName("A wrapped executor")
    class Executing {
        @Test
        void runsEachTaskAsTheClient() throws Exception {
            Executor executor = test.accepted().wrap(pool);
            assertEquals("alice", Elsewhere.on(executor, WrapTest::user));
            assertEquals("nobody", Elsewhere.on(pool, WrapTest::user));
            assertEquals("alice", CompletableFuture.supplyAsync(WrapTest::user, executor).get());
        }

        @Test
        void ofTheCallingThreadItselfToo() throws Exception {
            var seen = new ArrayList<String>();
            test.accepted().wrap((Executor) Runnable::run).execute(() -> seen.add(user()));
            seen.add(user());
            assertEquals(List.of("alice", "nobody"), seen);
        }

        @Test
        void forTwoClientsSharesThreadsAndMixesNothingUp() throws Exception {
            var two = Executors.newFixedThreadPool(2);
            try {
                Executor alices = test.accepted().wrap(two);
                Executor bobs = acceptedFrom("bob").wrap(two);
                var both = new CountDownLatch(2);
                Callable<String> task = () -> {
                    both.countDown();
                    both.await();
                    return user();
                };
                var results = new ArrayList<CompletableFuture<String>>();
                for (Executor executor : List.of(alices, bobs)) {
                    results.add(CompletableFuture.supplyAsync(() -> called(task), executor));
                }
                assertEquals(List.of("alice", "bob"), List.of(results.get(0).get(), results.get(1).get()));
            } finally {
                two.shutdown();
            }
        }
    }

    @Nested
    @DisplayName("What happens in between")
    class Meanwhile {
        @Test
        void aContextThatIsClosedBeforeTheTaskBeginsChangesNothing() throws Exception {
            var context = test.accepted();
            var task = context.wrap(WrapTest::user);
            Executor executor = context.wrap(pool);
            context.close();
            assertEquals("alice", Elsewhere.on(pool, task));
            assertEquals("alice", Elsewhere.on(executor, WrapTest::user));
            assertEquals(SEC_E_INVALID_HANDLE, status(() -> context.wrap(WrapTest::user)));
        }

        @Test
        void aContextThatIsClosedWhileTheTaskRunsChangesNothing() throws Exception {
            var context = test.accepted();
            var begun = new CountDownLatch(1);
            var closed = new CountDownLatch(1);
            var task = pool.submit(context.wrap(() -> {
                begun.countDown();
                closed.await();
                return user();
            }));
            begun.await();
            context.close();
            closed.countDown();
            assertEquals("alice", task.get());
        }

        @Test
        void thePrivilegeIsLookedAtWhenWrapping() throws Exception {
            var context = test.accepted();
            test.held.remove(Privilege.IMPERSONATE);
            assertEquals(SEC_E_NO_IMPERSONATION, status(() -> context.wrap(WrapTest::user)));
            assertEquals(SEC_E_NO_IMPERSONATION, status(() -> context.wrap((Runnable) () -> { })));
            assertEquals(SEC_E_NO_IMPERSONATION, status(() -> context.wrap(pool)));
        }

        @Test
        void andOnceMoreWhenTheTaskBegins() throws Exception {
            var ran = new ArrayList<String>();
            var context = test.accepted();
            Callable<Boolean> callable = context.wrap(() -> ran.add("callable"));
            Runnable runnable = context.wrap((Runnable) () -> ran.add("runnable"));
            Executor executor = context.wrap(pool);
            test.held.remove(Privilege.IMPERSONATE);
            assertEquals(SEC_E_NO_IMPERSONATION, status(callable::call));
            assertEquals(SEC_E_NO_IMPERSONATION, rejection(runnable::run).status());
            assertEquals(SEC_E_NO_IMPERSONATION, rejection(() -> executor.execute(() -> ran.add("executor"))).status());
            assertEquals(List.of(), ran);
            test.held.add(Privilege.IMPERSONATE);
            callable.call();
            assertEquals(List.of("callable"), ran);
        }

        @Test
        void aTaskThatAnExecutorHasTakenIsRun() throws Exception {
            var taken = new ArrayList<Runnable>();
            var seen = new ArrayList<String>();
            test.accepted().wrap((Executor) taken::add).execute(() -> seen.add(user()));
            test.held.remove(Privilege.IMPERSONATE);
            taken.forEach(Runnable::run);
            assertEquals(List.of("alice"), seen);
        }

        @Test
        void whatNeedsNoPrivilegeGoesOnWithoutIt() throws Exception {
            test.held.remove(Privilege.IMPERSONATE);
            assertEquals("alice", Elsewhere.on(pool, test.accepted(ContextFlag.IDENTIFY).wrap(WrapTest::user)));
            assertEquals("server", Elsewhere.on(pool, acceptedFrom("server").wrap(WrapTest::user)));
        }

        private static SspiException rejection(org.junit.jupiter.api.function.Executable call) {
            return (SspiException) assertThrows(RejectedExecutionException.class, call).getCause();
        }
    }

    private CtxtHandle acceptedFrom(String client) throws SspiException {
        try (var credential = test.inbound()) {
            return test.accept(credential, null, "bye " + client).context();
        }
    }

    private static <T> T called(Callable<T> task) {
        try {
            return task.call();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Whom the thread acts as, for this library and for others. */
    private static String user() {
        var token = ThreadToken.current();
        assertEquals(token.map(acting -> acting.subject()), ThreadToken.effectiveSubject());
        return token.map(acting -> acting.userName()).orElse("nobody");
    }
}
