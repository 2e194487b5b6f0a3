package org.sspi4j.kerberos.message;

/**
 * The msg-type of a message, which is its APPLICATION tag too; and the tags of what is encrypted.
 *
 * @spec RFC 4120 7.5.7
 * @spec RFC 4120 5.10
 */
public final class MsgType {
    public static final int TICKET = 1;
    public static final int AUTHENTICATOR = 2;
    public static final int ENC_TICKET_PART = 3;
    public static final int KRB_AS_REQ = 10;
    public static final int KRB_AS_REP = 11;
    public static final int KRB_TGS_REQ = 12;
    public static final int KRB_TGS_REP = 13;
    public static final int KRB_AP_REQ = 14;
    public static final int KRB_AP_REP = 15;
    public static final int KRB_TGT_REQ = 16;
    public static final int KRB_TGT_REP = 17;
    public static final int KRB_SAFE = 20;
    public static final int KRB_PRIV = 21;
    public static final int KRB_CRED = 22;
    public static final int ENC_AS_REP_PART = 25;
    public static final int ENC_TGS_REP_PART = 26;
    public static final int ENC_AP_REP_PART = 27;
    public static final int ENC_KRB_PRIV_PART = 28;
    public static final int ENC_KRB_CRED_PART = 29;
    public static final int KRB_ERROR = 30;

    private static final class Lazy {
        static final Names NAMES = new Names(MsgType.class);
    }

    private MsgType() {
    }

    /** The constant's name, or the number itself if it is unknown here. */
    public static String name(int value) {
        return Lazy.NAMES.of(value);
    }
}
