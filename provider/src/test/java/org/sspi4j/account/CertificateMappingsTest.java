package org.sspi4j.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.api.AccountPrincipal;
import org.sspi4j.api.ImpersonationLevel;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.testkit.TestAuthority;
import org.sspi4j.testkit.TestCertificate;
import org.sspi4j.testkit.TestKey;
import org.sspi4j.testkit.TestPki;

class CertificateMappingsTest {
    private static final String ALICE = "S-1-5-21-1004336348-1177238915-682003330-1104";
    private static final String BOB = "S-1-5-21-1004336348-1177238915-682003330-1105";

    private final TestAuthority root = TestPki.root("Example Root");

    private TestCertificate.Request request() {
        return root.certificate("CN=Alice,O=Example").clientAuth();
    }

    private static Optional<String> account(CertificateMappings.Builder mappings, TestCertificate shown) throws SspiException {
        return mappings.build().map(shown.chain()).map(token -> token.userName());
    }

    private static SspiException refused(CertificateMappings.Builder mappings, TestCertificate shown) {
        return assertThrows(SspiException.class, () -> mappings.build().map(shown.chain()));
    }

    private static CertificateMappings.Builder mappings() {
        return CertificateMappings.builder();
    }

    private static CertificateMappings.Builder bySidAndUpn() {
        return mappings().sid(Map.of(ALICE, "alice", BOB, "bob"))
                .weakUserPrincipalName(upn -> Optional.of(upn).filter(name -> name.endsWith("@example.com"))
                        .map(name -> name.substring(0, name.indexOf('@'))));
    }

    @Test
    void theTokenHasTheAccountAndTheSubject() throws SspiException {
        var token = mappings().sid(Map.of(ALICE, "alice")).build().map(request().sid(ALICE).issue().chain()).orElseThrow();
        assertEquals("alice", token.userName());
        assertEquals(ImpersonationLevel.IMPERSONATION, token.level());
        assertEquals(
                Set.of(new AccountPrincipal("alice"), new X500Principal("CN=Alice,O=Example")), token.subject().getPrincipals());
        assertTrue(token.subject().isReadOnly());
    }

    @Test
    void aCertificateThatNoRuleKnowsStandsForNobody() throws SspiException {
        assertEquals(Optional.empty(), account(mappings(), request().sid(ALICE).upn("alice@example.com").issue()));
        assertEquals(Optional.empty(), account(mappings().sid(Map.of(BOB, "bob")), request().sid(ALICE).issue()));
        assertEquals(Optional.empty(), account(mappings().sid(Map.of(BOB, "bob")), root.client("alice")));
    }

    @Test
    void aSidFindsItsAccountThroughAMapOrAFunction() throws SspiException {
        var alice = request().sid(ALICE).issue();
        assertEquals(Optional.of("alice"), account(mappings().sid(Map.of(ALICE, "alice", BOB, "bob")), alice));
        assertEquals(Optional.of(ALICE), account(mappings().sid(Optional::of), alice));
    }

    @Test
    void issuerAndSerialNumberFindOneCertificate() throws SspiException {
        var mappings = mappings().issuerAndSerialNumber(new X500Principal("cn=example  ROOT"), BigInteger.valueOf(0x7f01), "alice");
        assertEquals(Optional.of("alice"), account(mappings, request().serialNumber(0x7f01).issue()));
        assertEquals(Optional.empty(), account(mappings, root.certificate("CN=Alice").serialNumber(0x7f02).issue()));
        assertEquals(Optional.empty(), account(mappings, TestPki.root("Other").certificate("CN=Alice").serialNumber(0x7f01).issue()));
    }

    @Test
    @DisplayName("an issuer that is named by its certificate is not another one of its name")
    void theIssuersCertificateTellsAuthoritiesApart() throws SspiException {
        var mappings = mappings().issuerAndSerialNumber(root.certificate(), BigInteger.valueOf(0x7f01), "alice");
        assertEquals(Optional.of("alice"), account(mappings, request().serialNumber(0x7f01).issue()));
        assertEquals(Optional.empty(), account(mappings, root.certificate("CN=Alice").serialNumber(0x7f02).issue()));
        var sameName = TestPki.root("Example Root").certificate("CN=Alice").serialNumber(0x7f01).issue();
        assertEquals(Optional.empty(), account(mappings, sameName));
    }

    @Test
    void theIssuersCertificateMayBeRenewed() throws SspiException {
        var keys = TestKey.EC.generate();
        var name = root.certificate("CN=Example CA").key(keys);
        var before = name.issue();
        var renewed = name.issue();
        var others = root.certificate("CN=Other CA").key(keys).issue();
        var mappings = mappings().issuerAndSerialNumber(before.certificate(), BigInteger.TEN, "alice");
        var alice = TestPki.misusing(before).certificate("CN=Alice").serialNumber(10).issue().certificate();
        assertEquals("alice", mappings.build().map(List.of(alice, renewed.certificate())).orElseThrow().userName());
        assertEquals(Optional.empty(), mappings.build().map(List.of(alice, others.certificate())));
    }

    @Test
    void nobodyLookedAtTheIssuerOfACertificateThatIsTrustedItself() throws SspiException {
        var alice = request().serialNumber(10).issue().certificate();
        var mappings = mappings().issuerAndSerialNumber(root.certificate(), BigInteger.TEN, "alice");
        assertEquals(Optional.empty(), mappings.build().map(List.of(alice)));
    }

    @Test
    void aSubjectKeyIdentifierFindsItsAccount() throws Exception {
        var alice = request().issue();
        // RFC 5280 4.2.1.2 (1): SHA-1 of the BIT STRING's octets; of P-256 the last 65.
        byte[] spki = alice.certificate().getPublicKey().getEncoded();
        var sha1 = MessageDigest.getInstance("SHA-1");
        sha1.update(spki, spki.length - 65, 65);
        var mappings = mappings().subjectKeyIdentifier(sha1.digest(), "alice");
        assertEquals(Optional.of("alice"), account(mappings, alice));
        assertEquals(Optional.empty(), account(mappings, root.client("Alice")));
    }

    @Test
    void theHashOfThePublicKeyFindsEveryCertificateOfTheKey() throws Exception {
        var keys = TestKey.EC.generate();
        var alice = request().key(keys).issue();
        byte[] spki = alice.certificate().getPublicKey().getEncoded();
        for (var mappings : new CertificateMappings.Builder[] {
            mappings().sha1OfPublicKey(MessageDigest.getInstance("SHA-1").digest(spki), "alice"),
            mappings().sha256OfPublicKey(MessageDigest.getInstance("SHA-256").digest(spki), "alice")
        }) {
            assertEquals(Optional.of("alice"), account(mappings, alice));
            assertEquals(Optional.of("alice"), account(mappings, TestPki.root("Other").certificate("CN=x").key(keys).issue()));
            assertEquals(Optional.empty(), account(mappings, root.client("Alice")));
        }
    }

    @Test
    void weakRulesGoByNames() throws SspiException {
        var alice = request().upn("alice@example.com").rfc822Name("alice@mail.example").issue();
        var issuer = new X500Principal("CN=Example Root");
        var subject = new X500Principal("cn=alice, o=EXAMPLE");
        assertEquals(Optional.of("alice"), account(bySidAndUpn(), alice));
        assertEquals(Optional.of("alice"), account(mappings().weakIssuerAndSubject(issuer, subject, "alice"), alice));
        assertEquals(Optional.of("alice"), account(mappings().weakSubject(subject, "alice"), alice));
        assertEquals(Optional.of("alice"), account(mappings().weakRfc822Name("alice@mail.example", "alice"), alice));
    }

    @Test
    void weakRulesFindNobodyUnderOtherNames() throws SspiException {
        var mallory = root.certificate("CN=Mallory").upn("mallory@example.org").rfc822Name("Alice@mail.example").issue();
        var subject = new X500Principal("CN=Alice,O=Example");
        assertEquals(Optional.empty(), account(bySidAndUpn(), mallory));
        assertEquals(Optional.empty(), account(mappings().weakSubject(subject, "alice"), mallory));
        assertEquals(Optional.empty(), account(mappings().weakRfc822Name("alice@mail.example", "alice"), mallory));
        var elsewhere = TestPki.root("Other").certificate("CN=Alice,O=Example").issue();
        var bySubjectOfRoot = mappings().weakIssuerAndSubject(new X500Principal("CN=Example Root"), subject, "alice");
        assertEquals(Optional.empty(), account(bySubjectOfRoot, elsewhere));
        assertEquals(Optional.empty(), account(bySubjectOfRoot, mallory));
    }

    @Test
    void rulesThatAgreeFindOneAccount() throws SspiException {
        var mappings = bySidAndUpn().issuerAndSerialNumber(new X500Principal("CN=Example Root"), BigInteger.TEN, "alice");
        assertEquals(Optional.of("alice"), account(mappings, request().sid(ALICE).upn("alice@example.com").serialNumber(10).issue()));
    }

    @Test
    void rulesThatDifferFindTooMany() {
        var mappings = bySidAndUpn().issuerAndSerialNumber(new X500Principal("CN=Example Root"), BigInteger.TEN, "bob");
        var refused = refused(mappings, request().sid(ALICE).serialNumber(10).issue());
        assertEquals(SecurityStatus.SEC_E_MULTIPLE_ACCOUNTS, refused.status());
        assertTrue(refused.getMessage().contains("alice, bob"), refused.getMessage());
    }

    @Test
    void twoNamesOfOneKindCanDifferToo() {
        var refused = refused(bySidAndUpn(), request().upn("alice@example.com").upn("bob@example.com").issue());
        assertEquals(SecurityStatus.SEC_E_MULTIPLE_ACCOUNTS, refused.status());
    }

    /** Certifried: a computer's account takes the name of a domain controller, and has a certificate issued. */
    @Test
    @DisplayName("CVE-2022-26923")
    void aUserPrincipalNameIsRefusedWhereTheSidIsSomebodyElses() throws SspiException {
        assertEquals(
                SecurityStatus.SEC_E_MULTIPLE_ACCOUNTS,
                refused(bySidAndUpn(), request().sid(BOB).upn("alice@example.com").issue()).status());
        // The SID is of nobody here: then the name is nobody's either.
        var stranger = root.certificate("CN=x").sid("S-1-5-21-9-9-9-1000").upn("alice@example.com").issue();
        assertEquals(Optional.empty(), account(bySidAndUpn(), stranger));
        assertEquals(Optional.empty(), account(bySidAndUpn().weakSubject(new X500Principal("CN=x"), "alice"), stranger));
    }

    @Test
    void aSidThatNobodyKnowsLeavesStrongRulesAlone() throws SspiException {
        var mappings = bySidAndUpn().issuerAndSerialNumber(new X500Principal("CN=Example Root"), BigInteger.TEN, "alice");
        var alice = request().sid("S-1-5-21-9-9-9-1000").upn("bob@example.com").serialNumber(10).issue();
        assertEquals(Optional.of("alice"), account(mappings, alice));
    }

    /** SEQUENCE of [0] otherName: 060a2b060104018237190201 is szOID_NTDS_OBJECTSID. */
    @ParameterizedTest
    @ValueSource(strings = {
        "", "30", "3000", "0500",
        // an IA5String instead of the OCTET STRING
        "301ca01a060a2b060104018237190201a00c160a532d312d352d32312d31",
        // another type
        "301ca01a060a2b060104018237190202a00c040a532d312d352d32312d31",
        // cut short
        "301ca01a060a2b060104018237190201a00c040a532d312d352d3231",
        // something behind it
        "301ca01a060a2b060104018237190201a00c040a532d312d352d32312d310500",
        // two of them
        "3038a01a060a2b060104018237190201a00c040a532d312d352d32312d31a01a060a2b060104018237190201a00c040a532d312d352d32312d31",
        // S-1-5-21-X
        "301ca01a060a2b060104018237190201a00c040a532d312d352d32312d58",
        // S-1-5-21-1 and a NUL
        "301da01b060a2b060104018237190201a00d040b532d312d352d32312d3100",
    })
    void aMalformedSecurityExtensionIsNoMatchAndStillKeepsNamesFromCounting(String extension) throws SspiException {
        var der = HexFormat.of().parseHex(extension);
        var shown = request().extension("1.3.6.1.4.1.311.25.2", der).upn("alice@example.com").issue();
        assertEquals(Optional.empty(), account(bySidAndUpn().sid(sid -> Optional.of("anybody")), shown));
        assertEquals(Optional.empty(), account(mappings().sid(sid -> Optional.of("anybody")), shown));
    }

    @Test
    void theSameExtensionIsAMatchWhereItIsRight() throws SspiException {
        var der = HexFormat.of().parseHex("301ca01a060a2b060104018237190201a00c040a532d312d352d32312d31");
        var shown = request().extension("1.3.6.1.4.1.311.25.2", der).issue();
        assertEquals(Optional.of("S-1-5-21-1"), account(mappings().sid(Optional::of), shown));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "30", "0500", "3003810141ff", "3080", "30058109616263"})
    void malformedAlternativeNamesAreNoMatch(String extension) throws SspiException {
        var shown = request().extension("2.5.29.17", HexFormat.of().parseHex(extension)).issue();
        assertEquals(Optional.empty(), account(bySidAndUpn().weakRfc822Name("A", "alice"), shown));
    }

    /** otherName of szOID_NT_PRINCIPAL_NAME with bad UTF-8, as an IA5String, and with another type. */
    @Test
    void aUserPrincipalNameIsAUtf8StringOfItsType() throws SspiException {
        var any = mappings().weakUserPrincipalName(Optional::of);
        assertEquals(Optional.empty(), account(any, request().otherName("1.3.6.1.4.1.311.20.2.3", new byte[] {0x16, 1, 'a'}).issue()));
        assertEquals(
                Optional.empty(),
                account(any, root.certificate("CN=x").otherName("1.3.6.1.4.1.311.20.2.3", new byte[] {0x0C, 1, (byte) 0xC3}).issue()));
        assertEquals(
                Optional.empty(), account(any, root.certificate("CN=x").otherName("1.3.6.1.5.2.2", new byte[] {0x0C, 1, 'a'}).issue()));
    }

    @Test
    void whatIsMappedTwiceIsRefusedWhereItIsSaid() {
        var subject = new X500Principal("CN=Alice");
        var mappings = mappings().weakSubject(subject, "alice").weakSubject(subject, "alice");
        assertThrows(IllegalArgumentException.class, () -> mappings.weakSubject(new X500Principal("cn=ALICE"), "bob"));
        assertThrows(IllegalArgumentException.class, () -> mappings.sha1OfPublicKey(new byte[32], "bob"));
        assertThrows(IllegalArgumentException.class, () -> mappings.sha256OfPublicKey(new byte[20], "bob"));
    }

    @Test
    void mappingsDoNotChangeWithTheirBuilder() throws SspiException {
        var builder = mappings();
        var before = builder.build();
        builder.weakSubject(new X500Principal("CN=Alice,O=Example"), "alice");
        assertEquals(Optional.empty(), before.map(request().issue().chain()));
    }
}
