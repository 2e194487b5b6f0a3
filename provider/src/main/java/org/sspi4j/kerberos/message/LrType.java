package org.sspi4j.kerberos.message;

/**
 * What a last-req entry tells; negative for this server alone.
 *
 * @spec RFC 4120 5.4.2
 */
public final class LrType {
    public static final int LR_NONE = 0;
    public static final int LR_LAST_INITIAL_TGT_REQUEST = 1;
    public static final int LR_LAST_INITIAL_REQUEST = 2;
    public static final int LR_NEWEST_TGT_ISSUE = 3;
    public static final int LR_LAST_RENEWAL = 4;
    public static final int LR_LAST_REQUEST = 5;
    public static final int LR_PASSWORD_EXPIRES = 6;
    public static final int LR_ACCOUNT_EXPIRES = 7;

    private static final class Lazy {
        static final Names NAMES = new Names(LrType.class);
    }

    private LrType() {
    }

    /** The constant's name, or the number itself if it is unknown here. */
    public static String name(int value) {
        return Lazy.NAMES.of(value);
    }
}
