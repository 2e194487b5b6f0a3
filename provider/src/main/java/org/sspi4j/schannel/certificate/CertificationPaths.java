package org.sspi4j.schannel.certificate;

import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.sspi4j.crypto.Leases;

/**
 * Finds how a certificate leads to one that is trusted. The JDK looks.
 *
 * @spec RFC 5280 6
 */
final class CertificationPaths {
    private final Set<TrustAnchor> anchors;
    private final List<CertStore> stores;
    private final Leases<CertPathBuilder> builders = new Leases<>(CertificationPaths::builder);

    /** @param stores where issuers are looked for too */
    CertificationPaths(Set<TrustAnchor> anchors, List<CertStore> stores) {
        this.anchors = anchors;
        this.stores = stores;
    }

    /**
     * The certificate, its issuers, and the one that is trusted.
     *
     * @param chain the certificate, then those that came with it, in any order
     * @throws java.security.cert.CertPathBuilderException if there is no path
     */
    List<X509Certificate> of(List<X509Certificate> chain) throws GeneralSecurityException {
        var target = new X509CertSelector();
        target.setCertificate(chain.get(0));
        var parameters = new PKIXBuilderParameters(anchors, target);
        parameters.setRevocationEnabled(false);
        parameters.setMaxPathLength(Math.max(parameters.getMaxPathLength(), chain.size()));
        parameters.addCertStore(SentCertificates.of(chain));
        stores.forEach(parameters::addCertStore);
        var builder = builders.take();
        var built = (PKIXCertPathBuilderResult) builder.build(parameters);
        builders.give(builder);
        return certificates(built);
    }

    private static List<X509Certificate> certificates(PKIXCertPathBuilderResult built) {
        var path = new ArrayList<X509Certificate>();
        built.getCertPath().getCertificates().forEach(certificate -> path.add((X509Certificate) certificate));
        path.add(built.getTrustAnchor().getTrustedCert());
        return path;
    }

    private static CertPathBuilder builder() {
        try {
            return CertPathBuilder.getInstance("PKIX");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has it", e);
        }
    }
}
