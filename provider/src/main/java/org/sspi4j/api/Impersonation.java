package org.sspi4j.api;

/** A thread that acts as a client. Made by ImpersonateSecurityContext; belongs to the thread that called it. */
public interface Impersonation extends AutoCloseable {
    /** Whom the thread acts as. */
    AccessToken token();

    /**
     * Restores what the thread was before. Closing twice, or after RevertSecurityContext, does nothing.
     *
     * @throws IllegalStateException on another thread, or if an impersonation begun later is still open
     */
    @Override
    void close();
}
