package org.sspi4j.schannel;

import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.sspi4j.api.CertContext;
import org.sspi4j.api.OneLine;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.schannel.tls.CertificateChoice;

/**
 * A client's certificate, when the server asks for one: the credential's if one fits, else the caller is asked. TLS wants its answer
 * at once, so the task in which it asks waits until the next call brings it.
 */
final class CertificateQuestion implements CertificateChoice {
    /** How a task stands. */
    enum Event {
        DONE,
        /** The caller has to say which certificate. */
        WAITS
    }

    /** Each holds a thread. As many servers may make us wait at a time; what comes then is refused, not kept. */
    private static final int MOST = 1000;
    private static final AtomicInteger WAITING = new AtomicInteger();

    private final CertificateChoice own;
    private final CertificateRequests requests = new CertificateRequests();
    private final CompletableFuture<Optional<CertContext>> answer = new CompletableFuture<>();
    private volatile CompletableFuture<Event> event = new CompletableFuture<>();
    private volatile Wish wish;
    /** Held by the state that waits for the caller; when nobody holds it any more nobody will answer. */
    private volatile WeakReference<Object> asked;
    private Object asking;
    private volatile Optional<SspiException> refusal = Optional.empty();
    private volatile Optional<SspiException> failure = Optional.empty();

    /** @param own the credential's certificates */
    CertificateQuestion(CertificateChoice own) {
        this.own = own;
    }

    /** A record of the server, before TLS takes it: see {@link CertificateRequests#see}. */
    void see(ByteBuffer record, boolean readable) {
        requests.see(record, readable);
    }

    /** A record of the server, after TLS decrypted it in its place. */
    void seeDecrypted(ByteBuffer record) {
        requests.seeDecrypted(record);
    }

    /** Whether the next task may have to wait for the caller, and has to be {@link #run}. */
    boolean mayWait() {
        return requests.possible();
    }

    /** What {@link #run} will come to. */
    CompletionStage<Event> begin() {
        event = new CompletableFuture<>();
        return event;
    }

    /** What follows a task. */
    @FunctionalInterface
    interface Rest {
        void run() throws SspiException;
    }

    /** @param rest is done after the task, if it did not fail */
    void run(Runnable task, Rest rest) {
        var work = new FutureTask<Void>(() -> {
            task.run();
            rest.run();
            return null;
        });
        work.run();
        try {
            work.get();
        } catch (ExecutionException e) {
            failure = Optional.of(e.getCause() instanceof SspiException told ? told : fault(e.getCause()));
        } catch (InterruptedException e) {
            throw new IllegalStateException("what is done is not waited for", e);
        } finally {
            event.complete(Event.DONE);
        }
    }

    private static SspiException fault(Throwable cause) {
        return new SspiException(
                SecurityStatus.SEC_E_INTERNAL_ERROR,
                "TLS, or a key that it was given, failed in the middle of the handshake: " + OneLine.of(String.valueOf(cause)), cause);
    }

    /** Whether the caller was, in a task. */
    boolean isAsked() {
        return wish != null;
    }

    /** Why there is nothing to go on with, after {@link Event#DONE}. */
    Optional<SspiException> failure() {
        return failure;
    }

    @Override
    public Optional<CertContext> choose(Wish wish) {
        var mine = own.choose(wish);
        return mine.isPresent() ? mine : answerTo(wish);
    }

    private Optional<CertContext> answerTo(Wish wish) {
        if (!mayWait()) {
            throw new IllegalStateException("TLS wants a certificate where the server has not asked for one");
        }
        if (WAITING.incrementAndGet() > MOST) {
            WAITING.decrementAndGet();
            refusal = Optional.of(new SspiException(
                    SecurityStatus.SEC_E_INSUFFICIENT_MEMORY,
                    MOST + " handshakes wait for a certificate already: go on with them, or delete their contexts"));
            return Optional.empty();
        }
        try {
            return waitFor(wish);
        } finally {
            WAITING.decrementAndGet();
        }
    }

    private Optional<CertContext> waitFor(Wish wish) {
        this.wish = wish;
        asking = new Object();
        asked = new WeakReference<>(asking);
        event.complete(Event.WAITS);
        while (true) {
            try {
                return answer.get(1, TimeUnit.MINUTES);
            } catch (TimeoutException e) {
                if (asked.get() == null) {
                    return Optional.empty();
                }
            } catch (InterruptedException | ExecutionException e) {
                throw new CancellationException("Nobody will say which certificate to show");
            }
        }
    }

    /** Why nobody was asked, if so: the handshake must not go on as if nobody had a certificate. */
    Optional<SspiException> refusal() {
        return refusal;
    }

    /** What the server wants. */
    Wish wish() {
        return wish;
    }

    /** To be held by whoever will answer. Once. */
    Object asking() {
        var held = asking;
        asking = null;
        return held;
    }

    /** The task goes on. */
    CompletionStage<Event> answer(Optional<CertContext> certificate) {
        var next = begin();
        answer.complete(certificate);
        return next;
    }

    /** The task ends. */
    void cancel() {
        answer.cancel(false);
    }
}
