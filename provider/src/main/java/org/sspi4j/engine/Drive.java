package org.sspi4j.engine;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.spi.Need;
import org.sspi4j.spi.Step;

/** Runs a protocol to its result: blocking, or not. Both run the same protocol, so they cannot drift apart. */
public final class Drive {
    private Drive() {}

    /** Whoever answers questions without blocking, and completes each answer on the thread that is to go on. */
    @FunctionalInterface
    public interface AsyncAnswers {
        <A> CompletionStage<A> to(Need<A> need);
    }

    /** Blocks until there is a result. */
    public static <T> T sync(Step<T> step, Step.Answers world) throws SspiException {
        var at = step;
        while (at instanceof Step.Ask<?, T> ask) {
            at = ask.answer(world);
        }
        return ((Step.Ready<T>) at).value();
    }

    /** Completes with the result, or exceptionally with what {@link #sync} would throw. */
    public static <T> CompletionStage<T> async(Step<T> step, AsyncAnswers world) {
        if (step instanceof Step.Ask<?, T> ask) {
            return asked(ask, world);
        }
        return CompletableFuture.completedStage(((Step.Ready<T>) step).value());
    }

    private static <A, T> CompletionStage<T> asked(Step.Ask<A, T> ask, AsyncAnswers world) {
        return world.to(ask.need())
                .handle((answer, failure) -> resumed(ask, answer, failure))
                .thenCompose(next -> async(next, world));
    }

    private static <A, T> Step<T> resumed(Step.Ask<A, T> ask, A answer, Throwable failure) {
        try {
            return failure == null ? ask.resume().apply(answer) : ask.failed().apply(status(failure));
        } catch (SspiException e) {
            throw new CompletionException(e);
        }
    }

    /** What a stage failed with, as the blocking call would throw it. */
    static SspiException status(Throwable failure) {
        var cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof SspiException e
                ? e
                : new SspiException(SecurityStatus.SEC_E_INTERNAL_ERROR, "An answer failed: " + cause, cause);
    }
}
