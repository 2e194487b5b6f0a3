package org.sspi4j.gss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSName;
import org.ietf.jgss.MessageProp;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.sspi4j.Sspi;
import org.sspi4j.api.AccountSecret;
import org.sspi4j.api.AccountStore;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.api.NegotiateCred;
import org.sspi4j.api.NegotiateCred.NtlmUse;
import org.sspi4j.api.NtlmCred;
import org.sspi4j.api.Secret;
import org.sspi4j.api.StoredAccount;

@DisplayName("SPNEGO through GSS-API: the mechanism 1.3.6.1.5.5.2, which JGSS has for Kerberos alone, with NTLM inside")
class SpnegoTest {
    private static final byte[] TEXT = "a message".getBytes(StandardCharsets.UTF_8);
    private static final AccountStore ALICE = (domain, user) -> CompletableFuture.completedFuture(user.equals("alice")
            ? Optional.of(new StoredAccount(
                    "EXAMPLE\\alice", new AccountSecret(AccountSecret.Kind.PASSWORD, password()), Set.of()))
            : Optional.empty());

    private final SspiGssManager manager = new SspiGssManager();

    private static Secret password() {
        return Secret.password("secret".toCharArray());
    }

    @Test
    void isAMechanismAndNotTheDefault() throws Exception {
        var mechs = List.of(manager.getMechs());
        assertTrue(mechs.indexOf(Oids.KERBEROS) < mechs.indexOf(Oids.SPNEGO), mechs.toString());
        assertTrue(mechs.indexOf(Oids.KERBEROS) < mechs.indexOf(Oids.IAKERB), "a credential for every mechanism begins with the first");
    }

    @Test
    void aContextIsEstablishedAndCarriesMessages() throws Exception {
        var ntlm = NtlmCred.builder().accounts(ALICE).targetNames("HTTP/web.example.com").build();
        var alice = NegotiateCred.builder()
                .identity(Identity.password("EXAMPLE\\alice", password())).ntlmUse(NtlmUse.ONLY).build();
        var client = manager.createCredential(Sspi.acquireCredentialsHandle("Negotiate", CredentialUse.OUTBOUND, alice));
        var server = manager.createCredential(Sspi.acquireCredentialsHandle("Negotiate", CredentialUse.INBOUND, ntlm));
        var web = manager.createName("HTTP@web.example.com", GSSName.NT_HOSTBASED_SERVICE);
        var initiator = manager.createContext(web, Oids.SPNEGO, client, GSSContext.DEFAULT_LIFETIME);
        var acceptor = manager.createContext(server);
        byte[] token = initiator.initSecContext(new byte[0], 0, 0);
        while (token != null) {
            token = acceptor.acceptSecContext(token, 0, token.length);
            if (token != null) {
                token = initiator.initSecContext(token, 0, token.length);
            }
        }
        assertTrue(initiator.isEstablished() && acceptor.isEstablished());
        assertFalse(initiator.getMutualAuthState());
        assertEquals(Oids.SPNEGO, acceptor.getMech());
        assertEquals("HTTP/web.example.com", acceptor.getTargName().toString());
        assertEquals("EXAMPLE\\alice", acceptor.getSrcName().toString());
        var properties = new MessageProp(0, true);
        byte[] sealed = initiator.wrap(TEXT, 0, TEXT.length, properties);
        assertArrayEquals(TEXT, acceptor.unwrap(sealed, 0, sealed.length, properties));
        assertNull(token);
        initiator.dispose();
        acceptor.dispose();
        client.dispose();
        server.dispose();
    }
}
