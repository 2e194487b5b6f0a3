package org.sspi4j.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertStore;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.PKIXParameters;
import java.util.HexFormat;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TestPkiTest {
    private final TestAuthority root = TestPki.root("Example Root");
    private final TestAuthority issuing = root.authority("Example Issuing CA");

    @ParameterizedTest
    @EnumSource(TestKey.class)
    void theJdkAcceptsAChainOfEachKindOfKey(TestKey kind) throws GeneralSecurityException {
        var ca = TestPki.root("Root of " + kind, kind);
        var between = ca.authority("Between", kind);
        var web = between.certificate("CN=web").key(kind).dnsNames("web.example.com").serverAuth().issue();
        assertEquals(3, web.chain().size());
        validate(ca, web, null);
    }

    @ParameterizedTest
    @CsvSource({
        "RSA, SHA1withRSA, SHA1withRSA", "RSA, MD5withRSA, MD5withRSA", "RSA, SHA512withRSA, SHA512withRSA",
        "RSA, SHA384withRSAandMGF1, RSASSA-PSS", "EC, SHA384withECDSA, SHA384withECDSA", "ED25519, Ed25519, Ed25519",
    })
    void aCertificateIsSignedAsAsked(TestKey kind, String algorithm, String found) throws GeneralSecurityException {
        var ca = TestPki.root("Root", kind);
        var web = ca.certificate("CN=web").signedWith(algorithm).issue();
        assertTrue(found.equalsIgnoreCase(web.certificate().getSigAlgName()), web.certificate().getSigAlgName());
        web.certificate().verify(ca.certificate().getPublicKey());
    }

    @Test
    void namesStandInTheSubjectAlternativeName() throws GeneralSecurityException {
        var names = root.certificate("").dnsNames("*.example.com").ipAddresses("192.0.2.1", "2001:db8::1").rfc822Name("a@example.com")
                .issue().certificate().getSubjectAlternativeNames().stream().toList();
        assertEquals(List.of(2, "*.example.com"), names.get(0));
        assertEquals(List.of(7, "192.0.2.1"), names.get(1));
        assertEquals(List.of(7, "2001:db8:0:0:0:0:0:1"), names.get(2));
        assertEquals(List.of(1, "a@example.com"), names.get(3));
        assertNull(root.certificate("CN=only").issue().certificate().getSubjectAlternativeNames());
    }

    @Test
    void aSubjectIsTheOneThatItsTextStandsFor() {
        var subject = root.certificate("CN=alice\\, the first,O=Example").issue().certificate().getSubjectX500Principal();
        assertEquals(new X500Principal("cn=Alice\\, the first, o=example"), subject);
        assertEquals("CN=alice\\, the first,O=Example", subject.getName());
    }

    /** KB5014754: a SEQUENCE of the one otherName, whose value is the SID's text. */
    @Test
    void aSidStandsInItsExtension() {
        var der = root.certificate("CN=alice").sid("S-1-5-21-1").issue().certificate().getExtensionValue("1.3.6.1.4.1.311.25.2");
        assertEquals(
                "041e" + "301c" + "a01a" + "060a2b060104018237190201" + "a00c" + "040a" + "532d312d352d32312d31",
                HexFormat.of().formatHex(der));
    }

    @Test
    void aUserPrincipalNameIsAnOtherName() {
        var der = root.certificate("CN=alice").upn("a@b").issue().certificate().getExtensionValue("2.5.29.17");
        assertEquals(
                "0417" + "3015" + "a013" + "060a2b060104018237140203" + "a005" + "0c03" + "614062", HexFormat.of().formatHex(der));
    }

    @Test
    void usagesAreThoseThatWereNamed() throws GeneralSecurityException {
        assertEquals(List.of("1.3.6.1.5.5.7.3.1"), root.server("a.example").certificate().getExtendedKeyUsage());
        assertEquals(List.of("1.3.6.1.5.5.7.3.2"), root.client("alice").certificate().getExtendedKeyUsage());
        assertNull(root.certificate("CN=any").issue().certificate().getExtendedKeyUsage());
    }

    @Test
    void timesAreThoseThatWereAskedFor() throws GeneralSecurityException {
        assertThrows(CertificateExpiredException.class, root.certificate("CN=a").expired().issue().certificate()::checkValidity);
        assertThrows(CertificateNotYetValidException.class, root.certificate("CN=a").notYetValid().issue().certificate()::checkValidity);
        root.certificate("CN=a").issue().certificate().checkValidity();
    }

    @Test
    void whatWasTakenBackIsOnTheListAndNothingElse() throws GeneralSecurityException {
        var good = issuing.client("alice");
        var bad = issuing.client("mallory");
        var lists = TestPki.revocationLists(root, issuing.revoke(bad));
        validate(root, good, lists);
        var refused = assertThrows(CertPathValidatorException.class, () -> validate(root, bad, lists));
        assertEquals(BasicReason.REVOKED, refused.getReason());
        assertFalse(root.revocationList().isRevoked(bad.certificate()));
    }

    @Test
    void aStaleListSaysNothing() {
        var alice = issuing.client("alice");
        var lists = TestPki.revocationLists(root.revocationList(), issuing.staleRevocationList());
        var refused = assertThrows(CertPathValidatorException.class, () -> validate(root, alice, lists));
        assertEquals(BasicReason.UNDETERMINED_REVOCATION_STATUS, refused.getReason());
    }

    @Test
    void aKeyStoreHasTheKeyAndTheChain() throws GeneralSecurityException {
        var alice = issuing.client("alice");
        var store = alice.keyStore("secret".toCharArray());
        assertEquals(3, store.getCertificateChain("entry").length);
        var key = (PrivateKey) store.getKey("entry", "secret".toCharArray());
        assertArrayEquals(alice.privateKey().getEncoded(), key.getEncoded());
        assertNotNull(TestPki.trusting(root).getCertificate("trusted-0"));
    }

    @Test
    void slowKeysAreMadeOnceButNotOneForAll() {
        var rsa = TestPki.root("A", TestKey.RSA);
        assertEquals(rsa.certificate().getPublicKey(), TestPki.root("B", TestKey.RSA).certificate().getPublicKey());
        var leaf = rsa.certificate("CN=web").key(TestKey.RSA).issue();
        assertNotEquals(rsa.certificate().getPublicKey(), leaf.certificate().getPublicKey());
        assertNotEquals(root.client("a").certificate().getPublicKey(), root.client("b").certificate().getPublicKey());
    }

    private static void validate(TestAuthority trusted, TestCertificate certificate, CertStore lists) throws GeneralSecurityException {
        var path = CertificateFactory.getInstance("X.509").generateCertPath(certificate.chainWithoutRoot());
        var parameters = new PKIXParameters(TestPki.trusting(trusted));
        parameters.setRevocationEnabled(lists != null);
        if (lists != null) {
            parameters.addCertStore(lists);
        }
        CertPathValidator.getInstance("PKIX").validate(path, parameters);
    }
}
