package org.sspi4j.ntlm;

import java.util.Optional;
import org.sspi4j.wire.DecodeException;

/**
 * CHALLENGE_MESSAGE: the server's nonce and what it says of itself.
 *
 * @param targetName the server or its domain; may be empty
 * @param negotiateFlags {@link NegotiateFlags}
 * @param serverChallenge 8 bytes
 * @param targetInfo present if the flags say so
 * @param version present if the flags say so
 * @param wire the message as sent or received: the MIC covers these bytes
 * @spec MS-NLMP 2.2.1.2
 */
record ChallengeMessage(
        String targetName,
        int negotiateFlags,
        byte[] serverChallenge,
        Optional<AvPairs> targetInfo,
        Optional<Version> version,
        byte[] wire) {
    /** Bytes of a ServerChallenge and of a client's. */
    static final int CHALLENGE = 8;

    private static final int FIXED_PART = NtlmMessage.HEADER + 2 * PayloadWriter.FIELD + 4 + CHALLENGE + 8;

    /** @param targetInfo present if, and only if, the flags say so, as {@code version} */
    static ChallengeMessage of(
            String targetName, int negotiateFlags, byte[] serverChallenge, Optional<AvPairs> targetInfo, Optional<Version> version) {
        NegotiateMessage.requireVersionAsFlagged(negotiateFlags, version);
        if (targetInfo.isPresent() != NegotiateFlags.has(negotiateFlags, NegotiateFlags.TARGET_INFO)) {
            throw new IllegalArgumentException("the flags and the target information contradict each other");
        }
        var payload = new PayloadWriter(FIXED_PART + (version.isPresent() ? Version.LENGTH : 0));
        byte[] name = NtlmString.encode(targetName, negotiateFlags);
        byte[] info = targetInfo.map(AvPairs::wire).orElse(new byte[0]);
        int nameAt = payload.put(name);
        int infoAt = payload.put(info);
        var fixed = NtlmMessage.CHALLENGE.begin(payload.end());
        PayloadWriter.refer(fixed, name.length, nameAt);
        fixed.u32(negotiateFlags).bytes(serverChallenge).u64(0);
        if (targetInfo.isPresent()) {
            PayloadWriter.refer(fixed, info.length, infoAt);
        } else {
            fixed.u64(0);
        }
        version.ifPresent(it -> it.write(fixed));
        byte[] wire = payload.behind(fixed);
        return new ChallengeMessage(targetName, negotiateFlags, serverChallenge, targetInfo, version, wire);
    }

    /** @param wire kept, so nobody may change it any more */
    static ChallengeMessage decode(byte[] wire) throws DecodeException {
        var in = NtlmMessage.CHALLENGE.open(wire);
        var targetName = Payload.Field.read("TargetName", in);
        int flagsAt = in.offset();
        int flags = in.u32("NegotiateFlags");
        NegotiateMessage.requireCharacters(flags, flagsAt);
        byte[] serverChallenge = in.bytes("ServerChallenge", CHALLENGE);
        var targetInfo = Optional.<Payload.Field>empty();
        if (!endsInFrontOfReserved(targetName, flags, in.offset(), wire.length)) {
            in.skip("Reserved", 8);
            targetInfo = Optional.of(Payload.Field.read("TargetInfo", in));
        }
        var version = NegotiateFlags.has(flags, NegotiateFlags.VERSION) ? Optional.of(Version.read(in)) : Optional.<Version>empty();
        var payload = new Payload(wire, in.offset());
        // The specification's own examples have a TargetName without NTLMSSP_REQUEST_TARGET.
        var name = payload.text(targetName, flags);
        var info = NegotiateFlags.has(flags, NegotiateFlags.TARGET_INFO)
                ? Optional.of(AvPairs.decode(payload.bytes(targetInfo.orElseThrow())))
                : Optional.<AvPairs>empty();
        return new ChallengeMessage(name, flags, serverChallenge, info, version, wire);
    }

    /**
     * The JDK's server leaves out Reserved, TargetInfoFields and Version: its TargetName, or the end of the message, is where they were.
     */
    private static boolean endsInFrontOfReserved(Payload.Field targetName, int flags, int at, int end) {
        return !NegotiateFlags.has(flags, NegotiateFlags.TARGET_INFO)
                && (targetName.length() == 0 ? end : targetName.offset()) == at;
    }

    @Override
    public String toString() {
        return String.format("CHALLENGE_MESSAGE[%s, 0x%08X, %s]", targetName, negotiateFlags, targetInfo.orElse(null));
    }
}
