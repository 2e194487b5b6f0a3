package org.sspi4j.sasl;

import java.util.Optional;
import org.sspi4j.api.SspiException;

/** One side that waits for a message: a state, asked once. What follows is in the answer. */
@FunctionalInterface
interface Exchange {
    Turn next(byte[] message) throws SspiException;

    /** What a message came to. */
    sealed interface Turn {}

    /** Sends something, and waits for the next message. */
    record Reply(byte[] message, Exchange next) implements Turn {}

    /**
     * Nothing more is to be received.
     *
     * @param message the last one; empty if there is nothing to send
     */
    record Done(Optional<byte[]> message, Established established) implements Turn {
        /** @param message without bytes if there is nothing to send */
        static Done of(byte[] message, Established established) {
            return new Done(message.length == 0 ? Optional.empty() : Optional.of(message), established);
        }
    }
}
