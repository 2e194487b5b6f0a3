package org.sspi4j;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.ContextResult;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.Identity;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SspiAsyncContext;
import org.sspi4j.api.SspiCall;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.engine.Engine;
import org.sspi4j.engine.Queueing;
import org.sspi4j.engine.StandardEngine;

/**
 * The asynchronous functions of sspi.h in short forms, for every package. Each is {@link Sspi}'s function of that name: same
 * arguments, same checks, same statuses, the same protocol; only that nobody waits. Returning means that the operation is queued,
 * or done already. Nothing blocks, down to the socket: KDCs are asked by one thread, however many operations wait for them.
 *
 * <p>Each function is there twice. With an {@link SspiAsyncContext} in front the operation is followed as in sspi.h: the context
 * tells its status and calls back, on its executor. Without one the {@link SspiCall#stage() stage} is all there is, and the work is
 * done on the library's own threads: as many as there are processors but three at most, daemons that end when they are idle.
 *
 * <p>What cannot be queued is thrown, and then nothing has happened: SEC_E_INVALID_PARAMETER if the asynchronous context is busy, was
 * not re-initialised, or has no callback where one is needed, which is everywhere but in
 * {@link #deleteSecurityContext(SspiAsyncContext, CtxtHandle)}; SEC_E_INVALID_HANDLE if it is closed; SEC_E_INTERNAL_ERROR if its
 * executor refuses; {@link NullPointerException} for null, unless null is said to be allowed. What a call of initialize or accept
 * throws that leaves its security context as it was is thrown at once, too: handles that do not fit, another call that is running,
 * flags that are never granted. Everything else is what the operation comes to. Buffers are read before the function returns.
 *
 * <p>The identity of the calling thread counts, not that of the thread that does the work: the client that it impersonates, or its
 * Subject.
 */
public final class SspiAsync {
    private static final Engine ENGINE = StandardEngine.INSTANCE;

    private SspiAsync() {}

    /**
     * {@link #acquireCredentialsHandle(SspiAsyncContext, String, CredentialUse, Identity, KerberosConfig)} with the machine's
     * Kerberos configuration, which is read by the operation.
     */
    public static SspiCall<CredHandle> acquireCredentialsHandle(
            SspiAsyncContext call, String packageName, CredentialUse use, Identity identity) throws SspiException {
        return acquire(followed(call), packageName, use, identity, () -> ENGINE.config(packageName, StandardEngine::systemConfig));
    }

    /** {@link #acquireCredentialsHandle(SspiAsyncContext, String, CredentialUse, Identity)}, followed by its stage alone. */
    public static SspiCall<CredHandle> acquireCredentialsHandle(String packageName, CredentialUse use, Identity identity)
            throws SspiException {
        return acquire(ENGINE.queue(), packageName, use, identity, () -> ENGINE.config(packageName, StandardEngine::systemConfig));
    }

    /**
     * SspiAcquireCredentialsHandleAsync: {@link Sspi#acquireCredentialsHandle(String, CredentialUse, Identity, KerberosConfig)}.
     * Whatever that throws, SEC_E_SECPKG_NOT_FOUND included, is what the operation comes to.
     *
     * @param identity null for the caller's own; a password stays open until the operation is over
     */
    public static SspiCall<CredHandle> acquireCredentialsHandle(
            SspiAsyncContext call, String packageName, CredentialUse use, Identity identity, KerberosConfig config)
            throws SspiException {
        Objects.requireNonNull(config, "config");
        return acquire(followed(call), packageName, use, identity, () -> config);
    }

    /**
     * {@link #acquireCredentialsHandle(SspiAsyncContext, String, CredentialUse, Identity, KerberosConfig)}, followed by its stage alone.
     */
    public static SspiCall<CredHandle> acquireCredentialsHandle(
            String packageName, CredentialUse use, Identity identity, KerberosConfig config) throws SspiException {
        Objects.requireNonNull(config, "config");
        return acquire(ENGINE.queue(), packageName, use, identity, () -> config);
    }

    /** {@link #initializeSecurityContext(SspiAsyncContext, CredHandle, CtxtHandle, String, Set, List)} with one TOKEN buffer. */
    public static SspiCall<ContextResult> initializeSecurityContext(
            SspiAsyncContext call, CredHandle credential, CtxtHandle context, String target, Set<ContextFlag> flags, byte[] token)
            throws SspiException {
        return initialize(followed(call), credential, context, target, flags, List.of(SecBuffer.token(token)));
    }

    /** {@link #initializeSecurityContext(CredHandle, CtxtHandle, String, Set, List)} with one TOKEN buffer. */
    public static SspiCall<ContextResult> initializeSecurityContext(
            CredHandle credential, CtxtHandle context, String target, Set<ContextFlag> flags, byte[] token)
            throws SspiException {
        return initialize(ENGINE.queue(), credential, context, target, flags, List.of(SecBuffer.token(token)));
    }

    /**
     * SspiInitializeSecurityContextAsync: {@link Sspi#initializeSecurityContext(CredHandle, CtxtHandle, String, Set, List)}. Each
     * status, SEC_I_CONTINUE_NEEDED too, ends the operation: for the next leg {@link SspiAsyncContext#reinit} comes first.
     *
     * @param context null on the first leg
     */
    public static SspiCall<ContextResult> initializeSecurityContext(
            SspiAsyncContext call, CredHandle credential, CtxtHandle context, String target, Set<ContextFlag> flags,
            List<SecBuffer> input)
            throws SspiException {
        return initialize(followed(call), credential, context, target, flags, input);
    }

    /** {@link #initializeSecurityContext(SspiAsyncContext, CredHandle, CtxtHandle, String, Set, List)}, followed by its stage alone. */
    public static SspiCall<ContextResult> initializeSecurityContext(
            CredHandle credential, CtxtHandle context, String target, Set<ContextFlag> flags, List<SecBuffer> input)
            throws SspiException {
        return initialize(ENGINE.queue(), credential, context, target, flags, input);
    }

    /** {@link #acceptSecurityContext(SspiAsyncContext, CredHandle, CtxtHandle, Set, List)} with one TOKEN buffer. */
    public static SspiCall<ContextResult> acceptSecurityContext(
            SspiAsyncContext call, CredHandle credential, CtxtHandle context, Set<ContextFlag> flags, byte[] token)
            throws SspiException {
        return accept(followed(call), credential, context, flags, List.of(SecBuffer.token(token)));
    }

    /** {@link #acceptSecurityContext(CredHandle, CtxtHandle, Set, List)} with one TOKEN buffer. */
    public static SspiCall<ContextResult> acceptSecurityContext(
            CredHandle credential, CtxtHandle context, Set<ContextFlag> flags, byte[] token) throws SspiException {
        return accept(ENGINE.queue(), credential, context, flags, List.of(SecBuffer.token(token)));
    }

    /**
     * SspiAcceptSecurityContextAsync: {@link Sspi#acceptSecurityContext(CredHandle, CtxtHandle, Set, List)}, leg by leg as
     * {@link #initializeSecurityContext(SspiAsyncContext, CredHandle, CtxtHandle, String, Set, List)}.
     *
     * @param context null on the first leg
     */
    public static SspiCall<ContextResult> acceptSecurityContext(
            SspiAsyncContext call, CredHandle credential, CtxtHandle context, Set<ContextFlag> flags, List<SecBuffer> input)
            throws SspiException {
        return accept(followed(call), credential, context, flags, input);
    }

    /** {@link #acceptSecurityContext(SspiAsyncContext, CredHandle, CtxtHandle, Set, List)}, followed by its stage alone. */
    public static SspiCall<ContextResult> acceptSecurityContext(
            CredHandle credential, CtxtHandle context, Set<ContextFlag> flags, List<SecBuffer> input) throws SspiException {
        return accept(ENGINE.queue(), credential, context, flags, input);
    }

    /**
     * SspiFreeCredentialsHandleAsync: {@link Sspi#freeCredentialsHandle}. Operations that were queued with the credential, and
     * contexts made from it, go on.
     */
    public static SspiCall<Void> freeCredentialsHandle(SspiAsyncContext call, CredHandle credential) throws SspiException {
        return followed(call).free(Objects.requireNonNull(credential, "credential"));
    }

    /** {@link #freeCredentialsHandle(SspiAsyncContext, CredHandle)}, followed by its stage alone. */
    public static SspiCall<Void> freeCredentialsHandle(CredHandle credential) throws SspiException {
        return ENGINE.queue().free(Objects.requireNonNull(credential, "credential"));
    }

    /**
     * SspiDeleteSecurityContextAsync: {@link Sspi#deleteSecurityContext}. Behind an operation that is pending on the context, which
     * comes to what it comes to; no other one is queued any more.
     *
     * @param call may do without a callback, and may be closed at once then
     */
    public static SspiCall<Void> deleteSecurityContext(SspiAsyncContext call, CtxtHandle context) throws SspiException {
        return followed(call).delete(Objects.requireNonNull(context, "context"));
    }

    /** {@link #deleteSecurityContext(SspiAsyncContext, CtxtHandle)}, followed by its stage alone. */
    public static SspiCall<Void> deleteSecurityContext(CtxtHandle context) throws SspiException {
        return ENGINE.queue().delete(Objects.requireNonNull(context, "context"));
    }

    private static Queueing followed(SspiAsyncContext call) {
        return ENGINE.queue(Objects.requireNonNull(call, "call"));
    }

    private static SspiCall<CredHandle> acquire(
            Queueing queue, String packageName, CredentialUse use, Identity identity, Engine.ConfigSource config)
            throws SspiException {
        Objects.requireNonNull(packageName, "packageName");
        Objects.requireNonNull(use, "use");
        return queue.acquire(packageName, use, identity, config, Queueing.stageOnly());
    }

    private static SspiCall<ContextResult> initialize(
            Queueing queue, CredHandle credential, CtxtHandle context, String target, Set<ContextFlag> flags, List<SecBuffer> input)
            throws SspiException {
        Objects.requireNonNull(credential, "credential");
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(flags, "flags");
        Objects.requireNonNull(input, "input");
        return queue.initialize(credential, context, target, flags, input, Queueing.stageOnly());
    }

    private static SspiCall<ContextResult> accept(
            Queueing queue, CredHandle credential, CtxtHandle context, Set<ContextFlag> flags, List<SecBuffer> input)
            throws SspiException {
        Objects.requireNonNull(credential, "credential");
        Objects.requireNonNull(flags, "flags");
        Objects.requireNonNull(input, "input");
        return queue.accept(credential, context, flags, input, Queueing.stageOnly());
    }
}
