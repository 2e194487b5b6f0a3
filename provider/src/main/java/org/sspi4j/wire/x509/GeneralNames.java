package org.sspi4j.wire.x509;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.sspi4j.wire.DecodeException;
import org.sspi4j.wire.asn1.DerReader;

/**
 * GeneralNames, as their octets say them. The JDK gives addresses as text, in which an IPv6 address that stands for one of IPv4 has
 * become that one, and names with characters that are not ASCII as others.
 *
 * @param dnsNames each octet is a character: what is no DNS name shows as none
 * @param rfc822Names the same
 * @param ipAddresses of 4 or 16 octets if they are right
 * @spec RFC 5280 4.2.1.6
 */
public record GeneralNames(List<String> dnsNames, List<String> rfc822Names, List<byte[]> ipAddresses, List<OtherName> otherNames) {
    /** More is no certificate but somebody who keeps us busy. */
    private static final int MOST = 10_000;

    private static final String SUBJECT_ALT_NAME = "2.5.29.17";
    private static final int OTHER_NAME = 0;
    private static final int RFC822_NAME = 1;
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    public GeneralNames {
        dnsNames = List.copyOf(dnsNames);
        rfc822Names = List.copyOf(rfc822Names);
        ipAddresses = List.copyOf(ipAddresses);
        otherNames = List.copyOf(otherNames);
    }

    /** The subject's alternative names; none if the certificate has none. */
    public static GeneralNames of(X509Certificate certificate) throws DecodeException {
        return of(certificate, SUBJECT_ALT_NAME);
    }

    /**
     * Those of another extension that has this form; none if it is not there.
     *
     * @param type such as {@code 2.5.29.17}
     */
    public static GeneralNames of(X509Certificate certificate, String type) throws DecodeException {
        byte[] extension = certificate.getExtensionValue(type);
        return extension == null
                ? new GeneralNames(List.of(), List.of(), List.of(), List.of())
                : decode(DerReader.of(extension, "extnValue").octetString());
    }

    public static GeneralNames decode(byte[] der) throws DecodeException {
        var dnsNames = new ArrayList<String>();
        var rfc822Names = new ArrayList<String>();
        var ipAddresses = new ArrayList<byte[]>();
        var otherNames = new ArrayList<OtherName>();
        DerReader.of(der, "GeneralNames").sequenceOf(MOST, in -> {
            if (in.has(OTHER_NAME)) {
                otherNames.add(OtherName.decode(in.insideTagged(OTHER_NAME, "otherName")));
            } else if (in.hasImplicit(RFC822_NAME)) {
                rfc822Names.add(new String(in.implicit(RFC822_NAME, "rfc822Name"), ISO_8859_1));
            } else if (in.hasImplicit(DNS_NAME)) {
                dnsNames.add(new String(in.implicit(DNS_NAME, "dNSName"), ISO_8859_1));
            } else if (in.hasImplicit(IP_ADDRESS)) {
                ipAddresses.add(in.implicit(IP_ADDRESS, "iPAddress"));
            } else {
                in.element("GeneralName");
            }
            return true;
        });
        return new GeneralNames(dnsNames, rfc822Names, ipAddresses, otherNames);
    }
}
