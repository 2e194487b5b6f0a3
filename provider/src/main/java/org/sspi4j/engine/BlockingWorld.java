package org.sspi4j.engine;

import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.credential.CredentialCaches;
import org.sspi4j.kdc.KdcTransport;
import org.sspi4j.spi.Decisions;
import org.sspi4j.spi.Need;
import org.sspi4j.spi.Step;

/** Answers the questions of one call, on the thread of the caller. */
final class BlockingWorld implements Step.Answers {
    private final KdcTransport kdcs;
    private final CredentialCaches caches;
    private final Decisions decisions;
    /** Made for the first of them: most calls ask no KDC. */
    private KdcQuestions questions;

    /** @param decisions are told which KDCs were asked */
    BlockingWorld(KdcTransport kdcs, CredentialCaches caches, Decisions decisions) {
        this.kdcs = kdcs;
        this.caches = caches;
        this.decisions = decisions;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <A> A to(Need<A> need) throws SspiException {
        if (need instanceof Need.Account || need instanceof Need.Verify) {
            return answerTo(new AccountQuestion<>(need));
        }
        var question = questions().of(need);
        if (question.isPresent()) {
            return (A) kdcs.exchange(question.get());
        }
        if (need instanceof Need.CanonicalHost host) {
            return (A) kdcs.canonicalName(questions().of(host));
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
        if (need instanceof Need.Collection collection) {
            return (A) caches.others(collection.name(), collection.config());
        }
        if (need instanceof Need.StoreTickets tickets) {
            return (A) caches.store(tickets.name(), tickets.tickets(), tickets.anew(), tickets.config());
        }
        if (need instanceof Need.Run<A> run) {
            return resultOf(run.task());
        }
        if (need instanceof Need.Awaited<A> awaited) {
            return resultOf(awaited.begin().get());
        }
        var suspendable = (Need.Suspendable<A>) need;
        SuspendableThreads.run(suspendable.task());
        return computed(suspendable.event());
    }

    private KdcQuestions questions() {
        if (questions == null) {
            questions = new KdcQuestions(decisions);
        }
        return questions;
    }

    /** One that comes when its caller was interrupted is nobody's. */
    private static <A> A answerTo(AccountQuestion<A> question) throws SspiException {
        var answer = question.begin();
        try {
            return resultOf(answer);
        } finally {
            answer.cancel(false);
        }
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

    /** What our own thread computes is not given up because the caller is interrupted: nobody is waited for. */
    private static <A> A computed(CompletionStage<A> event) throws SspiException {
        try {
            return event.toCompletableFuture().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw Drive.status(e.getCause());
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
