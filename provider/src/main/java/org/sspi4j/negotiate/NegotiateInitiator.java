package org.sspi4j.negotiate;

import java.util.Optional;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.Decision;
import org.sspi4j.api.NegotiateAllowance;
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

/**
 * The client: {@code Start -> AwaitSelection -> AwaitMechToken* -> established}. It is established when the server says so, and not before.
 *
 * @spec RFC 4178 4.2
 * @spec MS-SPNG 3.2.5
 */
final class NegotiateInitiator {
    private NegotiateInitiator() {}

    /** Offers what it has, with the first token of what it likes best; a server that has spoken first is listened to. */
    record Start(NegotiateCredential credential, ContextRequest request) implements Handshake {
        @Override
        public Step<Move> next(Leg leg) throws SspiException {
            if (leg.token().length > 0) {
                listen(Decoded.of(NegTokenInit2::decode, leg.token(), NegotiatePackage.MAX_TOKEN));
            }
            return offered(leg, credential.initiates());
        }

        /** Nothing protects the server's list, so it takes nothing out of ours; but where they have nothing in common, this is the end. */
        private void listen(NegTokenInit2 hint) throws SspiException {
            note(Decision.About.PEER, "The server takes {}, as it says beforehand", hint.mechTypes());
            if (hint.mechTypes().mechTypes().stream().allMatch(mechType -> credential.initiates().of(mechType).isEmpty())) {
                throw new SspiException(
                        SecurityStatus.SEC_E_SECPKG_NOT_FOUND,
                        "The server takes " + hint.mechTypes() + " alone, and this side can use " + credential.initiates());
            }
        }

        private Step<Move> offered(Leg leg, Mechanisms mechanisms) throws SspiException {
            var preferred = mechanisms.preferred();
            return Step.either(
                    () -> MechContext.initiate(preferred, request, leg, Optional.empty()).next(leg, new byte[0])
                            .then(moved -> Step.of(sent(mechanisms, moved))),
                    failure -> without(leg, mechanisms, failure));
        }

        private Move sent(Mechanisms mechanisms, MechContext.Moved moved) {
            note(Decision.About.PEER, "Offered: {}, with the first token of {}", mechanisms, mechanisms.preferred());
            var init = NegTokenInit.of(mechanisms.mechTypes(), Optional.of(moved.token()));
            return Move.reply(init.wire(), new AwaitSelection(new Offer(credential, request, mechanisms), moved.context()));
        }

        private Step<Move> without(Leg leg, Mechanisms mechanisms, SspiException failure) throws SspiException {
            var reason = FallbackCauses.reason(failure.status());
            if (reason.isEmpty() || mechanisms.all().size() == 1) {
                throw failure;
            }
            note(Decision.About.FALLBACK, "{} takes the place of {}, since {} ({})",
                    mechanisms.others().preferred(), mechanisms.preferred(), reason.get(), failure.getMessage());
            return offered(leg, mechanisms.others());
        }

        private void note(Decision.About about, String sentence, Object... values) {
            request.facilities().decisions().note(about, sentence, values);
        }
    }

    /** What was offered, and to whom. */
    record Offer(NegotiateCredential credential, ContextRequest request, Mechanisms mechanisms) {
        void note(Decision.About about, String sentence, Object... values) {
            request.facilities().decisions().note(about, sentence, values);
        }
    }

    /** Waits for the server's choice. */
    record AwaitSelection(Offer offer, MechContext optimistic) implements Handshake {
        @Override
        public Step<Move> next(Leg leg) throws SspiException {
            if (!NegTokenResp.isOne(leg.token())) {
                return raw(leg);
            }
            var resp = Decoded.of(NegTokenResp::decode, leg.token(), NegotiatePackage.MAX_TOKEN);
            if (resp.is(NegState.REJECT)) {
                return rejected(leg, resp, optimistic);
            }
            var chosen = chosen(resp);
            if (chosen != optimistic.mechanism()) {
                return reselected(leg, resp, chosen);
            }
            offer.note(Decision.About.PEER, "The server takes {}", chosen);
            return new Agreed(offer, resp.is(NegState.REQUEST_MIC)).proceed(leg, resp, optimistic, false);
        }

        /** "It MUST be present ... in the first reply from the target", and so must negState, which says whether there is a choice. */
        private Mechanism chosen(NegTokenResp resp) throws SspiException {
            if (resp.negState().isEmpty() || resp.supportedMech().isEmpty()) {
                throw invalid("The server's first answer has no "
                        + (resp.negState().isEmpty() ? "negState" : "supportedMech") + ": it has chosen nothing");
            }
            var mechType = resp.supportedMech().get();
            return offer.mechanisms().of(mechType).orElseThrow(() -> invalid(
                    "The server has chosen " + MechType.name(mechType) + ", which was not offered: there were " + offer.mechanisms()));
        }

        private Step<Move> reselected(Leg leg, NegTokenResp resp, Mechanism chosen) throws SspiException {
            optimistic.close();
            offer.note(Decision.About.FALLBACK, "The server takes {} and not {}: it has to sign the list of mechanisms",
                    chosen, optimistic.mechanism());
            var agreed = new Agreed(offer, true);
            return MechContext.initiate(chosen, offer.request(), leg, optimistic.told()).next(leg, resp.token())
                    .then(moved -> Step.of(agreed.answer(resp, moved, false)));
        }

        private Step<Move> raw(Leg leg) throws SspiException {
            var mechanism = optimistic.mechanism();
            var mechType = RawToken.mechType(leg.token()).filter(mechanism.oids()::contains);
            if (mechType.isEmpty()) {
                throw invalid("The answer is neither a NegTokenResp nor a token of " + mechanism);
            }
            if (!offer.credential().allows(NegotiateAllowance.CLIENT_RAW_REPLY)) {
                throw invalid("The server answers with a bare token of " + mechanism + ": that this is the best that both sides have"
                        + " cannot be shown. NegotiateAllowance.CLIENT_RAW_REPLY takes it all the same");
            }
            if (optimistic.isDone()) {
                throw invalid("The server answers with a bare token of " + mechanism + ", which has nothing more to say");
            }
            offer.note(Decision.About.PEER, "The server answers with a bare token of {}, which CLIENT_RAW_REPLY allows", mechanism);
            return new AwaitRawToken(optimistic).next(leg);
        }

        @Override
        public <T> T query(ContextAttribute<T> attribute) throws SspiException {
            var told = new Progress(optimistic, NegotiationState.OPTIMISTIC).answer(attribute);
            return told.isPresent() ? told.get() : Handshake.super.query(attribute);
        }

        @Override
        public void close() {
            optimistic.close();
        }
    }

    /** Waits for the next token of the mechanism, for the server's signature, or for its word that it is done. */
    record AwaitMechToken(Agreed agreed, MechContext context, boolean signed) implements Handshake {
        @Override
        public Step<Move> next(Leg leg) throws SspiException {
            var resp = Decoded.of(NegTokenResp::decode, leg.token(), NegotiatePackage.MAX_TOKEN);
            if (resp.is(NegState.REJECT)) {
                return rejected(leg, resp, context);
            }
            // RFC 4178 4.2.2: supportedMech "SHALL only be present in the first reply", and request-mic too.
            if (resp.supportedMech().isPresent() || resp.is(NegState.REQUEST_MIC)) {
                throw invalid("The server chooses once more, or asks for a signature, and that is for its first answer alone");
            }
            return agreed.proceed(leg, resp, context, signed);
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
     * @param micRequired whether the server is to sign the list of mechanisms, whatever the mechanism thinks of it
     */
    record Agreed(Offer offer, boolean micRequired) {
        Step<Move> proceed(Leg leg, NegTokenResp resp, MechContext context, boolean signed) throws SspiException {
            byte[] token = resp.token();
            if (context.isDone()) {
                leg.requireBound(context.told());
                if (token.length > 0) {
                    throw invalid("The server goes on with " + context.mechanism() + ", which is done");
                }
                return Step.of(concluded(resp, new MechContext.Moved(token, context), signed));
            }
            if (token.length == 0) {
                throw unproven(leg, resp, context);
            }
            return context.next(leg, token).then(moved -> Step.of(answer(resp, moved, signed)));
        }

        Move answer(NegTokenResp resp, MechContext.Moved moved, boolean signed) throws SspiException {
            if (moved.context().isDone()) {
                return concluded(resp, moved, signed);
            }
            if (resp.is(NegState.ACCEPT_COMPLETED) || resp.mechListMIC().isPresent()) {
                moved.context().close();
                throw invalid("The server says that it is done, and " + moved.context().mechanism() + " is not");
            }
            return reply(moved, Optional.empty());
        }

        /** The mechanism is established on this side: its keys are wiped if anything else fails. */
        private Move concluded(NegTokenResp resp, MechContext.Moved moved, boolean signed) throws SspiException {
            try {
                return compared(resp, moved, moved.context().session().orElseThrow(), signed);
            } catch (SspiException e) {
                moved.context().close();
                throw e;
            }
        }

        /** RFC 4178 5: who has the last token of the mechanism signs first. */
        private Move compared(NegTokenResp resp, MechContext.Moved moved, Session session, boolean signed) throws SspiException {
            boolean completed = resp.is(NegState.ACCEPT_COMPLETED);
            if (moved.token().length > 0 && (completed || resp.mechListMIC().isPresent())) {
                throw invalid("The server says that it is done, and has not seen the last token of " + moved.context().mechanism());
            }
            var verified = VerifiedMechList.check(session, offer.mechanisms().mechTypes(), resp.mechListMIC());
            if (verified.isPresent() && signed && !completed) {
                throw invalid("The server waits for more, and both sides have signed the list");
            }
            if (verified.isPresent()) {
                return completed ? established(moved, new byte[0]) : established(moved, lastWord(session));
            }
            boolean required = signed || micRequired || VerifiedMechList.isInsistedOn(session);
            if (required && (signed || completed)) {
                throw VerifiedMechList.missing("The server's");
            }
            if (required) {
                return reply(moved, Optional.of(VerifiedMechList.sign(session, offer.mechanisms().mechTypes())));
            }
            if (!completed && moved.token().length == 0) {
                throw invalid("The server waits for more, and " + moved.context().mechanism() + " has said everything");
            }
            return completed ? established(moved, new byte[0]) : reply(moved, Optional.empty());
        }

        private byte[] lastWord(Session session) throws SspiException {
            var mechListMIC = VerifiedMechList.sign(session, offer.mechanisms().mechTypes());
            return NegTokenResp.of(NegState.ACCEPT_COMPLETED, Optional.empty(), new byte[0], Optional.of(mechListMIC)).wire();
        }

        private Move established(MechContext.Moved moved, byte[] token) {
            return Move.done(token, new NegotiateSession(moved.context(), NegotiationState.COMPLETE));
        }

        private Move reply(MechContext.Moved moved, Optional<byte[]> mechListMIC) {
            var resp = NegTokenResp.of(NegState.ACCEPT_INCOMPLETE, Optional.empty(), moved.token(), mechListMIC);
            return Move.reply(resp.wire(), new AwaitMechToken(this, moved.context(), mechListMIC.isPresent()));
        }

        /** CVE-2014-8650: a server's word that all is well is no proof that it is the server. */
        private SspiException unproven(Leg leg, NegTokenResp resp, MechContext context) {
            if (resp.is(NegState.ACCEPT_COMPLETED) && leg.flags().contains(ContextFlag.MUTUAL_AUTH)) {
                return new SspiException(
                        SecurityStatus.SEC_E_MUTUAL_AUTH_FAILED,
                        "The server says that it is done, and has not proven who it is: " + context.mechanism() + " waits for its token");
            }
            return invalid("The server's answer has no token, and " + context.mechanism() + " waits for one");
        }
    }

    /** A server that gives up may say why, in the mechanism's words. */
    private static Step<Move> rejected(Leg leg, NegTokenResp resp, MechContext context) throws SspiException {
        var refusal = new SspiException(
                SecurityStatus.SEC_E_LOGON_DENIED,
                "The server refuses the context, or all mechanisms that were offered; its log says why");
        if (resp.token().length == 0 || context.isDone()) {
            throw refusal;
        }
        return context.next(leg, resp.token()).then(moved -> {
            moved.context().close();
            throw refusal;
        });
    }

    private static SspiException invalid(String sentence) {
        return new SspiException(SecurityStatus.SEC_E_INVALID_TOKEN, sentence);
    }
}
