package org.sspi4j.ntlm;

import java.util.Arrays;
import org.sspi4j.crypto.Des;
import org.sspi4j.crypto.Hash;

/**
 * NTLM_RESPONSE and LM_RESPONSE of version 1: three blocks of DES under a hash of the password. Only where an allowance asks for it.
 *
 * @spec MS-NLMP 3.3.1
 */
final class Ntlmv1Response {
    private static final int CHALLENGE = 8;
    private static final int DES_KEY = 7;

    private Ntlmv1Response() {}

    /** "DESL(ResponseKeyNT, CHALLENGE_MESSAGE.ServerChallenge)"; with the LM hash as the key, the LM response. */
    static byte[] of(byte[] responseKey, byte[] serverChallenge) {
        return desl(responseKey, serverChallenge);
    }

    /** With extended session security: "DESL(ResponseKeyNT, MD5(ConcatenationOf(ServerChallenge, ClientChallenge))[0..7])". */
    static byte[] withClientChallenge(byte[] ntowfv1, byte[] serverChallenge, byte[] clientChallenge) {
        return desl(ntowfv1, Arrays.copyOf(Hash.MD5.of(serverChallenge, clientChallenge), CHALLENGE));
    }

    /** With extended session security, in the LM response's place: "ConcatenationOf(ClientChallenge, Z(16))". */
    static byte[] lmWithClientChallenge(byte[] clientChallenge) {
        return Arrays.copyOf(clientChallenge, AuthenticateMessage.RESPONSE_V1);
    }

    /**
     * DESL: the key in three parts of 7 bytes, the last one filled with zeros.
     *
     * @spec MS-NLMP 6
     */
    static byte[] desl(byte[] key, byte[] block) {
        byte[] keys = Arrays.copyOf(key, 3 * DES_KEY);
        byte[] response = new byte[AuthenticateMessage.RESPONSE_V1];
        try {
            for (int i = 0; i < 3; i++) {
                Des.encrypt(keys, i * DES_KEY, block, response, i * CHALLENGE);
            }
            return response;
        } finally {
            Arrays.fill(keys, (byte) 0);
        }
    }
}
