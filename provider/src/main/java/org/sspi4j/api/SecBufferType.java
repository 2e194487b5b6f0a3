package org.sspi4j.api;

import java.util.Optional;

/** SECBUFFER_: what a {@link SecBuffer} holds. The number of the header is the {@linkplain #value() ordinal}. */
public enum SecBufferType {
    /** A place that the package may turn into another type. */
    EMPTY,
    /** The payload. */
    DATA,
    /** The security token. */
    TOKEN,
    /** Parameters of the package. */
    PKG_PARAMS,
    /** How many bytes are missing. */
    MISSING,
    /** Bytes that were not consumed. */
    EXTRA,
    /** What follows the payload of a record. */
    STREAM_TRAILER,
    /** What precedes the payload of a record. */
    STREAM_HEADER,
    /** Negotiation information. */
    NEGOTIATION_INFO,
    /** Padding. */
    PADDING,
    /** A whole protected message. */
    STREAM,
    /** A list of mechanisms. */
    MECHLIST,
    /** The signature over a list of mechanisms. */
    MECHLIST_SIGNATURE,
    /** Reserved. */
    TARGET,
    /** SEC_CHANNEL_BINDINGS. */
    CHANNEL_BINDINGS,
    /** DOMAIN_PASSWORD_INFORMATION. */
    CHANGE_PASS_RESPONSE,
    /** The service principal name, for Digest with channel bindings. */
    TARGET_HOST,
    /** A TLS alert to send. */
    ALERT,
    /** ALPN protocol lists. */
    APPLICATION_PROTOCOLS,
    /** SRTP protection profiles. */
    SRTP_PROTECTION_PROFILES,
    /** SRTP master key identifier. */
    SRTP_MASTER_KEY_IDENTIFIER,
    /** TLS token binding. */
    TOKEN_BINDING,
    /** A pre-shared key. */
    PRESHARED_KEY,
    /** The identity of a pre-shared key. */
    PRESHARED_KEY_IDENTITY,
    /** The largest DTLS datagram. */
    DTLS_MTU,
    /** A TLS extension to send. */
    SEND_GENERIC_TLS_EXTENSION,
    /** TLS extensions to be told of. */
    SUBSCRIBE_GENERIC_TLS_EXTENSION,
    /** 64-bit SEC_FLAGS. */
    FLAGS,
    /** TLS traffic secrets. */
    TRAFFIC_SECRETS,
    /** The context of a certificate request. */
    CERTIFICATE_REQUEST_CONTEXT;

    private static final SecBufferType[] ALL = values();

    /** The type with this number of the header. */
    public static Optional<SecBufferType> of(int value) {
        return value >= 0 && value < ALL.length ? Optional.of(ALL[value]) : Optional.empty();
    }

    /** The low 28 bits of BufferType. */
    public int value() {
        return ordinal();
    }
}
