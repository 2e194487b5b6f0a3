package org.sspi4j.schannel.bctls;

import java.io.IOException;
import java.security.cert.CertificateEncodingException;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateEntry;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.sspi4j.api.CertContext;

/**
 * A certificate of this side, in Bouncy Castle's form.
 *
 * @param before13 the Certificate message of TLS 1.2 and before
 * @param of13 that of TLS 1.3
 */
record OwnCertificate(CertContext context, SubjectPublicKeyInfo key, Certificate before13, Certificate of13) {
    static OwnCertificate of(CertContext context, BcTlsCrypto crypto) throws IOException {
        var chain = context.chain();
        var certificates = new TlsCertificate[chain.size()];
        var entries = new CertificateEntry[chain.size()];
        try {
            for (int i = 0; i < certificates.length; i++) {
                certificates[i] = crypto.createCertificate(chain.get(i).getEncoded());
                entries[i] = new CertificateEntry(certificates[i], null);
            }
        } catch (CertificateEncodingException e) {
            throw new TlsFatalAlert(AlertDescription.internal_error, "a certificate of this side has no encoding", e);
        }
        var key = SubjectPublicKeyInfo.getInstance(context.certificate().getPublicKey().getEncoded());
        return new OwnCertificate(context, key, new Certificate(certificates), new Certificate(new byte[0], entries));
    }

    Certificate message(boolean tls13) {
        return tls13 ? of13 : before13;
    }
}
