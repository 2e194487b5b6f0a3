package org.sspi4j.negotiate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.api.SecurityStatus.SEC_E_MESSAGE_ALTERED;
import static org.sspi4j.api.SecurityStatus.SEC_E_NO_AUTHENTICATING_AUTHORITY;
import static org.sspi4j.api.SecurityStatus.SEC_E_OK;
import static org.sspi4j.api.SecurityStatus.SEC_E_SECPKG_NOT_FOUND;
import static org.sspi4j.api.SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Decision;
import org.sspi4j.api.NegotiateAttribute;
import org.sspi4j.api.NegotiateAttribute.NegotiationState;
import org.sspi4j.api.NegotiateCred;
import org.sspi4j.api.SspiException;
import org.sspi4j.fixture.ScriptedKdc;
import org.sspi4j.wire.DecodeException;

@DisplayName("IAKERB within Negotiate: where it is named, between Kerberos and NTLM")
class IakerbInNegotiateTest {
    private final Negotiation negotiation = new Negotiation();

    @BeforeEach
    void aClientWithoutAKdcAndAServerThatHasOne() {
        negotiation.clientConfig = negotiation.away;
        negotiation.serverConfig = ScriptedKdc.config().iakerbRealms(ScriptedKdc.REALM).build();
        negotiation.client = client("Kerberos,IAKERB,NTLM");
        negotiation.server = server("Kerberos,IAKERB,NTLM");
    }

    @AfterEach
    void close() throws Exception {
        negotiation.close();
    }

    private static NegotiateCred client(String packages) {
        return NegotiateCred.builder().packageList(packages).identity(Negotiation.password("alice", ScriptedKdc.PASSWORD)).build();
    }

    private NegotiateCred server(String packages) {
        return negotiation.serverWith().packageList(packages).build();
    }

    private static NegTokenResp resp(byte[] wire) {
        try {
            return NegTokenResp.decode(wire);
        } catch (DecodeException e) {
            throw new AssertionError(e);
        }
    }

    private String chosen() throws Exception {
        try (var ends = negotiation.establish()) {
            Negotiation.talk(ends);
            var ours = ends.client().context().query(NegotiateAttribute.NEGOTIATION_INFO);
            assertEquals(ours, ends.server().context().query(NegotiateAttribute.NEGOTIATION_INFO));
            assertEquals(NegotiationState.COMPLETE, ours.negotiationState());
            return ours.packageInfo().name();
        }
    }

    @Test
    void takesThePlaceOfKerberosWhereTheClientReachesNoKdc() throws Exception {
        assertEquals("IAKERB", chosen());
        assertEquals(
                Optional.of(MechType.IAKERB.oid()), resp(negotiation.tokens.get(1)).supportedMech(), "and the server takes it at once");
    }

    @Test
    void theDecisionLogTellsWhy() throws Exception {
        try (var ends = negotiation.establish()) {
            assertTrue(ends.client().context().decisions().stream()
                    .anyMatch(decision -> decision.about() == Decision.About.FALLBACK
                            && decision.toString().contains("IAKERB takes the place of Kerberos")));
        }
    }

    @Test
    void standsBehindKerberos() throws Exception {
        negotiation.clientConfig = negotiation.config;
        assertEquals("Kerberos", chosen());
    }

    @Test
    void standsInFrontOfNtlmWhichAServerWithoutItTakes() throws Exception {
        negotiation.server = server("Kerberos,NTLM");
        assertEquals("NTLM", chosen());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "!Kerberos", "Kerberos,NTLM", "Kerberos,IAKERB,NTLM,!IAKERB"})
    void isOfferedOnlyWhereItIsNamed(String packages) throws Exception {
        negotiation.client = client(packages);
        assertEquals("NTLM", chosen());
    }

    @Test
    void isTakenOnlyWhereItIsNamed() {
        negotiation.client = client("IAKERB");
        negotiation.server = server("");
        assertTrue(negotiation.refused(SEC_E_SECPKG_NOT_FOUND).getMessage().contains("IAKERB"));
        assertEquals(1, negotiation.tokens.size());
    }

    @Test
    void isNotNamedInVain() {
        negotiation.serverConfig = negotiation.config;
        assertEquals(SEC_E_UNSUPPORTED_FUNCTION, assertThrows(SspiException.class, negotiation::serverCredential).status());
    }

    /** Nobody leads the client on to NTLM by answering that there is no KDC. */
    @Test
    void noAnswerOfTheServersLeadsOnToNtlm() {
        negotiation.kdcFailure = Optional.of(new SspiException(SEC_E_NO_AUTHENTICATING_AUTHORITY, "none"));
        var refusal = negotiation.refused(SEC_E_NO_AUTHENTICATING_AUTHORITY);
        assertEquals(Optional.of(NegState.REJECT), resp(refusal.token()).negState());
        negotiation.tokens.clear();
        negotiation.kdcFailure = Optional.empty();
        negotiation.changes.put(1, wire -> refusal.token());
        negotiation.refused(SEC_E_NO_AUTHENTICATING_AUTHORITY);
    }

    @Test
    void aTokenThatIsChangedOnItsWayIsNotSignedFor() {
        negotiation.changes.put(1, wire -> {
            var resp = resp(wire);
            byte[] token = resp.token();
            // The realm in the header, which the client does not look at.
            int at = new String(token, StandardCharsets.ISO_8859_1).indexOf(ScriptedKdc.REALM);
            token[at] ^= 1;
            return NegTokenResp.of(resp.negState().orElseThrow(), resp.supportedMech(), token, Optional.empty()).wire();
        });
        negotiation.refused(SEC_E_MESSAGE_ALTERED);
    }

    @Test
    void aBareTokenOfItIsTakenByPolicy() throws Exception {
        negotiation.server = server("Kerberos,IAKERB");
        try (var alice = negotiation.engine.acquire(
                        "IAKERB", CredentialUse.OUTBOUND, Negotiation.password("alice", ScriptedKdc.PASSWORD),
                        negotiation.away);
                var web = negotiation.serverCredential()) {
            var ours = negotiation.initialize(alice, null, new byte[0]);
            var theirs = negotiation.accept(web, null, ours.token());
            while (ours.status() != SEC_E_OK) {
                ours = negotiation.initialize(alice, ours, theirs.token());
                if (ours.token().length > 0) {
                    theirs = negotiation.accept(web, theirs, ours.token());
                }
            }
            try (var ends = new Negotiation.Ends(ours, theirs)) {
                Negotiation.talk(ends);
                var info = theirs.context().query(NegotiateAttribute.NEGOTIATION_INFO);
                assertEquals(List.of("IAKERB", NegotiationState.DIRECT), List.of(info.packageInfo().name(), info.negotiationState()));
            }
        }
    }

    /** What a client with a ticket begins with is an AP-REQ, as with Kerberos. */
    @Test
    void aTicketThatIsThereIsShownAtOnce() throws Exception {
        negotiation.server = server("Kerberos,IAKERB");
        try (var alice = negotiation.clientCredential();
                var web = negotiation.serverCredential()) {
            for (int tokens : new int[] {4, 1}) {
                int sent = 1;
                var ours = negotiation.initialize(alice, null, new byte[0]);
                var theirs = negotiation.accept(web, null, ours.token());
                while (ours.status() != SEC_E_OK) {
                    ours = negotiation.initialize(alice, ours, theirs.token());
                    if (ours.token().length > 0) {
                        theirs = negotiation.accept(web, theirs, ours.token());
                        sent++;
                    }
                }
                assertEquals(tokens, sent);
                new Negotiation.Ends(ours, theirs).close();
            }
        }
    }

    @Test
    void aServerSaysBeforehandThatItTakesIt() throws Exception {
        negotiation.serverBegins = true;
        assertEquals("IAKERB", chosen());
    }
}
