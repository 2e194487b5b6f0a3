package org.sspi4j.engine;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.security.auth.Subject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sspi4j.api.Decision;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.credential.CredentialCaches;
import org.sspi4j.fixture.Configs;
import org.sspi4j.fixture.HandRun;
import org.sspi4j.kdc.KdcRequest;
import org.sspi4j.kdc.KdcService;
import org.sspi4j.kdc.KdcTransport;
import org.sspi4j.logon.Subjects;
import org.sspi4j.spi.Decisions;
import org.sspi4j.spi.Need;
import org.sspi4j.spi.Step;

@Timeout(value = 20, unit = TimeUnit.SECONDS)
class OffloadingWorldTest {
    /** Answers nobody by itself. */
    private static final class Pending implements KdcTransport {
        final List<KdcRequest> requests = new ArrayList<>();
        final CompletableFuture<byte[]> reply = new CompletableFuture<>();

        @Override
        public byte[] exchange(KdcRequest request) {
            throw new AssertionError("nobody blocks here");
        }

        @Override
        public CompletableFuture<byte[]> begin(KdcRequest request) {
            requests.add(request);
            return reply;
        }
    }

    private final Pending pending = new Pending();

    private OffloadingWorld world(Executor executor) {
        var blocking = new BlockingWorld(pending, new CredentialCaches(), Decisions.NOWHERE);
        return new OffloadingWorld(pending, Decisions.NOWHERE, blocking, executor);
    }

    private static Need<byte[]> kdc() {
        return new Need.Kdc(Configs.some(), "REALM", new byte[1]);
    }

    @Test
    void theProtocolGoesOnOnTheExecutorAndNotWhereTheReplyComesIn() throws Exception {
        var executor = Executors.newSingleThreadExecutor();
        try {
            var on = executor.submit(Thread::currentThread).get();
            var world = world(executor);
            var went = world.begin(() -> Step.ask(kdc()).then(reply -> Step.of(Thread.currentThread())));
            var io = new Thread(() -> pending.reply.complete(new byte[2]));
            executor.submit(() -> {}).get();
            io.start();
            assertSame(on, went.toCompletableFuture().get());
        } finally {
            executor.shutdown();
        }
    }

    /** Its threads live on, and others use them. */
    @Test
    void threadsThatTheExecutorBeginsForSomebodyAreNobodyLater() throws Exception {
        beginsNobodysThread(world -> world.begin(() -> Step.of("done")));
        beginsNobodysThread(world -> world.to(new Need.Run<>(() -> "done")));
        beginsNobodysThread(world -> {
            var answer = world.to(kdc());
            pending.reply.complete(new byte[1]);
            return answer;
        });
    }

    private interface Begun {
        CompletionStage<?> by(OffloadingWorld world);
    }

    private void beginsNobodysThread(Begun begun) throws Exception {
        var executor = Executors.newSingleThreadExecutor();
        try {
            Subjects.callAs(new Subject(), () -> begun.by(world(executor)).toCompletableFuture().get());
            assertNull(executor.submit(Subjects::current).get());
        } finally {
            executor.shutdown();
        }
    }

    @Test
    void cancellingTheCallEndsTheExchangeAndTheContext() throws Exception {
        var test = new EveryCaseEngine();
        test.kdcs = pending;
        try (var credential = test.outbound()) {
            var context = test.begun(credential);
            var call = test.engine.initializeAsync(
                    credential, context, "target", EveryCaseEngine.NO_FLAGS, EveryCaseEngine.input("kdc REALM"), Runnable::run);
            assertEquals(1, pending.requests.size());
            assertTrue(call.cancel(true));
            assertTrue(pending.reply.isCancelled());
            assertEquals(
                    SecurityStatus.SEC_E_INVALID_HANDLE,
                    EveryCaseEngine.status(() -> test.initialize(credential, context, "hello")));
        }
        assertEquals(0, test.ledger.liveSecrets());
        assertEquals(test.ledger.credentialsMade(), test.ledger.credentialClosings());
    }

    /** The thread that brings the reply would not tell anybody. */
    @Test
    void anExecutorThatCannotGoOnIsAFailureOfTheCall() {
        for (var planted : List.of(new RejectedExecutionException("planted"), new OutOfMemoryError("planted: no thread"))) {
            var answer = world(task -> {
                        if (planted instanceof Error error) {
                            throw error;
                        }
                        throw (RuntimeException) planted;
                    })
                    .to(kdc())
                    .toCompletableFuture();
            pending.reply.complete(new byte[2]);
            assertSame(planted, assertThrows(ExecutionException.class, () -> answer.get(10, TimeUnit.SECONDS)).getCause());
        }
    }

    @Test
    void afterCancellingNothingIsAskedAnyMore() {
        var world = world(Runnable::run);
        world.cancel();
        var answer = world.to(kdc()).toCompletableFuture();
        assertTrue(assertThrows(Exception.class, answer::get).getMessage().contains("cancelled"));
        assertEquals(List.of(), pending.requests);
    }

    /** Late, the executor does what it was given. */
    @Test
    void afterCancellingNoProtocolBegins() {
        var later = new HandRun();
        var world = world(later);
        var begun = new AtomicInteger();
        var result = world.begin(() -> Step.of(begun.incrementAndGet())).toCompletableFuture();
        world.cancel();
        assertTrue(result.isCompletedExceptionally());
        later.run();
        assertEquals(0, begun.get());
    }

    @Test
    void allQuestionsOfACallShareOneDeadline() {
        var world = world(Runnable::run);
        long before = System.nanoTime();
        world.to(kdc());
        world.to(new Need.Kpasswd(Configs.some(), "REALM", new byte[1]));
        assertEquals(pending.requests.get(0).deadline(), pending.requests.get(1).deadline());
        long left = pending.requests.get(0).deadline() - before;
        assertTrue(left >= Duration.ofSeconds(10).toNanos() && left < Duration.ofSeconds(30).toNanos(), left + " ns");
        assertEquals(List.of(KdcService.KDC, KdcService.KPASSWD), pending.requests.stream().map(KdcRequest::service).toList());
    }

    @Test
    void whoWasAskedIsAmongTheDecisionsOfTheContext() throws Exception {
        var test = new EveryCaseEngine();
        test.kdcs = request -> {
            request.decisions().accept("asked {} of " + request.realm());
            return "reply".getBytes(US_ASCII);
        };
        try (var credential = test.outbound()) {
            var context = test.begun(credential);
            test.initialize(credential, context, "kdc REALM");
            assertTrue(context.decisions().contains(new Decision(Decision.About.KDC, "asked {} of REALM")), context.decisions()::toString);
        }
    }
}
