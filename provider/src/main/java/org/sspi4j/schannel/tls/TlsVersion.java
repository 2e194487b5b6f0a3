package org.sspi4j.schannel.tls;

import java.util.Optional;

/** The versions of TLS, oldest first. */
public enum TlsVersion {
    TLS_1_0("TLSv1", 0x0301),
    TLS_1_1("TLSv1.1", 0x0302),
    TLS_1_2("TLSv1.2", 0x0303),
    TLS_1_3("TLSv1.3", 0x0304);

    private final String protocol;
    private final int number;

    TlsVersion(String protocol, int number) {
        this.protocol = protocol;
        this.number = number;
    }

    /** The name in the JDK, such as {@code TLSv1.2}. */
    public String protocol() {
        return protocol;
    }

    /** ProtocolVersion, such as 0x0303. */
    public int number() {
        return number;
    }

    public int major() {
        return 1;
    }

    public int minor() {
        return ordinal();
    }

    public static Optional<TlsVersion> of(String protocol) {
        for (var version : values()) {
            if (version.protocol.equals(protocol)) {
                return Optional.of(version);
            }
        }
        return Optional.empty();
    }
}
