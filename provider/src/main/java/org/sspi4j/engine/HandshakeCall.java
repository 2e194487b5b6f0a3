package org.sspi4j.engine;

import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.sspi4j.api.ContextResult;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.spi.Leg;
import org.sspi4j.spi.Move;
import org.sspi4j.spi.Step;

/** One handshake call on its way: whatever goes wrong, in whichever way it runs, the context is dead. */
record HandshakeCall(LiveContext.Turn turn, Leg leg) {
    /** Something of a package that may fail in ways it should not. */
    @FunctionalInterface
    interface Contained<T> {
        T run() throws SspiException;
    }

    /** A fault of a package is an internal error, not a surprise for the caller. */
    static <T> T contained(Contained<T> action) throws SspiException {
        try {
            return action.run();
        } catch (RuntimeException e) {
            throw internal(e);
        }
    }

    ContextResult blocking(Step.Answers world) throws SspiException {
        try {
            return turn.finish(Drive.sync(turn.begin(leg), world));
        } catch (SspiException | Error e) {
            turn.fail(e);
            throw e;
        } catch (RuntimeException e) {
            turn.fail(e);
            throw internal(e);
        }
    }

    /** The stage fails with the SspiException that {@link #blocking} would throw. */
    CompletionStage<ContextResult> nonBlocking(OffloadingWorld world) {
        return world.begin(() -> turn.begin(leg))
                .thenCompose(step -> Drive.async(step, world))
                .thenApply(this::finish)
                .exceptionally(failure -> {
                    var status = Drive.status(failure);
                    turn.fail(status);
                    throw new CompletionException(status);
                });
    }

    private ContextResult finish(Move move) {
        try {
            return turn.finish(move);
        } catch (SspiException e) {
            throw new CompletionException(e);
        }
    }

    private static SspiException internal(RuntimeException e) {
        return new SspiException(SecurityStatus.SEC_E_INTERNAL_ERROR, "A security package failed: " + e, e);
    }
}
