package org.sspi4j.secur32;

import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.engine.Fault;

/**
 * SECURITY_STATUS as a full form returns it, with what else there is to say of a failure.
 *
 * @param status the number is {@link SecurityStatus#value()}, 32 bits with sign
 * @param failure what the short form would have thrown: its message, its decisions, a token for the peer. Empty for what leaves the
 *     context alive, SEC_E_INCOMPLETE_MESSAGE too
 */
public record Outcome(SecurityStatus status, Optional<SspiException> failure) implements Result<Outcome> {
    static final Outcome OK = of(SecurityStatus.SEC_E_OK);

    public Outcome {
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(failure, "failure");
    }

    static Outcome of(SecurityStatus status) {
        return new Outcome(status, Optional.empty());
    }

    static Outcome of(SspiException failure) {
        return new Outcome(failure.status(), Optional.of(failure));
    }

    @Override
    public Outcome outcome() {
        return this;
    }

    /** What makes a function's answer. */
    @FunctionalInterface
    interface Call<R> extends Fault.Contained<R> {}

    /** What makes nothing but a status. */
    @FunctionalInterface
    interface Action {
        void run() throws SspiException;
    }

    /** Whatever the call fails with becomes an answer. */
    static <R extends Result<R>> R answer(Call<R> call, Function<Outcome, R> refusal) {
        try {
            return Fault.contained(call);
        } catch (SspiException e) {
            return refusal.apply(of(e));
        }
    }

    static Outcome answer(Action action) {
        return answer(() -> {
            action.run();
            return OK;
        }, refusal -> refusal);
    }
}
