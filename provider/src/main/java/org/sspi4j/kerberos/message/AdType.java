package org.sspi4j.kerberos.message;

/**
 * Kinds of authorization data.
 *
 * @spec RFC 4120 7.5.4
 * @spec RFC 6113 7.3
 * @spec MS-KILE 2.2.6
 * @spec MS-KILE 3.1.1.2
 */
public final class AdType {
    public static final int AD_IF_RELEVANT = 1;
    public static final int AD_KDC_ISSUED = 4;
    public static final int AD_AND_OR = 5;
    public static final int AD_MANDATORY_FOR_KDC = 8;
    public static final int AD_INITIAL_VERIFIED_CAS = 9;
    public static final int AD_OSF_DCE = 64;
    public static final int AD_SESAME = 65;
    public static final int AD_AUTHENTICATION_STRENGTH = 70;
    public static final int AD_FX_FAST_ARMOR = 71;
    public static final int AD_FX_FAST_USED = 72;
    public static final int AD_AUTHENTICATION_INDICATOR = 97;
    public static final int AD_WIN2K_PAC = 128;
    public static final int AD_ETYPE_NEGOTIATION = 129;
    public static final int AD_TOKEN_RESTRICTIONS = 141;
    public static final int AD_LOCAL = 142;
    public static final int AD_AP_OPTIONS = 143;
    public static final int AD_TARGET_PRINCIPAL = 144;

    private static final class Lazy {
        static final Names NAMES = new Names(AdType.class);
    }

    private AdType() {
    }

    /** The constant's name, or the number itself if it is unknown here. */
    public static String name(int value) {
        return Lazy.NAMES.of(value);
    }
}
