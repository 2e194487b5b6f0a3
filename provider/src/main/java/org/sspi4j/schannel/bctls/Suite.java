package org.sspi4j.schannel.bctls;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.bouncycastle.tls.CipherSuite;
import org.sspi4j.schannel.tls.TlsVersion;

/**
 * The cipher suites that are spoken, best first: the JDK's order, without those whose key exchange is not ephemeral. Those with HMAC of
 * SHA-1 only where a version before TLS 1.2 is spoken, which has no better.
 */
enum Suite {
    TLS_AES_256_GCM_SHA384(CipherSuite.TLS_AES_256_GCM_SHA384),
    TLS_AES_128_GCM_SHA256(CipherSuite.TLS_AES_128_GCM_SHA256),
    TLS_CHACHA20_POLY1305_SHA256(CipherSuite.TLS_CHACHA20_POLY1305_SHA256),
    TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384(CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384),
    TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256(CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256),
    TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256(CipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256),
    TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384(CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384),
    TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256(CipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256),
    TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256(CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256),
    TLS_DHE_RSA_WITH_AES_256_GCM_SHA384(CipherSuite.TLS_DHE_RSA_WITH_AES_256_GCM_SHA384),
    TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256(CipherSuite.TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256),
    TLS_DHE_RSA_WITH_AES_128_GCM_SHA256(CipherSuite.TLS_DHE_RSA_WITH_AES_128_GCM_SHA256),
    TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384(CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384),
    TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384(CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384),
    TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256(CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256),
    TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256(CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256),
    TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA(CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA),
    TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA(CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA),
    TLS_DHE_RSA_WITH_AES_256_CBC_SHA(CipherSuite.TLS_DHE_RSA_WITH_AES_256_CBC_SHA),
    TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA(CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA),
    TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA(CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA),
    TLS_DHE_RSA_WITH_AES_128_CBC_SHA(CipherSuite.TLS_DHE_RSA_WITH_AES_128_CBC_SHA);

    private static final int BLOCK = 16;
    private static final int TAG = 16;
    private static final int SHA1_MAC = 20;
    private static final int EXPLICIT_NONCE = 8;
    private static final int CONTENT_TYPE = 1;

    private final int number;

    Suite(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    static Optional<Suite> of(int number) {
        return Stream.of(values()).filter(suite -> suite.number == number).findFirst();
    }

    /** Whether it belongs to any of these versions. */
    boolean isFor(Set<TlsVersion> versions) {
        return versions.stream().anyMatch(versions()::contains);
    }

    private Set<TlsVersion> versions() {
        if (!name().contains("_WITH_")) {
            return EnumSet.of(TlsVersion.TLS_1_3);
        }
        return name().endsWith("_CBC_SHA") ? EnumSet.of(TlsVersion.TLS_1_0, TlsVersion.TLS_1_1) : EnumSet.of(TlsVersion.TLS_1_2);
    }

    /** The server's certificate has a key of RSA, else one for ECDHE_ECDSA; of TLS 1.3 it says nothing. */
    boolean isRsa() {
        return name().contains("_RSA_WITH_");
    }

    boolean isCbc() {
        return name().contains("_CBC_");
    }

    /** What precedes the ciphertext in the fragment: the explicit nonce, or the initialization vector. */
    int before(TlsVersion version) {
        if (version == TlsVersion.TLS_1_3 || version == TlsVersion.TLS_1_0) {
            return 0;
        }
        return isCbc() ? BLOCK : name().contains("_GCM_") ? EXPLICIT_NONCE : 0;
    }

    /** What follows the payload at most. */
    int after(TlsVersion version) {
        if (isCbc()) {
            return mac() + BLOCK;
        }
        return version == TlsVersion.TLS_1_3 ? CONTENT_TYPE + TAG : TAG;
    }

    private int mac() {
        return name().endsWith("SHA384") ? 48 : name().endsWith("SHA256") ? 32 : SHA1_MAC;
    }
}
