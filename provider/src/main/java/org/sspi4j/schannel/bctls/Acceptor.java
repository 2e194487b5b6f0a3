package org.sspi4j.schannel.bctls;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.Vector;
import java.util.stream.Collectors;
import org.bouncycastle.tls.AbstractTlsServer;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.ClientCertificateType;
import org.bouncycastle.tls.NameType;
import org.bouncycastle.tls.ProtocolName;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.ServerName;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsSession;
import org.bouncycastle.tls.TlsUtils;
import org.sspi4j.api.SspiException;
import org.sspi4j.schannel.tls.CertificateChoice.Wish;
import org.sspi4j.schannel.tls.TlsOffer;

/** A server's answers to Bouncy Castle's questions. */
final class Acceptor extends AbstractTlsServer implements Role {
    private static final int SESSION_ID = 32;

    private final BouncyCastleEngines engines;
    private final TlsOffer offer;
    private final Limits limits;
    private final Incoming incoming;
    private Optional<Sessions.Kept> resumable = Optional.empty();
    private List<X509Certificate> peerCertificates = List.of();
    private List<X509Certificate> localCertificates = List.of();
    private boolean chosen;
    private boolean rsa;
    private Optional<TlsCredentialedSigner> signer = Optional.empty();
    private byte[] sessionId = {};
    private volatile Agreed agreed;

    Acceptor(BouncyCastleEngines engines, TlsOffer offer, Limits limits, Incoming incoming) {
        super(engines.crypto());
        this.engines = engines;
        this.offer = offer;
        this.limits = limits;
        this.incoming = incoming;
    }

    @Override
    public Optional<Agreed> agreed() {
        return Optional.ofNullable(agreed);
    }

    @Override
    public void forgetSession() {
        engines.serverSessions().ifPresent(sessions -> sessions.forget(ByteBuffer.wrap(sessionId)));
    }

    @Override
    protected ProtocolVersion[] getSupportedVersions() {
        return limits.versions().clone();
    }

    @Override
    protected int[] getSupportedCipherSuites() {
        return limits.suites().clone();
    }

    @Override
    protected boolean preferLocalCipherSuites() {
        return true;
    }

    @Override
    protected Vector<ProtocolName> getProtocolNames() {
        return offer.applicationProtocols().stream().map(ProtocolName::asRawBytes).collect(Collectors.toCollection(Vector::new));
    }

    @Override
    public byte[] getNewSessionID() {
        return engines.serverSessions().isEmpty() ? null : context.getNonceGenerator().generateNonce(SESSION_ID);
    }

    @Override
    public TlsSession getSessionToResume(byte[] id) {
        resumable = engines.serverSessions().flatMap(sessions -> sessions.find(ByteBuffer.wrap(id))).filter(this::isFitting);
        return resumable.map(Sessions.Kept::session).orElse(null);
    }

    /** What Bouncy Castle does not look at, or would fail for instead of doing a full handshake. */
    private boolean isFitting(Sessions.Kept kept) {
        var parameters = kept.session().exportSessionParameters();
        return contains(offeredCipherSuites, parameters.getCipherSuite())
                && contains(limits.suites(), parameters.getCipherSuite())
                // What a client showed to who asked is not told to who did not.
                && offer.asksForCertificate() != kept.peer().isEmpty()
                // RFC 6066 3: "A server that implements this extension MUST NOT accept the request to resume the session if the
                // server_name extension contains a different name."
                && kept.serverName().equals(serverName());
    }

    private static boolean contains(int[] numbers, int number) {
        for (int each : numbers) {
            if (each == number) {
                return true;
            }
        }
        return false;
    }

    private Optional<String> serverName() {
        var names = context.getSecurityParameters().getClientServerNames();
        if (names == null) {
            return Optional.empty();
        }
        for (var each : names) {
            if (each instanceof ServerName name && name.getNameType() == NameType.host_name) {
                return Optional.of(new String(name.getNameData(), StandardCharsets.US_ASCII));
            }
        }
        return Optional.empty();
    }

    @Override
    protected boolean selectCipherSuite(int number) throws IOException {
        if (!chosen) {
            chosen = true;
            chooseCertificate();
        }
        var suite = Suite.of(number).orElseThrow();
        return (TlsUtils.isTLSv13(context) || suite.isRsa() == rsa) && super.selectCipherSuite(number);
    }

    /** Before the cipher suite, which has to fit it. */
    private void chooseCertificate() throws IOException {
        var clients = new Taken(context, context.getSecurityParametersHandshake().getClientSigAlgs());
        var keys = clients.keys(this::hasSuite);
        var context = offer.certificates().choose(new Wish(keys, List.of(), serverName()));
        if (context.isPresent()) {
            var own = engines.own(context.get());
            signer = clients.signer(own, engines.crypto());
            rsa = Scheme.key(own.key()).startsWith("RSA");
            localCertificates = own.context().chain();
        }
        if (signer.isEmpty()) {
            throw new TlsFatalAlert(
                    AlertDescription.handshake_failure,
                    "this side has no certificate that the client can check; add one with a key of " + (keys.isEmpty() ? "RSA" : keys));
        }
    }

    /** Whether the client and this side share a cipher suite for such a key. */
    private boolean hasSuite(String key) {
        if (TlsUtils.isTLSv13(context)) {
            return true;
        }
        boolean wanted = key.startsWith("RSA");
        for (int number : limits.suites()) {
            if (contains(offeredCipherSuites, number)
                    && TlsUtils.isValidVersionForCipherSuite(number, context.getServerVersion())
                    && Suite.of(number).orElseThrow().isRsa() == wanted) {
                return true;
            }
        }
        return false;
    }

    @Override
    public TlsCredentials getCredentials() {
        return signer.orElseThrow();
    }

    @Override
    public CertificateRequest getCertificateRequest() throws IOException {
        if (!offer.asksForCertificate()) {
            return null;
        }
        var authorities = engines.authorities(offer.peer().authorities());
        if (TlsUtils.isTLSv13(context)) {
            // RFC 8446 4.2.4: the list of certificate_authorities is not empty, and all right without the extension.
            return new CertificateRequest(new byte[0], Scheme.ours(), null, authorities.isEmpty() ? null : authorities);
        }
        return new CertificateRequest(
                new short[] {ClientCertificateType.ecdsa_sign, ClientCertificateType.rsa_sign},
                TlsUtils.isTLSv12(context) ? Scheme.ours() : null,
                authorities);
    }

    @Override
    public void notifyClientCertificate(Certificate shown) throws IOException {
        if (shown == null || shown.isEmpty()) {
            return;
        }
        peerCertificates = engines.chain(shown);
        try {
            offer.peer().check(peerCertificates, authType(), Optional.empty());
        } catch (SspiException e) {
            throw Alerts.refusal(e);
        }
    }

    /** As the JDK's servers have it: the algorithm of the client's key. */
    private String authType() {
        var algorithm = peerCertificates.get(0).getPublicKey().getAlgorithm();
        return Set.of("RSA", "EC", "RSASSA-PSS").contains(algorithm) ? algorithm : "UNKNOWN";
    }

    @Override
    public void notifyHandshakeComplete() throws IOException {
        var connection = context.getSecurityParametersConnection();
        sessionId = context.getSession().getSessionID();
        if (connection.isResumedSession()) {
            peerCertificates = resumable.orElseThrow().peer();
            localCertificates = resumable.get().local();
        } else if (context.getResumableSession() != null && connection.isExtendedMasterSecret()) {
            var name = serverName();
            engines.serverSessions().ifPresent(sessions -> sessions.keep(
                    ByteBuffer.wrap(sessionId), context.getResumableSession(), peerCertificates, localCertificates, name));
        }
        agreed = Agreed.of(context, peerCertificates, localCertificates, BouncyCastleEngine.largestMessage(connection));
        incoming.established(agreed.version());
    }
}
