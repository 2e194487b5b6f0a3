package org.sspi4j.ntlm;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.NegotiateAttribute;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;

/**
 * What an established context says of itself, but for what its messages take and its key.
 *
 * @param userName the client
 * @param authority the domain of the client, or the server that knows it
 * @param token of an acceptor's client; an initiator has none
 * @param target the SPN that the client named; of an acceptor's, empty if it named none, or one that it does not vouch for
 * @param loopback whether both ends are in this process
 * @param agreed {@link NegotiateFlags}
 * @param start when the context was established
 */
record NtlmAttributes(
        String userName, String authority, Optional<ClientToken> token, String target, boolean loopback, int agreed, Instant start)
        implements NtlmSession.Attributes {
    /** ALG_ID of wincrypt.h. */
    private static final int CALG_HMAC = 0x8009;
    private static final int CALG_RC4 = 0x6801;
    private static final int CRC32 = 0;

    private static final Map<ContextAttribute<?>, Function<NtlmAttributes, ?>> OF_BOTH_SIDES = Map.ofEntries(
            Map.entry(ContextAttribute.NAMES, its -> new ContextAttribute.Names(its.userName)),
            Map.entry(ContextAttribute.LIFESPAN, its -> new ContextAttribute.Lifespan(its.start, Instant.MAX)),
            Map.entry(
                    ContextAttribute.DCE_INFO,
                    its -> new ContextAttribute.DceInfo(ContextAttribute.DceInfo.RPC_C_AUTHZ_NAME, new byte[0])),
            Map.entry(ContextAttribute.KEY_INFO, NtlmAttributes::keyInfo),
            Map.entry(ContextAttribute.AUTHORITY, its -> new ContextAttribute.Authority(its.authority)),
            Map.entry(ContextAttribute.PASSWORD_EXPIRY, its -> new ContextAttribute.PasswordExpiry(Instant.MAX)),
            Map.entry(ContextAttribute.PACKAGE_INFO, its -> NtlmPackage.INFO),
            Map.entry(ContextAttribute.USER_FLAGS, its -> new ContextAttribute.UserFlags(0)),
            Map.entry(ContextAttribute.LAST_CLIENT_TOKEN_STATUS, its -> ContextAttribute.LastClientTokenStatus.YES),
            Map.entry(NegotiateAttribute.IS_LOOPBACK, its -> its.loopback));

    private static final Map<ContextAttribute<?>, Function<NtlmAttributes, ?>> OF_ACCEPTORS = Map.of(
            ContextAttribute.ACCESS_TOKEN, its -> its.token.orElseThrow().token(),
            ContextAttribute.CLIENT_SPECIFIED_TARGET, its -> new ContextAttribute.ClientSpecifiedTarget(its.target));

    /** @param anonymous the context, whoever's the credential is */
    static NtlmAttributes ofInitiator(
            boolean anonymous, NtlmCredential.Client client, ChallengeMessage challenge, String target, boolean loopback, int agreed, Instant start) {
        var domain = anonymous ? "" : client.name().domain();
        return new NtlmAttributes(
                anonymous ? ClientToken.anonymous().userName() : client.name().toString(),
                domain.isEmpty() ? authority(challenge) : domain,
                Optional.empty(),
                target,
                loopback,
                agreed,
                start);
    }

    static NtlmAttributes ofAcceptor(ProvenUser user, ChallengeMessage challenge, Instant start) {
        var name = user.token().userName();
        int backslash = name.indexOf('\\');
        return new NtlmAttributes(
                name,
                backslash > 0 ? name.substring(0, backslash) : authority(challenge),
                Optional.of(user.token()),
                user.target(),
                user.isOfProcess(),
                user.agreed(),
                start);
    }

    private static String authority(ChallengeMessage challenge) {
        return challenge.targetInfo().flatMap(pairs -> pairs.text(AvId.NB_DOMAIN_NAME)).orElse(challenge.targetName());
    }

    @Override
    public <T> T answer(ContextAttribute<T> attribute) throws SspiException {
        var answer = OF_BOTH_SIDES.get(attribute);
        if (answer == null && token.isPresent()) {
            answer = OF_ACCEPTORS.get(attribute);
        }
        if (answer == null) {
            throw new SspiException(
                    SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION,
                    "An NTLM context of an " + (token.isPresent() ? "acceptor" : "initiator") + " does not tell " + attribute);
        }
        return attribute.structure().cast(answer.apply(this));
    }

    private ContextAttribute.KeyInfo keyInfo() {
        boolean extended = (agreed & NegotiateFlags.EXTENDED_SESSIONSECURITY) != 0;
        return new ContextAttribute.KeyInfo(
                extended ? "HMAC-MD5" : "CRC32", "RC4", NtlmKeys.sealingStrength(agreed), extended ? CALG_HMAC : CRC32, CALG_RC4);
    }
}
