package org.sspi4j.ntlm;

import java.util.Optional;
import org.sspi4j.wire.DecodeException;

/**
 * NEGOTIATE_MESSAGE: what the client can do and wants.
 *
 * @param negotiateFlags {@link NegotiateFlags}
 * @param domainName in the client's OEM code page, which nobody knows: for people, and not even decoded; empty unless supplied
 * @param workstationName as {@code domainName}
 * @param version present if the flags say so
 * @param wire the message as sent or received: the MIC covers these bytes
 * @spec MS-NLMP 2.2.1.1
 */
record NegotiateMessage(
        int negotiateFlags, byte[] domainName, byte[] workstationName, Optional<Version> version, byte[] wire) {
    private static final byte[] NOTHING = {};
    private static final int FIXED_PART = NtlmMessage.HEADER + 4 + 2 * PayloadWriter.FIELD;

    /** Without names, which nobody needs. */
    static NegotiateMessage of(int negotiateFlags, Optional<Version> version) {
        return of(negotiateFlags, new byte[0], new byte[0], version);
    }

    /** @param version present if, and only if, the flags say so */
    static NegotiateMessage of(int negotiateFlags, byte[] domainName, byte[] workstationName, Optional<Version> version) {
        requireVersionAsFlagged(negotiateFlags, version);
        int begin = FIXED_PART + (version.isPresent() ? Version.LENGTH : 0);
        var payload = new PayloadWriter(begin);
        int workstationAt = payload.put(workstationName);
        int domainAt = payload.put(domainName);
        var fixed = NtlmMessage.NEGOTIATE.begin(payload.end()).u32(negotiateFlags);
        PayloadWriter.refer(fixed, domainName.length, domainAt);
        PayloadWriter.refer(fixed, workstationName.length, workstationAt);
        version.ifPresent(it -> it.write(fixed));
        byte[] wire = payload.behind(fixed);
        return new NegotiateMessage(negotiateFlags, domainName, workstationName, version, wire);
    }

    /** @param wire kept, so nobody may change it any more */
    static NegotiateMessage decode(byte[] wire) throws DecodeException {
        var in = NtlmMessage.NEGOTIATE.open(wire);
        int flags = in.u32("NegotiateFlags");
        requireCharacters(flags, NtlmMessage.HEADER);
        var domainName = Payload.Field.read("DomainName", in);
        var workstationName = Payload.Field.read("Workstation", in);
        var version = NegotiateFlags.has(flags, NegotiateFlags.VERSION) ? Optional.of(Version.read(in)) : Optional.<Version>empty();
        // What the flags do not announce is not there, whatever its length says.
        boolean hasDomain = NegotiateFlags.has(flags, NegotiateFlags.OEM_DOMAIN_SUPPLIED);
        boolean hasWorkstation = NegotiateFlags.has(flags, NegotiateFlags.OEM_WORKSTATION_SUPPLIED);
        if (!hasDomain && !hasWorkstation) {
            return new NegotiateMessage(flags, NOTHING, NOTHING, version, wire);
        }
        var payload = new Payload(wire, in.offset());
        return new NegotiateMessage(
                flags,
                hasDomain ? payload.bytes(domainName) : NOTHING,
                hasWorkstation ? payload.bytes(workstationName) : NOTHING,
                version,
                wire);
    }

    /** 3.2.5.1.1: "If both ... are clear, the server MUST return SEC_E_INVALID_TOKEN." */
    static void requireCharacters(int negotiateFlags, int at) throws DecodeException {
        if ((negotiateFlags & (NegotiateFlags.UNICODE | NegotiateFlags.OEM)) == 0) {
            throw new DecodeException("NegotiateFlags", "has neither UNICODE nor OEM", at);
        }
    }

    static void requireVersionAsFlagged(int negotiateFlags, Optional<Version> version) {
        if (version.isPresent() != NegotiateFlags.has(negotiateFlags, NegotiateFlags.VERSION)) {
            throw new IllegalArgumentException("the flags and the version contradict each other");
        }
    }

    @Override
    public String toString() {
        return String.format("NEGOTIATE_MESSAGE[0x%08X]", negotiateFlags);
    }
}
