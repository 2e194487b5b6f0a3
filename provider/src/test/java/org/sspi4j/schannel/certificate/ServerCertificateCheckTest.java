package org.sspi4j.schannel.certificate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.PKIXReason;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.api.SchCredFlag;
import org.sspi4j.api.SchCredentials;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.schannel.tls.PeerCheck;
import org.sspi4j.testkit.TestAuthority;
import org.sspi4j.testkit.TestCertificate;
import org.sspi4j.testkit.TestKey;
import org.sspi4j.testkit.TestPki;

class ServerCertificateCheckTest {
    private static final String WEB = "web.example.com";

    private final TestAuthority root = TestPki.root("Example Root");
    private final TestAuthority issuing = root.authority("Example Issuing CA");

    private SspiException refused(TestCertificate shown, String target, SchCredFlag... flags) {
        return assertThrows(SspiException.class, () -> check(target, flags).check(shown.chainWithoutRoot(), "UNKNOWN", Optional.empty()));
    }

    private void accepted(TestCertificate shown, String target, SchCredFlag... flags) throws SspiException {
        check(target, flags).check(shown.chainWithoutRoot(), "UNKNOWN", Optional.empty());
    }

    private PeerCheck check(String target, SchCredFlag... flags) throws SspiException {
        return ServerCertificateCheck.of(roots(root), Set.of(flags), false, target);
    }

    private static TrustedRoots roots(TestAuthority... roots) throws SspiException {
        return TrustedRoots.of(SchCredentials.builder().rootStore(TestPki.trusting(roots)).build(), Clock.systemUTC());
    }

    @ParameterizedTest
    @EnumSource(TestKey.class)
    void aGoodCertificateIsAcceptedWhateverItsKey(TestKey kind) throws SspiException {
        accepted(issuing.certificate("CN=web").key(kind).dnsNames(WEB).serverAuth().issue(), WEB);
    }

    @Test
    void aCertificateWithoutExtendedKeyUsageIsForEveryUse() throws SspiException {
        accepted(issuing.certificate("CN=web").dnsNames(WEB).issue(), WEB);
        accepted(issuing.certificate("CN=web").dnsNames(WEB).usage("2.5.29.37.0").issue(), WEB);
    }

    @Test
    void aRootOfSomebodyElseIsNotTrusted() {
        var stranger = TestPki.root("Stranger").server(WEB);
        var refused = refused(stranger, WEB);
        assertEquals(SecurityStatus.SEC_E_UNTRUSTED_ROOT, refused.status());
        assertTrue(refused.getMessage().contains("CN=Stranger"), refused.getMessage());
        assertTrue(refused.getMessage().contains("hRootStore"), refused.getMessage());
    }

    @Test
    void aRootThatOnlyBearsTheNameIsNotTrusted() {
        assertEquals(SecurityStatus.SEC_E_UNTRUSTED_ROOT, refused(TestPki.root("Example Root").server(WEB), WEB).status());
    }

    @Test
    void aCertificateBetweenMustNotBeMissing() {
        var alone = issuing.server(WEB).chain().subList(0, 1);
        var refused = assertThrows(SspiException.class, () -> check(WEB).check(alone, "UNKNOWN", Optional.empty()));
        assertEquals(SecurityStatus.SEC_E_UNTRUSTED_ROOT, refused.status());
    }

    @Test
    void certificatesInAnotherOrderAndTooManyDoNotMatter() throws SspiException {
        var web = root.authority("Above").authority("Below").server(WEB);
        var chain = new ArrayList<X509Certificate>(web.chain());
        chain.add(1, TestPki.root("Stranger").certificate());
        chain.add(1, chain.remove(3));
        check(WEB).check(chain, "UNKNOWN", Optional.empty());
    }

    @Test
    void anExpiredCertificateIsRefusedAndTheReasonIsTheCause() {
        var refused = refused(issuing.certificate("CN=web").dnsNames(WEB).serverAuth().expired().issue(), WEB);
        assertEquals(SecurityStatus.SEC_E_CERT_EXPIRED, refused.status());
        assertEquals(BasicReason.EXPIRED, assertInstanceOf(CertPathValidatorException.class, refused.getCause()).getReason());
        assertTrue(refused.getMessage().contains("expired"), refused.getMessage());
    }

    @Test
    void aCertificateOfTomorrowIsRefusedAndTheReasonIsTheCause() {
        var refused = refused(issuing.certificate("CN=web").dnsNames(WEB).serverAuth().notYetValid().issue(), WEB);
        assertEquals(SecurityStatus.SEC_E_CERT_EXPIRED, refused.status());
        assertEquals(BasicReason.NOT_YET_VALID, assertInstanceOf(CertPathValidatorException.class, refused.getCause()).getReason());
        assertTrue(refused.getMessage().contains("not valid yet"), refused.getMessage());
    }

    @Test
    void anExpiredIssuerIsRefused() {
        var old = root.authority(root.certificate("CN=Old CA").expired());
        assertEquals(SecurityStatus.SEC_E_CERT_EXPIRED, refused(old.server(WEB), WEB).status());
    }

    /** The JDK looks at nothing of a certificate that is trusted itself. */
    @ParameterizedTest
    @CsvSource({
        "expired, SEC_E_CERT_EXPIRED", "early, SEC_E_CERT_EXPIRED", "client, SEC_E_CERT_WRONG_USAGE", "name, SEC_E_WRONG_PRINCIPAL"
    })
    void aCertificateThatIsTrustedItselfIsCheckedToo(String wrong, SecurityStatus status) throws SspiException {
        var request = issuing.certificate("CN=web").dnsNames(wrong.equals("name") ? "other.example" : WEB);
        request = wrong.equals("client") ? request.clientAuth() : request.serverAuth();
        request = wrong.equals("expired") ? request.expired() : wrong.equals("early") ? request.notYetValid() : request;
        var web = request.issue();
        var roots = TrustedRoots.of(SchCredentials.builder().rootStore(TestPki.trusting(web.certificate())).build(), Clock.systemUTC());
        var check = ServerCertificateCheck.of(roots, Set.of(), false, WEB);
        var refused = assertThrows(SspiException.class, () -> check.check(web.chain(), "UNKNOWN", Optional.empty()));
        assertEquals(status, refused.status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.3.6.1.5.5.7.3.2", "1.3.6.1.5.5.7.3.3", "2.16.840.1.113730.4.1"})
    void aCertificateForSomethingElseIsOfWrongUsage(String usage) {
        var refused = refused(issuing.certificate("CN=web").dnsNames(WEB).usage(usage).issue(), WEB);
        assertEquals(SecurityStatus.SEC_E_CERT_WRONG_USAGE, refused.status());
        assertTrue(refused.getMessage().contains("serverAuth"), refused.getMessage());
    }

    /** keyUsage of keyEncipherment alone: 03 02 05 20. */
    @Test
    void aKeyThatMayNotSignIsOfWrongUsage() {
        var web = issuing.certificate("CN=web").dnsNames(WEB).extension("2.5.29.15", new byte[] {3, 2, 5, 0x20}).issue();
        assertEquals(SecurityStatus.SEC_E_CERT_WRONG_USAGE, refused(web, WEB).status());
    }

    @Test
    @Tag("S76")
    void aCertificateOfAnotherNameIsOfAWrongPrincipal() throws SspiException {
        var web = issuing.certificate("CN=" + WEB).dnsNames("a.example", "b.example").ipAddresses("192.0.2.1", "2001:db8::1").issue();
        var refused = refused(web, WEB);
        assertEquals(SecurityStatus.SEC_E_WRONG_PRINCIPAL, refused.status());
        var names = "a.example, b.example, 192.0.2.1, 2001:db8:0:0:0:0:0:1, not for " + WEB;
        assertTrue(refused.getMessage().contains(names), refused.getMessage());
        accepted(web, "a.example");
        accepted(web, "HTTP/b.example:443");
        accepted(web, "192.0.2.1");
        accepted(web, "[2001:db8::1]");
    }

    @Test
    void theCommonNameDoesNotCount() {
        var refused = refused(issuing.certificate("CN=" + WEB).serverAuth().issue(), WEB);
        assertEquals(SecurityStatus.SEC_E_WRONG_PRINCIPAL, refused.status());
        assertTrue(refused.getMessage().contains("the common name does not count"), refused.getMessage());
    }

    @Test
    void aNulInANameCutsNothing() {
        var refused = refused(issuing.certificate("CN=web").dnsNames(WEB + "\0.evil.example", "a\nb").issue(), WEB);
        assertEquals(SecurityStatus.SEC_E_WRONG_PRINCIPAL, refused.status());
        assertTrue(refused.getMessage().contains("web.example.com?.evil.example, a?b"), refused.getMessage());
    }

    @Test
    void manyNamesAreNotAllTold() {
        var names = new String[] {"n1", "n2", "n3", "n4", "n5", "n6", "n7", "n8", "n9", "n10", "n11", "n12"};
        var message = refused(issuing.certificate("CN=web").dnsNames(names).issue(), WEB).getMessage();
        assertTrue(message.contains("n10 and 2 more") && !message.contains("n11"), message);
    }

    @Test
    void namesThatCannotBeReadAreNone() {
        var web = issuing.certificate("CN=web").extension("2.5.29.17", new byte[] {0x30, 5, (byte) 0x82, 9, 'a', 'b', 'c'}).issue();
        assertEquals(SecurityStatus.SEC_E_WRONG_PRINCIPAL, refused(web, WEB).status());
    }

    @Test
    void thePathCountsBeforeTheUsageAndTheUsageBeforeTheName() {
        var stranger = TestPki.root("Stranger").certificate("CN=x").clientAuth().issue();
        assertEquals(SecurityStatus.SEC_E_UNTRUSTED_ROOT, refused(stranger, WEB).status());
        assertEquals(SecurityStatus.SEC_E_CERT_WRONG_USAGE, refused(issuing.client("x"), WEB).status());
    }

    @Test
    void noServernameCheckTakesEveryNameButNotEveryCertificate() throws SspiException {
        accepted(issuing.server("other.example"), WEB, SchCredFlag.NO_SERVERNAME_CHECK);
        accepted(issuing.server("other.example"), "", SchCredFlag.NO_SERVERNAME_CHECK);
        assertEquals(
                SecurityStatus.SEC_E_UNTRUSTED_ROOT,
                refused(TestPki.root("Stranger").server(WEB), WEB, SchCredFlag.NO_SERVERNAME_CHECK).status());
    }

    @Test
    void manualValidationChecksNothing() throws SspiException {
        var stranger = TestPki.root("Stranger").certificate("CN=x").clientAuth().expired().issue();
        var manual = ServerCertificateCheck.of(roots(root), Set.of(), true, "");
        manual.check(stranger.chain(), "UNKNOWN", Optional.empty());
        assertEquals(List.of(), manual.authorities());
    }

    @Test
    @Tag("S75")
    void withoutATargetTheNameCannotBeChecked() {
        assertEquals(SecurityStatus.SEC_E_WRONG_PRINCIPAL, assertThrows(SspiException.class, () -> check("")).status());
    }

    @Test
    void aNameConstraintOfTheIssuerHolds() {
        // NameConstraints, permittedSubtrees of the dNSName example.org.
        byte[] onlyExampleOrg = {0x30, 0x11, (byte) 0xA0, 0x0F, 0x30, 0x0D, (byte) 0x82, 0x0B,
            'e', 'x', 'a', 'm', 'p', 'l', 'e', '.', 'o', 'r', 'g'};
        var constrained = root.authority(root.certificate("CN=Constrained").extension("2.5.29.30", onlyExampleOrg));
        assertEquals(SecurityStatus.SEC_E_CERT_UNKNOWN, refused(constrained.server(WEB), WEB).status());
    }

    @Test
    void aCertificateThatIsNoAuthorityIssuesNothing() {
        var web = TestPki.misusing(issuing.server("mallory.example")).server(WEB);
        var refused = refused(web, WEB);
        assertEquals(SecurityStatus.SEC_E_CERT_UNKNOWN, refused.status());
        assertEquals(PKIXReason.NOT_CA_CERT, assertInstanceOf(CertPathValidatorException.class, refused.getCause()).getReason());
    }

    @Test
    void aSignatureThatIsNotTheIssuersIsUnknown() {
        var web = TestPki.root("Example Issuing CA").server(WEB);
        var chain = List.of(web.certificate(), issuing.certificate());
        var refused = assertThrows(SspiException.class, () -> check(WEB).check(chain, "UNKNOWN", Optional.empty()));
        assertEquals(SecurityStatus.SEC_E_CERT_UNKNOWN, refused.status());
    }

    @Test
    void whatTheJvmDoesNotAllowIsUnknown() {
        var rsa = TestPki.root("RSA Root", TestKey.RSA);
        var web = rsa.certificate("CN=web").dnsNames(WEB).signedWith("MD5withRSA").issue();
        var refused = assertThrows(
                SspiException.class,
                () -> ServerCertificateCheck.of(roots(rsa), Set.of(), false, WEB)
                        .check(web.chainWithoutRoot(), "UNKNOWN", Optional.empty()));
        assertEquals(SecurityStatus.SEC_E_CERT_UNKNOWN, refused.status());
        var cause = assertInstanceOf(CertPathValidatorException.class, refused.getCause());
        assertEquals(BasicReason.ALGORITHM_CONSTRAINED, cause.getReason());
    }

    @Test
    void theConstraintsOfTheConnectionCount() throws SspiException {
        var web = issuing.server(WEB);
        check(WEB).check(web.chainWithoutRoot(), "UNKNOWN", Optional.of(engine("SHA256withECDSA")));
        var refused = assertThrows(
                SspiException.class,
                () -> check(WEB).check(web.chainWithoutRoot(), "UNKNOWN", Optional.of(engine("SHA384withRSA"))));
        assertEquals(SecurityStatus.SEC_E_CERT_UNKNOWN, refused.status());
    }

    private static SSLEngine engine(String signatureAlgorithm) {
        var session = mock(ExtendedSSLSession.class);
        when(session.getProtocol()).thenReturn("TLSv1.2");
        when(session.getPeerHost()).thenReturn("elsewhere.example");
        when(session.getLocalSupportedSignatureAlgorithms()).thenReturn(new String[] {signatureAlgorithm});
        var engine = mock(SSLEngine.class);
        when(engine.getHandshakeSession()).thenReturn(session);
        when(engine.getSSLParameters()).thenReturn(new SSLParameters());
        return engine;
    }

    @Test
    void withoutARootStoreTheJdksRootsAreTrusted() throws SspiException {
        var roots = TrustedRoots.of(SchCredentials.builder().build(), Clock.systemUTC());
        assertTrue(roots.authorities().size() > 50);
        var refused = assertThrows(
                SspiException.class,
                () -> ServerCertificateCheck.of(roots, Set.of(), false, WEB)
                        .check(issuing.server(WEB).chain(), "UNKNOWN", Optional.empty()));
        assertEquals(SecurityStatus.SEC_E_UNTRUSTED_ROOT, refused.status());
    }

    @Test
    void aRootStoreThatTrustsNobodyIsRefused() {
        var empty = SchCredentials.builder().rootStore(TestPki.trusting(new TestAuthority[0])).build();
        assertEquals(
                SecurityStatus.SEC_E_INVALID_PARAMETER,
                assertThrows(SspiException.class, () -> TrustedRoots.of(empty, Clock.systemUTC())).status());
        // The root in the chain of one's own certificate is no trusted entry.
        var own = SchCredentials.builder().rootStore(issuing.server(WEB).keyStore("p".toCharArray())).build();
        assertEquals(
                SecurityStatus.SEC_E_INVALID_PARAMETER,
                assertThrows(SspiException.class, () -> TrustedRoots.of(own, Clock.systemUTC())).status());
    }

    @Test
    void authoritiesAreNamedAsTheRootsAre() throws SspiException {
        assertEquals(List.of(root.certificate().getSubjectX500Principal()), roots(root).authorities());
    }

    @Test
    void checksOfOneCredentialShareItsRoots() throws SspiException {
        var roots = roots(root);
        assertFalse(ServerCertificateCheck.of(roots, Set.of(), false, WEB) == ServerCertificateCheck.of(roots, Set.of(), false, WEB));
        assertSame(roots.authorities(), ServerCertificateCheck.of(roots, Set.of(), false, WEB).authorities());
    }
}
