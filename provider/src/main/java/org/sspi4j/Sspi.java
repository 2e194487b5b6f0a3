package org.sspi4j;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import javax.security.auth.Subject;
import org.sspi4j.api.AccessToken;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.ContextResult;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialAttribute;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.ExportFlag;
import org.sspi4j.api.Identity;
import org.sspi4j.api.Impersonation;
import org.sspi4j.api.Luid;
import org.sspi4j.api.MessageResult;
import org.sspi4j.api.PackageInfo;
import org.sspi4j.api.PackedContext;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.ContextKeyFile;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.engine.Acquisition;
import org.sspi4j.engine.Engine;
import org.sspi4j.engine.StandardEngine;
import org.sspi4j.logon.LogonSessions;
import org.sspi4j.logon.ThreadToken;

/**
 * The functions of sspi.h, one static method each, under their names. What kills a context is thrown, what leaves it alive is
 * returned; see {@link ContextResult#status()} for the statuses that are returned.
 *
 * <p>Every method that takes a handle throws SEC_E_INVALID_HANDLE for one that is closed or not of this library, and
 * {@link NullPointerException} for null, unless null is said to be allowed.
 */
public final class Sspi {
    private static final Engine ENGINE = StandardEngine.INSTANCE;

    private Sspi() {}

    /** EnumerateSecurityPackages: every package found, in the order of their registration. */
    public static List<PackageInfo> enumerateSecurityPackages() {
        return ENGINE.packages();
    }

    /**
     * QuerySecurityPackageInfo.
     *
     * @param packageName without regard to case
     * @throws SspiException SEC_E_SECPKG_NOT_FOUND
     */
    public static PackageInfo querySecurityPackageInfo(String packageName) throws SspiException {
        return ENGINE.info(Objects.requireNonNull(packageName, "packageName"));
    }

    /**
     * {@link #acquireCredentialsHandle(String, CredentialUse, Identity, KerberosConfig)} with the machine's Kerberos
     * configuration.
     */
    public static CredHandle acquireCredentialsHandle(String packageName, CredentialUse use, Identity identity)
            throws SspiException {
        Objects.requireNonNull(packageName, "packageName");
        return acquireCredentialsHandle(packageName, use, identity, ENGINE.config(packageName, StandardEngine::systemConfig));
    }

    /**
     * AcquireCredentialsHandle. No authority is asked: a wrong password surfaces at the first initialize or in
     * {@link CredHandle#logon()}.
     *
     * @param packageName a name of {@link #enumerateSecurityPackages()}, without regard to case
     * @param identity whose credentials; null for the caller's own: those of the client the thread impersonates or the
     *     current Subject, and if there is neither the default credential cache's, for an acceptor the default keytab's
     * @param config realms, KDCs and encryption types, for this credential alone
     * @throws SspiException SEC_E_SECPKG_NOT_FOUND; SEC_E_UNKNOWN_CREDENTIALS if the package does not know this kind of
     *     identity; SEC_E_NO_CREDENTIALS; SEC_E_NOT_OWNER; SEC_E_UNSUPPORTED_FUNCTION
     */
    public static CredHandle acquireCredentialsHandle(
            String packageName, CredentialUse use, Identity identity, KerberosConfig config) throws SspiException {
        Objects.requireNonNull(packageName, "packageName");
        Objects.requireNonNull(use, "use");
        Objects.requireNonNull(config, "config");
        return ENGINE.acquire(packageName, use, identity, config);
    }

    /**
     * {@link #changeAccountPassword(String, String, String, Secret, Secret, KerberosConfig)} with the machine's Kerberos
     * configuration.
     */
    public static String changeAccountPassword(
            String packageName, String domain, String account, Secret oldPassword, Secret newPassword) throws SspiException {
        return changeAccountPassword(packageName, domain, account, oldPassword, newPassword, StandardEngine.systemConfig());
    }

    /**
     * ChangeAccountPassword: gives an account a new password by its old one, which may have expired.
     *
     * @param packageName a name of {@link #enumerateSecurityPackages()}, without regard to case
     * @param domain the account's realm or domain; empty if the account's name says it, as in {@code alice@EXAMPLE.COM}
     * @param oldPassword the caller's to close
     * @param newPassword the caller's to close
     * @return what the authority says to the user; mostly empty
     * @throws SspiException SEC_E_SECPKG_NOT_FOUND; SEC_E_UNSUPPORTED_FUNCTION; SEC_E_LOGON_DENIED if the old password is wrong, or
     *     the new one refused: then {@link SspiException#subStatus()} is STATUS_PASSWORD_RESTRICTION and the message has the
     *     authority's words; SEC_E_TARGET_UNKNOWN if the realm has no password service, {@code kadmin/changepw};
     *     SEC_E_NO_AUTHENTICATING_AUTHORITY
     */
    public static String changeAccountPassword(
            String packageName, String domain, String account, Secret oldPassword, Secret newPassword, KerberosConfig config)
            throws SspiException {
        Objects.requireNonNull(packageName, "packageName");
        Objects.requireNonNull(domain, "domain");
        Objects.requireNonNull(account, "account");
        Objects.requireNonNull(oldPassword, "oldPassword");
        Objects.requireNonNull(newPassword, "newPassword");
        Objects.requireNonNull(config, "config");
        return ENGINE.changePassword(packageName, domain, account, oldPassword, newPassword, config);
    }

    /**
     * AddCredentials: one more beside those that the handle has, for the contexts made from then on.
     *
     * @param packageName for which package, where the handle's one wraps others
     * @param identity as for {@link #acquireCredentialsHandle(String, CredentialUse, Identity)}
     * @return when what was added ends; {@link Instant#MAX} if it never does
     * @throws SspiException as that; SEC_E_UNSUPPORTED_FUNCTION if the handle's package does not offer it
     */
    public static Instant addCredentials(CredHandle credential, String packageName, CredentialUse use, Identity identity)
            throws SspiException {
        Objects.requireNonNull(credential, "credential");
        Objects.requireNonNull(packageName, "packageName");
        Objects.requireNonNull(use, "use");
        return ENGINE.addCredentials(
                credential,
                Acquisition.of(packageName, use, identity, ENGINE.config(packageName, StandardEngine::systemConfig)));
    }

    /**
     * SslEmptyCache: no connection goes on with a TLS session of before, of any credential of this process.
     *
     * @param target the server, as it was passed to initialize; null for all servers
     */
    public static void sslEmptyCache(String target) {
        ENGINE.emptyCache(target);
    }

    /** FreeCredentialsHandle. Freeing twice is fine; contexts made from the credential live on. */
    public static void freeCredentialsHandle(CredHandle credential) throws SspiException {
        ours(credential).close();
    }

    /** {@link #initializeSecurityContext(CredHandle, CtxtHandle, String, Set, List)} with one TOKEN buffer. */
    public static ContextResult initializeSecurityContext(
            CredHandle credential, CtxtHandle context, String target, Set<ContextFlag> flags, byte[] token)
            throws SspiException {
        return initializeSecurityContext(credential, context, target, flags, List.of(SecBuffer.token(token)));
    }

    /**
     * InitializeSecurityContext: the next leg of the client's side. Send {@link ContextResult#token()} if it is not empty; call
     * again with the answer while the status is SEC_I_CONTINUE_NEEDED.
     *
     * @param credential on later legs that of the first one, which may be closed by then; another one where the context asks for it
     *     (SEC_I_INCOMPLETE_CREDENTIALS)
     * @param context null on the first leg, then the {@link ContextResult#context()} of the one before
     * @param target the service, such as {@code HTTP/web.example.com}; counts on the first leg
     * @param flags what is asked for, from this leg on (TLS: of the first): none takes back what one before has asked for, and what was
     *     said to the peer already stays so. What there is in the end the result tells
     * @param input the peer's token in a TOKEN buffer, channel bindings in a CHANNEL_BINDINGS one
     * @throws SspiException SEC_E_INVALID_TOKEN; SEC_E_LOGON_DENIED; SEC_E_NO_AUTHENTICATING_AUTHORITY;
     *     SEC_E_NO_CREDENTIALS; SEC_E_TARGET_UNKNOWN; SEC_E_TIME_SKEW; SEC_E_WRONG_PRINCIPAL; SEC_E_UNSUPPORTED_FUNCTION for flags
     *     that the package refuses. After any of these the context is dead; not so after a call that could not begin:
     *     SEC_E_UNSUPPORTED_FUNCTION for PROMPT_FOR_CREDS, SEC_E_INVALID_HANDLE, SEC_E_NO_CREDENTIALS or
     *     SEC_E_WRONG_CREDENTIAL_HANDLE for a handle that does not fit, SEC_E_OUT_OF_SEQUENCE if the context is established or waits for
     *     CompleteAuthToken
     */
    public static ContextResult initializeSecurityContext(
            CredHandle credential, CtxtHandle context, String target, Set<ContextFlag> flags, List<SecBuffer> input)
            throws SspiException {
        Objects.requireNonNull(credential, "credential");
        Objects.requireNonNull(target, "target");
        return ENGINE.initialize(credential, context, target, flags, input);
    }

    /** {@link #acceptSecurityContext(CredHandle, CtxtHandle, Set, List)} with one TOKEN buffer. */
    public static ContextResult acceptSecurityContext(
            CredHandle credential, CtxtHandle context, Set<ContextFlag> flags, byte[] token) throws SspiException {
        return acceptSecurityContext(credential, context, flags, List.of(SecBuffer.token(token)));
    }

    /**
     * AcceptSecurityContext: the next leg of the server's side. Send {@link ContextResult#token()} if it is not empty, with
     * SEC_E_OK too.
     *
     * @param credential on later legs that of the first one, which may be closed by then; another one where the context asks for it
     *     (SEC_I_INCOMPLETE_CREDENTIALS)
     * @param context null on the first leg, then the {@link ContextResult#context()} of the one before
     * @param flags what is asked for, from this leg on (TLS: of the first): none takes back what one before has asked for
     * @param input the peer's token in a TOKEN buffer, channel bindings in a CHANNEL_BINDINGS one
     * @throws SspiException SEC_E_INVALID_TOKEN; SEC_E_LOGON_DENIED; SEC_E_NO_CREDENTIALS; SEC_E_WRONG_PRINCIPAL;
     *     SEC_E_OUT_OF_SEQUENCE for a replay; SEC_E_TIME_SKEW; SEC_E_BAD_BINDINGS; SEC_E_MESSAGE_ALTERED;
     *     SEC_E_CONTEXT_EXPIRED for a ticket that has ended; SEC_E_INSUFFICIENT_MEMORY. After any of these the context is
     *     dead; send {@link SspiException#token()} if it is not empty. Not so after a call that could not begin, as with
     *     {@link #initializeSecurityContext(CredHandle, CtxtHandle, String, Set, List) initialize}
     */
    public static ContextResult acceptSecurityContext(
            CredHandle credential, CtxtHandle context, Set<ContextFlag> flags, List<SecBuffer> input)
            throws SspiException {
        Objects.requireNonNull(credential, "credential");
        return ENGINE.accept(credential, context, flags, input);
    }

    /**
     * CompleteAuthToken: finishes the token of a leg that came to SEC_I_COMPLETE_NEEDED or SEC_I_COMPLETE_AND_CONTINUE. The
     * result's token is what to send.
     *
     * @throws SspiException SEC_E_UNSUPPORTED_FUNCTION if the context does not wait for it; SEC_E_INVALID_TOKEN;
     *     SEC_E_OUT_OF_SEQUENCE; SEC_E_MESSAGE_ALTERED
     */
    public static ContextResult completeAuthToken(CtxtHandle context, byte[] token) throws SspiException {
        return ENGINE.complete(Objects.requireNonNull(context, "context"), token);
    }

    /**
     * ApplyControlToken: tells an established context to shut down or to send an alert. What it has to say to the peer comes out of
     * the next initialize or accept call.
     *
     * @param input one TOKEN buffer with the package's structure
     * @throws SspiException SEC_E_INVALID_HANDLE if the context is not complete, closed or dead; SEC_E_UNSUPPORTED_FUNCTION
     */
    public static void applyControlToken(CtxtHandle context, List<SecBuffer> input) throws SspiException {
        ENGINE.applyControlToken(Objects.requireNonNull(context, "context"), input);
    }

    /** DeleteSecurityContext. Deleting twice is fine. */
    public static void deleteSecurityContext(CtxtHandle context) throws SspiException {
        ours(context).close();
    }

    /** QueryContextAttributes: {@link CtxtHandle#query}. */
    public static <T> T queryContextAttributes(CtxtHandle context, ContextAttribute<T> attribute) throws SspiException {
        return ours(context).query(attribute);
    }

    /** SetContextAttributes: {@link CtxtHandle#set}. */
    public static <T> void setContextAttributes(CtxtHandle context, ContextAttribute<T> attribute, T value) throws SspiException {
        ours(context).set(attribute, value);
    }

    /** QueryCredentialsAttributes: {@link CredHandle#query}. */
    public static <T> T queryCredentialsAttributes(CredHandle credential, CredentialAttribute<T> attribute) throws SspiException {
        return ours(credential).query(attribute);
    }

    /** SetCredentialsAttributes: {@link CredHandle#set}. */
    public static <T> void setCredentialsAttributes(CredHandle credential, CredentialAttribute<T> attribute, T value)
            throws SspiException {
        ours(credential).set(attribute, value);
    }

    /** MakeSignature: {@link CtxtHandle#makeSignature}. */
    public static void makeSignature(CtxtHandle context, List<SecBuffer> message) throws SspiException {
        ours(context).makeSignature(message);
    }

    /** VerifySignature: {@link CtxtHandle#verifySignature}. */
    public static MessageResult verifySignature(CtxtHandle context, List<SecBuffer> message) throws SspiException {
        return ours(context).verifySignature(message);
    }

    /** EncryptMessage: {@link CtxtHandle#encryptMessage(int, List)}. */
    public static void encryptMessage(CtxtHandle context, int qop, List<SecBuffer> message) throws SspiException {
        ours(context).encryptMessage(qop, message);
    }

    /** DecryptMessage: {@link CtxtHandle#decryptMessage}. */
    public static MessageResult decryptMessage(CtxtHandle context, List<SecBuffer> message) throws SspiException {
        return ours(context).decryptMessage(message);
    }

    /** ExportSecurityContext with SECPKG_CONTEXT_EXPORT_DELETE_OLD: {@link CtxtHandle#export()}. */
    public static byte[] exportSecurityContext(CtxtHandle context) throws SspiException {
        return ours(context).export();
    }

    /** ExportSecurityContext: {@link CtxtHandle#export(Set)}. */
    public static PackedContext exportSecurityContext(CtxtHandle context, Set<ExportFlag> flags) throws SspiException {
        return exportSecurityContext(context, flags, ContextKeyFile.ofUser());
    }

    /**
     * ExportSecurityContext: {@link CtxtHandle#export(Set)}, sealed with another key file than the user's.
     *
     * @param keyFile the one that the import will use; made if there is none
     */
    public static PackedContext exportSecurityContext(CtxtHandle context, Set<ExportFlag> flags, ContextKeyFile keyFile)
            throws SspiException {
        Objects.requireNonNull(context, "context");
        Objects.requireNonNull(flags, "flags");
        return ENGINE.exportContext(context, flags, Objects.requireNonNull(keyFile, "keyFile"));
    }

    /**
     * ImportSecurityContext: goes on with a context where the process that exported it stopped, which was one of the same user on
     * the same machine. Each export is imported once: the first counts, in whatever process.
     *
     * @param packageName the package of the exported context, without regard to case
     * @param exported what {@link #exportSecurityContext} gave
     * @throws SspiException SEC_E_SECPKG_NOT_FOUND; SEC_E_INVALID_TOKEN for bytes that no export made, that were changed, or are
     *     another package's; SEC_E_NOT_OWNER for those that were sealed with another key file's key; SEC_E_NO_CREDENTIALS if there
     *     is no key file, or one that others may use; SEC_E_OUT_OF_SEQUENCE if they were imported before; SEC_E_CONTEXT_EXPIRED if
     *     they could be imported no longer; SEC_E_INTERNAL_ERROR if it cannot be noted that they are. And when they count as
     *     imported: SEC_E_ALGORITHM_MISMATCH for a key of a type that the machine's krb5.conf does not permit;
     *     SEC_E_UNSUPPORTED_FUNCTION if the package does not offer it. Before all that, SEC_E_NO_AUTHENTICATING_AUTHORITY if
     *     krb5.conf cannot be read
     */
    public static CtxtHandle importSecurityContext(String packageName, byte[] exported) throws SspiException {
        return importSecurityContext(packageName, exported, StandardEngine.systemConfig());
    }

    /**
     * ImportSecurityContext with a configuration of its own, which has to permit the key's encryption type; see
     * {@link #importSecurityContext(String, byte[])}.
     */
    public static CtxtHandle importSecurityContext(String packageName, byte[] exported, KerberosConfig kerberos)
            throws SspiException {
        return importSecurityContext(packageName, exported, null, kerberos, ContextKeyFile.ofUser());
    }

    /** {@link #importSecurityContext(String, byte[], AccessToken, KerberosConfig, ContextKeyFile)} with the machine's configuration. */
    public static CtxtHandle importSecurityContext(
            String packageName, byte[] exported, AccessToken token, ContextKeyFile keyFile) throws SspiException {
        return importSecurityContext(packageName, exported, token, StandardEngine.systemConfig(), keyFile);
    }

    /**
     * ImportSecurityContext for a client that is known, and with another key file than the user's; see
     * {@link #importSecurityContext(String, byte[])}.
     *
     * @param token null, or who the client of the context has to be, as {@link PackedContext#token()} told it
     * @param kerberos has to permit the key's encryption type
     * @param keyFile the one that the export used
     * @throws SspiException also SEC_E_NOT_OWNER for a context whose client is not the token's; it counts as imported then
     */
    public static CtxtHandle importSecurityContext(
            String packageName, byte[] exported, AccessToken token, KerberosConfig kerberos, ContextKeyFile keyFile)
            throws SspiException {
        Objects.requireNonNull(packageName, "packageName");
        Objects.requireNonNull(exported, "exported");
        Objects.requireNonNull(kerberos, "kerberos");
        Objects.requireNonNull(keyFile, "keyFile");
        return ENGINE.importContext(packageName, exported, token, kerberos, keyFile);
    }

    /** QuerySecurityContextToken: {@link CtxtHandle#accessToken}. */
    public static AccessToken querySecurityContextToken(CtxtHandle context) throws SspiException {
        return ours(context).accessToken();
    }

    /** ImpersonateSecurityContext: {@link CtxtHandle#impersonate}. */
    public static Impersonation impersonateSecurityContext(CtxtHandle context) throws SspiException {
        return ours(context).impersonate();
    }

    /**
     * ImpersonateLoggedOnUser: from now on the thread acts with a token of {@link #querySecurityContextToken} or
     * {@link CredHandle#accessToken()}, whose context may be closed by now. The conditions are those of
     * {@link #impersonateSecurityContext}, and one more: the token was made by a logon with explicit credentials.
     *
     * @throws SspiException SEC_E_NO_IMPERSONATION if none of them is met; the thread's identity is unchanged then
     */
    public static Impersonation impersonateLoggedOnUser(AccessToken token) throws SspiException {
        return ENGINE.impersonate(Objects.requireNonNull(token, "token"));
    }

    /**
     * {@link #impersonateLoggedOnUser} for the time of an action, with the token's Subject bound for others to see: what
     * {@link CtxtHandle#callAs} does with the token of a context.
     *
     * @throws SspiException SEC_E_NO_IMPERSONATION; the action has not run then
     * @throws Exception what the action throws
     */
    public static <T> T callAs(AccessToken token, Callable<T> action) throws Exception {
        return ENGINE.callAs(Objects.requireNonNull(token, "token"), Objects.requireNonNull(action, "action"));
    }

    /**
     * RevertSecurityContext: the thread acts as it did before the first impersonation, however many are open. To go back to the
     * one before, close the {@link Impersonation}.
     *
     * @param context the acceptor's context that was impersonated; it may be closed by now
     * @throws SspiException SEC_E_INVALID_HANDLE if it is an initiator's
     */
    public static void revertSecurityContext(CtxtHandle context) throws SspiException {
        ENGINE.revert(Objects.requireNonNull(context, "context"));
    }

    /** The token that the current thread acts with; empty if it acts as the process or as a Subject bound further inside. */
    public static Optional<AccessToken> threadToken() {
        return ThreadToken.current();
    }

    /**
     * The logon session that the current thread acts in: that of the client it impersonates or of the current Subject, else the
     * process's own.
     */
    public static Luid logonId() {
        return LogonSessions.current();
    }

    /**
     * The logon session of a token, for pvLogonId of AcquireCredentialsHandle. It ends with the token: a LUID that is all that is
     * left of one names nobody.
     */
    public static Luid logonId(AccessToken token) {
        return LogonSessions.of(token.subject());
    }

    /** Whom the current thread acts as: the client it impersonates, or the current Subject; empty for the process. */
    public static Optional<Subject> effectiveSubject() {
        return ThreadToken.effectiveSubject();
    }

    private static CredHandle ours(CredHandle credential) throws SspiException {
        return ENGINE.checked(Objects.requireNonNull(credential, "credential"));
    }

    private static CtxtHandle ours(CtxtHandle context) throws SspiException {
        return ENGINE.checked(Objects.requireNonNull(context, "context"));
    }
}
