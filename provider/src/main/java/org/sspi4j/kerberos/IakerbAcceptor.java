package org.sspi4j.kerberos;

import java.util.Optional;
import java.util.OptionalInt;
import org.sspi4j.api.ChannelBindings;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.Decision;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.kerberos.message.ErrorCode;
import org.sspi4j.kerberos.message.GssToken;
import org.sspi4j.kerberos.message.IakerbProxy;
import org.sspi4j.kerberos.message.KerberosTime;
import org.sspi4j.kerberos.message.KrbError;
import org.sspi4j.kerberos.message.MsgType;
import org.sspi4j.kerberos.message.PrincipalName;
import org.sspi4j.spi.ContextRequest;
import org.sspi4j.spi.Handshake;
import org.sspi4j.spi.Leg;
import org.sspi4j.spi.Move;
import org.sspi4j.spi.Need;
import org.sspi4j.spi.Step;
import org.sspi4j.wire.DecodeException;
import org.sspi4j.wire.asn1.DerReader;

/**
 * A server that asks the KDCs for its client: {@code AwaitRequest* -> established}. Nobody has proven anything as long as it does that,
 * so it asks only what a client asks a KDC, only those KDCs that it was told, and not for ever.
 *
 * @spec draft-ietf-kitten-iakerb-03 3
 */
final class IakerbAcceptor {
    private IakerbAcceptor() {}

    /**
     * Waits for a request to a KDC, or for the ticket that came of them.
     *
     * @param bindings what was told so far
     */
    record AwaitRequest(
            KerberosCredential credential, ContextRequest request, Conversation conversation, Optional<ChannelBindings> bindings)
            implements Handshake {
        @Override
        public Step<Move> next(Leg leg) throws SspiException {
            var framed = conversation.framed(leg.token());
            var known = leg.channelBindings(bindings);
            if (framed.tokId() == GssToken.AP_REQ) {
                return new KerberosAcceptor.Answer(credential, request, conversation).to(framed, known, leg.flags());
            }
            if (framed.tokId() != GssToken.IAKERB_PROXY) {
                throw invalid("TOK_ID is neither that of an IAKERB_PROXY message nor that of an AP-REQ");
            }
            var proxy = conversation.proxied(framed);
            checkRequest(proxy);
            return passedOn(proxy, conversation.asks(proxy.form(), leg.token()), known);
        }

        private void checkRequest(IakerbProxy proxy) throws SspiException {
            // It would be one that this side has given, and it gives none: all that it knows is in the context.
            if (proxy.cookie().isPresent()) {
                throw invalid("The client brings a cookie, and was given none");
            }
            var in = DerReader.of(proxy.message(), "");
            if (!in.hasApplication(MsgType.KRB_AS_REQ) && !in.hasApplication(MsgType.KRB_TGS_REQ)) {
                throw invalid("The message is neither an AS-REQ nor a TGS-REQ: nothing else is passed on to a KDC");
            }
            Decoded.of(IakerbAcceptor::whole, proxy.message());
            var realms = credential.config().iakerbRealms();
            if (!realms.contains(proxy.targetRealm())) {
                throw noAnswer(proxy, ErrorCode.KRB_AP_ERR_IAKERB_KDC_NOT_FOUND, new SspiException(
                        SecurityStatus.SEC_E_NO_AUTHENTICATING_AUTHORITY,
                        "The client asks for the KDC of " + Shown.of(proxy.targetRealm()) + ", and requests are passed on to those of "
                                + realms + "; KerberosConfigBuilder.iakerbRealms adds realms"));
            }
        }

        private Step<Move> passedOn(IakerbProxy proxy, Conversation asking, Optional<ChannelBindings> known) throws SspiException {
            var realm = proxy.targetRealm();
            request.facilities().decisions().note(
                    Decision.About.KDC, "A request of the client's is passed on to the KDC of {}, the {}. one", realm, asking.trips());
            return Step.either(() -> Step.ask(new Need.Kdc(credential.config(), realm, proxy.message())), failure -> {
                throw failure.status() == SecurityStatus.SEC_E_NO_AUTHENTICATING_AUTHORITY
                        ? noAnswer(proxy, ErrorCode.KRB_AP_ERR_IAKERB_KDC_NO_RESPONSE, failure)
                        : failure;
            }).then(reply -> {
                byte[] token = IakerbProxy.of(proxy.form(), realm, Optional.empty(), reply).wire();
                return Step.of(Move.reply(token, new AwaitRequest(credential, request, asking.isAnswered(token), known)));
            });
        }

        /** The client hears it in the words of a KDC. */
        private SspiException noAnswer(IakerbProxy proxy, int errorCode, SspiException failure) {
            var realm = credential.config().iakerbRealms().iterator().next();
            var now = request.facilities().clock().instant();
            var error = KrbError.of(
                    Optional.empty(), OptionalInt.empty(), KerberosTime.seconds(now), KerberosTime.micros(now), errorCode,
                    Optional.empty(), Optional.empty(), realm, PrincipalName.krbtgt(realm), Optional.empty(), Optional.empty());
            return failure.withToken(IakerbProxy.of(proxy.form(), proxy.targetRealm(), Optional.empty(), error.wire()).wire());
        }

        /** The client has something to say yet. */
        @Override
        public <T> T query(ContextAttribute<T> attribute) throws SspiException {
            return attribute == ContextAttribute.LAST_CLIENT_TOKEN_STATUS
                    ? attribute.structure().cast(ContextAttribute.LastClientTokenStatus.NO)
                    : Handshake.super.query(attribute);
        }
    }

    /** One element, and nothing behind it. */
    private static byte[] whole(byte[] message) throws DecodeException {
        return DerReader.of(message, "").element("The message for a KDC");
    }

    private static SspiException invalid(String sentence) {
        return new SspiException(SecurityStatus.SEC_E_INVALID_TOKEN, sentence);
    }
}
