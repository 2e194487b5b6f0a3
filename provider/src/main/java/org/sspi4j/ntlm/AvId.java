package org.sspi4j.ntlm;

/**
 * AvId: what an AV_PAIR says. The names are the specification's without MsvAv.
 *
 * @spec MS-NLMP 2.2.2.1
 */
enum AvId {
    /** The end of the list. */
    EOL,
    NB_COMPUTER_NAME,
    NB_DOMAIN_NAME,
    DNS_COMPUTER_NAME,
    DNS_DOMAIN_NAME,
    DNS_TREE_NAME,
    /** {@link AvPairs#MIC_PROVIDED} and others. */
    FLAGS,
    /** The server's time, a FILETIME. */
    TIMESTAMP,
    /** Single_Host_Data: which machine and process the client is. */
    SINGLE_HOST,
    /** The SPN that the client wants to reach. */
    TARGET_NAME,
    /** The MD5 hash of the channel bindings; 16 zeros if the client has none. */
    CHANNEL_BINDINGS;

    private static final AvId[] ALL = values();

    /** The number on the wire. */
    int number() {
        return ordinal();
    }

    /** Whether the specification has this number. */
    static boolean isKnown(int number) {
        return number < ALL.length;
    }

    /** @param number one that {@linkplain #isKnown is known} */
    static AvId of(int number) {
        return ALL[number];
    }

    boolean isText() {
        return switch (this) {
            case NB_COMPUTER_NAME, NB_DOMAIN_NAME, DNS_COMPUTER_NAME, DNS_DOMAIN_NAME, DNS_TREE_NAME, TARGET_NAME -> true;
            default -> false;
        };
    }

    /** In bytes; -1 if the length is free. */
    int length() {
        return switch (this) {
            case EOL -> 0;
            case FLAGS -> 4;
            case TIMESTAMP -> 8;
            case CHANNEL_BINDINGS -> 16;
            default -> -1;
        };
    }
}
