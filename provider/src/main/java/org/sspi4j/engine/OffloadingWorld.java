package org.sspi4j.engine;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.sspi4j.spi.Need;
import org.sspi4j.spi.Step;

/** Answers questions on an executor, so that the caller's thread goes on; the protocol continues on the executor too. */
record OffloadingWorld(Step.Answers blocking, Executor executor) implements Drive.AsyncAnswers {
    @Override
    public <A> CompletionStage<A> to(Need<A> need) {
        if (need instanceof Need.Suspendable<A> suspendable) {
            return suspendable.task().get().thenApplyAsync(Function.identity(), executor);
        }
        return begin(() -> blocking.to(need));
    }

    /** Runs something on the executor. */
    <T> CompletionStage<T> begin(Callable<T> action) {
        var stage = new CompletableFuture<T>();
        executor.execute(() -> {
            try {
                stage.complete(action.call());
            } catch (Exception e) {
                stage.completeExceptionally(new CompletionException(e));
            }
        });
        return stage;
    }
}
