package org.sspi4j.schannel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.sspi4j.api.SecurityStatus.SEC_E_LOGON_DENIED;
import static org.sspi4j.api.SecurityStatus.SEC_E_NO_CREDENTIALS;
import static org.sspi4j.api.SecurityStatus.SEC_E_UNKNOWN_CREDENTIALS;
import static org.sspi4j.api.SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION;

import java.security.MessageDigest;
import java.util.Set;
import javax.security.auth.Subject;
import javax.security.auth.x500.X500PrivateCredential;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sspi4j.Sspi;
import org.sspi4j.api.CertContext;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialAttribute;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.api.SchCredFlag;
import org.sspi4j.api.SchCredentials;
import org.sspi4j.api.SchannelAttribute;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;

@DisplayName("AcquireCredentialsHandle of Schannel: sspi.md 6.3")
class AcquireTest {
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
}
