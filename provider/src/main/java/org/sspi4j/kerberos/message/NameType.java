package org.sspi4j.kerberos.message;

/**
 * What a principal name is thought to be. A hint: two names that differ in nothing else are the same name.
 *
 * @spec RFC 4120 6.2
 * @spec RFC 6111 3
 * @spec RFC 6806 5
 */
public final class NameType {
    public static final int NT_UNKNOWN = 0;
    public static final int NT_PRINCIPAL = 1;
    public static final int NT_SRV_INST = 2;
    public static final int NT_SRV_HST = 3;
    public static final int NT_SRV_XHST = 4;
    public static final int NT_UID = 5;
    public static final int NT_X500_PRINCIPAL = 6;
    public static final int NT_SMTP_NAME = 7;
    public static final int NT_ENTERPRISE = 10;
    public static final int NT_WELLKNOWN = 11;
    public static final int NT_MS_PRINCIPAL = -128;
    public static final int NT_MS_PRINCIPAL_AND_ID = -129;
    public static final int NT_ENT_PRINCIPAL_AND_ID = -130;

    private static final class Lazy {
        static final Names NAMES = new Names(NameType.class);
    }

    private NameType() {
    }

    /** The constant's name, or the number itself if it is unknown here. */
    public static String name(int value) {
        return Lazy.NAMES.of(value);
    }
}
