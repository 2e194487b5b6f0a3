package org.sspi4j.kerberos.message;

/**
 * How the transited realms are encoded.
 *
 * @spec RFC 4120 7.5.5
 */
public final class TrType {
    public static final int DOMAIN_X500_COMPRESS = 1;

    private static final class Lazy {
        static final Names NAMES = new Names(TrType.class);
    }

    private TrType() {
    }

    /** The constant's name, or the number itself if it is unknown here. */
    public static String name(int value) {
        return Lazy.NAMES.of(value);
    }
}
