package org.sspi4j.ntlm;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.sspi4j.api.ChannelBindings;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.Decision;
import org.sspi4j.api.NtlmAllowance;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.crypto.ChannelBindingHash;
import org.sspi4j.api.TimeStamp;
import org.sspi4j.spi.ContextRequest;
import org.sspi4j.spi.Handshake;
import org.sspi4j.spi.Leg;
import org.sspi4j.spi.Move;
import org.sspi4j.spi.Step;
import org.sspi4j.wire.Decoded;

/**
 * The client: {@code Start -> AwaitChallenge -> established}. It is established before the server has checked anything.
 *
 * @spec MS-NLMP 3.1.5.1
 * @spec MS-NLMP 3.1.5.2
 */
final class NtlmInitiator {
    /** What Windows puts behind a host to say where the name came from (CREDENTIAL_TARGET_INFORMATION). CVE-2025-33073 */
    private static final String MARSHALLED_TARGET = "1UWhRC";

    /** What a client says and nobody else. */
    private static final Set<AvId> OF_CLIENTS = EnumSet.of(AvId.SINGLE_HOST, AvId.CHANNEL_BINDINGS);

    /** What a client says in its own way, whatever the server said; gss-ntlmssp's, if it knows its name, says which target it is. */
    private static final Set<AvId> IN_ITS_OWN_WAY = EnumSet.of(AvId.FLAGS, AvId.TARGET_NAME);

    /** Bytes of what a client adds to the server's pairs: flags, Single_Host_Data, the hash of its bindings; and of its target's header. */
    private static final int ADDED = 4 * AvPairs.HEADER + Integer.BYTES + SingleHost.LENGTH + ChannelBindingHash.LENGTH;

    private NtlmInitiator() {}

    /** @throws SspiException SEC_E_TARGET_UNKNOWN for a target that hides another one */
    static Handshake begin(NtlmCredential credential, ContextRequest request) throws SspiException {
        if (request.target().contains(MARSHALLED_TARGET)) {
            throw new SspiException(
                    SecurityStatus.SEC_E_TARGET_UNKNOWN,
                    "The target " + request.target() + " carries a second one behind its host (" + MARSHALLED_TARGET
                            + "): name the host itself");
        }
        var client = credential.client().orElseThrow();
        boolean anonymous = client.isAnonymous() || request.flags().contains(ContextFlag.NULL_SESSION);
        int offered = ContextFlags.offered(request.flags(), credential.allowances(), anonymous);
        return new Start(new Client(credential, request, anonymous, offered));
    }

    /** Who begins the context, and what is offered. */
    private record Client(NtlmCredential credential, ContextRequest request, boolean anonymous, int offered) {
        NtlmCredential.Client user() {
            return credential.client().orElseThrow();
        }

        boolean isDatagram() {
            return (offered & NegotiateFlags.DATAGRAM) != 0;
        }

        RandomGenerator random() {
            return request.facilities().random();
        }

        void note(Decision.About about, String sentence, Object... values) {
            request.facilities().decisions().note(about, sentence, values);
        }
    }

    /** Says what it can do; in datagram mode nothing, since the server begins. */
    private record Start(Client client) implements Handshake {
        @Override
        public Step<Move> next(Leg leg) throws SspiException {
            if (leg.token().length > 0) {
                throw new SspiException(
                        SecurityStatus.SEC_E_INVALID_TOKEN, "There is a token already, and the client has said nothing yet");
            }
            if (client.isDatagram()) {
                return Step.of(Move.reply(new byte[0], new AwaitChallenge(client, Optional.empty(), leg.channelBindings())));
            }
            var negotiate = NegotiateMessage.of(client.offered, Optional.of(Version.OURS));
            client.note(Decision.About.PEER, "Offered: {}", ContextFlags.names(client.offered));
            return Step.of(Move.reply(
                    negotiate.wire().clone(), new AwaitChallenge(client, Optional.of(negotiate), leg.channelBindings())));
        }
    }

    /** Answers the challenge. The first message is kept: the MIC covers it. */
    private record AwaitChallenge(Client client, Optional<NegotiateMessage> negotiate, Optional<ChannelBindings> toldFirst)
            implements Handshake {
        @Override
        public Step<Move> next(Leg leg) throws SspiException {
            var bindings = leg.channelBindings(toldFirst);
            var challenge = Decoded.of(ChallengeMessage::decode, leg.token());
            var asked = leg.flags();
            boolean loopback = checkNotOurs(challenge, asked);
            checkPairs(challenge);
            boolean anonymous = client.anonymous || asked.contains(ContextFlag.NULL_SESSION);
            int offered = anonymous ? ContextFlags.offeredByNobody(client.offered) : client.offered;
            int agreed = ContextFlags.agreedByClient(offered, challenge.negotiateFlags(), client.credential.allowances());
            client.note(Decision.About.PEER, "The server is {}, and agrees on {}", challenge.targetName(), ContextFlags.names(agreed));
            var answer = anonymous
                    ? anonymous(challenge, agreed)
                    : isToBeNtlmv1(challenge) ? ntlmv1(challenge, agreed, asked) : ntlmv2(challenge, agreed, bindings, asked);
            var attributes = NtlmAttributes.ofInitiator(
                    anonymous, client.user(), challenge, client.request.target(), loopback, agreed,
                    client.request.facilities().clock().instant());
            var granted = ContextFlags.grantedToClient(agreed, asked, anonymous);
            var agreement = new NtlmSession.Agreement(true, agreed, answer.exportedSessionKey, answer.mic, granted, Instant.MAX);
            return Step.of(Move.done(answer.token, NtlmSession.ofInitiator(agreement, attributes)));
        }

        /** The server has yet to hear who it is. */
        @Override
        public <T> T query(ContextAttribute<T> attribute) throws SspiException {
            return attribute == ContextAttribute.LAST_CLIENT_TOKEN_STATUS
                    ? attribute.structure().cast(ContextAttribute.LastClientTokenStatus.NO)
                    : Handshake.super.query(attribute);
        }

        /** @param exportedSessionKey the session's from then on */
        private record Answer(byte[] token, byte[] exportedSessionKey, boolean mic) {}

        /**
         * Nobody logs on to the process itself because somebody else carries its challenge here (MS08-068), and no server says that
         * there is nothing to prove because it is the same machine (CVE-2025-33073).
         *
         * @return whether the server is meant to be in this process
         */
        private boolean checkNotOurs(ChallengeMessage challenge, Set<ContextFlag> asked) throws SspiException {
            if ((challenge.negotiateFlags() & NegotiateFlags.LOCAL_CALL) != 0) {
                throw new SspiException(
                        SecurityStatus.SEC_E_INVALID_TOKEN, "The server says that this is a local call, which there is not here");
            }
            var ours = GivenChallenges.ofProcess().find(challenge.serverChallenge());
            boolean meant = ours.isPresent()
                    && ours.get().contain(client.request.target())
                    && !asked.contains(ContextFlag.UNVERIFIED_TARGET_NAME);
            if (ours.isPresent() && !meant) {
                throw new SspiException(SecurityStatus.SEC_E_LOGON_DENIED, ProvenUser.reflected());
            }
            return meant;
        }

        /** CVE-2019-1166: what only a client says is not taken from a server. */
        private static void checkPairs(ChallengeMessage challenge) throws SspiException {
            var pairs = challenge.targetInfo().orElseGet(AvPairs::none);
            for (var id : OF_CLIENTS) {
                if (pairs.has(id)) {
                    throw new SspiException(
                            SecurityStatus.SEC_E_INVALID_TOKEN, "The server says MsvAv " + id + ", which is a client's to say");
                }
            }
        }

        /** A server without a TargetInfo knows no NTLMv2, or somebody has taken it out: the allowance says that this is the same to us. */
        private boolean isToBeNtlmv1(ChallengeMessage challenge) {
            return client.credential.allows(NtlmAllowance.CLIENT_NTLM_V1) && challenge.targetInfo().isEmpty();
        }

        /** "If (User is set to "" && Passwd is set to "") -- Special case for anonymous authentication". @spec MS-NLMP 3.3.2 */
        private Answer anonymous(ChallengeMessage challenge, int agreed) {
            client.note(Decision.About.CREDENTIAL, "The client is anonymous");
            var responses = new AuthenticateMessage.Responses(new byte[1], new byte[0]);
            var authenticate = AuthenticateMessage.of(
                    new AuthenticateMessage.Names("", "", ""),
                    responses,
                    new byte[0],
                    settled(challenge, agreed) | NegotiateFlags.ANONYMOUS,
                    Optional.of(Version.OURS), false);
            return new Answer(authenticate.wire(), new byte[NtlmKeys.LENGTH], false);
        }

        private Answer ntlmv1(ChallengeMessage challenge, int agreed, Set<ContextFlag> asked) throws SspiException {
            client.note(Decision.About.FALLBACK, "The server offers no NTLMv2: NtlmAllowance.CLIENT_NTLM_V1 has NTLMv1 sent");
            byte[] serverChallenge = challenge.serverChallenge();
            boolean extended = (agreed & NegotiateFlags.EXTENDED_SESSIONSECURITY) != 0;
            byte[] clientChallenge = clientChallenge();
            return client.user().ntowfv1().use(ntowfv1 -> {
                byte[] nt = extended
                        ? Ntlmv1Response.withClientChallenge(ntowfv1, serverChallenge, clientChallenge)
                        : Ntlmv1Response.of(ntowfv1, serverChallenge);
                byte[] lm = extended ? Ntlmv1Response.lmWithClientChallenge(clientChallenge) : lm(nt, serverChallenge);
                byte[] sessionBaseKey = NtlmKeys.sessionBaseKeyV1(ntowfv1);
                byte[] keyExchangeKey = NtlmKeys.kxkeyV1(agreed, sessionBaseKey, new byte[0], lm, serverChallenge);
                Arrays.fill(sessionBaseKey, (byte) 0);
                return answer(challenge, agreed, asked, new AuthenticateMessage.Responses(lm, nt), keyExchangeKey, false);
            });
        }

        /** "If NoLMResponseNTLMv1 is TRUE, set LmChallengeResponse to NtChallengeResponse". @spec MS-NLMP 3.3.1 */
        private byte[] lm(byte[] nt, byte[] serverChallenge) throws SspiException {
            var lmowfv1 = client.user().lmowfv1();
            return lmowfv1.isPresent() ? lmowfv1.get().use(key -> Ntlmv1Response.of(key, serverChallenge)) : nt;
        }

        /**
         * "If NTLM v2 authentication is used and the CHALLENGE_MESSAGE contains a TargetInfo field, the client SHOULD NOT send the
         * LmChallengeResponse field". There is a MIC whether the server's pairs ask for one or not: what it said may have been altered.
         */
        private Answer ntlmv2(
                ChallengeMessage challenge, int agreed, Optional<ChannelBindings> bindings, Set<ContextFlag> asked) throws SspiException {
            var user = client.user();
            var pairs = pairs(challenge.targetInfo().orElseGet(AvPairs::none), bindings, asked);
            var response = Ntlmv2Response.of(
                    user.ntowfv2(), challenge.serverChallenge(), timestamp(challenge), clientChallenge(), pairs);
            client.note(Decision.About.CREDENTIAL, "The answer is an NTLMv2 response of {} for {}, {}, with a MIC", user.name(),
                    client.request.target().isEmpty() ? "no server in particular" : client.request.target(),
                    bindings.isPresent() ? "bound to the channel" : "bound to no channel");
            byte[] keyExchangeKey = user.ntowfv2().sessionBaseKey(response.ntProofStr());
            return answer(challenge, agreed, asked, AuthenticateMessage.Responses.of(response), keyExchangeKey, true);
        }

        /** "If there exists a CHALLENGE_MESSAGE.TargetInfo.AvId == MsvAvTimestamp Set Time to CHALLENGE_MESSAGE.TargetInfo.Value". */
        private long timestamp(ChallengeMessage challenge) {
            var timestamp = challenge.targetInfo().orElseGet(AvPairs::none).timestamp();
            return timestamp.isPresent()
                    ? timestamp.getAsLong()
                    : TimeStamp.of(client.request.facilities().clock().instant(), ZoneOffset.UTC).value();
        }

        private AvPairs pairs(AvPairs ofServer, Optional<ChannelBindings> bindings, Set<ContextFlag> asked) {
            int said = ofServer.flags() & AvPairs.CONSTRAINED
                    | AvPairs.MIC_PROVIDED
                    | (asked.contains(ContextFlag.UNVERIFIED_TARGET_NAME) ? AvPairs.UNTRUSTED_SPN : 0);
            var target = client.request.target();
            return AvPairs.builder(ofServer.wire().length + ADDED + 2 * target.length())
                    .copy(ofServer, IN_ITS_OWN_WAY)
                    .flags(said)
                    .bytes(AvId.SINGLE_HOST, SingleHost.ofProcess())
                    .bytes(AvId.CHANNEL_BINDINGS, bindings.map(ChannelBindingHash::of).orElseGet(ChannelBindingHash::none))
                    .text(AvId.TARGET_NAME, target)
                    .build();
        }

        private byte[] clientChallenge() {
            byte[] challenge = new byte[ChallengeMessage.CHALLENGE];
            client.random().nextBytes(challenge);
            return challenge;
        }

        /** @param keyExchangeKey is wiped */
        private Answer answer(
                ChallengeMessage challenge,
                int agreed,
                Set<ContextFlag> asked,
                AuthenticateMessage.Responses responses,
                byte[] keyExchangeKey,
                boolean mic)
                throws SspiException {
            byte[] exportedSessionKey = keyExchangeKey.clone();
            byte[] encrypted = new byte[0];
            if ((agreed & NegotiateFlags.KEY_EXCH) != 0) {
                client.random().nextBytes(exportedSessionKey);
                encrypted = NtlmKeys.rc4k(keyExchangeKey, exportedSessionKey);
            }
            Arrays.fill(keyExchangeKey, (byte) 0);
            boolean made = false;
            try {
                var answer = answer(challenge, agreed, asked, responses, encrypted, exportedSessionKey, mic);
                made = true;
                return answer;
            } finally {
                if (!made) {
                    Arrays.fill(exportedSessionKey, (byte) 0);
                }
            }
        }

        private Answer answer(
                ChallengeMessage challenge,
                int agreed,
                Set<ContextFlag> asked,
                AuthenticateMessage.Responses responses,
                byte[] encrypted,
                byte[] exportedSessionKey,
                boolean mic)
                throws SspiException {
            var name = client.user().name();
            // The level is said here too, whether the server has repeated it or somebody has taken it out.
            int level = asked.contains(ContextFlag.IDENTIFY) ? NegotiateFlags.IDENTIFY : 0;
            var authenticate = AuthenticateMessage.of(
                    new AuthenticateMessage.Names(name.domain(), name.user(), ""), responses, encrypted, settled(challenge, agreed) | level,
                    Optional.of(Version.OURS), mic);
            // CVE-2018-14618, CVE-2019-3822: what the server says is repeated, and nobody has to have room for as much as it likes.
            if (authenticate.wire().length > NtlmMessage.MAX_TOKEN) {
                throw new SspiException(
                        SecurityStatus.SEC_E_INVALID_TOKEN,
                        "The server says so much of itself, or the target is so long, that the answer has more than cbMaxToken bytes, "
                                + NtlmMessage.MAX_TOKEN);
            }
            if (!mic) {
                return new Answer(authenticate.wire(), exportedSessionKey, false);
            }
            byte[] first = negotiate.map(NegotiateMessage::wire).orElse(new byte[0]);
            byte[] code = NtlmKeys.mic(exportedSessionKey, first, challenge.wire(), authenticate);
            return new Answer(authenticate.withMic(code).wire(), exportedSessionKey, true);
        }

        /** What the client settles on, and what it says about the message itself. */
        private static int settled(ChallengeMessage challenge, int agreed) {
            return agreed | NegotiateFlags.VERSION | challenge.negotiateFlags() & NegotiateFlags.TARGET_INFO;
        }
    }
}
