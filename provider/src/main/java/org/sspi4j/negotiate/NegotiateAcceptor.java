package org.sspi4j.negotiate;

import java.util.Optional;
import org.sspi4j.api.ChannelBindings;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.ContextAttribute.LastClientTokenStatus;
import org.sspi4j.api.Decision;
import org.sspi4j.api.NegotiateAttribute.NegotiationState;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.spi.ContextRequest;
import org.sspi4j.spi.Handshake;
import org.sspi4j.spi.Leg;
import org.sspi4j.spi.Move;
import org.sspi4j.spi.Session;
import org.sspi4j.spi.Step;
import org.sspi4j.wire.Decoded;
import org.sspi4j.wire.asn1.Oid;

/**
 * The server: {@code AwaitInit -> AwaitMechToken* -> (AwaitMechListMic ->) established}. A refusal has a token for the client with it.
 *
 * @spec RFC 4178 4.2
 * @spec MS-SPNG 3.3.5
 */
final class NegotiateAcceptor {
    private NegotiateAcceptor() {}

    /**
     * Waits for what the client offers. A call without a token has the server say what it takes, once.
     *
     * @param hinted whether it has
     * @param told the channel, by the call before
     */
    record AwaitInit(NegotiateCredential credential, ContextRequest request, boolean hinted, Optional<ChannelBindings> told)
            implements Handshake {
        @Override
        public Step<Move> next(Leg leg) throws SspiException {
            if (leg.token().length == 0) {
                return Step.of(hint(leg));
            }
            var mechType = RawToken.mechType(leg.token()).orElseThrow(() -> invalid(
                    "The token is neither of SPNEGO nor of a mechanism that comes without it"
                            + (NegTokenResp.isOne(leg.token()) ? ": it is a later message of another context" : "")));
            if (!mechType.equals(MechType.SPNEGO.oid())) {
                return raw(leg, mechType);
            }
            var init = Decoded.of(NegTokenInit::decode, leg.token(), NegotiatePackage.MAX_TOKEN);
            return rejecting(() -> chosen(leg, init));
        }

        private Move hint(Leg leg) throws SspiException {
            if (hinted) {
                throw invalid("The token is empty: the client was told what there is, and has sent nothing");
            }
            return Move.reply(
                    NegTokenInit2.of(credential.accepts().mechTypes()).wire(),
                    new AwaitInit(credential, request, true, leg.channelBindings()));
        }

        private Step<Move> chosen(Leg leg, NegTokenInit init) throws SspiException {
            var mechType = first(init.mechTypes());
            var mechanism = credential.accepts().of(mechType).orElseThrow();
            note("The client offers {}: {} is taken", init.mechTypes(), mechanism);
            var context = MechContext.accept(mechanism, request, leg, leg.channelBindings(told));
            boolean preferred = mechType.equals(init.mechTypes().preferred());
            var agreed = new Agreed(init.mechTypes(), !preferred);
            byte[] token = preferred ? init.mechToken().orElseGet(() -> new byte[0]) : new byte[0];
            if (token.length > 0) {
                return context.next(leg, token)
                        .then(moved -> Step.of(agreed.answer(Optional.of(mechType), moved, init.mechListMIC())));
            }
            if (init.mechListMIC().isPresent()) {
                throw invalid("There is a mechListMIC already, and no mechanism that it could be of");
            }
            var resp = NegTokenResp.of(
                    preferred ? NegState.ACCEPT_INCOMPLETE : NegState.REQUEST_MIC, Optional.of(mechType), token, Optional.empty());
            return Step.of(Move.reply(resp.wire(), new AwaitMechToken(agreed, context)));
        }

        /** The client's order counts. What is not known is passed over, such as NegoEx, which Windows likes to name first. */
        private Oid first(MechTypeList offered) throws SspiException {
            for (var mechType : offered.mechTypes()) {
                if (credential.accepts().of(mechType).isPresent()) {
                    return mechType;
                }
            }
            throw new SspiException(
                    SecurityStatus.SEC_E_SECPKG_NOT_FOUND,
                    "The client offers " + offered + ", and this side can use " + credential.accepts());
        }

        private Step<Move> raw(Leg leg, Oid mechType) throws SspiException {
            var mechanism = credential.accepts().of(mechType).orElseThrow(() -> new SspiException(
                    SecurityStatus.SEC_E_SECPKG_NOT_FOUND,
                    "The token is a bare one of " + MechType.name(mechType) + ", and this side can use " + credential.accepts()));
            if (!credential.acceptsRawTokens()) {
                throw invalid("The token is a bare one of " + mechanism + ", which NegotiateCred.refuseRawTokens refuses");
            }
            note("The client speaks {} without SPNEGO", mechanism);
            return new AwaitRawToken(MechContext.accept(mechanism, request, leg, told)).next(leg);
        }

        private void note(String sentence, Object... values) {
            request.facilities().decisions().note(Decision.About.PEER, sentence, values);
        }

        /** The client has something to say yet. */
        @Override
        public <T> T query(ContextAttribute<T> attribute) throws SspiException {
            return attribute == ContextAttribute.LAST_CLIENT_TOKEN_STATUS
                    ? attribute.structure().cast(LastClientTokenStatus.NO)
                    : Handshake.super.query(attribute);
        }
    }

    /** Waits for the next token of the mechanism. */
    record AwaitMechToken(Agreed agreed, MechContext context) implements Handshake {
        @Override
        public Step<Move> next(Leg leg) throws SspiException {
            return rejecting(() -> {
                var resp = later(leg);
                if (resp.token().length == 0) {
                    throw invalid("The client's message has no token, and " + context.mechanism() + " waits for one");
                }
                return context.next(leg, resp.token())
                        .then(moved -> Step.of(agreed.answer(Optional.empty(), moved, resp.mechListMIC())));
            });
        }

        @Override
        public <T> T query(ContextAttribute<T> attribute) throws SspiException {
            var told = new Progress(context, NegotiationState.IN_PROGRESS).answer(attribute);
            return told.isPresent() ? told.get() : Handshake.super.query(attribute);
        }

        @Override
        public void close() {
            context.close();
        }
    }

    /** The mechanism is done: waits for the client's signature. */
    record AwaitMechListMic(Agreed agreed, MechContext context) implements Handshake {
        @Override
        public Step<Move> next(Leg leg) throws SspiException {
            return rejecting(() -> {
                leg.requireBound(context.told());
                var resp = later(leg);
                if (resp.token().length > 0) {
                    throw invalid("The client goes on with " + context.mechanism() + ", which is done");
                }
                if (VerifiedMechList.check(session(), agreed.mechTypes(), resp.mechListMIC()).isEmpty()) {
                    throw VerifiedMechList.missing("The client's");
                }
                return Step.of(Move.done(new byte[0], new NegotiateSession(context, NegotiationState.COMPLETE)));
            });
        }

        private Session session() {
            return context.session().orElseThrow();
        }

        @Override
        public <T> T query(ContextAttribute<T> attribute) throws SspiException {
            var told = new Progress(context, NegotiationState.IN_PROGRESS).answer(attribute);
            return told.isPresent() ? told.get() : Handshake.super.query(attribute);
        }

        @Override
        public void close() {
            context.close();
        }
    }

    /**
     * A mechanism is chosen.
     *
     * @param mechTypes what the client offered
     * @param micRequired whether the client is to sign it, whatever the mechanism thinks of it
     */
    private record Agreed(MechTypeList mechTypes, boolean micRequired) {
        /** @param supportedMech what is chosen, in the first answer */
        Move answer(Optional<Oid> supportedMech, MechContext.Moved moved, Optional<byte[]> mechListMIC) throws SspiException {
            if (moved.context().isDone()) {
                return concluded(supportedMech, moved, mechListMIC);
            }
            if (mechListMIC.isPresent()) {
                moved.context().close();
                throw invalid("There is a mechListMIC already, and " + moved.context().mechanism() + " is not done");
            }
            var resp = NegTokenResp.of(NegState.ACCEPT_INCOMPLETE, supportedMech, moved.token(), Optional.empty());
            return Move.reply(resp.wire(), new AwaitMechToken(this, moved.context()));
        }

        /** The mechanism is established on this side: its keys are wiped if anything else fails. */
        private Move concluded(Optional<Oid> supportedMech, MechContext.Moved moved, Optional<byte[]> mechListMIC)
                throws SspiException {
            try {
                return compared(supportedMech, moved, moved.context().session().orElseThrow(), mechListMIC);
            } catch (SspiException e) {
                moved.context().close();
                throw e;
            }
        }

        /** RFC 4178 5: who has the last token of the mechanism signs first. */
        private Move compared(
                Optional<Oid> supportedMech, MechContext.Moved moved, Session session, Optional<byte[]> mechListMIC)
                throws SspiException {
            var verified = VerifiedMechList.check(session, mechTypes, mechListMIC);
            boolean required = micRequired || VerifiedMechList.isInsistedOn(session);
            if (verified.isEmpty() && required && moved.token().length == 0) {
                throw VerifiedMechList.missing("The client's");
            }
            Optional<byte[]> ours = verified.isPresent() || required
                    ? Optional.of(VerifiedMechList.sign(session, mechTypes))
                    : Optional.empty();
            boolean done = verified.isPresent() || !required;
            var resp = NegTokenResp.of(
                    done ? NegState.ACCEPT_COMPLETED : NegState.ACCEPT_INCOMPLETE, supportedMech, moved.token(), ours);
            return done
                    ? Move.done(resp.wire(), new NegotiateSession(moved.context(), NegotiationState.COMPLETE))
                    : Move.reply(resp.wire(), new AwaitMechListMic(this, moved.context()));
        }
    }

    private static NegTokenResp later(Leg leg) throws SspiException {
        var resp = Decoded.of(NegTokenResp::decode, leg.token(), NegotiatePackage.MAX_TOKEN);
        if (resp.is(NegState.REJECT)) {
            throw new SspiException(SecurityStatus.SEC_E_LOGON_DENIED, "The client gives the context up");
        }
        if (resp.supportedMech().isPresent() || resp.is(NegState.REQUEST_MIC)) {
            throw invalid("The client chooses a mechanism, or asks for a signature, and both are a server's to do");
        }
        return resp;
    }

    /** What a failure has for the peer in the mechanism's own words goes along. */
    private static Step<Move> rejecting(Step.Begin<Move> accepted) throws SspiException {
        return Step.either(accepted, failure -> {
            var reject = NegTokenResp.of(NegState.REJECT, Optional.empty(), failure.token(), Optional.empty());
            throw failure.withToken(reject.wire());
        });
    }

    private static SspiException invalid(String sentence) {
        return new SspiException(SecurityStatus.SEC_E_INVALID_TOKEN, sentence);
    }
}
