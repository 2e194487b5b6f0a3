package org.sspi4j.kerberos.message;

/**
 * Kinds of host addresses.
 *
 * @spec RFC 4120 7.5.3
 */
public final class AddressType {
    public static final int IPV4 = 2;
    public static final int DIRECTIONAL = 3;
    public static final int CHAOSNET = 5;
    public static final int XNS = 6;
    public static final int ISO = 7;
    public static final int DECNET_PHASE_IV = 12;
    public static final int APPLETALK_DDP = 16;
    public static final int NETBIOS = 20;
    public static final int IPV6 = 24;

    private static final class Lazy {
        static final Names NAMES = new Names(AddressType.class);
    }

    private AddressType() {
    }

    /** The constant's name, or the number itself if it is unknown here. */
    public static String name(int value) {
        return Lazy.NAMES.of(value);
    }
}
