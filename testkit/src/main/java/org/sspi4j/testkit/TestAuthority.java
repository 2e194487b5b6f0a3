package org.sspi4j.testkit;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v2CRLBuilder;

/** Issues certificates, and lists those that it took back. */
public final class TestAuthority {
    private final TestCertificate own;
    private final KeyPair keys;
    private final TestKey kind;
    private final Set<BigInteger> revoked = new ConcurrentSkipListSet<>();

    private TestAuthority(TestCertificate own, KeyPair keys, TestKey kind) {
        this.own = own;
        this.keys = keys;
        this.kind = kind;
    }

    static TestAuthority root(String commonName, TestKey kind) {
        var keys = kind.of("authorities");
        var name = "CN=" + commonName;
        var itself = new TestCertificate.Request(
                new X500Name(name), keys.getPublic(), keys.getPrivate(), kind.signature(), List.of(), name);
        return new TestAuthority(itself.key(keys).authority().issue(), keys, kind);
    }

    static TestAuthority misusing(TestCertificate certificate) {
        var keys = new KeyPair(certificate.certificate().getPublicKey(), certificate.privateKey());
        return new TestAuthority(certificate, keys, TestKey.EC);
    }

    /** One below this one, with a key of P-256. */
    public TestAuthority authority(String commonName) {
        return authority(commonName, TestKey.EC);
    }

    public TestAuthority authority(String commonName, TestKey kind) {
        var keys = kind.of("issuing authorities");
        return new TestAuthority(certificate("CN=" + commonName).key(keys).authority().issue(), keys, kind);
    }

    /** One below this one whose certificate the caller says more of, with a key of P-256. */
    public TestAuthority authority(TestCertificate.Request request) {
        var keys = TestKey.EC.of("issuing authorities");
        return new TestAuthority(request.key(keys).authority().issue(), keys, TestKey.EC);
    }

    /**
     * A certificate to say more of.
     *
     * @param subject as RFC 2253 writes it, such as {@code CN=alice,O=Example}; empty for none
     */
    public TestCertificate.Request certificate(String subject) {
        return new TestCertificate.Request(
                X500Name.getInstance(own.certificate().getSubjectX500Principal().getEncoded()),
                keys.getPublic(), keys.getPrivate(), kind.signature(), own.chain(), subject);
    }

    /** A server's: these dNSNames, serverAuth. */
    public TestCertificate server(String... dnsNames) {
        return certificate("CN=" + dnsNames[0]).dnsNames(dnsNames).serverAuth().issue();
    }

    /** A client's: clientAuth and no name beside the subject's. */
    public TestCertificate client(String commonName) {
        return certificate("CN=" + commonName).clientAuth().issue();
    }

    /** Takes a certificate back: it is on the lists that are made from now on. */
    public TestAuthority revoke(TestCertificate certificate) {
        revoked.add(certificate.certificate().getSerialNumber());
        return this;
    }

    /** Takes back another authority. */
    public TestAuthority revoke(TestAuthority authority) {
        return revoke(authority.own);
    }

    /** What it took back, by now; good for a week. */
    public X509CRL revocationList() {
        return revocationList(Instant.now().minus(Duration.ofHours(1)), Instant.now().plus(Duration.ofDays(7)));
    }

    /** A list that should have been replaced yesterday. */
    public X509CRL staleRevocationList() {
        return revocationList(Instant.now().minus(Duration.ofDays(8)), Instant.now().minus(Duration.ofDays(1)));
    }

    private X509CRL revocationList(Instant thisUpdate, Instant nextUpdate) {
        var issuer = X500Name.getInstance(own.certificate().getSubjectX500Principal().getEncoded());
        var list = new X509v2CRLBuilder(issuer, Date.from(thisUpdate)).setNextUpdate(Date.from(nextUpdate));
        revoked.forEach(serial -> list.addCRLEntry(serial, Date.from(thisUpdate), CRLReason.keyCompromise));
        return TestSignature.of(kind.signature(), keys.getPrivate()).on(list);
    }

    public X509Certificate certificate() {
        return own.certificate();
    }

    public PrivateKey privateKey() {
        return keys.getPrivate();
    }

    /** Its certificate, then those of its issuers, the root too. */
    public List<X509Certificate> chain() {
        return new ArrayList<>(own.chain());
    }

    /** What an authority may. */
    static KeyUsage usage() {
        return new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign);
    }
}
