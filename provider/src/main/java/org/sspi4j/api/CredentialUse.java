package org.sspi4j.api;

/** SECPKG_CRED_: what a credential is for. */
public enum CredentialUse {
    /** Accepting contexts. */
    INBOUND(1),
    /** Initiating contexts. */
    OUTBOUND(2),
    /** Both. Digest and Schannel refuse it. */
    BOTH(3);

    private final int value;

    CredentialUse(int value) {
        this.value = value;
    }

    /** The number of the header. */
    public int value() {
        return value;
    }

    /** Whether a credential of this use can accept contexts. */
    public boolean isInbound() {
        return (value & 1) != 0;
    }

    /** Whether a credential of this use can initiate contexts. */
    public boolean isOutbound() {
        return (value & 2) != 0;
    }
}
