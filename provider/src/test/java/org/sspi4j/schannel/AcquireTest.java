package org.sspi4j.schannel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.api.SecurityStatus.SEC_E_LOGON_DENIED;
import static org.sspi4j.api.SecurityStatus.SEC_E_NO_CREDENTIALS;
import static org.sspi4j.api.SecurityStatus.SEC_E_UNKNOWN_CREDENTIALS;
import static org.sspi4j.api.SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.security.auth.Subject;
import javax.security.auth.x500.X500PrivateCredential;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sspi4j.Sspi;
import org.sspi4j.api.CertContext;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredSspCred;
import org.sspi4j.api.CredentialAttribute;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.api.SchCredFlag;
import org.sspi4j.api.SchCredentials;
import org.sspi4j.api.SchannelAttribute;
import org.sspi4j.api.SchannelCred;
import org.sspi4j.api.SchannelSettings;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SpProt;
import org.sspi4j.api.SspiException;
import org.sspi4j.api.TlsBackend;
import org.sspi4j.testkit.ForkedJvm;
import org.sspi4j.testkit.TestCertificate;
import org.sspi4j.testkit.TestKey;

@DisplayName("AcquireCredentialsHandle of Schannel: sspi.md 6.3")
class AcquireTest {
    private static final Identity PASSWORD = Identity.password("alice", Secret.password("secret".toCharArray()));

    private static CredHandle acquire(CredentialUse use, Identity identity) throws SspiException {
        return Sspi.acquireCredentialsHandle("Schannel", use, identity);
    }

    private static SecurityStatus refused(org.junit.jupiter.api.function.Executable call) {
        return assertThrows(SspiException.class, call).status();
    }

    @Test
    void isForOneUse() {
        var credentials = Tls.JDK_1_3.credentials(Tls.SERVER).build();
        assertEquals(SEC_E_UNSUPPORTED_FUNCTION, refused(() -> acquire(CredentialUse.BOTH, credentials)));
    }

    @Test
    void ofAServerNeedsACertificate() {
        assertEquals(SEC_E_NO_CREDENTIALS, refused(() -> acquire(CredentialUse.INBOUND, SchCredentials.anonymous())));
        assertEquals(SEC_E_NO_CREDENTIALS, refused(() -> acquire(CredentialUse.INBOUND, null)));
    }

    @Test
    void ofNobodyIsAClientWithoutACertificate() throws Exception {
        try (var nobody = acquire(CredentialUse.OUTBOUND, null)) {
            assertEquals(SEC_E_NO_CREDENTIALS, refused(() -> nobody.query(CredentialAttribute.NAMES)));
        }
    }

    @Test
    void takesNoPassword() {
        var password = Identity.password("alice", Secret.password("secret".toCharArray()));
        assertEquals(SEC_E_UNKNOWN_CREDENTIALS, refused(() -> acquire(CredentialUse.OUTBOUND, password)));
    }

    @ParameterizedTest
    @EnumSource(names = {"USE_PRESHAREDKEY_ONLY", "USE_DTLS_ONLY", "ALLOW_NULL_ENCRYPTION"})
    void refusesWhatIsNotOffered(SchCredFlag flag) {
        var credentials = Tls.JDK_1_3.credentials().flags(flag).build();
        assertEquals(SEC_E_UNSUPPORTED_FUNCTION, refused(() -> acquire(CredentialUse.OUTBOUND, credentials)));
    }

    @Test
    void takesTheCertificatesOfASubject() throws Exception {
        var held = new X500PrivateCredential(Tls.ALICE.certificate(), Tls.ALICE.privateKey());
        var subject = new Subject(false, Set.of(), Set.of(), Set.of(held));
        try (var alice = acquire(CredentialUse.OUTBOUND, Identity.of(subject))) {
            assertEquals("CN=alice", alice.query(CredentialAttribute.NAMES).userName());
        }
    }

    @ParameterizedTest
    @EnumSource
    void theRootIsShownOnlyWhereItIsWanted(Tls tls) throws Exception {
        assertEquals(1, shown(tls, tls.credentials(Tls.SERVER)));
        assertEquals(2, shown(tls, tls.credentials(Tls.SERVER).flags(SchCredFlag.SEND_ROOT_CERT)));
    }

    /** How many certificates the server sends. */
    private static int shown(Tls tls, SchCredentials.Builder server) throws SspiException {
        try (var ends = new Tls.Ends(tls.client(), Tls.inbound(server))) {
            return ends.server.context.query(SchannelAttribute.LOCAL_CERT_CONTEXT).equals(Tls.SERVER.certificate())
                    ? ends.client.context.query(SchannelAttribute.REMOTE_CERT_CHAIN).chain().size()
                    : 0;
        }
    }

    @Nested
    @DisplayName("of a CREDSSP_CRED: sspi.md 6.4")
    class OfCredSsp {
        private final Identity bob = Identity.password("bob", Secret.password("secret".toCharArray()));

        private String name(CredentialUse use, SchannelSettings schannel) throws SspiException {
            try (var handle = acquire(use, CredSspCred.of(schannel, bob))) {
                return handle.query(CredentialAttribute.NAMES).userName();
            }
        }

        @Test
        @Tag("S155")
        void takesTheCertificatesOfItsPartAndLeavesNegotiatesAlone() throws Exception {
            assertEquals("CN=alice", name(CredentialUse.OUTBOUND, Tls.JDK_1_3.credentials(Tls.ALICE).build()));
            assertEquals("CN=alice", name(CredentialUse.OUTBOUND, SchannelCred.builder().cred(Tls.context(Tls.ALICE)).build()));
            assertEquals("CN=web.example.com", name(CredentialUse.INBOUND, Tls.JDK_1_3.credentials(Tls.SERVER).build()));
        }

        @Test
        void keepsToWhatItsPartAllows() throws Exception {
            try (var handle = acquire(CredentialUse.OUTBOUND, CredSspCred.of(Tls.JDK_1_3.credentials().build(), bob))) {
                assertEquals(SpProt.TLS1_3_CLIENT.bit(), handle.query(CredentialAttribute.SUPPORTED_PROTOCOLS).protocols());
            }
            var notOffered = SchCredentials.builder().flags(SchCredFlag.USE_DTLS_ONLY).build();
            assertEquals(SEC_E_UNSUPPORTED_FUNCTION, refused(() -> acquire(CredentialUse.OUTBOUND, CredSspCred.of(notOffered, bob))));
        }

        @Test
        void withoutItsPartIsAClientWithoutACertificateAndNoServer() throws Exception {
            var negotiates = new CredSspCred(CredSspCred.SubmitType.PASSWORD_CREDS, Optional.empty(), Optional.of(bob));
            try (var nobody = acquire(CredentialUse.OUTBOUND, negotiates)) {
                assertEquals(SEC_E_NO_CREDENTIALS, refused(() -> nobody.query(CredentialAttribute.NAMES)));
            }
            assertEquals(SEC_E_NO_CREDENTIALS, refused(() -> acquire(CredentialUse.INBOUND, negotiates)));
        }

        @Test
        void connectsWithTheCertificateOfItsPart() throws Exception {
            var alice = acquire(CredentialUse.OUTBOUND, CredSspCred.of(Tls.JDK_1_3.credentials(Tls.ALICE).build(), bob));
            var web = acquire(CredentialUse.INBOUND, CredSspCred.of(Tls.JDK_1_3.credentials(Tls.SERVER).build(), bob));
            try (var ends = new Tls.Ends(
                    TlsParty.client(alice, Tls.WEB), TlsParty.server(web, ContextFlag.MUTUAL_AUTH), alice, web)) {
                assertEquals(Tls.ALICE.certificate(), ends.server.context.query(SchannelAttribute.REMOTE_CERT_CONTEXT));
            }
        }
    }

    @Test
    void aCertificateIsFoundByItsNameItsHashAndAmongAll() throws Exception {
        var password = "secret".toCharArray();
        var store = Tls.ALICE.keyStore(password);
        var hash = MessageDigest.getInstance("SHA-1").digest(Tls.ALICE.certificate().getEncoded());
        try (var secret = Secret.password(password)) {
            for (var found : new CertContext[] {
                    CertContext.of(store, "entry", secret), CertContext.ofHash(store, hash, secret),
                    CertContext.allOf(store, secret).get(0)}) {
                assertEquals(Tls.ALICE.chain(), found.chain());
                assertEquals(Tls.ALICE.privateKey(), found.privateKey());
            }
            hash[0] ^= 1;
            assertEquals(SEC_E_NO_CREDENTIALS, refused(() -> CertContext.ofHash(store, hash, secret)));
            assertEquals(SEC_E_NO_CREDENTIALS, refused(() -> CertContext.of(store, "another", secret)));
            assertEquals(SEC_E_NO_CREDENTIALS, refused(
                    () -> CertContext.allOf(org.sspi4j.testkit.TestPki.trusting(Tls.ROOT), secret)));
        }
        try (var wrong = Secret.password("wrong".toCharArray())) {
            assertEquals(SEC_E_LOGON_DENIED, refused(() -> CertContext.of(store, "entry", wrong)));
        }
    }

    @Nested
    @DisplayName("A private key is that of its certificate")
    class KeyOfCertificate {
        private final KeyPair anothers = TestKey.EC.generate();
        private final X509Certificate ofEc = Tls.ROOT.client("alice").certificate();

        private CertContext alice(TestKey kind, PrivateKey key) {
            return new CertContext(List.of(certificate(kind).certificate()), key);
        }

        private TestCertificate certificate(TestKey kind) {
            return Tls.ROOT.certificate("CN=alice").clientAuth().key(kind).issue();
        }

        /** Acquired by each kind of credential and both backends; closed again. */
        private void acquireEach(CertContext own) throws SspiException {
            for (var backend : TlsBackend.values()) {
                var newer = SchCredentials.builder().backend(backend).cred(own).build();
                var older = SchannelCred.builder().backend(backend).cred(own).build();
                for (var identity : List.of(newer, older, CredSspCred.of(newer, PASSWORD), CredSspCred.of(older, PASSWORD))) {
                    acquire(CredentialUse.OUTBOUND, identity).close();
                    acquire(CredentialUse.INBOUND, identity).close();
                }
            }
        }

        /** By each of them for itself, with the same sentence. */
        private void assertRefused(CertContext own, String why) {
            for (var backend : TlsBackend.values()) {
                var newer = SchCredentials.builder().backend(backend).cred(own).build();
                var older = SchannelCred.builder().backend(backend).cred(own).build();
                for (var identity : List.of(newer, older, CredSspCred.of(newer, PASSWORD), CredSspCred.of(older, PASSWORD))) {
                    for (var use : List.of(CredentialUse.OUTBOUND, CredentialUse.INBOUND)) {
                        var refused = assertThrows(SspiException.class, () -> acquire(use, identity), use + " " + identity);
                        assertEquals(SEC_E_UNKNOWN_CREDENTIALS, refused.status());
                        assertTrue(refused.getMessage().contains("CN=alice"), refused.getMessage());
                        assertTrue(refused.getMessage().contains(why), refused.getMessage());
                    }
                }
            }
        }

        @ParameterizedTest
        @EnumSource
        void itsOwnIsTaken(TestKey kind) throws Exception {
            var alice = certificate(kind);
            acquireEach(new CertContext(alice.chain(), alice.privateKey()));
        }

        @ParameterizedTest
        @EnumSource
        void anotherOfTheSameKindIsRefused(TestKey kind) {
            assertRefused(alice(kind, kind.generate().getPrivate()), "another certificate's");
        }

        @ParameterizedTest
        @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "EC")
        void oneOfAnotherKindIsRefused(TestKey kind) {
            assertRefused(alice(kind, anothers.getPrivate()), "does not sign as its certificate wants it");
        }

        @Test
        void oneOfAnotherCurveIsRefused() throws Exception {
            var curve = KeyPairGenerator.getInstance("EC");
            curve.initialize(384);
            assertRefused(new CertContext(List.of(ofEc), curve.generateKeyPair().getPrivate()), "another certificate's");
        }

        @Test
        @DisplayName("an RSA key that tells no modulus signs")
        void aKeyThatTellsNoModulusSigns() throws Exception {
            var result = ForkedJvm.of(DeviceKeys.class).run();
            assertEquals(0, result.exitStatus(), result.errors());
            var refused = "SEC_E_UNKNOWN_CREDENTIALS: The private key that came with CertContext[CN=alice] is another certificate's:"
                    + " give the two that belong together";
            assertEquals(
                    Collections.nCopies(8, List.of("CN=alice", refused)).stream().flatMap(List::stream).toList(),
                    result.lines());
        }

        @Test
        @DisplayName("a key of a device that is gone does not sign")
        void aKeyThatDoesNotSignIsRefused() {
            assertRefused(new CertContext(List.of(ofEc), new Gone()), "does not sign as its certificate wants it");
        }

        @Test
        void eachCertificateIsLookedAt() {
            var right = Tls.context(Tls.ALICE);
            var wrong = new CertContext(List.of(ofEc), anothers.getPrivate());
            var credentials = SchCredentials.builder().cred(List.of(right, wrong)).build();
            assertEquals(SEC_E_UNKNOWN_CREDENTIALS, refused(() -> acquire(CredentialUse.OUTBOUND, credentials)));
        }

        @Test
        void thatOfASubjectToo() {
            var held = new X500PrivateCredential(ofEc, anothers.getPrivate());
            var subject = new Subject(false, Set.of(), Set.of(), Set.of(held));
            assertEquals(SEC_E_UNKNOWN_CREDENTIALS, refused(() -> acquire(CredentialUse.OUTBOUND, Identity.of(subject))));
        }
    }

    /** A key that no provider knows any more. */
    private record Gone() implements PrivateKey {
        private static final long serialVersionUID = 1;

        @Override
        public String getAlgorithm() {
            return "EC";
        }

        @Override
        public String getFormat() {
            return null;
        }

        @Override
        public byte[] getEncoded() {
            return null;
        }
    }
}
