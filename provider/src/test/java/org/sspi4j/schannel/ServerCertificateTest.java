package org.sspi4j.schannel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.api.SecurityStatus.CRYPT_E_NO_REVOCATION_CHECK;
import static org.sspi4j.api.SecurityStatus.CRYPT_E_REVOKED;
import static org.sspi4j.api.SecurityStatus.SEC_E_CERT_EXPIRED;
import static org.sspi4j.api.SecurityStatus.SEC_E_CERT_UNKNOWN;
import static org.sspi4j.api.SecurityStatus.SEC_E_CERT_WRONG_USAGE;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_HANDLE;
import static org.sspi4j.api.SecurityStatus.SEC_E_UNTRUSTED_ROOT;
import static org.sspi4j.api.SecurityStatus.SEC_E_WRONG_PRINCIPAL;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sspi4j.api.CertContext;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.SchCredFlag;
import org.sspi4j.api.SchCredentials;
import org.sspi4j.api.SchannelAttribute;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.testkit.TestCertificate;
import org.sspi4j.testkit.TestPki;

/** Whole handshakes with a certificate that is wrong in one point: what the client's call comes to, and what the server hears of it. */
@DisplayName("A server's certificate is checked: sspi.md 7.6, S75, S76")
class ServerCertificateTest {
    /** What a peer says that finds a certificate wrong, whichever of the alerts it picks. */
    private static final Set<SecurityStatus> OF_A_CERTIFICATE =
            Set.of(SEC_E_CERT_UNKNOWN, SEC_E_CERT_EXPIRED, SEC_E_UNTRUSTED_ROOT, CRYPT_E_REVOKED);

    /** Names a server's certificate, and issues it with one thing wrong. */
    private static TestCertificate.Request web() {
        return Tls.ROOT.certificate("CN=web").dnsNames(Tls.WEB).serverAuth();
    }

    /** A client that cannot be satisfied: its status, and that of the server's call that gets the client's last words. */
    private static void assertRefused(
            Tls tls,
            SchCredentials.Builder client,
            TestCertificate shown,
            String target,
            SecurityStatus atClient,
            SecurityStatus... atServer)
            throws SspiException {
        try (var alice = Tls.outbound(client);
                var web = Tls.inbound(tls.credentials(shown));
                var initiator = TlsParty.client(alice, target);
                var acceptor = TlsParty.server(web)) {
            var flight = acceptor.receive(initiator.begin());
            var refusal = assertThrows(SspiException.class, () -> initiator.receive(flight));
            assertEquals(atClient, refusal.status(), refusal::getMessage);
            assertTrue(refusal.token().length > 0, "the server is told");
            var heard = assertThrows(SspiException.class, () -> acceptor.receive(refusal.token()));
            if (tls.isOfJdk()) {
                assertTrue(Set.of(atServer).contains(heard.status()), heard::toString);
            } else {
                assertTrue(OF_A_CERTIFICATE.contains(heard.status()), heard::toString);
            }
            assertEquals(SEC_E_INVALID_HANDLE, assertThrows(SspiException.class, () -> initiator.leg(flight)).status());
            assertEquals(SEC_E_INVALID_HANDLE, assertThrows(SspiException.class, () -> acceptor.leg(flight)).status());
        }
    }

    private static void assertRefused(Tls tls, TestCertificate shown, SecurityStatus atClient, SecurityStatus... atServer)
            throws SspiException {
        assertRefused(tls, tls.credentials(), shown, Tls.WEB, atClient, atServer);
    }

    /** A client that is satisfied, up to a text in both directions. */
    private static void assertTaken(
            Tls tls, SchCredentials.Builder client, TestCertificate shown, String target, ContextFlag... flags) throws SspiException {
        var alice = Tls.outbound(client);
        var web = Tls.inbound(tls.credentials(shown));
        try (var ends = new Tls.Ends(TlsParty.client(alice, target, flags), TlsParty.server(web), alice, web)) {
            var text = "text".getBytes(UTF_8);
            ends.server.receive(ends.client.write(text));
            assertArrayEquals(text, ends.server.text());
            ends.client.receive(ends.server.write(text));
            assertArrayEquals(text, ends.client.text());
            assertEquals(shown.certificate(), ends.client.context.query(SchannelAttribute.REMOTE_CERT_CONTEXT));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aGoodOneIsTaken(Tls tls) throws Exception {
        assertTaken(tls, tls.credentials(), web().issue(), Tls.WEB);
    }

    @ParameterizedTest
    @EnumSource
    @Tag("S75")
    @Tag("S76")
    void oneOfAnotherNameIsRefused(Tls tls) throws Exception {
        assertRefused(tls, Tls.ROOT.server("www.example.com"), SEC_E_WRONG_PRINCIPAL, SEC_E_CERT_UNKNOWN);
        assertRefused(tls, Tls.ROOT.certificate("CN=" + Tls.WEB).serverAuth().issue(), SEC_E_WRONG_PRINCIPAL, SEC_E_CERT_UNKNOWN);
    }

    @ParameterizedTest
    @EnumSource
    @Tag("S76")
    void theTargetIsTheNameThatCounts(Tls tls) throws Exception {
        assertRefused(tls, tls.credentials(), web().issue(), "www.example.com", SEC_E_WRONG_PRINCIPAL, SEC_E_CERT_UNKNOWN);
        assertTaken(tls, tls.credentials(), Tls.ROOT.server("www.example.com", Tls.WEB), "www.example.com");
    }

    @ParameterizedTest
    @EnumSource
    @Tag("S75")
    void theTargetMayBeAServicesPrincipalName(Tls tls) throws Exception {
        assertTaken(tls, tls.credentials(), web().issue(), "HTTP/" + Tls.WEB);
        assertTaken(tls, tls.credentials(), web().issue(), "HTTP/" + Tls.WEB + ":443");
        assertRefused(tls, tls.credentials(), web().issue(), "HTTP/www.example.com", SEC_E_WRONG_PRINCIPAL, SEC_E_CERT_UNKNOWN);
    }

    @ParameterizedTest
    @EnumSource
    @Tag("S75")
    void withoutATargetNothingIsBegun(Tls tls) throws Exception {
        for (var target : List.of("", "a name", "https://" + Tls.WEB)) {
            try (var alice = tls.client();
                    var client = TlsParty.client(alice, target)) {
                assertEquals(SEC_E_WRONG_PRINCIPAL, assertThrows(SspiException.class, client::begin).status(), target);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void oneOfAnUnknownRootIsRefused(Tls tls) throws Exception {
        assertRefused(tls, TestPki.root("Another Root").server(Tls.WEB), SEC_E_UNTRUSTED_ROOT, SEC_E_CERT_UNKNOWN);
        // The same name, another key.
        assertRefused(tls, TestPki.root("Example Root").server(Tls.WEB), SEC_E_UNTRUSTED_ROOT, SEC_E_CERT_UNKNOWN);
    }

    @ParameterizedTest
    @EnumSource
    void aSelfSignedOneIsRefused(Tls tls) throws Exception {
        var itself = TestPki.root(Tls.WEB);
        var shown = new CertContext(itself.chain(), itself.privateKey());
        try (var alice = tls.client();
                var web = Tls.inbound(tls.credentials().cred(shown));
                var client = TlsParty.client(alice, Tls.WEB);
                var server = TlsParty.server(web)) {
            var flight = server.receive(client.begin());
            assertEquals(SEC_E_UNTRUSTED_ROOT, assertThrows(SspiException.class, () -> client.receive(flight)).status());
        }
    }

    @ParameterizedTest
    @EnumSource
    void oneWithoutTheCertificateBetweenIsRefused(Tls tls) throws Exception {
        var issued = Tls.ROOT.authority("Example Issuing CA").server(Tls.WEB);
        assertTaken(tls, tls.credentials(), issued, Tls.WEB);
        var alone = new CertContext(List.of(issued.certificate()), issued.privateKey());
        try (var alice = tls.client();
                var web = Tls.inbound(tls.credentials().cred(alone));
                var client = TlsParty.client(alice, Tls.WEB);
                var server = TlsParty.server(web)) {
            var flight = server.receive(client.begin());
            assertEquals(SEC_E_UNTRUSTED_ROOT, assertThrows(SspiException.class, () -> client.receive(flight)).status());
        }
    }

    @ParameterizedTest
    @EnumSource
    void oneOfAnIssuerThatIsNoAuthorityIsRefused(Tls tls) throws Exception {
        var misusing = TestPki.misusing(web().issue());
        assertRefused(tls, misusing.server(Tls.WEB), SEC_E_CERT_UNKNOWN, SEC_E_CERT_UNKNOWN);
    }

    @ParameterizedTest
    @EnumSource
    void anExpiredOneIsRefused(Tls tls) throws Exception {
        // JDK 17 says in TLS 1.3 no more than certificate_unknown.
        assertRefused(tls, web().expired().issue(), SEC_E_CERT_EXPIRED, SEC_E_CERT_EXPIRED, SEC_E_CERT_UNKNOWN);
    }

    @ParameterizedTest
    @EnumSource
    void oneThatIsNotYetValidIsRefused(Tls tls) throws Exception {
        assertRefused(tls, web().notYetValid().issue(), SEC_E_CERT_EXPIRED, SEC_E_CERT_UNKNOWN);
    }

    @ParameterizedTest
    @EnumSource
    void aClientsIsRefused(Tls tls) throws Exception {
        var wrong = Tls.ROOT.certificate("CN=web").dnsNames(Tls.WEB).clientAuth().issue();
        assertRefused(tls, wrong, SEC_E_CERT_WRONG_USAGE, SEC_E_CERT_UNKNOWN);
    }

    @ParameterizedTest
    @EnumSource
    void aRevokedOneIsRefusedWhereItIsAsked(Tls tls) throws Exception {
        var authority = TestPki.root("Example Root");
        var revoked = authority.server(Tls.WEB);
        var good = authority.server(Tls.WEB);
        authority.revoke(revoked);
        var asking = tls.credentials().rootStore(TestPki.trusting(authority))
                .revocationLists(TestPki.revocationLists(authority)).flags(SchCredFlag.REVOCATION_CHECK_CHAIN_EXCLUDE_ROOT);
        assertRefused(tls, asking, revoked, Tls.WEB, CRYPT_E_REVOKED, CRYPT_E_REVOKED);
        assertTaken(tls, asking, good, Tls.WEB);
        assertTaken(tls, tls.credentials().rootStore(TestPki.trusting(authority)), revoked, Tls.WEB);
    }

    @ParameterizedTest
    @EnumSource
    void oneThatNobodyCanBeAskedAboutIsRefusedWhereItIsAsked(Tls tls) throws Exception {
        var asking = tls.credentials().flags(SchCredFlag.REVOCATION_CHECK_END_CERT);
        assertRefused(tls, asking, web().issue(), Tls.WEB, CRYPT_E_NO_REVOCATION_CHECK, SEC_E_CERT_UNKNOWN);
        assertTaken(tls, asking.flags(SchCredFlag.IGNORE_NO_REVOCATION_CHECK), web().issue(), Tls.WEB);
    }

    @ParameterizedTest
    @EnumSource
    void withoutARootStoreTheRootsOfTheJdkCountAndVouchForNone(Tls tls) throws Exception {
        var credentials = tls.withoutRoots();
        assertRefused(tls, credentials, web().issue(), Tls.WEB, SEC_E_UNTRUSTED_ROOT, SEC_E_CERT_UNKNOWN);
    }

    @ParameterizedTest
    @EnumSource
    void whereNamesAreNotCheckedEachNameIsTaken(Tls tls) throws Exception {
        var careless = tls.credentials().flags(SchCredFlag.NO_SERVERNAME_CHECK);
        assertTaken(tls, careless, Tls.ROOT.server("www.example.com"), Tls.WEB);
        assertTaken(tls, careless, web().issue(), "");
        assertRefused(
                tls, careless, TestPki.root("Another Root").server(Tls.WEB), Tls.WEB, SEC_E_UNTRUSTED_ROOT, SEC_E_CERT_UNKNOWN);
    }

    @ParameterizedTest
    @EnumSource
    void whereTheApplicationChecksNothingIsCheckedHere(Tls tls) throws Exception {
        var stranger = TestPki.root("Another Root").certificate("CN=web").clientAuth().expired().issue();
        assertTaken(tls, tls.credentials().flags(SchCredFlag.MANUAL_CRED_VALIDATION), stranger, Tls.WEB);
        assertTaken(tls, tls.credentials(), stranger, Tls.WEB, ContextFlag.MANUAL_CRED_VALIDATION);
        assertTaken(tls, tls.credentials(), stranger, "", ContextFlag.MANUAL_CRED_VALIDATION);
    }

    @ParameterizedTest
    @EnumSource
    void whoDidNotCheckIsToldSoAndSpeaksOfNoMutualAuthentication(Tls tls) throws Exception {
        var alice = tls.client(Tls.ALICE);
        var web = tls.server();
        var client = TlsParty.client(alice, Tls.WEB, ContextFlag.MANUAL_CRED_VALIDATION, ContextFlag.MUTUAL_AUTH);
        try (var ends = new Tls.Ends(client, TlsParty.server(web, ContextFlag.MUTUAL_AUTH), alice, web)) {
            assertTrue(ends.client.last.flags().contains(ContextFlag.MANUAL_CRED_VALIDATION));
            assertTrue(!ends.client.last.flags().contains(ContextFlag.MUTUAL_AUTH));
        }
    }
}
