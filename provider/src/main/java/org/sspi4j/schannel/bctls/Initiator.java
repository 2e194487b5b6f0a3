package org.sspi4j.schannel.bctls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Vector;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.tls.AbstractTlsClient;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.CertificateStatusRequest;
import org.bouncycastle.tls.ClientCertificateType;
import org.bouncycastle.tls.KeyExchangeAlgorithm;
import org.bouncycastle.tls.NameType;
import org.bouncycastle.tls.NamedGroup;
import org.bouncycastle.tls.ProtocolName;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.ServerName;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.TlsSession;
import org.bouncycastle.tls.TlsUtils;
import org.sspi4j.api.SspiException;
import org.sspi4j.schannel.tls.CertificateChoice.Wish;
import org.sspi4j.schannel.tls.TlsOffer;

/** A client's answers to Bouncy Castle's questions. */
final class Initiator extends AbstractTlsClient implements Role, TlsAuthentication {
    private static final Vector<Integer> GROUPS = Stream.of(
                    NamedGroup.x25519,
                    NamedGroup.secp256r1,
                    NamedGroup.secp384r1,
                    NamedGroup.secp521r1,
                    NamedGroup.x448,
                    NamedGroup.ffdhe2048,
                    NamedGroup.ffdhe3072,
                    NamedGroup.ffdhe4096)
            .collect(Collectors.toCollection(Vector::new));

    private final BouncyCastleEngines engines;
    private final TlsOffer offer;
    private final Limits limits;
    private final Incoming incoming;
    private Optional<Sessions.Kept> resumable = Optional.empty();
    private List<X509Certificate> peerCertificates = List.of();
    private List<X509Certificate> localCertificates = List.of();
    private volatile Agreed agreed;

    Initiator(BouncyCastleEngines engines, TlsOffer offer, Limits limits, Incoming incoming) {
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
        engines.clientSessions().ifPresent(sessions -> sessions.forget(offer.sessionKey()));
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
    protected Vector<Integer> getSupportedGroups(Vector roles) {
        return new Vector<>(GROUPS);
    }

    @Override
    protected Vector<SignatureAndHashAlgorithm> getSupportedSignatureAlgorithms() {
        return Scheme.ours();
    }

    /** Revocation is the business of who checks the certificate. */
    @Override
    protected CertificateStatusRequest getCertificateStatusRequest() {
        return null;
    }

    @Override
    protected Vector<ServerName> getSNIServerNames() {
        return offer.serverName()
                .map(name -> TlsUtils.<ServerName>vectorOfOne(
                        new ServerName(NameType.host_name, name.getBytes(StandardCharsets.US_ASCII))))
                .orElse(null);
    }

    @Override
    protected Vector<ProtocolName> getProtocolNames() {
        return offer.applicationProtocols().isEmpty()
                ? null
                : offer.applicationProtocols().stream().map(ProtocolName::asRawBytes).collect(Collectors.toCollection(Vector::new));
    }

    @Override
    public TlsSession getSessionToResume() {
        resumable = engines.clientSessions().flatMap(sessions -> sessions.find(offer.sessionKey()));
        return resumable.map(Sessions.Kept::session).orElse(null);
    }

    @Override
    public TlsAuthentication getAuthentication() {
        return this;
    }

    @Override
    public void notifyServerCertificate(TlsServerCertificate shown) throws IOException {
        peerCertificates = engines.chain(shown.getCertificate());
        try {
            offer.peer().check(peerCertificates, authType(), Optional.empty());
        } catch (SspiException e) {
            throw Alerts.refusal(e);
        }
    }

    private String authType() {
        return switch (context.getSecurityParametersHandshake().getKeyExchangeAlgorithm()) {
            case KeyExchangeAlgorithm.ECDHE_RSA -> "ECDHE_RSA";
            case KeyExchangeAlgorithm.ECDHE_ECDSA -> "ECDHE_ECDSA";
            case KeyExchangeAlgorithm.DHE_RSA -> "DHE_RSA";
            default -> "UNKNOWN";
        };
    }

    @Override
    public TlsCredentials getClientCredentials(CertificateRequest request) throws IOException {
        var peers = new Taken(context, request.getSupportedSignatureAlgorithms());
        var issuers = issuers(request);
        var chosen = offer.certificates().choose(new Wish(peers.keys(key -> isAsked(request, key)), issuers, Optional.empty()));
        if (chosen.isEmpty()) {
            return null;
        }
        var own = engines.own(chosen.get());
        var signer = peers.signer(own, engines.crypto());
        localCertificates = signer.isPresent() ? own.context().chain() : List.of();
        return signer.orElse(null);
    }

    /** certificate_types, which TLS 1.3 has no more. RFC 8422 5.5: ecdsa_sign is for keys of ECDSA or EdDSA. */
    private static boolean isAsked(CertificateRequest request, String key) {
        var types = request.getCertificateTypes();
        if (types == null) {
            return true;
        }
        short wanted = key.startsWith("RSA") ? ClientCertificateType.rsa_sign : ClientCertificateType.ecdsa_sign;
        for (short type : types) {
            if (type == wanted) {
                return true;
            }
        }
        return false;
    }

    private static List<X500Principal> issuers(CertificateRequest request) throws IOException {
        if (request.getCertificateAuthorities() == null) {
            return List.of();
        }
        var issuers = new X500Principal[request.getCertificateAuthorities().size()];
        for (int i = 0; i < issuers.length; i++) {
            issuers[i] = new X500Principal(((X500Name) request.getCertificateAuthorities().get(i)).getEncoded());
        }
        return List.of(issuers);
    }

    @Override
    public void notifyHandshakeComplete() throws IOException {
        var connection = context.getSecurityParametersConnection();
        var protocol = connection.getApplicationProtocol();
        var offered = getProtocolNames();
        if (protocol != null && (offered == null || !offered.contains(protocol))) {
            throw new TlsFatalAlert(
                    AlertDescription.illegal_parameter,
                    "the server chose an application protocol that was not offered; look at the server");
        }
        if (connection.isResumedSession()) {
            peerCertificates = resumable.orElseThrow().peer();
            localCertificates = resumable.get().local();
        } else if (context.getResumableSession() != null && connection.isExtendedMasterSecret()) {
            engines.clientSessions().ifPresent(sessions -> sessions.keep(
                    offer.sessionKey(), context.getResumableSession(), peerCertificates, localCertificates, Optional.empty()));
        }
        agreed = Agreed.of(context, peerCertificates, localCertificates, BouncyCastleEngine.largestMessage(connection));
        incoming.established(agreed.version());
    }
}
