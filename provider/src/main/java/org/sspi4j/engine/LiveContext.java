package org.sspi4j.engine;

import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.sspi4j.api.AccessToken;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.ContextResult;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.Impersonation;
import org.sspi4j.api.ImpersonationLevel;
import org.sspi4j.api.MessageResult;
import org.sspi4j.api.PackageCapability;
import org.sspi4j.api.PackageInfo;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecBufferType;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.logon.ThreadToken;
import org.sspi4j.spi.Credential;
import org.sspi4j.spi.Handshake;
import org.sspi4j.spi.Leg;
import org.sspi4j.spi.Move;
import org.sspi4j.spi.PrivilegePolicy;
import org.sspi4j.spi.PrivilegePolicy.Privilege;
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

    private final PackageInfo info;
    private final Role role;
    private final PrivilegePolicy privileges;
    private final AtomicReference<ContextState> state;
    private final AtomicReference<SharedCredential> credential;

    /** @param credential owned on behalf of this context until the handshake is over */
    LiveContext(PackageInfo info, Role role, PrivilegePolicy privileges, SharedCredential credential, Handshake first) {
        this.info = info;
        this.role = role;
        this.privileges = privileges;
        this.credential = new AtomicReference<>(credential);
        this.state = new AtomicReference<>(new ContextState.HalfOpen(first));
    }

    /** One handshake call: the state is out until {@link #finish} or {@link #fail}. */
    final class Turn {
        private final ContextState taken;
        private final ContextState running;
        private final Handshake handshake;

        private Turn(ContextState taken, Handshake handshake) {
            this.taken = taken;
            this.running = new ContextState.Running(taken.protection());
            this.handshake = handshake;
        }

        Step<Move> begin(Leg leg) throws SspiException {
            return handshake.next(leg);
        }

        /** Puts the next state in and says what the call came to. */
        ContextResult finish(Move move) throws SspiException {
            checkPromise(move);
            var next = after(move);
            if (!state.compareAndSet(running, next)) {
                next.wipe();
                throw new SspiException(
                        SecurityStatus.SEC_E_INVALID_HANDLE, "The context was deleted while the call was running");
            }
            if (next instanceof ContextState.Established established) {
                releaseCredential();
                taken.protection().filter(replaced -> replaced != established.session()).ifPresent(Session::close);
            }
            return ContextResults.of(LiveContext.this, move);
        }

        /** The context is dead. */
        void fail(Throwable why) {
            state.compareAndSet(running, new ContextState.Dead(String.valueOf(why.getMessage())));
            taken.wipe();
            releaseCredential();
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
                return new ContextState.ToComplete(complete.finish(), complete.continues());
            }
            var next = next(move);
            return taken instanceof ContextState.Reopened reopened
                    ? new ContextState.Reopened(reopened.session(), next)
                    : new ContextState.HalfOpen(next);
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

    /** A call of initialize or accept. */
    HandshakeCall next(Role role, LiveCredential handle, Set<ContextFlag> flags, List<SecBuffer> input)
            throws SspiException {
        if (this.role != role) {
            throw new SspiException(SecurityStatus.SEC_E_INVALID_HANDLE, "The context is of the " + this.role);
        }
        var turn = take();
        try {
            var token = SecBuffer.find(input, SecBufferType.TOKEN).map(SecBuffer::toBytes).orElse(NOTHING);
            return new HandshakeCall(turn, new Leg(token, List.copyOf(input), Set.copyOf(flags), credentialOf(handle)));
        } catch (SspiException e) {
            turn.fail(e);
            throw e;
        }
    }

    /** A call of CompleteAuthToken. */
    HandshakeCall complete(byte[] token) throws SspiException {
        var turn = takeToComplete();
        var owned = credential.get();
        if (owned == null) {
            var deleted = new SspiException(SecurityStatus.SEC_E_INVALID_HANDLE, "The context was deleted");
            turn.fail(deleted);
            throw deleted;
        }
        return new HandshakeCall(turn, new Leg(token, List.of(), Set.of(), owned.credential()));
    }

    /**
     * The credential of this call. It may be closed already if the context began with it; another one takes its place, as
     * after SEC_I_INCOMPLETE_CREDENTIALS.
     */
    private Credential credentialOf(LiveCredential handle) throws SspiException {
        var owned = credential.get();
        if (owned != null && handle.isOwnerOf(owned)) {
            return owned.credential();
        }
        if (!handle.packageInfo().name().equals(info.name())) {
            throw new SspiException(
                    SecurityStatus.SEC_E_WRONG_CREDENTIAL_HANDLE,
                    "The context is of " + info.name() + ", the credential of " + handle.packageInfo().name());
        }
        var replacement = handle.own();
        var replaced = credential.getAndSet(replacement);
        if (replaced != null) {
            replaced.release();
        }
        return replacement.credential();
    }

    /** Takes the state out for initialize or accept. */
    private Turn take() throws SspiException {
        var now = state.get();
        if (now instanceof ContextState.HalfOpen halfOpen) {
            return take(now, now, halfOpen.handshake());
        }
        if (now instanceof ContextState.Reopened reopened) {
            return take(now, now, reopened.handshake());
        }
        if (now instanceof ContextState.Established established) {
            var handshake = established.session().reopen();
            return take(now, new ContextState.Reopened(established.session(), handshake), handshake);
        }
        throw now instanceof ContextState.ToComplete
                ? new SspiException(SecurityStatus.SEC_E_OUT_OF_SEQUENCE, "CompleteAuthToken has to be called first")
                : unusable(now);
    }

    /** Takes the state out for CompleteAuthToken. */
    private Turn takeToComplete() throws SspiException {
        var now = state.get();
        if (now instanceof ContextState.ToComplete complete) {
            return take(now, now, complete.finish());
        }
        throw now instanceof ContextState.Dead || now instanceof ContextState.Running
                ? unusable(now)
                : new SspiException(
                        SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION, "This context does not wait for CompleteAuthToken");
    }

    private Turn take(ContextState now, ContextState taken, Handshake handshake) throws SspiException {
        var turn = new Turn(taken, handshake);
        if (!state.compareAndSet(now, turn.running)) {
            throw unusable(state.get());
        }
        return turn;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> T query(ContextAttribute<T> attribute) throws SspiException {
        var now = state.get();
        if (now instanceof ContextState.HalfOpen halfOpen) {
            return attribute == ContextAttribute.PACKAGE_INFO ? (T) info : halfOpen.handshake().query(attribute);
        }
        var session = session();
        if (attribute == ContextAttribute.FLAGS) {
            return (T) new ContextAttribute.Flags(session.flags());
        }
        return session.query(attribute);
    }

    @Override
    public void makeSignature(List<SecBuffer> message) throws SspiException {
        session().makeSignature(0, message, 0);
    }

    @Override
    public MessageResult verifySignature(List<SecBuffer> message) throws SspiException {
        return inOrder(session().verifySignature(message, 0));
    }

    @Override
    public MessageResult verifySignatureUnordered(List<SecBuffer> message) throws SspiException {
        return session().verifySignature(message, 0);
    }

    @Override
    public void encryptMessage(int qop, List<SecBuffer> message) throws SspiException {
        session().encryptMessage(qop, message, 0);
    }

    @Override
    public MessageResult decryptMessage(List<SecBuffer> message) throws SspiException {
        return inOrder(session().decryptMessage(message, 0));
    }

    @Override
    public MessageResult decryptMessageUnordered(List<SecBuffer> message) throws SspiException {
        return session().decryptMessage(message, 0);
    }

    @Override
    public AccessToken accessToken() throws SspiException {
        if (role != Role.ACCEPTOR) {
            throw new SspiException(
                    SecurityStatus.SEC_E_INVALID_HANDLE, "The context is an initiator's: it has no client to act as");
        }
        var session = session();
        if (!info.has(PackageCapability.IMPERSONATION)) {
            throw new SspiException(
                    SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION, info.name() + " does not support impersonation");
        }
        return session.accessToken();
    }

    @Override
    public Impersonation impersonate() throws SspiException {
        return ThreadToken.impersonate(tokenToActWith());
    }

    @Override
    public <T> T callAs(Callable<T> action) throws Exception {
        return ThreadToken.callAs(tokenToActWith(), action);
    }

    /**
     * An identification or anonymous token may always be taken on, since nothing can be done with it; acting as the client
     * takes the privilege.
     */
    private AccessToken tokenToActWith() throws SspiException {
        var token = accessToken();
        if (token.level().compareTo(ImpersonationLevel.IMPERSONATION) >= 0 && !privileges.holds(Privilege.IMPERSONATE)) {
            throw new SspiException(
                    SecurityStatus.SEC_E_NO_IMPERSONATION,
                    "The policy withholds SeImpersonatePrivilege: nothing may be done for " + token.userName());
        }
        return token;
    }

    @Override
    public void close() {
        state.getAndSet(new ContextState.Dead("closed")).wipe();
        releaseCredential();
    }

    /** Names package and role, no secrets. */
    @Override
    public String toString() {
        return info.name() + " " + role;
    }

    private Session session() throws SspiException {
        var now = state.get();
        var session = now.protection();
        if (session.isEmpty()) {
            throw unusable(now);
        }
        return session.get();
    }

    private static MessageResult inOrder(MessageResult result) throws SspiException {
        if (result.sequence() == MessageResult.Sequence.IN_ORDER) {
            return result;
        }
        throw new SspiException(
                SecurityStatus.SEC_E_OUT_OF_SEQUENCE, "The message is not the next one: " + result.sequence());
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
        var owned = credential.getAndSet(null);
        if (owned != null) {
            owned.release();
        }
    }
}
