package org.sspi4j.kerberos.message;

/**
 * The error-code of a KRB-ERROR.
 *
 * @spec RFC 4120 7.5.9
 * @spec RFC 4556 3.1.3
 * @spec RFC 6113 5
 * @spec RFC 6806 7
 */
public final class ErrorCode {
    public static final int KDC_ERR_NONE = 0;
    public static final int KDC_ERR_NAME_EXP = 1;
    public static final int KDC_ERR_SERVICE_EXP = 2;
    public static final int KDC_ERR_BAD_PVNO = 3;
    public static final int KDC_ERR_C_OLD_MAST_KVNO = 4;
    public static final int KDC_ERR_S_OLD_MAST_KVNO = 5;
    public static final int KDC_ERR_C_PRINCIPAL_UNKNOWN = 6;
    public static final int KDC_ERR_S_PRINCIPAL_UNKNOWN = 7;
    public static final int KDC_ERR_PRINCIPAL_NOT_UNIQUE = 8;
    public static final int KDC_ERR_NULL_KEY = 9;
    public static final int KDC_ERR_CANNOT_POSTDATE = 10;
    public static final int KDC_ERR_NEVER_VALID = 11;
    public static final int KDC_ERR_POLICY = 12;
    public static final int KDC_ERR_BADOPTION = 13;
    public static final int KDC_ERR_ETYPE_NOSUPP = 14;
    public static final int KDC_ERR_SUMTYPE_NOSUPP = 15;
    public static final int KDC_ERR_PADATA_TYPE_NOSUPP = 16;
    public static final int KDC_ERR_TRTYPE_NOSUPP = 17;
    public static final int KDC_ERR_CLIENT_REVOKED = 18;
    public static final int KDC_ERR_SERVICE_REVOKED = 19;
    public static final int KDC_ERR_TGT_REVOKED = 20;
    public static final int KDC_ERR_CLIENT_NOTYET = 21;
    public static final int KDC_ERR_SERVICE_NOTYET = 22;
    public static final int KDC_ERR_KEY_EXPIRED = 23;
    public static final int KDC_ERR_PREAUTH_FAILED = 24;
    public static final int KDC_ERR_PREAUTH_REQUIRED = 25;
    public static final int KDC_ERR_SERVER_NOMATCH = 26;
    public static final int KDC_ERR_MUST_USE_USER2USER = 27;
    public static final int KDC_ERR_PATH_NOT_ACCEPTED = 28;
    public static final int KDC_ERR_SVC_UNAVAILABLE = 29;
    public static final int KRB_AP_ERR_BAD_INTEGRITY = 31;
    public static final int KRB_AP_ERR_TKT_EXPIRED = 32;
    public static final int KRB_AP_ERR_TKT_NYV = 33;
    public static final int KRB_AP_ERR_REPEAT = 34;
    public static final int KRB_AP_ERR_NOT_US = 35;
    public static final int KRB_AP_ERR_BADMATCH = 36;
    public static final int KRB_AP_ERR_SKEW = 37;
    public static final int KRB_AP_ERR_BADADDR = 38;
    public static final int KRB_AP_ERR_BADVERSION = 39;
    public static final int KRB_AP_ERR_MSG_TYPE = 40;
    public static final int KRB_AP_ERR_MODIFIED = 41;
    public static final int KRB_AP_ERR_BADORDER = 42;
    public static final int KRB_AP_ERR_BADKEYVER = 44;
    public static final int KRB_AP_ERR_NOKEY = 45;
    public static final int KRB_AP_ERR_MUT_FAIL = 46;
    public static final int KRB_AP_ERR_BADDIRECTION = 47;
    public static final int KRB_AP_ERR_METHOD = 48;
    public static final int KRB_AP_ERR_BADSEQ = 49;
    public static final int KRB_AP_ERR_INAPP_CKSUM = 50;
    public static final int KRB_AP_PATH_NOT_ACCEPTED = 51;
    public static final int KRB_ERR_RESPONSE_TOO_BIG = 52;
    public static final int KRB_ERR_GENERIC = 60;
    public static final int KRB_ERR_FIELD_TOOLONG = 61;
    public static final int KDC_ERR_CLIENT_NOT_TRUSTED = 62;
    public static final int KDC_ERR_KDC_NOT_TRUSTED = 63;
    public static final int KDC_ERR_INVALID_SIG = 64;
    public static final int KDC_ERR_DH_KEY_PARAMETERS_NOT_ACCEPTED = 65;
    public static final int KDC_ERR_CERTIFICATE_MISMATCH = 66;
    public static final int KRB_AP_ERR_NO_TGT = 67;
    public static final int KDC_ERR_WRONG_REALM = 68;
    public static final int KRB_AP_ERR_USER_TO_USER_REQUIRED = 69;
    public static final int KDC_ERR_CANT_VERIFY_CERTIFICATE = 70;
    public static final int KDC_ERR_INVALID_CERTIFICATE = 71;
    public static final int KDC_ERR_REVOKED_CERTIFICATE = 72;
    public static final int KDC_ERR_REVOCATION_STATUS_UNKNOWN = 73;
    public static final int KDC_ERR_REVOCATION_STATUS_UNAVAILABLE = 74;
    public static final int KDC_ERR_CLIENT_NAME_MISMATCH = 75;
    public static final int KDC_ERR_KDC_NAME_MISMATCH = 76;
    public static final int KDC_ERR_INCONSISTENT_KEY_PURPOSE = 77;
    public static final int KDC_ERR_DIGEST_IN_CERT_NOT_ACCEPTED = 78;
    public static final int KDC_ERR_PA_CHECKSUM_MUST_BE_INCLUDED = 79;
    public static final int KDC_ERR_DIGEST_IN_SIGNED_DATA_NOT_ACCEPTED = 80;
    public static final int KDC_ERR_PUBLIC_KEY_ENCRYPTION_NOT_SUPPORTED = 81;
    /** draft-ietf-kitten-iakerb-03 5: the acceptor knows no KDC of that realm. */
    public static final int KRB_AP_ERR_IAKERB_KDC_NOT_FOUND = 85;
    /** draft-ietf-kitten-iakerb-03 5: the acceptor had no answer from a KDC. */
    public static final int KRB_AP_ERR_IAKERB_KDC_NO_RESPONSE = 86;
    public static final int KDC_ERR_PREAUTH_EXPIRED = 90;
    public static final int KDC_ERR_MORE_PREAUTH_DATA_REQUIRED = 91;
    public static final int KDC_ERR_PREAUTH_BAD_AUTHENTICATION_SET = 92;
    public static final int KDC_ERR_UNKNOWN_CRITICAL_FAST_OPTIONS = 93;

    private static final class Lazy {
        static final Names NAMES = new Names(ErrorCode.class);
    }

    private ErrorCode() {
    }

    /** The constant's name, or the number itself if it is unknown here. */
    public static String name(int value) {
        return Lazy.NAMES.of(value);
    }
}
