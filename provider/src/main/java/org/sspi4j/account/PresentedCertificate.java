package org.sspi4j.account;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.sspi4j.crypto.Hash;
import org.sspi4j.wire.DecodeException;
import org.sspi4j.wire.asn1.DerReader;
import org.sspi4j.wire.asn1.Oid;
import org.sspi4j.wire.x509.GeneralNames;
import org.sspi4j.wire.x509.OtherName;

/**
 * A client's certificate, by what an account can be found with. What cannot be read is not there.
 *
 * @param issuer by which it was verified; empty if it is trusted itself
 */
record PresentedCertificate(X509Certificate certificate, Optional<X509Certificate> issuer) {
    /** szOID_NTDS_CA_SECURITY_EXT, KB5014754: the SID of the account that Active Directory's authority issued it to. */
    private static final String SECURITY_EXTENSION = "1.3.6.1.4.1.311.25.2";
    /** szOID_NTDS_OBJECTSID. */
    private static final Oid OBJECT_SID = Oid.of("1.3.6.1.4.1.311.25.2.1");
    /** szOID_NT_PRINCIPAL_NAME. */
    private static final Oid PRINCIPAL_NAME = Oid.of("1.3.6.1.4.1.311.20.2.3");
    private static final String SUBJECT_KEY_IDENTIFIER = "2.5.29.14";
    private static final Pattern SID = Pattern.compile("S-1-[0-9]{1,20}(-[0-9]{1,10}){1,15}");

    private static final GeneralNames NO_NAMES = new GeneralNames(List.of(), List.of(), List.of(), List.of());

    /** @param path that was verified */
    static PresentedCertificate of(List<X509Certificate> path) {
        return new PresentedCertificate(path.get(0), path.stream().skip(1).findFirst());
    }

    /** Whether the authority said whom it issued to, readably or not. */
    boolean hasSecurityExtension() {
        return certificate.getExtensionValue(SECURITY_EXTENSION) != null;
    }

    /** As text; there is one, or it is none. */
    Optional<String> sid() {
        var sids = names(SECURITY_EXTENSION).otherNames().stream().filter(name -> name.typeId().equals(OBJECT_SID)).toList();
        if (sids.size() != 1) {
            return Optional.empty();
        }
        try {
            var sid = new String(DerReader.of(sids.get(0).value(), "SID").octetString(), ISO_8859_1);
            return SID.matcher(sid).matches() ? Optional.of(sid) : Optional.empty();
        } catch (DecodeException e) {
            return Optional.empty();
        }
    }

    /** In hexadecimal. */
    Optional<String> subjectKeyIdentifier() {
        byte[] extension = certificate.getExtensionValue(SUBJECT_KEY_IDENTIFIER);
        if (extension == null) {
            return Optional.empty();
        }
        try {
            var identifier = DerReader.of(DerReader.of(extension, "extnValue").octetString(), "SubjectKeyIdentifier").octetString();
            return Optional.of(HexFormat.of().formatHex(identifier));
        } catch (DecodeException e) {
            return Optional.empty();
        }
    }

    /** Of the SubjectPublicKeyInfo, in hexadecimal. */
    String publicKeyHash(Hash hash) {
        return publicKeyHash(certificate, hash);
    }

    static String publicKeyHash(X509Certificate of, Hash hash) {
        return HexFormat.of().formatHex(hash.of(of.getPublicKey().getEncoded()));
    }

    List<String> userPrincipalNames() {
        var upns = new ArrayList<String>();
        for (var name : names().otherNames()) {
            if (name.typeId().equals(PRINCIPAL_NAME)) {
                utf8(name).ifPresent(upns::add);
            }
        }
        return upns;
    }

    List<String> rfc822Names() {
        return names().rfc822Names();
    }

    private static Optional<String> utf8(OtherName name) {
        try {
            return Optional.of(DerReader.of(name.value(), "UPN").utf8String());
        } catch (DecodeException e) {
            return Optional.empty();
        }
    }

    private GeneralNames names() {
        try {
            return GeneralNames.of(certificate);
        } catch (DecodeException e) {
            return NO_NAMES;
        }
    }

    private GeneralNames names(String extension) {
        try {
            return GeneralNames.of(certificate, extension);
        } catch (DecodeException e) {
            return NO_NAMES;
        }
    }
}
