package org.sspi4j.benchmarks;

/**
 * A server between a client's two messages. The second one answers the challenge, so that nothing can be prepared for a server that is
 * measured but in the middle of its work.
 *
 * @param <T> a context that waits for the client's answer
 */
interface NtlmServer<T> {
    /** Takes a NEGOTIATE_MESSAGE. */
    T challenge() throws Exception;

    /** The client's work. */
    byte[] answer(T challenged) throws Exception;

    /** Takes the AUTHENTICATE_MESSAGE, and gives the context up. */
    void accept(T challenged, byte[] authenticate) throws Exception;
}
