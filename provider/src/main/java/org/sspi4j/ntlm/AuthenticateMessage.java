package org.sspi4j.ntlm;

import java.util.Arrays;
import java.util.Optional;
import org.sspi4j.crypto.Hmac;
import org.sspi4j.crypto.Workspace;
import org.sspi4j.wire.DecodeException;

/**
 * AUTHENTICATE_MESSAGE: who the client is, and the proof.
 *
 * @param lmChallengeResponse empty, 1 byte of an anonymous client, or 24 bytes
 * @param ntChallengeResponse empty, 24 bytes of version 1, or an NTLMv2_RESPONSE
 * @param ntlmv2Response the same, read, if it is of version 2
 * @param encryptedRandomSessionKey empty or 16 bytes
 * @param negotiateFlags {@link NegotiateFlags}: what the client settled on
 * @param version present if the flags say so
 * @param payloadBegin where the first field lies that is not empty
 * @param wire the message as sent or received: the MIC covers these bytes
 * @spec MS-NLMP 2.2.1.3
 */
record AuthenticateMessage(
        byte[] lmChallengeResponse,
        byte[] ntChallengeResponse,
        Optional<Ntlmv2Response> ntlmv2Response,
        String domainName,
        String userName,
        String workstation,
        byte[] encryptedRandomSessionKey,
        int negotiateFlags,
        Optional<Version> version,
        int payloadBegin,
        byte[] wire) {
    private static final int FIXED_PART = NtlmMessage.HEADER + 6 * PayloadWriter.FIELD + 4;
    /** Behind Version, which has its place in every message that has a MIC. */
    private static final int MIC_OFFSET = FIXED_PART + Version.LENGTH;
    /** Bytes of a MIC and of a session key. */
    static final int MIC = 16;
    private static final byte[] NO_MIC = new byte[MIC];
    /** LM_RESPONSE, LMv2_RESPONSE and NTLM_RESPONSE, in bytes. */
    static final int RESPONSE_V1 = 24;

    /** Who the client says it is, as it writes it. */
    record Names(String domainName, String userName, String workstation) {}

    /**
     * What proves it.
     *
     * @param ntlmv2Response the NtChallengeResponse, if it is of version 2
     */
    record Responses(byte[] lmChallengeResponse, byte[] ntChallengeResponse, Optional<Ntlmv2Response> ntlmv2Response) {
        /** @throws IllegalArgumentException if the second one is of no version */
        Responses(byte[] lmChallengeResponse, byte[] ntChallengeResponse) {
            this(lmChallengeResponse, ntChallengeResponse, read(ntChallengeResponse));
        }

        /** Of version 2 alone. */
        static Responses of(Ntlmv2Response response) {
            return new Responses(new byte[0], response.wire(), Optional.of(response));
        }

        private static Optional<Ntlmv2Response> read(byte[] ntChallengeResponse) {
            try {
                return AuthenticateMessage.ntlmv2Response(ntChallengeResponse);
            } catch (DecodeException e) {
                throw new IllegalArgumentException("nobody could read this response: " + e.getMessage(), e);
            }
        }
    }

    /**
     * @param encryptedRandomSessionKey empty without KEY_EXCH
     * @param version present if, and only if, the flags say so
     * @param mic whether there is to be a place for one, which is zero until {@link #withMic}
     */
    static AuthenticateMessage of(
            Names names,
            Responses responses,
            byte[] encryptedRandomSessionKey,
            int negotiateFlags,
            Optional<Version> version,
            boolean mic) {
        NegotiateMessage.requireVersionAsFlagged(negotiateFlags, version);
        int begin = mic ? MIC_OFFSET + MIC : FIXED_PART + (version.isPresent() ? Version.LENGTH : 0);
        byte[] lm = responses.lmChallengeResponse;
        byte[] nt = responses.ntChallengeResponse;
        byte[] domain = NtlmString.encode(names.domainName, negotiateFlags);
        byte[] user = NtlmString.encode(names.userName, negotiateFlags);
        byte[] workstation = NtlmString.encode(names.workstation, negotiateFlags);
        var payload = new PayloadWriter(begin);
        int domainAt = payload.put(domain);
        int userAt = payload.put(user);
        int workstationAt = payload.put(workstation);
        int lmAt = payload.put(lm);
        int ntAt = payload.put(nt);
        int keyAt = payload.put(encryptedRandomSessionKey);
        var fixed = NtlmMessage.AUTHENTICATE.begin(payload.end());
        PayloadWriter.refer(fixed, lm.length, lmAt);
        PayloadWriter.refer(fixed, nt.length, ntAt);
        PayloadWriter.refer(fixed, domain.length, domainAt);
        PayloadWriter.refer(fixed, user.length, userAt);
        PayloadWriter.refer(fixed, workstation.length, workstationAt);
        PayloadWriter.refer(fixed, encryptedRandomSessionKey.length, keyAt);
        fixed.u32(negotiateFlags);
        version.ifPresent(it -> it.write(fixed));
        byte[] wire = payload.behind(fixed.bytes(new byte[begin - fixed.size()]));
        return new AuthenticateMessage(
                lm, nt, responses.ntlmv2Response, names.domainName, names.userName, names.workstation, encryptedRandomSessionKey,
                negotiateFlags, version, begin, wire);
    }

    /** @param wire kept, so nobody may change it any more */
    static AuthenticateMessage decode(byte[] wire) throws DecodeException {
        var in = NtlmMessage.AUTHENTICATE.open(wire);
        var lm = Payload.Field.read("LmChallengeResponse", in);
        var nt = Payload.Field.read("NtChallengeResponse", in);
        var domain = Payload.Field.read("DomainName", in);
        var user = Payload.Field.read("UserName", in);
        var workstation = Payload.Field.read("Workstation", in);
        var key = Payload.Field.read("EncryptedRandomSessionKey", in);
        int flagsAt = in.offset();
        int flags = in.u32("NegotiateFlags");
        NegotiateMessage.requireCharacters(flags, flagsAt);
        var version = NegotiateFlags.has(flags, NegotiateFlags.VERSION) ? Optional.of(Version.read(in)) : Optional.<Version>empty();
        var payload = new Payload(wire, in.offset());
        byte[] lmChallengeResponse = sized(lm, payload, 0, 1, RESPONSE_V1);
        byte[] ntChallengeResponse = payload.bytes(nt);
        return new AuthenticateMessage(
                lmChallengeResponse,
                ntChallengeResponse,
                ntlmv2Response(ntChallengeResponse),
                payload.text(domain, flags),
                payload.text(user, flags),
                payload.text(workstation, flags),
                sized(key, payload, 0, MIC),
                flags,
                version,
                payload.begin(),
                wire);
    }

    private static Optional<Ntlmv2Response> ntlmv2Response(byte[] response) throws DecodeException {
        if (response.length == 0 || response.length == RESPONSE_V1) {
            return Optional.empty();
        }
        return Optional.of(Ntlmv2Response.decode(response));
    }

    private static byte[] sized(Payload.Field field, Payload payload, int... lengths) throws DecodeException {
        for (int length : lengths) {
            if (field.length() == length) {
                return payload.bytes(field);
            }
        }
        throw new DecodeException(field.name(), "has " + field.length() + " bytes, which no such field has, as it says", field.at());
    }

    /** Whether the response says that there is a MIC. It says so under the user's key, so nobody can take it back on the way. */
    boolean announcesMic() {
        return ntlmv2Response.isPresent() && (ntlmv2Response.get().avPairs().flags() & AvPairs.MIC_PROVIDED) != 0;
    }

    /** Whether there is a place for one before the payload begins. In what was received this alone does not say that there is one. */
    boolean hasMicField() {
        return payloadBegin >= MIC_OFFSET + MIC;
    }

    /** Where the MIC is, if there is one. */
    int micOffset() {
        return MIC_OFFSET;
    }

    /** The 16 bytes in its place; to be asked only where there is one. */
    byte[] mic() {
        requireMicField();
        return Arrays.copyOfRange(wire, MIC_OFFSET, MIC_OFFSET + MIC);
    }

    /** What the MIC covers: the bytes as they are, but for the MIC, which counts as zeros. */
    void update(Hmac key, Workspace workspace) {
        requireMicField();
        key.update(workspace, wire, 0, MIC_OFFSET);
        key.update(workspace, NO_MIC);
        int behind = MIC_OFFSET + MIC;
        key.update(workspace, wire, behind, wire.length - behind);
    }

    /** The same message with its MIC, made by {@link NtlmKeys#mic}. */
    AuthenticateMessage withMic(byte[] mic) {
        requireMicField();
        byte[] signed = wire.clone();
        System.arraycopy(mic, 0, signed, MIC_OFFSET, MIC);
        return new AuthenticateMessage(
                lmChallengeResponse,
                ntChallengeResponse,
                ntlmv2Response,
                domainName,
                userName,
                workstation,
                encryptedRandomSessionKey,
                negotiateFlags,
                version,
                payloadBegin,
                signed);
    }

    private void requireMicField() {
        if (!hasMicField()) {
            throw new IllegalStateException("the message has no place for a MIC");
        }
    }

    @Override
    public String toString() {
        return String.format("AUTHENTICATE_MESSAGE[%s\\%s, 0x%08X, %s]", domainName, userName, negotiateFlags, ntlmv2Response.orElse(null));
    }
}
