package org.sspi4j.engine;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.sspi4j.api.ContextResult;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiCall;
import org.sspi4j.api.SspiException;

/**
 * An operation that was queued. Its future is the one place that says whether it is over: status, stage and asynchronous context
 * cannot disagree.
 */
final class Queued<T> implements SspiCall<T> {
    private final CompletableFuture<T> future = new CompletableFuture<>();
    private final Outputs<? super T> outputs;
    private final boolean mayBeGivenUp;

    /** Nobody but the stage is told. */
    Queued() {
        this((result, failure) -> {}, true);
    }

    /**
     * @param outputs are written before the operation can be seen to be over: of result and failure one is null
     * @param mayBeGivenUp whether it can be cancelled
     */
    Queued(Outputs<? super T> outputs, boolean mayBeGivenUp) {
        this.outputs = outputs;
        this.mayBeGivenUp = mayBeGivenUp;
    }

    @Override
    public CompletionStage<T> stage() {
        return mayBeGivenUp ? handedOut() : future.minimalCompletionStage();
    }

    /**
     * Comes to what the operation comes to. It is its holder's to complete, by a timeout perhaps: that gives the operation up and
     * decides nothing else of it.
     */
    CompletableFuture<T> handedOut() {
        var copy = new CompletableFuture<T>();
        future.whenComplete((result, failure) -> {
            if (failure == null) {
                copy.complete(result);
            } else {
                copy.completeExceptionally(failure);
            }
        });
        copy.whenComplete((result, failure) -> cancel());
        return copy;
    }

    @Override
    public boolean cancel() {
        return mayBeGivenUp && future.completeExceptionally(new CancellationException("The call was cancelled"));
    }

    @Override
    public SecurityStatus status() {
        if (!future.isDone()) {
            return SecurityStatus.SEC_I_ASYNC_CALL_PENDING;
        }
        try {
            return future.join() instanceof ContextResult result ? result.status() : SecurityStatus.SEC_E_OK;
        } catch (CompletionException | CancellationException e) {
            return e.getCause() instanceof SspiException failure ? failure.status() : SecurityStatus.SEC_E_INTERNAL_ERROR;
        }
    }

    /** For the engine alone. */
    CompletableFuture<T> future() {
        return future;
    }

    /** @return false if it was over before: the result is nobody's then */
    boolean succeed(T result) {
        return !future.isDone() && (written(result, null) && future.complete(result));
    }

    void fail(SspiException failure) {
        if (!future.isDone() && written(null, failure)) {
            future.completeExceptionally(failure);
        }
    }

    /** A caller whose outputs cannot be written hears that instead. */
    private boolean written(T result, SspiException failure) {
        try {
            outputs.write(result, failure);
            return true;
        } catch (SspiException e) {
            future.completeExceptionally(e);
            return false;
        } catch (RuntimeException e) {
            future.completeExceptionally(new SspiException(
                    SecurityStatus.SEC_E_INTERNAL_ERROR, "What the call came to cannot be written where it was to go: " + e, e));
            return false;
        }
    }
}
