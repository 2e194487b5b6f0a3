package org.sspi4j.api;

import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * SspiAsyncContext: follows an asynchronous operation, one at a time, and tells when it is over.
 *
 * <pre>
 *             new                  queued                       over
 *   (none) ---------&gt; idle -------------------&gt; pending -------------------&gt; complete
 *                      ^    INVALID_HANDLE      ASYNC_CALL_PENDING            what it came to
 *                      +---------------------------- reinit ---------------------+
 * </pre>
 *
 * <p>What the operation gives is there before its {@link #status()} is another one than SEC_I_ASYNC_CALL_PENDING, and that before
 * the callback is called. A context that is closed answers SEC_E_INVALID_HANDLE from then on, whoever still holds it. Safe for use
 * by many threads: of two that queue at once one is refused.
 *
 * @spec sspi.h SspiCreateAsyncContext, SspiFreeAsyncContext, SspiReinitAsyncContext
 * @spec sspi.h SspiSetAsyncNotifyCallback, SspiAsyncContextRequiresNotify, SspiGetAsyncCallStatus
 */
public final class SspiAsyncContext implements AutoCloseable {
    private final Optional<Executor> executor;
    private final AtomicReference<State> state = new AtomicReference<>(Free.IDLE);
    private volatile Optional<Consumer<? super SspiAsyncContext>> callback = Optional.empty();

    /** SspiCreateAsyncContext: operations and callbacks run on the library's own threads. */
    public SspiAsyncContext() {
        this.executor = Optional.empty();
    }

    /**
     * SspiCreateAsyncContext.
     *
     * @param executor runs the operations' work, which computes and reads files, and the callbacks
     */
    public SspiAsyncContext(Executor executor) {
        this.executor = Optional.of(executor);
    }

    /**
     * SspiGetAsyncCallStatus: SEC_I_ASYNC_CALL_PENDING, or what the operation came to, be it SEC_E_OK, SEC_I_CONTINUE_NEEDED or a
     * failure. SEC_E_INVALID_HANDLE if no operation was queued since the context was made or re-initialised, or if it is closed.
     */
    public SecurityStatus status() {
        return state.get().status();
    }

    /**
     * SspiSetAsyncNotifyCallback: who is told of the end of each operation that is queued from now on, once. It is called on the
     * context's executor; what it throws is logged and goes nowhere. In it the context may be closed, or re-initialised and used.
     *
     * @param callback null: nobody, which is enough for deleting a security context and for nothing else
     * @throws SspiException SEC_E_INVALID_HANDLE if the context is closed
     */
    public void onComplete(Consumer<? super SspiAsyncContext> callback) throws SspiException {
        requireOpen();
        this.callback = Optional.ofNullable(callback);
    }

    /**
     * SspiAsyncContextRequiresNotify: whether an operation of this context ends with a callback. Not so for deleting a security
     * context without one, and after closing; without an operation it is what any other one needs.
     */
    public boolean requiresNotify() {
        return state.get().requiresNotify();
    }

    /**
     * SspiReinitAsyncContext: makes it ready for the next operation. The callback stays. One that was still to be called for the
     * operation before is called all the same, and finds the status of the one it then is about.
     *
     * @throws SspiException SEC_E_INVALID_PARAMETER while an operation is pending; SEC_E_INVALID_HANDLE if the context is closed
     */
    public void reinit() throws SspiException {
        while (true) {
            var now = state.get();
            requireOpen(now);
            if (now.isPending()) {
                throw new SspiException(
                        SecurityStatus.SEC_E_INVALID_PARAMETER,
                        "The asynchronous context is in use: re-initialise it when its operation is over");
            }
            if (state.compareAndSet(now, Free.IDLE)) {
                return;
            }
        }
    }

    /**
     * SspiFreeAsyncContext. Closing twice is fine. While a security context is deleted without a callback it may be closed too; in a
     * callback always.
     *
     * @throws IllegalStateException until the callback of another operation was called: it could not use the context any more. Wait
     *     for it, or cancel the operation and wait
     */
    @Override
    public void close() {
        while (true) {
            var now = state.get();
            if (now.isToTell()) {
                throw new IllegalStateException(
                        "The callback of this asynchronous context's operation was not called yet: wait for it, or cancel and wait");
            }
            if (state.compareAndSet(now, Free.FREED)) {
                return;
            }
        }
    }

    /** Where its operations and callbacks run; empty for the library's own threads. */
    public Optional<Executor> executor() {
        return executor;
    }

    /**
     * For who offers operations of this kind, as this library does: takes the context for one. Applications have no use for it.
     *
     * @param call pending, until the operation is over
     * @param mustNotify whether a callback has to be there
     * @throws SspiException SEC_E_INVALID_PARAMETER if the context is in use or not re-initialised, or has no callback that has to
     *     be there; SEC_E_INVALID_HANDLE if it is closed. Nothing has changed then.
     */
    public Operation begin(SspiCall<?> call, boolean mustNotify) throws SspiException {
        Objects.requireNonNull(call, "call");
        var notified = callback;
        requireOpen();
        if (mustNotify && notified.isEmpty()) {
            throw new SspiException(
                    SecurityStatus.SEC_E_INVALID_PARAMETER,
                    "Nobody would be told of the end: call onComplete first. Only deleting a security context does without");
        }
        var operation = new Operation(call, mustNotify, notified);
        if (!state.compareAndSet(Free.IDLE, operation)) {
            requireOpen();
            throw new SspiException(
                    SecurityStatus.SEC_E_INVALID_PARAMETER,
                    "The asynchronous context is in use: take another one, or wait and call reinit");
        }
        return operation;
    }

    private void requireOpen() throws SspiException {
        requireOpen(state.get());
    }

    private static void requireOpen(State now) throws SspiException {
        if (now == Free.FREED) {
            throw new SspiException(SecurityStatus.SEC_E_INVALID_HANDLE, "The asynchronous context is closed");
        }
    }

    private interface State {
        SecurityStatus status();

        boolean requiresNotify();

        /** Whether a callback is still to be called. */
        boolean isToTell();

        default boolean isPending() {
            return status() == SecurityStatus.SEC_I_ASYNC_CALL_PENDING;
        }
    }

    /** Without an operation. */
    private enum Free implements State {
        IDLE,
        FREED;

        @Override
        public SecurityStatus status() {
            return SecurityStatus.SEC_E_INVALID_HANDLE;
        }

        @Override
        public boolean requiresNotify() {
            return this == IDLE;
        }

        @Override
        public boolean isToTell() {
            return false;
        }
    }

    /** An operation that has taken the context, pending or over: which of both is its call's to say. */
    public final class Operation implements State {
        private final SspiCall<?> call;
        private final boolean mustNotify;
        private final Optional<Consumer<? super SspiAsyncContext>> notified;
        private volatile boolean told;

        private Operation(SspiCall<?> call, boolean mustNotify, Optional<Consumer<? super SspiAsyncContext>> notified) {
            this.call = call;
            this.mustNotify = mustNotify;
            this.notified = notified;
        }

        @Override
        public SecurityStatus status() {
            return call.status();
        }

        @Override
        public boolean requiresNotify() {
            return mustNotify || notified.isPresent();
        }

        @Override
        public boolean isToTell() {
            return requiresNotify() && !told;
        }

        /** Queueing was refused after all: the context is idle again. */
        public void withdraw() {
            state.compareAndSet(this, Free.IDLE);
        }

        /** What to run, once, when the operation is over; empty if nobody is to be told. */
        public Optional<Runnable> notice() {
            return notified.map(callback -> () -> {
                told = true;
                callback.accept(SspiAsyncContext.this);
            });
        }
    }
}
