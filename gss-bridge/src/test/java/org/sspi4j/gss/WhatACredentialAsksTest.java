package org.sspi4j.gss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.ietf.jgss.ChannelBinding;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSCredential;
import org.ietf.jgss.GSSException;
import org.ietf.jgss.GSSName;
import org.ietf.jgss.MessageProp;
import org.ietf.jgss.Oid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.Sspi;
import org.sspi4j.api.AccountSecret;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.api.ImpersonationLevel;
import org.sspi4j.api.NegotiateCred;
import org.sspi4j.api.NegotiateCred.NtlmUse;
import org.sspi4j.api.NtlmCred;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.StoredAccount;

@DisplayName("An acceptor asks for what GSS-API has no call for if it is with its credential")
class WhatACredentialAsksTest {
    private static final byte[] CHANNEL = "a channel".getBytes(StandardCharsets.UTF_8);

    private final SspiGssManager manager = new SspiGssManager();
    private final List<GSSCredential> credentials = new ArrayList<>();
    private GSSContext initiator;
    private GSSContext acceptor;

    @AfterEach
    void dispose() throws GSSException {
        for (var context : initiator == null ? List.<GSSContext>of() : List.of(initiator, acceptor)) {
            context.dispose();
        }
        for (var credential : credentials) {
            credential.dispose();
        }
    }

    private static Secret password() {
        return Secret.password("secret".toCharArray());
    }

    private static CredHandle client(String packageName) throws Exception {
        var alice = Identity.password("EXAMPLE\\alice", password());
        return Sspi.acquireCredentialsHandle(
                packageName, CredentialUse.OUTBOUND,
                packageName.equals("NTLM") ? alice : NegotiateCred.builder().identity(alice).ntlmUse(NtlmUse.ONLY).build());
    }

    private static CredHandle server(String packageName) throws Exception {
        return Sspi.acquireCredentialsHandle(
                packageName,
                CredentialUse.INBOUND,
                NtlmCred.builder()
                        .accounts((domain, user) -> CompletableFuture.completedFuture(Optional.of(new StoredAccount(
                                "EXAMPLE\\alice", new AccountSecret(AccountSecret.Kind.PASSWORD, password()), Set.of()))))
                        .targetNames("HTTP/web.example.com")
                        .build());
    }

    private void begin(String packageName, Set<ContextFlag> asks) throws Exception {
        begin(packageName.equals("NTLM") ? Oids.NTLM : Oids.SPNEGO, manager.createCredential(client(packageName)),
                manager.createCredential(server(packageName), asks));
    }

    private void begin(Oid mechanism, GSSCredential client, GSSCredential server) throws GSSException {
        credentials.add(client);
        credentials.add(server);
        var web = manager.createName("HTTP@web.example.com", GSSName.NT_HOSTBASED_SERVICE);
        initiator = manager.createContext(web, mechanism, client, GSSContext.DEFAULT_LIFETIME);
        acceptor = manager.createContext(server);
    }

    private void shakeHands() throws GSSException {
        byte[] token = initiator.initSecContext(new byte[0], 0, 0);
        while (token != null) {
            token = acceptor.acceptSecContext(token, 0, token.length);
            if (token != null) {
                token = initiator.initSecContext(token, 0, token.length);
            }
        }
        assertTrue(initiator.isEstablished() && acceptor.isEstablished());
    }

    /** RFC 2743 2.2.6: "anon_state"; the name is GSS_C_NT_ANONYMOUS's, and nobody's. */
    @ParameterizedTest
    @ValueSource(strings = {"NTLM", "Negotiate"})
    void forAnonymousClients(String packageName) throws Exception {
        begin(packageName, Set.of(ContextFlag.NULL_SESSION));
        initiator.requestAnonymity(true);
        shakeHands();
        for (var side : List.of(initiator, acceptor)) {
            assertTrue(side.getAnonymityState());
            assertTrue(side.getSrcName().isAnonymous());
            assertEquals(GSSName.NT_ANONYMOUS, side.getSrcName().getStringNameType());
            assertFalse(side.getSrcName().equals(manager.createName("EXAMPLE\\alice", GSSName.NT_USER_NAME)));
            assertFalse(side.getConfState() || side.getIntegState() || side.getMutualAuthState());
            assertEquals(GssStatus.BAD_QOP, Managers.failure(() -> side.wrap(CHANNEL, 0, CHANNEL.length, new MessageProp(true))));
        }
        assertEquals(ImpersonationLevel.ANONYMOUS, ((SspiGssContext) acceptor).handle().accessToken().level());
    }

    @ParameterizedTest
    @ValueSource(strings = {"NTLM", "Negotiate"})
    void andElseTakesNone(String packageName) throws Exception {
        begin(packageName, Set.of(ContextFlag.ALLOW_MISSING_BINDINGS, ContextFlag.IDENTIFY));
        initiator.requestAnonymity(true);
        var failure = assertThrows(GSSException.class, this::shakeHands);
        assertEquals(SecurityStatus.SEC_E_LOGON_DENIED.value(), failure.getMinor());
        assertFalse(acceptor.isEstablished());
    }

    /** Who says who he is is not made anonymous by it. */
    @Test
    void otherClientsAreWhoTheyAre() throws Exception {
        begin("NTLM", Set.of(ContextFlag.NULL_SESSION));
        shakeHands();
        assertFalse(acceptor.getAnonymityState());
        assertEquals("EXAMPLE\\alice", acceptor.getSrcName().toString());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void forAnonymousClientsOfAChannel(boolean allowed) throws Exception {
        begin("NTLM", allowed
                ? Set.of(ContextFlag.NULL_SESSION, ContextFlag.ALLOW_MISSING_BINDINGS)
                : Set.of(ContextFlag.NULL_SESSION));
        initiator.requestAnonymity(true);
        acceptor.setChannelBinding(new ChannelBinding(CHANNEL));
        if (allowed) {
            shakeHands();
        } else {
            assertEquals(GssStatus.BAD_BINDINGS, Managers.failure(this::shakeHands));
        }
    }

    @Test
    void forClientsWithoutChannelBindings() throws Exception {
        begin("NTLM", Set.of(ContextFlag.ALLOW_MISSING_BINDINGS));
        acceptor.setChannelBinding(new ChannelBinding(CHANNEL));
        shakeHands();
    }

    @Test
    void forClientsThatAreNotActedFor() throws Exception {
        begin("NTLM", Set.of(ContextFlag.IDENTIFY));
        shakeHands();
        assertEquals(ImpersonationLevel.IDENTIFICATION, ((SspiGssContext) acceptor).handle().accessToken().level());
    }

    /** Of another mechanism too, whatever it calls its anonymous clients. */
    @Test
    void anAnonymousClientOfAnyMechanismHasNoName() throws Exception {
        var toy = manager.createCredential(
                Sspi.acquireCredentialsHandle("Toy", CredentialUse.BOTH, Identity.password("alice", password())),
                Set.of(ContextFlag.NULL_SESSION));
        begin(ToyPackage.OID, toy, toy);
        initiator.requestAnonymity(true);
        shakeHands();
        assertTrue(acceptor.getAnonymityState() && acceptor.getSrcName().isAnonymous());
        assertFalse(acceptor.getSrcName().toString().contains("alice"));
    }

    @ParameterizedTest
    @EnumSource(names = {"NULL_SESSION", "ALLOW_MISSING_BINDINGS", "IDENTIFY"}, mode = Mode.EXCLUDE)
    void nothingElse(ContextFlag flag) throws Exception {
        try (var handle = server("NTLM")) {
            assertThrows(IllegalArgumentException.class, () -> manager.createCredential(handle, Set.of(flag)));
        }
    }
}
