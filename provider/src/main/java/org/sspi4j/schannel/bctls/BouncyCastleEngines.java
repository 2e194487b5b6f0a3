package org.sspi4j.schannel.bctls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Vector;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.sspi4j.api.CertContext;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.schannel.tls.TlsEngine;
import org.sspi4j.schannel.tls.TlsEngines;
import org.sspi4j.schannel.tls.TlsLimits;
import org.sspi4j.schannel.tls.TlsOffer;

/** The engines of one credential over Bouncy Castle's TLS. */
public final class BouncyCastleEngines implements TlsEngines {
    private final BcTlsCrypto crypto;
    private final CertificateFactory x509;
    private final Map<CertContext, OwnCertificate> own = new IdentityHashMap<>();
    private final Optional<Sessions> clients;
    private final Optional<Sessions> servers;
    private volatile Limits limits;
    private volatile Authorities authorities;

    /**
     * @param certificates those that are likely to be chosen; a choice may show others, more slowly
     * @param sessionLifespan from the handshake in which a session began
     * @param resumable false: each handshake is a full one
     * @param random cryptographically strong
     * @throws SspiException SEC_E_UNKNOWN_CREDENTIALS if one of the certificates cannot be used
     */
    public BouncyCastleEngines(
            List<CertContext> certificates, Duration sessionLifespan, boolean resumable, Clock clock, RandomGenerator random)
            throws SspiException {
        crypto = new Crypto(new GivenRandom(random));
        clients = resumable ? Optional.of(new Sessions(clock, sessionLifespan)) : Optional.empty();
        servers = resumable ? Optional.of(new Sessions(clock, sessionLifespan)) : Optional.empty();
        try {
            x509 = CertificateFactory.getInstance("X.509");
            for (var certificate : certificates) {
                own.put(certificate, OwnCertificate.of(certificate, crypto));
            }
        } catch (CertificateException | IOException e) {
            throw new SspiException(
                    SecurityStatus.SEC_E_UNKNOWN_CREDENTIALS, "A certificate of the credential cannot be used: " + e.getMessage(), e);
        }
    }

    @Override
    public TlsEngine initiator(TlsOffer offer) throws SspiException {
        var incoming = new Incoming();
        var role = new Initiator(this, offer, limits(offer.limits()), incoming);
        return BouncyCastleEngine.of(new InitiatorProtocol(role, incoming), role, incoming);
    }

    @Override
    public TlsEngine acceptor(TlsOffer offer) throws SspiException {
        var incoming = new Incoming();
        var role = new Acceptor(this, offer, limits(offer.limits()), incoming);
        return BouncyCastleEngine.of(new AcceptorProtocol(role, incoming), role, incoming);
    }

    /** Forgets its sessions. Engines that it made go on. */
    @Override
    public void close() {
        clients.ifPresent(Sessions::forgetAll);
        servers.ifPresent(Sessions::forgetAll);
    }

    private Limits limits(TlsLimits of) throws SspiException {
        var known = limits;
        if (known == null || !known.of().equals(of)) {
            known = Limits.of(of);
            limits = known;
        }
        return known;
    }

    BcTlsCrypto crypto() {
        return crypto;
    }

    /** Empty if nothing is resumed. */
    Optional<Sessions> clientSessions() {
        return clients;
    }

    /** Empty if nothing is resumed. */
    Optional<Sessions> serverSessions() {
        return servers;
    }

    OwnCertificate own(CertContext context) throws IOException {
        var prepared = own.get(context);
        return prepared != null ? prepared : OwnCertificate.of(context, crypto);
    }

    /** A peer's certificates in the JDK's form. */
    List<X509Certificate> chain(Certificate message) throws IOException {
        var certificates = message.getCertificateList();
        var chain = new X509Certificate[certificates.length];
        for (int i = 0; i < chain.length; i++) {
            chain[i] = x509(certificates[i]);
        }
        return List.of(chain);
    }

    private X509Certificate x509(TlsCertificate certificate) throws IOException {
        try {
            return (X509Certificate) x509.generateCertificate(new ByteArrayInputStream(certificate.getEncoded()));
        } catch (CertificateException e) {
            throw new TlsFatalAlert(
                    AlertDescription.bad_certificate, "the peer's certificate does not parse; look at what it sends: " + e.getMessage(), e);
        }
    }

    /** The names for a CertificateRequest. Those of a credential are the same for all its connections. */
    Vector<X500Name> authorities(List<X500Principal> of) {
        var known = authorities;
        if (known == null || known.of != of) {
            known = new Authorities(of, names(of.stream()));
            authorities = known;
        }
        return known.names;
    }

    private static Vector<X500Name> names(Stream<X500Principal> principals) {
        return principals.map(principal -> X500Name.getInstance(principal.getEncoded())).collect(Collectors.toCollection(Vector::new));
    }

    private record Authorities(List<X500Principal> of, Vector<X500Name> names) {}
}
