package org.sspi4j.schannel.certificate;

import java.security.cert.X509Certificate;
import org.sspi4j.wire.DecodeException;
import org.sspi4j.wire.asn1.DerReader;
import org.sspi4j.wire.asn1.Oid;

/** Where a certificate says that its revocation can be asked for. */
final class RevocationPlaces {
    private static final String CRL_DISTRIBUTION_POINTS = "2.5.29.31";
    private static final String AUTHORITY_INFO_ACCESS = "1.3.6.1.5.5.7.1.1";
    private static final Oid OCSP = Oid.of("1.3.6.1.5.5.7.48.1");
    private static final int MOST = 100;

    private RevocationPlaces() {}

    /**
     * Whether it names a list or a responder.
     *
     * @spec RFC 5280 4.2.1.13, 4.2.2.1
     */
    static boolean areNamedIn(X509Certificate certificate) {
        return certificate.getExtensionValue(CRL_DISTRIBUTION_POINTS) != null || namesAResponder(certificate);
    }

    private static boolean namesAResponder(X509Certificate certificate) {
        byte[] extension = certificate.getExtensionValue(AUTHORITY_INFO_ACCESS);
        if (extension == null) {
            return false;
        }
        try {
            var descriptions = DerReader.of(DerReader.of(extension, "extnValue").octetString(), "AuthorityInfoAccessSyntax");
            return descriptions.sequenceOf(MOST, RevocationPlaces::accessMethod).contains(OCSP);
        } catch (DecodeException e) {
            return false;
        }
    }

    private static Oid accessMethod(DerReader in) throws DecodeException {
        var description = in.next("AccessDescription").sequence();
        var method = description.next("accessMethod").oid();
        description.element("accessLocation");
        description.end();
        return method;
    }
}
