package org.sspi4j.ntlm;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.sspi4j.api.ChannelBindings;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.NetworkLogon;
import org.sspi4j.api.NtlmAllowance;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.crypto.ChannelBindingHash;

/**
 * Who a client says it is, in an answer to this very challenge, with a response of a version that is taken here. Nothing of it is proven
 * yet: that takes the user's secret, or an authority that has it.
 *
 * @spec MS-NLMP 3.2.5.1.2
 */
final class ClientClaim {
    /**
     * The messages of one context, as they were sent and received.
     *
     * @param negotiate empty in datagram mode, which has none
     */
    record Messages(Optional<NegotiateMessage> negotiate, ChallengeMessage challenge, AuthenticateMessage authenticate) {}

    /**
     * What the acceptor demands.
     *
     * @param flags what was asked of the context
     * @param bindings those of the channel, if it is to be looked at
     */
    record Demands(
            Set<ContextFlag> flags, Optional<ChannelBindings> bindings, TargetNames targetNames, Set<NtlmAllowance> allowances) {}

    /** What the client answers with. */
    enum Response { NONE, LM, NTLM_V1, NTLM_V2 }

    private final Messages messages;
    private final Demands demands;
    private final Response response;
    private final int agreed;
    private final AvPairs pairs;
    private final String target;
    private final byte[] bindings;

    private ClientClaim(Messages messages, Demands demands, Response response, int agreed) {
        this.messages = messages;
        this.demands = demands;
        this.response = response;
        this.agreed = agreed;
        this.pairs = messages.authenticate.ntlmv2Response().map(Ntlmv2Response::avPairs).orElseGet(AvPairs::none);
        this.target = pairs.text(AvId.TARGET_NAME).orElse("");
        this.bindings = pairs.bytes(AvId.CHANNEL_BINDINGS).orElseGet(ChannelBindingHash::none);
    }

    /**
     * @throws SspiException SEC_E_INVALID_TOKEN, SEC_E_MESSAGE_ALTERED if it answers something else; SEC_E_UNSUPPORTED_FUNCTION for
     *     datagrams with keys that are too weak; SEC_E_LOGON_DENIED for an anonymous client and for a response of a version that is not
     *     taken
     */
    static ClientClaim check(Messages messages, Demands demands) throws SspiException {
        var authenticate = messages.authenticate;
        var response = response(authenticate);
        int agreed = ContextFlags.agreedByServer(
                messages.challenge.negotiateFlags(), authenticate.negotiateFlags(), demands.allowances, response == Response.NONE);
        switch (response) {
            case NONE -> requireAnonymousAllowed(authenticate, demands);
            case LM -> require(demands, "an LM response alone", NtlmAllowance.SERVER_NTLM_V1, NtlmAllowance.SERVER_LM);
            case NTLM_V1 -> require(demands, "a response of NTLMv1", NtlmAllowance.SERVER_NTLM_V1);
            case NTLM_V2 -> requireAnswerToOurs(authenticate, messages.challenge);
        }
        if (response != Response.NONE && authenticate.userName().isEmpty()) {
            throw new SspiException(SecurityStatus.SEC_E_LOGON_DENIED, "The client names no user and is not anonymous");
        }
        return new ClientClaim(messages, demands, response, agreed);
    }

    private static Response response(AuthenticateMessage authenticate) throws SspiException {
        boolean flagged = (authenticate.negotiateFlags() & NegotiateFlags.ANONYMOUS) != 0;
        if (authenticate.ntlmv2Response().isPresent()) {
            return notAnonymous(flagged, Response.NTLM_V2);
        }
        if (authenticate.ntChallengeResponse().length > 0) {
            return notAnonymous(flagged, Response.NTLM_V1);
        }
        return authenticate.lmChallengeResponse().length == AuthenticateMessage.RESPONSE_V1
                ? notAnonymous(flagged, Response.LM)
                : Response.NONE;
    }

    private static Response notAnonymous(boolean flagged, Response response) throws SspiException {
        if (flagged) {
            throw new SspiException(SecurityStatus.SEC_E_INVALID_TOKEN, "The client says that it is anonymous, and proves a user");
        }
        return response;
    }

    /** An empty response is no proof of an empty password (CVE-2022-24882): who has a name has to prove it. */
    private static void requireAnonymousAllowed(AuthenticateMessage authenticate, Demands demands) throws SspiException {
        if (!authenticate.userName().isEmpty()) {
            throw new SspiException(
                    SecurityStatus.SEC_E_LOGON_DENIED, "The client names the user " + who(authenticate) + " and proves nothing");
        }
        if (!demands.flags.contains(ContextFlag.NULL_SESSION)) {
            throw new SspiException(
                    SecurityStatus.SEC_E_LOGON_DENIED, "The client is anonymous, and NULL_SESSION does not allow that here");
        }
        // It has no secret that could bind it to a channel or a name.
        if (demands.bindings.isPresent() && !demands.flags.contains(ContextFlag.ALLOW_MISSING_BINDINGS)) {
            throw new SspiException(
                    SecurityStatus.SEC_E_BAD_BINDINGS,
                    "The client is anonymous and cannot be bound to this channel; ALLOW_MISSING_BINDINGS would accept it");
        }
    }

    private static void require(Demands demands, String what, NtlmAllowance... allowances) throws SspiException {
        if (!demands.allowances.containsAll(List.of(allowances))) {
            throw new SspiException(
                    SecurityStatus.SEC_E_LOGON_DENIED,
                    "The client answered with " + what + ", which anybody who sees it can break: have it send NTLMv2, or name "
                            + Arrays.stream(allowances).map(it -> "NtlmAllowance." + it).collect(Collectors.joining(" and ")));
        }
    }

    /**
     * What this server said of itself is repeated under the proof. Where it is not, somebody showed the client another server's names with
     * this challenge, or asks here for the keys of another server's clients (CVE-2015-0005, CVE-2016-2111).
     */
    private static void requireAnswerToOurs(AuthenticateMessage authenticate, ChallengeMessage challenge) throws SspiException {
        var pairs = authenticate.ntlmv2Response().orElseThrow().avPairs();
        var foreign = pairs.firstNotRepeated(challenge.targetInfo().orElseThrow());
        if (foreign.isPresent()) {
            throw new SspiException(
                    SecurityStatus.SEC_E_MESSAGE_ALTERED,
                    "MsvAv " + foreign.get() + " of the client's response is not what this server said: the challenge was altered on its"
                            + " way, or the response is to another server's");
        }
    }

    Messages messages() {
        return messages;
    }

    Demands demands() {
        return demands;
    }

    Response response() {
        return response;
    }

    /** {@link NegotiateFlags}. */
    int agreed() {
        return agreed;
    }

    /** What stands under the proof; there are none but in a response of NTLMv2. */
    AvPairs pairs() {
        return pairs;
    }

    /** The SPN that the client wants to reach; empty if it names none. */
    String target() {
        return target;
    }

    /** {@link #target}, if the client vouches for where it has that name from; else empty. */
    String vouchedTarget() {
        return (pairs.flags() & AvPairs.UNTRUSTED_SPN) == 0 ? target : "";
    }

    /** The hash of the channel's bindings; zeros if the client has none, or does not say. */
    byte[] bindings() {
        return bindings;
    }

    boolean isAnonymous() {
        return response == Response.NONE;
    }

    String domainName() {
        return messages.authenticate.domainName();
    }

    String userName() {
        return messages.authenticate.userName();
    }

    /**
     * What an authority is asked: the one response that counts here. Some authorities take an LMv2 response in the place of an NT response
     * that is not right, and nothing that follows, such as pairs and MIC, would be under that proof.
     */
    NetworkLogon logon() {
        var authenticate = messages.authenticate;
        return new NetworkLogon(
                authenticate.domainName(),
                authenticate.userName(),
                authenticate.workstation(),
                messages.challenge.serverChallenge(),
                authenticate.ntChallengeResponse(),
                lmResponse());
    }

    private byte[] lmResponse() {
        byte[] lm = messages.authenticate.lmChallengeResponse();
        boolean extended = (agreed & NegotiateFlags.EXTENDED_SESSIONSECURITY) != 0;
        return switch (response) {
            case LM -> lm;
            // "ConcatenationOf(ClientChallenge, Z(16))", whatever the client has in the place of the zeros. MS-NLMP 3.3.1
            case NTLM_V1 -> extended && lm.length == AuthenticateMessage.RESPONSE_V1
                    ? Ntlmv1Response.lmWithClientChallenge(Arrays.copyOf(lm, ChallengeMessage.CHALLENGE))
                    : new byte[0];
            case NTLM_V2, NONE -> new byte[0];
        };
    }

    /** Whether somebody can be called as the client says: of anybody else nobody is asked. */
    boolean isOfSomebody() {
        return new UserName(domainName(), userName()).isPossible();
    }

    /** As the client writes it, to be shown: not more of it than a name has. */
    UserName who() {
        return who(messages.authenticate);
    }

    private static UserName who(AuthenticateMessage authenticate) {
        return new UserName(authenticate.domainName(), authenticate.userName()).cut();
    }
}
