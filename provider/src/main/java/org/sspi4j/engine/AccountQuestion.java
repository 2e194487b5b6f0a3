package org.sspi4j.engine;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.sspi4j.api.LogonVerdict;
import org.sspi4j.api.OneLine;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.api.StoredAccount;
import org.sspi4j.spi.Need;

/**
 * A question to a store or an authority that somebody else wrote. However it goes wrong, nobody is let in.
 *
 * @param <A> the answer
 * @param patience how long an answer that is not there at once may take
 */
record AccountQuestion<A>(Need<A> need, Duration patience) {
    /** Somebody may have to be asked who looks at a telephone first. */
    static final Duration PATIENCE = Duration.ofMinutes(1);

    AccountQuestion(Need<A> need) {
        this(need, PATIENCE);
    }

    /**
     * Asks, on this thread; the answer fails with a status if nobody answers, or not in time. Whoever cancels it wants none any more: the
     * secret of one that comes later is wiped.
     */
    @SuppressWarnings("unchecked")
    CompletableFuture<A> begin() {
        var answer = new CompletableFuture<A>();
        try {
            var stage = (CompletionStage<A>) asked();
            if (stage == null) {
                throw new SspiException(SecurityStatus.SEC_E_NO_AUTHENTICATING_AUTHORITY, who() + " answered with null, and no stage");
            }
            if (stage.getClass() == CompletableFuture.class && ((CompletableFuture<A>) stage).isDone()) {
                // No stage more where the store has it in memory. Subclasses need not tell whether they are done.
                settle(answer, ((CompletableFuture<A>) stage).join(), null);
            } else {
                stage.whenComplete((found, failure) -> settle(answer, found, failure));
            }
            if (!answer.isDone()) {
                giveUpInTime(answer);
            }
        } catch (Exception e) {
            // Also one that is not declared: other languages throw what they like.
            answer.completeExceptionally(status(e));
        }
        return answer;
    }

    private void giveUpInTime(CompletableFuture<A> answer) {
        var time = new CompletableFuture<Void>();
        time.whenComplete((none, over) -> answer.completeExceptionally(new SspiException(
                SecurityStatus.SEC_E_NO_AUTHENTICATING_AUTHORITY,
                who() + " has not answered for " + patience.toSeconds() + " seconds, so that nobody is let in")));
        answer.whenComplete((found, failure) -> time.cancel(false));
        HandOver.execute(Runnable::run, () -> time.orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS));
    }

    private CompletionStage<?> asked() throws SspiException {
        if (need instanceof Need.Account account) {
            return account.store().find(account.domain(), account.user());
        }
        var verify = (Need.Verify) need;
        return verify.authority().verify(verify.logon());
    }

    private String who() {
        return need instanceof Need.Account account
                ? "The account store " + OneLine.of(account.store().getClass().getName())
                : "The authority " + OneLine.of(((Need.Verify) need).authority().getClass().getName());
    }

    private void settle(CompletableFuture<A> answer, A found, Throwable failure) {
        if (failure != null) {
            answer.completeExceptionally(failure instanceof Error ? failure : status(failure));
        } else if (found == null) {
            answer.completeExceptionally(new SspiException(
                    SecurityStatus.SEC_E_NO_AUTHENTICATING_AUTHORITY,
                    who() + " answered with null: where there is no such user it has to say so"));
        } else if (isWiped(found)) {
            answer.completeExceptionally(new SspiException(
                    SecurityStatus.SEC_E_NO_AUTHENTICATING_AUTHORITY,
                    who() + " answered with a secret that is closed already: whoever asks closes it, so that it has to give a copy"));
        } else if (!answer.complete(found)) {
            wipe(found);
        }
    }

    /** An answer that nobody takes; of what is no account there is nothing to wipe. */
    static void wipe(Object found) {
        if (found instanceof LogonVerdict verdict) {
            verdict.close();
        } else if (found instanceof Optional<?> account && account.isPresent() && account.get() instanceof StoredAccount stored) {
            stored.close();
        }
    }

    private static boolean isWiped(Object found) {
        if (found instanceof LogonVerdict verdict) {
            return verdict.sessionBaseKey().isClosed();
        }
        return found instanceof Optional<?> account
                && account.isPresent()
                && account.get() instanceof StoredAccount stored
                && stored.secret().secret().isClosed();
    }

    private Throwable status(Throwable failure) {
        var cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException) && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause instanceof SspiException || cause instanceof Error
                ? cause
                : new SspiException(
                        SecurityStatus.SEC_E_NO_AUTHENTICATING_AUTHORITY,
                        who() + " could not be asked, so that nobody is let in: " + OneLine.of(String.valueOf(cause)),
                        cause);
    }
}
