package org.sspi4j.ntlm;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_TOKEN;
import static org.sspi4j.api.SecurityStatus.SEC_E_LOGON_DENIED;
import static org.sspi4j.api.SecurityStatus.SEC_E_MESSAGE_ALTERED;
import static org.sspi4j.api.SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION;
import static org.sspi4j.api.SecurityStatus.SEC_E_WRONG_PRINCIPAL;

import java.nio.ByteBuffer;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.api.ImpersonationLevel;
import org.sspi4j.api.NtlmAllowance;
import org.sspi4j.api.NtlmServerNames;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.api.TimeStamp;
import org.sspi4j.spi.Session;

@DisplayName("NTLM: three messages, both ends")
class NtlmHandshakeTest {
    private final Conversation conversation = new Conversation();

    @Nested
    @DisplayName("MS-NLMP 1.3.1.1 the messages")
    class Messages {
        @Test
        void bothEndsHaveTheSameKeyAndTheServerKnowsWho() throws Exception {
            var ends = conversation.establish();
            assertArrayEquals(key(ends.client()), key(ends.server()));
            assertEquals("EXAMPLE\\alice", ends.server().accessToken().userName());
            assertEquals(ImpersonationLevel.IMPERSONATION, ends.server().accessToken().level());
            assertCarries(ends.client(), ends.server());
            assertCarries(ends.server(), ends.client());
        }

        @Test
        void theLastTokenIsTheClients() throws Exception {
            conversation.establish();
            assertEquals(1, conversation.negotiate[8]);
            assertEquals(2, conversation.challenge[8]);
            assertEquals(3, conversation.authenticate[8]);
            assertTrue(conversation.authenticate.length <= NtlmMessage.MAX_TOKEN);
        }

        @Test
        void theClientProvidesAMicAndSaysSo() throws Exception {
            conversation.establish();
            var authenticate = AuthenticateMessage.decode(conversation.authenticate);
            assertTrue(authenticate.announcesMic());
            assertTrue(authenticate.hasMicField());
            assertEquals(0, authenticate.lmChallengeResponse().length, "no LMv2 beside it");
        }

        @Test
        void theClientRepeatsTheServersTimeAndPairs() throws Exception {
            conversation.establish();
            var challenge = ChallengeMessage.decode(conversation.challenge);
            var response = AuthenticateMessage.decode(conversation.authenticate).ntlmv2Response().orElseThrow();
            assertEquals(TimeStamp.of(conversation.facilities.now(), ZoneOffset.UTC).value(), challenge.targetInfo().orElseThrow().timestamp().orElseThrow());
            assertEquals(challenge.targetInfo().orElseThrow().timestamp().orElseThrow(), response.timestamp());
            assertEquals(Optional.empty(), response.avPairs().firstNotRepeated(challenge.targetInfo().orElseThrow()));
            assertEquals(Optional.of(Conversation.WEB), response.avPairs().text(AvId.TARGET_NAME));
            assertArrayEquals(new byte[16], response.avPairs().bytes(AvId.CHANNEL_BINDINGS).orElseThrow(), "16 zeros without bindings");
        }

        @Test
        void withoutATargetThePairIsEmpty() throws Exception {
            conversation.target = "";
            conversation.onChallenge = NtlmHandshakeTest::forgotten;
            assertEquals(SEC_E_WRONG_PRINCIPAL, conversation.refused().status());
            var response = AuthenticateMessage.decode(conversation.authenticate).ntlmv2Response().orElseThrow();
            assertEquals(Optional.of(""), response.avPairs().text(AvId.TARGET_NAME));
        }

        @Test
        void theServerSaysWhatItIs() throws Exception {
            conversation.establish();
            var challenge = ChallengeMessage.decode(conversation.challenge);
            var pairs = challenge.targetInfo().orElseThrow();
            assertEquals("EXAMPLE", challenge.targetName());
            assertTrue(NegotiateFlags.has(challenge.negotiateFlags(), NegotiateFlags.TARGET_TYPE_DOMAIN));
            assertEquals(Optional.of("WEB"), pairs.text(AvId.NB_COMPUTER_NAME));
            assertEquals(Optional.of("EXAMPLE"), pairs.text(AvId.NB_DOMAIN_NAME));
            assertEquals(Optional.of("web.example.com"), pairs.text(AvId.DNS_COMPUTER_NAME));
            assertEquals(Optional.of("example.com"), pairs.text(AvId.DNS_DOMAIN_NAME));
        }

        @Test
        void aServerOutsideOfADomainIsItsOwnTarget() throws Exception {
            conversation.serverNames = NtlmServerNames.standalone("ALONE");
            conversation.establish();
            var challenge = ChallengeMessage.decode(conversation.challenge);
            assertEquals("ALONE", challenge.targetName());
            assertTrue(NegotiateFlags.has(challenge.negotiateFlags(), NegotiateFlags.TARGET_TYPE_SERVER));
            assertFalse(NegotiateFlags.has(challenge.negotiateFlags(), NegotiateFlags.TARGET_TYPE_DOMAIN));
        }

        @Test
        void twoChallengesDiffer() throws Exception {
            var forged = new ForgedClient();
            var first = ChallengeMessage.decode(conversation.accept(forged.negotiate()).token());
            var second = ChallengeMessage.decode(conversation.accept(forged.negotiate()).token());
            assertFalse(Arrays.equals(first.serverChallenge(), second.serverChallenge()));
        }
    }

    @Nested
    @DisplayName("messages that do not belong there")
    class Order {
        @Test
        void eachStateTakesItsMessageAlone() throws Exception {
            conversation.establish();
            byte[][] messages = {
                conversation.negotiate, conversation.challenge, conversation.authenticate, {}, "NTLMSSP".getBytes(US_ASCII)
            };
            for (int i = 0; i < messages.length; i++) {
                byte[] message = messages[i];
                if (i != 0) {
                    assertEquals(SEC_E_INVALID_TOKEN, status(() -> new Conversation().accept(message)), "AwaitNegotiate, " + i);
                }
                if (i != 1) {
                    var instead = new Conversation();
                    instead.onChallenge = token -> message;
                    assertEquals(SEC_E_INVALID_TOKEN, instead.refused().status(), "AwaitChallenge, " + i);
                }
                if (i != 2) {
                    var instead = new Conversation();
                    instead.onAuthenticate = token -> message;
                    assertEquals(SEC_E_INVALID_TOKEN, instead.refused().status(), "AwaitAuthenticate, " + i);
                }
            }
        }

        @Test
        void aClientThatHasSaidNothingTakesNoToken() throws Exception {
            var start = new NtlmPackage().initiate(
                    conversation.request(conversation.clientCredential(), Conversation.WEB, Set.of()));
            assertEquals(SEC_E_INVALID_TOKEN, status(() -> conversation.next(
                    start, new byte[] {1}, Optional.empty(), Set.of(), conversation.clientCredential())));
        }

        @Test
        void everyPrefixOfEveryMessageIsRefused() throws Exception {
            conversation.establish();
            for (int length = 0; length < conversation.negotiate.length; length++) {
                byte[] cut = Arrays.copyOf(conversation.negotiate, length);
                assertEquals(SEC_E_INVALID_TOKEN, status(() -> new Conversation().accept(cut)));
            }
            for (int length = 0; length < conversation.challenge.length; length++) {
                int end = length;
                var instead = new Conversation();
                instead.onChallenge = token -> Arrays.copyOf(token, end);
                assertEquals(SEC_E_INVALID_TOKEN, instead.refused().status(), "challenge of " + length);
            }
            for (int length = 0; length < conversation.authenticate.length; length++) {
                int end = length;
                var instead = new Conversation();
                instead.onAuthenticate = token -> Arrays.copyOf(token, end);
                assertEquals(SEC_E_INVALID_TOKEN, instead.refused().status(), "authenticate of " + length);
            }
        }
    }

    @Nested
    @DisplayName("users and passwords")
    class Users {
        @ParameterizedTest
        @ValueSource(strings = {"EXAMPLE\\alice", "EXAMPLE\\ALICE", "alice", "alice@example.com", "other\\alice"})
        void areSentAsTheyAreWritten(String written) throws Exception {
            conversation.user = written;
            var sent = UserName.of(written);
            conversation.accounts.put("alice@example.com", Conversation.hashed("EXAMPLE\\alice", Conversation.PASSWORD));
            var ends = conversation.establish();
            assertEquals(List.of(sent.domain() + "\\" + sent.user()), conversation.asked);
            assertEquals("EXAMPLE\\alice", ends.server().accessToken().userName(), "the name that the store writes");
        }

        @Test
        void aStoreMayKeepPasswords() throws Exception {
            conversation.accounts.put("alice", Conversation.inClear("alice", Conversation.PASSWORD));
            assertEquals("alice", conversation.establish().server().accessToken().userName());
            conversation.accounts.put("alice", Conversation.inClear("alice", "another"));
            assertEquals(SEC_E_LOGON_DENIED, conversation.refused().status());
        }

        @Test
        void aClientMayHaveTheHashAlone() throws Exception {
            var hash = Secret.key(NtlmKeys.ntowfv1(NtlmString.unicode(Conversation.PASSWORD)));
            conversation.client = Optional.of(conversation.acquire(CredentialUse.OUTBOUND, Identity.ntHash("EXAMPLE\\alice", hash)));
            hash.close();
            assertEquals("EXAMPLE\\alice", conversation.establish().server().accessToken().userName());
        }

        @Test
        void aWrongPasswordAndAnUnknownUserAreTheSame() {
            conversation.password = "wrong";
            var wrong = conversation.refused();
            var other = new Conversation();
            other.accounts.clear();
            var unknown = other.refused();
            assertEquals(SEC_E_LOGON_DENIED, wrong.status());
            assertEquals(SEC_E_LOGON_DENIED, unknown.status());
            assertEquals(wrong.getMessage(), unknown.getMessage());
            assertEquals(0, wrong.token().length);
        }

        @Test
        void aClientWithoutUnicodeIsNotToldANameThatTakesIt() throws Exception {
            var forged = new ForgedClient();
            forged.offer = forged.offer & ~NegotiateFlags.UNICODE | NegotiateFlags.OEM | NegotiateFlags.REQUEST_TARGET;
            conversation.accept(forged.negotiate());
            conversation.server = Optional.empty();
            conversation.serverNames = NtlmServerNames.ofDomain("WEB", "B\u00DCRO", "web.example.com", "example.com");
            assertEquals(SEC_E_UNSUPPORTED_FUNCTION, status(() -> conversation.accept(forged.negotiate())));
            conversation.accept(new ForgedClient().negotiate());
        }

        @Test
        void anEmptyPasswordIsNone() {
            conversation.accounts.put("alice", Conversation.hashed("alice", ""));
            conversation.password = "";
            assertEquals(SEC_E_LOGON_DENIED, conversation.refused().status());
        }

        @Test
        void whoKnowsTheHashOfNobodyIsNobody() throws Exception {
            var forged = new ForgedClient();
            forged.user = "mallory";
            forged.ntowfv1 = ProvenUser.nobodysHash();
            var challenged = conversation.accept(forged.negotiate());
            byte[] token = forged.authenticate(challenged.token());
            assertEquals(SEC_E_LOGON_DENIED, status(() -> conversation.answered(challenged, token)));
        }

        @Test
        void noGuestTakesAnUnknownUsersPlace() throws Exception {
            conversation.accounts.put("guest", Conversation.hashed("guest", ""));
            conversation.user = "EXAMPLE\\mallory";
            conversation.password = "";
            assertEquals(SEC_E_LOGON_DENIED, conversation.refused().status());
            assertEquals(List.of("EXAMPLE\\mallory"), conversation.asked, "nobody else was looked up");
        }
    }

    @Nested
    @DisplayName("MS-NLMP 3.1.5.1.1 anonymous clients")
    class Anonymous {
        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        void areAcceptedWhereBothWantIt(boolean byFlag) throws Exception {
            anonymous(byFlag);
            conversation.serverFlags = Set.of(ContextFlag.NULL_SESSION);
            var ends = conversation.establish();
            assertEquals("ANONYMOUS LOGON", ends.server().accessToken().userName());
            assertEquals("ANONYMOUS LOGON", ends.client().query(ContextAttribute.NAMES).userName());
            assertEquals(ImpersonationLevel.ANONYMOUS, ends.server().accessToken().level());
            assertTrue(ends.server().accessToken().subject().getPrincipals().isEmpty());
            assertEquals(Set.of(ContextFlag.NULL_SESSION), ends.server().flags());
            assertEquals(Set.of(ContextFlag.NULL_SESSION), ends.client().flags());
            assertEquals(List.of(), conversation.asked);
        }

        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        void areDeniedElsewhere(boolean byFlag) {
            anonymous(byFlag);
            assertEquals(SEC_E_LOGON_DENIED, conversation.refused().status());
        }

        @Test
        void haveNoKey() throws Exception {
            anonymous(true);
            conversation.serverFlags = Set.of(ContextFlag.NULL_SESSION);
            var ends = conversation.establish();
            assertEquals(SEC_E_UNSUPPORTED_FUNCTION, status(() -> ends.server().query(ContextAttribute.SESSION_KEY)));
            assertEquals(SEC_E_UNSUPPORTED_FUNCTION, status(() -> ends.client().query(ContextAttribute.SESSION_KEY)));
        }

        /** Whoever asks for it: there is nobody to be known. */
        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        void areNotIdentified(boolean byFlag) throws Exception {
            anonymous(byFlag);
            var flags = EnumSet.copyOf(conversation.clientFlags);
            flags.add(ContextFlag.IDENTIFY);
            conversation.clientFlags = flags;
            conversation.serverFlags = Set.of(ContextFlag.NULL_SESSION, ContextFlag.IDENTIFY);
            var ends = conversation.establish();
            assertEquals(Set.of(ContextFlag.NULL_SESSION), ends.client().flags());
            assertEquals(Set.of(ContextFlag.NULL_SESSION), ends.server().flags());
            assertEquals(ImpersonationLevel.ANONYMOUS, ends.server().accessToken().level());
        }

        @Test
        void areNotIdentifiedThoughTheySayThatTheyMayBe() throws Exception {
            conversation.serverFlags = Set.of(ContextFlag.NULL_SESSION);
            var forged = new ForgedClient();
            forged.offer |= NegotiateFlags.IDENTIFY;
            forged.user = "";
            forged.micField = false;
            var challenged = conversation.accept(forged.negotiate());
            byte[] token = forged.message(ChallengeMessage.decode(challenged.token()), new byte[0], new byte[0]).wire();
            assertEquals(Set.of(ContextFlag.NULL_SESSION), conversation.answered(challenged, token).flags());
        }

        @Test
        void areNotThoseWhoNameAUserAndProveNothing() throws Exception {
            conversation.serverFlags = Set.of(ContextFlag.NULL_SESSION);
            var forged = new ForgedClient();
            forged.micField = false;
            var challenged = conversation.accept(forged.negotiate());
            byte[] token = forged.message(ChallengeMessage.decode(challenged.token()), new byte[0], new byte[0]).wire();
            assertEquals(SEC_E_LOGON_DENIED, status(() -> conversation.answered(challenged, token)));
        }

        @Test
        void areNotThoseWhoProveAUserAndSaySo() throws Exception {
            conversation.serverFlags = Set.of(ContextFlag.NULL_SESSION);
            var forged = new ForgedClient();
            forged.added = NegotiateFlags.ANONYMOUS;
            var challenged = conversation.accept(forged.negotiate());
            byte[] token = forged.authenticate(challenged.token());
            assertEquals(SEC_E_INVALID_TOKEN, status(() -> conversation.answered(challenged, token)));
        }

        @Test
        void whoProvesAUserWithoutANameIsDenied() throws Exception {
            conversation.serverFlags = Set.of(ContextFlag.NULL_SESSION);
            var forged = new ForgedClient();
            forged.user = "";
            var challenged = conversation.accept(forged.negotiate());
            byte[] token = forged.authenticate(challenged.token());
            assertEquals(SEC_E_LOGON_DENIED, status(() -> conversation.answered(challenged, token)));
            assertEquals(List.of(), conversation.asked);
        }

        @Test
        void withoutTheFlagTheyAreAsAnonymous() throws Exception {
            conversation.serverFlags = Set.of(ContextFlag.NULL_SESSION);
            var forged = new ForgedClient();
            forged.user = "";
            forged.micField = false;
            var challenged = conversation.accept(forged.negotiate());
            byte[] token = forged.message(ChallengeMessage.decode(challenged.token()), new byte[0], new byte[0]).wire();
            var session = conversation.answered(challenged, token);
            assertEquals(Set.of(ContextFlag.NULL_SESSION), session.flags(), "no protection with a key that everybody knows");
        }

        private void anonymous(boolean byFlag) {
            if (byFlag) {
                conversation.clientFlags = EnumSet.of(ContextFlag.NULL_SESSION, ContextFlag.CONFIDENTIALITY);
            } else {
                conversation.user = "";
                conversation.password = "";
            }
        }
    }

    @Nested
    @DisplayName("MS-NLMP 3.2.5.2 datagrams: the server begins")
    class Datagrams {
        @Test
        void theClientsFirstCallSaysNothing() throws Exception {
            conversation.clientFlags = EnumSet.of(ContextFlag.DATAGRAM, ContextFlag.CONFIDENTIALITY);
            conversation.serverFlags = EnumSet.of(ContextFlag.DATAGRAM);
            var ends = conversation.establish();
            assertEquals(0, conversation.negotiate.length);
            var challenge = ChallengeMessage.decode(conversation.challenge);
            assertTrue(NegotiateFlags.has(challenge.negotiateFlags(), NegotiateFlags.DATAGRAM | NegotiateFlags.KEY_EXCH));
            assertArrayEquals(key(ends.client()), key(ends.server()));
            assertEquals(EnumSet.of(ContextFlag.DATAGRAM, ContextFlag.CONFIDENTIALITY, ContextFlag.INTEGRITY), ends.client().flags());
            assertEquals(ends.client().flags(), ends.server().flags());
            assertCarries(ends.client(), ends.server());
        }

        @Test
        void aClientThatBeginsIsRefused() {
            conversation.serverFlags = EnumSet.of(ContextFlag.DATAGRAM);
            assertEquals(SEC_E_INVALID_TOKEN, conversation.refused().status());
        }

        @Test
        void aServerThatDoesNotBeginIsRefused() {
            conversation.clientFlags = EnumSet.of(ContextFlag.DATAGRAM);
            assertEquals(SEC_E_INVALID_TOKEN, conversation.refused().status());
        }

        /** ESS, 128 and KEY_EXCH. */
        @ParameterizedTest
        @ValueSource(ints = {0x80000, 0x20000000, 0x40000000})
        void withWeakKeysAreRefusedUnlessTheyAreAllowed(int missing) throws Exception {
            assertEquals(SEC_E_UNSUPPORTED_FUNCTION, status(() -> settled(missing)));
            assertEquals(Set.of(ContextFlag.DATAGRAM), settled(missing | NegotiateFlags.SIGN | NegotiateFlags.SEAL).flags());
            conversation.server = Optional.empty();
            conversation.allowed = new NtlmAllowance[] {NtlmAllowance.SERVER_NO_MIC, NtlmAllowance.SERVER_WEAK_KEYS};
            assertTrue(settled(missing).flags().contains(ContextFlag.CONFIDENTIALITY));
        }

        @Test
        void doNotBecomeAConnection() {
            assertEquals(SEC_E_MESSAGE_ALTERED, status(() -> settled(NegotiateFlags.DATAGRAM)));
        }

        @Test
        void ofAnonymousClientsDoNotEither() throws Exception {
            conversation.clientFlags = EnumSet.of(ContextFlag.DATAGRAM, ContextFlag.NULL_SESSION);
            conversation.serverFlags = conversation.clientFlags;
            assertEquals(conversation.clientFlags, conversation.establish().server().flags());
            conversation.onAuthenticate = token -> ForgedClient.withFlags(token, 60, 0, NegotiateFlags.DATAGRAM);
            assertEquals(SEC_E_MESSAGE_ALTERED, conversation.refused().status());
        }

        @Test
        void withoutExtendedSessionSecurityHaveShortKeys() throws Exception {
            conversation.allowed = new NtlmAllowance[] {NtlmAllowance.SERVER_NO_MIC, NtlmAllowance.SERVER_WEAK_KEYS};
            assertEquals(40, settled(NegotiateFlags.EXTENDED_SESSIONSECURITY).query(ContextAttribute.KEY_INFO).keySize());
        }

        /** With a client that settles on all that it is offered, but for some. */
        private Session settled(int removed) throws Exception {
            if (conversation.allowed.length == 0) {
                conversation.allowed = new NtlmAllowance[] {NtlmAllowance.SERVER_NO_MIC};
            }
            conversation.serverFlags = EnumSet.of(ContextFlag.DATAGRAM);
            var forged = new ForgedClient();
            forged.offer = ContextFlags.challengedFirst() & ~NegotiateFlags.IDENTIFY;
            forged.removed = removed;
            forged.keyExchange = (removed & NegotiateFlags.KEY_EXCH) == 0;
            forged.avFlags = 0;
            forged.micField = false;
            var challenged = conversation.accept(new byte[0]);
            return conversation.answered(challenged, forged.authenticate(challenged.token()));
        }

        @Test
        void aChallengeOfAConnectionIsNoDatagrams() {
            conversation.clientFlags = EnumSet.of(ContextFlag.DATAGRAM);
            conversation.serverFlags = EnumSet.of(ContextFlag.DATAGRAM);
            conversation.onChallenge = token -> ForgedClient.withFlags(token, 20, 0, NegotiateFlags.DATAGRAM);
            assertEquals(SEC_E_UNSUPPORTED_FUNCTION, conversation.refused().status());
        }
    }

    @Nested
    @DisplayName("what is done only if it is named")
    class Allowances {
        @Test
        void versionOneIsDeniedAndSentToNobody() throws Exception {
            conversation.onChallenge = NtlmHandshakeTest::withoutTargetInfo;
            assertEquals(SEC_E_INVALID_TOKEN, conversationStatusWithoutTargetInfo(conversation));
            var answer = AuthenticateMessage.decode(conversation.authenticate);
            assertTrue(answer.ntlmv2Response().isPresent(), "NTLMv2 all the same");
        }

        @Test
        void withBothAllowancesVersionOneWorks() throws Exception {
            conversation.allowed = new NtlmAllowance[] {NtlmAllowance.CLIENT_NTLM_V1, NtlmAllowance.SERVER_NTLM_V1};
            conversation.targetNames = new String[0];
            conversation.onChallenge = NtlmHandshakeTest::elsewhere;
            var ends = conversation.establish();
            assertTrue(AuthenticateMessage.decode(conversation.authenticate).ntlmv2Response().isEmpty());
            assertArrayEquals(key(ends.client()), key(ends.server()));
            assertCarries(ends.client(), ends.server());
        }

        @Test
        void aWrongPasswordIsWrongInVersionOneToo() {
            conversation.allowed = new NtlmAllowance[] {NtlmAllowance.CLIENT_NTLM_V1, NtlmAllowance.SERVER_NTLM_V1};
            conversation.targetNames = new String[0];
            conversation.onChallenge = NtlmHandshakeTest::elsewhere;
            conversation.password = "wrong";
            assertEquals(SEC_E_LOGON_DENIED, conversation.refused().status());
        }

        @Test
        void theServersAloneDeniesVersionOne() {
            conversation.allowed = new NtlmAllowance[] {NtlmAllowance.CLIENT_NTLM_V1};
            conversation.targetNames = new String[0];
            conversation.onChallenge = NtlmHandshakeTest::elsewhere;
            assertEquals(SEC_E_LOGON_DENIED, conversation.refused().status());
            assertEquals(List.of(), conversation.asked, "nobody's secret is looked at");
        }

        @Test
        void anLmResponseAloneTakesTheLmHashOfThePassword() throws Exception {
            conversation.allowed = new NtlmAllowance[] {NtlmAllowance.SERVER_NTLM_V1, NtlmAllowance.SERVER_LM};
            conversation.targetNames = new String[0];
            conversation.accounts.put("alice", Conversation.inClear("alice", "Password"));
            assertEquals("alice", answeredByLm("Password").accessToken().userName());
            assertEquals(SEC_E_LOGON_DENIED, status(() -> answeredByLm("wrong")));
            conversation.accounts.put("alice", Conversation.hashed("alice", "Password"));
            assertEquals(SEC_E_LOGON_DENIED, status(() -> answeredByLm("Password")), "of an NT hash nobody makes an LM hash");
            conversation.accounts.put("alice", Conversation.inClear("alice", "fifteen letters"));
            assertEquals(SEC_E_LOGON_DENIED, status(() -> answeredBy(ProvenUser.nobodysHash())), "it has no LM hash");
            assertEquals(SEC_E_LOGON_DENIED, status(() -> answeredByLm("fifteen letter")), "nor that of its begin");
            conversation.accounts.put("alice", Conversation.inClear("alice", Conversation.PASSWORD));
            assertEquals(SEC_E_LOGON_DENIED, status(() -> answeredByLm("Pa_word")), "nor has one that is not ASCII");
        }

        /** What the work is done with for who has no password in the store is nobody's password. */
        @Test
        void noLmResponseIsRightForWhoHasNoPasswordThere() {
            conversation.allowed = new NtlmAllowance[] {NtlmAllowance.SERVER_NTLM_V1, NtlmAllowance.SERVER_LM};
            conversation.targetNames = new String[0];
            assertEquals(SEC_E_LOGON_DENIED, status(() -> answeredByLm("password")));
            conversation.accounts.clear();
            assertEquals(SEC_E_LOGON_DENIED, status(() -> answeredByLm("password")));
        }

        @ParameterizedTest
        @EnumSource(value = NtlmAllowance.class, names = {"SERVER_NTLM_V1", "SERVER_LM"})
        void anLmResponseAloneIsDeniedThoughItIsRight(NtlmAllowance allowance) {
            conversation.targetNames = new String[0];
            conversation.allowed = new NtlmAllowance[] {allowance};
            conversation.accounts.put("alice", Conversation.inClear("alice", "Password"));
            assertEquals(SEC_E_LOGON_DENIED, status(() -> answeredByLm("Password")));
            assertEquals(List.of(), conversation.asked);
        }

        private Session answeredByLm(String password) throws Exception {
            return answeredBy(NtlmKeys.lmowfv1(NtlmString.unicode(password)).orElseThrow());
        }

        private Session answeredBy(byte[] lmowfv1) throws Exception {
            var forged = new ForgedClient();
            forged.offer &= ~(NegotiateFlags.SIGN | NegotiateFlags.SEAL);
            forged.offer &= ~(NegotiateFlags.EXTENDED_SESSIONSECURITY | NegotiateFlags.KEY_EXCH);
            var challenged = conversation.accept(forged.negotiate());
            var challenge = ChallengeMessage.decode(challenged.token().clone());
            byte[] lm = Ntlmv1Response.of(lmowfv1, challenge.serverChallenge());
            return conversation.answered(challenged, AuthenticateMessage.of(
                    new AuthenticateMessage.Names("EXAMPLE", "alice", ""), new AuthenticateMessage.Responses(lm, new byte[0]),
                    new byte[0], forged.settled(challenge), Optional.of(Version.OURS), false).wire());
        }

        @Test
        void protectionWithWeakKeysIsRefusedUnlessItIsAllowed() throws Exception {
            var forged = new ForgedClient();
            forged.offer &= ~NegotiateFlags.KEY_128;
            forged.offer |= NegotiateFlags.KEY_56;
            assertEquals(SEC_E_UNSUPPORTED_FUNCTION, status(() -> conversation.accept(forged.negotiate())));
            var other = new Conversation();
            other.allowed = new NtlmAllowance[] {NtlmAllowance.SERVER_WEAK_KEYS};
            var challenged = other.accept(forged.negotiate());
            var session = other.answered(challenged, forged.authenticate(challenged.token()));
            assertEquals(56, session.query(ContextAttribute.KEY_INFO).keySize());
        }

        @Test
        void theFlagThatEveryClientSetsIsDemanded() {
            var forged = new ForgedClient();
            forged.offer &= ~NegotiateFlags.NTLM;
            assertEquals(SEC_E_INVALID_TOKEN, status(() -> conversation.accept(forged.negotiate())));
        }

        @Test
        void aClientWithoutUnicodeIsAnsweredInItsCharacters() throws Exception {
            var forged = new ForgedClient();
            forged.offer = forged.offer & ~NegotiateFlags.UNICODE | NegotiateFlags.OEM;
            var challenged = conversation.accept(forged.negotiate());
            assertEquals("EXAMPLE", ChallengeMessage.decode(challenged.token().clone()).targetName());
            assertEquals(
                    "EXAMPLE\\alice",
                    conversation.answered(challenged, forged.authenticate(challenged.token())).accessToken().userName());
        }

        @ParameterizedTest
        @EnumSource(
                value = NtlmAllowance.class,
                names = {"SERVER_NTLM_V1", "SERVER_LM", "SERVER_WEAK_KEYS", "SERVER_NO_MIC", "SERVER_NO_TARGET"})
        void noneOfThemLetsAWrongPasswordIn(NtlmAllowance allowance) {
            conversation.allowed = new NtlmAllowance[] {allowance};
            conversation.password = "wrong";
            assertEquals(SEC_E_LOGON_DENIED, conversation.refused().status());
        }

        private Object conversationStatusWithoutTargetInfo(Conversation it) {
            it.onAuthenticate = token -> {
                it.authenticate = token;
                return new byte[0];
            };
            it.targetNames = new String[] {Conversation.WEB};
            return it.refused().status();
        }
    }

    /** The target information taken out, as of a server that knows no NTLMv2. */
    static byte[] withoutTargetInfo(byte[] challenge) {
        return ForgedClient.withFlags(challenge, 20, 0, NegotiateFlags.TARGET_INFO);
    }

    /** As above, and not known to the client as one of its own process. */
    private static byte[] elsewhere(byte[] challenge) {
        return withoutTargetInfo(forgotten(challenge));
    }

    /** As if another process had given it. */
    static byte[] forgotten(byte[] challenge) {
        GivenChallenges.ofProcess().remove(Arrays.copyOfRange(challenge, 24, 32));
        return challenge;
    }

    static void assertCarries(NtlmSession from, NtlmSession to) throws SspiException {
        byte[] text = "to whom it may concern".getBytes(US_ASCII);
        byte[] sent = text.clone();
        var message = List.of(SecBuffer.token(ByteBuffer.allocate(16)), SecBuffer.data(ByteBuffer.wrap(sent)));
        from.encryptMessage(0, message, 0);
        assertFalse(Arrays.equals(text, sent));
        to.decryptMessageInOrder(message, 0);
        assertArrayEquals(text, sent);
    }

    static byte[] key(NtlmSession session) throws SspiException {
        return session.query(ContextAttribute.SESSION_KEY).key();
    }

    static SecurityStatus status(Executable call) {
        return assertThrows(SspiException.class, call).status();
    }
}
