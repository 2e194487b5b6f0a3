package org.sspi4j.negotiate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.api.SecurityStatus.SEC_E_DOWNGRADE_DETECTED;
import static org.sspi4j.api.SecurityStatus.SEC_E_INTERNAL_ERROR;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_TOKEN;
import static org.sspi4j.api.SecurityStatus.SEC_E_LOGON_DENIED;
import static org.sspi4j.api.SecurityStatus.SEC_E_MESSAGE_ALTERED;
import static org.sspi4j.api.SecurityStatus.SEC_E_MUTUAL_AUTH_FAILED;
import static org.sspi4j.api.SecurityStatus.SEC_E_SECPKG_NOT_FOUND;
import static org.sspi4j.api.SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION;
import static org.sspi4j.api.SecurityStatus.SEC_E_WRONG_PRINCIPAL;
import static org.sspi4j.negotiate.NegState.ACCEPT_COMPLETED;
import static org.sspi4j.negotiate.NegState.ACCEPT_INCOMPLETE;
import static org.sspi4j.negotiate.NegState.REJECT;
import static org.sspi4j.negotiate.NegState.REQUEST_MIC;
import static org.sspi4j.negotiate.ScriptedEnds.first;
import static org.sspi4j.negotiate.ScriptedEnds.later;

import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.ThrowingSupplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.ContextAttribute.LastClientTokenStatus;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.NegotiateAllowance;
import org.sspi4j.api.NegotiateAttribute;
import org.sspi4j.api.NegotiateAttribute.NegotiationState;
import org.sspi4j.api.SspiException;
import org.sspi4j.spi.Handshake;
import org.sspi4j.spi.Move;

/** Each state with each message, and packages inside that do as they are told. */
class NegotiateStatesTest {
    private static final byte[] NONE = {};

    private final ScriptedEnds ends = new ScriptedEnds();

    @Nested
    @DisplayName("RFC 4178 5: who signs the list, and when")
    class WhoSigns {
        @ParameterizedTest(name = "{0} tokens, reselected {1}, insists {2}: {3} tokens on the line, signed {4}")
        @CsvSource({
            "1, false, false, 2, false",
            "2, false, false, 2, false",
            "3, false, false, 4, false",
            "4, false, false, 4, false",
            "3, false, true,  4, true",
            "2, false, true,  3, true",
            "1, true,  false, 4, true",
            "2, true,  false, 5, true",
            "3, true,  false, 6, true",
            "4, true,  false, 7, true",
        })
        void bothOrNobody(int last, boolean reselected, boolean insists, int tokens, boolean signed) throws Exception {
            var ours = reselected ? ends.ntlm : ends.kerberos;
            var theirs = reselected ? ends.serversNtlm : ends.serversKerberos;
            if (reselected) {
                ends.takes = List.of(theirs);
            }
            ours.last = theirs.last = last;
            ours.insists = theirs.insists = insists;
            var established = ends.establish();
            assertEquals(tokens, established.tokens());
            for (var side : List.of(ours, theirs)) {
                assertEquals(1, side.sessions.size());
                var session = side.sessions.get(0);
                assertFalse(session.closed);
                assertEquals(signed ? 1 : 0, session.signed);
                assertEquals(signed ? 1 : 0, session.verified);
            }
            assertEquals(ours.name, established.client().query(NegotiateAttribute.NEGOTIATION_INFO).packageInfo().name());
            assertEquals(ours.name, established.server().query(ContextAttribute.PACKAGE_INFO).name());
        }

        @Test
        @DisplayName("the server asks for it though it took the preferred one: the client signs first, with its next message")
        void requested() throws Exception {
            var answer = ends.replied(ends.begun(), first(REQUEST_MIC, MechType.KERBEROS, ends.kerberos.token(2)));
            var resp = NegTokenResp.decode(answer.token());
            assertArrayEquals(Scripted.mic(true, ends.list().wire()), resp.mechListMIC().orElseThrow());
            var done = ends.next(answer.next(), later(ACCEPT_COMPLETED, NONE, Scripted.mic(false, ends.list().wire())));
            assertEquals(0, assertInstanceOf(Move.Done.class, done).token().length);
        }

        @Test
        @DisplayName("a server that signs unasked, and is done: checked all the same")
        void unasked() throws Exception {
            var good = first(ACCEPT_COMPLETED, MechType.KERBEROS, ends.kerberos.token(2), Scripted.mic(false, ends.list().wire()));
            assertEquals(0, ((Move.Done) ends.next(ends.begun(), good)).token().length);
            var bad = first(ACCEPT_COMPLETED, MechType.KERBEROS, ends.kerberos.token(2), Scripted.mic(true, ends.list().wire()));
            ends.refused(SEC_E_MESSAGE_ALTERED, ends.begun(), bad);
        }

        @Test
        @DisplayName("a client that signs with its first token, which is its mechanism's last")
        void firstIsLast() throws Exception {
            ends.serversKerberos.last = 1;
            byte[] wire = signedInit(Scripted.mic(true, ends.list().wire()));
            var resp = NegTokenResp.decode(((Move.Done) ends.next(ends.server(), wire)).token());
            assertEquals(Optional.of(ACCEPT_COMPLETED), resp.negState());
            assertArrayEquals(Scripted.mic(false, ends.list().wire()), resp.mechListMIC().orElseThrow());
            ends.rejected(SEC_E_MESSAGE_ALTERED, ends.server(), signedInit(Scripted.mic(false, ends.list().wire())));
        }

        @Test
        @DisplayName("a mechanism that signs nothing can be preferred, and cannot be second")
        void withoutIntegrity() throws Exception {
            ends.kerberos.signs = ends.serversKerberos.signs = false;
            assertEquals(2, ends.establish().tokens());
            ends.takes = List.of(ends.serversNtlm);
            ends.ntlm.signs = false;
            var selected = ends.replied(ends.begun(), first(REQUEST_MIC, MechType.NTLM, NONE));
            ends.refused(SEC_E_DOWNGRADE_DETECTED, selected.next(), later(ACCEPT_INCOMPLETE, ends.ntlm.token(2)));
            assertTrue(ends.ntlm.sessions.get(0).closed);
            ends.ntlm.signs = true;
            ends.ntlm.integrity = false;
            var again = ends.replied(ends.begun(), first(REQUEST_MIC, MechType.NTLM, NONE));
            ends.refused(SEC_E_DOWNGRADE_DETECTED, again.next(), later(ACCEPT_INCOMPLETE, ends.ntlm.token(2)));
            assertEquals(0, ends.ntlm.sessions.get(1).signed);
        }
    }

    /** What no client here sends. */
    private byte[] signedInit(byte[] mic) {
        return InitialContextToken.encode(out -> {
            int end = out.mark();
            out.octetString(mic).tagged(3);
            out.octetString(ends.kerberos.token(1)).tagged(2);
            out.element(ends.list().wire()).tagged(0);
            out.sequence(end).tagged(0);
        });
    }

    @Nested
    @DisplayName("the client")
    class Client {
        @Test
        @DisplayName("offers all that it has, with the first token of what it likes best, and asks it for integrity")
        void offers() throws Exception {
            var init = NegTokenInit.decode(ends.replied(ends.client(), NONE).token());
            assertEquals(ends.list().mechTypes(), init.mechTypes().mechTypes());
            assertArrayEquals(ends.kerberos.token(1), init.mechToken().orElseThrow());
            assertTrue(ends.kerberos.requests.get(0).flags().contains(ContextFlag.INTEGRITY));
            ends.flags.add(ContextFlag.NO_INTEGRITY);
            ends.begun();
            assertFalse(ends.kerberos.requests.get(1).flags().contains(ContextFlag.INTEGRITY));
        }

        @Test
        @DisplayName("asks for integrity in each call of a mechanism, and a server for what it was asked")
        void integrity() throws Exception {
            ends.establish();
            assertEquals(
                    List.of(Set.of(ContextFlag.MUTUAL_AUTH, ContextFlag.INTEGRITY), Set.of(ContextFlag.MUTUAL_AUTH, ContextFlag.INTEGRITY)),
                    ends.kerberos.asked);
            assertEquals(List.of(Set.of(ContextFlag.MUTUAL_AUTH)), ends.serversKerberos.asked);
        }

        @Test
        @DisplayName("takes another OID of Kerberos for Kerberos")
        void otherOid() throws Exception {
            var done = ends.next(ends.begun(), first(ACCEPT_COMPLETED, MechType.MS_KERBEROS, ends.kerberos.token(2)));
            assertInstanceOf(Move.Done.class, done);
        }

        @Test
        @DisplayName("listens to a server that speaks first, and offers what it has all the same")
        void hinted() throws Exception {
            byte[] hint = NegTokenInit2.of(MechTypeList.of(List.of(MechType.NEGOEX.oid(), MechType.NTLM.oid()))).wire();
            var init = NegTokenInit.decode(ends.replied(ends.client(), hint).token());
            assertEquals(ends.list().mechTypes(), init.mechTypes().mechTypes());
            byte[] strange = NegTokenInit2.of(MechTypeList.of(List.of(MechType.IAKERB.oid()))).wire();
            assertTrue(ends.refused(SEC_E_SECPKG_NOT_FOUND, ends.client(), strange).getMessage().contains("IAKERB"));
            ends.refused(SEC_E_INVALID_TOKEN, ends.client(), later(ACCEPT_INCOMPLETE, NONE));
        }

        @Test
        @DisplayName("a mechanism that was not offered")
        void notOffered() throws Exception {
            var refusal = ends.refused(SEC_E_INVALID_TOKEN, ends.begun(), first(ACCEPT_COMPLETED, MechType.IAKERB, NONE));
            assertTrue(refusal.getMessage().contains("IAKERB, which was not offered"), refusal.getMessage());
            ends.offers = List.of(ends.kerberos);
            ends.refused(SEC_E_INVALID_TOKEN, ends.begun(), first(REQUEST_MIC, MechType.NTLM, NONE));
        }

        @ParameterizedTest
        @CsvSource({"a1023000, negState", "a10f300da10b06092a864886f712010202, negState", "a1073005a0030a0101, supportedMech"})
        @DisplayName("a first answer that chooses nothing")
        void choosesNothing(String hex, String missing) throws Exception {
            var refusal = ends.refused(SEC_E_INVALID_TOKEN, ends.begun(), HexFormat.of().parseHex(hex));
            assertTrue(refusal.getMessage().contains(missing), refusal.getMessage());
        }

        @Test
        @DisplayName("nothing at all, and something else")
        void nothing() throws Exception {
            ends.refused(SEC_E_INVALID_TOKEN, ends.begun(), NONE);
            ends.refused(SEC_E_INVALID_TOKEN, ends.begun(), new byte[] {1, 2, 3});
            ends.refused(SEC_E_INVALID_TOKEN, ends.begun(), ends.init(Optional.empty(), MechType.KERBEROS));
        }

        @Test
        @DisplayName("\"accept-completed\" without the token that proves the server")
        void unproven() throws Exception {
            ends.refused(SEC_E_MUTUAL_AUTH_FAILED, ends.begun(), first(ACCEPT_COMPLETED, MechType.KERBEROS, NONE));
            ends.flags.clear();
            ends.refused(SEC_E_INVALID_TOKEN, ends.begun(), first(ACCEPT_COMPLETED, MechType.KERBEROS, NONE));
            ends.refused(SEC_E_INVALID_TOKEN, ends.begun(), first(ACCEPT_INCOMPLETE, MechType.KERBEROS, NONE));
        }

        @Test
        @DisplayName("\"accept-completed\" with a token that is not the last one")
        void completedEarly() throws Exception {
            ends.kerberos.last = 4;
            ends.refused(SEC_E_INVALID_TOKEN, ends.begun(), first(ACCEPT_COMPLETED, MechType.KERBEROS, ends.kerberos.token(2)));
            assertTrue(ends.kerberos.states.get(2).closed);
        }

        @Test
        @DisplayName("\"accept-completed\", or a signature, before the client's last token")
        void completedBeforeTheLast() throws Exception {
            ends.kerberos.last = 3;
            byte[] token = ends.kerberos.token(2);
            ends.refused(SEC_E_INVALID_TOKEN, ends.begun(), first(ACCEPT_COMPLETED, MechType.KERBEROS, token));
            byte[] mic = Scripted.mic(false, ends.list().wire());
            ends.refused(SEC_E_INVALID_TOKEN, ends.begun(), first(ACCEPT_INCOMPLETE, MechType.KERBEROS, token, mic));
            ends.kerberos.sessions.forEach(session -> assertTrue(session.closed));
            ends.kerberos.last = 4;
            ends.refused(SEC_E_INVALID_TOKEN, ends.begun(), first(ACCEPT_INCOMPLETE, MechType.KERBEROS, token, mic));
        }

        @Test
        @DisplayName("a second mechanism, done before it has begun")
        void reselectedAndDone() throws Exception {
            ends.refused(SEC_E_INVALID_TOKEN, ends.begun(), first(ACCEPT_COMPLETED, MechType.NTLM, NONE));
            byte[] mic = Scripted.mic(false, ends.list().wire());
            ends.refused(SEC_E_INVALID_TOKEN, ends.begun(), first(REQUEST_MIC, MechType.NTLM, NONE, mic));
            assertTrue(ends.kerberos.states.get(1).closed, "what it had begun with is wiped");
        }

        @Test
        @DisplayName("a token for a second mechanism, which the client begins")
        void reselectedWithToken() throws Exception {
            ends.refused(SEC_E_WRONG_PRINCIPAL, ends.begun(), first(REQUEST_MIC, MechType.NTLM, ends.ntlm.token(1)));
        }

        @Test
        @DisplayName("a second choice, and a request for a signature, in a later answer")
        void choosesTwice() throws Exception {
            var selected = ends.replied(ends.begun(), first(REQUEST_MIC, MechType.NTLM, NONE));
            ends.refused(SEC_E_INVALID_TOKEN, selected.next(), first(ACCEPT_INCOMPLETE, MechType.NTLM, ends.ntlm.token(2)));
            var again = ends.replied(ends.begun(), first(REQUEST_MIC, MechType.NTLM, NONE));
            ends.refused(SEC_E_INVALID_TOKEN, again.next(), later(REQUEST_MIC, ends.ntlm.token(2)));
        }

        @Test
        @DisplayName("a signature that is lost, and one that is forged")
        void lostAndForged() throws Exception {
            ends.refused(SEC_E_DOWNGRADE_DETECTED, signed(), later(ACCEPT_COMPLETED, NONE));
            ends.refused(SEC_E_DOWNGRADE_DETECTED, signed(), later(ACCEPT_INCOMPLETE, NONE));
            ends.refused(SEC_E_MESSAGE_ALTERED, signed(), later(ACCEPT_COMPLETED, NONE, Scripted.mic(true, ends.list().wire())));
            ends.ntlm.sessions.forEach(session -> assertTrue(session.closed));
        }

        @Test
        @DisplayName("a server that has both signatures and waits for more")
        void signedTwice() throws Exception {
            byte[] mic = Scripted.mic(false, ends.list().wire());
            ends.refused(SEC_E_INVALID_TOKEN, signed(), later(ACCEPT_INCOMPLETE, NONE, mic));
        }

        /** A client of a server that chose the second mechanism, after its last token. */
        private Handshake signed() throws Exception {
            var selected = ends.replied(ends.begun(), first(REQUEST_MIC, MechType.NTLM, NONE));
            return ends.replied(selected.next(), later(ACCEPT_INCOMPLETE, ends.ntlm.token(2))).next();
        }

        @Test
        @DisplayName("a signature that is missing where the server is done at once")
        void lostAtOnce() throws Exception {
            ends.kerberos.insists = true;
            ends.refused(
                    SEC_E_DOWNGRADE_DETECTED, ends.begun(), first(ACCEPT_COMPLETED, MechType.KERBEROS, ends.kerberos.token(2)));
        }

        @Test
        @DisplayName("a server that waits for nothing, and one that goes on when all is done")
        void waitsForNothing() throws Exception {
            ends.refused(SEC_E_INVALID_TOKEN, ends.begun(), first(ACCEPT_INCOMPLETE, MechType.KERBEROS, ends.kerberos.token(2)));
            ends.kerberos.last = 1;
            ends.refused(SEC_E_INVALID_TOKEN, ends.begun(), first(ACCEPT_COMPLETED, MechType.KERBEROS, ends.kerberos.token(2)));
            ends.kerberos.last = 3;
            var last = ends.replied(ends.begun(), first(ACCEPT_INCOMPLETE, MechType.KERBEROS, ends.kerberos.token(2)));
            ends.refused(SEC_E_INVALID_TOKEN, last.next(), later(ACCEPT_COMPLETED, ends.kerberos.token(4)));
            var again = ends.replied(ends.begun(), first(ACCEPT_INCOMPLETE, MechType.KERBEROS, ends.kerberos.token(2)));
            ends.refused(SEC_E_INVALID_TOKEN, again.next(), later(ACCEPT_INCOMPLETE, ends.kerberos.token(4)));
        }

        @Test
        @DisplayName("a server that gives up, and says why in the mechanism's words")
        void rejected() throws Exception {
            ends.refused(SEC_E_LOGON_DENIED, ends.begun(), later(REJECT, NONE));
            ends.refused(SEC_E_WRONG_PRINCIPAL, ends.begun(), later(REJECT, new byte[] {1}));
            ends.refused(SEC_E_LOGON_DENIED, ends.begun(), later(REJECT, ends.kerberos.token(2)));
            assertTrue(ends.kerberos.sessions.get(0).closed);
            ends.kerberos.last = 3;
            var last = ends.replied(ends.begun(), first(ACCEPT_INCOMPLETE, MechType.KERBEROS, ends.kerberos.token(2)));
            ends.refused(SEC_E_LOGON_DENIED, last.next(), later(REJECT, NONE));
            // Nothing of the mechanism waits for a token.
            var again = ends.replied(ends.begun(), first(ACCEPT_INCOMPLETE, MechType.KERBEROS, ends.kerberos.token(2)));
            ends.refused(SEC_E_LOGON_DENIED, again.next(), later(REJECT, new byte[] {1}));
        }
    }

    @Nested
    @DisplayName("bare tokens")
    class Raw {
        @Test
        @DisplayName("a client takes them by allowance alone, of its preferred mechanism alone")
        void answer() throws Exception {
            assertTrue(ends.refused(SEC_E_INVALID_TOKEN, ends.begun(), ends.kerberos.token(2)).getMessage().contains("CLIENT_RAW_REPLY"));
            ends.allowances.add(NegotiateAllowance.CLIENT_RAW_REPLY);
            var done = (Move.Done) ends.next(ends.begun(), ends.kerberos.token(2));
            assertEquals(NegotiationState.DIRECT, done.session().query(NegotiateAttribute.NEGOTIATION_INFO).negotiationState());
            ends.refused(SEC_E_INVALID_TOKEN, ends.begun(), ends.ntlm.token(2));
            ends.refused(SEC_E_INVALID_TOKEN, ends.begun(), "NTLMSSP\0\2\0\0\0".getBytes());
            ends.kerberos.last = 1;
            ends.refused(SEC_E_INVALID_TOKEN, ends.begun(), ends.kerberos.token(2));
        }

        @Test
        @DisplayName("a server answers them with the like")
        void atAServer() throws Exception {
            var challenged = ends.replied(ends.server(), ends.serversNtlm.token(1));
            assertArrayEquals(ends.serversNtlm.token(2), challenged.token());
            var info = challenged.next().query(NegotiateAttribute.NEGOTIATION_INFO);
            assertEquals(NegotiationState.DIRECT, info.negotiationState());
            assertEquals("NTLM", info.packageInfo().name());
            var done = (Move.Done) ends.next(challenged.next(), ends.serversNtlm.token(3));
            assertEquals(NegotiationState.DIRECT, done.session().query(NegotiateAttribute.NEGOTIATION_INFO).negotiationState());
            assertArrayEquals(ends.serversKerberos.token(2), ScriptedEnds.token(ends.next(ends.server(), ends.serversKerberos.token(1))));
        }

        @Test
        @DisplayName("a server refuses those that it has no package for, and all where it is told to")
        void refused() throws Exception {
            ends.takes = List.of(ends.serversKerberos);
            ends.refused(SEC_E_SECPKG_NOT_FOUND, ends.server(), "NTLMSSP\0\1\0\0\0".getBytes());
            ends.acceptsRawTokens = false;
            assertTrue(ends.refused(SEC_E_INVALID_TOKEN, ends.server(), ends.serversKerberos.token(1))
                    .getMessage().contains("refuseRawTokens"));
        }
    }

    @Nested
    @DisplayName("the server")
    class Server {
        @Test
        @DisplayName("speaks first if there is no token, and once")
        void hint() throws Exception {
            var hint = ends.replied(ends.server(), NONE);
            assertEquals(ends.list().mechTypes(), NegTokenInit2.decode(hint.token()).mechTypes().mechTypes());
            assertEquals(LastClientTokenStatus.NO, hint.next().query(ContextAttribute.LAST_CLIENT_TOKEN_STATUS));
            assertInstanceOf(Move.Done.class, ends.next(hint.next(), init(MechType.KERBEROS, MechType.NTLM)));
            ends.refused(SEC_E_INVALID_TOKEN, ends.replied(ends.server(), NONE).next(), NONE);
        }

        private byte[] init(MechType... mechTypes) {
            return ends.init(Optional.of(ends.kerberos.token(1)), mechTypes);
        }

        @Test
        @DisplayName("answers with the OID that was offered, whichever of the package's it is")
        void echoes() throws Exception {
            var resp = NegTokenResp.decode(ScriptedEnds.token(ends.next(ends.server(), init(MechType.MS_KERBEROS, MechType.KERBEROS))));
            assertEquals(Optional.of(MechType.MS_KERBEROS.oid()), resp.supportedMech());
            assertEquals(Optional.of(ACCEPT_COMPLETED), resp.negState());
            var waiting = ends.replied(ends.server(), ends.init(Optional.empty(), MechType.MS_KERBEROS));
            assertEquals(Optional.of(MechType.MS_KERBEROS.oid()), NegTokenResp.decode(waiting.token()).supportedMech());
        }

        @Test
        @DisplayName("passes over NegoEx and its token")
        void negoEx() throws Exception {
            byte[] wire = ends.init(Optional.of("NEGOEXTS".getBytes()), MechType.NEGOEX, MechType.KERBEROS, MechType.NTLM);
            var answer = ends.replied(ends.server(), wire);
            var resp = NegTokenResp.decode(answer.token());
            assertEquals(Optional.of(REQUEST_MIC), resp.negState());
            assertEquals(Optional.of(MechType.KERBEROS.oid()), resp.supportedMech());
            assertTrue(resp.responseToken().isEmpty());
            assertEquals(NegotiationState.IN_PROGRESS, answer.next().query(NegotiateAttribute.NEGOTIATION_INFO).negotiationState());
            var signed = ends.replied(answer.next(), later(ACCEPT_INCOMPLETE, ends.kerberos.token(1)));
            assertTrue(NegTokenResp.decode(signed.token()).mechListMIC().isPresent());
        }

        @Test
        @DisplayName("waits for the first token of the preferred mechanism, if there is none yet")
        void notOptimistic() throws Exception {
            var answer = ends.replied(ends.server(), ends.init(Optional.empty(), MechType.KERBEROS, MechType.NTLM));
            assertEquals(Optional.of(ACCEPT_INCOMPLETE), NegTokenResp.decode(answer.token()).negState());
            assertInstanceOf(Move.Done.class, ends.next(answer.next(), later(ACCEPT_INCOMPLETE, ends.kerberos.token(1))));
        }

        @Test
        @DisplayName("has nothing in common with the client")
        void nothingInCommon() throws Exception {
            byte[] wire = ends.init(Optional.of(NONE), MechType.NEGOEX, MechType.IAKERB, MechType.USER_TO_USER);
            assertTrue(ends.rejected(SEC_E_SECPKG_NOT_FOUND, ends.server(), wire).getMessage().contains("NegoEx, IAKERB"));
        }

        @Test
        @DisplayName("what is no beginning")
        void noBeginning() throws Exception {
            assertTrue(ends.refused(SEC_E_INVALID_TOKEN, ends.server(), later(ACCEPT_INCOMPLETE, NONE)).getMessage().contains("later"));
            ends.refused(SEC_E_INVALID_TOKEN, ends.server(), new byte[] {0x6E, 0});
            ends.refused(SEC_E_INVALID_TOKEN, ends.server(), new byte[] {0x60, 0});
            ends.refused(SEC_E_INVALID_TOKEN, ends.server(), ends.init(Optional.empty()));
        }

        @Test
        @DisplayName("what the mechanism has to say of its refusal goes along")
        void rejects() throws Exception {
            var refusal = ends.rejected(SEC_E_WRONG_PRINCIPAL, ends.server(), ends.init(Optional.of(new byte[] {9}), MechType.KERBEROS));
            assertArrayEquals(new byte[] {'E'}, NegTokenResp.decode(refusal.token()).token());
        }

        @Test
        @DisplayName("a signature before there is anything that could have made it")
        void signedEarly() throws Exception {
            ends.serversKerberos.last = 3;
            ends.rejected(SEC_E_INVALID_TOKEN, ends.server(), signedInit(Scripted.mic(true, ends.list().wire())));
            assertTrue(ends.serversKerberos.states.get(1).closed);
            ends.takes = List.of(ends.serversNtlm);
            ends.rejected(SEC_E_INVALID_TOKEN, ends.server(), signedInit(Scripted.mic(true, ends.list().wire())));
        }

        private Handshake asked() throws Exception {
            ends.takes = List.of(ends.serversNtlm);
            var chosen = ends.replied(ends.server(), init(MechType.KERBEROS, MechType.NTLM));
            return ends.replied(chosen.next(), later(ACCEPT_INCOMPLETE, ends.ntlm.token(1))).next();
        }

        @Test
        @DisplayName("a client that chooses, asks for a signature, gives up, or says nothing")
        void notAClientsToDo() throws Exception {
            ends.rejected(SEC_E_INVALID_TOKEN, asked(), first(ACCEPT_INCOMPLETE, MechType.NTLM, ends.ntlm.token(3)));
            ends.rejected(SEC_E_INVALID_TOKEN, asked(), later(REQUEST_MIC, ends.ntlm.token(3)));
            ends.rejected(SEC_E_LOGON_DENIED, asked(), later(REJECT, NONE));
            ends.rejected(SEC_E_INVALID_TOKEN, asked(), later(ACCEPT_INCOMPLETE, NONE));
            ends.rejected(SEC_E_INVALID_TOKEN, asked(), NONE);
            ends.rejected(SEC_E_INVALID_TOKEN, asked(), ends.ntlm.token(3));
        }

        @Test
        @DisplayName("a signature that is lost, and one that is forged, of a client that has the last token")
        void lostAndForged() throws Exception {
            ends.rejected(SEC_E_DOWNGRADE_DETECTED, asked(), later(ACCEPT_INCOMPLETE, ends.ntlm.token(3)));
            byte[] other = Scripted.mic(true, MessagesTest.BOTH.wire());
            other[5] ^= 1;
            ends.rejected(SEC_E_MESSAGE_ALTERED, asked(), later(ACCEPT_INCOMPLETE, ends.ntlm.token(3), other));
            ends.serversNtlm.sessions.forEach(session -> assertTrue(session.closed));
        }

        @Test
        @DisplayName("the same, of a server that has the last token")
        void lostAndForgedBehindTheLast() throws Exception {
            ends.serversNtlm.last = ends.ntlm.last = 2;
            byte[] good = Scripted.mic(true, ends.list().wire());
            ends.rejected(SEC_E_DOWNGRADE_DETECTED, asked(), later(ACCEPT_COMPLETED, NONE));
            ends.rejected(SEC_E_INVALID_TOKEN, asked(), later(ACCEPT_COMPLETED, ends.ntlm.token(3), good));
            ends.rejected(SEC_E_MESSAGE_ALTERED, asked(), later(ACCEPT_COMPLETED, NONE, new byte[] {1}));
            assertEquals(0, ((Move.Done) ends.next(asked(), later(ACCEPT_COMPLETED, NONE, good))).token().length);
        }
    }

    @ParameterizedTest(name = "of {0} tokens")
    @ValueSource(ints = {2, 4})
    @DisplayName("a package that leaves some of its token over does not fit, and what it has made is wiped")
    void leftOver(int last) {
        ends.serversKerberos.last = last;
        ends.serversKerberos.extra = 1;
        var first = ends.init(Optional.of(ends.kerberos.token(1)), MechType.KERBEROS);
        var refusal = ends.refused(SEC_E_INTERNAL_ERROR, assertDoesNotThrow(ends::server), first);
        assertTrue(refusal.getMessage().contains("left 1 bytes"), refusal.getMessage());
        assertTrue(ends.serversKerberos.sessions.stream().allMatch(session -> session.closed));
        assertTrue(ends.serversKerberos.states.stream().skip(1).allMatch(state -> state.closed));
        assertEquals(2, ends.serversKerberos.sessions.size() + ends.serversKerberos.states.size());
    }

    @Nested
    @DisplayName("half-way")
    class HalfWay {
        @Test
        @DisplayName("which package it will be, and how sure that is")
        void negotiationInfo() throws Exception {
            var begun = ends.begun();
            var info = begun.query(NegotiateAttribute.NEGOTIATION_INFO);
            assertEquals(NegotiationState.OPTIMISTIC, info.negotiationState());
            assertEquals("Kerberos", info.packageInfo().name());
            var selected = ends.replied(begun, first(REQUEST_MIC, MechType.NTLM, NONE)).next();
            var after = selected.query(NegotiateAttribute.NEGOTIATION_INFO);
            assertEquals(NegotiationState.IN_PROGRESS, after.negotiationState());
            assertEquals("NTLM", after.packageInfo().name());
        }

        @Test
        @DisplayName("whether the client has said its last: maybe, as long as the server may still ask for a signature")
        void lastClientToken() throws Exception {
            var begun = ends.begun();
            assertEquals(LastClientTokenStatus.MAYBE, begun.query(ContextAttribute.LAST_CLIENT_TOKEN_STATUS));
            var selected = ends.replied(begun, first(REQUEST_MIC, MechType.NTLM, NONE)).next();
            assertEquals(LastClientTokenStatus.NO, selected.query(ContextAttribute.LAST_CLIENT_TOKEN_STATUS));
        }

        @Test
        @DisplayName("a state that is given up wipes what is inside")
        void closes() throws Exception {
            ends.begun().close();
            assertTrue(ends.kerberos.states.get(1).closed);
        }
    }

    @Test
    @DisplayName("tokens of more than cbMaxToken bytes, to both sides")
    void tooLong() throws Exception {
        byte[] longest = new byte[NegotiatePackage.MAX_TOKEN + 1];
        assertTrue(ends.refused(SEC_E_INVALID_TOKEN, ends.begun(), later(ACCEPT_INCOMPLETE, longest)).getMessage().contains("longer"));
        byte[] init = ends.init(Optional.of(longest), MechType.KERBEROS);
        assertTrue(ends.refused(SEC_E_INVALID_TOKEN, ends.server(), init).getMessage().contains("longer"));
    }

    @Test
    @DisplayName("datagrams are no negotiation")
    void datagrams() {
        ends.flags.add(ContextFlag.DATAGRAM);
        for (var begin : List.<ThrowingSupplier<?>>of(ends::client, ends::server)) {
            var refusal = assertThrows(SspiException.class, begin::get);
            assertEquals(SEC_E_UNSUPPORTED_FUNCTION, refusal.status());
        }
    }
}
