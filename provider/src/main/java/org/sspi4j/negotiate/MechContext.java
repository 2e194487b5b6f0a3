package org.sspi4j.negotiate;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sspi4j.api.ChannelBindings;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecBufferType;
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
 * @param asked whether the mechanism has had a call, and knows what its caller told in that
 * @param waiting empty once it is established
 * @param session empty as long as it is not
 * @param told the channel, by any of the calls before, whether this mechanism was asked in it or not
 */
record MechContext(
        Mechanism mechanism,
        boolean isClient,
        boolean asked,
        Optional<Handshake> waiting,
        Optional<Session> session,
        Optional<ChannelBindings> told) {
    /** A token for the peer's mechanism, empty if there is none, and what waits for the answer. */
    record Moved(byte[] token, MechContext context) {}

    /** @param leg the call that it begins in, which need not be the first */
    static MechContext initiate(Mechanism mechanism, ContextRequest request, Leg leg, Optional<ChannelBindings> told)
            throws SspiException {
        var inner = request(mechanism, request, withIntegrity(leg.flags()));
        return waiting(mechanism, true, false, mechanism.securityPackage().initiate(inner), told);
    }

    /** @param leg the call that it begins in, which need not be the first */
    static MechContext accept(Mechanism mechanism, ContextRequest request, Leg leg, Optional<ChannelBindings> told)
            throws SspiException {
        return waiting(mechanism, false, false, mechanism.securityPackage().accept(request(mechanism, request, leg.flags())), told);
    }

    private static MechContext waiting(
            Mechanism mechanism, boolean isClient, boolean asked, Handshake next, Optional<ChannelBindings> told) {
        return new MechContext(mechanism, isClient, asked, Optional.of(next), Optional.empty(), told);
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
        var bindings = leg.channelBindings(told);
        return waiting.orElseThrow()
                .next(new Leg(
                        token, buffers(leg), isClient ? withIntegrity(leg.flags()) : leg.flags(), mechanism.credential()))
                .then(move -> Step.of(moved(move, bindings)));
    }

    private List<SecBuffer> buffers(Leg leg) {
        if (asked || told.isEmpty() || leg.buffer(SecBufferType.CHANNEL_BINDINGS).isPresent()) {
            return leg.buffers();
        }
        var buffers = new ArrayList<>(leg.buffers());
        buffers.add(SecBuffer.channelBindings(told.get()));
        return buffers;
    }

    private Moved moved(Move move, Optional<ChannelBindings> bindings) throws SspiException {
        if (move instanceof Move.Reply reply) {
            return whole(reply.extra(), new Moved(reply.token(), waiting(mechanism, isClient, true, reply.next(), bindings)));
        }
        if (move instanceof Move.Done done) {
            var established = new MechContext(mechanism, isClient, true, Optional.empty(), Optional.of(done.session()), bindings);
            return whole(done.extra(), new Moved(done.token(), established));
        }
        throw misfit("it answered with " + move.getClass().getSimpleName());
    }

    /** There is one token of the mechanism in one of SPNEGO, and nothing to be kept for the next. */
    private Moved whole(int extra, Moved moved) throws SspiException {
        if (extra > 0) {
            moved.context.close();
            throw misfit("it left " + extra + " bytes of its token over");
        }
        return moved;
    }

    private SspiException misfit(String why) {
        return new SspiException(
                SecurityStatus.SEC_E_INTERNAL_ERROR, "The package " + mechanism + " does not fit into Negotiate: " + why);
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
