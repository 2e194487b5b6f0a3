package org.sspi4j.sasl;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import javax.security.sasl.SaslException;
import org.sspi4j.api.SspiException;

/** What SaslClient and SaslServer have in common. A failure is final: the context is closed then. */
final class Negotiation {
    private final Mechanism mechanism;
    private final Opening opening;
    /** Null while a message is looked at, and when the exchange is over. */
    private final AtomicReference<Exchange> next;
    private volatile boolean disposed;
    private volatile Established established;

    Negotiation(Mechanism mechanism, Opening opening, Exchange start) {
        this.mechanism = mechanism;
        this.opening = opening;
        this.next = new AtomicReference<>(start);
    }

    String mechanismName() {
        return mechanism.text();
    }

    boolean isComplete() {
        return established != null;
    }

    /**
     * @return what to send; null if there is nothing to send after the last message
     * @throws IllegalStateException if the exchange is complete, has failed or was disposed of
     */
    byte[] evaluate(byte[] message) throws SaslException {
        Objects.requireNonNull(message, "message");
        var state = taken();
        boolean goesOn = false;
        try {
            byte[] answer = answer(state.next(message));
            goesOn = true;
            return answer;
        } catch (SspiException e) {
            throw new SaslException(e.getMessage(), e);
        } finally {
            if (!goesOn) {
                opening.end();
            }
        }
    }

    private Exchange taken() {
        var state = next.getAndSet(null);
        if (state == null) {
            throw new IllegalStateException("The exchange of " + mechanism.text() + (isComplete() ? " is complete" : " has ended"));
        }
        return state;
    }

    private byte[] answer(Exchange.Turn turn) {
        if (turn instanceof Exchange.Reply reply) {
            next.set(reply.next());
            requireWanted();
            return reply.message();
        }
        requireWanted();
        var done = (Exchange.Done) turn;
        established = done.established();
        return done.message().orElse(null);
    }

    /** It may have been disposed of meanwhile, when there was no context yet to be closed. */
    private void requireWanted() {
        if (disposed) {
            next.set(null);
            throw new IllegalStateException("The exchange of " + mechanism.text() + " was disposed of");
        }
    }

    /** @throws IllegalStateException if the exchange is not complete */
    Established established() {
        var agreed = established;
        if (agreed == null) {
            throw new IllegalStateException("The exchange of " + mechanism.text() + " is not complete");
        }
        return agreed;
    }

    byte[] wrap(byte[] outgoing, int offset, int length) throws SaslException {
        var layer = layer();
        Objects.checkFromIndexSize(offset, length, outgoing.length);
        try {
            return layer.wrap(outgoing, offset, length);
        } catch (SspiException e) {
            throw new SaslException(e.getMessage(), e);
        }
    }

    /** A message that is refused ends the context: what follows could not be told from what an attacker left of it. */
    byte[] unwrap(byte[] incoming, int offset, int length) throws SaslException {
        var layer = layer();
        Objects.checkFromIndexSize(offset, length, incoming.length);
        try {
            return layer.unwrap(incoming, offset, length);
        } catch (SspiException e) {
            opening.end();
            throw new SaslException(e.getMessage(), e);
        }
    }

    private SecurityLayer layer() {
        return established().layer().orElseThrow(() -> new IllegalStateException("No security layer was agreed on"));
    }

    /** Closes the context. */
    void dispose() {
        disposed = true;
        next.set(null);
        opening.end();
    }
}
