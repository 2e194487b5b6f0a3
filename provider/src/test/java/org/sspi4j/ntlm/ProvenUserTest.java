package org.sspi4j.ntlm;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.api.SecurityStatus.SEC_E_BAD_BINDINGS;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_TOKEN;
import static org.sspi4j.api.SecurityStatus.SEC_E_LOGON_DENIED;
import static org.sspi4j.api.SecurityStatus.SEC_E_MESSAGE_ALTERED;
import static org.sspi4j.api.SecurityStatus.SEC_E_OK;
import static org.sspi4j.api.SecurityStatus.SEC_E_WRONG_PRINCIPAL;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.mockito.Mockito;
import org.sspi4j.api.AccountPrincipal;
import org.sspi4j.api.ChannelBindings;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.ImpersonationLevel;
import org.sspi4j.api.LogonAuthority;
import org.sspi4j.api.LogonVerdict;
import org.sspi4j.api.NetworkLogon;
import org.sspi4j.api.NtlmAllowance;
import org.sspi4j.api.NtlmCred;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.crypto.ChannelBindingHash;
import org.sspi4j.crypto.Des;
import org.sspi4j.spi.Move;
import org.sspi4j.spi.Session;

/** Each check of an acceptor, violated alone. */
@DisplayName("MS-NLMP 3.2.5.1.2 the server receives an AUTHENTICATE_MESSAGE")
class ProvenUserTest {
    private final Conversation conversation = new Conversation();
    private final ForgedClient forged = new ForgedClient();

    private Session accepts() throws Exception {
        var challenged = conversation.accept(forged.negotiate());
        return conversation.answered(challenged, forged.authenticate(challenged.token()));
    }

    private SspiException refuses() throws Exception {
        var challenged = conversation.accept(forged.negotiate());
        byte[] token = forged.authenticate(challenged.token());
        return assertThrows(SspiException.class, () -> conversation.answered(challenged, token));
    }

    private SecurityStatus status(byte[] token, Move.Reply challenged) {
        return assertThrows(SspiException.class, () -> conversation.answered(challenged, token)).status();
    }

    @Test
    void theForgedClientIsAlice() throws Exception {
        assertEquals("EXAMPLE\\alice", accepts().accessToken().userName());
    }

    @Nested
    @DisplayName("the proof")
    class Proof {
        @Test
        void eachBitOfTheMessageMatters() throws Exception {
            var challenged = conversation.accept(forged.negotiate());
            byte[] good = forged.authenticate(challenged.token());
            for (int bit = 0; bit < 8 * good.length; bit++) {
                byte[] changed = good.clone();
                changed[bit / 8] ^= (byte) (1 << bit % 8);
                var again = conversation.accept(forged.negotiate());
                // The challenge of the first time, so that nothing else differs.
                var state = new NtlmAcceptor.AwaitAuthenticate(
                        (NtlmCredential) conversation.serverCredential(),
                        ((NtlmAcceptor.AwaitAuthenticate) again.next()).request(),
                        Optional.of(NegotiateMessage.decode(forged.negotiate())),
                        ChallengeMessage.decode(challenged.token().clone()),
                        Optional.empty());
                var refusal = status(changed, new Move.Reply(new byte[0], state, 0));
                assertTrue(NtlmHandshakeFuzzTest.REFUSALS.contains(refusal), "bit " + bit + ": " + refusal);
            }
        }

        @Test
        void anAnswerToAnotherChallengeIsDenied() throws Exception {
            var first = conversation.accept(forged.negotiate());
            byte[] token = forged.authenticate(first.token());
            conversation.answered(first, token.clone());
            assertEquals(SEC_E_LOGON_DENIED, status(token, conversation.accept(forged.negotiate())));
        }

        @Test
        void itTakesTheSameWorkForUsersThatThereAreNot() throws Exception {
            int wrong = work("alice", "wrong");
            assertEquals(wrong, work("nobody", Conversation.PASSWORD));
            conversation.accounts.put("alice", Conversation.hashed("alice", ""));
            assertEquals(wrong, work("alice", ""));
            conversation.accounts.put("alice", Conversation.inClear("alice", Conversation.PASSWORD));
            assertEquals(wrong, work("alice", "wrong"));
            assertTrue(wrong >= 5, "MD4, NTOWFv2 with its digest, the response's own, and the key's: " + wrong);
            assertEquals(wrong, work("al\nice", Conversation.PASSWORD), "a name that nobody can have");
        }

        /** With a store of passwords, too: of one that is too long for LM, or not ASCII, there is no LM hash. */
        @Test
        void itTakesTheSameWorkInVersionOne() throws Exception {
            versionOne();
            int wrong = work("alice", this::byLm);
            conversation.accounts.put("alice", Conversation.inClear("alice", "Password"));
            for (var password : List.of("Password", "fourteen lette", "fifteen letters", "P\u00E4ssword", "p".repeat(300), "")) {
                conversation.accounts.put("bob", password.isEmpty()
                        ? Conversation.hashed("bob", password) : Conversation.inClear("bob", password));
                assertEquals(wrong, work("bob", this::byLm), password);
            }
            conversation.accounts.put("bob", Conversation.hashed("bob", "Password"));
            assertEquals(wrong, work("bob", this::byLm));
            assertEquals(wrong, work("alice", this::byLm));
            assertEquals(wrong, work("nobody", this::byLm));
            assertTrue(wrong >= 7, "MD4, LMOWFv1 with two blocks of DES, the response with three: " + wrong);
            int byNt = work("alice", this::byNt);
            assertEquals(byNt, work("bob", this::byNt));
            assertEquals(byNt, work("nobody", this::byNt));
        }

        private void versionOne() {
            conversation.allowed = new NtlmAllowance[] {NtlmAllowance.SERVER_NTLM_V1, NtlmAllowance.SERVER_LM};
            conversation.targetNames = new String[0];
            forged.offer &= ~(NegotiateFlags.SIGN | NegotiateFlags.SEAL | NegotiateFlags.KEY_EXCH);
            forged.offer &= ~NegotiateFlags.EXTENDED_SESSIONSECURITY;
            forged.micField = false;
        }

        private byte[] byLm(Move.Reply challenged) throws Exception {
            forged.lmResponse = Pair.text(24);
            return forged.message(ChallengeMessage.decode(challenged.token().clone()), new byte[0], new byte[0]).wire();
        }

        private byte[] byNt(Move.Reply challenged) throws Exception {
            return forged.message(ChallengeMessage.decode(challenged.token().clone()), Pair.text(24), new byte[0]).wire();
        }

        private int work(String user, String password) throws Exception {
            forged.ntowfv1 = NtlmKeys.ntowfv1(NtlmString.unicode(password));
            return work(user, challenged -> forged.authenticate(challenged.token()));
        }

        /** What answers a challenge. */
        @FunctionalInterface
        private interface Answer {
            byte[] to(Move.Reply challenged) throws Exception;
        }

        /** How many keys are derived, digests made of them and blocks encrypted. */
        private int work(String user, Answer answer) throws Exception {
            forged.user = user;
            var challenged = conversation.accept(forged.negotiate());
            byte[] token = answer.to(challenged);
            var calls = new AtomicInteger();
            try (var keys = Mockito.mockStatic(NtlmKeys.class, invocation -> {
                        calls.incrementAndGet();
                        return invocation.callRealMethod();
                    });
                    var blocks = Mockito.mockStatic(Des.class, invocation -> {
                        calls.incrementAndGet();
                        return invocation.callRealMethod();
                    });
                    var proofs = Mockito.mockStatic(Ntowfv2.class, invocation -> {
                        calls.incrementAndGet();
                        return invocation.callRealMethod();
                    })) {
                assertEquals(SEC_E_LOGON_DENIED, status(token, challenged));
            }
            return calls.get();
        }
    }

    @Nested
    @DisplayName("a response of version 1")
    class VersionOne {
        private final byte[] clientChallenge = new byte[8];

        @BeforeEach
        void isAllowed() {
            conversation.allowed = new NtlmAllowance[] {NtlmAllowance.SERVER_NTLM_V1, NtlmAllowance.SERVER_LM};
            conversation.targetNames = new String[0];
            conversation.accounts.put("alice", Conversation.inClear("alice", "Password"));
            forged.ntowfv1 = NtlmKeys.ntowfv1(NtlmString.unicode("Password"));
            forged.offer &= ~(NegotiateFlags.SIGN | NegotiateFlags.SEAL | NegotiateFlags.KEY_EXCH);
            forged.micField = false;
        }

        /** The client's challenge is in there: without it there is none, and not one of zeros. */
        @ParameterizedTest
        @CsvSource({"24, SEC_E_OK", "1, SEC_E_LOGON_DENIED", "0, SEC_E_LOGON_DENIED"})
        void withExtendedSessionSecurityHasAnLmResponseOf24Bytes(int length, SecurityStatus expected) throws Exception {
            var challenged = conversation.accept(forged.negotiate());
            var challenge = ChallengeMessage.decode(challenged.token().clone());
            forged.lmResponse = new byte[length];
            byte[] response = Ntlmv1Response.withClientChallenge(forged.ntowfv1, challenge.serverChallenge(), clientChallenge);
            assertEquals(expected, outcome(challenged, forged.message(challenge, response, new byte[0]).wire()));
        }

        /** Whoever proves a user is not anonymous, and says so or not. */
        @ParameterizedTest
        @CsvSource({
            "LM, 0, SEC_E_OK", "LM, 0x800, SEC_E_INVALID_TOKEN", "NTLM_V1, 0, SEC_E_OK", "NTLM_V1, 0x800, SEC_E_INVALID_TOKEN"
        })
        void isNoAnonymousClients(ClientClaim.Response version, String flag, SecurityStatus expected) throws Exception {
            conversation.serverFlags = Set.of(ContextFlag.NULL_SESSION);
            forged.offer &= ~NegotiateFlags.EXTENDED_SESSIONSECURITY;
            forged.added = Integer.decode(flag);
            var challenged = conversation.accept(forged.negotiate());
            var challenge = ChallengeMessage.decode(challenged.token().clone());
            byte[] response = Ntlmv1Response.of(
                    version == ClientClaim.Response.LM
                            ? NtlmKeys.lmowfv1(NtlmString.unicode("Password")).orElseThrow() : forged.ntowfv1,
                    challenge.serverChallenge());
            forged.lmResponse = version == ClientClaim.Response.LM ? response : new byte[0];
            byte[] nt = version == ClientClaim.Response.LM ? new byte[0] : response;
            assertEquals(expected, outcome(challenged, forged.message(challenge, nt, new byte[0]).wire()));
        }

        private SecurityStatus outcome(Move.Reply challenged, byte[] token) {
            try {
                conversation.answered(challenged, token);
                return SEC_E_OK;
            } catch (SspiException e) {
                return e.status();
            }
        }
    }

    @Nested
    @DisplayName("names that nobody has")
    class Names {
        private final List<String> impossible = List.of(
                "a".repeat(257), "a".repeat(1200), "al\nice", "alice\0", "al\rice", "al\u0085ice", "al\u2028ice", "al\u2029ice", "\u0007");

        @Test
        void areAskedOfNoStore() throws Exception {
            for (var name : impossible) {
                conversation.accounts.put(name, Conversation.hashed(name, Conversation.PASSWORD));
                forged.user = name;
                var refusal = refuses();
                assertEquals(SEC_E_LOGON_DENIED, refusal.status(), name);
                assertTrue(refusal.getMessage().length() < 500, refusal.getMessage());
            }
            forged.user = "alice";
            for (var domain : impossible) {
                forged.domain = domain;
                assertEquals(SEC_E_LOGON_DENIED, refuses().status(), domain);
            }
            assertEquals(List.of(), conversation.asked);
            assertTrue(conversation.facilities.noted().stream().allMatch(line -> line.length() < 1000));
        }

        @Test
        void thatAreAsLongAsTheyMayBeAreAskedFor() throws Exception {
            var longest = "a".repeat(256);
            conversation.accounts.put(longest, Conversation.hashed(longest, Conversation.PASSWORD));
            forged.user = longest;
            forged.domain = "d".repeat(255);
            assertEquals(longest, accepts().accessToken().userName());
            assertEquals(List.of(forged.domain + "\\" + longest), conversation.asked);
            forged.domain += "d";
            assertEquals(SEC_E_LOGON_DENIED, refuses().status());
            assertEquals(1, conversation.asked.size());
        }
    }

    @Nested
    @DisplayName("the MIC")
    class Mic {
        @Test
        void ofOtherBytesIsAltered() throws Exception {
            for (int at = 72; at < 88; at++) {
                var challenged = conversation.accept(forged.negotiate());
                byte[] token = forged.authenticate(challenged.token());
                token[at] ^= 1;
                assertEquals(SEC_E_MESSAGE_ALTERED, status(token, challenged));
            }
        }

        @Test
        void thatIsNotAnnouncedIsNone() throws Exception {
            forged.avFlags = 0;
            assertEquals(SEC_E_MESSAGE_ALTERED, refuses().status());
        }

        @Test
        void thatIsMissingNeedsAnAllowance() throws Exception {
            forged.avFlags = 0;
            forged.micField = false;
            var refusal = refuses();
            assertEquals(SEC_E_MESSAGE_ALTERED, refusal.status());
            assertTrue(refusal.getMessage().contains("SERVER_NO_MIC"), refusal.getMessage());
            conversation.server = Optional.empty();
            conversation.allowed = new NtlmAllowance[] {NtlmAllowance.SERVER_NO_MIC};
            assertEquals("EXAMPLE\\alice", accepts().accessToken().userName());
        }

        @Test
        void thatIsAnnouncedHasToBeThereWhateverIsAllowed() throws Exception {
            conversation.allowed = new NtlmAllowance[] {NtlmAllowance.SERVER_NO_MIC};
            forged.micField = false;
            assertEquals(SEC_E_MESSAGE_ALTERED, refuses().status());
        }

        @Test
        void coversTheFirstMessageAsItCame() throws Exception {
            conversation.onNegotiate = token -> {
                token[39] ^= 1;     // the revision in Version, which means nothing
                return token;
            };
            assertEquals(SEC_E_MESSAGE_ALTERED, conversation.refused().status());
        }

        @Test
        void coversTheChallengeAsItWent() {
            conversation.onChallenge = token -> {
                token[55] ^= 1;
                return token;
            };
            assertEquals(SEC_E_MESSAGE_ALTERED, conversation.refused().status());
        }
    }

    @Nested
    @DisplayName("2.2.2.1 what the server said of itself")
    class Pairs {
        @ParameterizedTest
        @EnumSource(value = AvId.class, names = {"NB_COMPUTER_NAME", "NB_DOMAIN_NAME", "DNS_COMPUTER_NAME", "DNS_DOMAIN_NAME", "TIMESTAMP"})
        void isRepeatedOrAltered(AvId id) throws Exception {
            forged.dropped = EnumSet.of(id);
            assertEquals(SEC_E_MESSAGE_ALTERED, refuses().status());
            forged.pairs = builder -> id == AvId.TIMESTAMP ? builder.timestamp(1) : builder.text(id, "OTHER");
            assertEquals(SEC_E_MESSAGE_ALTERED, refuses().status());
        }

        @Test
        void isNotAddedTo() throws Exception {
            forged.pairs = builder -> builder.text(AvId.DNS_TREE_NAME, "example.org");
            assertEquals(SEC_E_MESSAGE_ALTERED, refuses().status());
        }

        @Test
        void isLookedAtBeforeAnybodyIsAsked() throws Exception {
            forged.dropped = EnumSet.of(AvId.NB_COMPUTER_NAME);
            refuses();
            assertEquals(List.of(), conversation.asked);
        }
    }

    @Nested
    @DisplayName("2.2.2.5 flags")
    class Flags {
        @ParameterizedTest
        @CsvSource({"0x10", "0x20", "0x40", "0x80", "0x2", "0x20000000", "0x40000000"})
        void thatWereNotOfferedAreNotSettledOn(String flag) throws Exception {
            int bit = Long.decode(flag).intValue();
            forged.offer &= ~bit;
            if ((bit & (NegotiateFlags.KEY_128 | NegotiateFlags.KEY_EXCH)) != 0) {
                forged.offer &= ~(NegotiateFlags.SIGN | NegotiateFlags.SEAL);
            }
            if (bit == NegotiateFlags.SIGN) {
                forged.offer &= ~NegotiateFlags.SEAL;
            }
            forged.keyExchange = (forged.offer & NegotiateFlags.KEY_EXCH) != 0;
            forged.added = bit;
            assertEquals(SEC_E_INVALID_TOKEN, refuses().status());
        }

        @ParameterizedTest
        @CsvSource({"0x10", "0x20", "0x8000", "0x80000", "0x20000000", "0x40000000"})
        void thatWereAgreedOnAreNotLost(String flag) throws Exception {
            forged.removed = Long.decode(flag).intValue();
            assertEquals(SEC_E_MESSAGE_ALTERED, refuses().status());
        }

        @Test
        void theJdksClientSettlesOnExtendedSessionSecurityUnasked() throws Exception {
            forged.offer &= ~(NegotiateFlags.EXTENDED_SESSIONSECURITY | NegotiateFlags.SIGN | NegotiateFlags.SEAL);
            forged.added = NegotiateFlags.EXTENDED_SESSIONSECURITY;
            assertEquals("EXAMPLE\\alice", accepts().accessToken().userName());
        }

        @Test
        void identifyIsALevel() throws Exception {
            forged.offer |= NegotiateFlags.IDENTIFY;
            var session = accepts();
            assertEquals(ImpersonationLevel.IDENTIFICATION, session.accessToken().level());
            assertTrue(session.flags().contains(ContextFlag.IDENTIFY));
        }

        /** Whoever takes it out of one message has not raised the level. */
        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        void identifyIsALevelInWhicheverMessageItIsSaid(boolean first) throws Exception {
            if (first) {
                forged.offer |= NegotiateFlags.IDENTIFY;
                forged.removed |= NegotiateFlags.IDENTIFY;
            } else {
                forged.added |= NegotiateFlags.IDENTIFY;
            }
            var session = accepts();
            assertEquals(ImpersonationLevel.IDENTIFICATION, session.accessToken().level());
            assertTrue(session.flags().contains(ContextFlag.IDENTIFY));
        }

        @Test
        void theServerMayAskForItToo() throws Exception {
            conversation.serverFlags = Set.of(ContextFlag.IDENTIFY);
            assertEquals(ImpersonationLevel.IDENTIFICATION, accepts().accessToken().level());
        }
    }

    @Nested
    @DisplayName("EncryptedRandomSessionKey")
    class SessionKey {
        @Test
        void isThereIfItWasSettledOn() throws Exception {
            forged.keyExchange = false;
            assertEquals(SEC_E_INVALID_TOKEN, refuses().status());
        }

        @ParameterizedTest
        @CsvSource({"true", "false"})
        void mayBeLeftOutWhereNothingIsProtected(boolean sent) throws Exception {
            forged.offer &= ~(NegotiateFlags.SIGN | NegotiateFlags.SEAL);
            forged.keyExchange = sent;
            assertEquals("EXAMPLE\\alice", accepts().accessToken().userName());
        }
    }

    @Nested
    @DisplayName("MsvAvChannelBindings: ignore, allow, require")
    class Bindings {
        private final ChannelBindings right = ChannelBindings.tlsServerEndPoint(new byte[32]);
        private final ChannelBindings other = ChannelBindings.tlsServerEndPoint("other".getBytes(US_ASCII));

        @ParameterizedTest
        @CsvSource({
            "ignore,  none,  SEC_E_OK",
            "ignore,  right, SEC_E_OK",
            "ignore,  wrong, SEC_E_OK",
            "allow,   none,  SEC_E_OK",
            "allow,   right, SEC_E_OK",
            "allow,   wrong, SEC_E_BAD_BINDINGS",
            "require, none,  SEC_E_BAD_BINDINGS",
            "require, right, SEC_E_OK",
            "require, wrong, SEC_E_BAD_BINDINGS"
        })
        void areLookedAtAsTheServerWants(String policy, String client, SecurityStatus expected) throws Exception {
            policy(policy);
            conversation.clientBindings = switch (client) {
                case "none" -> Optional.empty();
                case "right" -> Optional.of(right);
                default -> Optional.of(other);
            };
            if (expected == SEC_E_OK) {
                assertEquals("EXAMPLE\\alice", conversation.establish().server().accessToken().userName());
            } else {
                assertEquals(expected, conversation.refused().status());
            }
        }

        @Test
        void thatAreNotSaidAreMissing() throws Exception {
            policy("require");
            forged.bindings = ChannelBindingHash.none();
            assertEquals(SEC_E_BAD_BINDINGS, refuses().status());
            forged.bindings = ChannelBindingHash.of(right);
            assertEquals("EXAMPLE\\alice", accepts().accessToken().userName());
        }

        @ParameterizedTest
        @CsvSource({"require, SEC_E_BAD_BINDINGS", "allow, SEC_E_OK", "ignore, SEC_E_OK"})
        void anonymousClientsHaveNone(String policy, SecurityStatus expected) throws Exception {
            policy(policy);
            conversation.clientFlags = Set.of(ContextFlag.NULL_SESSION);
            var flags = EnumSet.of(ContextFlag.NULL_SESSION);
            flags.addAll(conversation.serverFlags);
            conversation.serverFlags = flags;
            if (expected == SEC_E_OK) {
                assertTrue(conversation.establish().server().flags().contains(ContextFlag.NULL_SESSION));
            } else {
                assertEquals(expected, conversation.refused().status());
            }
        }

        @Test
        void ofTheFirstCallAloneCount() throws Exception {
            policy("require");
            var unbound = conversation.accept(forged.negotiate());
            conversation.serverBindings = Optional.empty();
            assertEquals(SEC_E_BAD_BINDINGS, status(forged.authenticate(unbound.token()), unbound));
            policy("require");
            var bound = conversation.accept(forged.negotiate());
            conversation.serverBindings = Optional.empty();
            forged.bindings = ChannelBindingHash.of(right);
            assertEquals("EXAMPLE\\alice", conversation.answered(bound, forged.authenticate(bound.token())).accessToken().userName());
        }

        @Test
        void ofTheSecondCallAloneCount() throws Exception {
            var unbound = conversation.accept(forged.negotiate());
            policy("require");
            assertEquals(SEC_E_BAD_BINDINGS, status(forged.authenticate(unbound.token()), unbound));
        }

        @Test
        void ofBothCallsAreTheSame() throws Exception {
            for (var hash : List.of(ChannelBindingHash.of(right), ChannelBindingHash.of(other))) {
                policy("require");
                forged.bindings = hash;
                var challenged = conversation.accept(forged.negotiate());
                conversation.serverBindings = Optional.of(other);
                assertEquals(SEC_E_BAD_BINDINGS, status(forged.authenticate(challenged.token()), challenged));
            }
        }

        @Test
        void ofAClientsFirstCallAloneBindIt() throws Exception {
            assertArrayEquals(ChannelBindingHash.of(right), said(Optional.of(right), Optional.empty()));
            assertArrayEquals(ChannelBindingHash.of(right), said(Optional.empty(), Optional.of(right)));
            assertArrayEquals(ChannelBindingHash.of(right), said(Optional.of(right), Optional.of(right)));
            assertEquals(
                    SEC_E_BAD_BINDINGS,
                    assertThrows(SspiException.class, () -> said(Optional.of(right), Optional.of(other))).status());
        }

        private byte[] said(Optional<ChannelBindings> first, Optional<ChannelBindings> second) throws Exception {
            var credential = conversation.clientCredential();
            var begun = (Move.Reply) conversation.next(
                    new NtlmPackage().initiate(conversation.request(credential, Conversation.WEB, Set.of())),
                    new byte[0], first, Set.of(), credential);
            var done = (Move.Done) conversation.next(
                    begun.next(), conversation.accept(begun.token()).token(), second, Set.of(), credential);
            return AuthenticateMessage.decode(done.token()).ntlmv2Response().orElseThrow().avPairs()
                    .bytes(AvId.CHANNEL_BINDINGS).orElseThrow();
        }

        private void policy(String policy) {
            conversation.serverBindings = policy.equals("ignore") ? Optional.empty() : Optional.of(right);
            conversation.serverFlags = policy.equals("allow") ? Set.of(ContextFlag.ALLOW_MISSING_BINDINGS) : Set.of();
        }
    }

    @Nested
    @DisplayName("MsvAvTargetName")
    class Target {
        @Test
        void isNotLookedAtWhereTheServerHasNoNames() throws Exception {
            conversation.targetNames = new String[0];
            forged.target = Optional.of("cifs/somewhere.else");
            assertEquals("EXAMPLE\\alice", accepts().accessToken().userName());
            forged.target = Optional.empty();
            assertEquals("EXAMPLE\\alice", accepts().accessToken().userName());
        }

        @Test
        void isComparedWithoutRegardToTheCaseOfAscii() throws Exception {
            forged.target = Optional.of("http/WEB.Example.com");
            assertEquals("EXAMPLE\\alice", accepts().accessToken().userName());
        }

        @Test
        void isOneOfTheServers() throws Exception {
            for (var name : new String[] {
                "cifs/web.example.com", "HTTP/web.example.com.", "HTTP/web", "HTTP/web.example.com/x", "HTTP/web.example.com:80", ""
            }) {
                forged.target = Optional.of(name);
                assertEquals(SEC_E_WRONG_PRINCIPAL, refuses().status(), name);
            }
            forged.target = Optional.empty();
            assertEquals(SEC_E_WRONG_PRINCIPAL, refuses().status());
        }

        /** What the exception says helps: of a client that names none there is an allowance, of one that names another there is not. */
        @Test
        void ofAClientThatNamesNoneNeedsAnAllowance() throws Exception {
            forged.target = Optional.of("cifs/web.example.com");
            assertFalse(refuses().getMessage().contains("SERVER_NO_TARGET"));
            assertTrue(refuses().getMessage().contains("targetNames"));
            for (var none : List.of(Optional.of(""), Optional.<String>empty())) {
                forged.target = none;
                conversation.allowed = new NtlmAllowance[0];
                conversation.server = Optional.empty();
                var refusal = refuses();
                assertEquals(SEC_E_WRONG_PRINCIPAL, refusal.status());
                assertTrue(refusal.getMessage().contains("SERVER_NO_TARGET"), refusal.getMessage());
                assertFalse(refusal.getMessage().contains("missing from targetNames"), refusal.getMessage());
                conversation.allowed = new NtlmAllowance[] {NtlmAllowance.SERVER_NO_TARGET};
                conversation.server = Optional.empty();
                assertEquals("EXAMPLE\\alice", accepts().accessToken().userName());
            }
        }

        @Test
        void thatIsAnotherOneIsRefusedWhateverIsAllowed() throws Exception {
            conversation.allowed = new NtlmAllowance[] {NtlmAllowance.SERVER_NO_TARGET};
            forged.target = Optional.of("cifs/web.example.com");
            assertEquals(SEC_E_WRONG_PRINCIPAL, refuses().status());
            forged.target = Optional.of(Conversation.WEB);
            forged.avFlags |= AvPairs.UNTRUSTED_SPN;
            assertEquals(SEC_E_WRONG_PRINCIPAL, refuses().status());
        }

        @Test
        void ofNobodyIsNoClientOfTheSameProcess() throws Exception {
            conversation.allowed = new NtlmAllowance[] {NtlmAllowance.SERVER_NO_TARGET};
            forged.target = Optional.empty();
            forged.otherProcess = false;
            assertEquals(SEC_E_LOGON_DENIED, refuses().status());
        }

        @Test
        void thatIsEmptyIsNoName() throws Exception {
            conversation.targetNames = new String[] {""};
            forged.target = Optional.empty();
            assertEquals(SEC_E_WRONG_PRINCIPAL, refuses().status());
        }

        @Test
        void isNotAskedOfAnonymousClients() throws Exception {
            conversation.clientFlags = Set.of(ContextFlag.NULL_SESSION);
            conversation.serverFlags = Set.of(ContextFlag.NULL_SESSION);
            assertTrue(conversation.establish().server().flags().contains(ContextFlag.NULL_SESSION));
        }

        @Test
        void fromAnUntrustedSourceIsNone() throws Exception {
            forged.avFlags |= AvPairs.UNTRUSTED_SPN;
            assertEquals(SEC_E_WRONG_PRINCIPAL, refuses().status());
            conversation.targetNames = new String[0];
            conversation.server = Optional.empty();
            var session = accepts();
            assertEquals("EXAMPLE\\alice", session.accessToken().userName());
            assertEquals("", session.query(ContextAttribute.CLIENT_SPECIFIED_TARGET).targetName(), "whoever looks at it is told none");
        }

        @Test
        void ofAnUnverifiedTargetIsSaidToBe() throws Exception {
            var flags = EnumSet.copyOf(Conversation.EVERYTHING);
            flags.add(ContextFlag.UNVERIFIED_TARGET_NAME);
            conversation.clientFlags = flags;
            conversation.onChallenge = NtlmHandshakeTest::forgotten;
            assertEquals(SEC_E_WRONG_PRINCIPAL, conversation.refused().status());
            var said = AuthenticateMessage.decode(conversation.authenticate).ntlmv2Response().orElseThrow().avPairs().flags();
            assertEquals(AvPairs.UNTRUSTED_SPN | AvPairs.MIC_PROVIDED, said);
        }
    }

    @Nested
    @DisplayName("an authority in the store's place")
    class Authority {
        private NetworkLogon asked;

        @Test
        void saysWhoItIsAndWhichKey() throws Exception {
            authority(logon -> CompletableFuture.completedFuture(verdict(logon, Conversation.PASSWORD)));
            var session = (NtlmSession) accepts();
            assertEquals("REALM\\Alice", session.accessToken().userName());
            assertTrue(session.accessToken().subject().getPrincipals().contains(new AccountPrincipal("admins")));
            assertEquals("EXAMPLE", asked.domain());
            assertEquals("alice", asked.user());
            assertEquals("SOMEWHERE", asked.workstation());
            assertArrayEquals(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 5, 6}, NtlmHandshakeTest.key(session));
        }

        @Test
        void doesNotMakeUpForAMicThatFails() throws Exception {
            authority(logon -> CompletableFuture.completedFuture(verdict(logon, "another")));
            assertEquals(SEC_E_MESSAGE_ALTERED, refuses().status());
        }

        @Test
        void isNotAskedForANameThatNobodyHas() throws Exception {
            authority(logon -> CompletableFuture.completedFuture(verdict(logon, Conversation.PASSWORD)));
            forged.user = "al\nice";
            assertEquals(SEC_E_LOGON_DENIED, refuses().status());
            assertEquals(null, asked);
        }

        @Test
        void isNotAskedForAnotherServersClients() throws Exception {
            authority(logon -> CompletableFuture.completedFuture(verdict(logon, Conversation.PASSWORD)));
            forged.dropped = EnumSet.of(AvId.NB_COMPUTER_NAME);
            forged.pairs = builder -> builder.text(AvId.NB_COMPUTER_NAME, "VICTIM");
            assertEquals(SEC_E_MESSAGE_ALTERED, refuses().status());
            assertEquals(null, asked);
        }

        /** Some take an LMv2 response that is right in the place of an NT response that is wrong. */
        @Test
        void isShownNoLmResponseBesideNtlmv2() throws Exception {
            authority(logon -> CompletableFuture.completedFuture(verdict(logon, Conversation.PASSWORD)));
            forged.lmResponse = Pair.text(24);
            assertEquals("REALM\\Alice", accepts().accessToken().userName());
            assertEquals(0, asked.lmResponse().length);
        }

        @Test
        void isShownOfTheLmFieldBesideNtlmv1TheClientChallengeAlone() throws Exception {
            assertArrayEquals(Arrays.copyOf(Arrays.copyOf(Pair.text(24), 8), 24), lmResponseShown(24, 24, true));
            assertArrayEquals(new byte[0], lmResponseShown(24, 24, false));
            assertArrayEquals(new byte[0], lmResponseShown(0, 24, true));
        }

        @Test
        void isShownAnLmResponseAlone() throws Exception {
            assertArrayEquals(Pair.text(24), lmResponseShown(24, 0, false));
        }

        private byte[] lmResponseShown(int lmLength, int ntLength, boolean extended) throws Exception {
            authority(logon -> {
                throw new SspiException(SEC_E_LOGON_DENIED, "no");
            }, NtlmAllowance.SERVER_NTLM_V1, NtlmAllowance.SERVER_LM);
            forged.offer &= ~(NegotiateFlags.SIGN | NegotiateFlags.SEAL | NegotiateFlags.KEY_EXCH);
            forged.removed = extended ? 0 : NegotiateFlags.EXTENDED_SESSIONSECURITY;
            forged.offer &= ~forged.removed;
            forged.lmResponse = Pair.text(lmLength);
            forged.micField = false;
            var challenged = conversation.accept(forged.negotiate());
            var challenge = ChallengeMessage.decode(challenged.token().clone());
            byte[] token = forged.message(challenge, Pair.text(ntLength), new byte[0]).wire();
            assertEquals(SEC_E_LOGON_DENIED, status(token, challenged));
            return asked.lmResponse();
        }

        @ParameterizedTest
        @EnumSource(value = SecurityStatus.class, names = {"SEC_E_LOGON_DENIED", "SEC_E_NO_AUTHENTICATING_AUTHORITY"})
        void refusesWithItsStatus(SecurityStatus status) throws Exception {
            authority(logon -> {
                throw new SspiException(status, "no");
            });
            assertEquals(status, refuses().status());
        }

        private void authority(LogonAuthority authority, NtlmAllowance... allowances) throws SspiException {
            conversation.server = Optional.of(conversation.acquire(
                    CredentialUse.INBOUND,
                    NtlmCred.builder()
                            .authority(logon -> {
                                asked = logon;
                                return authority.verify(logon);
                            })
                            .serverNames(conversation.serverNames)
                            .targetNames(Conversation.WEB)
                            .allow(allowances)
                            .build()));
        }

        private LogonVerdict verdict(NetworkLogon logon, String password) {
            try (var key = Ntowfv2.of(NtlmKeys.ntowfv1(NtlmString.unicode(password)), logon.user(), logon.domain())) {
                byte[] proof = Arrays.copyOf(logon.ntResponse(), 16);
                return new LogonVerdict(
                        "REALM\\Alice", Secret.key(key.sessionBaseKey(proof)), Set.of(new AccountPrincipal("admins")));
            }
        }
    }

    @Nested
    @DisplayName("what the log tells")
    class Log {
        @Test
        void whatWasOfferedAnsweredAndGranted() throws Exception {
            conversation.establish();
            var noted = String.join("\n", conversation.facilities.noted());
            for (var said : new String[] {
                "PEER Offered: UNICODE", "PEER The client offers", "PEER The server is EXAMPLE, and agrees on",
                "CREDENTIAL The answer is an NTLMv2 response of EXAMPLE\\alice for HTTP/web.example.com, bound to no channel, with a MIC",
                "PEER EXAMPLE\\alice answers with NTLM_V2", "PEER The client is EXAMPLE\\alice, bound to no channel; it is granted"
            }) {
                assertTrue(noted.contains(said), said + " is not in\n" + noted);
            }
            assertFalse(noted.contains(Conversation.PASSWORD));
        }

        @Test
        void aClientThatTakesItsTimeIsTaken() throws Exception {
            var challenged = conversation.accept(forged.negotiate());
            conversation.facilities.pass(Duration.ofMinutes(5));
            assertEquals(
                    "EXAMPLE\\alice",
                    conversation.answered(challenged, forged.authenticate(challenged.token())).accessToken().userName());
        }
    }
}
