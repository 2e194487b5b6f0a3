package org.sspi4j.ntlm;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.sspi4j.crypto.ChannelBindingHash;
import org.sspi4j.wire.DecodeException;
import org.sspi4j.wire.LittleEndianReader;
import org.sspi4j.wire.LittleEndianWriter;

/** A client that has alice's password and says what a test wants it to say. Everything is in order until it is changed. */
final class ForgedClient {
    static final int OFFER = ContextFlags.offered(Conversation.EVERYTHING, Set.of(), false);

    String domain = "EXAMPLE";
    String user = "alice";
    byte[] ntowfv1 = NtlmKeys.ntowfv1(NtlmString.unicode(Conversation.PASSWORD));
    int offer = OFFER;
    int avFlags = AvPairs.MIC_PROVIDED;
    boolean micField = true;
    Optional<String> target = Optional.of(Conversation.WEB);
    byte[] bindings = ChannelBindingHash.none();
    Set<AvId> dropped = EnumSet.noneOf(AvId.class);
    boolean otherProcess = true;
    UnaryOperator<AvPairs.Builder> pairs = UnaryOperator.identity();
    /** What is settled on beside, and not. */
    int added;
    int removed;
    boolean keyExchange = true;
    byte[] lmResponse = {};

    byte[] negotiate() {
        return NegotiateMessage.of(offer, Optional.of(Version.OURS)).wire();
    }

    byte[] authenticate(byte[] challengeToken) throws Exception {
        var challenge = ChallengeMessage.decode(challengeToken.clone());
        var ofServer = challenge.targetInfo().orElseThrow();
        var without = EnumSet.of(AvId.FLAGS);
        without.addAll(dropped);
        var builder = AvPairs.builder().copy(ofServer, without);
        if (avFlags != 0) {
            builder.flags(avFlags);
        }
        builder.bytes(AvId.SINGLE_HOST, otherProcess ? new byte[48] : SingleHost.ofProcess());
        builder.bytes(AvId.CHANNEL_BINDINGS, bindings);
        target.ifPresent(name -> builder.text(AvId.TARGET_NAME, name));
        return authenticate(challenge, pairs.apply(builder).build());
    }

    private byte[] authenticate(ChallengeMessage challenge, AvPairs said) {
        try (var key = Ntowfv2.of(ntowfv1, user, domain)) {
            var response = Ntlmv2Response.of(key, challenge.serverChallenge(), 0, new byte[] {1, 2, 3, 4, 5, 6, 7, 8}, said);
            byte[] keyExchangeKey = key.sessionBaseKey(response.ntProofStr());
            byte[] exported = keyExchange ? new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 5, 6} : keyExchangeKey;
            var message = message(
                    challenge, response.wire(), keyExchange ? NtlmKeys.rc4k(keyExchangeKey, exported) : new byte[0]);
            return micField
                    ? message.withMic(NtlmKeys.mic(exported, negotiate(), challenge.wire(), message)).wire()
                    : message.wire();
        }
    }

    AuthenticateMessage message(ChallengeMessage challenge, byte[] response, byte[] key) {
        return AuthenticateMessage.of(
                new AuthenticateMessage.Names(domain, user, "SOMEWHERE"),
                new AuthenticateMessage.Responses(lmResponse, response),
                key,
                settled(challenge),
                Optional.of(Version.OURS),
                micField);
    }

    int settled(ChallengeMessage challenge) {
        return (offer & challenge.negotiateFlags() | NegotiateFlags.TARGET_INFO | NegotiateFlags.VERSION | added) & ~removed;
    }

    /** The flags of a message at their place. */
    static byte[] withFlags(byte[] message, int at, int set, int cleared) {
        try {
            var in = new LittleEndianReader(message);
            in.skip("before", at);
            byte[] flags = new LittleEndianWriter(4).u32((in.u32("NegotiateFlags") | set) & ~cleared).toByteArray();
            byte[] changed = message.clone();
            System.arraycopy(flags, 0, changed, at, flags.length);
            return changed;
        } catch (DecodeException e) {
            throw new AssertionError(e);
        }
    }
}
