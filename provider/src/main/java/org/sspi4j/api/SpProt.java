package org.sspi4j.api;

import java.util.EnumSet;
import java.util.Set;

/** SP_PROT_: versions of TLS by role, as SCHANNEL_CRED and TLS_PARAMETERS name them. Older ones and DTLS are not offered. */
public enum SpProt {
    TLS1_SERVER(0x40, "TLSv1", false),
    TLS1_CLIENT(0x80, "TLSv1", true),
    TLS1_1_SERVER(0x100, "TLSv1.1", false),
    TLS1_1_CLIENT(0x200, "TLSv1.1", true),
    TLS1_2_SERVER(0x400, "TLSv1.2", false),
    TLS1_2_CLIENT(0x800, "TLSv1.2", true),
    TLS1_3_SERVER(0x1000, "TLSv1.3", false),
    TLS1_3_CLIENT(0x2000, "TLSv1.3", true);

    private final int bit;
    private final String protocol;
    private final boolean client;

    SpProt(int bit, String protocol, boolean client) {
        this.bit = bit;
        this.protocol = protocol;
        this.client = client;
    }

    /** The bit of grbitEnabledProtocols. */
    public int bit() {
        return bit;
    }

    /** The version's name in the JDK, such as {@code TLSv1.2}. */
    public String protocol() {
        return protocol;
    }

    /** Whether it is about the client's side. */
    public boolean isClient() {
        return client;
    }

    /** Whether its role and version are these. */
    public boolean is(boolean client, String protocol) {
        return this.client == client && this.protocol.equals(protocol);
    }

    /**
     * The versions of a bit mask.
     *
     * @throws SspiException SEC_E_UNSUPPORTED_FUNCTION for bits of PCT, SSL and DTLS, which are not offered
     */
    public static Set<SpProt> of(int bits) throws SspiException {
        var found = EnumSet.noneOf(SpProt.class);
        int rest = bits;
        for (var one : values()) {
            if ((bits & one.bit) != 0) {
                found.add(one);
                rest &= ~one.bit;
            }
        }
        if (rest != 0) {
            throw new SspiException(
                    SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION,
                    "The protocols " + String.format("0x%X", rest) + " are not offered: name TLS 1.0 to 1.3");
        }
        return found;
    }
}
