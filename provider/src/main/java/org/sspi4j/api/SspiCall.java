package org.sspi4j.api;

import java.util.concurrent.CompletionStage;

/**
 * An asynchronous operation that was queued: that there is one is sspi.h's SEC_E_OK of the queueing call, and says nothing of what
 * the operation comes to. It may be over already.
 *
 * <p>Only this library implements it.
 *
 * @param <T> what it gives
 */
public interface SspiCall<T> {
    /**
     * Completes with what the blocking call returns, or exceptionally with the {@link SspiException} that it throws, or with a
     * {@link java.util.concurrent.CancellationException}. What follows without an executor of its own runs on the thread that
     * completes it, which is one of the operation's executor, or the one that cancels it: it must not block there. Freeing a
     * credential is over on the thread that queues it; deleting a security context too, or on the one that ends the call before it.
     *
     * <p>Each call gives a stage of its own. Who completes one himself, with a timeout for instance, has given the operation up as
     * with {@link #cancel}; what he completes it with is said by no other stage.
     */
    CompletionStage<T> stage();

    /**
     * Gives the operation up, which sspi.h does not know. A question to a KDC that is on its way is abandoned and its socket closed;
     * a security context is dead afterwards, and its secrets are wiped as soon as whatever computes for it stops. A credential
     * that was to be acquired is not. Freeing and deleting cannot be given up.
     *
     * @return whether this call has cancelled it: false if it was over before, be it because it was cancelled
     */
    boolean cancel();

    /**
     * SEC_I_ASYNC_CALL_PENDING until the operation is over, then what it came to: a status that the blocking call returns or
     * throws; SEC_E_INTERNAL_ERROR if it was cancelled.
     */
    SecurityStatus status();
}
