package org.sspi4j.engine;

import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.ContextResult;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.Identity;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiAsyncContext;
import org.sspi4j.api.SspiCall;
import org.sspi4j.api.SspiException;

/**
 * Queues operations. Each method either throws why it cannot be queued, with the status of sspi.h, and nothing has happened: the
 * asynchronous context is idle, nobody is called back, no output was written. Or it returns, which is SEC_E_OK, and everything else
 * is the operation's.
 *
 * <p>{@code outputs} are written on the executor before the operation can be seen to be over, with a result or a failure, the other
 * one being null; not if the operation was cancelled before.
 */
public final class Queueing {
    private final Engine engine;
    private final SspiAsyncContext call;
    private final boolean mustNotify;

    /** @param mustNotify whether a callback has to be registered, where it is not a delete */
    Queueing(Engine engine, SspiAsyncContext call, boolean mustNotify) {
        this.engine = engine;
        this.call = call;
        this.mustNotify = mustNotify;
    }

    /** No outputs beside the stage. */
    public static <T> Outputs<T> stageOnly() {
        return (result, failure) -> {};
    }

    /** SspiAcquireCredentialsHandleAsync. */
    public SspiCall<CredHandle> acquire(
            String packageName, CredentialUse use, Identity identity, Engine.ConfigSource config,
            Outputs<? super CredHandle> outputs)
            throws SspiException {
        return acquire(() -> Acquisition.of(packageName, use, identity, config.read()), outputs);
    }

    /**
     * SspiAcquireCredentialsHandleAsync with all its parameters.
     *
     * @param asked is made on the executor, since it may read files; what it fails with the operation comes to
     */
    public SspiCall<CredHandle> acquire(
            Fault.Contained<Acquisition> asked, Outputs<? super CredHandle> outputs)
            throws SspiException {
        return queue(new Queued<>(outputs, true), mustNotify, (executor, queued) ->
                engine.acquireAsync(asked, executor, queued));
    }

    /** SspiInitializeSecurityContextAsync. */
    public SspiCall<ContextResult> initialize(
            CredHandle credential, CtxtHandle context, String target, Set<ContextFlag> flags, List<SecBuffer> input,
            Outputs<? super ContextResult> outputs)
            throws SspiException {
        return queue(new Queued<>(outputs, true), mustNotify, (executor, queued) ->
                engine.initializeAsync(credential, context, target, flags, input, executor, queued));
    }

    /** SspiAcceptSecurityContextAsync. */
    public SspiCall<ContextResult> accept(
            CredHandle credential, CtxtHandle context, Set<ContextFlag> flags, List<SecBuffer> input,
            Outputs<? super ContextResult> outputs)
            throws SspiException {
        return queue(new Queued<>(outputs, true), mustNotify, (executor, queued) ->
                engine.acceptAsync(credential, context, flags, input, executor, queued));
    }

    /** SspiFreeCredentialsHandleAsync. */
    public SspiCall<Void> free(CredHandle credential) throws SspiException {
        return queue(new Queued<>(stageOnly(), false), mustNotify, (executor, queued) -> engine.freeAsync(credential, queued));
    }

    /** SspiDeleteSecurityContextAsync. */
    public SspiCall<Void> delete(CtxtHandle context) throws SspiException {
        return queue(new Queued<>(stageOnly(), false), false, (executor, queued) -> engine.deleteAsync(context, queued));
    }

    private interface Start<T> {
        void on(Executor executor, Queued<T> queued) throws SspiException;
    }

    private <T> SspiCall<T> queue(Queued<T> queued, boolean mustNotify, Start<T> start) throws SspiException {
        if (call == null) {
            throw new SspiException(SecurityStatus.SEC_E_INVALID_HANDLE, "There is no asynchronous context");
        }
        var executor = call.executor().orElse(OwnThreads.INSTANCE);
        var operation = call.begin(queued, mustNotify);
        boolean started = false;
        try {
            start.on(executor, queued);
            started = true;
        } finally {
            if (!started) {
                operation.withdraw();
            }
        }
        operation.notice().ifPresent(notice ->
                queued.future().whenComplete((result, failure) -> Notice.give(notice, executor)));
        return queued;
    }
}
