package org.sspi4j.negotiate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.Identity;
import org.sspi4j.api.ImpersonationLevel;
import org.sspi4j.api.NegotiateAttribute;
import org.sspi4j.api.NegotiateAttribute.NegotiationState;
import org.sspi4j.api.NegotiateCred;
import org.sspi4j.api.NegotiateCred.NtlmUse;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.fixture.ScriptedKdc;

/** The real packages with each other, from the first token to the last message. */
class NegotiationTest {
    private static final Identity NTLM_ALONE = NegotiateCred.builder()
            .identity(Negotiation.password("EXAMPLE\\alice", ScriptedKdc.PASSWORD)).ntlmUse(NtlmUse.ONLY).build();

    private final Negotiation negotiation = new Negotiation();

    @AfterEach
    void close() throws Exception {
        negotiation.close();
    }

    private static String chosen(Negotiation.Ends ends) throws Exception {
        var client = ends.client().context().query(NegotiateAttribute.NEGOTIATION_INFO);
        var server = ends.server().context().query(NegotiateAttribute.NEGOTIATION_INFO);
        assertEquals(client, server);
        assertEquals(NegotiationState.COMPLETE, client.negotiationState());
        assertEquals(client.packageInfo(), ends.client().context().query(ContextAttribute.PACKAGE_INFO));
        assertEquals(client.packageInfo(), ends.server().context().query(ContextAttribute.PACKAGE_INFO));
        return client.packageInfo().name();
    }

    private NegTokenResp resp(int token) throws Exception {
        return NegTokenResp.decode(negotiation.tokens.get(token));
    }

    @Test
    @DisplayName("Kerberos, preferred by both: one round trip, and nobody signs the list")
    void kerberos() throws Exception {
        try (var ends = negotiation.establish()) {
            assertEquals("Kerberos", chosen(ends));
            assertEquals(2, negotiation.tokens.size());
            assertEquals("Kerberos, NTLM", NegTokenInit.decode(negotiation.tokens.get(0)).mechTypes().toString());
            assertEquals(Optional.of(NegState.ACCEPT_COMPLETED), resp(1).negState());
            assertEquals(Optional.of(MechType.KERBEROS.oid()), resp(1).supportedMech());
            assertTrue(resp(1).mechListMIC().isEmpty());
            assertTrue(ends.client().flags().contains(ContextFlag.MUTUAL_AUTH));
            assertEquals("alice@EXAMPLE.COM", ends.server().context().accessToken().userName());
            Negotiation.talk(ends);
        }
    }

    @Test
    @DisplayName("what the server asks for after it has spoken first counts for the mechanism that begins then")
    void askedOfTheSecondCall() throws Exception {
        for (var client : List.of(negotiation.client, NTLM_ALONE)) {
            negotiation.client = client;
            negotiation.serverFlags = Set.of();
            try (var alice = negotiation.clientCredential(); var web = negotiation.serverCredential()) {
                var hint = negotiation.accept(web, null, new byte[0]);
                var ours = negotiation.initialize(alice, null, hint.token());
                negotiation.serverFlags = Set.of(ContextFlag.IDENTIFY);
                var theirs = negotiation.accept(web, hint, ours.token());
                negotiation.serverFlags = Set.of();
                while (theirs.status() != SecurityStatus.SEC_E_OK) {
                    ours = negotiation.initialize(alice, ours, theirs.token());
                    theirs = negotiation.accept(web, theirs, ours.token());
                }
                assertEquals(ImpersonationLevel.IDENTIFICATION, theirs.context().accessToken().level());
                ours.context().close();
                theirs.context().close();
            }
        }
    }

    @Test
    @DisplayName("what the client asks for when its mechanism has said everything is told where it is true, and else too late")
    void askedOfTheClientsSecondCall() throws Exception {
        negotiation.clientFlags = EnumSet.of(ContextFlag.MUTUAL_AUTH);
        try (var alice = negotiation.clientCredential(); var web = negotiation.serverCredential()) {
            var begun = negotiation.initialize(alice, null, new byte[0]);
            var theirs = negotiation.accept(web, null, begun.token());
            negotiation.clientFlags = EnumSet.of(ContextFlag.ALLOCATE_MEMORY, ContextFlag.IDENTIFY);
            var ours = negotiation.initialize(alice, begun, theirs.token());
            assertEquals(
                    EnumSet.of(ContextFlag.MUTUAL_AUTH, ContextFlag.INTEGRITY, ContextFlag.ALLOCATE_MEMORY), ours.flags());
            ours.context().close();
            theirs.context().close();
        }
    }

    @Test
    @DisplayName("a server that has spoken first has connections alone too")
    void datagramsAskedForLater() throws Exception {
        negotiation.client = NTLM_ALONE;
        try (var alice = negotiation.clientCredential(); var web = negotiation.serverCredential()) {
            var hint = negotiation.accept(web, null, new byte[0]);
            var ours = negotiation.initialize(alice, null, hint.token());
            negotiation.serverFlags = Set.of(ContextFlag.DATAGRAM);
            var refusal = assertThrows(SspiException.class, () -> negotiation.accept(web, hint, ours.token()));
            assertEquals(SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION, refusal.status());
            ours.context().close();
        }
    }

    @Test
    @DisplayName("another credential is the wrong one for a context of Kerberos too")
    void anotherCredential() throws Exception {
        try (var alice = negotiation.clientCredential(); var another = negotiation.clientCredential();
                var web = negotiation.serverCredential(); var other = negotiation.serverCredential()) {
            var hint = negotiation.accept(web, null, new byte[0]);
            var begun = negotiation.initialize(alice, null, hint.token());
            assertEquals(
                    SecurityStatus.SEC_E_WRONG_CREDENTIAL_HANDLE,
                    assertThrows(SspiException.class, () -> negotiation.accept(other, hint, begun.token())).status());
            var theirs = negotiation.accept(web, hint, begun.token());
            assertEquals(
                    SecurityStatus.SEC_E_WRONG_CREDENTIAL_HANDLE,
                    assertThrows(SspiException.class, () -> negotiation.initialize(another, begun, theirs.token())).status());
            var ours = negotiation.initialize(alice, begun, theirs.token());
            assertEquals("Kerberos", chosen(new Negotiation.Ends(ours, theirs)));
            ours.context().close();
            theirs.context().close();
        }
    }

    @Test
    @DisplayName("Kerberos without mutual authentication: the server says that it is done, and no more")
    void kerberosOneWay() throws Exception {
        negotiation.clientFlags = Set.of(ContextFlag.CONFIDENTIALITY);
        try (var ends = negotiation.establish()) {
            assertEquals("Kerberos", chosen(ends));
            assertTrue(resp(1).responseToken().isEmpty());
            Negotiation.talk(ends);
        }
    }

    @Test
    @DisplayName("a client without Kerberos: NTLM, and both sign the list, since its session insists on it")
    void ntlm() throws Exception {
        negotiation.client = NegotiateCred.builder()
                .identity(Negotiation.password("EXAMPLE\\alice", ScriptedKdc.PASSWORD)).ntlmUse(NtlmUse.ONLY).build();
        try (var ends = negotiation.establish()) {
            assertEquals("NTLM", chosen(ends));
            assertEquals(4, negotiation.tokens.size());
            assertEquals(Optional.of(NegState.ACCEPT_INCOMPLETE), resp(1).negState());
            assertTrue(resp(2).mechListMIC().isPresent());
            assertEquals(Optional.of(NegState.ACCEPT_COMPLETED), resp(3).negState());
            assertTrue(resp(3).mechListMIC().isPresent());
            assertFalse(ends.client().flags().contains(ContextFlag.MUTUAL_AUTH));
            Negotiation.talk(ends);
        }
    }

    @Test
    @DisplayName("a server without Kerberos: it asks for a signature, and the client begins NTLM anew")
    void reselected() throws Exception {
        negotiation.server = Negotiation.ntlmAlone();
        try (var ends = negotiation.establish()) {
            assertEquals("NTLM", chosen(ends));
            assertEquals(6, negotiation.tokens.size());
            assertEquals(Optional.of(NegState.REQUEST_MIC), resp(1).negState());
            assertTrue(resp(1).responseToken().isEmpty());
            assertTrue(resp(4).mechListMIC().isPresent());
            assertTrue(resp(5).mechListMIC().isPresent());
            Negotiation.talk(ends);
            var decisions = ends.client().context().decisions().toString();
            assertTrue(decisions.contains("FALLBACK The server takes NTLM and not Kerberos"), decisions);
        }
    }

    @Test
    @DisplayName("MS-SPNG 3.3.5: a call without a token has the server speak first")
    void serverFirst() throws Exception {
        negotiation.serverBegins = true;
        try (var ends = negotiation.establish()) {
            assertEquals("Kerberos", chosen(ends));
            assertEquals("Kerberos, NTLM", NegTokenInit2.decode(negotiation.tokens.get(0)).mechTypes().toString());
            assertEquals(3, negotiation.tokens.size());
            Negotiation.talk(ends);
        }
    }

    @Test
    @DisplayName("NTLM where messages are not to be signed: nobody signs the list")
    void ntlmWithoutIntegrity() throws Exception {
        negotiation.clientFlags = Set.of(ContextFlag.NO_INTEGRITY);
        negotiation.client = NegotiateCred.builder()
                .identity(Negotiation.password("EXAMPLE\\alice", ScriptedKdc.PASSWORD)).packageList("NTLM").build();
        try (var ends = negotiation.establish()) {
            assertEquals("NTLM", chosen(ends));
            assertTrue(resp(2).mechListMIC().isEmpty());
        }
    }

    @Test
    @DisplayName("a keytab alone accepts Kerberos alone")
    void keytabAlone() throws Exception {
        negotiation.server = Identity.keytab(Negotiation.TARGET, negotiation.keytab);
        negotiation.serverBegins = true;
        try (var ends = negotiation.establish()) {
            assertEquals("Kerberos", chosen(ends));
            assertEquals("Kerberos", NegTokenInit2.decode(negotiation.tokens.get(0)).mechTypes().toString());
        }
    }
}
