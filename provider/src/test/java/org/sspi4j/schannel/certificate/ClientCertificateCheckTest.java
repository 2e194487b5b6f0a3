package org.sspi4j.schannel.certificate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.sspi4j.api.SchCredentials;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.testkit.TestAuthority;
import org.sspi4j.testkit.TestCertificate;
import org.sspi4j.testkit.TestPki;

class ClientCertificateCheckTest {
    private final TestAuthority root = TestPki.root("Example Root");
    private final ClientCertificateCheck check;

    ClientCertificateCheckTest() throws SspiException {
        check = check(Clock.systemUTC(), root.certificate());
    }

    private static ClientCertificateCheck check(Clock clock, X509Certificate... trusted) throws SspiException {
        return new ClientCertificateCheck(
                TrustedRoots.of(SchCredentials.builder().rootStore(TestPki.trusting(trusted)).build(), clock));
    }

    private List<X509Certificate> path(X509Certificate... sent) throws SspiException {
        return check.path(List.of(sent)).certificates();
    }

    private SspiException refused(TestCertificate shown) {
        return assertThrows(SspiException.class, () -> check.check(shown.chainWithoutRoot(), "EC", Optional.empty()));
    }

    @Test
    void aClientNeedsNoNameOfAHost() throws SspiException {
        check.check(root.client("alice").chainWithoutRoot(), "EC", Optional.empty());
        check.check(root.certificate("CN=alice").issue().chainWithoutRoot(), "EC", Optional.empty());
    }

    @Test
    void theCertificateOfAServerIsOfWrongUsage() {
        var refused = refused(root.server("web.example.com"));
        assertEquals(SecurityStatus.SEC_E_CERT_WRONG_USAGE, refused.status());
        assertTrue(refused.getMessage().contains("clientAuth"), refused.getMessage());
    }

    /** Its own check of the path knows more than ours of usages, and what is allowed in TLS alone. */
    @Test
    void whatTheJdksTrustManagerRefusesIsRefused() {
        byte[] sslServer = {3, 2, 6, 0x40};
        var refused = refused(root.certificate("CN=alice").extension("2.16.840.1.113730.1.1", sslServer).issue());
        assertEquals(SecurityStatus.SEC_E_CERT_UNKNOWN, refused.status());
    }

    @Test
    void refusalsSpeakOfTheClient() {
        var expired = refused(root.certificate("CN=alice").clientAuth().expired().issue());
        assertEquals(SecurityStatus.SEC_E_CERT_EXPIRED, expired.status());
        assertTrue(expired.getMessage().contains("CN=alice of the client's chain"), expired.getMessage());
        assertEquals(SecurityStatus.SEC_E_UNTRUSTED_ROOT, refused(TestPki.root("Stranger").client("alice")).status());
    }

    @Test
    void theClientIsToldOfTheRoots() {
        assertEquals(List.of(root.certificate().getSubjectX500Principal()), check.authorities());
    }

    @Test
    void thePathIsTheOneThatWasChecked() throws SspiException {
        var alice = root.authority("Example Issuing CA").client("alice");
        check.check(alice.chainWithoutRoot(), "EC", Optional.empty());
        assertEquals(alice.chain(), path(TestPki.root("Stranger").client("mallory").certificate()));
    }

    @Test
    @DisplayName("where nobody asked for a check, as where a session is resumed, it is made for the path")
    void thePathIsCheckedWhereNothingWas() throws SspiException {
        var alice = root.authority("Example Issuing CA").client("alice");
        assertEquals(alice.chain(), check.path(alice.chainWithoutRoot()).certificates());
        assertEquals(
                SecurityStatus.SEC_E_UNTRUSTED_ROOT,
                assertThrows(SspiException.class, () -> path(TestPki.root("Stranger").client("alice").certificate())).status());
    }

    @Test
    void thePathGoesOverAsManyIssuersAsWereSent() throws SspiException {
        var issuer = root;
        for (int i = 0; i < 7; i++) {
            issuer = issuer.authority("Example CA " + i);
        }
        var alice = issuer.client("alice");
        check.check(alice.chainWithoutRoot(), "EC", Optional.empty());
        assertEquals(alice.chain(), check.path(alice.chain()).certificates());
    }

    @Test
    void thePathOfACertificateThatIsTrustedItselfIsThisOne() throws SspiException {
        var alice = root.client("alice");
        var itself = check(Clock.systemUTC(), alice.certificate());
        itself.check(alice.chain(), "EC", Optional.empty());
        assertEquals(List.of(alice.certificate()), itself.path(alice.chain()).certificates());
    }

    @Test
    void soIsThatOfARoot() throws Exception {
        var paths = new CertificationPaths(Set.of(new TrustAnchor(root.certificate(), null)), List.of());
        assertEquals(List.of(root.certificate()), paths.of(List.of(root.certificate())));
    }

    @Test
    @DisplayName("a certificate that is trusted itself still has to be in force, and for a client")
    void trustedItselfIsNotAll() throws SspiException {
        var wrong = Map.of(
                root.certificate("CN=alice").clientAuth().expired().issue(), SecurityStatus.SEC_E_CERT_EXPIRED,
                root.server("web.example.com"), SecurityStatus.SEC_E_CERT_WRONG_USAGE);
        for (var shown : wrong.keySet()) {
            var itself = check(Clock.systemUTC(), shown.certificate());
            assertEquals(wrong.get(shown), assertThrows(
                    SspiException.class, () -> itself.check(shown.chain(), "EC", Optional.empty())).status());
        }
    }

    @Test
    void thePathEndsAtTheFirstThatIsTrusted() throws SspiException {
        var issuing = root.authority("Example Issuing CA");
        var alice = issuing.client("alice");
        var both = check(Clock.systemUTC(), issuing.certificate(), root.certificate());
        assertEquals(alice.chain().subList(0, 2), both.path(alice.chain()).certificates());
    }

    @Test
    @DisplayName("each certificate of the path is in force by the clock too, but for the root, which is nobody's to look at")
    void theClockCounts() throws SspiException {
        var alice = root.authority("Example Issuing CA").client("alice");
        var issuing = root.authority(root.certificate("CN=Ending CA").valid(Instant.now(), Instant.now().plus(Duration.ofHours(1))));
        var later = Clock.offset(Clock.systemUTC(), Duration.ofHours(2));
        check(later, root.certificate()).check(alice.chain(), "EC", Optional.empty());
        var ended = assertThrows(SspiException.class, () -> check(later, root.certificate())
                .check(issuing.client("alice").chain(), "EC", Optional.empty()));
        assertEquals(SecurityStatus.SEC_E_CERT_EXPIRED, ended.status());
        assertTrue(ended.getMessage().contains("CN=Ending CA"), ended.getMessage());
        var endingRoot = check(Clock.offset(Clock.systemUTC(), Duration.ofDays(31)), root.certificate());
        var longer = root.certificate("CN=alice").valid(Instant.now(), Instant.now().plus(Duration.ofDays(60))).issue();
        endingRoot.check(longer.chain(), "EC", Optional.empty());
    }
}
