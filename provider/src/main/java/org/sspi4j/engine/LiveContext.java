package org.sspi4j.engine;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.sspi4j.api.AccessToken;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.ContextResult;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.Decision;
import org.sspi4j.api.ExportFlag;
import org.sspi4j.api.Impersonation;
import org.sspi4j.api.MessageResult;
import org.sspi4j.api.PackageCapability;
import org.sspi4j.api.PackageInfo;
import org.sspi4j.api.PackedContext;
import org.sspi4j.api.Qop;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecBufferType;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.ContextKeyFile;
import org.sspi4j.spi.Credential;
import org.sspi4j.spi.Decisions;
import org.sspi4j.spi.Handshake;
import org.sspi4j.spi.Imported;
import org.sspi4j.spi.Leg;
import org.sspi4j.spi.Move;
import org.sspi4j.spi.PrivilegePolicy;
import org.sspi4j.spi.Session;
import org.sspi4j.spi.Step;

/**
 * A context handle. Failure is final: a call takes the state out before it runs it and puts the next one in afterwards; if
 * anything is thrown there is nothing to put back, and the context is dead.
 */
final class LiveContext implements CtxtHandle {
    /** Which side of the handshake this is. */
    enum Role {
        INITIATOR,
        ACCEPTOR
    }

    private static final byte[] NOTHING = {};

    private final Engine engine;
    private final PackageInfo info;
    private final Role role;
    private final PrivilegePolicy privileges;
    private final AtomicReference<ContextState> state;
    /** The last one that was taken first; empty when the handshake is over. Those before may be at work in what was begun with them. */
    private final AtomicReference<List<SharedCredential>> credentials;
    /** What the calls of this handshake have asked for so far. */
    private volatile Set<ContextFlag> asked = Set.of();
    /** Of the handshake call whose caller has not been told yet what it came to. */
    private final AtomicReference<ContextState.Running> underway = new AtomicReference<>();
    /** Whom to tell when the context is deleted, behind the call that is running; null if nobody wants it to be. */
    private final AtomicReference<Deletion> deletions = new AtomicReference<>();
    private final DecisionLog acquired;
    private final DecisionLog decisions;

    /** @param credential owned on behalf of this context until the handshake is over */
    LiveContext(
            Engine engine,
            PackageInfo info,
            Role role,
            PrivilegePolicy privileges,
            SharedCredential credential,
            Handshake first,
            DecisionLog decisions) {
        this.engine = engine;
        this.info = info;
        this.role = role;
        this.privileges = privileges;
        this.credentials = new AtomicReference<>(List.of(credential));
        this.acquired = credential.decisions();
        this.decisions = decisions;
        this.state = new AtomicReference<>(new ContextState.HalfOpen(first, false, Optional.empty()));
    }

    /** One that another process established. */
    LiveContext(Engine engine, PackageInfo info, PrivilegePolicy privileges, Imported imported, DecisionLog decisions) {
        this.engine = engine;
        this.info = info;
        this.role = imported.initiator() ? Role.INITIATOR : Role.ACCEPTOR;
        this.privileges = privileges;
        this.credentials = new AtomicReference<>(List.of());
        this.acquired = new DecisionLog();
        this.decisions = decisions;
        this.state = new AtomicReference<>(new ContextState.Established(imported.session()));
    }

    boolean belongsTo(Engine engine) {
        return this.engine == engine;
    }

    /**
     * What a call of initialize or accept brings.
     *
     * @param token the content of the TOKEN buffer
     */
    record Arguments(Role role, LiveCredential credential, Set<ContextFlag> flags, List<SecBuffer> input, byte[] token) {
        Arguments(Role role, LiveCredential credential, Set<ContextFlag> flags, List<SecBuffer> input) {
            this(role, credential, copy(flags), List.copyOf(input), SecBuffer.find(input, SecBufferType.TOKEN)
                    .map(SecBuffer::toBytes)
                    .orElse(NOTHING));
        }

        /** An EnumSet is copied as the word that it is: Set.copyOf would make a table of it. */
        private static Set<ContextFlag> copy(Set<ContextFlag> flags) {
            return flags instanceof EnumSet<ContextFlag> set ? Collections.unmodifiableSet(set.clone()) : Set.copyOf(flags);
        }
    }

    private record Deletion(Runnable deleted, Deletion before) {}

    /** One handshake call: the state is out until {@link #finish}, {@link #fail} or {@link #withdraw}, and then {@link #over}. */
    final class Turn {
        private final ContextState before;
        private final ContextState taken;
        private final ContextState.Running running;
        private final Handshake handshake;
        private final Set<ContextFlag> asking;

        /** @param asking what this call and those before it ask for */
        private Turn(
                ContextState before, ContextState taken, ContextState.Running running, Handshake handshake, Set<ContextFlag> asking) {
            this.before = before;
            this.taken = taken;
            this.running = running;
            this.handshake = handshake;
            this.asking = asking;
        }

        Step<Move> begin(Leg leg) throws SspiException {
            return handshake.next(leg);
        }

        /** Puts the next state in and says what the call came to. */
        ContextResult finish(Move move) throws SspiException {
            var next = after(move);
            ContextResult result;
            try {
                checkPromise(move);
                result = ContextResults.of(LiveContext.this, move);
                if (next instanceof ContextState.Established) {
                    releaseCredential();        // before the next call can bring another one
                }
                asked = next instanceof ContextState.Established ? Set.of() : asking;
                replace(running, next);
            } catch (SspiException | RuntimeException | Error e) {
                next.wipe();
                throw e;
            }
            var replaced = taken.protection();
            if (next instanceof ContextState.Established established
                    && replaced.isPresent() && replaced.get() != established.session()) {
                Fault.closed(replaced.get()::close);
            }
            return result;
        }

        LiveContext context() {
            return LiveContext.this;
        }

        /** Where what is decided on the way is noted. */
        Decisions decisions() {
            return decisions;
        }

        /** The failure with what led to it. */
        SspiException told(SspiException failure) {
            return failure.withDecisions(LiveContext.this.decisions());
        }

        /** The context is dead. */
        void fail(Throwable why) {
            state.compareAndSet(running, new ContextState.Dead(String.valueOf(why.getMessage())));
            taken.wipe();
            releaseCredential();
        }

        /** Wipes what a call came to that was given up meanwhile. */
        void discard(Move move) {
            Fault.closed(() -> after(move).wipe());
        }

        /** The call did not begin: the context is as it was. */
        void withdraw() {
            if (taken != before) {
                Fault.closed(handshake::close);
            }
            putBack(running, before);
            over();
        }

        /** The caller knows what it came to: whoever waits to delete the context may do so. */
        void over() {
            underway.compareAndSet(running, null);
            deleteIfDue();
        }

        /** COMPLETE_NEEDED promises that the context is established afterwards, COMPLETE_AND_CONTINUE that it is not. */
        private void checkPromise(Move move) throws SspiException {
            if (taken instanceof ContextState.ToComplete complete
                    && !(complete.continues() ? move instanceof Move.Reply : move instanceof Move.Done)) {
                throw new SspiException(
                        SecurityStatus.SEC_E_INTERNAL_ERROR, info.name() + " completed a token in a way it did not announce");
            }
        }

        private ContextState after(Move move) {
            if (move instanceof Move.Done done) {
                return new ContextState.Established(done.session());
            }
            if (move instanceof Move.Complete complete) {
                return new ContextState.ToComplete(complete.finish(), complete.continues(), taken.protection());
            }
            return new ContextState.HalfOpen(next(move), move instanceof Move.NeedCredentials, taken.protection());
        }

        private static Handshake next(Move move) {
            if (move instanceof Move.Reply reply) {
                return reply.next();
            }
            if (move instanceof Move.Incomplete incomplete) {
                return incomplete.again();
            }
            return ((Move.NeedCredentials) move).again();
        }
    }

    /** @throws SspiException SEC_E_INVALID_HANDLE if nothing can be done with it any more */
    void requireNotEnded() throws SspiException {
        var now = state.get();
        if (now instanceof ContextState.Dead) {
            throw unusable(now);
        }
    }

    /** Whether it holds this very credential, whose handle may be closed by now. */
    boolean isMadeOf(LiveCredential handle) {
        return owned(handle).isPresent();
    }

    /**
     * A call of initialize or accept. One that is refused here, for its arguments or because the session does not go into a
     * handshake again, leaves the context as it was.
     */
    HandshakeCall next(Arguments arguments) throws SspiException {
        if (role != arguments.role()) {
            throw new SspiException(SecurityStatus.SEC_E_INVALID_HANDLE, "The context is of the " + role);
        }
        if (!arguments.credential().packageInfo().name().equals(info.name())) {
            throw new SspiException(
                    SecurityStatus.SEC_E_WRONG_CREDENTIAL_HANDLE,
                    "The context is of " + info.name() + ", the credential of "
                            + arguments.credential().packageInfo().name());
        }
        var before = state.get();
        if (!(before instanceof ContextState.HalfOpen || before instanceof ContextState.Established)) {
            throw before instanceof ContextState.ToComplete
                    ? new SspiException(SecurityStatus.SEC_E_OUT_OF_SEQUENCE, "CompleteAuthToken has to be called first")
                    : unusable(before);
        }
        var running = takeOut(before);
        underway.set(running);
        boolean begun = false;
        try {
            var handle = credentialOf(arguments.credential(), before);
            var leg = new Leg(arguments.token(), arguments.input(), askedWith(arguments.flags()), handle);
            var taken = inHandshake(before);
            begun = true;
            return new HandshakeCall(new Turn(before, taken, running, taken.handshake(), leg.flags()), leg);
        } catch (SspiException e) {
            putBack(running, before);
            throw e;
        } catch (RuntimeException e) {
            failed(before, running, e);
            throw Fault.of(e);
        } catch (Error e) {
            failed(before, running, e);
            throw e;
        } finally {
            if (!begun) {
                underway.compareAndSet(running, null);
                deleteIfDue();
            }
        }
    }

    /** What is asked for counts from then on: no call takes back what one before it has asked for. */
    private Set<ContextFlag> askedWith(Set<ContextFlag> flags) {
        var before = asked;
        if (before == flags || before.containsAll(flags)) {
            return before;
        }
        return before.isEmpty() ? flags : Stream.concat(before.stream(), flags.stream()).collect(Collectors.toUnmodifiableSet());
    }

    private void failed(ContextState before, ContextState.Running running, Throwable why) {
        new Turn(before, before, running, null, asked).fail(why);
    }

    /** A call of CompleteAuthToken. */
    HandshakeCall complete(byte[] token) throws SspiException {
        var before = state.get();
        if (before instanceof ContextState.ToComplete complete) {
            var running = takeOut(before);
            underway.set(running);
            var leg = new Leg(token, List.of(), asked, credentials.get().get(0).credential());
            return new HandshakeCall(new Turn(before, before, running, complete.finish(), asked), leg);
        }
        throw before instanceof ContextState.Dead || before instanceof ContextState.Running
                ? unusable(before)
                : new SspiException(
                        SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION, "This context does not wait for CompleteAuthToken");
    }

    private ContextState.Running takeOut(ContextState before) throws SspiException {
        if (deletions.get() != null) {
            throw new SspiException(SecurityStatus.SEC_E_INVALID_HANDLE, "The context is about to be deleted");
        }
        var running = new ContextState.Running(before.protection());
        replace(before, running);
        return running;
    }

    private void putBack(ContextState.Running running, ContextState before) {
        if (before instanceof ContextState.Established) {
            releaseCredential();
        }
        if (!state.compareAndSet(running, before)) {
            before.wipe();
            releaseCredential();
        }
    }

    private void replace(ContextState expected, ContextState next) throws SspiException {
        if (!state.compareAndSet(expected, next)) {
            throw unusable(state.get());
        }
    }

    /** An established context goes into a handshake again, if its session agrees. */
    private static ContextState.HalfOpen inHandshake(ContextState before) throws SspiException {
        return before instanceof ContextState.Established established
                ? new ContextState.HalfOpen(established.session().reopen(), false, before.protection())
                : (ContextState.HalfOpen) before;
    }

    /**
     * The credential of this call. It may be closed already if the context began with it. Another one is taken where one is wanted, after
     * SEC_I_INCOMPLETE_CREDENTIALS, or where an established context goes into a handshake again.
     */
    private Credential credentialOf(LiveCredential handle, ContextState before) throws SspiException {
        var known = owned(handle);
        if (known.isPresent()) {
            return known.get().credential();
        }
        if (before instanceof ContextState.HalfOpen halfOpen && !halfOpen.wantsCredential()) {
            throw new SspiException(
                    SecurityStatus.SEC_E_WRONG_CREDENTIAL_HANDLE,
                    "The context is one of another credential: give each of its calls the handle that it began with");
        }
        var another = handle.own();
        credentials.getAndUpdate(owned -> Stream.concat(Stream.of(another), owned.stream()).toList());
        return another.credential();
    }

    private Optional<SharedCredential> owned(LiveCredential handle) {
        var all = credentials.get();
        for (int i = 0; i < all.size(); i++) {
            if (handle.isOwnerOf(all.get(i))) {
                return Optional.of(all.get(i));
            }
        }
        return Optional.empty();
    }

    @Override
    public List<Decision> decisions() {
        return Stream.concat(acquired.told().stream(), decisions.told().stream()).toList();
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> T query(ContextAttribute<T> attribute) throws SspiException {
        Objects.requireNonNull(attribute, "attribute");
        var now = state.get();
        if (now.protection().isEmpty() && !(now instanceof ContextState.Dead)) {
            if (attribute == ContextAttribute.PACKAGE_INFO) {
                return (T) info;
            }
            if (now instanceof ContextState.HalfOpen halfOpen) {
                try {
                    return halfOpen.handshake().query(attribute);
                } catch (RuntimeException e) {
                    throw state.get() == now ? Fault.of(e) : unusable(state.get());
                }
            }
        }
        return protectedBy(session -> attribute == ContextAttribute.FLAGS
                ? (T) new ContextAttribute.Flags(session.flags())
                : session.query(attribute));
    }

    @Override
    public <T> void set(ContextAttribute<T> attribute, T value) throws SspiException {
        Objects.requireNonNull(attribute, "attribute");
        Objects.requireNonNull(value, "value");
        var now = state.get();
        if (now instanceof ContextState.HalfOpen halfOpen && now.protection().isEmpty()) {
            try {
                halfOpen.handshake().set(attribute, value);
                return;
            } catch (RuntimeException e) {
                throw state.get() == now ? Fault.of(e) : unusable(state.get());
            }
        }
        protectedBy(session -> {
            session.set(attribute, value);
            return null;
        });
    }

    @Override
    public void makeSignature(List<SecBuffer> message) throws SspiException {
        makeSignature(Qop.DEFAULT, message, 0);
    }

    void makeSignature(int qop, List<SecBuffer> message, int messageSeqNo) throws SspiException {
        requireBuffers(message);
        var session = session();
        try {
            session.makeSignature(qop, message, messageSeqNo);
        } catch (RuntimeException e) {
            throw failed(session, e);
        }
    }

    @Override
    public MessageResult verifySignature(List<SecBuffer> message) throws SspiException {
        return verifySignature(message, 0);
    }

    MessageResult verifySignature(List<SecBuffer> message, int messageSeqNo) throws SspiException {
        requireBuffers(message);
        var session = session();
        try {
            return session.verifySignatureInOrder(message, messageSeqNo);
        } catch (RuntimeException e) {
            throw failed(session, e);
        }
    }

    @Override
    public MessageResult verifySignatureUnordered(List<SecBuffer> message) throws SspiException {
        requireBuffers(message);
        var session = session();
        try {
            return session.verifySignature(message, 0);
        } catch (RuntimeException e) {
            throw failed(session, e);
        }
    }

    @Override
    public void encryptMessage(int qop, List<SecBuffer> message) throws SspiException {
        encryptMessage(qop, message, 0);
    }

    void encryptMessage(int qop, List<SecBuffer> message, int messageSeqNo) throws SspiException {
        requireBuffers(message);
        var session = session();
        try {
            session.encryptMessage(qop, message, messageSeqNo);
        } catch (RuntimeException e) {
            throw failed(session, e);
        }
    }

    @Override
    public MessageResult decryptMessage(List<SecBuffer> message) throws SspiException {
        return decryptMessage(message, 0);
    }

    MessageResult decryptMessage(List<SecBuffer> message, int messageSeqNo) throws SspiException {
        requireBuffers(message);
        var session = session();
        try {
            return session.decryptMessageInOrder(message, messageSeqNo);
        } catch (RuntimeException e) {
            throw failed(session, e);
        }
    }

    @Override
    public MessageResult decryptMessageUnordered(List<SecBuffer> message) throws SspiException {
        requireBuffers(message);
        var session = session();
        try {
            return session.decryptMessage(message, 0);
        } catch (RuntimeException e) {
            throw failed(session, e);
        }
    }

    /** ApplyControlToken. */
    void applyControlToken(List<SecBuffer> input) throws SspiException {
        requireBuffers(input);
        protectedBy(session -> {
            session.applyControlToken(input);
            return null;
        });
    }

    /** Null is the caller's fault, not the package's. */
    private static void requireBuffers(List<SecBuffer> message) {
        for (int i = 0; i < message.size(); i++) {
            Objects.requireNonNull(message.get(i), "buffer");
        }
    }

    /** What is done with the session of an established context. */
    @FunctionalInterface
    private interface Use<T> {
        T of(Session session) throws SspiException;
    }

    private <T> T protectedBy(Use<T> use) throws SspiException {
        var session = session();
        try {
            return use.of(session);
        } catch (RuntimeException e) {
            throw failed(session, e);
        }
    }

    /** A session that another thread deletes or replaces meanwhile finds its keys wiped: no fault of the package. */
    private SspiException failed(Session used, RuntimeException e) {
        var now = state.get();
        if (now instanceof ContextState.Dead) {
            return unusable(now);
        }
        return now.protection().filter(session -> session == used).isPresent()
                ? Fault.of(e)
                : new SspiException(
                        SecurityStatus.SEC_E_CONTEXT_EXPIRED, "The session was replaced while the call was running", e);
    }

    @Override
    public AccessToken accessToken() throws SspiException {
        requireAcceptor();
        return protectedBy(session -> {
            if (!info.has(PackageCapability.IMPERSONATION)) {
                throw new SspiException(
                        SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION, info.name() + " does not support impersonation");
            }
            return session.accessToken();
        });
    }

    void requireAcceptor() throws SspiException {
        if (role != Role.ACCEPTOR) {
            throw new SspiException(
                    SecurityStatus.SEC_E_INVALID_HANDLE, "The context is an initiator's: it has no client to act as");
        }
    }

    @Override
    public Impersonation impersonate() throws SspiException {
        return granted().impersonate();
    }

    @Override
    public <T> T callAs(Callable<T> action) throws Exception {
        Objects.requireNonNull(action, "action");
        return granted().callAs(action);
    }

    @Override
    public <T> Callable<T> wrap(Callable<T> task) throws SspiException {
        Objects.requireNonNull(task, "task");
        return granted().wrap(task);
    }

    @Override
    public Runnable wrap(Runnable task) throws SspiException {
        Objects.requireNonNull(task, "task");
        return granted().wrap(task);
    }

    @Override
    public Executor wrap(Executor executor) throws SspiException {
        Objects.requireNonNull(executor, "executor");
        return granted().wrap(executor);
    }

    private GrantedToken granted() throws SspiException {
        return GrantedToken.check(accessToken(), engine, privileges, this::clientIsServer);
    }

    /** A service that is called by itself. A package that does not tell the names cannot know. */
    private boolean clientIsServer() {
        try {
            var names = query(ContextAttribute.NATIVE_NAMES);
            return names.clientName().equals(names.serverName());
        } catch (SspiException e) {
            return false;
        }
    }

    @Override
    public boolean isInitiator() {
        return role == Role.INITIATOR;
    }

    @Override
    public int wrapSizeLimit(int qop, int largestToken) throws SspiException {
        return protectedBy(session -> session.wrapSizeLimit(qop, Math.max(0, largestToken)));
    }

    @Override
    public boolean isExportable() throws SspiException {
        return protectedBy(Session::isExportable);
    }

    @Override
    public PackedContext export(Set<ExportFlag> flags) throws SspiException {
        return export(flags, ContextKeyFile.ofUser());
    }

    /** The state is out meanwhile: nobody can begin a handshake on a session that is about to end. */
    PackedContext export(Set<ExportFlag> flags, ContextKeyFile keyFile) throws SspiException {
        var asked = Set.copyOf(flags);
        if (asked.contains(ExportFlag.TO_KERNEL)) {
            throw new SspiException(
                    SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION, "TO_KERNEL: there is no kernel to export to. Leave the flag out");
        }
        var before = state.get();
        if (!(before instanceof ContextState.Established established)) {
            throw unusable(before);
        }
        var running = takeOut(before);
        try {
            var exported = exported(established.session(), asked, keyFile);
            if (asked.contains(ExportFlag.DELETE_OLD)) {
                state.compareAndSet(running, new ContextState.Dead("exported"));
                before.wipe();
            } else {
                putBack(running, before);
            }
            return exported;
        } catch (SspiException e) {
            putBack(running, before);
            throw e;
        } catch (RuntimeException e) {
            failed(before, running, e);
            throw Fault.of(e);
        } catch (Error e) {
            failed(before, running, e);
            throw e;
        } finally {
            deleteIfDue();
        }
    }

    /**
     * {@link #close()} behind the call that is running, which comes to what it comes to; now if none is. No other call can begin
     * before.
     */
    void closeAfterwards(Runnable deleted) {
        deletions.getAndUpdate(before -> new Deletion(deleted, before));
        deleteIfDue();
    }

    private void deleteIfDue() {
        while (deletions.get() != null) {
            var last = state.get();
            if (last instanceof ContextState.Running || underway.get() != null) {
                return;         // whoever runs comes here when he is done
            }
            if (state.compareAndSet(last, new ContextState.Dead("deleted"))) {
                ended(last);
                tellDeleted();
            }
        }
    }

    private void tellDeleted() {
        for (var due = deletions.getAndSet(null); due != null; due = due.before()) {
            due.deleted().run();
        }
    }

    /** The session gives its state away last: what can fail is done by then. */
    private PackedContext exported(Session session, Set<ExportFlag> flags, ContextKeyFile keyFile) throws SspiException {
        if (!session.isExportable()) {
            throw new SspiException(SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION, info.name() + " does not export this context");
        }
        try (var seal = engine.exports().seal(keyFile)) {
            var token = client(session);
            var expiry = session.expiry();
            byte[] clear = session.export(flags);
            try {
                return new PackedContext(seal.seal(info.name(), flags, expiry, clear), token);
            } finally {
                Arrays.fill(clear, (byte) 0);
            }
        }
    }

    private Optional<AccessToken> client(Session session) {
        if (role != Role.ACCEPTOR) {
            return Optional.empty();
        }
        try {
            return Optional.of(session.accessToken());
        } catch (SspiException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        ended(state.getAndSet(new ContextState.Dead("closed")));
    }

    private void ended(ContextState last) {
        last.wipe();
        if (!(last instanceof ContextState.Running || last instanceof ContextState.Dead)) {
            releaseCredential();        // else the call that is running still uses it, and releases it
        }
    }

    /** Names package and role, no secrets. */
    @Override
    public String toString() {
        return info.name() + " " + role;
    }

    private Session session() throws SspiException {
        var now = state.get();
        if (now instanceof ContextState.Established established) {
            return established.session();
        }
        var session = now.protection();
        if (session.isEmpty()) {
            throw unusable(now);
        }
        return session.get();
    }

    private static SspiException unusable(ContextState state) {
        if (state instanceof ContextState.Dead dead) {
            return new SspiException(SecurityStatus.SEC_E_INVALID_HANDLE, "The context has ended: " + dead.why());
        }
        return new SspiException(
                SecurityStatus.SEC_E_INVALID_HANDLE,
                state instanceof ContextState.Running
                        ? "Another call is running on this context"
                        : "The context is not complete: go on with the handshake first");
    }

    private void releaseCredential() {
        var owned = credentials.getAndSet(List.of());
        for (int i = 0; i < owned.size(); i++) {
            owned.get(i).release();
        }
    }
}
