package org.sspi4j.kerberos.message;

/**
 * The flags of a ticket.
 *
 * @spec RFC 4120 5.3
 * @spec RFC 6806 11
 * @spec RFC 8062 3
 */
public final class TicketFlags {
    public static final int FORWARDABLE = 1 << 30;
    public static final int FORWARDED = 1 << 29;
    public static final int PROXIABLE = 1 << 28;
    public static final int PROXY = 1 << 27;
    public static final int MAY_POSTDATE = 1 << 26;
    public static final int POSTDATED = 1 << 25;
    public static final int INVALID = 1 << 24;
    public static final int RENEWABLE = 1 << 23;
    public static final int INITIAL = 1 << 22;
    public static final int PRE_AUTHENT = 1 << 21;
    public static final int HW_AUTHENT = 1 << 20;
    public static final int TRANSITED_POLICY_CHECKED = 1 << 19;
    public static final int OK_AS_DELEGATE = 1 << 18;
    public static final int ENC_PA_REP = 1 << 16;
    public static final int ANONYMOUS = 1 << 15;

    private static final class Lazy {
        static final Names NAMES = new Names(TicketFlags.class);
    }

    private TicketFlags() {
    }

    /** The names of the bits set in {@code flags}. */
    public static String toString(int flags) {
        return Lazy.NAMES.ofFlags(flags);
    }
}
