package org.sspi4j.sasl;

import java.util.Objects;
import javax.security.sasl.SaslException;
import org.sspi4j.api.SspiException;

/** What SaslClient and SaslServer have in common. A failure is final: the context is closed then. */
final class Negotiation {
    private final Mechanism mechanism;
    private final Opening opening;
    private Exchange next;
    private boolean disposed;
    private volatile Established established;

    Negotiation(Mechanism mechanism, Opening opening, Exchange start) {
        this.mechanism = mechanism;
        this.opening = opening;
        this.next = start;
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

    private synchronized Exchange taken() {
        if (next == null) {
            throw new IllegalStateException("The exchange of " + mechanism.text() + (isComplete() ? " is complete" : " has ended"));
        }
        var state = next;
        next = null;
        return state;
    }

    /** It may have been disposed of meanwhile, when there was no context yet to be closed. */
    private synchronized byte[] answer(Exchange.Turn turn) {
        if (disposed) {
            throw new IllegalStateException("The exchange of " + mechanism.text() + " was disposed of");
        }
        if (turn instanceof Exchange.Reply reply) {
            next = reply.next();
            return reply.message();
        }
        var done = (Exchange.Done) turn;
        established = done.established();
        return done.message().orElse(null);
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
    synchronized void dispose() {
        disposed = true;
        next = null;
        opening.end();
    }
}
