package org.sspi4j.schannel.certificate;

import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.KeyStore;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import javax.security.auth.x500.X500Principal;
import org.sspi4j.api.SchannelSettings;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;

/**
 * Whom a credential trusts, and how it asks whether a certificate is revoked. Made once for a credential, since it costs some
 * milliseconds; used by any number of handshakes at once.
 *
 * <p>Paths are the JDK's: its PKIX trust manager, with the algorithm constraints of the JVM and of the connection.
 */
public final class TrustedRoots {
    private final X509ExtendedTrustManager trustManager;
    private final List<X509Certificate> certificates;
    private final List<X500Principal> authorities;
    private final CertificationPaths paths;
    private final Optional<RevocationCheck> revocation;
    private final Clock clock;

    private TrustedRoots(
            X509ExtendedTrustManager trustManager,
            List<X509Certificate> certificates,
            CertificationPaths paths,
            Optional<RevocationCheck> revocation,
            Clock clock) {
        this.trustManager = trustManager;
        this.certificates = certificates;
        this.authorities = certificates.stream().map(X509Certificate::getSubjectX500Principal).distinct().toList();
        this.paths = paths;
        this.revocation = revocation;
        this.clock = clock;
    }

    /**
     * The trusted certificates of hRootStore, and if there is none those that the JDK trusts. Entries with a private key are not trusted.
     *
     * @param clock what it says counts beside the JDK's own, which is that of the machine
     * @throws SspiException SEC_E_INVALID_PARAMETER if hRootStore trusts nobody
     */
    public static TrustedRoots of(SchannelSettings settings, Clock clock) throws SspiException {
        try {
            var parameters = settings.rootStore().isPresent() ? parameters(settings.rootStore().get()) : parametersOfTheJdk();
            settings.revocationLists().ifPresent(parameters::addCertStore);
            // Asked for separately, one certificate after the other: the trust manager cannot tell what the flags tell apart.
            parameters.setRevocationEnabled(false);
            var revocation = RevocationCheck.of(settings.flags(), parameters.getCertStores());
            var paths = new CertificationPaths(parameters.getTrustAnchors(), parameters.getCertStores());
            return new TrustedRoots(trustManager(parameters), certificates(parameters), paths, revocation, clock);
        } catch (GeneralSecurityException e) {
            throw new SspiException(SecurityStatus.SEC_E_INVALID_PARAMETER, "The trusted roots cannot be used: " + e.getMessage(), e);
        }
    }

    /** Those that it trusts. */
    public List<X509Certificate> certificates() {
        return certificates;
    }

    /** Names of those that it trusts. */
    List<X500Principal> authorities() {
        return authorities;
    }

    /** Path and times, then what the certificate is for, then whether it is revoked. */
    void check(List<X509Certificate> chain, String authType, Optional<SSLEngine> engine, CertificateUsage usage) throws SspiException {
        checkPath(chain, authType, engine, usage);
        // The JDK looks at nothing of a certificate that is trusted itself.
        checkTime(chain.get(0), usage);
        usage.check(chain.get(0));
        if (revocation.isPresent()) {
            revocation.get().check(path(chain, authType, engine, usage), usage);
        }
    }

    /**
     * The same, of a path that is found first: what else was sent along has nothing to say.
     *
     * @param chain as the peer sent it
     */
    VerifiedPath verify(List<X509Certificate> chain, String authType, Optional<SSLEngine> engine, CertificateUsage usage)
            throws SspiException {
        var path = path(chain, authType, engine, usage);
        checkPath(path, authType, engine, usage);
        checkTime(path.get(0), usage);
        for (var issuer : path.subList(1, Math.max(1, path.size() - 1))) {
            checkTime(issuer, usage);
        }
        usage.check(path.get(0));
        if (revocation.isPresent()) {
            revocation.get().check(path, usage);
        }
        return new VerifiedPath(path);
    }

    private List<X509Certificate> path(
            List<X509Certificate> chain, String authType, Optional<SSLEngine> engine, CertificateUsage usage) throws SspiException {
        try {
            return paths.of(chain);
        } catch (GeneralSecurityException e) {
            // Why there is none, the trust manager says of the chain as it was sent.
            checkPath(chain, authType, engine, usage);
            checkTime(chain.get(0), usage);
            throw new SspiException(
                    SecurityStatus.SEC_E_CERT_UNKNOWN,
                    "No path leads from the " + usage.peer() + "'s certificate to one that is trusted: " + e.getMessage(), e);
        }
    }

    private void checkPath(List<X509Certificate> chain, String authType, Optional<SSLEngine> engine, CertificateUsage usage)
            throws SspiException {
        var certificates = chain.toArray(X509Certificate[]::new);
        try {
            if (usage == CertificateUsage.SERVER) {
                trustManager.checkServerTrusted(certificates, authType, engine.orElse(null));
            } else {
                trustManager.checkClientTrusted(certificates, authType, engine.orElse(null));
            }
        } catch (CertificateException e) {
            throw PathStatus.of(e, chain, usage);
        }
    }

    private void checkTime(X509Certificate certificate, CertificateUsage usage) throws SspiException {
        try {
            certificate.checkValidity(Date.from(clock.instant()));
        } catch (CertificateException e) {
            throw PathStatus.notInForce(e, certificate, usage);
        }
    }

    private static PKIXBuilderParameters parameters(KeyStore roots) throws GeneralSecurityException, SspiException {
        try {
            return new PKIXBuilderParameters(roots, new X509CertSelector());
        } catch (InvalidAlgorithmParameterException e) {
            throw new SspiException(
                    SecurityStatus.SEC_E_INVALID_PARAMETER,
                    "hRootStore has no trusted certificate: add the root that vouches for the peers as a certificate entry", e);
        }
    }

    private static PKIXBuilderParameters parametersOfTheJdk() throws GeneralSecurityException {
        var factory = factory();
        factory.init((KeyStore) null);
        var roots = ((X509TrustManager) factory.getTrustManagers()[0]).getAcceptedIssuers();
        var anchors = Stream.of(roots).map(root -> new TrustAnchor(root, null)).collect(Collectors.toSet());
        return new PKIXBuilderParameters(anchors, new X509CertSelector());
    }

    private static X509ExtendedTrustManager trustManager(PKIXBuilderParameters parameters) throws GeneralSecurityException {
        var factory = factory();
        factory.init(new CertPathTrustManagerParameters(parameters));
        return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
    }

    private static TrustManagerFactory factory() throws NoSuchAlgorithmException {
        return TrustManagerFactory.getInstance("PKIX");
    }

    private static List<X509Certificate> certificates(PKIXBuilderParameters parameters) {
        return parameters.getTrustAnchors().stream().map(TrustAnchor::getTrustedCert).toList();
    }
}
