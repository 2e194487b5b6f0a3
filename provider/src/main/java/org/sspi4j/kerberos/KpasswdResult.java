package org.sspi4j.kerberos;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.sspi4j.api.NtStatus;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.wire.BigEndianReader;
import org.sspi4j.wire.DecodeException;

/**
 * What a password server made of a request.
 *
 * @param words of the server, for the user; empty if it has none
 * @spec RFC 3244 2
 */
record KpasswdResult(int code, String words) {
    static final int SUCCESS = 0;
    static final int BAD_VERSION = 6;

    private static final int AD_POLICY_LENGTH = 30;
    private static final long FILETIME_UNITS = 10_000_000;
    private static final int COMPLEX = 1;

    private record Meaning(String name, SecurityStatus status, String remedy) {}

    private static final Map<Integer, Meaning> BY_CODE = Map.of(
            1, new Meaning("KRB5_KPASSWD_MALFORMED", SecurityStatus.SEC_E_KDC_INVALID_REQUEST, ""),
            2, new Meaning("KRB5_KPASSWD_HARDERROR", SecurityStatus.SEC_E_INTERNAL_ERROR, "its log says why"),
            3, new Meaning("KRB5_KPASSWD_AUTHERROR", SecurityStatus.SEC_E_LOGON_DENIED, "it does not believe who asks"),
            4, new Meaning("KRB5_KPASSWD_SOFTERROR", SecurityStatus.SEC_E_LOGON_DENIED,
                    "the new password does not satisfy the policy; choose another one"),
            5, new Meaning("KRB5_KPASSWD_ACCESSDENIED", SecurityStatus.SEC_E_LOGON_DENIED, "the user may not change this password"),
            BAD_VERSION, new Meaning("KRB5_KPASSWD_BAD_VERSION", SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION,
                    "it speaks neither version of the protocol"),
            7, new Meaning("KRB5_KPASSWD_INITIAL_FLAG_NEEDED", SecurityStatus.SEC_E_KDC_INVALID_REQUEST, ""));

    static KpasswdResult decode(byte[] userData) throws DecodeException {
        var in = new BigEndianReader(userData);
        int code = in.u16("result code");
        return new KpasswdResult(code, words(in.bytes("result string", userData.length - Short.BYTES)));
    }

    private static String words(byte[] text) throws DecodeException {
        boolean policy = text.length == AD_POLICY_LENGTH && text[0] == 0 && text[1] == 0;
        return policy ? policy(text) : Shown.of(new String(text, StandardCharsets.UTF_8).strip());
    }

    /** Active Directory has numbers in place of words: DOMAIN_PASSWORD_INFORMATION, most significant byte first. */
    private static String policy(byte[] text) throws DecodeException {
        var in = new BigEndianReader(text);
        in.u16("zero");
        int length = in.u32("minimum length");
        int history = in.u32("history length");
        boolean complex = (in.u32("properties") & COMPLEX) != 0;
        in.u64("expiry");
        var age = Duration.ofSeconds(in.u64("minimum age") / FILETIME_UNITS);
        return "passwords have at least " + length + " characters"
                + (complex ? " of three kinds" : "")
                + (history > 0 ? ", are none of the last " + history : "")
                + (age.isZero() ? "" : ", and are changed at most every " + age.toHours() + " hours");
    }

    boolean isSuccess() {
        return code == SUCCESS;
    }

    /** The failure that it is, if it is no success. */
    SspiException failure(String server, String whose) {
        var meaning = BY_CODE.getOrDefault(code, new Meaning("result code " + code, SecurityStatus.SEC_E_INTERNAL_ERROR, ""));
        var failure = new SspiException(
                meaning.status(),
                "The password server of " + server + " answers " + meaning.name() + " to a new password of " + whose
                        + (words.isEmpty() ? "" : " (\"" + words + "\")")
                        + (meaning.remedy().isEmpty() ? "" : ": " + meaning.remedy()));
        return switch (code) {
            case 4 -> failure.withSubStatus(NtStatus.STATUS_PASSWORD_RESTRICTION);
            case 5 -> failure.withSubStatus(NtStatus.STATUS_ACCOUNT_RESTRICTION);
            default -> failure;
        };
    }
}
