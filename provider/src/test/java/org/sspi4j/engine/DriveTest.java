package org.sspi4j.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sspi4j.api.AccountSecret;
import org.sspi4j.api.AccountStore;
import org.sspi4j.api.LogonVerdict;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.api.StoredAccount;
import org.sspi4j.spi.Need;
import org.sspi4j.spi.Step;

@Timeout(60)
class DriveTest {
    private static final int DEEP = 100_000;
    private static final AccountStore NOBODY = (domain, user) -> CompletableFuture.completedFuture(Optional.empty());

    /** One of the drivers, and when its world answers. */
    enum Driver {
        SYNC {
            @Override
            <T> T drive(Step<T> step, Step.Answers world) throws SspiException {
                return Drive.sync(step, world);
            }
        },
        ASYNC_AT_ONCE {
            @Override
            <A> CompletionStage<A> stage(Step.Answers world, Need<A> need) {
                var stage = new CompletableFuture<A>();
                answer(world, need, stage);
                return stage;
            }
        },
        ASYNC_LATER {
            @Override
            <A> CompletionStage<A> stage(Step.Answers world, Need<A> need) {
                var stage = new CompletableFuture<A>();
                Way.OTHER_THREAD.execute(() -> answer(world, need, stage));
                return stage;
            }
        },
        ASYNC_DERIVED {
            /** A stage that was made of another one wraps its failure. */
            @Override
            <A> CompletionStage<A> stage(Step.Answers world, Need<A> need) {
                return ASYNC_LATER.stage(world, need).thenApply(answer -> answer).thenApply(answer -> answer);
            }
        };

        <A> CompletionStage<A> stage(Step.Answers world, Need<A> need) {
            throw new AssertionError("the blocking driver has no stages");
        }

        <T> T drive(Step<T> step, Step.Answers world) throws SspiException {
            var driver = this;
            return EveryCaseEngine.result(Drive.async(step, new Drive.AsyncAnswers() {
                @Override
                public <A> CompletionStage<A> to(Need<A> need) {
                    return driver.stage(world, need);
                }
            }));
        }

        private static <A> void answer(Step.Answers world, Need<A> need, CompletableFuture<A> stage) {
            try {
                stage.complete(world.to(need));
            } catch (SspiException | RuntimeException | Error e) {
                stage.completeExceptionally(e);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Driver.class)
    void aResultNeedsNoWorld(Driver driver) throws Exception {
        assertEquals("done", driver.drive(Step.of("done"), new Silent()));
    }

    @ParameterizedTest
    @EnumSource(Driver.class)
    void everyNeedIsAnsweredWithItsOwnType(Driver driver) throws Exception {
        var stored = new StoredAccount(
                "EXAMPLE\\alice",
                new AccountSecret(AccountSecret.Kind.NT_HASH, Secret.key("sixteen bytes ok".getBytes(StandardCharsets.US_ASCII))),
                Set.of());
        var verdict = new LogonVerdict("EXAMPLE\\alice", Secret.key("session base key".getBytes(StandardCharsets.US_ASCII)), Set.of());
        var world = new Step.Answers() {
            @Override
            @SuppressWarnings("unchecked")
            public <A> A to(Need<A> need) {
                return (A) (need instanceof Need.Account account
                        ? Optional.of(stored).filter(found -> account.user().equals("alice"))
                        : need instanceof Need.Verify ? verdict : "text".getBytes(StandardCharsets.US_ASCII));
            }
        };
        assertSame(stored, driver.drive(Step.ask(new Need.Account(NOBODY, "EXAMPLE", "alice")), world).orElseThrow());
        assertTrue(driver.drive(Step.ask(new Need.Account(NOBODY, "EXAMPLE", "bob")), world).isEmpty());
        assertSame(verdict, driver.drive(Step.ask(new Need.Verify(null, null)), world));
        assertEquals(4, driver.drive(Step.ask(new Need.Kdc(null, "EXAMPLE.COM", new byte[0])), world).length);
    }

    @Nested
    @DisplayName("A chain of questions does not grow the stack")
    class Deep {
        @ParameterizedTest
        @EnumSource(Driver.class)
        void whenEachIsAskedAfterTheOneBefore(Driver driver) throws Exception {
            assertEquals(DEEP, driver.drive(count(DEEP, 0), new Running()));
        }

        @ParameterizedTest
        @EnumSource(Driver.class)
        void whenSomethingFollowsTheWholeChain(Driver driver) throws Exception {
            assertEquals("all " + DEEP, driver.drive(count(DEEP, 0).then(n -> Step.of("all " + n)), new Running()));
        }

        @ParameterizedTest
        @EnumSource(Driver.class)
        void whenAFallbackSpansTheWholeChain(Driver driver) throws Exception {
            var step = Step.<Integer>either(() -> count(DEEP, 0).then(DriveTest::denied), failure -> Step.of(-1));
            assertEquals(-1, driver.drive(step, new Running()));
        }

        @ParameterizedTest
        @EnumSource(Driver.class)
        void whenEachFailsAndIsAskedAgain(Driver driver) throws Exception {
            assertEquals(DEEP, driver.drive(tryAgain(DEEP, 0), new Failing(new SspiException(
                    SecurityStatus.SEC_E_NO_AUTHENTICATING_AUTHORITY, "nobody there"))));
        }

        private Step<Integer> tryAgain(int more, int failed) throws SspiException {
            return more == 0
                    ? Step.of(failed)
                    : Step.either(() -> Step.ask(new Need.Run<>(() -> 0)), e -> tryAgain(more - 1, failed + 1));
        }
    }

    @Nested
    @DisplayName("What goes wrong is the same in each driver")
    class Failures {
        @ParameterizedTest
        @EnumSource(Driver.class)
        void aStatusComesOutAsItIs(Driver driver) {
            var denied = new SspiException(SecurityStatus.SEC_E_LOGON_DENIED, "as told");
            assertSame(denied, assertThrows(SspiException.class, () -> driver.drive(question(), new Failing(denied))));
        }

        @ParameterizedTest
        @EnumSource(Driver.class)
        void aFaultOfTheWorldIsAnInternalErrorWithItsCause(Driver driver) {
            var fault = new IllegalStateException("a fault");
            var thrown = assertThrows(SspiException.class, () -> driver.drive(question(), new Failing(fault)));
            assertEquals(SecurityStatus.SEC_E_INTERNAL_ERROR, thrown.status());
            assertSame(fault, thrown.getCause());
        }

        @ParameterizedTest
        @EnumSource(Driver.class)
        void aFallbackTakesAStatus(Driver driver) throws Exception {
            var denied = new SspiException(SecurityStatus.SEC_E_LOGON_DENIED, "as told");
            assertEquals("SEC_E_LOGON_DENIED", driver.drive(withFallback(), new Failing(denied)));
        }

        @ParameterizedTest
        @EnumSource(Driver.class)
        void aFallbackTakesAFaultOfTheWorld(Driver driver) throws Exception {
            assertEquals(
                    "SEC_E_INTERNAL_ERROR",
                    driver.drive(withFallback(), new Failing(new IllegalStateException("a fault"))));
        }

        @ParameterizedTest
        @EnumSource(Driver.class)
        void aFallbackTakesAFailureOfWhatFollows(Driver driver) throws Exception {
            var step = Step.<String>either(
                    () -> question().then(DriveTest::denied), failure -> Step.of(failure.status().name()));
            assertEquals("SEC_E_LOGON_DENIED", driver.drive(step, new Running()));
        }

        @ParameterizedTest
        @EnumSource(Driver.class)
        void aFallbackDoesNotTakeAnError(Driver driver) throws Exception {
            var fallbacks = new ArrayList<SspiException>();
            var step = Step.<Object>either(DriveTest::question, failure -> {
                fallbacks.add(failure);
                return Step.of("fallback");
            });
            assertThrows(Throwable.class, () -> driver.drive(step, new Failing(new AssertionError("an error"))));
            assertEquals(List.of(), fallbacks);
        }
    }

    @Test
    void aStageThatCannotBeMadeIsAFailureOfTheStage() {
        var stage = Drive.async(question(), new Drive.AsyncAnswers() {
            @Override
            public <A> CompletionStage<A> to(Need<A> need) {
                throw new CompletionException(new SspiException(SecurityStatus.SEC_E_NO_CREDENTIALS, "as told"));
            }
        });
        assertEquals(SecurityStatus.SEC_E_NO_CREDENTIALS, EveryCaseEngine.status(() -> EveryCaseEngine.result(stage)));
    }

    @Test
    void theProtocolGoesOnOnTheThreadThatCompletesTheAnswer() throws Exception {
        var answer = new CompletableFuture<Object>();
        var threads = new ArrayList<String>();
        var stage = Drive.async(
                question().then(ignored -> {
                    threads.add(Thread.currentThread().getName());
                    return Step.of("done");
                }),
                new Drive.AsyncAnswers() {
                    @Override
                    @SuppressWarnings("unchecked")
                    public <A> CompletionStage<A> to(Need<A> need) {
                        return (CompletionStage<A>) answer;
                    }
                });
        assertEquals(List.of(), threads);
        Way.OTHER_THREAD.submit(() -> answer.complete("answer")).get();
        assertEquals("done", EveryCaseEngine.result(stage));
        assertEquals(List.of("other"), threads);
    }

    private static Step<Object> question() {
        return Step.ask(new Need.Run<>(() -> "answer"));
    }

    private static Step<String> withFallback() throws SspiException {
        return Step.either(
                () -> question().then(answer -> Step.of("no failure")), failure -> Step.of(failure.status().name()));
    }

    private static <A, T> Step<T> denied(A answer) throws SspiException {
        throw new SspiException(SecurityStatus.SEC_E_LOGON_DENIED, "as told");
    }

    private static Step<Integer> count(int more, int counted) throws SspiException {
        return more == 0
                ? Step.of(counted)
                : Step.ask(new Need.Run<>(() -> counted + 1)).then(next -> count(more - 1, next));
    }

    /** Runs tasks. */
    private record Running() implements Step.Answers {
        @Override
        public <A> A to(Need<A> need) {
            try {
                return ((Need.Run<A>) need).task().call();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }

    /** Answers nothing. */
    private record Failing(Throwable failure) implements Step.Answers {
        @Override
        public <A> A to(Need<A> need) throws SspiException {
            if (failure instanceof SspiException e) {
                throw e;
            }
            if (failure instanceof RuntimeException e) {
                throw e;
            }
            throw (Error) failure;
        }
    }

    /** Must not be asked. */
    private record Silent() implements Step.Answers {
        @Override
        public <A> A to(Need<A> need) {
            throw new AssertionError("nobody has to be asked");
        }
    }
}
