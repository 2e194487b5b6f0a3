package org.sspi4j.spi;

import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;

/**
 * A state: it waits for one message and answers with a move. {@link #next} is called at most once; what follows is in the
 * answer. If anything is thrown the context is dead and nothing has to be put in order: the engine closes the state.
 */
public interface Handshake extends AutoCloseable {
    /**
     * Takes what a call brings.
     *
     * @throws SspiException any SEC_E_ status but SEC_E_INCOMPLETE_MESSAGE, which is {@link Move.Incomplete}
     */
    Step<Move> next(Leg leg) throws SspiException;

    /** Attributes that can be read half-way, such as the authorities a TLS server names. */
    default <T> T query(ContextAttribute<T> attribute) throws SspiException {
        throw new SspiException(
                SecurityStatus.SEC_E_INVALID_HANDLE, attribute + " cannot be read before the context is complete");
    }

    /**
     * Sets an attribute half-way. By default the package lets none be set.
     *
     * @throws SspiException SEC_E_UNSUPPORTED_FUNCTION
     */
    default <T> void set(ContextAttribute<T> attribute, T value) throws SspiException {
        throw new SspiException(
                SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION, "This security package does not let " + attribute + " be set");
    }

    /** Wipes what secrets the state holds. Called when the context ends before the state was left. */
    @Override
    default void close() {}
}
