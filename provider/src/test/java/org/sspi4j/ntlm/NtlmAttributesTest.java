package org.sspi4j.ntlm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.api.SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.NegotiateAttribute;
import org.sspi4j.api.SspiException;
import org.sspi4j.fixture.HeaderTable;
import org.sspi4j.spi.Move;
import org.sspi4j.spi.Session;

@DisplayName("What an NTLM context says of itself: sspi.md 5.7")
class NtlmAttributesTest {
    private final Conversation conversation = new Conversation();

    /** FLAGS is the engine's to tell. */
    @Test
    void areThoseOfTheTableOfTheHeaders() throws Exception {
        var ends = conversation.establish();
        assertTable(ends.client(), false);
        assertTable(ends.server(), true);
    }

    private static void assertTable(Session session, boolean acceptor) throws SspiException {
        var wrong = new TreeSet<String>();
        for (var row : HeaderTable.contextAttributes()) {
            var attribute = ContextAttribute.of(row.number()).orElseThrow();
            boolean expected = row.packages().contains("N") && (acceptor || !row.packages().contains("Ns"))
                    && attribute != ContextAttribute.FLAGS;
            boolean told;
            try {
                told = attribute.structure().isInstance(session.query(attribute));
            } catch (SspiException e) {
                assertEquals(SEC_E_UNSUPPORTED_FUNCTION, e.status(), row.name());
                told = false;
            }
            if (told != expected) {
                wrong.add(row.name() + (told ? " is told" : " is not told"));
            }
        }
        assertEquals(Set.of(), wrong);
    }

    @Test
    void bothEndsTellTheClient() throws Exception {
        var ends = conversation.establish();
        assertEquals("EXAMPLE\\alice", ends.client().query(ContextAttribute.NAMES).userName());
        assertEquals("EXAMPLE\\alice", ends.server().query(ContextAttribute.NAMES).userName());
        assertEquals("EXAMPLE", ends.client().query(ContextAttribute.AUTHORITY).authorityName());
        assertEquals("EXAMPLE", ends.server().query(ContextAttribute.AUTHORITY).authorityName());
        assertEquals(Conversation.WEB, ends.server().query(ContextAttribute.CLIENT_SPECIFIED_TARGET).targetName());
        assertEquals(ends.server().accessToken(), ends.server().query(ContextAttribute.ACCESS_TOKEN));
    }

    @Test
    void sizesAndKey() throws Exception {
        var ends = conversation.establish();
        assertEquals(new ContextAttribute.Sizes(2888, 16, 1, 16), ends.client().query(ContextAttribute.SIZES));
        assertEquals(
                new ContextAttribute.KeyInfo("HMAC-MD5", "RC4", 128, 0x8009, 0x6801), ends.server().query(ContextAttribute.KEY_INFO));
        assertEquals(16, ends.server().query(ContextAttribute.SESSION_KEY).key().length);
    }

    @Test
    void nothingEnds() throws Exception {
        var ends = conversation.establish();
        assertEquals(
                new ContextAttribute.Lifespan(conversation.facilities.now(), Instant.MAX), ends.server().query(ContextAttribute.LIFESPAN));
        assertEquals(Instant.MAX, ends.client().query(ContextAttribute.PASSWORD_EXPIRY).passwordExpires());
        assertEquals(Instant.MAX, ends.client().expiry());
        assertEquals(0, ends.server().query(ContextAttribute.USER_FLAGS).userFlags());
    }

    @Test
    void loopbackIsToldOfTheSameProcessAlone() throws Exception {
        var ends = conversation.establish();
        assertEquals(true, ends.client().query(NegotiateAttribute.IS_LOOPBACK));
        assertEquals(true, ends.server().query(NegotiateAttribute.IS_LOOPBACK));
        var forged = new ForgedClient();
        var challenged = conversation.accept(forged.negotiate());
        assertEquals(
                false,
                conversation.answered(challenged, forged.authenticate(challenged.token())).query(NegotiateAttribute.IS_LOOPBACK));
    }

    @Test
    void theLastTokenIsStillToComeHalfWay() throws Exception {
        var forged = new ForgedClient();
        var challenged = conversation.accept(forged.negotiate());
        assertEquals(
                ContextAttribute.LastClientTokenStatus.NO, challenged.next().query(ContextAttribute.LAST_CLIENT_TOKEN_STATUS));
        assertEquals(
                ContextAttribute.LastClientTokenStatus.YES,
                conversation.establish().server().query(ContextAttribute.LAST_CLIENT_TOKEN_STATUS));
    }

    @Test
    void identifyIsToldToAClientWhoseServerTookIt() throws Exception {
        var flags = Set.of(ContextFlag.IDENTIFY);
        assertTrue(clientsFlags(flags, 0).contains(ContextFlag.IDENTIFY));
        assertFalse(clientsFlags(flags, NegotiateFlags.IDENTIFY).contains(ContextFlag.IDENTIFY));
    }

    @Test
    void identifyIsSaidToAServerThatDidNotTakeItToo() throws Exception {
        conversation.clientFlags = Set.of(ContextFlag.IDENTIFY);
        conversation.onChallenge = challenge -> ForgedClient.withFlags(challenge, 20, 0, NegotiateFlags.IDENTIFY);
        conversation.refused();     // its MIC is over another challenge
        int said = AuthenticateMessage.decode(conversation.authenticate).negotiateFlags();
        assertTrue(NegotiateFlags.has(said, NegotiateFlags.IDENTIFY));
    }

    /** @param untaken which of the flags the server does not take */
    private Set<ContextFlag> clientsFlags(Set<ContextFlag> flags, int untaken) throws Exception {
        var credential = conversation.clientCredential();
        var begun = (Move.Reply) conversation.next(
                new NtlmPackage().initiate(conversation.request(credential, Conversation.WEB, flags)),
                new byte[0], Optional.empty(), flags, credential);
        byte[] challenge = ForgedClient.withFlags(conversation.accept(begun.token()).token(), 20, 0, untaken);
        return ((Move.Done) conversation.next(begun.next(), challenge, Optional.empty(), flags, credential)).session().flags();
    }

    @Test
    void flagsOfAContextAreFacts() throws Exception {
        conversation.clientFlags = Set.of(
                ContextFlag.MUTUAL_AUTH, ContextFlag.DELEGATE, ContextFlag.EXTENDED_ERROR, ContextFlag.CONNECTION);
        var ends = conversation.establish();
        assertEquals(Set.of(ContextFlag.CONNECTION), ends.client().flags());
        assertEquals(Set.of(), ends.server().flags());
        for (var told : Set.of(ContextFlag.ALLOCATE_MEMORY, ContextFlag.USE_DCE_STYLE)) {
            var asking = new Conversation();
            asking.clientFlags = Set.of(told);
            assertEquals(Set.of(told), asking.establish().client().flags());
        }
        var other = new Conversation();
        other.clientFlags = Set.of(ContextFlag.REPLAY_DETECT);
        assertEquals(
                Set.of(ContextFlag.INTEGRITY, ContextFlag.REPLAY_DETECT, ContextFlag.SEQUENCE_DETECT), other.establish().server().flags());
        var sealed = new Conversation();
        sealed.clientFlags = Set.of(ContextFlag.CONFIDENTIALITY);
        assertEquals(Conversation.EVERYTHING, sealed.establish().client().flags());
    }
}
