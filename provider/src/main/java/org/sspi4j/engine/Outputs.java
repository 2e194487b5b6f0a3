package org.sspi4j.engine;

import org.sspi4j.api.SspiException;

/**
 * Where an operation writes what it came to, before it can be seen to be over.
 *
 * @param <T> what it gives
 */
@FunctionalInterface
public interface Outputs<T> {
    /**
     * Of both one is null.
     *
     * @throws SspiException what the operation comes to instead, if it cannot be written
     */
    void write(T result, SspiException failure) throws SspiException;
}
