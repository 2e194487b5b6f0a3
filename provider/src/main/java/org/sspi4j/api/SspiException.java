package org.sspi4j.api;

import java.security.GeneralSecurityException;
import java.util.Objects;

/**
 * A call failed. There is one class for all failures: callers compare {@link #status()}, as every text on SSPI does.
 *
 * <p>A failed initialize, accept or complete call has killed its context. The message says what happened, what was tried
 * and what to do; it never carries a secret.
 */
public final class SspiException extends GeneralSecurityException {
    private static final long serialVersionUID = 1L;
    private static final byte[] NO_TOKEN = {};

    private final SecurityStatus status;
    private final byte[] token;

    /** @param sentence what happened and what to do; the status is put in front of it */
    public SspiException(SecurityStatus status, String sentence) {
        this(status, sentence, null, NO_TOKEN);
    }

    /** @param cause what led to it */
    public SspiException(SecurityStatus status, String sentence, Throwable cause) {
        this(status, sentence, cause, NO_TOKEN);
    }

    private SspiException(SecurityStatus status, String sentence, Throwable cause, byte[] token) {
        super(status + ": " + sentence, cause);
        this.status = Objects.requireNonNull(status);
        this.token = token.clone();
    }

    /** The same failure with a token for the peer: send it, then give up. */
    public SspiException withToken(byte[] token) {
        var sentence = getMessage().substring(status.name().length() + 2);
        var told = new SspiException(status, sentence, getCause(), token);
        told.setStackTrace(getStackTrace());
        return told;
    }

    /** Never null; {@link SecurityStatus#isError()} holds for it. */
    public SecurityStatus status() {
        return status;
    }

    /** What to send to the peer before giving up: a TLS alert, a SPNEGO reject, a KRB-ERROR. Empty if there is nothing. */
    public byte[] token() {
        return token.clone();
    }
}
