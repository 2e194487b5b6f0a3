package org.sspi4j.kerberos.message;

/**
 * What a key is used for: part of every encryption and checksum, so that nothing fits where it does not belong.
 *
 * @spec RFC 4120 7.5.1
 * @spec RFC 4121 2
 * @spec RFC 6113 5.4
 * @spec MS-SFU 2.2.1
 * @spec draft-ietf-kitten-iakerb-03 4
 */
public final class KeyUsage {
    public static final int AS_REQ_PA_ENC_TIMESTAMP = 1;
    public static final int TICKET = 2;
    public static final int AS_REP_ENC_PART = 3;
    public static final int TGS_REQ_AUTHORIZATION_DATA_SESSION_KEY = 4;
    public static final int TGS_REQ_AUTHORIZATION_DATA_SUBKEY = 5;
    public static final int TGS_REQ_AUTHENTICATOR_CKSUM = 6;
    public static final int TGS_REQ_AUTHENTICATOR = 7;
    public static final int TGS_REP_ENC_PART_SESSION_KEY = 8;
    public static final int TGS_REP_ENC_PART_SUBKEY = 9;
    public static final int AP_REQ_AUTHENTICATOR_CKSUM = 10;
    public static final int AP_REQ_AUTHENTICATOR = 11;
    public static final int AP_REP_ENC_PART = 12;
    public static final int KRB_PRIV_ENC_PART = 13;
    public static final int KRB_CRED_ENC_PART = 14;
    public static final int KRB_SAFE_CKSUM = 15;
    public static final int KERB_NON_KERB_SALT = 16;
    public static final int PAC_CKSUM = 17;
    public static final int AD_KDC_ISSUED_CKSUM = 19;
    public static final int ACCEPTOR_SEAL = 22;
    public static final int ACCEPTOR_SIGN = 23;
    public static final int INITIATOR_SEAL = 24;
    public static final int INITIATOR_SIGN = 25;
    public static final int S4U_X509_USER_REQUEST = 26;
    public static final int S4U_X509_USER_REPLY = 27;
    /** draft-ietf-kitten-iakerb-03 4. */
    public static final int FINISHED = 41;
    /** What MIT krb5 took in place of {@link #FINISHED} before 1.22. */
    public static final int IAKERB_FINISHED = 42;
    public static final int FAST_REQ_CHKSUM = 50;
    public static final int FAST_ENC = 51;
    public static final int FAST_REP = 52;
    public static final int FAST_FINISHED = 53;
    public static final int ENC_CHALLENGE_CLIENT = 54;
    public static final int ENC_CHALLENGE_KDC = 55;
    public static final int AS_REQ = 56;

    private static final class Lazy {
        static final Names NAMES = new Names(KeyUsage.class);
    }

    private KeyUsage() {
    }

    /** The constant's name, or the number itself if it is unknown here. */
    public static String name(int value) {
        return Lazy.NAMES.of(value);
    }
}
