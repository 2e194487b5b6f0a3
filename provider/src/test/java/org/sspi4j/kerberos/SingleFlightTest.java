package org.sspi4j.kerberos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sspi4j.api.NtStatus;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.engine.Drive;
import org.sspi4j.spi.Need;
import org.sspi4j.spi.Step;

@Timeout(value = 20, unit = TimeUnit.SECONDS)
class SingleFlightTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    /** Answers every question of a test at the time the test says. */
    private static final class World implements Drive.AsyncAnswers {
        final CompletableFuture<String> kdc = new CompletableFuture<>();
        final AtomicInteger asked = new AtomicInteger();

        @Override
        @SuppressWarnings("unchecked")
        public <A> CompletionStage<A> to(Need<A> need) {
            if (need instanceof Need.Awaited<A> awaited) {
                return awaited.begin().get();
            }
            asked.incrementAndGet();
            return (CompletionStage<A>) kdc;
        }
    }

    /** Goes on when the test says: something else may have happened by then. */
    private static final class Held implements Drive.AsyncAnswers {
        final CompletableFuture<String> kdc = new CompletableFuture<>();
        final AtomicInteger asked = new AtomicInteger();
        private Runnable next = () -> {};

        @Override
        @SuppressWarnings("unchecked")
        public <A> CompletionStage<A> to(Need<A> need) {
            if (need instanceof Need.Awaited<A> awaited) {
                var answer = new CompletableFuture<A>();
                var landing = awaited.begin().get();
                next = () -> landing.whenComplete((result, failure) -> {
                    if (failure == null) {
                        answer.complete(result);
                    } else {
                        answer.completeExceptionally(failure);
                    }
                });
                return answer;
            }
            asked.incrementAndGet();
            return (CompletionStage<A>) kdc;
        }

        void goOn() {
            next.run();
        }
    }

    private static Step<String> question() {
        return Step.ask(new Need.Run<>(() -> "asked"));
    }

    private static CompletableFuture<String> driven(SingleFlight<String, String> flights, World world) throws SspiException {
        return Drive.async(flights.of("tgt", SingleFlightTest::question), world).toCompletableFuture();
    }

    @Test
    void manyWhoDoNotBlockAskOnce() throws Exception {
        var flights = new SingleFlight<String, String>(LONG);
        var world = new World();
        var callers = new ArrayList<CompletableFuture<String>>();
        for (int i = 0; i < 64; i++) {
            callers.add(driven(flights, world));
        }
        assertTrue(callers.stream().noneMatch(CompletableFuture::isDone));
        world.kdc.complete("ticket");
        for (var caller : callers) {
            assertEquals("ticket", caller.get());
        }
        assertEquals(1, world.asked.get());
        driven(flights, world).get();
        assertEquals(2, world.asked.get());
    }

    @Test
    void manyThatBlockAskOnce() throws Exception {
        var flights = new SingleFlight<String, String>(LONG);
        var asked = new AtomicInteger();
        var waiting = new CountDownLatch(63);
        var world = new Step.Answers() {
            @Override
            @SuppressWarnings("unchecked")
            public <A> A to(Need<A> need) throws SspiException {
                try {
                    if (need instanceof Need.Awaited<A> awaited) {
                        waiting.countDown();
                        return awaited.begin().get().toCompletableFuture().get();
                    }
                    asked.incrementAndGet();
                    waiting.await();
                    return (A) "ticket";
                } catch (Exception e) {
                    throw new SspiException(SecurityStatus.SEC_E_INTERNAL_ERROR, "test", e);
                }
            }
        };
        var threads = Executors.newFixedThreadPool(64);
        try {
            Callable<String> task = () -> Drive.sync(flights.of("tgt", SingleFlightTest::question), world);
            for (var answer : threads.invokeAll(Collections.nCopies(64, task))) {
                assertEquals("ticket", answer.get());
            }
        } finally {
            threads.shutdownNow();
        }
        assertEquals(1, asked.get());
    }

    @Test
    void questionsAboutSomethingElseDoNotWait() throws Exception {
        var flights = new SingleFlight<String, String>(LONG);
        var world = new World();
        driven(flights, world);
        assertEquals("here", Drive.async(flights.of("web", () -> Step.of("here")), world).toCompletableFuture().get());
    }

    @Test
    void aFailureIsThatOfAllAndOfNobodyAfterwards() throws Exception {
        var flights = new SingleFlight<String, String>(LONG);
        var world = new World();
        var first = driven(flights, world);
        var second = driven(flights, world);
        world.kdc.completeExceptionally(new SspiException(SecurityStatus.SEC_E_LOGON_DENIED, "no"));
        for (var caller : List.of(first, second)) {
            var failure = assertThrows(ExecutionException.class, caller::get);
            assertEquals(SecurityStatus.SEC_E_LOGON_DENIED, ((SspiException) failure.getCause()).status());
        }
        assertEquals("again", Drive.async(flights.of("tgt", () -> Step.of("again")), world).toCompletableFuture().get());
    }

    @Test
    void afterACallThatBreaksDownTheNextOneAsks() throws Exception {
        var flights = new SingleFlight<String, String>(LONG);
        var world = new World();
        var broken = Drive.async(
                flights.of("tgt", () -> question().then(answer -> {
                    throw new StackOverflowError("in the test");
                })),
                world).toCompletableFuture();
        var follower = driven(flights, world);
        world.kdc.complete("ticket");
        assertThrows(ExecutionException.class, broken::get);
        assertEquals("ticket", follower.get());
        assertEquals(2, world.asked.get());
    }

    @Test
    void whoeverIsInterruptedWhileHeWaitsGivesUp() throws Exception {
        var flights = new SingleFlight<String, String>(LONG);
        driven(flights, new World());
        var interrupted = new SspiException(SecurityStatus.SEC_E_INTERNAL_ERROR, "Interrupted while waiting for an answer");
        var failure = assertThrows(SspiException.class, () -> Drive.sync(flights.of("tgt", SingleFlightTest::question), new Step.Answers() {
            @Override
            public <A> A to(Need<A> need) throws SspiException {
                throw interrupted;
            }
        }));
        assertEquals(SecurityStatus.SEC_E_INTERNAL_ERROR, failure.status());
    }

    @Test
    void whoIsNeverAnsweredIsNotWaitedForForEver() throws Exception {
        var flights = new SingleFlight<String, String>(Duration.ofMillis(1));
        var never = new World();
        var abandoned = driven(flights, never);
        var world = new World();
        world.kdc.complete("ticket");
        assertEquals("ticket", driven(flights, world).get());
        assertFalse(abandoned.isDone());
    }

    /** Who leads is cancelled, one after the other. */
    @Test
    void whoWaitsForOneAfterTheOtherWaitsNoLongerInAll() throws Exception {
        var time = new AtomicLong(Long.MAX_VALUE - 5);
        var flights = new SingleFlight<String, String>(LONG, time::get);
        var first = new World();
        driven(flights, first);
        var waiting = new Held();
        var waits = Drive.async(flights.of("tgt", SingleFlightTest::question), waiting).toCompletableFuture();
        cancel(first);
        driven(flights, new World());
        time.addAndGet(LONG.toNanos());
        waiting.goOn();
        waiting.kdc.complete("ticket");
        assertEquals("ticket", waits.get());
        assertEquals(1, waiting.asked.get(), "he asks for himself");
    }

    @Test
    void whoHasTimeLeftWaitsForTheNextOne() throws Exception {
        var time = new AtomicLong(Long.MAX_VALUE - 5);
        var flights = new SingleFlight<String, String>(LONG, time::get);
        var first = new World();
        driven(flights, first);
        var waiting = new Held();
        var waits = Drive.async(flights.of("tgt", SingleFlightTest::question), waiting).toCompletableFuture();
        cancel(first);
        var second = new World();
        driven(flights, second);
        time.addAndGet(LONG.toNanos() - 1_000_000_000);
        waiting.goOn();
        assertFalse(waits.isDone());
        second.kdc.complete("ticket");
        waiting.goOn();
        assertEquals("ticket", waits.get());
        assertEquals(0, waiting.asked.get());
    }

    @Test
    void thatOneWhoHadWaitedHadNoTimeLeftIsNoAnswerToOthers() throws Exception {
        var flights = new SingleFlight<String, String>(LONG);
        var first = new World();
        driven(flights, first);
        var late = new World();
        var inherits = driven(flights, late);
        cancel(first);
        var fresh = new World();
        var waits = driven(flights, fresh);
        late.kdc.completeExceptionally(tooLate());
        assertThrows(ExecutionException.class, inherits::get);
        fresh.kdc.complete("ticket");
        assertEquals("ticket", waits.get());
    }

    /** He may have spent it on another question before. */
    @Test
    void thatTheFirstOneHadNoTimeLeftIsNoAnswerToOthers() throws Exception {
        var flights = new SingleFlight<String, String>(LONG);
        var first = new World();
        var leads = driven(flights, first);
        var fresh = new World();
        var waits = driven(flights, fresh);
        first.kdc.completeExceptionally(tooLate());
        assertSame(SecurityStatus.SEC_E_NO_AUTHENTICATING_AUTHORITY, status(leads));
        fresh.kdc.complete("ticket");
        assertEquals("ticket", waits.get());
    }

    /** Nobody asks KDCs that are not there once for each who waits. */
    @Test
    void thatNobodyAnswersIsTheAnswerOfAll() throws Exception {
        var flights = new SingleFlight<String, String>(LONG);
        var first = new World();
        driven(flights, first);
        var other = new World();
        var waits = driven(flights, other);
        first.kdc.completeExceptionally(new SspiException(SecurityStatus.SEC_E_NO_AUTHENTICATING_AUTHORITY, "Nobody listens there"));
        assertSame(SecurityStatus.SEC_E_NO_AUTHENTICATING_AUTHORITY, status(waits));
        assertEquals(0, other.asked.get());
    }

    @Test
    void sharedFailuresAreToldWholeAndOnce() throws Exception {
        var flights = new SingleFlight<String, String>(LONG);
        var first = new World();
        driven(flights, first);
        var waits = driven(flights, new World());
        var failure = new SspiException(SecurityStatus.SEC_E_LOGON_DENIED,
                "It has expired").withSubStatus(NtStatus.STATUS_PASSWORD_EXPIRED);
        first.kdc.completeExceptionally(failure);
        var told = (SspiException) assertThrows(ExecutionException.class, waits::get).getCause();
        assertNotSame(failure, told);
        assertEquals("SEC_E_LOGON_DENIED: It has expired", told.getMessage());
        assertEquals(failure.subStatus(), told.subStatus());
    }

    private static SspiException tooLate() {
        return new SspiException(
                SecurityStatus.SEC_E_NO_AUTHENTICATING_AUTHORITY, "no time was left", new TimeoutException("The time is over"));
    }

    private static SecurityStatus status(CompletableFuture<?> call) {
        return ((SspiException) assertThrows(ExecutionException.class, call::get).getCause()).status();
    }

    @Test
    void whatOneWhoHadWaitedIsAnsweredIsTheAnswerOfAll() throws Exception {
        var flights = new SingleFlight<String, String>(LONG);
        var first = new World();
        driven(flights, first);
        var late = new World();
        driven(flights, late);
        cancel(first);
        var fresh = new World();
        var waits = driven(flights, fresh);
        late.kdc.completeExceptionally(new SspiException(SecurityStatus.SEC_E_LOGON_DENIED, "no"));
        assertEquals(
                SecurityStatus.SEC_E_LOGON_DENIED,
                ((SspiException) assertThrows(ExecutionException.class, waits::get).getCause()).status());
        assertEquals(0, fresh.asked.get());
    }

    private static void cancel(World leading) {
        leading.kdc.completeExceptionally(new SspiException(SecurityStatus.SEC_E_INTERNAL_ERROR, "The call was cancelled"));
    }

    @Test
    void whoNeedNotWaitGoesOn() throws Exception {
        var flights = new SingleFlight<String, String>(LONG);
        var world = new World();
        driven(flights, world);
        assertTrue(flights.ifNobodyElse("tgt", SingleFlightTest::question).isEmpty());
        world.kdc.complete("ticket");
        assertTrue(flights.ifNobodyElse("tgt", SingleFlightTest::question).isPresent());
    }
}
