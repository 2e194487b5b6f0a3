package org.sspi4j.schannel.certificate;

import java.security.InvalidAlgorithmParameterException;
import java.security.cert.CRL;
import java.security.cert.CRLSelector;
import java.security.cert.CertSelector;
import java.security.cert.CertStore;
import java.security.cert.CertStoreSpi;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;

/** What a peer sent, where issuers are looked for: a store for one handshake, which nobody has to be asked for. */
final class SentCertificates extends CertStoreSpi {
    private final List<X509Certificate> chain;

    private SentCertificates(List<X509Certificate> chain) throws InvalidAlgorithmParameterException {
        super(null);
        this.chain = chain;
    }

    static CertStore of(List<X509Certificate> chain) throws InvalidAlgorithmParameterException {
        // By this type the JDK knows a store that is at hand, and asks it before others.
        return new CertStore(new SentCertificates(chain), null, "Collection", null) {};
    }

    @Override
    public Collection<? extends Certificate> engineGetCertificates(CertSelector selector) {
        return chain.stream().filter(certificate -> selector == null || selector.match(certificate)).toList();
    }

    @Override
    public Collection<? extends CRL> engineGetCRLs(CRLSelector selector) {
        return List.of();
    }
}
