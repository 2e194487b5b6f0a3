package org.sspi4j.schannel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.api.SecurityStatus.CRYPT_E_REVOKED;
import static org.sspi4j.api.SecurityStatus.SEC_E_CERT_EXPIRED;
import static org.sspi4j.api.SecurityStatus.SEC_E_CERT_WRONG_USAGE;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_HANDLE;
import static org.sspi4j.api.SecurityStatus.SEC_E_LOGON_DENIED;
import static org.sspi4j.api.SecurityStatus.SEC_E_NO_IMPERSONATION;
import static org.sspi4j.api.SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION;
import static org.sspi4j.api.SecurityStatus.SEC_E_UNTRUSTED_ROOT;

import java.security.cert.CertStore;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sspi4j.account.CertificateMappings;
import org.sspi4j.api.AccountPrincipal;
import org.sspi4j.api.CertContext;
import org.sspi4j.api.CertificateMapper;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.SchCredFlag;
import org.sspi4j.api.SchCredentials;
import org.sspi4j.api.SchannelAttribute;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.logon.Subjects;
import org.sspi4j.testkit.TestAuthority;
import org.sspi4j.testkit.TestCertificate;
import org.sspi4j.testkit.TestPki;

@DisplayName("A client's certificate becomes an account: sspi.md 8.3, S132 to S135")
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)   // a task that is not cancelled holds the lock of its engine
class ClientCertificateTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final String SID = "S-1-5-21-1004336348-1177238915-682003330-512";
    private static final TestCertificate WITH_SID =
            Tls.ROOT.certificate("CN=alice").clientAuth().sid(SID).upn("alice@example.com").issue();
    private static final CertificateMapper BY_SID = CertificateMappings.builder().sid(Map.of(SID, "EXAMPLE\\alice")).build();

    private static Tls.Ends ends(Tls tls, TestCertificate shown, CertificateMapper mapper, ContextFlag... flags) throws SspiException {
        var web = tls.credentials(Tls.SERVER);
        var server = Tls.inbound(mapper == null ? web : web.mapper(mapper));
        var client = shown == null ? tls.client() : tls.client(shown);
        return new Tls.Ends(TlsParty.client(client, Tls.WEB), TlsParty.server(server, flags), client, server);
    }

    private static SecurityStatus refused(org.junit.jupiter.api.function.Executable call) {
        return assertThrows(SspiException.class, call).status();
    }

    @ParameterizedTest
    @EnumSource
    @Tag("S134")
    @Tag("S135")
    void theServerActsAsTheAccount(Tls tls) throws Exception {
        try (var ends = ends(tls, WITH_SID, BY_SID, ContextFlag.MUTUAL_AUTH)) {
            assertTrue(ends.server.last.flags().contains(ContextFlag.MUTUAL_AUTH));
            assertEquals("EXAMPLE\\alice", ends.server.context.accessToken().userName());
            var seen = ends.server.context.callAs(Subjects::current);
            assertTrue(seen.getPrincipals().contains(new AccountPrincipal("EXAMPLE\\alice")));
            try (var acting = ends.server.context.impersonate()) {
                assertEquals("EXAMPLE\\alice", ends.server.context.query(ContextAttribute.NAMES).userName());
            }
            assertEquals("EXAMPLE\\alice", ends.server.context.query(ContextAttribute.ACCESS_TOKEN).userName());
        }
    }

    @ParameterizedTest
    @EnumSource
    @Tag("S132")
    void nobodyIsKnownWhereNobodyWasAsked(Tls tls) throws Exception {
        try (var ends = ends(tls, WITH_SID, BY_SID)) {
            assertEquals(SEC_E_NO_IMPERSONATION, refused(() -> ends.server.context.impersonate()));
            assertEquals(SEC_E_NO_IMPERSONATION, refused(() -> ends.server.context.accessToken()));
            assertFalse(ends.server.last.flags().contains(ContextFlag.MUTUAL_AUTH));
        }
    }

    @ParameterizedTest
    @EnumSource
    void nobodyIsKnownWhereTheClientHasNoCertificate(Tls tls) throws Exception {
        try (var alice = tls.client();
                var web = Tls.inbound(tls.credentials(Tls.SERVER).mapper(BY_SID));
                var client = TlsParty.client(alice, Tls.WEB);
                var server = TlsParty.server(web, ContextFlag.MUTUAL_AUTH)) {
            client.receive(server.receive(client.begin()));
            server.receive(client.again());
            assertTrue(server.established);
            assertEquals(SEC_E_NO_IMPERSONATION, refused(() -> server.context.impersonate()));
            assertFalse(server.last.flags().contains(ContextFlag.MUTUAL_AUTH));
        }
    }

    @ParameterizedTest
    @EnumSource
    void nobodyIsKnownWithoutAMapperOrByOneThatDoesNotKnow(Tls tls) throws Exception {
        try (var ends = ends(tls, WITH_SID, null, ContextFlag.MUTUAL_AUTH)) {
            assertEquals(SEC_E_NO_IMPERSONATION, refused(() -> ends.server.context.impersonate()));
            assertFalse(ends.server.last.flags().contains(ContextFlag.MUTUAL_AUTH));
        }
        try (var ends = ends(tls, WITH_SID, chain -> Optional.empty(), ContextFlag.MUTUAL_AUTH)) {
            assertEquals(SEC_E_NO_IMPERSONATION, refused(() -> ends.server.context.impersonate()));
            assertFalse(ends.server.last.flags().contains(ContextFlag.MUTUAL_AUTH));
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("CVE-2022-26923: a name in a certificate is no account")
    void aNameAloneIsNoAccount(Tls tls) throws Exception {
        var named = Tls.ROOT.certificate("CN=alice").clientAuth().upn("alice@example.com").issue();
        try (var ends = ends(tls, named, BY_SID, ContextFlag.MUTUAL_AUTH)) {
            assertEquals(SEC_E_NO_IMPERSONATION, refused(() -> ends.server.context.impersonate()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void theFirstMapperThatKnowsCounts(Tls tls) throws Exception {
        var first = CertificateMappings.builder().sid(Map.of(SID, "first")).build();
        var web = Tls.inbound(tls.credentials(Tls.SERVER).mapper(chain -> Optional.empty()).mapper(first).mapper(BY_SID));
        var alice = tls.client(WITH_SID);
        try (var ends = new Tls.Ends(TlsParty.client(alice, Tls.WEB), TlsParty.server(web, ContextFlag.MUTUAL_AUTH), alice, web)) {
            assertEquals("first", ends.server.context.accessToken().userName());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aMapperCanRefuseTheClient(Tls tls) throws Exception {
        CertificateMapper refusing = chain -> {
            throw new SspiException(SEC_E_LOGON_DENIED, "as told");
        };
        assertEquals(SEC_E_LOGON_DENIED, refused(() -> ends(tls, WITH_SID, refusing, ContextFlag.MUTUAL_AUTH)));
    }

    @ParameterizedTest
    @EnumSource
    @Tag("S134")
    void aCertificateIsVerifiedBeforeItIsMapped(Tls tls) throws Exception {
        CertificateMapper mapper = chain -> {
            throw new AssertionError("asked of a certificate that nobody vouches for");
        };
        var other = TestPki.root("Example Root");
        var web = tls.credentials(Tls.SERVER).mapper(mapper);
        var wrong = new Object[][] {
            {other.client("alice"), SEC_E_UNTRUSTED_ROOT},
            {Tls.ROOT.certificate("CN=alice").clientAuth().expired().issue(), SEC_E_CERT_EXPIRED},
            {Tls.ROOT.certificate("CN=alice").serverAuth().issue(), SEC_E_CERT_WRONG_USAGE}};
        for (var row : wrong) {
            try (var alice = tls.client((TestCertificate) row[0]);
                    var server = Tls.inbound(web)) {
                assertEquals(row[1], refused(() -> new Tls.Ends(
                        TlsParty.client(alice, Tls.WEB), TlsParty.server(server, ContextFlag.MUTUAL_AUTH))), row[0].toString());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aClientHasNobodyToActAs(Tls tls) throws Exception {
        try (var ends = ends(tls, WITH_SID, BY_SID, ContextFlag.MUTUAL_AUTH)) {
            assertEquals(SEC_E_INVALID_HANDLE, refused(() -> ends.client.context.impersonate()));
            assertTrue(ends.client.last.flags().contains(ContextFlag.MUTUAL_AUTH));
            assertEquals(SEC_E_UNSUPPORTED_FUNCTION, refused(() -> ends.client.context.query(ContextAttribute.ACCESS_TOKEN)));
        }
    }

    @Nested
    @DisplayName("A mapper is given the path that was verified")
    class VerifiedPath {
        private final TestAuthority issuing = Tls.ROOT.authority("Example Issuing CA");
        private final TestAuthority between = issuing.authority("Example Second CA");
        private final TestCertificate alice = between.certificate("CN=alice").clientAuth().sid(SID).issue();
        private final List<X509Certificate> path = alice.chain();
        private final List<List<X509Certificate>> given = new ArrayList<>();

        private final CertificateMapper mapper = chain -> {
            given.add(chain);
            return BY_SID.map(chain);
        };

        private final LaterConnections later = new LaterConnections();

        private SchCredentials.Builder client(Tls tls, List<X509Certificate> sent) {
            return tls.credentials().flags(SchCredFlag.SEND_ROOT_CERT).cred(new CertContext(sent, alice.privateKey()));
        }

        /** Connects and connects again; whether that resumed. */
        private boolean again(LaterConnections both) throws SspiException {
            both.connect(ContextFlag.MUTUAL_AUTH).close();
            try (var ends = both.connect(ContextFlag.MUTUAL_AUTH)) {
                assertEquals("EXAMPLE\\alice", ends.server.context.accessToken().userName());
                return LaterConnections.isResumed(ends);
            }
        }

        @ParameterizedTest
        @EnumSource
        @Tag("S134")
        void fromTheLeafToTheRootWhichWasNotSent(Tls tls) throws Exception {
            try (var both = later.between(client(tls, alice.chainWithoutRoot()), tls.credentials(Tls.SERVER).mapper(mapper))) {
                assertEquals(tls != Tls.BOUNCY_CASTLE_1_3, again(both));
                assertEquals(List.of(path, path), given);
            }
        }

        @ParameterizedTest
        @EnumSource
        @DisplayName("nothing else that the client sends along is in it, also where its session is resumed")
        void nothingElseThatIsSentIsInIt(Tls tls) throws Exception {
            var forged = TestPki.root("Example Issuing CA").certificate();
            var sent = List.of(path.get(0), forged, path.get(2), Tls.SERVER.certificate(), path.get(1));
            try (var both = later.between(client(tls, sent), tls.credentials(Tls.SERVER).mapper(mapper))) {
                try (var ends = both.connect(ContextFlag.MUTUAL_AUTH)) {
                    assertEquals(sent, ends.server.context.query(SchannelAttribute.REMOTE_CERT_CHAIN).chain());
                }
                assertEquals(tls != Tls.BOUNCY_CASTLE_1_3, again(both));
                assertEquals(List.of(path, path, path), given);
            }
        }

        private SecurityStatus refusedAgain(Tls tls, SchCredentials.Builder web, TestCertificate shown, Runnable meanwhile)
                throws SspiException {
            var client = tls.credentials().cred(new CertContext(shown.chain(), shown.privateKey()));
            try (var both = later.between(client, web)) {
                both.connect(ContextFlag.MUTUAL_AUTH).close();
                meanwhile.run();
                try (var alice = both.client();
                        var server = both.server(ContextFlag.MUTUAL_AUTH)) {
                    return refused(() -> TlsParty.connect(alice, server));
                }
            }
        }

        @ParameterizedTest
        @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BOUNCY_CASTLE_1_3")
        void isNotThereAnyMoreWhereTheCertificateHasEnded(Tls tls) throws Exception {
            var web = tls.credentials(Tls.SERVER).mapper(mapper);
            var ending = between.certificate("CN=alice").clientAuth().valid(later.begun.minus(HOUR), later.begun.plus(HOUR)).issue();
            assertEquals(SEC_E_CERT_EXPIRED, refusedAgain(tls, web, ending, () -> later.pass(HOUR.multipliedBy(2))));
            assertEquals(1, given.size());
        }

        @ParameterizedTest
        @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BOUNCY_CASTLE_1_3")
        void norWhereItsIssuerHasEnded(Tls tls) throws Exception {
            var ending = issuing.authority(
                    issuing.certificate("CN=Ending CA").valid(later.begun.minus(HOUR), later.begun.plus(HOUR))).client("alice");
            var web = tls.credentials(Tls.SERVER).mapper(mapper);
            assertEquals(SEC_E_CERT_EXPIRED, refusedAgain(tls, web, ending, () -> later.pass(HOUR.multipliedBy(2))));
            assertEquals(1, given.size());
        }

        @ParameterizedTest
        @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BOUNCY_CASTLE_1_3")
        void norWhereItWasRevoked(Tls tls) throws Exception {
            var lists = new ArrayList<>(List.of(between.revocationList()));
            var store = CertStore.getInstance("Collection", new CollectionCertStoreParameters(lists));
            var web = tls.credentials(Tls.SERVER).mapper(mapper)
                    .flags(SchCredFlag.REVOCATION_CHECK_END_CERT).revocationLists(store);
            assertEquals(CRYPT_E_REVOKED, refusedAgain(
                    tls, web, alice, () -> lists.set(0, between.revoke(alice).revocationList())));
            assertEquals(1, given.size());
        }

        @ParameterizedTest
        @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BOUNCY_CASTLE_1_3")
        void aSessionIsCheckedAlsoWhereNobodyMaps(Tls tls) throws Exception {
            var ending = between.certificate("CN=alice").clientAuth().valid(later.begun.minus(HOUR), later.begun.plus(HOUR)).issue();
            assertEquals(SEC_E_CERT_EXPIRED, refusedAgain(
                    tls, tls.credentials(Tls.SERVER), ending, () -> later.pass(HOUR.multipliedBy(2))));
        }
    }
}
