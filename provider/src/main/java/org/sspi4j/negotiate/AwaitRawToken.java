package org.sspi4j.negotiate;

import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.NegotiateAttribute.NegotiationState;
import org.sspi4j.api.SspiException;
import org.sspi4j.spi.Handshake;
import org.sspi4j.spi.Leg;
import org.sspi4j.spi.Move;
import org.sspi4j.spi.Step;

/**
 * The peer speaks the mechanism without SPNEGO: from here on the context is the mechanism's own.
 *
 * @spec MS-SPNG 3.3.5.2
 */
record AwaitRawToken(MechContext context) implements Handshake {
    @Override
    public Step<Move> next(Leg leg) throws SspiException {
        return context.next(leg, leg.token()).then(moved -> Step.of(answer(moved)));
    }

    private Move answer(MechContext.Moved moved) {
        return moved.context().isDone()
                ? Move.done(moved.token(), new NegotiateSession(moved.context(), NegotiationState.DIRECT))
                : Move.reply(moved.token(), new AwaitRawToken(moved.context()));
    }

    @Override
    public <T> T query(ContextAttribute<T> attribute) throws SspiException {
        var told = new Progress(context, NegotiationState.DIRECT).answer(attribute);
        return told.isPresent() ? told.get() : Handshake.super.query(attribute);
    }

    @Override
    public void close() {
        context.close();
    }
}
