package org.sspi4j.gss;

import static org.ietf.jgss.GSSCredential.ACCEPT_ONLY;
import static org.ietf.jgss.GSSCredential.DEFAULT_LIFETIME;
import static org.ietf.jgss.GSSCredential.INITIATE_ONLY;
import static org.ietf.jgss.GSSName.NT_HOSTBASED_SERVICE;
import static org.ietf.jgss.GSSName.NT_USER_NAME;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.api.CredentialUse.INBOUND;
import static org.sspi4j.api.CredentialUse.OUTBOUND;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslException;
import org.ietf.jgss.GSSCredential;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.sspi4j.Sspi;
import org.sspi4j.api.AccountSecret;
import org.sspi4j.api.AccountStore;
import org.sspi4j.api.Identity;
import org.sspi4j.api.NtlmCred;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.api.StoredAccount;
import org.sspi4j.sasl.SaslCredentials;
import org.sspi4j.sasl.SspiSaslClientFactory;
import org.sspi4j.sasl.SspiSaslServerFactory;

@DisplayName("javax.security.sasl.credentials: a credential of the manager")
class SaslTest {
    private static final AccountStore ALICE = (domain, user) -> CompletableFuture.completedFuture(Optional.of(new StoredAccount(
            "EXAMPLE\\alice", new AccountSecret(AccountSecret.Kind.PASSWORD, Secret.password("secret".toCharArray())), Set.of())));

    private final SspiGssManager manager = Managers.toy();

    private static Optional<?> handle(GSSCredential credential, String packageName, boolean initiates) throws SspiException {
        return ((SaslCredentials) credential).handle(packageName, initiates ? OUTBOUND : INBOUND);
    }

    @Test
    void isTakenInBothRoles() throws Exception {
        var any = new SspiGssManager();
        var password = Secret.password("secret".toCharArray());
        var alice = any.createCredential(
                Sspi.acquireCredentialsHandle("NTLM", OUTBOUND, Identity.password("EXAMPLE\\alice", password)));
        var ldap = any.createCredential(Sspi.acquireCredentialsHandle(
                "NTLM", INBOUND, NtlmCred.builder().accounts(ALICE).targetNames("ldap/dc.example.com").build()));
        var client = new SspiSaslClientFactory().createSaslClient(
                new String[] {"NTLM"}, null, "ldap", "dc.example.com", Map.of(Sasl.CREDENTIALS, alice), null);
        var server = new SspiSaslServerFactory().createSaslServer(
                "NTLM", "ldap", "dc.example.com", Map.of(Sasl.CREDENTIALS, ldap), null);
        var challenge = server.evaluateResponse(client.evaluateChallenge(new byte[0]));
        assertNull(server.evaluateResponse(client.evaluateChallenge(challenge)));
        assertEquals("EXAMPLE\\alice", server.getAuthorizationID());
        assertEquals(INITIATE_ONLY, alice.getUsage(), "it is not closed");
        alice.dispose();
        ldap.dispose();
        var refused = assertThrows(SaslException.class, () -> new SspiSaslClientFactory().createSaslClient(
                new String[] {"NTLM"}, null, "ldap", "dc.example.com", Map.of(Sasl.CREDENTIALS, alice), null));
        assertEquals(SecurityStatus.SEC_E_NO_CREDENTIALS, ((SspiException) refused.getCause()).status());
    }

    @Test
    void hasAHandleForItsOwnPackageAndUse() throws Exception {
        var credential = manager.createCredential(null, DEFAULT_LIFETIME, ToyPackage.OID, INITIATE_ONLY);
        assertTrue(handle(credential, "toy", true).isPresent());
        assertTrue(handle(credential, "Toy", false).isEmpty());
        assertTrue(handle(credential, "NTLM", true).isEmpty());
    }

    /** The default keytab has many names, and whom a client names only the context of GSS-API looks at. */
    @Test
    void hasNoneForAnAcceptorWhoseNameIsOnlyCheckedLater() throws Exception {
        var web = manager.createName("HTTP@web.example.com", NT_HOSTBASED_SERVICE);
        assertTrue(handle(manager.createCredential(web, DEFAULT_LIFETIME, ToyPackage.OID, ACCEPT_ONLY), "Toy", false).isEmpty());
        assertTrue(handle(manager.createCredential(null, DEFAULT_LIFETIME, ToyPackage.OID, ACCEPT_ONLY), "Toy", false).isPresent());
        var alice = manager.createName("alice", NT_USER_NAME);
        assertTrue(handle(manager.createCredential(alice, DEFAULT_LIFETIME, ToyPackage.OID, INITIATE_ONLY), "Toy", true).isPresent());
    }
}
