package org.sspi4j.kerberos.message;

/**
 * What an initiator asks of an acceptor.
 *
 * @spec RFC 4120 5.5.1
 */
public final class ApOptions {
    public static final int USE_SESSION_KEY = 1 << 30;
    public static final int MUTUAL_REQUIRED = 1 << 29;

    private static final class Lazy {
        static final Names NAMES = new Names(ApOptions.class);
    }

    private ApOptions() {
    }

    /** The names of the bits set in {@code flags}. */
    public static String toString(int flags) {
        return Lazy.NAMES.ofFlags(flags);
    }
}
