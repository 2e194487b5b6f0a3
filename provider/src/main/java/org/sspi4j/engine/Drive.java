package org.sspi4j.engine;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.spi.Need;
import org.sspi4j.spi.Step;

/**
 * Runs a protocol to its result: blocking, or not. Both run the same protocol, so they cannot drift apart: an answer that
 * fails, in whichever way, is a failure with a status that the protocol may fall back on; an Error is not.
 */
public final class Drive {
    private Drive() {}

    /** Whoever answers questions without blocking, and completes each answer on the thread that is to go on. */
    @FunctionalInterface
    public interface AsyncAnswers {
        <A> CompletionStage<A> to(Need<A> need);
    }

    /** Blocks until there is a result. */
    public static <T> T sync(Step<T> step, Step.Answers world) throws SspiException {
        var answers = new WithStatus(world);
        var at = step;
        while (at instanceof Step.Ask<?, T> ask) {
            at = ask.answer(answers);
        }
        return ((Step.Ready<T>) at).value();
    }

    /**
     * Completes with the result, or exceptionally with what {@link #sync} would throw. Goes on the calling thread as long as
     * answers are there at once, and then on the threads that complete them.
     */
    public static <T> CompletionStage<T> async(Step<T> step, AsyncAnswers world) {
        var run = new Run<T>(world);
        run.goOn(step);
        return run.result;
    }

    /** What went wrong, as a blocking call would throw it. */
    static SspiException status(Throwable failure) {
        var cause = cause(failure);
        return cause instanceof SspiException e
                ? e
                : new SspiException(SecurityStatus.SEC_E_INTERNAL_ERROR, "An answer failed: " + cause, cause);
    }

    /** What stages wrap their failures in is of no interest. */
    private static Throwable cause(Throwable failure) {
        var cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException) && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private record WithStatus(Step.Answers world) implements Step.Answers {
        @Override
        public <A> A to(Need<A> need) throws SspiException {
            try {
                return world.to(need);
            } catch (RuntimeException e) {
                throw status(e);
            }
        }
    }

    /** A loop that leaves when an answer is not there yet, and is entered again by the answer: no stack grows with it. */
    private record Run<T>(AsyncAnswers world, CompletableFuture<T> result) {
        Run(AsyncAnswers world) {
            this(world, new CompletableFuture<>());
        }

        void goOn(Step<T> step) {
            try {
                var at = step;
                while (at instanceof Step.Ask<?, T> ask) {
                    var asked = new Asked<>(ask, this);
                    asked.ask();
                    if (asked.second()) {
                        at = asked.next();
                    } else {
                        return;
                    }
                }
                result.complete(((Step.Ready<T>) at).value());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        }
    }

    /** One question. The asking loop and the answer meet here: whichever is second goes on. */
    private static final class Asked<A, T> {
        private final Step.Ask<A, T> ask;
        private final Run<T> run;
        private final AtomicBoolean met = new AtomicBoolean();
        private A answer;
        private Throwable failure;

        Asked(Step.Ask<A, T> ask, Run<T> run) {
            this.ask = ask;
            this.run = run;
        }

        void ask() {
            CompletionStage<A> stage;
            try {
                stage = run.world.to(ask.need());
                stage.whenComplete(this::answered);
            } catch (RuntimeException e) {
                answered(null, e);
            }
        }

        private void answered(A answer, Throwable failure) {
            this.answer = answer;
            this.failure = failure;
            if (second()) {
                try {
                    run.goOn(next());
                } catch (Throwable e) {
                    run.result.completeExceptionally(e);
                }
            }
        }

        boolean second() {
            return met.getAndSet(true);
        }

        Step<T> next() throws SspiException {
            if (cause(failure) instanceof Error e) {
                throw e;
            }
            return failure == null ? ask.resume().apply(answer) : ask.failed().apply(status(failure));
        }
    }
}
