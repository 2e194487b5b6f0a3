package org.sspi4j.ntlm;

/**
 * AvId: what an AV_PAIR says. The names are the specification's without MsvAv.
 *
 * @spec MS-NLMP 2.2.2.1
 */
enum AvId {
    /** The end of the list. */
    EOL(0),
    NB_COMPUTER_NAME(Kind.TEXT),
    NB_DOMAIN_NAME(Kind.TEXT),
    DNS_COMPUTER_NAME(Kind.TEXT),
    DNS_DOMAIN_NAME(Kind.TEXT),
    DNS_TREE_NAME(Kind.TEXT),
    /** {@link AvPairs#MIC_PROVIDED} and others. */
    FLAGS(4),
    /** The server's time, a FILETIME. */
    TIMESTAMP(8),
    /** Single_Host_Data: which machine and process the client is. */
    SINGLE_HOST(Kind.BYTES),
    /** The SPN that the client wants to reach. */
    TARGET_NAME(Kind.TEXT),
    /** The MD5 hash of the channel bindings; 16 zeros if the client has none. */
    CHANNEL_BINDINGS(16);

    /** Of free length. */
    private enum Kind { TEXT, BYTES }

    private static final AvId[] ALL = values();

    private final boolean text;
    private final int length;

    AvId(int length) {
        this.text = false;
        this.length = length;
    }

    AvId(Kind kind) {
        this.text = kind == Kind.TEXT;
        this.length = -1;
    }

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
        return text;
    }

    /** In bytes; -1 if the length is free. */
    int length() {
        return length;
    }
}
