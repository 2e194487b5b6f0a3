package org.sspi4j.schannel.certificate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
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
        check = new ClientCertificateCheck(TrustedRoots.of(SchCredentials.builder().rootStore(TestPki.trusting(root)).build()));
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
}
