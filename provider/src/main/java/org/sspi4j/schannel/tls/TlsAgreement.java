package org.sspi4j.schannel.tls;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.sspi4j.api.SspiException;

/** What the two sides of a connection agreed on. */
public interface TlsAgreement {
    TlsVersion version();

    /** By its name in the JDK, which is that of IANA, such as {@code TLS_AES_256_GCM_SHA384}. */
    String cipherSuite();

    /** At most 32 bytes; empty if there is none. */
    byte[] sessionId();

    /** Whether it goes on with a session of before: no certificate was shown. */
    boolean isResumed();

    /** What ALPN came to; empty if there was nothing of it. */
    Optional<byte[]> applicationProtocol();

    /** The peer's certificate, and those of its issuers as it sent them; empty if it showed none. Of the session that is resumed. */
    List<X509Certificate> peerCertificates();

    /** What this side showed; empty if nothing. */
    List<X509Certificate> localCertificates();

    /**
     * The first Finished message of the handshake; empty under TLS 1.3, which knows no such binding.
     *
     * @throws SspiException SEC_E_UNSUPPORTED_FUNCTION if the backend does not tell
     * @spec RFC 5929 3
     */
    Optional<byte[]> uniqueBinding() throws SspiException;

    /**
     * Keying material.
     *
     * @param context empty for none, which under TLS 1.2 is another one than a context without bytes
     * @param length in bytes
     * @throws SspiException SEC_E_UNSUPPORTED_FUNCTION if the backend has none to give
     * @spec RFC 5705 4; RFC 8446 7.5
     */
    byte[] export(String label, Optional<byte[]> context, int length) throws SspiException;

    /** What precedes the payload of a record, in bytes. */
    int recordHeader();

    /** What follows it at most, in bytes. */
    int recordTrailer();

    /** The largest payload that goes into one record, in bytes. */
    int largestMessage();
}
