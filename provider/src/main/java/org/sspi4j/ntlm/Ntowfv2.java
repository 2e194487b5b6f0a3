package org.sspi4j.ntlm;

import java.util.Arrays;
import org.sspi4j.crypto.Hash;
import org.sspi4j.crypto.Hmac;
import org.sspi4j.crypto.Workspace;

/**
 * NTOWFv2, and LMOWFv2, which is the same: a user's key for responses of version 2, ready to be used several times.
 *
 * @spec MS-NLMP 3.3.2
 */
final class Ntowfv2 implements AutoCloseable {
    private static final int LENGTH = 16;

    private final Hmac key;
    /** Of a key that serves one operation alone; null where each use leases one. */
    private final Workspace held;

    private Ntowfv2(Hmac key, Workspace held) {
        this.key = key;
        this.held = held;
    }

    /**
     * "HMAC_MD5(MD4(UNICODE(Passwd)), UNICODE(ConcatenationOf(Uppercase(User), UserDom)))": the domain as the client writes it.
     *
     * @param ntowfv1 the NT hash; stays the caller's
     */
    static Ntowfv2 of(byte[] ntowfv1, String user, String userDom) {
        byte[] value = hmac(ntowfv1, userAndDomain(user, userDom));
        try {
            return new Ntowfv2(new Hmac(Hash.MD5, value), null);
        } finally {
            Arrays.fill(value, (byte) 0);
        }
    }

    /** The same for what a workspace was leased for: it is wiped with that. A server keeps none. */
    static Ntowfv2 in(Workspace workspace, byte[] ntowfv1, String user, String userDom) {
        byte[] userAndDomain = userAndDomain(user, userDom);
        byte[] value = hmac(workspace, workspace.hmacMd5(ntowfv1), userAndDomain, userAndDomain, userAndDomain.length);
        try {
            return new Ntowfv2(workspace.hmacMd5(value), workspace);
        } finally {
            Arrays.fill(value, (byte) 0);
        }
    }

    /** "UNICODE(ConcatenationOf(Uppercase(User), UserDom))". */
    private static byte[] userAndDomain(String user, String userDom) {
        byte[] bytes = new byte[2 * (user.length() + userDom.length())];
        for (int i = 0; i < user.length(); i++) {
            NtlmString.put(uppercase(user.charAt(i)), bytes, i);
        }
        for (int i = 0; i < userDom.length(); i++) {
            NtlmString.put(userDom.charAt(i), bytes, user.length() + i);
        }
        return bytes;
    }

    /**
     * NTProofStr: "HMAC_MD5(ResponseKeyNT, ConcatenationOf(CHALLENGE_MESSAGE.ServerChallenge, temp))".
     *
     * @param tempAt where in the array temp begins; it ends with the array
     */
    byte[] ntProofStr(byte[] serverChallenge, byte[] array, int tempAt) {
        return hmac(serverChallenge, array, tempAt);
    }

    /** "HMAC_MD5(ResponseKeyNT, NTProofStr)". */
    byte[] sessionBaseKey(byte[] ntProofStr) {
        return hmac(ntProofStr, ntProofStr, ntProofStr.length);
    }

    /**
     * "ConcatenationOf(HMAC_MD5(ResponseKeyLM, ConcatenationOf(CHALLENGE_MESSAGE.ServerChallenge, ClientChallenge)),
     * ClientChallenge)".
     *
     * @spec MS-NLMP 2.2.2.4
     */
    byte[] lmv2Response(byte[] serverChallenge, byte[] clientChallenge) {
        byte[] response = Arrays.copyOf(hmac(serverChallenge, clientChallenge, 0), LENGTH + clientChallenge.length);
        System.arraycopy(clientChallenge, 0, response, LENGTH, clientChallenge.length);
        return response;
    }

    @Override
    public void close() {
        key.close();
    }

    private byte[] hmac(byte[] first, byte[] second, int from) {
        if (held != null) {
            return hmac(held, key, first, second, from);
        }
        try (var workspace = Workspace.lease()) {
            return hmac(workspace, key, first, second, from);
        }
    }

    /** @param from where in the second array what is covered begins; it ends with the array */
    static byte[] hmac(Workspace workspace, Hmac key, byte[] first, byte[] second, int from) {
        byte[] mac = new byte[LENGTH];
        key.begin(workspace);
        key.update(workspace, first);
        key.update(workspace, second, from, second.length - from);
        key.end(workspace, mac, 0, LENGTH);
        return mac;
    }

    static byte[] hmac(byte[] key, byte[]... parts) {
        byte[] mac = new byte[LENGTH];
        try (var workspace = Workspace.lease()) {
            var hmac = workspace.hmacMd5(key);
            hmac.begin(workspace);
            for (byte[] part : parts) {
                hmac.update(workspace, part);
            }
            hmac.end(workspace, mac, 0, LENGTH);
        }
        return mac;
    }

    /**
     * Code unit by code unit, as Windows does it: no letter becomes two. What Unicode would make an ASCII letter or another script's,
     * such as the dotless i, the long s and the micro sign, stays as it is, as in Windows' table.
     */
    static String uppercase(String text) {
        var chars = text.toCharArray();
        for (int i = 0; i < chars.length; i++) {
            chars[i] = uppercase(chars[i]);
        }
        return new String(chars);
    }

    private static char uppercase(char c) {
        char upper = Character.toUpperCase(c);
        return upper < 0x80 == c < 0x80 && c != '\u00B5' ? upper : c;
    }
}
