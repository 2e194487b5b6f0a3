package org.sspi4j.schannel.jsse;

import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.schannel.tls.TlsAgreement;
import org.sspi4j.schannel.tls.TlsVersion;

/** What SunJSSE tells of a connection. */
final class JsseAgreement implements TlsAgreement {
    private final SSLSession session;
    private final String applicationProtocol;
    private final boolean resumed;
    private final TlsVersion version;
    private final RecordSizes sizes;
    private final List<X509Certificate> peerCertificates;

    /** @param mayHavePeer whether the peer may have shown a certificate: SunJSSE says by an exception that it did not */
    JsseAgreement(SSLEngine engine, boolean mayHavePeer, boolean resumed) {
        this.session = engine.getSession();
        this.applicationProtocol = engine.getApplicationProtocol();
        this.resumed = resumed;
        this.version = TlsVersion.of(session.getProtocol()).orElseThrow();
        this.sizes = RecordSizes.of(
                version, session.getCipherSuite(), Math.min(RecordSizes.FRAGMENT, session.getApplicationBufferSize()));
        this.peerCertificates = mayHavePeer ? peerCertificates(session) : List.of();
    }

    @Override
    public TlsVersion version() {
        return version;
    }

    @Override
    public String cipherSuite() {
        return session.getCipherSuite();
    }

    @Override
    public byte[] sessionId() {
        return session.getId();
    }

    @Override
    public boolean isResumed() {
        return resumed;
    }

    @Override
    public Optional<byte[]> applicationProtocol() {
        return applicationProtocol == null || applicationProtocol.isEmpty()
                ? Optional.empty()
                : Optional.of(ApplicationProtocols.bytes(applicationProtocol));
    }

    @Override
    public List<X509Certificate> peerCertificates() {
        return peerCertificates;
    }

    private static List<X509Certificate> peerCertificates(SSLSession session) {
        try {
            return x509(session.getPeerCertificates());
        } catch (SSLPeerUnverifiedException e) {
            return List.of();
        }
    }

    @Override
    public List<X509Certificate> localCertificates() {
        var local = session.getLocalCertificates();
        return local == null ? List.of() : x509(local);
    }

    private static List<X509Certificate> x509(Certificate[] certificates) {
        var x509 = new X509Certificate[certificates.length];
        System.arraycopy(certificates, 0, x509, 0, x509.length);
        return List.of(x509);
    }

    @Override
    public Optional<byte[]> uniqueBinding() throws SspiException {
        if (version == TlsVersion.TLS_1_3) {
            return Optional.empty();
        }
        throw new SspiException(
                SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION,
                "The JDK's TLS does not tell tls-unique: take ENDPOINT_BINDINGS, or a credential with TlsBackend.BOUNCY_CASTLE");
    }

    @Override
    public byte[] export(String label, Optional<byte[]> context, int length) throws SspiException {
        return Exporter.INSTANCE.export((ExtendedSSLSession) session, label, context, length);
    }

    @Override
    public int recordHeader() {
        return sizes.header();
    }

    @Override
    public int recordTrailer() {
        return sizes.trailer();
    }

    @Override
    public int largestMessage() {
        return sizes.largestMessage();
    }
}
