package org.sspi4j.ntlm;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import org.sspi4j.wire.DecodeException;
import org.sspi4j.wire.LittleEndianReader;
import org.sspi4j.wire.LittleEndianWriter;

/**
 * NTLMv2_RESPONSE: a proof of the password, with the NTLMv2_CLIENT_CHALLENGE that it covers.
 *
 * @param ntProofStr the field Response, 16 bytes
 * @param timestamp a FILETIME
 * @param challengeFromClient 8 bytes
 * @param avPairs the server's, and what the client adds
 * @param wire as sent or received: the proof covers these bytes
 * @spec MS-NLMP 2.2.2.8
 * @spec MS-NLMP 2.2.2.7
 */
record Ntlmv2Response(byte[] ntProofStr, long timestamp, byte[] challengeFromClient, AvPairs avPairs, byte[] wire) {
    private static final int PROOF = 16;
    /** From RespType to Reserved3. */
    private static final int FIXED_PART = 28;
    private static final int RESP_TYPE = 1;

    /** No response of version 2 is shorter: it has the pair that ends a list. */
    static final int SHORTEST = PROOF + FIXED_PART + 4;

    /** Answers a challenge. */
    static Ntlmv2Response of(
            Ntowfv2 responseKeyNt, byte[] serverChallenge, long timestamp, byte[] challengeFromClient, AvPairs avPairs) {
        var out = new LittleEndianWriter(PROOF + FIXED_PART + avPairs.wire().length + 4).u64(0).u64(0);
        out.u8(RESP_TYPE).u8(RESP_TYPE).u16(0).u32(0).u64(timestamp).bytes(challengeFromClient).u32(0);
        byte[] wire = out.bytes(avPairs.wire()).u32(0).finish();
        byte[] ntProofStr = responseKeyNt.ntProofStr(serverChallenge, wire, PROOF);
        System.arraycopy(ntProofStr, 0, wire, 0, PROOF);
        return new Ntlmv2Response(ntProofStr, timestamp, challengeFromClient, avPairs, wire);
    }

    /** @param wire kept, so nobody may change it any more */
    static Ntlmv2Response decode(byte[] wire) throws DecodeException {
        var in = new LittleEndianReader(wire);
        byte[] ntProofStr = in.bytes("Response", PROOF);
        requireType("RespType", in);
        requireType("HiRespType", in);
        in.skip("Reserved1", 2);
        in.skip("Reserved2", 4);
        long timestamp = in.u64("TimeStamp");
        byte[] challengeFromClient = in.bytes("ChallengeFromClient", ChallengeMessage.CHALLENGE);
        in.skip("Reserved3", 4);
        var avPairs = AvPairs.read(wire, in);
        // 3.3.2 ends temp with Z(4); there are peers that add four more, and some that add none.
        while (in.remaining() > 0) {
            int at = in.offset();
            if (in.u8("AvPairs") != 0) {
                throw new DecodeException("AvPairs", "is followed by something else than zeros", at);
            }
        }
        return new Ntlmv2Response(ntProofStr, timestamp, challengeFromClient, avPairs, wire);
    }

    private static void requireType(String field, LittleEndianReader in) throws DecodeException {
        int at = in.offset();
        int type = in.u8(field);
        if (type != RESP_TYPE) {
            throw new DecodeException(field, "MUST be 0x01 and is " + type, at);
        }
    }

    /**
     * Whether whoever wrote this had the key. Takes the same time for all that it has not.
     *
     * @return "HMAC_MD5(ResponseKeyNT, NTProofStr)", the SessionBaseKey; empty if the proof fails
     */
    Optional<byte[]> prove(Ntowfv2 responseKeyNt, byte[] serverChallenge) {
        byte[] expected = responseKeyNt.ntProofStr(serverChallenge, wire, PROOF);
        byte[] sessionBaseKey = responseKeyNt.sessionBaseKey(expected);
        if (MessageDigest.isEqual(expected, ntProofStr)) {
            return Optional.of(sessionBaseKey);
        }
        Arrays.fill(sessionBaseKey, (byte) 0);
        return Optional.empty();
    }

    @Override
    public String toString() {
        return "NTLMv2_RESPONSE[" + avPairs + "]";
    }
}
