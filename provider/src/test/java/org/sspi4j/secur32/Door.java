package org.sspi4j.secur32;

import static org.sspi4j.secur32.Machine.a;
import static org.sspi4j.secur32.Machine.desc;
import static org.sspi4j.secur32.Machine.room;
import static org.sspi4j.secur32.Machine.w;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.sspi4j.Sspi;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialAttribute;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.ExportFlag;
import org.sspi4j.api.SchannelAttribute;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiAsyncContext;
import org.sspi4j.api.SspiException;
import org.sspi4j.engine.Acquisition;
import org.sspi4j.secur32.MatrixStates.Subject;

/** How the call matrix makes its calls. */
enum Door {
    FULL {
        @Override
        boolean has(String function) {
            return true;
        }

        @Override
        SecurityStatus call(Machine machine, String function, Subject on) throws Exception {
            var secur32 = machine.secur32;
            var input = desc(Machine.token(on.token()));
            var output = desc(room(4096));
            int flags = MatrixStates.MUTUAL_AUTH_AND_ALL_PROTECTION;
            var bob = Machine.password("bob", "");
            return switch (function) {
                case "initializeSecurityContextW" -> secur32.initializeSecurityContextW(
                        on.initiator(), on.handle(), w("target"), flags, 0, 0, input, 0, output).status();
                case "initializeSecurityContextA" -> secur32.initializeSecurityContextA(
                        on.initiator(), on.handle(), a("target"), flags, 0, 0, input, 0, output).status();
                case "initialize.laterLeg" -> secur32.initializeSecurityContextW(
                        on.initiator(), on.later().initiator(), null, flags, 0, 0, input, 0, output).status();
                case "acceptSecurityContext" -> secur32.acceptSecurityContext(on.acceptor(), on.handle(), input, 0, 0, output).status();
                case "accept.laterLeg" -> secur32.acceptSecurityContext(on.acceptor(), on.later().acceptor(), input, 0, 0, output).status();
                case "completeAuthToken" -> secur32.completeAuthToken(on.handle(), input).status();
                case "deleteSecurityContext" -> secur32.deleteSecurityContext(on.handle()).status();
                case "applyControlToken" -> secur32.applyControlToken(on.handle(), input).status();
                case "exportSecurityContext" -> secur32.exportSecurityContext(on.handle(), 2, SecBuffer.empty()).status();
                case "impersonateSecurityContext" -> {
                    var status = secur32.impersonateSecurityContext(on.handle()).status();
                    if (status == SecurityStatus.SEC_E_OK) {
                        secur32.revertSecurityContext(on.handle()).orThrow();
                    }
                    if (Sspi.threadToken().isPresent()) {
                        throw new AssertionError("The thread still acts as " + Sspi.threadToken().get());
                    }
                    yield status;
                }
                case "revertSecurityContext" -> secur32.revertSecurityContext(on.handle()).status();
                case "querySecurityContextToken" -> secur32.querySecurityContextToken(on.handle()).status();
                case "queryContextAttributes" -> secur32.queryContextAttributes(on.handle(), 1).status();
                case "queryContextAttributesEx" -> secur32.queryContextAttributesEx(on.handle(), 1, 8).status();
                case "setContextAttributes" -> secur32.setContextAttributes(on.handle(), 94, APP_DATA, 16).status();
                case "delegateSecurityContext" -> secur32.delegateSecurityContext(
                        on.handle(), a("target"), SecDelegationType.FULL, null, null, output).status();
                case "makeSignature" -> secur32.makeSignature(on.handle(), 0, toSend(on), 0).status();
                case "verifySignature" -> secur32.verifySignature(on.handle(), message(on, false), 0).status();
                case "encryptMessage" -> secur32.encryptMessage(on.handle(), 0, toSend(on), 0).status();
                case "sealMessage" -> secur32.sealMessage(on.handle(), 0, toSend(on), 0).status();
                case "decryptMessage" -> secur32.decryptMessage(on.handle(), message(on, true), 0).status();
                case "unsealMessage" -> secur32.unsealMessage(on.handle(), message(on, true), 0).status();
                case "addCredentialsW" -> secur32.addCredentialsW(on.initiator(), null, w("EveryCase"), 2, bob, null, null).status();
                case "addCredentialsA" -> secur32.addCredentialsA(on.initiator(), null, a("EveryCase"), 2, bob, null, null).status();
                case "freeCredentialsHandle" -> secur32.freeCredentialsHandle(on.initiator()).status();
                case "freeCredentialHandle" -> secur32.freeCredentialHandle(on.initiator()).status();
                case "queryCredentialsAttributes" -> secur32.queryCredentialsAttributes(on.initiator(), 1).status();
                case "queryCredentialsAttributesEx" -> secur32.queryCredentialsAttributesEx(on.initiator(), 1, 8).status();
                case "setCredentialsAttributes" -> secur32.setCredentialsAttributes(on.initiator(), 3, PROXY, 16).status();
                default -> throw new IllegalArgumentException(function);
            };
        }

        @Override
        SecurityStatus standard(String function, CtxtHandle context, CredHandle credential) {
            throw new UnsupportedOperationException();
        }
    },
    /** As {@link Sspi} does it, on the machine's engine. */
    SHORT {
        @Override
        boolean has(String function) {
            return !function.endsWith("A") && !function.endsWith("Ex") && !NONE.contains(function);
        }

        @Override
        SecurityStatus call(Machine machine, String function, Subject on) throws Exception {
            var engine = machine.engine;
            var flags = ContextFlag.fromIscReq(MatrixStates.MUTUAL_AUTH_AND_ALL_PROTECTION);
            var input = List.of(Machine.token(on.token()));
            var bob = new Acquisition("EveryCase", Optional.empty(), CredentialUse.OUTBOUND, Optional.empty(),
                    Optional.of(Machine.password("bob", "")), Optional.empty(), machine.config);
            return status(() -> switch (function) {
                case "initializeSecurityContextW" -> engine.initialize(on.initiator(), on.handle(), "target", flags, input).status();
                case "initialize.laterLeg" -> engine.initialize(on.initiator(), on.later().initiator(), "", flags, input).status();
                case "acceptSecurityContext" -> engine.accept(on.acceptor(), on.handle(), Set.of(), input).status();
                case "accept.laterLeg" -> engine.accept(on.acceptor(), on.later().acceptor(), Set.of(), input).status();
                case "completeAuthToken" -> engine.complete(on.handle(), on.token()).status();
                case "deleteSecurityContext" -> ok(() -> engine.checked(on.handle()).close());
                case "applyControlToken" -> ok(() -> engine.applyControlToken(on.handle(), input));
                case "exportSecurityContext" -> ok(() -> engine.exportContext(on.handle(), Set.of(ExportFlag.DELETE_OLD), machine.keyFile));
                case "impersonateSecurityContext" -> ok(() -> engine.checked(on.handle()).impersonate().close());
                case "revertSecurityContext" -> ok(() -> engine.revert(on.handle()));
                case "querySecurityContextToken" -> ok(() -> engine.checked(on.handle()).accessToken());
                case "queryContextAttributes" -> ok(() -> engine.checked(on.handle()).query(ContextAttribute.NAMES));
                case "setContextAttributes" -> ok(() -> engine.checked(on.handle()).set(SchannelAttribute.APP_DATA, APP_DATA));
                case "makeSignature" -> ok(() -> engine.checked(on.handle()).makeSignature(toSend(on).pBuffers()));
                case "verifySignature" -> engine.checked(on.handle()).verifySignature(message(on, false).pBuffers()).status();
                case "encryptMessage" -> ok(() -> engine.checked(on.handle()).encryptMessage(toSend(on).pBuffers()));
                case "decryptMessage" -> engine.checked(on.handle()).decryptMessage(message(on, true).pBuffers()).status();
                case "addCredentialsW" -> ok(() -> engine.addCredentials(on.initiator(), bob));
                case "freeCredentialsHandle" -> ok(() -> engine.checked(on.initiator()).close());
                case "queryCredentialsAttributes" -> ok(() -> engine.checked(on.initiator()).query(CredentialAttribute.NAMES));
                case "setCredentialsAttributes" -> ok(() -> engine.checked(on.initiator()).set(CredentialAttribute.KDC_PROXY_SETTINGS,
                        PROXY));
                default -> throw new IllegalArgumentException(function);
            });
        }

        @Override
        SecurityStatus standard(String function, CtxtHandle context, CredHandle credential) throws Exception {
            var token = List.of(Machine.token(new byte[1]));
            return status(() -> switch (function) {
                case "initializeSecurityContextW", "initialize.laterLeg" ->
                        Sspi.initializeSecurityContext(credential, context, "target", Set.of(), token).status();
                case "acceptSecurityContext", "accept.laterLeg" ->
                        Sspi.acceptSecurityContext(credential, context, Set.of(), token).status();
                case "completeAuthToken" -> Sspi.completeAuthToken(context, new byte[1]).status();
                case "deleteSecurityContext" -> ok(() -> Sspi.deleteSecurityContext(context));
                case "applyControlToken" -> ok(() -> Sspi.applyControlToken(context, token));
                case "exportSecurityContext" -> ok(() -> Sspi.exportSecurityContext(context));
                case "impersonateSecurityContext" -> ok(() -> Sspi.impersonateSecurityContext(context).close());
                case "revertSecurityContext" -> ok(() -> Sspi.revertSecurityContext(context));
                case "querySecurityContextToken" -> ok(() -> Sspi.querySecurityContextToken(context));
                case "queryContextAttributes" -> ok(() -> Sspi.queryContextAttributes(context, ContextAttribute.NAMES));
                case "setContextAttributes" -> ok(() -> Sspi.setContextAttributes(context, SchannelAttribute.APP_DATA, APP_DATA));
                case "makeSignature" -> ok(() -> Sspi.makeSignature(context, toSend().pBuffers()));
                case "verifySignature" -> Sspi.verifySignature(context, toSend().pBuffers()).status();
                case "encryptMessage" -> ok(() -> Sspi.encryptMessage(context, 0, toSend().pBuffers()));
                case "decryptMessage" -> Sspi.decryptMessage(context, toSend().pBuffers()).status();
                case "addCredentialsW" -> ok(() -> Sspi.addCredentials(credential, "Kerberos", CredentialUse.OUTBOUND, null));
                case "freeCredentialsHandle" -> ok(() -> Sspi.freeCredentialsHandle(credential));
                case "queryCredentialsAttributes" -> ok(() -> Sspi.queryCredentialsAttributes(credential, CredentialAttribute.NAMES));
                case "setCredentialsAttributes" -> ok(() -> Sspi.setCredentialsAttributes(credential,
                        CredentialAttribute.KDC_PROXY_SETTINGS, PROXY));
                default -> throw new IllegalArgumentException(function);
            });
        }
    },
    /** The asynchronous functions: what queueing refuses, or what the operation comes to. */
    ASYNC {
        private final Set<String> all = Set.of(
                "initializeSecurityContextW", "initializeSecurityContextA", "initialize.laterLeg", "acceptSecurityContext",
                "accept.laterLeg", "deleteSecurityContext", "freeCredentialsHandle");

        @Override
        boolean has(String function) {
            return all.contains(function);
        }

        @Override
        SecurityStatus call(Machine machine, String function, Subject on) throws Exception {
            var secur32 = machine.secur32;
            var async = new SspiAsyncContext(Runnable::run);
            var told = new Semaphore(0);
            secur32.sspiSetAsyncNotifyCallback(async, (handle, data) -> told.release(), null).orThrow();
            var input = desc(Machine.token(on.token()));
            var output = desc(room(4096));
            int flags = MatrixStates.MUTUAL_AUTH_AND_ALL_PROTECTION;
            Result<?> queued = switch (function) {
                case "initializeSecurityContextW" -> secur32.sspiInitializeSecurityContextAsyncW(
                        async, on.initiator(), on.handle(), w("target"), flags, 0, 0, input, 0, output);
                case "initializeSecurityContextA" -> secur32.sspiInitializeSecurityContextAsyncA(
                        async, on.initiator(), on.handle(), a("target"), flags, 0, 0, input, 0, output);
                case "initialize.laterLeg" -> secur32.sspiInitializeSecurityContextAsyncW(
                        async, on.initiator(), on.later().initiator(), null, flags, 0, 0, input, 0, output);
                case "acceptSecurityContext" -> secur32.sspiAcceptSecurityContextAsync(
                        async, on.acceptor(), on.handle(), input, 0, 0, output);
                case "accept.laterLeg" -> secur32.sspiAcceptSecurityContextAsync(
                        async, on.acceptor(), on.later().acceptor(), input, 0, 0, output);
                case "deleteSecurityContext" -> secur32.sspiDeleteSecurityContextAsync(async, on.handle());
                case "freeCredentialsHandle" -> secur32.sspiFreeCredentialsHandleAsync(async, on.initiator());
                default -> throw new IllegalArgumentException(function);
            };
            boolean isTold = queued.failure().isPresent() || told.tryAcquire(60, TimeUnit.SECONDS);
            if (!isTold || told.availablePermits() > 0) {
                throw new AssertionError((isTold ? "One callback too many" : "No callback") + " after " + queued);
            }
            return queued.failure().isPresent() ? queued.status() : secur32.sspiGetAsyncCallStatus(async).status();
        }

        @Override
        SecurityStatus standard(String function, CtxtHandle context, CredHandle credential) {
            throw new UnsupportedOperationException();
        }
    };

    /** What has no short form. */
    private static final Set<String> NONE = Set.of("delegateSecurityContext", "sealMessage", "unsealMessage", "freeCredentialHandle");
    private static final SchannelAttribute.SessionAppData APP_DATA = new SchannelAttribute.SessionAppData(0, new byte[1]);
    private static final CredentialAttribute.KdcProxySettings PROXY =
            new CredentialAttribute.KdcProxySettings(1, 0, "proxy", new byte[0]);

    abstract boolean has(String function);

    /** What a call came to, where it was made in the state of a subject. */
    abstract SecurityStatus call(Machine machine, String function, Subject on) throws Exception;

    /** Through the door of the process. */
    abstract SecurityStatus standard(String function, CtxtHandle context, CredHandle credential) throws Exception;

    static boolean takesMessage(String function) {
        return Set.of("verifySignature", "decryptMessage", "unsealMessage", "completeAuthToken").contains(function)
                || function.startsWith("initialize") || function.startsWith("accept");
    }

    private static SecBufferDesc toSend() {
        return desc(room(256), SecBuffer.data(ByteBuffer.allocate(8)));
    }

    private static SecBufferDesc toSend(Subject on) {
        return on.records() ? TlsStates.toSend() : toSend();
    }

    /** The peer may have been deleted by another thread. */
    private static SecBufferDesc message(Subject on, boolean encrypted) throws SspiException {
        return on.records() ? TlsStates.message(on.peer()) : MatrixStates.message(on.peer(), encrypted);
    }

    private interface Answer {
        SecurityStatus get() throws Exception;
    }

    private interface Action {
        void run() throws Exception;
    }

    private static SecurityStatus status(Answer answer) throws Exception {
        try {
            return answer.get();
        } catch (SspiException e) {
            return e.status();
        }
    }

    private static SecurityStatus ok(Action action) throws Exception {
        action.run();
        return SecurityStatus.SEC_E_OK;
    }
}
