package org.sspi4j.kerberos;

import java.util.Optional;
import java.util.Set;
import org.sspi4j.api.ChannelBindings;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.Decision;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.kerberos.message.GssToken;
import org.sspi4j.kerberos.message.IakerbForm;
import org.sspi4j.kerberos.message.IakerbProxy;
import org.sspi4j.kerberos.message.KrbError;
import org.sspi4j.spi.ContextRequest;
import org.sspi4j.spi.Handshake;
import org.sspi4j.spi.Leg;
import org.sspi4j.spi.Move;
import org.sspi4j.spi.Need;
import org.sspi4j.spi.Step;

/**
 * A client whose server asks the KDCs for it: {@code Start -> AwaitKdcReply* -> (AwaitApRep ->) established}. The exchanges with the KDCs
 * are those of Kerberos, with the one difference that whatever they ask of a KDC becomes a token.
 *
 * @spec draft-ietf-kitten-iakerb-03 3
 */
final class IakerbInitiator {
    private IakerbInitiator() {}

    record Start(KerberosCredential credential, ContextRequest request, Set<ContextFlag> wanted) implements Handshake {
        @Override
        public Step<Move> next(Leg leg) throws SspiException {
            if (leg.token().length > 0) {
                throw invalid("In IAKERB the client speaks first; there is a token already");
            }
            var form = credential.config().iakerbBeforeMit122() ? IakerbForm.MIT_BEFORE_1_22 : IakerbForm.DRAFT;
            var course = new Course(
                    new KerberosInitiator.Opening(credential, request, wanted, Conversation.IAKERB.in(form)),
                    leg.channelBindings(),
                    Optional.empty());
            var target = credential.target(request.target());
            return course.follow(new CanonicalTarget(credential.config(), request.facilities())
                    .ticket(target, one -> credential.ticketByWayOf(one, request.facilities())));
        }
    }

    /**
     * How far it has come.
     *
     * @param bindings what was told so far
     * @param cookie what the server wants back
     */
    private record Course(KerberosInitiator.Opening opening, Optional<ChannelBindings> bindings, Optional<byte[]> cookie) {
        /** As far as the next question to a KDC. */
        Step<Move> follow(Step<ServiceTicket> tickets) throws SspiException {
            return tickets instanceof Step.Ready<ServiceTicket> ready
                    ? Step.of(opening.show(ready.value(), bindings))
                    : asked((Step.Ask<?, ServiceTicket>) tickets);
        }

        private <A> Step<Move> asked(Step.Ask<A, ServiceTicket> ask) throws SspiException {
            if (ask.need() instanceof Need.Kdc kdc) {
                return Step.of(sent(kdc, new Question(kdc.realm(), ask)));
            }
            if (ask.need() instanceof Need.PrimaryKdc) {
                return follow(ask.failed().apply(new SspiException(
                        SecurityStatus.SEC_E_NO_AUTHENTICATING_AUTHORITY, "The server asks whichever KDC it likes")));
            }
            return new Step.Ask<>(
                    ask.need(), answer -> follow(ask.resume().apply(answer)), failure -> follow(ask.failed().apply(failure)));
        }

        private Move sent(Need.Kdc kdc, Question question) throws SspiException {
            var form = opening.conversation().form().orElseThrow();
            var proxy = IakerbProxy.of(form, kdc.realm(), cookie, kdc.request());
            Conversation asking;
            try {
                asking = opening.conversation().asks(form, proxy.wire());
            } catch (SspiException e) {
                question.giveUp();
                throw e;
            }
            opening.request().facilities().decisions().note(
                    Decision.About.KDC, "The server is to ask the KDC of {}, the {}. question", kdc.realm(), asking.trips());
            return Move.reply(proxy.wire(), new AwaitKdcReply(new Course(in(asking), bindings, cookie), question));
        }

        private KerberosInitiator.Opening in(Conversation further) {
            return new KerberosInitiator.Opening(opening.credential(), opening.request(), opening.wanted(), further);
        }

        Course further(Leg leg, IakerbProxy reply) throws SspiException {
            return new Course(
                    in(opening.conversation().isAnswered(leg.token())), leg.channelBindings(bindings), reply.cookie());
        }
    }

    /** Waits for a KDC's answer. */
    record AwaitKdcReply(Course course, Question question) implements Handshake {
        @Override
        public Step<Move> next(Leg leg) throws SspiException {
            var reply = reply(leg);
            return course.further(leg, reply).follow(question.answer(reply.message()));
        }

        private IakerbProxy reply(Leg leg) throws SspiException {
            var conversation = course.opening().conversation();
            var framed = conversation.framed(leg.token());
            if (framed.tokId() == GssToken.KRB_ERROR) {
                throw KerberosStatus.of(
                        Decoded.of(KrbError::decode, framed.inner()),
                        "The server",
                        "the request that it was to pass on to the KDC of " + question.realm(),
                        course.opening().request().facilities().clock());
            }
            if (framed.tokId() != GssToken.IAKERB_PROXY) {
                throw invalid("TOK_ID is not that of an IAKERB_PROXY message: the client waits for what the KDC of "
                        + question.realm() + " says");
            }
            return conversation.proxied(framed);
        }

        /** The server can want a signature, or another mechanism, and there is an AP-REQ to come. */
        @Override
        public <T> T query(ContextAttribute<T> attribute) throws SspiException {
            return attribute == ContextAttribute.LAST_CLIENT_TOKEN_STATUS
                    ? attribute.structure().cast(ContextAttribute.LastClientTokenStatus.NO)
                    : Handshake.super.query(attribute);
        }

        @Override
        public void close() {
            question.giveUp();
        }
    }

    /** A question to a KDC, which is answered or given up, once: whoever asks puts his things in order then. */
    private static final class Question implements Step.Answers {
        private final String realm;
        private final Step.Ask<?, ServiceTicket> ask;
        private byte[] message;
        private boolean over;

        Question(String realm, Step.Ask<?, ServiceTicket> ask) {
            this.realm = realm;
            this.ask = ask;
        }

        String realm() {
            return realm;
        }

        Step<ServiceTicket> answer(byte[] reply) throws SspiException {
            over = true;
            message = reply;
            return ask.answer(this);
        }

        @Override
        @SuppressWarnings("unchecked")
        public <A> A to(Need<A> need) {
            return (A) message;
        }

        void giveUp() {
            if (over) {
                return;
            }
            over = true;
            try {
                ask.failed().apply(new SspiException(
                        SecurityStatus.SEC_E_NO_AUTHENTICATING_AUTHORITY, "The context ended before the server's answer came"));
            } catch (SspiException e) {
                // That is how it ends.
            }
        }
    }

    private static SspiException invalid(String sentence) {
        return new SspiException(SecurityStatus.SEC_E_INVALID_TOKEN, sentence);
    }
}
