package org.sspi4j.api;

import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A call failed. There is one class for all failures: callers compare {@link #status()}, as every text on SSPI does.
 *
 * <p>A failed initialize, accept or complete call has killed its context. The message says what happened, what was tried
 * and what to do, in one line; it never carries a secret.
 */
public final class SspiException extends GeneralSecurityException {
    private static final long serialVersionUID = 1L;
    private static final byte[] NO_TOKEN = {};

    private final SecurityStatus status;
    private final byte[] token;
    private final List<Decision> decisions;
    private final NtStatus subStatus;

    /** @param sentence what happened and what to do; the status is put in front of it */
    public SspiException(SecurityStatus status, String sentence) {
        this(status, sentence, null, NO_TOKEN, List.of(), null);
    }

    /** @param cause what led to it */
    public SspiException(SecurityStatus status, String sentence, Throwable cause) {
        this(status, sentence, cause, NO_TOKEN, List.of(), null);
    }

    private SspiException(
            SecurityStatus status, String sentence, Throwable cause, byte[] token, List<Decision> decisions, NtStatus subStatus) {
        super(status + ": " + OneLine.of(sentence), cause);
        this.status = Objects.requireNonNull(status);
        this.token = token.clone();
        this.decisions = List.copyOf(decisions);
        this.subStatus = subStatus;
    }

    /** The same failure with a token for the peer: send it, then give up. */
    public SspiException withToken(byte[] token) {
        return with(token, decisions, subStatus);
    }

    /** The same failure with what was decided on the way to it. */
    public SspiException withDecisions(List<Decision> decisions) {
        return with(token, decisions, subStatus);
    }

    /** The same failure with the reason why an account may not log on. */
    public SspiException withSubStatus(NtStatus reason) {
        return with(token, decisions, Objects.requireNonNull(reason));
    }

    private SspiException with(byte[] token, List<Decision> decisions, NtStatus subStatus) {
        var sentence = getMessage().substring(status.name().length() + 2);
        var told = new SspiException(status, sentence, getCause(), token, decisions, subStatus);
        told.setStackTrace(getStackTrace());
        for (var suppressed : getSuppressed()) {
            told.addSuppressed(suppressed);
        }
        return told;
    }

    /** Never null; {@link SecurityStatus#isError()} holds for it. */
    public SecurityStatus status() {
        return status;
    }

    /**
     * Of a refused logon: what is wrong with the account or its password, as far as the authority says. For whoever logs on,
     * not for a peer, which could tell accounts that exist from others by it.
     */
    public Optional<NtStatus> subStatus() {
        return Optional.ofNullable(subStatus);
    }

    /** What to send to the peer before giving up: a TLS alert, a SPNEGO reject, a KRB-ERROR. Empty if there is nothing. */
    public byte[] token() {
        return token.clone();
    }

    /** What was decided on the way to a failure of acquire, logon, initialize or accept, in that order; empty for others. */
    public List<Decision> decisions() {
        return decisions;
    }
}
