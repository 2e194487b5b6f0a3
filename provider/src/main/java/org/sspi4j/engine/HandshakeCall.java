package org.sspi4j.engine;

import java.util.concurrent.CompletionStage;
import org.sspi4j.api.ContextResult;
import org.sspi4j.api.SecurityStatus;
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
        } finally {
            turn.over();
        }
    }

    /**
     * The call fails with the SspiException that {@link #blocking} would throw, and with SEC_E_INTERNAL_ERROR for an Error.
     * Cancelling it ends what is on its way, and the context.
     *
     * @throws SspiException SEC_E_INTERNAL_ERROR if the executor refuses to begin; the context is as it was then
     */
    void nonBlocking(OffloadingWorld world, Queued<ContextResult> call) throws SspiException {
        CompletionStage<Move> begun;
        try {
            begun = world.begin(() -> turn.begin(leg));
        } catch (RuntimeException e) {
            turn.withdraw();
            throw new SspiException(SecurityStatus.SEC_E_INTERNAL_ERROR, "The executor does not take the call: " + e, e);
        }
        begun.whenComplete((move, failure) -> {
            boolean cancelled = world.isCancelled();
            if (cancelled && move != null) {
                turn.discard(move);
            }
            settle(call, move, cancelled ? OffloadingWorld.cancellation() : failure);
            turn.over();
        });
        call.future().whenComplete((result, failure) -> {
            if (call.future().isCancelled()) {
                world.cancel();
            }
        });
    }

    private void settle(Queued<ContextResult> call, Move move, Throwable failure) {
        ContextResult result;
        try {
            if (failure != null) {
                throw failure;
            }
            result = turn.finish(move);
        } catch (Throwable e) {
            turn.fail(e);
            call.fail(turn.told(e instanceof SspiException known ? known : Fault.of(e)));
            return;
        }
        if (!call.succeed(result)) {
            result.context().close();       // what comes too late for a call that was cancelled is nobody's
        }
    }
}
