package org.sspi4j.engine;

import java.time.Instant;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.credential.CredentialCaches;
import org.sspi4j.kdc.KdcTransport;
import org.sspi4j.spi.Need;
import org.sspi4j.spi.Step;

/** Answers the questions of one call, on the thread of the caller. All KDC exchanges of a call share one deadline. */
final class BlockingWorld implements Step.Answers {
    private final KdcTransport kdcs;
    private final CredentialCaches caches;
    private OptionalLong deadline = OptionalLong.empty();

    BlockingWorld(KdcTransport kdcs, CredentialCaches caches) {
        this.kdcs = kdcs;
        this.caches = caches;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <A> A to(Need<A> need) throws SspiException {
        if (need instanceof Need.Kdc kdc) {
            return (A) kdcs.exchange(kdc.config(), kdc.realm(), kdc.request(), deadline(kdc));
        }
        if (need instanceof Need.Kpasswd kpasswd) {
            throw new SspiException(
                    SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION,
                    "Password servers, such as those of " + kpasswd.realm() + ", cannot be asked yet");
        }
        if (need instanceof Need.File file) {
            return (A) new WatchedFile(file.path()).bytes();
        }
        if (need instanceof Need.FileIfChanged file) {
            return (A) new WatchedFile(file.path()).ifChanged(file.known(), Instant.now());
        }
        if (need instanceof Need.Ccache ccache) {
            return (A) caches.read(ccache.name(), ccache.config());
        }
        if (need instanceof Need.StoreTickets tickets) {
            return (A) caches.store(tickets.name(), tickets.tickets(), tickets.anew(), tickets.config());
        }
        if (need instanceof Need.Run<A> run) {
            return resultOf(run.task());
        }
        if (need instanceof Need.Suspendable<A> suspendable) {
            return resultOf(suspendable.task().get());
        }
        throw new SspiException(
                SecurityStatus.SEC_E_NO_AUTHENTICATING_AUTHORITY,
                "No account store is configured that could answer for "
                        + (need instanceof Need.Account account ? account.user() : ((Need.Verify) need).user()));
    }

    private long deadline(Need.Kdc kdc) {
        if (deadline.isEmpty()) {
            deadline = OptionalLong.of(System.nanoTime() + kdc.config().kdcTimeout().toNanos());
        }
        return deadline.getAsLong();
    }

    private static <A> A resultOf(Callable<A> task) throws SspiException {
        try {
            return task.call();
        } catch (SspiException e) {
            throw e;
        } catch (Exception e) {
            throw new SspiException(SecurityStatus.SEC_E_INTERNAL_ERROR, "A task failed: " + e, e);
        }
    }

    private static <A> A resultOf(CompletionStage<A> stage) throws SspiException {
        try {
            return stage.toCompletableFuture().get();
        } catch (ExecutionException | CompletionException e) {
            // As the other driver has it: an Error is nothing to fall back on.
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw Drive.status(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SspiException(SecurityStatus.SEC_E_INTERNAL_ERROR, "Interrupted while waiting for an answer", e);
        }
    }
}
