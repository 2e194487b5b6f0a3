package org.sspi4j.testkit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;

/** A certificate with its key and those of its issuers. */
public final class TestCertificate {
    private final List<X509Certificate> chain;
    private final PrivateKey privateKey;

    private TestCertificate(List<X509Certificate> chain, PrivateKey privateKey) {
        this.chain = List.copyOf(chain);
        this.privateKey = privateKey;
    }

    public X509Certificate certificate() {
        return chain.get(0);
    }

    public PrivateKey privateKey() {
        return privateKey;
    }

    /** Its own, then those of its issuers, the root too. */
    public List<X509Certificate> chain() {
        return chain;
    }

    /** As servers send it: without the root. */
    public List<X509Certificate> chainWithoutRoot() {
        return chain.subList(0, Math.max(1, chain.size() - 1));
    }

    /**
     * A key store of PKCS#12 with this one entry, named {@code entry}.
     *
     * @param password of the entry too
     */
    public KeyStore keyStore(char[] password) {
        var store = TestPki.emptyStore();
        try {
            store.setKeyEntry("entry", privateKey, password, chain.toArray(X509Certificate[]::new));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        return store;
    }

    @Override
    public String toString() {
        return "TestCertificate[" + certificate().getSubjectX500Principal() + "]";
    }

    /** What a certificate shall say. As it begins: valid now, with a key of P-256, good for everything, without names. */
    public static final class Request {
        /** szOID_NT_PRINCIPAL_NAME: otherName of a user's name. */
        private static final String PRINCIPAL_NAME = "1.3.6.1.4.1.311.20.2.3";
        /** szOID_NTDS_CA_SECURITY_EXT, KB5014754. */
        private static final String SECURITY_EXTENSION = "1.3.6.1.4.1.311.25.2";
        /** szOID_NTDS_OBJECTSID. */
        private static final String OBJECT_SID = "1.3.6.1.4.1.311.25.2.1";

        private static final SecureRandom RANDOM = new SecureRandom();

        private final X500Name issuer;
        private final PublicKey issuerKey;
        private final PrivateKey signingKey;
        private final List<X509Certificate> issuers;
        private final X500Name subject;
        private final List<GeneralName> names = new ArrayList<>();
        private final List<KeyPurposeId> usages = new ArrayList<>();
        private final List<Extension> extensions = new ArrayList<>();
        private String signature;
        private KeyPair keys;
        private Optional<BigInteger> serialNumber = Optional.empty();
        private boolean authority;
        private Instant notBefore = Instant.now().minus(Duration.ofDays(1));
        private Instant notAfter = Instant.now().plus(Duration.ofDays(30));

        Request(
                X500Name issuer,
                PublicKey issuerKey,
                PrivateKey signingKey,
                String signature,
                List<X509Certificate> issuers,
                String subject) {
            this.issuer = issuer;
            this.issuerKey = issuerKey;
            this.signingKey = signingKey;
            this.signature = signature;
            this.issuers = issuers;
            this.subject = X500Name.getInstance(new X500Principal(subject).getEncoded());
        }

        public Request key(TestKey kind) {
            return key(kind.of("certificates"));
        }

        public Request key(KeyPair keys) {
            this.keys = keys;
            return this;
        }

        /** @param algorithm of the issuer's key, such as {@code SHA1withRSA}, {@code SHA384withRSAandMGF1} */
        public Request signedWith(String algorithm) {
            this.signature = algorithm;
            return this;
        }

        public Request serialNumber(long serialNumber) {
            this.serialNumber = Optional.of(BigInteger.valueOf(serialNumber));
            return this;
        }

        /** dNSNames, whatever characters of ISO 8859-1 are in them. */
        public Request dnsNames(String... dnsNames) {
            for (var name : dnsNames) {
                names.add(new GeneralName(GeneralName.dNSName, name));
            }
            return this;
        }

        /** iPAddresses, as literals. */
        public Request ipAddresses(String... literals) {
            for (var literal : literals) {
                names.add(new GeneralName(GeneralName.iPAddress, literal));
            }
            return this;
        }

        /** An iPAddress of any octets. */
        public Request ipAddress(byte[] octets) {
            names.add(new GeneralName(GeneralName.iPAddress, new DEROctetString(octets)));
            return this;
        }

        public Request rfc822Name(String address) {
            names.add(new GeneralName(GeneralName.rfc822Name, address));
            return this;
        }

        /** A user principal name. */
        public Request upn(String name) {
            return otherName(PRINCIPAL_NAME, new DERUTF8String(name));
        }

        /** An otherName of any type and, as DER, any value. */
        public Request otherName(String type, byte[] value) {
            return otherName(type, decoded(value));
        }

        private Request otherName(String type, ASN1Encodable value) {
            names.add(new GeneralName(GeneralName.otherName, typed(type, value)));
            return this;
        }

        /**
         * The extension in which Active Directory's authority says whom it issued to.
         *
         * @param sid such as {@code S-1-5-21-1-2-3-1104}
         */
        public Request sid(String sid) {
            var name = new DERTaggedObject(false, 0, typed(OBJECT_SID, new DEROctetString(sid.getBytes(US_ASCII))));
            return extension(SECURITY_EXTENSION, encoded(new DERSequence(name)));
        }

        /**
         * Any extension, not critical.
         *
         * @param value as it stands in the extension's OCTET STRING
         */
        public Request extension(String type, byte[] value) {
            extensions.add(new Extension(new ASN1ObjectIdentifier(type), false, value));
            return this;
        }

        public Request serverAuth() {
            return usage(KeyPurposeId.id_kp_serverAuth.getId());
        }

        public Request clientAuth() {
            return usage(KeyPurposeId.id_kp_clientAuth.getId());
        }

        /** One extended key usage more. */
        public Request usage(String type) {
            usages.add(KeyPurposeId.getInstance(new ASN1ObjectIdentifier(type)));
            return this;
        }

        /** Says where the issuer's list is. */
        public Request revocationListAt(String uri) {
            var point = new DistributionPointName(new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, uri)));
            var points = new CRLDistPoint(new DistributionPoint[] {new DistributionPoint(point, null, null)});
            return extension(Extension.cRLDistributionPoints.getId(), encoded(points));
        }

        /** Says who answers by OCSP. */
        public Request responderAt(String uri) {
            var access = new AuthorityInformationAccess(
                    AccessDescription.id_ad_ocsp, new GeneralName(GeneralName.uniformResourceIdentifier, uri));
            return extension(Extension.authorityInfoAccess.getId(), encoded(access));
        }

        /** Valid until yesterday. */
        public Request expired() {
            return valid(Instant.now().minus(Duration.ofDays(30)), Instant.now().minus(Duration.ofDays(1)));
        }

        /** Valid from tomorrow on. */
        public Request notYetValid() {
            return valid(Instant.now().plus(Duration.ofDays(1)), Instant.now().plus(Duration.ofDays(30)));
        }

        public Request valid(Instant notBefore, Instant notAfter) {
            this.notBefore = notBefore;
            this.notAfter = notAfter;
            return this;
        }

        Request authority() {
            authority = true;
            return this;
        }

        public TestCertificate issue() {
            if (keys == null) {
                key(TestKey.EC);
            }
            var certificate = new JcaX509v3CertificateBuilder(
                    issuer, serialNumber.orElseGet(() -> new BigInteger(63, RANDOM).setBit(62)),
                    Date.from(notBefore), Date.from(notAfter), subject, keys.getPublic());
            try {
                extend(certificate);
            } catch (GeneralSecurityException | IOException e) {
                throw new IllegalStateException(e);
            }
            var chain = new ArrayList<X509Certificate>();
            chain.add(TestSignature.of(signature, signingKey).on(certificate));
            chain.addAll(issuers);
            return new TestCertificate(chain, keys.getPrivate());
        }

        private void extend(JcaX509v3CertificateBuilder certificate) throws GeneralSecurityException, IOException {
            var keyIds = new JcaX509ExtensionUtils();
            certificate.addExtension(Extension.subjectKeyIdentifier, false, keyIds.createSubjectKeyIdentifier(keys.getPublic()));
            certificate.addExtension(Extension.authorityKeyIdentifier, false, keyIds.createAuthorityKeyIdentifier(issuerKey));
            certificate.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
            if (authority) {
                certificate.addExtension(Extension.keyUsage, true, TestAuthority.usage());
            }
            if (!names.isEmpty()) {
                // RFC 5280 4.2.1.6: critical if there is no other name.
                boolean critical = subject.getRDNs().length == 0;
                var all = new GeneralNames(names.toArray(GeneralName[]::new));
                certificate.addExtension(Extension.subjectAlternativeName, critical, all);
            }
            if (!usages.isEmpty()) {
                certificate.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(usages.toArray(KeyPurposeId[]::new)));
            }
            for (var extension : extensions) {
                certificate.addExtension(extension);
            }
        }

        private static DERSequence typed(String type, ASN1Encodable value) {
            return new DERSequence(new ASN1Encodable[] {new ASN1ObjectIdentifier(type), new DERTaggedObject(true, 0, value)});
        }

        private static ASN1Primitive decoded(byte[] der) {
            try {
                return ASN1Primitive.fromByteArray(der);
            } catch (IOException e) {
                throw new IllegalArgumentException(e);
            }
        }

        private static byte[] encoded(ASN1Encodable value) {
            try {
                return value.toASN1Primitive().getEncoded("DER");
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
