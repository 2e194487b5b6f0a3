package org.sspi4j.negotiate;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.spi.ContextRequest;
import org.sspi4j.spi.Handshake;
import org.sspi4j.spi.Leg;
import org.sspi4j.spi.Move;
import org.sspi4j.spi.Session;
import org.sspi4j.spi.Step;

/**
 * The context of the mechanism inside: it waits for a token, or is established.
 *
 * @param isClient whose calls ask for messages that are signed, if it can be helped: else no mechListMIC can be made
 * @param waiting empty once it is established
 * @param session empty as long as it is not
 */
record MechContext(Mechanism mechanism, boolean isClient, Optional<Handshake> waiting, Optional<Session> session) {
    /** A token for the peer's mechanism, empty if there is none, and what waits for the answer. */
    record Moved(byte[] token, MechContext context) {}

    /** @param leg the call that it begins in, which need not be the first */
    static MechContext initiate(Mechanism mechanism, ContextRequest request, Leg leg) throws SspiException {
        var inner = request(mechanism, request, withIntegrity(leg.flags()));
        return waiting(mechanism, true, mechanism.securityPackage().initiate(inner));
    }

    /** @param leg the call that it begins in, which need not be the first */
    static MechContext accept(Mechanism mechanism, ContextRequest request, Leg leg) throws SspiException {
        return waiting(mechanism, false, mechanism.securityPackage().accept(request(mechanism, request, leg.flags())));
    }

    private static MechContext waiting(Mechanism mechanism, boolean isClient, Handshake handshake) {
        return new MechContext(mechanism, isClient, Optional.of(handshake), Optional.empty());
    }

    private static ContextRequest request(Mechanism mechanism, ContextRequest request, Set<ContextFlag> flags) throws SspiException {
        NegotiatePackage.checkPossible(flags);
        return new ContextRequest(
                mechanism.credential(), request.target(), flags, request.packages(), request.facilities(), request.logonSession());
    }

    private static Set<ContextFlag> withIntegrity(Set<ContextFlag> asked) {
        if (asked.contains(ContextFlag.NO_INTEGRITY) || asked.contains(ContextFlag.INTEGRITY)) {
            return asked;
        }
        var flags = EnumSet.of(ContextFlag.INTEGRITY);
        flags.addAll(asked);
        return flags;
    }

    boolean isDone() {
        return session.isPresent();
    }

    /** What the mechanism makes of a token. Called at most once, as its state is. */
    Step<Moved> next(Leg leg, byte[] token) throws SspiException {
        return waiting.orElseThrow()
                .next(new Leg(token, leg.buffers(), isClient ? withIntegrity(leg.flags()) : leg.flags(), mechanism.credential()))
                .then(move -> Step.of(moved(move)));
    }

    private Moved moved(Move move) throws SspiException {
        if (move instanceof Move.Reply reply && reply.extra() == 0) {
            return new Moved(reply.token(), waiting(mechanism, isClient, reply.next()));
        }
        if (move instanceof Move.Done done && done.extra() == 0) {
            return new Moved(done.token(), new MechContext(mechanism, isClient, Optional.empty(), Optional.of(done.session())));
        }
        throw new SspiException(
                SecurityStatus.SEC_E_INTERNAL_ERROR,
                "The package " + mechanism + " does not fit into Negotiate: it answered with "
                        + move.getClass().getSimpleName() + ", or left some of its token over");
    }

    /** Whether what the client said last is all that the mechanism has it say. */
    ContextAttribute.LastClientTokenStatus lastClientToken() throws SspiException {
        return isDone()
                ? ContextAttribute.LastClientTokenStatus.YES
                : waiting.get().query(ContextAttribute.LAST_CLIENT_TOKEN_STATUS);
    }

    /** Wipes it. */
    void close() {
        waiting.ifPresent(Handshake::close);
        session.ifPresent(Session::close);
    }
}
