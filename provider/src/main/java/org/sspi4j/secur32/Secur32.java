package org.sspi4j.secur32;

import java.util.Objects;
import org.sspi4j.api.AccessToken;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.Identity;
import org.sspi4j.api.Luid;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecGetKeyFn;
import org.sspi4j.api.SspiAsyncContext;
import org.sspi4j.api.TimeStamp;
import org.sspi4j.config.ContextKeyFile;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.engine.Engine;
import org.sspi4j.engine.StandardEngine;

/**
 * The functions of sspi.h with all their parameters, for code that is carried over from C. Whoever begins in Java is better served by
 * {@link org.sspi4j.Sspi}, whose methods are the same calls in short.
 *
 * <p>Parameters have the header's names and order. What a function writes through a pointer is in its {@link Result}; memory that the
 * caller brings, a {@link SecBufferDesc}, stays a parameter. No call throws for what it is given or for what it comes to: null where
 * something has to be, a stranger's handle, a reserved number, all of that is a status. An {@link Error} is none: it passes, as everywhere
 * in Java.
 *
 * <p>Functions with strings are there twice: the W form takes counted UTF-16, the A form bytes and their charset. What is said of one
 * holds for the other. Statuses that are said once:
 *
 * <ul>
 *   <li>SEC_E_INVALID_HANDLE: the handle is null, a stranger's, or another engine's; what it stands for has ended, is not complete, or
 *       is busy with another call;
 *   <li>SEC_E_INVALID_PARAMETER: a string that is malformed, a SecBufferDesc of another version or with null in it, a number that means
 *       nothing; nothing has happened then;
 *   <li>SEC_E_SECPKG_NOT_FOUND: no package has the name, or it is null;
 *   <li>SEC_E_UNSUPPORTED_FUNCTION: the package does not offer it;
 *   <li>SEC_E_INTERNAL_ERROR: a fault of this library or of a package.
 * </ul>
 *
 * @spec sspi.h
 */
public final class Secur32 {
    /** With the machine's Kerberos configuration, as each call finds it, and the user's own key file for exported contexts. */
    public static final Secur32 INSTANCE =
            new Secur32(StandardEngine.INSTANCE, StandardEngine::systemConfig, ContextKeyFile.ofUser());

    private final PackageCalls packages;
    private final CredentialCalls credentials;
    private final ContextCalls contexts;
    private final AttributeCalls attributes;
    private final MessageCalls messages;
    private final AsyncCalls async;

    Secur32(Engine engine, Engine.ConfigSource kerberos, ContextKeyFile keyFile) {
        this.packages = new PackageCalls(engine);
        this.credentials = new CredentialCalls(engine, kerberos);
        this.contexts = new ContextCalls(engine, kerberos, keyFile);
        this.attributes = new AttributeCalls(engine);
        this.messages = new MessageCalls(engine);
        this.async = new AsyncCalls(engine, credentials);
    }

    /** The same functions with a Kerberos configuration of their own. Handles are good for all of them. */
    public static Secur32 with(KerberosConfig kerberos) {
        return with(kerberos, ContextKeyFile.ofUser());
    }

    /** The same functions with a Kerberos configuration and a key file for exported contexts of their own. */
    public static Secur32 with(KerberosConfig kerberos, ContextKeyFile keyFile) {
        Objects.requireNonNull(kerberos, "kerberos");
        return new Secur32(StandardEngine.INSTANCE, () -> kerberos, Objects.requireNonNull(keyFile, "keyFile"));
    }

    // Package management

    /** EnumerateSecurityPackages: every package found, in the order of their registration. */
    public Result.EnumerateSecurityPackages enumerateSecurityPackages() {
        return packages.enumerate();
    }

    /** QuerySecurityPackageInfo: names compare without regard to case. */
    public Result.QuerySecurityPackageInfo querySecurityPackageInfoW(SecurityString pszPackageName) {
        return packages.query(pszPackageName);
    }

    /** QuerySecurityPackageInfo, as the W form. */
    public Result.QuerySecurityPackageInfo querySecurityPackageInfoA(AnsiString pszPackageName) {
        return packages.query(pszPackageName);
    }

    /** InitSecurityInterface: the table of functions, which is this object. */
    public Secur32 initSecurityInterfaceW() {
        return this;
    }

    /** InitSecurityInterface, as the W form: both tables are one. */
    public Secur32 initSecurityInterfaceA() {
        return this;
    }

    /** AddSecurityPackage: SEC_E_UNSUPPORTED_FUNCTION, since packages are registered for {@link java.util.ServiceLoader}. */
    public Outcome addSecurityPackageW(SecurityString pszPackageName, SecurityPackageOptions pOptions) {
        return packages.unregistrable(pszPackageName);
    }

    /** AddSecurityPackage, as the W form. */
    public Outcome addSecurityPackageA(AnsiString pszPackageName, SecurityPackageOptions pOptions) {
        return packages.unregistrable(pszPackageName);
    }

    /** DeleteSecurityPackage: SEC_E_UNSUPPORTED_FUNCTION, as {@link #addSecurityPackageW}. */
    public Outcome deleteSecurityPackageW(SecurityString pszPackageName) {
        return packages.unregistrable(pszPackageName);
    }

    /** DeleteSecurityPackage, as the W form. */
    public Outcome deleteSecurityPackageA(AnsiString pszPackageName) {
        return packages.unregistrable(pszPackageName);
    }

    /**
     * FreeContextBuffer: SEC_E_OK for anything. Memory that a call filled or allocated is wiped, a session key too; nothing is wiped of
     * what cannot hold a secret.
     *
     * @param pvContextBuffer what a call gave, or a buffer that it turned into memory of its own
     */
    public Outcome freeContextBuffer(Object pvContextBuffer) {
        return packages.free(pvContextBuffer);
    }

    // Credentials

    /**
     * AcquireCredentialsHandle. No authority is asked: a wrong password surfaces at the first initialize.
     *
     * <p>SEC_E_NOT_OWNER if the credentials are of somebody else than the principal, or of another logon session; SEC_E_NO_CREDENTIALS;
     * SEC_E_UNKNOWN_CREDENTIALS if the package does not know this kind of pAuthData, or if it comes together with a pGetKeyFn that the
     * package would ask.
     *
     * @param pszPrincipal whose they have to be; null for whoever they are of
     * @param pszPackage a name of {@link #enumerateSecurityPackages()}, without regard to case
     * @param fCredentialUse SECPKG_CRED_INBOUND 1, OUTBOUND 2 or BOTH 3. The policies of Negotiate, AUTOLOGON_RESTRICTED 0x10 and
     *     PROCESS_POLICY_ONLY 0x20, are SEC_E_UNSUPPORTED_FUNCTION; anything else is SEC_E_INVALID_PARAMETER
     * @param pvLogonId whose logon session; null for the caller's. Another one takes SE_TCB_NAME
     * @param pAuthData null for the credentials that the session has already
     * @param pGetKeyFn null, or who gives an acceptor its keys; passed over by packages that ask nobody
     * @param pvGetKeyArgument handed to pGetKeyFn unchanged
     */
    public Result.AcquireCredentialsHandle acquireCredentialsHandleW(
            SecurityString pszPrincipal,
            SecurityString pszPackage,
            int fCredentialUse,
            Luid pvLogonId,
            Identity pAuthData,
            SecGetKeyFn pGetKeyFn,
            Object pvGetKeyArgument) {
        return credentials.acquire(
                pszPrincipal, pszPackage, fCredentialUse, pvLogonId, pAuthData, pGetKeyFn, pvGetKeyArgument);
    }

    /** AcquireCredentialsHandle, as {@link #acquireCredentialsHandleW}. */
    public Result.AcquireCredentialsHandle acquireCredentialsHandleA(
            AnsiString pszPrincipal,
            AnsiString pszPackage,
            int fCredentialUse,
            Luid pvLogonId,
            Identity pAuthData,
            SecGetKeyFn pGetKeyFn,
            Object pvGetKeyArgument) {
        return credentials.acquire(
                pszPrincipal, pszPackage, fCredentialUse, pvLogonId, pAuthData, pGetKeyFn, pvGetKeyArgument);
    }

    /**
     * AddCredentials: one more beside those that the handle has, for the contexts made from then on. Parameters and statuses are those
     * of {@link #acquireCredentialsHandleW}.
     *
     * @param pszPackage for which package, where the handle's one wraps others
     */
    public Result.AddCredentials addCredentialsW(
            CredHandle hCredentials,
            SecurityString pszPrincipal,
            SecurityString pszPackage,
            int fCredentialUse,
            Identity pAuthData,
            SecGetKeyFn pGetKeyFn,
            Object pvGetKeyArgument) {
        return credentials.add(
                hCredentials, pszPrincipal, pszPackage, fCredentialUse, pAuthData, pGetKeyFn, pvGetKeyArgument);
    }

    /** AddCredentials, as {@link #addCredentialsW}. */
    public Result.AddCredentials addCredentialsA(
            CredHandle hCredentials,
            AnsiString pszPrincipal,
            AnsiString pszPackage,
            int fCredentialUse,
            Identity pAuthData,
            SecGetKeyFn pGetKeyFn,
            Object pvGetKeyArgument) {
        return credentials.add(
                hCredentials, pszPrincipal, pszPackage, fCredentialUse, pAuthData, pGetKeyFn, pvGetKeyArgument);
    }

    /** FreeCredentialsHandle: SEC_E_OK, the second time too. Contexts made from the credential live on. */
    public Outcome freeCredentialsHandle(CredHandle phCredential) {
        return credentials.free(phCredential);
    }

    /** FreeCredentialHandle: another name of {@link #freeCredentialsHandle}. */
    public Outcome freeCredentialHandle(CredHandle phCredential) {
        return credentials.free(phCredential);
    }

    /**
     * QueryCredentialsAttributes. SEC_E_UNSUPPORTED_FUNCTION if the package does not know the attribute, or nobody does.
     *
     * @param ulAttribute a number of {@link org.sspi4j.api.CredentialAttribute}
     */
    public Result.QueryCredentialsAttributes queryCredentialsAttributes(CredHandle phCredential, int ulAttribute) {
        return attributes.query(phCredential, ulAttribute, AttributeCalls.ANY_SIZE);
    }

    /**
     * QueryCredentialsAttributesEx: {@link #queryCredentialsAttributes} with the room that a program in C leaves.
     *
     * @param cbBuffer in bytes, without sign; less than {@link org.sspi4j.api.CredentialAttribute#size()} is SEC_E_BUFFER_TOO_SMALL
     */
    public Result.QueryCredentialsAttributes queryCredentialsAttributesEx(
            CredHandle phCredential, int ulAttribute, int cbBuffer) {
        return attributes.query(phCredential, ulAttribute, cbBuffer);
    }

    /**
     * SetCredentialsAttributes, for contexts that begin later. SEC_E_UNSUPPORTED_FUNCTION if the package does not let it be set.
     *
     * @param pBuffer the attribute's structure; anything else is SEC_E_INVALID_PARAMETER
     * @param cbBuffer as for {@link #queryCredentialsAttributesEx}
     */
    public Outcome setCredentialsAttributes(CredHandle phCredential, int ulAttribute, Object pBuffer, int cbBuffer) {
        return attributes.set(phCredential, ulAttribute, pBuffer, cbBuffer);
    }

    /**
     * ChangeAccountPassword. SEC_E_LOGON_DENIED if the old password is wrong or the new one refused, see
     * {@link org.sspi4j.api.SspiException#subStatus()} of the failure; SEC_E_NO_AUTHENTICATING_AUTHORITY; SEC_E_TARGET_UNKNOWN if the
     * realm changes no passwords.
     *
     * @param pszDomainName null or empty if the account's name says it
     * @param pszOldPassword the caller's to wipe
     * @param pszNewPassword the caller's to wipe
     * @param bImpersonating whether the caller acts as a client; it makes no difference, since the passwords are given
     * @param dwReserved 0
     * @param pOutput one CHANGE_PASS_RESPONSE buffer, which comes back empty: no authority here tells a DOMAIN_PASSWORD_INFORMATION
     */
    public Outcome changeAccountPasswordW(
            SecurityString pszPackageName,
            SecurityString pszDomainName,
            SecurityString pszAccountName,
            SecurityString pszOldPassword,
            SecurityString pszNewPassword,
            boolean bImpersonating,
            int dwReserved,
            SecBufferDesc pOutput) {
        return credentials.changePassword(
                pszPackageName, pszDomainName, pszAccountName, pszOldPassword, pszNewPassword, dwReserved, pOutput);
    }

    /** ChangeAccountPassword, as {@link #changeAccountPasswordW}. */
    public Outcome changeAccountPasswordA(
            AnsiString pszPackageName,
            AnsiString pszDomainName,
            AnsiString pszAccountName,
            AnsiString pszOldPassword,
            AnsiString pszNewPassword,
            boolean bImpersonating,
            int dwReserved,
            SecBufferDesc pOutput) {
        return credentials.changePassword(
                pszPackageName, pszDomainName, pszAccountName, pszOldPassword, pszNewPassword, dwReserved, pOutput);
    }

    // Contexts

    /**
     * InitializeSecurityContext: the next leg of the client's side. Send what is in pOutput if it is not empty, whatever the status, but
     * for SEC_E_INVALID_PARAMETER and SEC_E_INVALID_HANDLE, with which nothing has happened; the statuses are those of {@link
     * org.sspi4j.Sspi#initializeSecurityContext(CredHandle, CtxtHandle, String, java.util.Set, java.util.List)}, returned where they are
     * thrown there.
     *
     * <p>SEC_E_BUFFER_TOO_SMALL if the token does not fit into pOutput, or has no TOKEN buffer there: the context is deleted, since the
     * peer will never get it. cbMaxToken bytes always do.
     *
     * @param phCredential for outbound use; on later legs that of the first one, which may have been freed
     * @param phContext null on the first leg, then the phNewContext of the one before
     * @param pszTargetName counts on the first leg; null for none
     * @param fContextReq ISC_REQ_ bits, and more in a FLAGS buffer of pInput: SEC_FLAGS, 8 bytes, little-endian. Bits without a name mean
     *     nothing
     * @param Reserved1 0
     * @param TargetDataRep SECURITY_NATIVE_DREP 0x10 or SECURITY_NETWORK_DREP 0, which makes no difference
     * @param pInput null, or the peer's token in a TOKEN buffer, with what else the package takes. An EMPTY buffer becomes a MISSING one
     *     with SEC_E_INCOMPLETE_MESSAGE, and an EXTRA one, a slice of the TOKEN buffer's memory, where not all of it was consumed
     * @param Reserved2 0
     * @param pOutput null, or a TOKEN buffer whose content, position to limit, is the room for the token; afterwards it is the token. With
     *     ISC_REQ_ALLOCATE_MEMORY it becomes memory of ours
     */
    public Result.InitializeSecurityContext initializeSecurityContextW(
            CredHandle phCredential,
            CtxtHandle phContext,
            SecurityString pszTargetName,
            int fContextReq,
            int Reserved1,
            int TargetDataRep,
            SecBufferDesc pInput,
            int Reserved2,
            SecBufferDesc pOutput) {
        return contexts.initialize(
                phCredential, phContext, pszTargetName, fContextReq, Reserved1, TargetDataRep, pInput, Reserved2, pOutput);
    }

    /** InitializeSecurityContext, as {@link #initializeSecurityContextW}. */
    public Result.InitializeSecurityContext initializeSecurityContextA(
            CredHandle phCredential,
            CtxtHandle phContext,
            AnsiString pszTargetName,
            int fContextReq,
            int Reserved1,
            int TargetDataRep,
            SecBufferDesc pInput,
            int Reserved2,
            SecBufferDesc pOutput) {
        return contexts.initialize(
                phCredential, phContext, pszTargetName, fContextReq, Reserved1, TargetDataRep, pInput, Reserved2, pOutput);
    }

    /**
     * AcceptSecurityContext: the next leg of the server's side. Parameters are those of {@link #initializeSecurityContextW}, with
     * ASC_REQ_ bits; statuses those of
     * {@link org.sspi4j.Sspi#acceptSecurityContext(CredHandle, CtxtHandle, java.util.Set, java.util.List)}.
     *
     * @param phCredential for inbound use; on later legs that of the first one, which may have been freed
     */
    public Result.AcceptSecurityContext acceptSecurityContext(
            CredHandle phCredential,
            CtxtHandle phContext,
            SecBufferDesc pInput,
            int fContextReq,
            int TargetDataRep,
            SecBufferDesc pOutput) {
        return contexts.accept(phCredential, phContext, pInput, fContextReq, TargetDataRep, pOutput);
    }

    /**
     * CompleteAuthToken, on either side. SEC_E_UNSUPPORTED_FUNCTION if the context does not wait for it; SEC_E_INVALID_TOKEN;
     * SEC_E_OUT_OF_SEQUENCE; SEC_E_MESSAGE_ALTERED.
     *
     * @param pToken the TOKEN buffer as the leg left it, which becomes the completed one, in memory of ours
     */
    public Outcome completeAuthToken(CtxtHandle phContext, SecBufferDesc pToken) {
        return contexts.complete(phContext, pToken);
    }

    /** DeleteSecurityContext: SEC_E_OK, the second time too; for half-open and failed contexts as well. */
    public Outcome deleteSecurityContext(CtxtHandle phContext) {
        return contexts.delete(phContext);
    }

    /**
     * ApplyControlToken: tells an established context to shut down or to send an alert; the next initialize or accept call does it.
     *
     * @param pInput one TOKEN buffer with the package's structure
     */
    public Outcome applyControlToken(CtxtHandle phContext, SecBufferDesc pInput) {
        return contexts.applyControlToken(phContext, pInput);
    }

    /**
     * ExportSecurityContext: what {@link #importSecurityContextW} goes on with, sealed with a key file; see {@link CtxtHandle#export}.
     *
     * @param fFlags bits of {@link org.sspi4j.api.ExportFlag}; one without a name is SEC_E_INVALID_PARAMETER
     * @param pPackedContext an EMPTY buffer, which gets memory of ours
     */
    public Result.ExportSecurityContext exportSecurityContext(CtxtHandle phContext, int fFlags, SecBuffer pPackedContext) {
        return contexts.export(phContext, fFlags, pPackedContext);
    }

    /**
     * ImportSecurityContext; the statuses are those of {@link org.sspi4j.Sspi#importSecurityContext(String, byte[])}.
     *
     * @param pszPackage the package of the exported context
     * @param pPackedContext what {@link #exportSecurityContext} gave
     * @param Token null, or who the client has to be: SEC_E_NOT_OWNER if it is somebody else
     */
    public Result.ImportSecurityContext importSecurityContextW(
            SecurityString pszPackage, SecBuffer pPackedContext, AccessToken Token) {
        return contexts.importContext(pszPackage, pPackedContext, Token);
    }

    /** ImportSecurityContext, as {@link #importSecurityContextW}. */
    public Result.ImportSecurityContext importSecurityContextA(
            AnsiString pszPackage, SecBuffer pPackedContext, AccessToken Token) {
        return contexts.importContext(pszPackage, pPackedContext, Token);
    }

    /**
     * ImpersonateSecurityContext: from now on this thread acts as the client, until {@link #revertSecurityContext}. SEC_E_INVALID_HANDLE
     * for an initiator's context too; SEC_E_NO_IMPERSONATION if none of the conditions of {@link CtxtHandle#impersonate()} is met. After
     * a failure nothing may be done for the client, and whatever follows runs as the caller: unlike the short form, which throws,
     * this one leaves it to the caller to look at the status or call {@link Outcome#orThrow()}.
     */
    public Outcome impersonateSecurityContext(CtxtHandle phContext) {
        return contexts.impersonate(phContext);
    }

    /**
     * RevertSecurityContext: this thread is what it was before it impersonated, through whichever acceptor's context that was. It works
     * through a context that has ended too; SEC_E_INVALID_HANDLE for an initiator's.
     */
    public Outcome revertSecurityContext(CtxtHandle phContext) {
        return contexts.revert(phContext);
    }

    /** QuerySecurityContextToken: who the client is, as a value that outlives the context. Statuses are those of impersonation. */
    public Result.QuerySecurityContextToken querySecurityContextToken(CtxtHandle phContext) {
        return contexts.accessToken(phContext);
    }

    /**
     * QueryContextAttributes. Times in structures are {@link java.time.Instant}s; {@link TimeStamp#of} makes local time of them.
     * SEC_E_UNSUPPORTED_FUNCTION if the package does not know the attribute, or nobody does.
     *
     * @param ulAttribute a number of {@link org.sspi4j.api.ContextAttribute} and its like
     */
    public Result.QueryContextAttributes queryContextAttributes(CtxtHandle phContext, int ulAttribute) {
        return attributes.query(phContext, ulAttribute, AttributeCalls.ANY_SIZE);
    }

    /**
     * QueryContextAttributesEx: {@link #queryContextAttributes} with the room that a program in C leaves.
     *
     * @param cbBuffer in bytes, without sign; less than {@link org.sspi4j.api.ContextAttribute#size()} is SEC_E_BUFFER_TOO_SMALL
     */
    public Result.QueryContextAttributes queryContextAttributesEx(CtxtHandle phContext, int ulAttribute, int cbBuffer) {
        return attributes.query(phContext, ulAttribute, cbBuffer);
    }

    /**
     * SetContextAttributes. SEC_E_UNSUPPORTED_FUNCTION if the package does not let it be set.
     *
     * @param pBuffer the attribute's structure; anything else is SEC_E_INVALID_PARAMETER
     * @param cbBuffer as for {@link #queryContextAttributesEx}
     */
    public Outcome setContextAttributes(CtxtHandle phContext, int ulAttribute, Object pBuffer, int cbBuffer) {
        return attributes.set(phContext, ulAttribute, pBuffer, cbBuffer);
    }

    /** DelegateSecurityContext: obsolete, SEC_E_UNSUPPORTED_FUNCTION. The header has it in one form only. */
    public Outcome delegateSecurityContext(
            CtxtHandle phContext,
            AnsiString pszTarget,
            SecDelegationType DelegationType,
            TimeStamp pExpiry,
            SecBuffer pPackageParameters,
            SecBufferDesc pOutput) {
        return contexts.delegate(phContext);
    }

    // Messages

    /**
     * MakeSignature: signs pMessage's DATA buffers into its TOKEN buffer. SEC_E_INVALID_TOKEN if a buffer is missing;
     * SEC_E_BUFFER_TOO_SMALL; SEC_E_QOP_NOT_SUPPORTED; SEC_E_CONTEXT_EXPIRED.
     *
     * @param fQOP of {@link org.sspi4j.api.Qop}
     * @param MessageSeqNo the caller's number on datagram contexts, ignored on others
     */
    public Outcome makeSignature(CtxtHandle phContext, int fQOP, SecBufferDesc pMessage, int MessageSeqNo) {
        return messages.makeSignature(phContext, fQOP, pMessage, MessageSeqNo);
    }

    /**
     * VerifySignature. SEC_E_INVALID_TOKEN; SEC_E_MESSAGE_ALTERED; SEC_E_OUT_OF_SEQUENCE; SEC_E_CONTEXT_EXPIRED.
     *
     * @param MessageSeqNo as for {@link #makeSignature}
     */
    public Result.VerifySignature verifySignature(CtxtHandle phContext, SecBufferDesc pMessage, int MessageSeqNo) {
        return messages.verifySignature(phContext, pMessage, MessageSeqNo);
    }

    /**
     * EncryptMessage, in place. SEC_E_INVALID_TOKEN if a buffer is missing; SEC_E_BUFFER_TOO_SMALL; SEC_E_QOP_NOT_SUPPORTED;
     * SEC_E_CONTEXT_EXPIRED.
     *
     * @param fQOP {@link org.sspi4j.api.Qop#WRAP_NO_ENCRYPT} to sign only
     * @param MessageSeqNo as for {@link #makeSignature}
     */
    public Outcome encryptMessage(CtxtHandle phContext, int fQOP, SecBufferDesc pMessage, int MessageSeqNo) {
        return messages.encryptMessage(phContext, fQOP, pMessage, MessageSeqNo);
    }

    /** SealMessage: another name of {@link #encryptMessage}. */
    public Outcome sealMessage(CtxtHandle phContext, int fQOP, SecBufferDesc pMessage, int MessageSeqNo) {
        return messages.encryptMessage(phContext, fQOP, pMessage, MessageSeqNo);
    }

    /**
     * DecryptMessage, in place. SEC_E_INVALID_TOKEN; SEC_E_MESSAGE_ALTERED; SEC_E_OUT_OF_SEQUENCE; SEC_E_CONTEXT_EXPIRED. With
     * SEC_E_INCOMPLETE_MESSAGE an EMPTY buffer of pMessage has become a MISSING one.
     *
     * @param MessageSeqNo as for {@link #makeSignature}
     */
    public Result.DecryptMessage decryptMessage(CtxtHandle phContext, SecBufferDesc pMessage, int MessageSeqNo) {
        return messages.decryptMessage(phContext, pMessage, MessageSeqNo);
    }

    /** UnsealMessage: another name of {@link #decryptMessage}. */
    public Result.DecryptMessage unsealMessage(CtxtHandle phContext, SecBufferDesc pMessage, int MessageSeqNo) {
        return messages.decryptMessage(phContext, pMessage, MessageSeqNo);
    }

    // The asynchronous family. A queueing function's status says whether the operation was queued: SEC_E_OK, and then it is pending or
    // over already; SEC_E_INVALID_HANDLE without an asynchronous context or with a freed one; SEC_E_INVALID_PARAMETER if it is busy, was
    // not re-initialised, or has no callback, which only a delete does without. What is said of the blocking function holds as well.

    /** SspiCreateAsyncContext: operations and callbacks run on the library's own threads. */
    public SspiAsyncContext sspiCreateAsyncContext() {
        return new SspiAsyncContext();
    }

    /**
     * SspiFreeAsyncContext. While its operation is pending it stays as it is, since somebody is to be told of the end; but for a delete
     * without a callback.
     *
     * @param Handle null is nothing to free
     */
    public void sspiFreeAsyncContext(SspiAsyncContext Handle) {
        async.free(Handle);
    }

    /**
     * SspiReinitAsyncContext: makes it ready for the next operation; the callback stays.
     *
     * @return NTSTATUS: 0, or STATUS_INVALID_PARAMETER 0xC000000D if it is in use, freed or null
     */
    public int sspiReinitAsyncContext(SspiAsyncContext Handle) {
        return async.reinit(Handle);
    }

    /**
     * SspiSetAsyncNotifyCallback: who is told of the end of each operation that is queued from now on.
     *
     * @param Callback null: nobody, which is enough for deleting a security context and for nothing else
     * @param CallbackData handed to the callback unchanged
     */
    public Outcome sspiSetAsyncNotifyCallback(SspiAsyncContext Context, SspiAsyncNotifyCallback Callback, Object CallbackData) {
        return async.setNotifyCallback(Context, Callback, CallbackData);
    }

    /** SspiAsyncContextRequiresNotify: whether its operation ends with a callback; false for null. */
    public boolean sspiAsyncContextRequiresNotify(SspiAsyncContext AsyncContext) {
        return AsyncContext != null && AsyncContext.requiresNotify();
    }

    /**
     * SspiGetAsyncCallStatus: SEC_I_ASYNC_CALL_PENDING, or what the operation came to; more of its failure is in its {@link Output}s.
     * SEC_E_INVALID_HANDLE if nothing was queued, or if it is freed or null.
     */
    public Outcome sspiGetAsyncCallStatus(SspiAsyncContext Handle) {
        return async.status(Handle);
    }

    /**
     * SspiAcquireCredentialsHandleAsync: {@link #acquireCredentialsHandleW}. Strings are looked at when it is queued, everything else is
     * the operation's. A password stays open until that is over.
     */
    public Result.SspiAcquireCredentialsHandleAsync sspiAcquireCredentialsHandleAsyncW(
            SspiAsyncContext AsyncContext,
            SecurityString pszPrincipal,
            SecurityString pszPackage,
            int fCredentialUse,
            Luid pvLogonId,
            Identity pAuthData,
            SecGetKeyFn pGetKeyFn,
            Object pvGetKeyArgument) {
        return async.acquire(
                AsyncContext, pszPrincipal, pszPackage, fCredentialUse, pvLogonId, pAuthData, pGetKeyFn, pvGetKeyArgument);
    }

    /** SspiAcquireCredentialsHandleAsync, as {@link #sspiAcquireCredentialsHandleAsyncW}. */
    public Result.SspiAcquireCredentialsHandleAsync sspiAcquireCredentialsHandleAsyncA(
            SspiAsyncContext AsyncContext,
            AnsiString pszPrincipal,
            AnsiString pszPackage,
            int fCredentialUse,
            Luid pvLogonId,
            Identity pAuthData,
            SecGetKeyFn pGetKeyFn,
            Object pvGetKeyArgument) {
        return async.acquire(
                AsyncContext, pszPrincipal, pszPackage, fCredentialUse, pvLogonId, pAuthData, pGetKeyFn, pvGetKeyArgument);
    }

    /**
     * SspiInitializeSecurityContextAsync: {@link #initializeSecurityContextW}. Each status, SEC_I_CONTINUE_NEEDED too, ends the
     * operation. The buffers of pInput and pOutput are the operation's until then.
     */
    public Result.SspiInitializeSecurityContextAsync sspiInitializeSecurityContextAsyncW(
            SspiAsyncContext AsyncContext,
            CredHandle phCredential,
            CtxtHandle phContext,
            SecurityString pszTargetName,
            int fContextReq,
            int Reserved1,
            int TargetDataRep,
            SecBufferDesc pInput,
            int Reserved2,
            SecBufferDesc pOutput) {
        return async.initialize(
                AsyncContext, phCredential, phContext, pszTargetName, fContextReq, Reserved1, TargetDataRep, pInput, Reserved2, pOutput);
    }

    /** SspiInitializeSecurityContextAsync, as {@link #sspiInitializeSecurityContextAsyncW}. */
    public Result.SspiInitializeSecurityContextAsync sspiInitializeSecurityContextAsyncA(
            SspiAsyncContext AsyncContext,
            CredHandle phCredential,
            CtxtHandle phContext,
            AnsiString pszTargetName,
            int fContextReq,
            int Reserved1,
            int TargetDataRep,
            SecBufferDesc pInput,
            int Reserved2,
            SecBufferDesc pOutput) {
        return async.initialize(
                AsyncContext, phCredential, phContext, pszTargetName, fContextReq, Reserved1, TargetDataRep, pInput, Reserved2, pOutput);
    }

    /** SspiAcceptSecurityContextAsync: {@link #acceptSecurityContext}, as {@link #sspiInitializeSecurityContextAsyncW}. */
    public Result.SspiAcceptSecurityContextAsync sspiAcceptSecurityContextAsync(
            SspiAsyncContext AsyncContext,
            CredHandle phCredential,
            CtxtHandle phContext,
            SecBufferDesc pInput,
            int fContextReq,
            int TargetDataRep,
            SecBufferDesc pOutput) {
        return async.accept(AsyncContext, phCredential, phContext, pInput, fContextReq, TargetDataRep, pOutput);
    }

    /** SspiFreeCredentialsHandleAsync: {@link #freeCredentialsHandle}. */
    public Outcome sspiFreeCredentialsHandleAsync(SspiAsyncContext AsyncContext, CredHandle phCredential) {
        return async.freeCredential(AsyncContext, phCredential);
    }

    /** SspiDeleteSecurityContextAsync: {@link #deleteSecurityContext}, behind an operation that is pending on the context. */
    public Outcome sspiDeleteSecurityContextAsync(SspiAsyncContext AsyncContext, CtxtHandle phContext) {
        return async.deleteContext(AsyncContext, phContext);
    }
}
