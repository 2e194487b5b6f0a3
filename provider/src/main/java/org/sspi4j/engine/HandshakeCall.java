package org.sspi4j.engine;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.sspi4j.api.ContextResult;
import org.sspi4j.api.SspiException;
import org.sspi4j.spi.Decisions;
import org.sspi4j.spi.Leg;
import org.sspi4j.spi.Move;
import org.sspi4j.spi.Step;

/** One handshake call on its way: whatever goes wrong, in whichever way it runs, the context is dead. */
record HandshakeCall(LiveContext.Turn turn, Leg leg) {
    Decisions decisions() {
        return turn.decisions();
    }

    ContextResult blocking(Step.Answers world) throws SspiException {
        try {
            return turn.finish(Drive.sync(turn.begin(leg), world));
        } catch (SspiException e) {
            turn.fail(e);
            throw turn.told(e);
        } catch (Error e) {
            turn.fail(e);
            throw e;
        } catch (RuntimeException e) {
            turn.fail(e);
            throw turn.told(Fault.of(e));
        }
    }

    /**
     * The stage fails with the SspiException that {@link #blocking} would throw, and with SEC_E_INTERNAL_ERROR for an Error.
     * Cancelling it ends what is on its way, and the context.
     *
     * @throws SspiException SEC_E_INTERNAL_ERROR if the executor refuses to begin
     */
    CompletableFuture<ContextResult> nonBlocking(OffloadingWorld world) throws SspiException {
        var call = new CompletableFuture<ContextResult>();
        try {
            world.begin(() -> turn.begin(leg))
                    .handle((move, failure) -> settled(move, world.isCancelled() ? OffloadingWorld.cancellation() : failure))
                    .whenComplete((result, failure) -> settle(call, result, failure));
        } catch (RuntimeException e) {
            turn.fail(e);
            throw Fault.of(e);
        }
        call.whenComplete((result, failure) -> {
            if (call.isCancelled()) {
                world.cancel();
            }
        });
        return call;
    }

    /** What comes too late for a call that was cancelled is nobody's. */
    private static void settle(CompletableFuture<ContextResult> call, ContextResult result, Throwable failure) {
        if (failure != null) {
            call.completeExceptionally(failure instanceof CompletionException wrapped ? wrapped.getCause() : failure);
        } else if (!call.complete(result)) {
            result.context().close();
        }
    }

    private ContextResult settled(Move move, Throwable failure) {
        try {
            if (failure != null) {
                throw failure;
            }
            return turn.finish(move);
        } catch (Throwable e) {
            turn.fail(e);
            throw new CompletionException(turn.told(e instanceof SspiException known ? known : Fault.of(e)));
        }
    }
}
