package org.sspi4j.secur32;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.ContextResult;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.Identity;
import org.sspi4j.api.Luid;
import org.sspi4j.api.SecGetKeyFn;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiAsyncContext;
import org.sspi4j.api.SspiException;
import org.sspi4j.api.TimeStamp;
import org.sspi4j.engine.Engine;
import org.sspi4j.engine.Fault;
import org.sspi4j.engine.Outputs;

/** The asynchronous family. What a call returns is how queueing went; what the operation comes to is in the outputs. */
record AsyncCalls(Engine engine, CredentialCalls credentials) {
    /** STATUS_INVALID_PARAMETER of NTSTATUS. */
    static final int STATUS_INVALID_PARAMETER = 0xC000000D;

    void free(SspiAsyncContext Handle) {
        if (Handle != null) {
            Outcome.answer(Handle::close);
        }
    }

    int reinit(SspiAsyncContext Handle) {
        return Handle != null && Outcome.answer(Handle::reinit).status() == SecurityStatus.SEC_E_OK ? 0 : STATUS_INVALID_PARAMETER;
    }

    Outcome setNotifyCallback(SspiAsyncContext Context, SspiAsyncNotifyCallback Callback, Object CallbackData) {
        return Outcome.answer(() -> required(Context)
                .onComplete(Callback == null ? null : context -> Callback.call(context, CallbackData)));
    }

    Outcome status(SspiAsyncContext Handle) {
        return Outcome.answer(() -> Outcome.of(required(Handle).status()), refusal -> refusal);
    }

    Result.SspiAcquireCredentialsHandleAsync acquire(
            SspiAsyncContext AsyncContext,
            HeaderString pszPrincipal,
            HeaderString pszPackage,
            int fCredentialUse,
            Luid pvLogonId,
            Identity pAuthData,
            SecGetKeyFn pGetKeyFn,
            Object pvGetKeyArgument) {
        return Outcome.answer(
                () -> {
                    var asked = credentials.asked(
                            pszPrincipal, pszPackage, fCredentialUse, pvLogonId, pAuthData, pGetKeyFn, pvGetKeyArgument);
                    var phCredential = new Output<CredHandle>();
                    var ptsExpiry = new Output<TimeStamp>();
                    engine.queue(AsyncContext).acquire(asked, written(List.of(phCredential, ptsExpiry), credential -> {
                        ptsExpiry.write(CredentialCalls.local(credential.expiry()));
                        phCredential.write(credential);
                    }));
                    return new Result.SspiAcquireCredentialsHandleAsync(Outcome.OK, phCredential, ptsExpiry);
                },
                refusal -> new Result.SspiAcquireCredentialsHandleAsync(refusal, null, null));
    }

    Result.SspiInitializeSecurityContextAsync initialize(
            SspiAsyncContext AsyncContext,
            CredHandle phCredential,
            CtxtHandle phContext,
            HeaderString pszTargetName,
            int fContextReq,
            int Reserved1,
            int TargetDataRep,
            SecBufferDesc pInput,
            int Reserved2,
            SecBufferDesc pOutput) {
        return Outcome.answer(
                () -> {
                    engine.checked(phCredential);
                    Reserved.zero("Reserved1", Reserved1);
                    Reserved.zero("Reserved2", Reserved2);
                    var leg = LegArguments.of(fContextReq, TargetDataRep, pInput, pOutput, ContextFlag::fromIscReq);
                    var target = pszTargetName == null ? "" : HeaderString.text("pszTargetName", pszTargetName);
                    var outputs = new ContextOutputs(leg, ContextFlag::toIscRet);
                    engine.queue(AsyncContext).initialize(
                            phCredential, phContext, target, leg.flags(), leg.input(), outputs.written());
                    return new Result.SspiInitializeSecurityContextAsync(
                            Outcome.OK, outputs.phNewContext, outputs.pfContextAttr, outputs.ptsExpiry);
                },
                refusal -> new Result.SspiInitializeSecurityContextAsync(refusal, null, null, null));
    }

    Result.SspiAcceptSecurityContextAsync accept(
            SspiAsyncContext AsyncContext,
            CredHandle phCredential,
            CtxtHandle phContext,
            SecBufferDesc pInput,
            int fContextReq,
            int TargetDataRep,
            SecBufferDesc pOutput) {
        return Outcome.answer(
                () -> {
                    engine.checked(phCredential);
                    var leg = LegArguments.of(fContextReq, TargetDataRep, pInput, pOutput, ContextFlag::fromAscReq);
                    var outputs = new ContextOutputs(leg, ContextFlag::toAscRet);
                    engine.queue(AsyncContext).accept(phCredential, phContext, leg.flags(), leg.input(), outputs.written());
                    return new Result.SspiAcceptSecurityContextAsync(
                            Outcome.OK, outputs.phNewContext, outputs.pfContextAttr, outputs.ptsExpiry);
                },
                refusal -> new Result.SspiAcceptSecurityContextAsync(refusal, null, null, null));
    }

    Outcome freeCredential(SspiAsyncContext AsyncContext, CredHandle phCredential) {
        return Outcome.answer(() -> {
            engine.queue(AsyncContext).free(phCredential);
        });
    }

    Outcome deleteContext(SspiAsyncContext AsyncContext, CtxtHandle phContext) {
        return Outcome.answer(() -> {
            engine.queue(AsyncContext).delete(phContext);
        });
    }

    private static SspiAsyncContext required(SspiAsyncContext context) throws SspiException {
        if (context == null) {
            throw new SspiException(SecurityStatus.SEC_E_INVALID_HANDLE, "There is no asynchronous context");
        }
        return context;
    }

    /** A failure is told to each output. */
    private static <T> Outputs<T> written(List<Output<?>> outputs, Consumer<T> success) {
        return (result, failure) -> {
            if (failure != null) {
                outputs.forEach(output -> output.fail(failure));
            } else {
                success.accept(result);
            }
        };
    }

    /** What a leg writes through the pointers of its caller. */
    private static final class ContextOutputs {
        final Output<CtxtHandle> phNewContext = new Output<>();
        final Output<Integer> pfContextAttr = new Output<>();
        final Output<TimeStamp> ptsExpiry = new Output<>();
        private final LegArguments arguments;
        private final ToLongFunction<Set<ContextFlag>> bits;

        ContextOutputs(LegArguments arguments, ToLongFunction<Set<ContextFlag>> bits) {
            this.arguments = arguments;
            this.bits = bits;
        }

        Outputs<ContextResult> written() {
            return (leg, failure) -> {
                if (failure != null) {
                    arguments.failed(failure);
                    fail(failure);
                    return;
                }
                try {
                    pfContextAttr.write(Fault.contained(() -> arguments.told(leg, bits)));
                } catch (SspiException e) {
                    fail(e);
                    throw e;
                }
                ptsExpiry.write(CredentialCalls.local(leg.expiry()));
                phNewContext.write(leg.context());
            };
        }

        private void fail(SspiException failure) {
            phNewContext.fail(failure);
            pfContextAttr.fail(failure);
            ptsExpiry.fail(failure);
        }
    }
}
