package org.sspi4j.kerberos.message;

/**
 * What a client asks of a KDC.
 *
 * @spec RFC 4120 5.4.1
 * @spec RFC 6806 3
 * @spec RFC 8062 3
 * @spec MS-SFU 2.2.3
 */
public final class KdcOptions {
    public static final int FORWARDABLE = 1 << 30;
    public static final int FORWARDED = 1 << 29;
    public static final int PROXIABLE = 1 << 28;
    public static final int PROXY = 1 << 27;
    public static final int ALLOW_POSTDATE = 1 << 26;
    public static final int POSTDATED = 1 << 25;
    public static final int RENEWABLE = 1 << 23;
    public static final int CNAME_IN_ADDL_TKT = 1 << 17;
    public static final int CANONICALIZE = 1 << 16;
    public static final int REQUEST_ANONYMOUS = 1 << 15;
    public static final int DISABLE_TRANSITED_CHECK = 1 << 5;
    public static final int RENEWABLE_OK = 1 << 4;
    public static final int ENC_TKT_IN_SKEY = 1 << 3;
    public static final int RENEW = 1 << 1;
    public static final int VALIDATE = 1 << 0;

    private static final class Lazy {
        static final Names NAMES = new Names(KdcOptions.class);
    }

    private KdcOptions() {
    }

    /** The names of the bits set in {@code flags}. */
    public static String toString(int flags) {
        return Lazy.NAMES.ofFlags(flags);
    }
}
