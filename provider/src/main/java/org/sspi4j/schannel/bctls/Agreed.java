package org.sspi4j.schannel.bctls;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.tls.SecurityParameters;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.crypto.TlsSecret;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.schannel.tls.TlsAgreement;
import org.sspi4j.schannel.tls.TlsVersion;

/** What was agreed on, copied at the end of the handshake: Bouncy Castle clears most of it then. */
final class Agreed implements TlsAgreement {
    private static final int HEADER = 5;
    /** A record with one byte, authenticated behind its padding: the most that precedes the payload under TLS 1.0. */
    private static final int FIRST_OF_TWO = HEADER + 16 + 20;

    private final TlsVersion version;
    private final Suite suite;
    private final byte[] sessionId;
    private final boolean resumed;
    private final Optional<byte[]> applicationProtocol;
    private final List<X509Certificate> peerCertificates;
    private final List<X509Certificate> localCertificates;
    private final boolean unique;
    private final byte[] firstFinished;
    private final Optional<Exporter> exporter;
    private final int largestMessage;
    private final SecurityParameters connection;

    private Agreed(TlsContext context, List<X509Certificate> peer, List<X509Certificate> local, int largestMessage) {
        connection = context.getSecurityParametersConnection();
        int number = connection.getNegotiatedVersion().getFullVersion();
        version = version(number);
        suite = Suite.of(connection.getCipherSuite()).orElseThrow();
        sessionId = context.getSession().getSessionID().clone();
        resumed = connection.isResumedSession();
        applicationProtocol = Optional.ofNullable(connection.getApplicationProtocol()).map(name -> name.getBytes());
        peerCertificates = peer;
        localCertificates = local;
        unique = version != TlsVersion.TLS_1_3;
        firstFinished = TlsUtils.clone(connection.getTLSUnique());
        exporter = Exporter.of(context.getCrypto(), connection, version == TlsVersion.TLS_1_3);
        this.largestMessage = largestMessage;
    }

    /** Only from {@code notifyHandshakeComplete()}. */
    static Agreed of(TlsContext context, List<X509Certificate> peer, List<X509Certificate> local, int largestMessage) {
        return new Agreed(context, List.copyOf(peer), List.copyOf(local), largestMessage);
    }

    static TlsVersion version(int number) {
        for (var version : TlsVersion.values()) {
            if (version.number() == number) {
                return version;
            }
        }
        throw new IllegalArgumentException("no version of TLS: " + number);
    }

    @Override
    public TlsVersion version() {
        return version;
    }

    @Override
    public String cipherSuite() {
        return suite.name();
    }

    @Override
    public byte[] sessionId() {
        return sessionId.clone();
    }

    @Override
    public boolean isResumed() {
        return resumed;
    }

    @Override
    public Optional<byte[]> applicationProtocol() {
        return applicationProtocol.map(byte[]::clone);
    }

    @Override
    public List<X509Certificate> peerCertificates() {
        return peerCertificates;
    }

    @Override
    public List<X509Certificate> localCertificates() {
        return localCertificates;
    }

    @Override
    public Optional<byte[]> uniqueBinding() throws SspiException {
        if (!unique) {
            return Optional.empty();
        }
        if (firstFinished == null) {
            throw withoutExtendedMasterSecret("tls-unique binding of a resumed session");
        }
        return Optional.of(firstFinished.clone());
    }

    @Override
    public byte[] export(String label, Optional<byte[]> context, int length) throws SspiException {
        return exporter.orElseThrow(() -> withoutExtendedMasterSecret("keying material")).export(label, context, length);
    }

    private static SspiException withoutExtendedMasterSecret(String what) {
        return new SspiException(
                SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION,
                "There is no " + what + " without the extended master secret, which the peer does not know; update the peer");
    }

    /** Whether data is preceded by a record of one byte, so that nobody can choose what the initialization vector meets. */
    boolean isSplit() {
        return version == TlsVersion.TLS_1_0 && suite.isCbc();
    }

    @Override
    public int recordHeader() {
        return HEADER + suite.before(version) + (isSplit() ? FIRST_OF_TWO : 0);
    }

    @Override
    public int recordTrailer() {
        return suite.after(version);
    }

    @Override
    public int largestMessage() {
        return largestMessage;
    }

    void close() {
        exporter.ifPresent(Exporter::close);
        destroy(connection.getTrafficSecretClient());
        destroy(connection.getTrafficSecretServer());
    }

    private static void destroy(TlsSecret secret) {
        if (secret != null) {
            secret.destroy();
        }
    }
}
