package org.sspi4j.negotiate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.api.SecurityStatus.SEC_E_BAD_BINDINGS;
import static org.sspi4j.api.SecurityStatus.SEC_E_OK;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.api.ChannelBindings;
import org.sspi4j.api.ContextResult;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.NegotiateAttribute;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.spi.Move;

/** A caller tells the channel once, and the mechanism may begin in a later call than that. */
@DisplayName("The channel counts in whichever call it is told")
class NegotiateBindingsTest {
    private static final Optional<ChannelBindings> NONE = Optional.empty();
    private static final Optional<ChannelBindings> OURS = Optional.of(ChannelBindings.tlsServerEndPoint(new byte[] {1}));
    private static final Optional<ChannelBindings> OTHERS = Optional.of(ChannelBindings.tlsServerEndPoint(new byte[] {2}));

    private final Negotiation negotiation = new Negotiation();

    @AfterEach
    void close() throws Exception {
        negotiation.close();
    }

    private ContextResult initialize(CredHandle alice, ContextResult before, byte[] token, Optional<ChannelBindings> bindings)
            throws SspiException {
        return negotiation.engine.initialize(
                alice, before == null ? null : before.context(), Negotiation.TARGET, negotiation.clientFlags, buffers(token, bindings));
    }

    private ContextResult accept(CredHandle web, ContextResult before, byte[] token, Optional<ChannelBindings> bindings)
            throws SspiException {
        return negotiation.engine.accept(web, before == null ? null : before.context(), Set.of(), buffers(token, bindings));
    }

    private static List<SecBuffer> buffers(byte[] token, Optional<ChannelBindings> bindings) {
        var buffers = new ArrayList<>(List.of(SecBuffer.token(token)));
        bindings.map(SecBuffer::channelBindings).ifPresent(buffers::add);
        return buffers;
    }

    /** Both sides tell theirs in their first call alone; which package came of it. */
    private String established(Optional<ChannelBindings> clients, Optional<ChannelBindings> servers) throws Exception {
        try (var alice = negotiation.clientCredential(); var web = negotiation.serverCredential()) {
            var theirs = negotiation.serverBegins ? accept(web, null, new byte[0], servers) : null;
            var ours = initialize(alice, null, theirs == null ? new byte[0] : theirs.token(), clients);
            theirs = accept(web, theirs, ours.token(), theirs == null ? servers : NONE);
            while (ours.status() != SEC_E_OK) {
                ours = initialize(alice, ours, theirs.token(), NONE);
                if (ours.token().length > 0) {
                    theirs = accept(web, theirs, ours.token(), NONE);
                }
            }
            try (var ends = new Negotiation.Ends(ours, theirs)) {
                Negotiation.talk(ends);
                return ours.context().query(NegotiateAttribute.NEGOTIATION_INFO).packageInfo().name();
            }
        }
    }

    private void refused(Optional<ChannelBindings> clients, Optional<ChannelBindings> servers) {
        assertEquals(SEC_E_BAD_BINDINGS, assertThrows(SspiException.class, () -> established(clients, servers)).status());
    }

    @Test
    void ofAServerThatIsAskedToSpeakFirst() throws Exception {
        negotiation.serverBegins = true;
        assertEquals("Kerberos", established(OURS, OURS));
        refused(NONE, OURS);
        refused(OTHERS, OURS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Kerberos", "NTLM"})
    void ofAServerThatIsAskedToSpeakFirstAndAnsweredWithABareToken(String packageName) throws Exception {
        for (var clients : List.of(OURS, OTHERS, NONE)) {
            try (var alice = negotiation.engine.acquire(
                            packageName, CredentialUse.OUTBOUND, negotiation.client, negotiation.clientConfig);
                    var web = negotiation.serverCredential()) {
                var theirs = accept(web, null, new byte[0], OURS);
                var ours = initialize(alice, null, new byte[0], clients);
                if (packageName.equals("NTLM")) {
                    theirs = accept(web, theirs, ours.token(), NONE);
                    ours = initialize(alice, ours, theirs.token(), NONE);
                }
                var before = theirs;
                byte[] last = ours.token();
                if (clients.equals(OURS)) {
                    assertEquals(SEC_E_OK, accept(web, before, last, NONE).status());
                } else {
                    assertEquals(SEC_E_BAD_BINDINGS, assertThrows(SspiException.class, () -> accept(web, before, last, NONE)).status());
                }
                ours.context().close();
                before.context().close();
            }
        }
    }

    @Test
    void ofAServerThatChoosesAnotherMechanismThanThePreferredOne() throws Exception {
        negotiation.server = Negotiation.ntlmAlone();
        assertEquals("NTLM", established(OURS, OURS));
        refused(NONE, OURS);
        refused(OTHERS, OURS);
    }

    /** The mechanism begins in the second call, and is told what that tells and what the one before told. */
    @Test
    void ofAContextThatIsToldTwoBeforeItsMechanismBegins() throws Exception {
        negotiation.server = Negotiation.ntlmAlone();
        try (var alice = negotiation.clientCredential(); var web = negotiation.serverCredential()) {
            var ours = initialize(alice, null, new byte[0], OURS);
            var theirs = accept(web, null, ours.token(), OURS);
            twoChannels(() -> initialize(alice, ours, theirs.token(), OTHERS));
            theirs.context().close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Kerberos", "NTLM"})
    void ofAServerThatIsToldTwoAndAnsweredWithABareToken(String packageName) throws Exception {
        try (var alice = negotiation.engine.acquire(
                        packageName, CredentialUse.OUTBOUND, negotiation.client, negotiation.clientConfig);
                var web = negotiation.serverCredential()) {
            var theirs = accept(web, null, new byte[0], OURS);
            var ours = initialize(alice, null, new byte[0], OTHERS);
            twoChannels(() -> accept(web, theirs, ours.token(), OTHERS));
            ours.context().close();
        }
    }

    private static void twoChannels(Executable call) {
        var refusal = assertThrows(SspiException.class, call);
        assertEquals(SEC_E_BAD_BINDINGS, refusal.status());
        assertTrue(refusal.getMessage().contains("not those of the one before"), refusal.getMessage());
    }

    /** With Kerberos the one token that is bound comes in the second call. */
    @Test
    void ofAServerThatIsNotGivenTheTokenAtOnce() throws Exception {
        try (var alice = negotiation.clientCredential(); var web = negotiation.serverCredential()) {
            var begun = initialize(alice, null, new byte[0], NONE);
            var init = NegTokenInit.decode(begun.token());
            var later = accept(web, null, NegTokenInit.of(init.mechTypes(), Optional.empty()).wire(), OURS);
            byte[] token = NegTokenResp.of(
                    NegState.ACCEPT_INCOMPLETE, Optional.empty(), init.mechToken().orElseThrow(), Optional.empty()).wire();
            assertEquals(SEC_E_BAD_BINDINGS, assertThrows(SspiException.class, () -> accept(web, later, token, NONE)).status());
            begun.context().close();
        }
    }

    /** The token that would be bound to it is made, or there is none to come. */
    @ParameterizedTest(name = "NTLM {0}, the client''s call {1}: {2}")
    @CsvSource({"false, 2, SEC_E_BAD_BINDINGS", "true, 2, SEC_E_OK", "true, 3, SEC_E_OK", "true, 4, SEC_E_BAD_BINDINGS"})
    void aClientCanTellItTooLate(boolean ntlm, int call, SecurityStatus status) throws Exception {
        if (ntlm) {
            negotiation.server = Negotiation.ntlmAlone();
        }
        try (var alice = negotiation.clientCredential(); var web = negotiation.serverCredential()) {
            var ours = initialize(alice, null, new byte[0], NONE);
            ContextResult theirs = null;
            for (int next = 2; next <= call; next++) {
                theirs = accept(web, theirs, ours.token(), NONE);
                var before = ours;
                byte[] token = theirs.token();
                if (next == call && status != SEC_E_OK) {
                    assertEquals(status, assertThrows(SspiException.class, () -> initialize(alice, before, token, OURS)).status());
                } else {
                    ours = initialize(alice, before, token, next == call ? OURS : NONE);
                }
            }
            ours.context().close();
            theirs.context().close();
        }
    }

    @Test
    void aServerCanTellItTooLate() throws Exception {
        var ends = new ScriptedEnds();
        ends.ntlm.last = ends.serversNtlm.last = 2;
        ends.takes = List.of(ends.serversNtlm);
        for (var told : List.of(NONE, OURS)) {
            var asked = ends.replied(ends.server(), ends.init(Optional.empty(), MechType.KERBEROS, MechType.NTLM));
            var signing = ends.replied(asked.next(), ScriptedEnds.later(NegState.ACCEPT_INCOMPLETE, ends.ntlm.token(1)));
            byte[] mic = Scripted.mic(true, ends.list().wire());
            byte[] last = ScriptedEnds.later(NegState.ACCEPT_COMPLETED, new byte[0], mic);
            if (told.isEmpty()) {
                assertInstanceOf(Move.Done.class, ends.next(signing.next(), last, told));
            } else {
                var refusal = assertThrows(SspiException.class, () -> ends.next(signing.next(), last, told));
                assertEquals(SEC_E_BAD_BINDINGS, refusal.status());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Negotiate", "Kerberos"})
    void aContextHasOneChannel(String packageName) throws Exception {
        try (var alice = negotiation.engine.acquire(
                        packageName, CredentialUse.OUTBOUND, negotiation.client, negotiation.clientConfig);
                var web = negotiation.serverCredential()) {
            var begun = initialize(alice, null, new byte[0], OURS);
            var accepted = accept(web, null, begun.token(), OURS);
            var refusal = assertThrows(SspiException.class, () -> initialize(alice, begun, accepted.token(), OTHERS));
            assertEquals(SEC_E_BAD_BINDINGS, refusal.status());
            accepted.context().close();
        }
    }
}
