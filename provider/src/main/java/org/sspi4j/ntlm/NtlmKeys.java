package org.sspi4j.ntlm;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import java.util.Optional;
import org.sspi4j.crypto.Des;
import org.sspi4j.crypto.Hash;
import org.sspi4j.crypto.Md4;
import org.sspi4j.crypto.Workspace;

/**
 * From a password to the keys of messages. What is returned is the caller's to wipe.
 *
 * @spec MS-NLMP 3.3
 * @spec MS-NLMP 3.4.5
 */
final class NtlmKeys {
    /** Bytes of every key but some of the weak ones. */
    static final int LENGTH = 16;

    private static final byte[] LM_TEXT = "KGS!@#$%".getBytes(US_ASCII);
    private static final int LM_PASSWORD = 14;
    private static final int DES_KEY = 7;
    private static final int HALF = 8;

    private static final byte[] CLIENT_SIGNING = magic("session key to client-to-server signing key magic constant");
    private static final byte[] SERVER_SIGNING = magic("session key to server-to-client signing key magic constant");
    private static final byte[] CLIENT_SEALING = magic("session key to client-to-server sealing key magic constant");
    private static final byte[] SERVER_SEALING = magic("session key to server-to-client sealing key magic constant");

    private NtlmKeys() {}

    /** The direction in which a key protects messages. */
    enum Mode { CLIENT, SERVER }

    /**
     * NTOWFv1: "MD4(UNICODE(Passwd))".
     *
     * @param password in UTF-16LE; stays the caller's
     */
    static byte[] ntowfv1(byte[] password) {
        return Md4.of(password);
    }

    /**
     * LMOWFv1. Nobody has one whose password is longer than 14 characters, or not ASCII where the OEM code page is not known; to find
     * that out is as much work.
     *
     * @param password in UTF-16LE; stays the caller's
     */
    static Optional<byte[]> lmowfv1(byte[] password) {
        byte[] upper = new byte[LM_PASSWORD];
        byte[] lmowfv1 = new byte[LENGTH];
        boolean has = password.length <= 2 * LM_PASSWORD;
        try {
            for (int i = 0; i < Math.min(password.length / 2, LM_PASSWORD); i++) {
                has &= password[2 * i] >= 0 && password[2 * i + 1] == 0;
                upper[i] = (byte) Character.toUpperCase(password[2 * i] & 0x7F);
            }
            Des.encrypt(upper, 0, LM_TEXT, lmowfv1, 0);
            Des.encrypt(upper, DES_KEY, LM_TEXT, lmowfv1, HALF);
            return has ? Optional.of(lmowfv1) : Optional.empty();
        } finally {
            Arrays.fill(upper, (byte) 0);
            if (!has) {
                Arrays.fill(lmowfv1, (byte) 0);
            }
        }
    }

    /** SessionBaseKey of version 1: "MD4(NTOWF)". That of version 2 is {@link Ntowfv2#sessionBaseKey}. */
    static byte[] sessionBaseKeyV1(byte[] ntowfv1) {
        return Md4.of(ntowfv1);
    }

    /**
     * KXKEY where version 1 was used. With version 2 "the KeyExchangeKey is the SessionBaseKey", and this is not called.
     *
     * @param lmowfv1 looked at with LM_KEY or REQUEST_NON_NT_SESSION_KEY and without extended session security alone
     * @param lmChallengeResponse as in the AUTHENTICATE_MESSAGE, 24 bytes
     * @spec MS-NLMP 3.4.5.1
     */
    static byte[] kxkeyV1(
            int negotiateFlags, byte[] sessionBaseKey, byte[] lmowfv1, byte[] lmChallengeResponse, byte[] serverChallenge) {
        byte[] block = Arrays.copyOf(lmChallengeResponse, 8);
        if (NegotiateFlags.has(negotiateFlags, NegotiateFlags.EXTENDED_SESSIONSECURITY)) {
            return Ntowfv2.hmac(sessionBaseKey, serverChallenge, block);
        }
        if (NegotiateFlags.has(negotiateFlags, NegotiateFlags.LM_KEY)) {
            byte[] second = new byte[DES_KEY];
            Arrays.fill(second, (byte) 0xBD);
            second[0] = lmowfv1[DES_KEY];
            byte[] key = new byte[LENGTH];
            Des.encrypt(lmowfv1, 0, block, key, 0);
            Des.encrypt(second, 0, block, key, HALF);
            return key;
        }
        if (NegotiateFlags.has(negotiateFlags, NegotiateFlags.REQUEST_NON_NT_SESSION_KEY)) {
            byte[] key = new byte[LENGTH];
            System.arraycopy(lmowfv1, 0, key, 0, HALF);
            return key;
        }
        return sessionBaseKey.clone();
    }

    /** "RC4K(KeyExchangeKey, ExportedSessionKey)", and back. */
    static byte[] rc4k(byte[] key, byte[] sessionKey) {
        byte[] crypted = sessionKey.clone();
        try (var scratch = MessageScratch.lease()) {
            scratch.before.init(key);
            scratch.before.crypt(crypted, 0, crypted.length);
        }
        return crypted;
    }

    /**
     * "HMAC_MD5(ExportedSessionKey, ConcatenationOf(NEGOTIATE_MESSAGE, CHALLENGE_MESSAGE, AUTHENTICATE_MESSAGE))".
     *
     * @param negotiateMessage empty in connectionless mode, which has none
     * @param authenticateMessage with any MIC: it counts as zeros
     * @spec MS-NLMP 3.1.5.1.2
     */
    static byte[] mic(
            byte[] exportedSessionKey, byte[] negotiateMessage, byte[] challengeMessage, AuthenticateMessage authenticateMessage) {
        byte[] mic = new byte[AuthenticateMessage.MIC];
        try (var workspace = Workspace.lease()) {
            var key = workspace.hmacMd5(exportedSessionKey);
            key.begin(workspace);
            key.update(workspace, negotiateMessage);
            key.update(workspace, challengeMessage);
            authenticateMessage.update(key, workspace);
            key.end(workspace, mic, 0, mic.length);
        }
        return mic;
    }

    /**
     * SIGNKEY with extended session security; without it there is none.
     *
     * @spec MS-NLMP 3.4.5.2
     */
    static byte[] signkey(byte[] exportedSessionKey, Mode mode) {
        return Hash.MD5.of(exportedSessionKey, mode == Mode.CLIENT ? CLIENT_SIGNING : SERVER_SIGNING);
    }

    /**
     * SEALKEY: the weaker the flags, the less of the session key is in it.
     *
     * @spec MS-NLMP 3.4.5.3
     */
    static byte[] sealkey(int negotiateFlags, byte[] exportedSessionKey, Mode mode) {
        if (NegotiateFlags.has(negotiateFlags, NegotiateFlags.EXTENDED_SESSIONSECURITY)) {
            byte[] part = Arrays.copyOf(exportedSessionKey, strength(negotiateFlags));
            try {
                return Hash.MD5.of(part, mode == Mode.CLIENT ? CLIENT_SEALING : SERVER_SEALING);
            } finally {
                Arrays.fill(part, (byte) 0);
            }
        }
        if (!isShort(negotiateFlags)) {
            return exportedSessionKey.clone();
        }
        byte[] sealkey = Arrays.copyOf(exportedSessionKey, 8);
        if (NegotiateFlags.has(negotiateFlags, NegotiateFlags.KEY_56)) {
            sealkey[7] = (byte) 0xA0;
        } else {
            sealkey[5] = (byte) 0xE5;
            sealkey[6] = (byte) 0x38;
            sealkey[7] = (byte) 0xB0;
        }
        return sealkey;
    }

    /** Bits of the session key that are in the sealing key. */
    static int sealingStrength(int negotiateFlags) {
        if (NegotiateFlags.has(negotiateFlags, NegotiateFlags.EXTENDED_SESSIONSECURITY)) {
            return Byte.SIZE * strength(negotiateFlags);
        }
        return !isShort(negotiateFlags) ? Byte.SIZE * LENGTH : NegotiateFlags.has(negotiateFlags, NegotiateFlags.KEY_56) ? 56 : 40;
    }

    /** Without extended session security. NTLMRevisionCurrent is NTLMSSP_REVISION_W2K3 here, so datagrams have such keys too. */
    private static boolean isShort(int negotiateFlags) {
        return (negotiateFlags & (NegotiateFlags.LM_KEY | NegotiateFlags.DATAGRAM)) != 0;
    }

    /** Bytes of the session key that a sealing key is made of, with extended session security. */
    private static int strength(int negotiateFlags) {
        if (NegotiateFlags.has(negotiateFlags, NegotiateFlags.KEY_128)) {
            return LENGTH;
        }
        return NegotiateFlags.has(negotiateFlags, NegotiateFlags.KEY_56) ? 7 : 5;
    }

    /** With the NUL at its end. */
    private static byte[] magic(String text) {
        return (text + "\0").getBytes(US_ASCII);
    }
}
