package org.sspi4j.schannel.certificate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.api.SchCredFlag.IGNORE_NO_REVOCATION_CHECK;
import static org.sspi4j.api.SchCredFlag.IGNORE_REVOCATION_OFFLINE;
import static org.sspi4j.api.SchCredFlag.REVOCATION_CHECK_CACHE_ONLY;
import static org.sspi4j.api.SchCredFlag.REVOCATION_CHECK_CHAIN;
import static org.sspi4j.api.SchCredFlag.REVOCATION_CHECK_CHAIN_EXCLUDE_ROOT;
import static org.sspi4j.api.SchCredFlag.REVOCATION_CHECK_END_CERT;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertStore;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sspi4j.api.SchCredFlag;
import org.sspi4j.api.SchCredentials;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.testkit.TestAuthority;
import org.sspi4j.testkit.TestCertificate;
import org.sspi4j.testkit.TestPki;

class RevocationCheckTest {
    private final TestAuthority root = TestPki.root("Example Root");
    private final TestAuthority issuing = root.authority("Example Issuing CA");
    private final TestCertificate alice = issuing.client("alice");
    private final AtomicInteger asked = new AtomicInteger();
    private HttpServer http;
    private String uri;

    @BeforeEach
    void serves() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        uri = "http://127.0.0.1:" + http.getAddress().getPort();
        http.createContext("/list", exchange -> {
            asked.incrementAndGet();
            try (exchange; var body = exchange.getResponseBody()) {
                byte[] list = encoded();
                exchange.sendResponseHeaders(200, list.length);
                body.write(list);
            }
        });
        http.createContext("/broken", exchange -> {
            asked.incrementAndGet();
            exchange.sendResponseHeaders(500, -1);
            exchange.close();
        });
        http.start();
    }

    @AfterEach
    void stops() {
        http.stop(0);
    }

    private byte[] encoded() throws IOException {
        try {
            return issuing.revocationList().getEncoded();
        } catch (java.security.cert.CRLException e) {
            throw new IOException(e);
        }
    }

    private void check(TestCertificate shown, CertStore lists, SchCredFlag... flags) throws SspiException {
        var settings = SchCredentials.builder().rootStore(TestPki.trusting(root)).flags(flags);
        if (lists != null) {
            settings.revocationLists(lists);
        }
        new ClientCertificateCheck(TrustedRoots.of(settings.build(), Clock.systemUTC()))
                .check(shown.chainWithoutRoot(), "EC", Optional.empty());
    }

    private SecurityStatus refused(TestCertificate shown, CertStore lists, SchCredFlag... flags) {
        return assertThrows(SspiException.class, () -> check(shown, lists, flags)).status();
    }

    private CertStore current() {
        return TestPki.revocationLists(root, issuing);
    }

    @Test
    void nobodyIsAskedUnlessAFlagSaysSo() throws SspiException {
        issuing.revoke(alice);
        check(alice, current());
        check(alice, current(), IGNORE_REVOCATION_OFFLINE, REVOCATION_CHECK_CACHE_ONLY);
    }

    @ParameterizedTest
    @EnumSource(names = {"REVOCATION_CHECK_END_CERT", "REVOCATION_CHECK_CHAIN", "REVOCATION_CHECK_CHAIN_EXCLUDE_ROOT"})
    void aRevokedCertificateIsRefusedAndTheReasonIsTheCause(SchCredFlag flag) throws SspiException {
        check(alice, current(), flag);
        issuing.revoke(alice);
        var refused = assertThrows(SspiException.class, () -> check(alice, current(), flag));
        assertEquals(SecurityStatus.CRYPT_E_REVOKED, refused.status());
        assertEquals(BasicReason.REVOKED, assertInstanceOf(CertPathValidatorException.class, refused.getCause()).getReason());
        assertTrue(refused.getMessage().contains("CN=alice"), refused.getMessage());
        assertEquals(SecurityStatus.CRYPT_E_REVOKED, refused(alice, current(), flag, REVOCATION_CHECK_CACHE_ONLY));
    }

    @Test
    void aRevokedIssuerIsRefusedWhereTheChainIsAskedAbout() throws SspiException {
        root.revoke(issuing);
        check(alice, current(), REVOCATION_CHECK_END_CERT);
        check(alice, current(), REVOCATION_CHECK_END_CERT, REVOCATION_CHECK_CACHE_ONLY);
        assertEquals(SecurityStatus.CRYPT_E_REVOKED, refused(alice, current(), REVOCATION_CHECK_CHAIN));
        var refused = assertThrows(SspiException.class, () -> check(alice, current(), REVOCATION_CHECK_CHAIN_EXCLUDE_ROOT));
        assertEquals(SecurityStatus.CRYPT_E_REVOKED, refused.status());
        assertTrue(refused.getMessage().contains("CN=Example Issuing CA"), refused.getMessage());
    }

    @Test
    void withoutAListAndWithoutAPlaceToAskThereIsNoCheck() throws SspiException {
        assertEquals(SecurityStatus.CRYPT_E_NO_REVOCATION_CHECK, refused(alice, null, REVOCATION_CHECK_END_CERT));
        assertEquals(
                SecurityStatus.CRYPT_E_NO_REVOCATION_CHECK, refused(alice, null, REVOCATION_CHECK_END_CERT, IGNORE_REVOCATION_OFFLINE));
        check(alice, null, REVOCATION_CHECK_END_CERT, IGNORE_NO_REVOCATION_CHECK);
    }

    @Test
    void aListForTheCertificateAloneDoesNotDoForTheChain() throws SspiException {
        var ofIssuing = TestPki.revocationLists(issuing);
        check(alice, ofIssuing, REVOCATION_CHECK_END_CERT);
        assertEquals(SecurityStatus.CRYPT_E_NO_REVOCATION_CHECK, refused(alice, ofIssuing, REVOCATION_CHECK_CHAIN));
    }

    @Test
    void aStaleListIsNone() {
        var stale = TestPki.revocationLists(issuing.staleRevocationList());
        assertEquals(SecurityStatus.CRYPT_E_NO_REVOCATION_CHECK, refused(alice, stale, REVOCATION_CHECK_END_CERT));
    }

    @Test
    void aListThatSomebodyElseSignedIsNone() {
        var forged = TestPki.revocationLists(TestPki.root("Example Root").authority("Example Issuing CA"));
        assertEquals(SecurityStatus.CRYPT_E_NO_REVOCATION_CHECK, refused(alice, forged, REVOCATION_CHECK_END_CERT));
    }

    @Test
    void aListIsFetchedFromWhereTheCertificateSays() throws SspiException {
        var bob = issuing.certificate("CN=bob").clientAuth().revocationListAt(uri + "/list").issue();
        check(bob, null, REVOCATION_CHECK_END_CERT);
        assertTrue(asked.get() > 0);
    }

    @Test
    void whatTheFetchedListSaysCounts() {
        var bob = issuing.certificate("CN=bob").clientAuth().revocationListAt(uri + "/list?of=bob").issue();
        issuing.revoke(bob);
        assertEquals(SecurityStatus.CRYPT_E_REVOKED, refused(bob, null, REVOCATION_CHECK_END_CERT));
        assertEquals(
                SecurityStatus.CRYPT_E_REVOKED,
                refused(bob, null, REVOCATION_CHECK_END_CERT, IGNORE_NO_REVOCATION_CHECK, IGNORE_REVOCATION_OFFLINE));
    }

    @Test
    void aPlaceThatDoesNotAnswerIsOffline() throws SspiException {
        for (var bob : new TestCertificate[] {
            issuing.certificate("CN=bob").clientAuth().revocationListAt(uri + "/broken").issue(),
            issuing.certificate("CN=bob").clientAuth().responderAt(uri + "/broken").issue()
        }) {
            assertEquals(SecurityStatus.CRYPT_E_REVOCATION_OFFLINE, refused(bob, null, REVOCATION_CHECK_END_CERT));
            assertEquals(
                    SecurityStatus.CRYPT_E_REVOCATION_OFFLINE,
                    refused(bob, null, REVOCATION_CHECK_END_CERT, IGNORE_NO_REVOCATION_CHECK));
            check(bob, null, REVOCATION_CHECK_END_CERT, IGNORE_REVOCATION_OFFLINE);
        }
        assertTrue(asked.get() > 0);
    }

    @Test
    void cacheOnlyAsksNobodyOnTheNetwork() throws SspiException {
        var bob = issuing.certificate("CN=bob").clientAuth()
                .revocationListAt(uri + "/list?of=cache").responderAt(uri + "/broken").issue();
        assertEquals(
                SecurityStatus.CRYPT_E_REVOCATION_OFFLINE,
                refused(bob, null, REVOCATION_CHECK_END_CERT, REVOCATION_CHECK_CACHE_ONLY));
        check(bob, current(), REVOCATION_CHECK_CHAIN, REVOCATION_CHECK_CACHE_ONLY);
        assertEquals(0, asked.get());
    }

    @Test
    void aListAtHandSparesTheNetwork() throws SspiException {
        var bob = issuing.certificate("CN=bob").clientAuth().responderAt(uri + "/broken").issue();
        check(bob, current(), REVOCATION_CHECK_CHAIN);
        assertEquals(0, asked.get());
    }

    @Test
    void aCertificateThatIsTrustedItselfIsNobodysToRevoke() throws SspiException {
        var settings = SchCredentials.builder().rootStore(TestPki.trusting(alice.certificate())).flags(REVOCATION_CHECK_CHAIN).build();
        new ClientCertificateCheck(TrustedRoots.of(settings, Clock.systemUTC())).check(alice.chain(), "EC", Optional.empty());
    }
}
