package org.sspi4j.api;

/**
 * Whose TLS a Schannel credential speaks. A choice of this library: Windows has one. Take {@link #SUN_JSSE}, unless channel bindings of
 * TLS 1.2 by tls-unique are needed, or keying material before JDK 25.
 */
public enum TlsBackend {
    /** The JDK's own: the faster one. It has no tls-unique, and keying material only from JDK 25 on. */
    SUN_JSSE,
    /** Bouncy Castle's: with tls-unique and keying material on every JDK. */
    BOUNCY_CASTLE
}
