package org.sspi4j.engine;

import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.sspi4j.api.ContextResult;
import org.sspi4j.api.SspiException;
import org.sspi4j.spi.Leg;
import org.sspi4j.spi.Move;
import org.sspi4j.spi.Step;

/** One handshake call on its way: whatever goes wrong, in whichever way it runs, the context is dead. */
record HandshakeCall(LiveContext.Turn turn, Leg leg) {
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
     *
     * @throws SspiException SEC_E_INTERNAL_ERROR if the executor refuses to begin
     */
    CompletionStage<ContextResult> nonBlocking(OffloadingWorld world) throws SspiException {
        try {
            return world.begin(() -> turn.begin(leg)).handle(this::settled);
        } catch (RuntimeException e) {
            turn.fail(e);
            throw Fault.of(e);
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
