package org.sspi4j.ntlm;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.sspi4j.api.ChannelBindings;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.Decision;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.api.TimeStamp;
import org.sspi4j.spi.ContextRequest;
import org.sspi4j.spi.Handshake;
import org.sspi4j.spi.Leg;
import org.sspi4j.spi.Move;
import org.sspi4j.spi.Need;
import org.sspi4j.spi.Step;
import org.sspi4j.wire.Decoded;

/**
 * The server: {@code AwaitNegotiate -> AwaitAuthenticate -> established}.
 *
 * @spec MS-NLMP 3.2.5.1
 * @spec MS-NLMP 3.2.5.2
 */
final class NtlmAcceptor {
    private NtlmAcceptor() {}

    /** Waits for the client's offer; in datagram mode for the call alone, since the server begins. */
    record AwaitNegotiate(NtlmCredential credential, ContextRequest request) implements Handshake {
        @Override
        public Step<Move> next(Leg leg) throws SspiException {
            if (leg.flags().contains(ContextFlag.DATAGRAM)) {
                if (leg.token().length > 0) {
                    throw new SspiException(
                            SecurityStatus.SEC_E_INVALID_TOKEN,
                            "The context is to be one of datagrams, where the server begins, and there is a token");
                }
                return Step.of(challenged(leg, Optional.empty(), ContextFlags.challengedFirst()));
            }
            var negotiate = Decoded.of(NegotiateMessage::decode, leg.token());
            note("The client offers {}", ContextFlags.names(negotiate.negotiateFlags()));
            // "NTLMSSP_NEGOTIATE_NTLM ... MUST be set in the NEGOTIATE_MESSAGE to the server". MS-NLMP 2.2.2.5
            if ((negotiate.negotiateFlags() & NegotiateFlags.NTLM) == 0) {
                throw new SspiException(SecurityStatus.SEC_E_INVALID_TOKEN, "NegotiateFlags have not NTLM, which every client MUST set");
            }
            return Step.of(challenged(
                    leg, Optional.of(negotiate), ContextFlags.challenged(negotiate.negotiateFlags(), credential.allowances())));
        }

        private Move challenged(Leg leg, Optional<NegotiateMessage> negotiate, int taken) throws SspiException {
            var server = credential.server().orElseThrow();
            boolean wantsTarget = (taken & NegotiateFlags.REQUEST_TARGET) != 0;
            boolean domain = server.names().domain();
            int flags = taken
                    | NegotiateFlags.TARGET_INFO
                    | (wantsTarget ? domain ? NegotiateFlags.TARGET_TYPE_DOMAIN : NegotiateFlags.TARGET_TYPE_SERVER : 0);
            var name = domain ? server.names().nbDomainName() : server.names().nbComputerName();
            if (wantsTarget && (flags & NegotiateFlags.UNICODE) == 0 && !name.chars().allMatch(c -> c < 0x80)) {
                throw new SspiException(
                        SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION,
                        "The client reads no Unicode, and this server's name " + name + " cannot be said without: give it one of ASCII");
            }
            byte[] serverChallenge = new byte[ChallengeMessage.CHALLENGE];
            request.facilities().random().nextBytes(serverChallenge);
            var challenge = ChallengeMessage.of(
                    wantsTarget ? name : "",
                    flags,
                    serverChallenge,
                    Optional.of(targetInfo(server.pairs())),
                    (flags & NegotiateFlags.VERSION) != 0 ? Optional.of(Version.OURS) : Optional.empty());
            GivenChallenges.ofProcess().add(serverChallenge, server.targetNames());
            return Move.reply(
                    challenge.wire().clone(),
                    new AwaitAuthenticate(credential, request, negotiate, challenge, leg.channelBindings()));
        }

        private AvPairs targetInfo(AvPairs ofServer) {
            return ofServer.withTimestamp(TimeStamp.of(request.facilities().clock().instant(), ZoneOffset.UTC).value());
        }

        private void note(String sentence, Object... values) {
            request.facilities().decisions().note(Decision.About.PEER, sentence, values);
        }
    }

    /** Waits for the client's answer. Both messages are kept: the MIC covers them. */
    record AwaitAuthenticate(
            NtlmCredential credential,
            ContextRequest request,
            Optional<NegotiateMessage> negotiate,
            ChallengeMessage challenge,
            Optional<ChannelBindings> toldFirst)
            implements Handshake {
        @Override
        public Step<Move> next(Leg leg) throws SspiException {
            close();
            var bindings = leg.channelBindings(toldFirst);
            var authenticate = Decoded.of(AuthenticateMessage::decode, leg.token());
            var server = credential.server().orElseThrow();
            var demands = new ClientClaim.Demands(leg.flags(), bindings, server.targetNames(), credential.allowances());
            var claim = ClientClaim.check(new ClientClaim.Messages(negotiate, challenge, authenticate), demands);
            if (claim.isAnonymous()) {
                return Step.of(established(ProvenUser.anonymous(claim)));
            }
            note("{} answers with {}, settled on {}", claim.who(), claim.response(), ContextFlags.names(claim.agreed()));
            if (!claim.isOfSomebody()) {
                // No store has to expect such a name; the work is as for another user that there is not.
                return Step.of(established(ProvenUser.check(claim, Optional.empty())));
            }
            return server.authority().isPresent()
                    ? Step.ask(new Need.Verify(server.authority().get(), claim.logon())).then(found -> {
                        try (var verdict = found) {
                            return Step.of(established(ProvenUser.check(claim, verdict)));
                        }
                    })
                    : Step.ask(new Need.Account(server.accounts().orElseThrow(), claim.domainName(), claim.userName())).then(found -> {
                        try {
                            return Step.of(established(ProvenUser.check(claim, found)));
                        } finally {
                            found.ifPresent(account -> account.close());
                        }
                    });
        }

        /** The client has something to say yet. */
        @Override
        public <T> T query(ContextAttribute<T> attribute) throws SspiException {
            return attribute == ContextAttribute.LAST_CLIENT_TOKEN_STATUS
                    ? attribute.structure().cast(ContextAttribute.LastClientTokenStatus.NO)
                    : Handshake.super.query(attribute);
        }

        /** Whoever shows the challenge from now on is too late. */
        @Override
        public void close() {
            GivenChallenges.ofProcess().remove(challenge.serverChallenge());
        }

        private Move established(ProvenUser proven) {
            try (var user = proven) {
                var attributes = NtlmAttributes.ofAcceptor(user, challenge, request.facilities().clock().instant());
                note("The client is {}, {}; it is granted {}", user.token().userName(),
                        user.isBound() ? "bound to a channel" : "bound to no channel", user.granted());
                var agreement = new NtlmSession.Agreement(
                        false, user.agreed(), user.exportedSessionKey().clone(), user.hasMic(), user.granted(), Instant.MAX);
                return Move.done(new byte[0], NtlmSession.ofAcceptor(agreement, attributes));
            }
        }

        private void note(String sentence, Object... values) {
            request.facilities().decisions().note(Decision.About.PEER, sentence, values);
        }
    }
}
