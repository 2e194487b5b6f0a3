package org.sspi4j.sasl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_HANDLE;
import static org.sspi4j.api.SecurityStatus.SEC_E_SECURITY_QOS_FAILED;
import static org.sspi4j.sasl.Conversation.NOTHING;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sspi4j.Sspi;
import org.sspi4j.api.AccountSecret;
import org.sspi4j.api.AccountStore;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialAttribute;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.api.NtlmCred;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SspiException;
import org.sspi4j.api.StoredAccount;

/** Whose credential it is, and when it is let go. */
class OpeningTest {
    private static final String TARGET = "ldap/dc.example.com";
    private static final AccountStore ALICE = (domain, user) -> CompletableFuture.completedFuture(Optional.of(new StoredAccount(
            "EXAMPLE\\alice", new AccountSecret(AccountSecret.Kind.PASSWORD, Secret.password("secret".toCharArray())), Set.of())));

    private CredHandle client;
    private CredHandle server;

    @BeforeEach
    void acquire() throws Exception {
        try (var password = Secret.password("secret".toCharArray())) {
            client = Sspi.acquireCredentialsHandle("NTLM", CredentialUse.OUTBOUND, Identity.password("EXAMPLE\\alice", password));
        }
        server = Sspi.acquireCredentialsHandle(
                "NTLM", CredentialUse.INBOUND, NtlmCred.builder().accounts(ALICE).targetNames(TARGET).build());
    }

    @AfterEach
    void release() {
        client.close();
        server.close();
    }

    private Opening client(boolean owned, Set<ContextFlag> required) {
        return Opening.initiator(new ChosenCredential(client, owned), TARGET, Set.of(), required);
    }

    private void establish(Opening client, Opening server) throws SspiException {
        var offer = client.next(NOTHING, Optional.empty());
        var challenge = server.next(offer.token(), Optional.empty());
        assertFalse(isClosed(this.client));
        assertFalse(isClosed(this.server));
        server.next(client.next(challenge.token(), Optional.empty()).token(), Optional.empty());
    }

    /** A server's has no name to tell, and says so as long as it is open. */
    private static boolean isClosed(CredHandle credential) {
        try {
            credential.query(CredentialAttribute.NAMES);
            return false;
        } catch (SspiException e) {
            return e.status() == SEC_E_INVALID_HANDLE;
        }
    }

    @Test
    void whatWasAcquiredForOneExchangeIsClosedOnceThatIsEstablished() throws Exception {
        establish(client(true, Set.of()), Opening.acceptor(new ChosenCredential(server, true)));
        assertTrue(isClosed(client));
        assertTrue(isClosed(server));
    }

    @Test
    void whatWasGivenIsTheGiversToClose() throws Exception {
        var client = client(false, Set.of());
        var server = Opening.acceptor(new ChosenCredential(this.server, false));
        establish(client, server);
        client.end();
        server.end();
        assertFalse(isClosed(this.client));
        assertFalse(isClosed(this.server));
    }

    @Test
    void whatWasAcquiredIsClosedTooWhenTheExchangeEndsBeforeItsTime() throws Exception {
        var client = client(true, Set.of());
        client.next(NOTHING, Optional.empty());
        client.end();
        assertTrue(isClosed(this.client));
    }

    @Test
    void aContextWithoutWhatIsRequiredIsOfNoUse() throws Exception {
        var client = client(false, Set.of(ContextFlag.MUTUAL_AUTH));
        var server = Opening.acceptor(new ChosenCredential(this.server, false));
        var challenge = server.next(client.next(NOTHING, Optional.empty()).token(), Optional.empty());
        var refusal = assertThrows(SspiException.class, () -> client.next(challenge.token(), Optional.empty()));
        assertEquals(SEC_E_SECURITY_QOS_FAILED, refusal.status());
        assertTrue(refusal.getMessage().endsWith("without [MUTUAL_AUTH]"), refusal.getMessage());
    }
}
