package org.sspi4j.kerberos.message;

/**
 * Kinds of pre-authentication and other data between client and KDC.
 *
 * @spec RFC 4120 7.5.2
 * @spec RFC 6113 7.1
 * @spec MS-KILE 2.2.10
 * @spec MS-SFU 2.2.1
 */
public final class PaType {
    public static final int PA_TGS_REQ = 1;
    public static final int PA_ENC_TIMESTAMP = 2;
    public static final int PA_PW_SALT = 3;
    public static final int PA_ETYPE_INFO = 11;
    public static final int PA_PK_AS_REQ = 16;
    public static final int PA_PK_AS_REP = 17;
    public static final int PA_ETYPE_INFO2 = 19;
    public static final int PA_SVR_REFERRAL_INFO = 20;
    public static final int PA_PAC_REQUEST = 128;
    public static final int PA_FOR_USER = 129;
    public static final int PA_S4U_X509_USER = 130;
    public static final int PA_AS_CHECKSUM = 132;
    public static final int PA_FX_COOKIE = 133;
    public static final int PA_FX_FAST = 136;
    public static final int PA_FX_ERROR = 137;
    public static final int PA_ENCRYPTED_CHALLENGE = 138;
    public static final int PA_PKINIT_KX = 147;
    public static final int PA_REQ_ENC_PA_REP = 149;
    public static final int PA_AS_FRESHNESS = 150;
    public static final int PA_SPAKE = 151;
    public static final int PA_KERB_KEY_LIST_REQ = 161;
    public static final int PA_KERB_KEY_LIST_REP = 162;
    public static final int PA_SUPPORTED_ENCTYPES = 165;
    public static final int PA_PAC_OPTIONS = 167;

    private static final class Lazy {
        static final Names NAMES = new Names(PaType.class);
    }

    private PaType() {
    }

    /** The constant's name, or the number itself if it is unknown here. */
    public static String name(int value) {
        return Lazy.NAMES.of(value);
    }
}
