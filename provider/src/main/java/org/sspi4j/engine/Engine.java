package org.sspi4j.engine;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.sspi4j.api.AccessToken;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.ContextResult;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.Decision;
import org.sspi4j.api.ExportFlag;
import org.sspi4j.api.Identity;
import org.sspi4j.api.Impersonation;
import org.sspi4j.api.KeytabFile;
import org.sspi4j.api.MessageResult;
import org.sspi4j.api.NegotiateCred;
import org.sspi4j.api.NtlmCred;
import org.sspi4j.api.OneLine;
import org.sspi4j.api.PackageInfo;
import org.sspi4j.api.PackedContext;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiAsyncContext;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.ContextKeyFile;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.credential.CredentialCaches;
import org.sspi4j.credential.EditedKeytab;
import org.sspi4j.engine.LiveContext.Role;
import org.sspi4j.exported.ExportedContexts;
import org.sspi4j.kdc.KdcTransport;
import org.sspi4j.logon.LogonSessions;
import org.sspi4j.logon.ThreadToken;
import org.sspi4j.spi.ContextRequest;
import org.sspi4j.spi.Credential;
import org.sspi4j.spi.CredentialRequest;
import org.sspi4j.spi.Decisions;
import org.sspi4j.spi.Facilities;
import org.sspi4j.spi.ImportRequest;
import org.sspi4j.spi.Imported;
import org.sspi4j.spi.PackageTable;
import org.sspi4j.spi.PasswordChange;
import org.sspi4j.spi.PrivilegePolicy;
import org.sspi4j.spi.SecurityPackage;
import org.sspi4j.spi.Step;

/**
 * The machine behind the doors: holds the packages, makes handles, drives handshakes, and makes failure final. An engine's
 * handles are no other engine's.
 */
public final class Engine {
    private final List<SecurityPackage> packages;
    private final Map<String, SecurityPackage> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final PackageTable table;
    private final KdcTransport kdcs;
    private final CredentialCaches caches = new CredentialCaches();
    private final Facilities facilities;
    private final PrivilegePolicy privileges;
    private final ExportedContexts exports;

    /** @param packages the first of a name counts */
    public Engine(
            List<SecurityPackage> packages, KdcTransport kdcs, Facilities facilities, PrivilegePolicy privileges) {
        this.packages = List.copyOf(packages);
        this.kdcs = kdcs;
        this.facilities = facilities;
        this.privileges = privileges;
        this.exports = new ExportedContexts(facilities.clock(), facilities.random());
        for (var securityPackage : packages) {
            byName.putIfAbsent(securityPackage.info().name(), securityPackage);
        }
        this.table = name -> Optional.ofNullable(byName.get(name));
    }

    public List<PackageInfo> packages() {
        return packages.stream().map(SecurityPackage::info).toList();
    }

    /** @throws SspiException SEC_E_SECPKG_NOT_FOUND */
    public PackageInfo info(String name) throws SspiException {
        return named(name).info();
    }

    private SecurityPackage named(String name) throws SspiException {
        var found = byName.get(name);
        if (found == null) {
            throw new SspiException(
                    SecurityStatus.SEC_E_SECPKG_NOT_FOUND,
                    "No security package is named " + name + "; there are " + String.join(", ", byName.keySet()));
        }
        return found;
    }

    /** @param identity null for the caller's own */
    public CredHandle acquire(String packageName, CredentialUse use, Identity identity, KerberosConfig config)
            throws SspiException {
        return acquire(Acquisition.of(packageName, use, identity, config));
    }

    /** AcquireCredentialsHandle. */
    public CredHandle acquire(Acquisition asked) throws SspiException {
        return acquire(asked, SessionAccess.ofThread());
    }

    /** @param session that of the caller's thread */
    private CredHandle acquire(Acquisition asked, SessionAccess session) throws SspiException {
        var securityPackage = named(asked.packageName());
        var decisions = new DecisionLog();
        var whose = whose(asked, session, securityPackage, decisions);
        var held = heldBy(whose, asked, securityPackage);
        if (held.isPresent()) {
            return new LiveCredential(this, securityPackage, asked.use(), false, held.get());
        }
        requireOpen(whose);
        var request = new CredentialRequest(
                asked.principal(), asked.use(), whose, asked.config(), table, new NotingFacilities(facilities, decisions));
        var credential = decisions.toldOnFailure(() -> owned(
                Drive.sync(securityPackage.acquire(request), world(decisions)), asked.principal(), decisions));
        boolean explicit = !secretOf(whose).isEmpty() || whose instanceof Identity.Keytab && asked.identity().isPresent();
        return new LiveCredential(this, securityPackage, asked.use(), explicit, credential);
    }

    /**
     * A handle of a package that wraps others, with what a handle of one of those has. The credential is open until both are closed.
     *
     * @throws SspiException SEC_E_SECPKG_NOT_FOUND; SEC_E_UNKNOWN_CREDENTIALS; SEC_E_INVALID_HANDLE
     */
    CredHandle around(String packageName, LiveCredential inner) throws SspiException {
        var securityPackage = named(packageName);
        var owned = inner.own();
        try {
            var credential = securityPackage.around(inner.securityPackage(), owned.credential(), inner.use());
            return new LiveCredential(
                    this, securityPackage, inner.use(), inner.isExplicit(), SharedCredential.around(owned, credential));
        } catch (SspiException | RuntimeException | Error e) {
            owned.release();
            throw e;
        }
    }

    private static void requireOpen(Identity whose) throws SspiException {
        var secret = secretOf(whose);
        if (secret.isPresent() && secret.get().secret.isClosed()) {
            throw new SspiException(
                    SecurityStatus.SEC_E_UNKNOWN_CREDENTIALS,
                    secret.get().what + " was closed already: keep it open until the credential is acquired");
        }
    }

    /** A user's secret that the caller brought; of several, one that is closed. */
    private record Brought(Secret secret, String what) {}

    private static Optional<Brought> secretOf(Identity whose) {
        if (whose instanceof Identity.Password password) {
            return Optional.of(new Brought(password.password(), "The password of " + password.user()));
        }
        if (whose instanceof Identity.NtHash ntHash) {
            return Optional.of(new Brought(ntHash.ntHash(), "The NT hash of " + ntHash.user()));
        }
        if (whose instanceof NegotiateCred negotiate) {
            return Stream.of(negotiate.identity(), negotiate.kerberos(), negotiate.ntlm())
                    .flatMap(Optional::stream)
                    .flatMap(each -> secretOf(each).stream())
                    .reduce((one, other) -> one.secret.isClosed() ? one : other);
        }
        return whose instanceof NtlmCred ntlm ? ntlm.identity().flatMap(Engine::secretOf) : Optional.empty();
    }

    /**
     * AddCredentials.
     *
     * @param asked of the package that the added credentials are for; without logon id
     * @return when what was added ends
     */
    public Instant addCredentials(CredHandle handle, Acquisition asked) throws SspiException {
        var credential = live(handle);
        var securityPackage = credential.securityPackage();
        named(asked.packageName());
        var owned = credential.own();
        try {
            var decisions = owned.decisions();
            var whose = whose(asked, SessionAccess.ofThread(), securityPackage, decisions);
            requireOpen(whose);
            var request = new CredentialRequest(
                    asked.principal(),
                    asked.use(),
                    whose,
                    asked.config(),
                    table,
                    new NotingFacilities(facilities, decisions));
            return decisions.toldOnFailure(() -> Drive.sync(
                    securityPackage.addCredentials(owned.credential(), asked.packageName(), request), world(decisions)));
        } finally {
            owned.release();
        }
    }

    /** A function for keys takes the place of an identity where the package knows it, and is passed over where it does not. */
    private Identity whose(
            Acquisition asked, SessionAccess session, SecurityPackage securityPackage, DecisionLog decisions)
            throws SspiException {
        session.check(asked, privileges);
        var getKey = asked.getKey().filter(function -> securityPackage.asksForKeys());
        if (getKey.isPresent() && asked.identity().isPresent()) {
            throw new SspiException(
                    SecurityStatus.SEC_E_UNKNOWN_CREDENTIALS,
                    "Both an identity and a GetKey function were given: keys come from one of them");
        }
        if (getKey.isPresent()) {
            return getKey.get();
        }
        var found = session.identity(asked, securityPackage.ofProcess(asked.use()));
        found.why().ifPresent(why -> decisions.note(Decision.About.CREDENTIAL, "{}", why));
        return found.identity() instanceof NegotiateCred cred && goesWithDefault(cred, asked.use())
                ? cred.with(whose(asked.withoutIdentity(), session, securityPackage, decisions))
                : found.identity();
    }

    /** Settings alone; and of a server, which is nobody in particular, those for NTLM too. A client's two packages are one user's. */
    private static boolean goesWithDefault(NegotiateCred cred, CredentialUse use) {
        return cred.identity().isEmpty() && cred.kerberos().isEmpty() && (cred.ntlm().isEmpty() || use == CredentialUse.INBOUND);
    }

    /** Whatever a package found: a credential of somebody else than the one who was asked for is not given away. */
    private static SharedCredential owned(Credential credential, Optional<String> principal, DecisionLog decisions)
            throws SspiException {
        if (principal.isPresent() && !credential.isOf(principal.get())) {
            credential.close();
            throw new SspiException(
                    SecurityStatus.SEC_E_NOT_OWNER,
                    "The credentials are those of " + OneLine.of(credential.name().orElse("nobody in particular")) + ", not of "
                            + OneLine.of(principal.get())
                            + ": name no principal, write the name as the KDC does, or bring credentials of that one");
        }
        return new SharedCredential(credential, decisions);
    }

    /** What is read where it is needed: a machine's krb5.conf is a file. */
    public interface ConfigSource {
        KerberosConfig read() throws SspiException;
    }

    /**
     * What a package gets of a configuration that is not its caller's own.
     *
     * @throws SspiException SEC_E_SECPKG_NOT_FOUND; what the source throws
     */
    public KerberosConfig config(String packageName, ConfigSource source) throws SspiException {
        return named(packageName).readsKerberosConfig() ? source.read() : KerberosConfig.builder().build();
    }

    /**
     * {@link #acquire} on the executor; without an identity the caller's own is that of the calling thread. A password of the caller's
     * stays open until the future is completed.
     *
     * @throws SspiException SEC_E_INTERNAL_ERROR if the executor refuses; what it comes to later is the stage's
     */
    public CompletableFuture<CredHandle> acquireAsync(
            String packageName, CredentialUse use, Identity identity, ConfigSource config, Executor executor)
            throws SspiException {
        var call = new Queued<CredHandle>();
        acquireAsync(() -> Acquisition.of(packageName, use, identity, config.read()), executor, call);
        return call.handedOut();
    }

    /** @param asked is made on the executor, since it may read files */
    void acquireAsync(Fault.Contained<Acquisition> asked, Executor executor, Queued<CredHandle> call) throws SspiException {
        var session = SessionAccess.ofThread();
        Offloaded.run(executor, () -> acquire(asked.run(), session), CredHandle::close, call);
    }

    /**
     * Queues operations that this context follows.
     *
     * @param call null is answered with SEC_E_INVALID_HANDLE, as everything that is no such context
     */
    public Queueing queue(SspiAsyncContext call) {
        return new Queueing(this, call, true);
    }

    /** Queues operations that nobody follows but by their stage. */
    public Queueing queue() {
        return new Queueing(this, new SspiAsyncContext(), false);
    }

    /** FreeCredentialsHandle. */
    void freeAsync(CredHandle credential, Queued<Void> call) throws SspiException {
        live(credential).close();
        call.succeed(null);
    }

    /** DeleteSecurityContext, behind the call that is running on the context if there is one. */
    void deleteAsync(CtxtHandle context, Queued<Void> call) throws SspiException {
        live(context).closeAfterwards(() -> call.succeed(null));
    }

    /** InitializeSecurityContext: {@code context} is null on the first leg. */
    public ContextResult initialize(
            CredHandle handle, CtxtHandle context, String target, Set<ContextFlag> flags, List<SecBuffer> input)
            throws SspiException {
        return blocking(call(Role.INITIATOR, handle, context, target, flags, input));
    }

    /** AcceptSecurityContext: {@code context} is null on the first leg. */
    public ContextResult accept(CredHandle handle, CtxtHandle context, Set<ContextFlag> flags, List<SecBuffer> input)
            throws SspiException {
        return blocking(call(Role.ACCEPTOR, handle, context, "", flags, input));
    }

    /**
     * {@link #initialize} without blocking: KDCs are asked by a thread of the transport, other questions are answered on the
     * executor, and the protocol goes on there, never on the transport's thread unless the executor runs its tasks at once.
     * Cancelling the future ends what is on its way, and the context.
     *
     * @throws SspiException if the call cannot begin; what it comes to later is the stage's
     */
    public CompletableFuture<ContextResult> initializeAsync(
            CredHandle handle,
            CtxtHandle context,
            String target,
            Set<ContextFlag> flags,
            List<SecBuffer> input,
            Executor executor)
            throws SspiException {
        var call = new Queued<ContextResult>();
        initializeAsync(handle, context, target, flags, input, executor, call);
        return call.handedOut();
    }

    void initializeAsync(
            CredHandle handle,
            CtxtHandle context,
            String target,
            Set<ContextFlag> flags,
            List<SecBuffer> input,
            Executor executor,
            Queued<ContextResult> call)
            throws SspiException {
        nonBlocking(call(Role.INITIATOR, handle, context, target, flags, input), context == null, executor, call);
    }

    /**
     * {@link #accept} without blocking, as {@link #initializeAsync}.
     *
     * @throws SspiException if the call cannot begin; what it comes to later is the stage's
     */
    public CompletableFuture<ContextResult> acceptAsync(
            CredHandle handle, CtxtHandle context, Set<ContextFlag> flags, List<SecBuffer> input, Executor executor)
            throws SspiException {
        var call = new Queued<ContextResult>();
        acceptAsync(handle, context, flags, input, executor, call);
        return call.handedOut();
    }

    void acceptAsync(
            CredHandle handle, CtxtHandle context, Set<ContextFlag> flags, List<SecBuffer> input, Executor executor,
            Queued<ContextResult> call)
            throws SspiException {
        nonBlocking(call(Role.ACCEPTOR, handle, context, "", flags, input), context == null, executor, call);
    }

    /** SslEmptyCache: {@code target} is null for all. */
    public void emptyCache(String target) {
        packages.forEach(each -> each.emptyCache(Optional.ofNullable(target)));
    }

    /** ExportSecurityContext. */
    public PackedContext exportContext(CtxtHandle context, Set<ExportFlag> flags, ContextKeyFile keyFile) throws SspiException {
        return live(context).export(flags, keyFile);
    }

    /** ImportSecurityContext: {@code token} is null, or has to be the client's. */
    public CtxtHandle importContext(
            String packageName, byte[] packed, AccessToken token, KerberosConfig config, ContextKeyFile keyFile)
            throws SspiException {
        var securityPackage = named(packageName);
        byte[] clear = exports.open(securityPackage.info().name(), packed.clone(), keyFile);
        var decisions = new DecisionLog();
        try {
            var request = new ImportRequest(clear, config, table, new NotingFacilities(facilities, decisions));
            var imported = decisions.toldOnFailure(() -> {
                var unpacked = securityPackage.importContext(request);
                if (token != null) {
                    requireClient(token, unpacked);
                }
                return unpacked;
            });
            return new LiveContext(this, securityPackage.info(), privileges, imported, decisions);
        } finally {
            Arrays.fill(clear, (byte) 0);
        }
    }

    private static void requireClient(AccessToken token, Imported imported) throws SspiException {
        boolean is = false;
        try {
            is = !imported.initiator() && imported.session().accessToken().userName().equals(token.userName());
        } finally {
            if (!is) {
                Fault.closed(imported.session()::close);
            }
        }
        if (!is) {
            throw new SspiException(
                    SecurityStatus.SEC_E_NOT_OWNER,
                    "The token is that of " + token.userName() + ", who is not the client of the imported context: give the token that"
                            + " came with the export, or none");
        }
    }

    ExportedContexts exports() {
        return exports;
    }

    /** CompleteAuthToken. */
    public ContextResult complete(CtxtHandle context, byte[] token) throws SspiException {
        return blocking(live(context).complete(token.clone()));
    }

    /** ApplyControlToken. */
    public void applyControlToken(CtxtHandle context, List<SecBuffer> input) throws SspiException {
        live(context).applyControlToken(input);
    }

    /** MakeSignature with the caller's sequence number, which counts on datagram contexts. */
    public void makeSignature(CtxtHandle context, int qop, List<SecBuffer> message, int messageSeqNo) throws SspiException {
        live(context).makeSignature(qop, message, messageSeqNo);
    }

    /** VerifySignature, as {@link #makeSignature}. */
    public MessageResult verifySignature(CtxtHandle context, List<SecBuffer> message, int messageSeqNo) throws SspiException {
        return live(context).verifySignature(message, messageSeqNo);
    }

    /** EncryptMessage, as {@link #makeSignature}. */
    public void encryptMessage(CtxtHandle context, int qop, List<SecBuffer> message, int messageSeqNo) throws SspiException {
        live(context).encryptMessage(qop, message, messageSeqNo);
    }

    /** DecryptMessage, as {@link #makeSignature}. */
    public MessageResult decryptMessage(CtxtHandle context, List<SecBuffer> message, int messageSeqNo) throws SspiException {
        return live(context).decryptMessage(message, messageSeqNo);
    }

    /** RevertSecurityContext: a context that has ended must not keep the thread from being itself again. */
    public void revert(CtxtHandle context) throws SspiException {
        live(context).requireAcceptor();
        ThreadToken.revert();
    }

    /** ImpersonateLoggedOnUser: from now on the current thread acts with a token that was queried or logged on before. */
    public Impersonation impersonate(AccessToken token) throws SspiException {
        return granted(token).impersonate();
    }

    /** Runs an action with a token that was queried or logged on before, and with its Subject. */
    public <T> T callAs(AccessToken token, Callable<T> action) throws Exception {
        return granted(token).callAs(action);
    }

    /** Who the process itself is, no context tells here. */
    private GrantedToken granted(AccessToken token) throws SspiException {
        return GrantedToken.check(token, this, privileges, () -> false);
    }

    /** The handle itself, if it is one of this engine. */
    public CtxtHandle checked(CtxtHandle context) throws SspiException {
        return live(context);
    }

    /** The handle itself, if it is one of this engine. */
    public CredHandle checked(CredHandle credential) throws SspiException {
        return live(credential);
    }

    /** What a package does with a credential alone. */
    interface Use<T> {
        Step<T> of(Credential credential, Facilities facilities) throws SspiException;
    }

    <T> T use(Credential credential, DecisionLog decisions, Use<T> use) throws SspiException {
        var noting = new NotingFacilities(facilities, decisions);
        return decisions.toldOnFailure(() -> Drive.sync(use.of(credential, noting), world(decisions)));
    }

    /** Answers the questions of one call. */
    private BlockingWorld world(Decisions decisions) {
        return new BlockingWorld(kdcs, caches, decisions);
    }

    private ContextResult blocking(HandshakeCall call) throws SspiException {
        return call.blocking(world(call.decisions()));
    }

    private void nonBlocking(HandshakeCall call, boolean first, Executor executor, Queued<ContextResult> queued)
            throws SspiException {
        try {
            call.nonBlocking(new OffloadingWorld(kdcs, call.decisions(), world(call.decisions()), executor), queued);
        } catch (SspiException e) {
            if (first) {
                call.turn().context().close();      // nobody has it
            }
            throw e;
        }
    }

    /** ChangeAccountPassword. */
    public String changePassword(
            String packageName, String domain, String account, Secret oldPassword, Secret newPassword, KerberosConfig config)
            throws SspiException {
        var securityPackage = named(packageName);
        var decisions = new DecisionLog();
        var change = new PasswordChange(
                domain, account, oldPassword, newPassword, config, table, new NotingFacilities(facilities, decisions));
        return decisions.toldOnFailure(
                () -> Drive.sync(securityPackage.changePassword(change), world(decisions)));
    }

    public KeytabFile keytab(Path file) {
        return new EditedKeytab(file, facilities.clock());
    }

    private HandshakeCall call(
            Role role,
            CredHandle handle,
            CtxtHandle context,
            String target,
            Set<ContextFlag> flags,
            List<SecBuffer> input)
            throws SspiException {
        var credential = live(handle);
        var begun = context == null ? Optional.<LiveContext>empty() : Optional.of(live(context));
        // What has ended is told before what does not fit.
        if (begun.isPresent()) {
            begun.get().requireNotEnded();
        }
        if (begun.isEmpty() || !begun.get().isMadeOf(credential)) {
            credential.requireOpen();
        }
        if (role == Role.INITIATOR ? !credential.use().isOutbound() : !credential.use().isInbound()) {
            throw new SspiException(
                    SecurityStatus.SEC_E_NO_CREDENTIALS,
                    "The credential was acquired " + credential.use() + " and cannot serve the " + role);
        }
        // sspi.h documents this one flag as an error; others that a package cannot honour are absent from the result.
        if (flags.contains(ContextFlag.PROMPT_FOR_CREDS)) {
            throw new SspiException(
                    SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION, "PROMPT_FOR_CREDS: there is nobody to prompt");
        }
        var arguments = new LiveContext.Arguments(role, credential, flags, input);
        return (begun.isPresent() ? begun.get() : first(target, arguments)).next(arguments);
    }

    private LiveContext first(String target, LiveContext.Arguments arguments) throws SspiException {
        var securityPackage = arguments.credential().securityPackage();
        var owned = arguments.credential().own();
        try {
            var decisions = new DecisionLog();
            return decisions.toldOnFailure(() -> {
                var noting = new NotingFacilities(facilities, decisions);
                var request = new ContextRequest(
                        owned.credential(), target, arguments.flags(), table, noting, LogonSessions::current);
                var handshake = arguments.role() == Role.INITIATOR
                        ? securityPackage.initiate(request)
                        : securityPackage.accept(request);
                return new LiveContext(
                        this, securityPackage.info(), arguments.role(), privileges, owned, handshake, decisions);
            });
        } catch (SspiException | Error e) {
            owned.release();
            throw e;
        }
    }

    /** The credential of an open handle that the login module or the application left in the Subject; owned. */
    private Optional<SharedCredential> heldBy(Identity whose, Acquisition asked, SecurityPackage securityPackage)
            throws SspiException {
        if (!(whose instanceof Identity.OfSubject subject)) {
            return Optional.empty();
        }
        for (var handle : subject.subject().getPrivateCredentials(CredHandle.class)) {
            if (handle instanceof LiveCredential live
                    && live.belongsTo(this)
                    && live.securityPackage() == securityPackage
                    && (live.use() == asked.use() || live.use() == CredentialUse.BOTH)
                    && live.isOf(asked.principal())) {
                var owned = live.tryOwn();
                if (owned.isPresent()) {
                    return owned;
                }
            }
        }
        return Optional.empty();
    }

    private LiveCredential live(CredHandle handle) throws SspiException {
        if (handle instanceof LiveCredential live && live.belongsTo(this)) {
            return live;
        }
        throw new SspiException(SecurityStatus.SEC_E_INVALID_HANDLE, "Not a credential handle of this library: " + typeOf(handle));
    }

    private LiveContext live(CtxtHandle handle) throws SspiException {
        if (handle instanceof LiveContext live && live.belongsTo(this)) {
            return live;
        }
        throw new SspiException(SecurityStatus.SEC_E_INVALID_HANDLE, "Not a context handle of this library: " + typeOf(handle));
    }

    /** A stranger's handle is not asked what it is. */
    private static String typeOf(Object handle) {
        return handle == null ? "null" : "a " + handle.getClass().getName();
    }
}
