package org.sspi4j.engine;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.sspi4j.api.SspiException;
import org.sspi4j.spi.Need;
import org.sspi4j.spi.Step;

/**
 * Answers questions on an executor, so that the caller's thread goes on; the protocol begins and continues on the executor
 * too, never on the thread that wakes a suspended task.
 */
record OffloadingWorld(Step.Answers blocking, Executor executor) implements Drive.AsyncAnswers {
    @Override
    public <A> CompletionStage<A> to(Need<A> need) {
        var answer = new CompletableFuture<A>();
        if (need instanceof Need.Suspendable<A> suspendable) {
            suspendable.task().get().whenComplete((result, failure) -> wake(answer, result, failure));
        } else {
            executor.execute(() -> answer(answer, need));
        }
        return answer;
    }

    /** Runs a protocol on the executor from its beginning. */
    <T> CompletionStage<T> begin(Step.Begin<T> protocol) {
        var result = new CompletableFuture<T>();
        executor.execute(() -> {
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
            executor.execute(() -> settle(answer, result, failure));
        } catch (RuntimeException e) {
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
