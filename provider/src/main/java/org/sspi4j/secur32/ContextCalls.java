package org.sspi4j.secur32;

import java.nio.ByteBuffer;
import org.sspi4j.api.AccessToken;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.ContextResult;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.ExportFlag;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecBufferType;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.ContextKeyFile;
import org.sspi4j.engine.Engine;

/** Contexts. */
record ContextCalls(Engine engine, Engine.ConfigSource kerberos, ContextKeyFile keyFile) {
    Result.InitializeSecurityContext initialize(
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
                    var asked = LegArguments.of(fContextReq, TargetDataRep, pInput, pOutput, ContextFlag::fromIscReq);
                    var target = pszTargetName == null ? "" : HeaderString.text("pszTargetName", pszTargetName);
                    var leg = leg(
                            asked, () -> engine.initialize(phCredential, phContext, target, asked.flags(), asked.input()));
                    int attributes = asked.told(leg, ContextFlag::toIscRet);
                    return new Result.InitializeSecurityContext(
                            Outcome.of(leg.status()), leg.context(), attributes, CredentialCalls.local(leg.expiry()));
                },
                refusal -> new Result.InitializeSecurityContext(refusal, null, 0, null));
    }

    Result.AcceptSecurityContext accept(
            CredHandle phCredential,
            CtxtHandle phContext,
            SecBufferDesc pInput,
            int fContextReq,
            int TargetDataRep,
            SecBufferDesc pOutput) {
        return Outcome.answer(
                () -> {
                    engine.checked(phCredential);
                    var asked = LegArguments.of(fContextReq, TargetDataRep, pInput, pOutput, ContextFlag::fromAscReq);
                    var leg = leg(asked, () -> engine.accept(phCredential, phContext, asked.flags(), asked.input()));
                    int attributes = asked.told(leg, ContextFlag::toAscRet);
                    return new Result.AcceptSecurityContext(
                            Outcome.of(leg.status()), leg.context(), attributes, CredentialCalls.local(leg.expiry()));
                },
                refusal -> new Result.AcceptSecurityContext(refusal, null, 0, null));
    }

    Outcome complete(CtxtHandle phContext, SecBufferDesc pToken) {
        return Outcome.answer(
                () -> {
                    engine.checked(phContext);
                    var token = SecBuffer.find(SecBufferDesc.required("pToken", pToken), SecBufferType.TOKEN)
                            .orElseThrow(() -> new SspiException(
                                    SecurityStatus.SEC_E_INVALID_TOKEN, "pToken has no TOKEN buffer: pass what came out of the leg"));
                    var completed = engine.complete(phContext, token.toBytes());
                    token.become(SecBufferType.TOKEN, ByteBuffer.wrap(completed.token()));
                    return Outcome.of(completed.status());
                },
                refusal -> refusal);
    }

    Outcome delete(CtxtHandle phContext) {
        return Outcome.answer(() -> engine.checked(phContext).close());
    }

    Outcome applyControlToken(CtxtHandle phContext, SecBufferDesc pInput) {
        return Outcome.answer(() -> {
            engine.checked(phContext);
            engine.applyControlToken(phContext, SecBufferDesc.required("pInput", pInput));
        });
    }

    Outcome impersonate(CtxtHandle phContext) {
        return Outcome.answer(() -> {
            engine.checked(phContext).impersonate();
        });
    }

    Outcome revert(CtxtHandle phContext) {
        return Outcome.answer(() -> engine.revert(phContext));
    }

    Result.ExportSecurityContext export(CtxtHandle phContext, int fFlags, SecBuffer pPackedContext) {
        return Outcome.answer(
                () -> {
                    engine.checked(phContext);
                    if (pPackedContext == null || pPackedContext.type() != SecBufferType.EMPTY) {
                        throw new SspiException(
                                SecurityStatus.SEC_E_INVALID_PARAMETER,
                                "pPackedContext has to be an EMPTY buffer and is " + pPackedContext);
                    }
                    var exported = engine.exportContext(phContext, ExportFlag.of(fFlags), keyFile);
                    pPackedContext.become(SecBufferType.EMPTY, ByteBuffer.wrap(exported.packed()));
                    return new Result.ExportSecurityContext(Outcome.OK, exported.token().orElse(null));
                },
                refusal -> new Result.ExportSecurityContext(refusal, null));
    }

    Result.ImportSecurityContext importContext(HeaderString pszPackage, SecBuffer pPackedContext, AccessToken Token) {
        return Outcome.answer(
                () -> {
                    var packageName = PackageCalls.name("pszPackage", pszPackage);
                    if (pPackedContext == null) {
                        throw new SspiException(SecurityStatus.SEC_E_INVALID_PARAMETER, "pPackedContext is null");
                    }
                    return new Result.ImportSecurityContext(Outcome.OK, engine.importContext(
                            packageName, pPackedContext.toBytes(), Token, kerberos.read(), keyFile));
                },
                refusal -> new Result.ImportSecurityContext(refusal, null));
    }

    Result.QuerySecurityContextToken accessToken(CtxtHandle phContext) {
        return Outcome.answer(
                () -> new Result.QuerySecurityContextToken(Outcome.OK, engine.checked(phContext).accessToken()),
                refusal -> new Result.QuerySecurityContextToken(refusal, null));
    }

    Outcome delegate(CtxtHandle phContext) {
        return Outcome.answer(() -> {
            engine.checked(phContext);
            throw new SspiException(
                    SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION,
                    "DelegateSecurityContext is obsolete, and no package offers it: ask for ISC_REQ_DELEGATE");
        });
    }

    /** What the peer is told of a failure goes where a token would. */
    private static ContextResult leg(LegArguments asked, Outcome.Call<ContextResult> call) throws SspiException {
        try {
            return call.run();
        } catch (SspiException e) {
            asked.failed(e);
            throw e;
        }
    }
}
