package org.sspi4j.engine;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.kdc.KdcTransport;
import org.sspi4j.spi.Decisions;
import org.sspi4j.spi.Need;
import org.sspi4j.spi.Step;

/**
 * Answers questions without blocking the caller's thread: KDCs are asked by the transport, everything else on an executor. The
 * protocol begins and continues on the executor, never on the thread that brings an answer.
 */
final class OffloadingWorld implements Drive.AsyncAnswers {
    private final KdcTransport kdcs;
    private final KdcQuestions questions;
    private final Step.Answers blocking;
    private final Executor executor;
    private volatile CompletableFuture<?> asked = CompletableFuture.completedFuture(null);
    /** What a protocol that waits for the executor is to come to: whoever takes it out decides. */
    private final AtomicReference<CompletableFuture<?>> unbegun = new AtomicReference<>();
    private volatile boolean cancelled;

    /**
     * @param decisions are told which KDCs were asked
     * @param blocking answers what is no question to a KDC
     */
    OffloadingWorld(KdcTransport kdcs, Decisions decisions, Step.Answers blocking, Executor executor) {
        this.kdcs = kdcs;
        this.questions = new KdcQuestions(decisions);
        this.blocking = blocking;
        this.executor = executor;
    }

    @Override
    public <A> CompletionStage<A> to(Need<A> need) {
        var answer = new CompletableFuture<A>();
        var question = questions.of(need);
        if (cancelled) {
            answer.completeExceptionally(cancellation());
        } else if (question.isPresent()) {
            ask(kdcs.begin(question.get()), answer);
        } else if (need instanceof Need.CanonicalHost host) {
            ask(kdcs.beginCanonicalName(questions.of(host)), answer);
        } else if (need instanceof Need.Awaited<A> awaited) {
            await(awaited.begin().get(), answer);
        } else if (need instanceof Need.Suspendable<A> suspendable) {
            suspend(suspendable, answer);
        } else if (need instanceof Need.Account || need instanceof Need.Verify) {
            // Whoever wrote the store may block.
            HandOver.execute(executor, () -> ask(new AccountQuestion<>(need).begin(), answer));
        } else {
            HandOver.execute(executor, () -> answer(answer, need));
        }
        return answer;
    }

    /** Nobody else's to cancel: others may wait for the same. */
    private <A> void await(CompletionStage<A> awaited, CompletableFuture<A> answer) {
        var woken = new CompletableFuture<A>();
        awaited.whenComplete((result, failure) -> settle(woken, result, failure));
        ask(woken, answer);
    }

    private <A> void suspend(Need.Suspendable<A> suspendable, CompletableFuture<A> answer) {
        SuspendableThreads.run(suspendable.task());
        await(suspendable.event(), answer);
    }

    @SuppressWarnings("unchecked")
    private <A> void ask(CompletableFuture<?> reply, CompletableFuture<A> answer) {
        asked = reply;
        if (cancelled) {
            reply.cancel(false);
        }
        reply.whenComplete((result, failure) -> {
            if (cancelled) {
                AccountQuestion.wipe(result);
                wake(answer, null, cancellation());
            } else {
                wake(answer, (A) result, failure);
            }
        });
    }

    /**
     * Ends the exchange or the wait that is on its way, and answers nothing any more. A protocol that has not begun is over at once,
     * on this thread: an executor that was shut down may have dropped it.
     */
    void cancel() {
        cancelled = true;
        asked.cancel(false);
        var waiting = unbegun.getAndSet(null);
        if (waiting != null) {
            waiting.completeExceptionally(cancellation());
        }
    }

    boolean isCancelled() {
        return cancelled;
    }

    /** What a call that was cancelled fails with. */
    static SspiException cancellation() {
        return new SspiException(SecurityStatus.SEC_E_INTERNAL_ERROR, "The call was cancelled");
    }

    /** Runs a protocol on the executor from its beginning, unless it is cancelled before. */
    <T> CompletionStage<T> begin(Step.Begin<T> protocol) {
        var result = new CompletableFuture<T>();
        unbegun.set(result);
        HandOver.execute(executor, () -> {
            if (!unbegun.compareAndSet(result, null)) {
                return;
            }
            try {
                Drive.async(protocol.begin(), this).whenComplete((value, failure) -> settle(result, value, failure));
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    private <A> void answer(CompletableFuture<A> answer, Need<A> need) {
        A given;
        try {
            given = blocking.to(need);
        } catch (SspiException | RuntimeException | Error e) {
            answer.completeExceptionally(e);
            return;
        }
        answer.complete(given);
    }

    /** An executor that refuses is a failure of the answer: the thread that wakes the task may not know of it. */
    private <A> void wake(CompletableFuture<A> answer, A result, Throwable failure) {
        try {
            HandOver.execute(executor, () -> settle(answer, result, failure));
        } catch (RuntimeException | Error e) {
            AccountQuestion.wipe(result);
            answer.completeExceptionally(e);
        }
    }

    private static <T> void settle(CompletableFuture<T> stage, T value, Throwable failure) {
        if (failure == null) {
            stage.complete(value);
        } else {
            stage.completeExceptionally(failure);
        }
    }
}
