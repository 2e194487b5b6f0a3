package org.sspi4j.ntlm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.api.SecurityStatus.SEC_E_BAD_BINDINGS;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_TOKEN;
import static org.sspi4j.api.SecurityStatus.SEC_E_LOGON_DENIED;
import static org.sspi4j.api.SecurityStatus.SEC_E_MESSAGE_ALTERED;
import static org.sspi4j.api.SecurityStatus.SEC_E_NO_AUTHENTICATING_AUTHORITY;
import static org.sspi4j.api.SecurityStatus.SEC_E_TARGET_UNKNOWN;
import static org.sspi4j.api.SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION;
import static org.sspi4j.api.SecurityStatus.SEC_E_WRONG_PRINCIPAL;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.api.ChannelBindings;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.NtlmAllowance;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.spi.Move;
import org.sspi4j.wire.DecodeException;

/** Attacks on NTLM that others fell to, each as it was done. What each is of is in its name. */
@DisplayName("Known attacks: NTLM")
class NtlmAttacksTest {
    private static final int FLAGS = 60;
    private static final int PROTECTION =
            NegotiateFlags.SIGN | NegotiateFlags.SEAL | NegotiateFlags.KEY_EXCH | NegotiateFlags.ALWAYS_SIGN;

    private final Conversation conversation = new Conversation();
    private final ForgedClient forged = new ForgedClient();

    static List<String> waysToDropAMic() {
        return List.of("zeros", "cut 16", "cut 24", "cut 16, flags", "cut 24, flags", "zeros, flags", "flags");
    }

    @ParameterizedTest
    @MethodSource("waysToDropAMic")
    @DisplayName("CVE-2019-1040 (drop the MIC): the MIC is cut out, and the flags that ask for protection with it")
    void aMicIsNotDropped(String way) {
        conversation.onAuthenticate = good -> {
            byte[] token = way.startsWith("cut 24") ? cut(good, 64, 24) : way.startsWith("cut 16") ? cut(good, 72, 16) : good;
            if (way.startsWith("cut 24")) {
                token = ForgedClient.withFlags(token, FLAGS, 0, NegotiateFlags.VERSION);
            }
            if (way.startsWith("zeros")) {
                Arrays.fill(token, 72, 88, (byte) 0);
            }
            return way.endsWith("flags") ? ForgedClient.withFlags(token, FLAGS, 0, PROTECTION) : token;
        };
        assertEquals(SEC_E_MESSAGE_ALTERED, conversation.refused().status());
        assertTrue(conversation.authenticate.length > 0);
    }

    /** The bytes taken out, and what lies behind them found where it is now. */
    private static byte[] cut(byte[] token, int at, int length) {
        byte[] shorter = new byte[token.length - length];
        System.arraycopy(token, 0, shorter, 0, at);
        System.arraycopy(token, at + length, shorter, at, shorter.length - at);
        var buffer = ByteBuffer.wrap(shorter).order(ByteOrder.LITTLE_ENDIAN);
        for (int field = 12; field < 60; field += 8) {
            int offset = buffer.getInt(field + 4);
            buffer.putInt(field + 4, Math.max(offset - length, 0));
        }
        return shorter;
    }

    @Test
    @DisplayName("CVE-2019-1166 (drop the MIC 2): a server's empty MsvAvFlags keeps the client from making a MIC")
    void aServersFlagsDoNotTakeTheMicAway() throws Exception {
        conversation.onChallenge = good -> withPairs(good, AvPairs.builder()
                .copy(targetInfo(good), Set.of()).flags(0).build().wire());
        assertEquals(SEC_E_MESSAGE_ALTERED, conversation.refused().status(), "the challenge was altered");
        var answer = AuthenticateMessage.decode(conversation.authenticate);
        assertTrue(answer.announcesMic() && answer.hasMicField(), "the client's MIC shows it");
    }

    @Test
    @DisplayName("CVE-2019-1166: a timestamp taken out of the challenge does not take the MIC away")
    void aMissingTimestampDoesNotTakeTheMicAway() throws Exception {
        conversation.onChallenge = good -> withPairs(good, AvPairs.builder()
                .copy(targetInfo(good), Set.of(AvId.TIMESTAMP)).build().wire());
        assertEquals(SEC_E_MESSAGE_ALTERED, conversation.refused().status());
        assertTrue(AuthenticateMessage.decode(conversation.authenticate).announcesMic());
    }

    @ParameterizedTest
    @CsvSource({"twice", "behind"})
    @DisplayName("CVE-2019-1166: pairs that are there twice, or behind the end")
    void twoReadersReadTheSamePairs(String way) throws Exception {
        byte[] flags = {6, 0, 4, 0, 0, 0, 0, 0};
        conversation.onChallenge = good -> {
            byte[] pairs = targetInfo(good).wire();
            byte[] end = {0, 0, 0, 0};
            byte[] before = Arrays.copyOf(pairs, pairs.length - 4);
            return withPairs(good, way.equals("twice") ? joined(before, flags, flags, end) : joined(before, end, flags, end));
        };
        assertEquals(SEC_E_INVALID_TOKEN, conversation.refused().status());
        assertEquals(null, conversation.authenticate, "the client said nothing");
        // And in a response, at the server.
        var other = new Conversation();
        var challenged = other.accept(forged.negotiate());
        byte[] token = forged.authenticate(challenged.token());
        var message = AuthenticateMessage.decode(token);
        byte[] response = message.ntChallengeResponse();
        byte[] changed = way.equals("twice")
                ? joined(Arrays.copyOf(response, response.length - 8), flags, new byte[8])
                : joined(response, flags, new byte[8]);
        byte[] made = withResponse(token, changed);
        assertEquals(SEC_E_INVALID_TOKEN, assertThrows(SspiException.class, () -> other.answered(challenged, made)).status());
    }

    @ParameterizedTest
    @CsvSource({"SINGLE_HOST", "CHANNEL_BINDINGS"})
    @DisplayName("CVE-2019-1166: pairs that only a client may set")
    void aServerDoesNotSpeakForTheClient(AvId id) {
        conversation.onChallenge = good -> withPairs(good, AvPairs.builder()
                .copy(targetInfo(good), Set.of()).bytes(id, new byte[16]).build().wire());
        assertEquals(SEC_E_INVALID_TOKEN, conversation.refused().status());
        assertEquals(null, conversation.authenticate);
    }

    @Test
    @DisplayName("CVE-2019-1166: the target that a server says it is does not become the one that the client means")
    void aServerDoesNotSayWhomTheClientMeans() throws Exception {
        conversation.onChallenge = good -> withPairs(good, AvPairs.builder()
                .copy(targetInfo(good), Set.of()).text(AvId.TARGET_NAME, "cifs/elsewhere.example.com").build().wire());
        assertEquals(SEC_E_MESSAGE_ALTERED, conversation.refused().status());
        var response = Ntlmv2Response.decode(AuthenticateMessage.decode(conversation.authenticate).ntChallengeResponse());
        assertEquals(Optional.of(Conversation.WEB), response.avPairs().text(AvId.TARGET_NAME));
    }

    @Test
    @DisplayName("CVE-2019-1338: an LMv2 response alone, which has neither MIC nor bindings")
    void anLmResponseAloneIsDenied() throws Exception {
        for (var allowed : List.of(Set.<NtlmAllowance>of(), EnumSet.of(NtlmAllowance.SERVER_NTLM_V1, NtlmAllowance.SERVER_LM))) {
            var server = new Conversation();
            server.allowed = allowed.toArray(NtlmAllowance[]::new);
            var challenged = server.accept(forged.negotiate());
            var challenge = ChallengeMessage.decode(challenged.token().clone());
            byte[] lmv2;
            try (var key = Ntowfv2.of(forged.ntowfv1, "alice", "EXAMPLE")) {
                lmv2 = key.lmv2Response(challenge.serverChallenge(), new byte[8]);
            }
            byte[] token = AuthenticateMessage.of(
                    new AuthenticateMessage.Names("EXAMPLE", "alice", ""), new AuthenticateMessage.Responses(lmv2, new byte[0]),
                    new byte[16], forged.settled(challenge), Optional.of(Version.OURS), false).wire();
            assertEquals(SEC_E_LOGON_DENIED, status(server, challenged, token), allowed.toString());
        }
    }

    static List<String> strippedFlags() {
        var cases = new ArrayList<String>();
        for (var message : List.of("NEGOTIATE", "CHALLENGE", "AUTHENTICATE")) {
            for (var flag : List.of("0x10", "0x20", "0x8000", "0x80000", "0x20000000", "0x40000000", "0x30", "0x8030")) {
                cases.add(message + " " + flag);
            }
        }
        return cases;
    }

    @ParameterizedTest
    @MethodSource("strippedFlags")
    @DisplayName("CVE-2025-54918 (partial MIC removal), CVE-2016-2110: flags are stripped one by one, in each message")
    void flagsAreNotStripped(String stripped) {
        int flag = Integer.decode(stripped.split(" ")[1]);
        switch (stripped.split(" ")[0]) {
            case "NEGOTIATE" -> conversation.onNegotiate = token -> ForgedClient.withFlags(token, 12, 0, flag);
            case "CHALLENGE" -> conversation.onChallenge = token -> ForgedClient.withFlags(token, 20, 0, flag);
            default -> conversation.onAuthenticate = token -> ForgedClient.withFlags(token, FLAGS, 0, flag);
        }
        var status = conversation.refused().status();
        assertTrue(Set.of(SEC_E_MESSAGE_ALTERED, SEC_E_UNSUPPORTED_FUNCTION).contains(status), status::toString);
    }

    @ParameterizedTest
    @CsvSource({"0x10", "0x20", "0x80000", "0x20000000", "0x40000000"})
    @DisplayName("CVE-2016-2110: the client insists on what it asked for")
    void theClientInsists(String flag) {
        conversation.onChallenge = token -> ForgedClient.withFlags(token, 20, 0, Integer.decode(flag));
        assertEquals(SEC_E_UNSUPPORTED_FUNCTION, conversation.refused().status());
        assertEquals(null, conversation.authenticate, "nothing was proven to anybody");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "cifs/host1UWhRCAAAAAAAAAAAAAAAAAAAAAAAAAAAAwbEAYBAAAA", "HTTP/web.example.com1UWhRC", "1UWhRC"
    })
    @DisplayName("CVE-2025-33073: a target that carries another one behind its host")
    void aMarshalledTargetIsRefused(String target) {
        conversation.target = target;
        assertEquals(SEC_E_TARGET_UNKNOWN, conversation.refused().status());
    }

    @Test
    @DisplayName("CVE-2025-33073: a challenge that claims a local call, where nothing is to be proven")
    void thereAreNoLocalCalls() {
        conversation.onChallenge = token -> ForgedClient.withFlags(token, 20, NegotiateFlags.LOCAL_CALL, 0);
        assertEquals(SEC_E_INVALID_TOKEN, conversation.refused().status());
        assertEquals(null, conversation.authenticate);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "HTTP/\uFF57\uFF45\uFF42.example.com", "HTTP/web.example.com\u3002", "HTTP/web.exampl\u00E9.com", "HTTP/web.ex\u0430mple.com",
        "HTTP/web\uFF0Eexample.com", "HTTP/web.example.com\u00AD"
    })
    @DisplayName("Reflection by Unicode normalisation: hosts that only folding makes the same")
    void namesAreComparedByTheirCodeUnits(String target) throws Exception {
        forged.target = Optional.of(target);
        assertRefused(SEC_E_WRONG_PRINCIPAL);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "HTTP/\u017Fik.example.com", "HTTP/s\u0131k.example.com", "HTTP/s\u0130k.example.com", "HTTP/si\u212A.example.com"
    })
    @DisplayName("Reflection by Unicode normalisation: letters that have an ASCII one for their other case")
    void onlyAsciiHasCase(String target) throws Exception {
        conversation.targetNames = new String[] {"HTTP/sik.example.com"};
        forged.target = Optional.of("HTTP/SIK.example.com");
        var challenged = conversation.accept(forged.negotiate());
        conversation.answered(challenged, forged.authenticate(challenged.token()));
        forged.target = Optional.of(target);
        assertRefused(SEC_E_WRONG_PRINCIPAL);
    }

    @Test
    @DisplayName("CVE-2008-4037 (MS08-068): a server's challenge is handed back to its own process")
    void aProcessDoesNotAnswerItself() {
        conversation.targetNames = new String[0];
        assertEquals(SEC_E_LOGON_DENIED, conversation.refused().status());
        assertEquals(null, conversation.authenticate, "nothing was proven to anybody");
        conversation.server = Optional.empty();
        conversation.targetNames = new String[] {Conversation.WEB};
        conversation.target = "HTTP/attacker.example.org";
        assertEquals(SEC_E_LOGON_DENIED, conversation.refused().status());
        assertEquals(null, conversation.authenticate);
    }

    @Test
    @DisplayName("CVE-2008-4037: what the challenge was forgotten for is seen by where the answer comes from")
    void anAnswerOfItsOwnProcessIsNotTaken() throws Exception {
        conversation.targetNames = new String[0];
        forged.otherProcess = false;
        assertRefused(SEC_E_LOGON_DENIED);
        forged.otherProcess = true;
        var challenged = conversation.accept(forged.negotiate());
        conversation.answered(challenged, forged.authenticate(challenged.token()));
    }

    @Test
    @DisplayName("CVE-2008-4037: a name from an untrusted source is no proof that the process is meant")
    void anUntrustedNameDoesNotMeanTheProcess() {
        conversation.clientFlags = Set.of(ContextFlag.UNVERIFIED_TARGET_NAME);
        assertEquals(SEC_E_LOGON_DENIED, conversation.refused().status());
        assertEquals(null, conversation.authenticate);
    }

    @Test
    @DisplayName("Relay: to another service, or through another channel")
    void aRelayedClientIsRefused() throws Exception {
        forged.target = Optional.of("cifs/files.example.com");
        assertRefused(SEC_E_WRONG_PRINCIPAL);
        forged.target = Optional.of(Conversation.WEB);
        conversation.serverBindings = Optional.of(ChannelBindings.tlsServerEndPoint(new byte[32]));
        assertRefused(SEC_E_BAD_BINDINGS);
        forged.bindings = new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
        assertRefused(SEC_E_BAD_BINDINGS);
    }

    @Test
    @DisplayName("CVE-2015-0005, CVE-2016-2111: keys are asked for of a client of another server")
    void anotherServersClientsAreNoneOfOurs() throws Exception {
        forged.dropped = EnumSet.of(AvId.NB_COMPUTER_NAME);
        forged.pairs = pairs -> pairs.text(AvId.NB_COMPUTER_NAME, "VICTIM");
        assertRefused(SEC_E_MESSAGE_ALTERED);
        assertEquals(List.of(), conversation.asked, "nobody's secret is looked at");
    }

    @ParameterizedTest
    @CsvSource({"false, ''", "true, ''", "true, SERVER_LM", "false, SERVER_LM", "false, SERVER_NO_MIC", "true, SERVER_WEAK_KEYS"})
    @DisplayName("CVE-2018-1139: NTLMv1 where it is not allowed")
    void versionOneIsDenied(boolean extended, String allowed) throws Exception {
        conversation.allowed = allowed.isEmpty() ? conversation.allowed : new NtlmAllowance[] {NtlmAllowance.valueOf(allowed)};
        forged.offer &= ~(NegotiateFlags.SIGN | NegotiateFlags.SEAL);
        forged.offer &= extended ? -1 : ~NegotiateFlags.EXTENDED_SESSIONSECURITY;
        var challenged = conversation.accept(forged.negotiate());
        var challenge = ChallengeMessage.decode(challenged.token().clone());
        byte[] nt = extended
                ? Ntlmv1Response.withClientChallenge(forged.ntowfv1, challenge.serverChallenge(), new byte[8])
                : Ntlmv1Response.of(forged.ntowfv1, challenge.serverChallenge());
        byte[] token = AuthenticateMessage.of(
                new AuthenticateMessage.Names("EXAMPLE", "alice", ""), new AuthenticateMessage.Responses(new byte[24], nt),
                new byte[16], forged.settled(challenge), Optional.of(Version.OURS), false).wire();
        assertEquals(SEC_E_LOGON_DENIED, status(conversation, challenged, token));
        assertEquals(List.of(), conversation.asked);
    }

    @Test
    @DisplayName("CVE-2022-24882: an empty password, an empty response")
    void emptinessProvesNothing() throws Exception {
        conversation.accounts.put("alice", Conversation.hashed("alice", ""));
        forged.ntowfv1 = NtlmKeys.ntowfv1(new byte[0]);
        assertRefused(SEC_E_LOGON_DENIED);
        conversation.serverFlags = Set.of(ContextFlag.NULL_SESSION);
        forged.micField = false;
        var challenged = conversation.accept(forged.negotiate());
        byte[] token = forged.message(ChallengeMessage.decode(challenged.token().clone()), new byte[0], new byte[16]).wire();
        assertEquals(SEC_E_LOGON_DENIED, status(conversation, challenged, token));
    }

    @Test
    @DisplayName("CVE-2022-24883: a store that cannot be read")
    void anUnreadableStoreLetsNobodyIn() throws Exception {
        conversation.store = (domain, user) -> {
            throw new SspiException(SEC_E_NO_AUTHENTICATING_AUTHORITY, "too many open files");
        };
        assertRefused(SEC_E_NO_AUTHENTICATING_AUTHORITY);
    }

    @Test
    @DisplayName("CVE-2018-8789, CVE-2020-11086, CVE-2020-11087, CVE-2020-11088, CVE-2018-16890, go-ntlmssp 2026-04-23:"
            + " fields outside of the message")
    void fieldsLieInsideTheMessage() throws Exception {
        conversation.establish();
        long[][] hostile = {
            {0xFFFF, 0xFFFF, 0xFFFF_FFF0L}, {0xFFFF, 0xFFFF, 0}, {16, 16, 0xFFFF_FFF8L}, {1, 1, 0xFFFF_FFFFL}, {2, 2, 0x7FFF_FFFFL},
            {16, 16, 0}, {16, 16, 12}, {0xFFFF, 0, 88}
        };
        for (int field : new int[] {12, 20, 28, 36, 44, 52}) {
            for (long[] values : hostile) {
                var other = new Conversation();
                other.onAuthenticate = token -> withField(token, field, values);
                assertEquals(SEC_E_INVALID_TOKEN, other.refused().status(), field + " " + Arrays.toString(values));
            }
        }
        for (int field : new int[] {12, 40}) {
            for (long[] values : hostile) {
                var other = new Conversation();
                other.onChallenge = token -> withField(token, field, values);
                assertEquals(SEC_E_INVALID_TOKEN, other.refused().status(), field + " " + Arrays.toString(values));
            }
        }
    }

    private static byte[] withField(byte[] token, int at, long[] values) {
        ByteBuffer.wrap(token).order(ByteOrder.LITTLE_ENDIAN)
                .putShort(at, (short) values[0])
                .putShort(at + 2, (short) values[1])
                .putInt(at + 4, (int) values[2]);
        return token;
    }

    @ParameterizedTest
    @ValueSource(ints = {2_600, 12_000, 60_000})
    @DisplayName("CVE-2018-14618, CVE-2019-3822: target information of which the answer would be too long")
    void aServerDoesNotSayWhatItLikes(int length) {
        assertEquals(SEC_E_INVALID_TOKEN, answeredTo(conversation, length));
        assertEquals(null, conversation.authenticate);
    }

    /** Of characters of two bytes all answers have an even length. */
    @Test
    @DisplayName("CVE-2018-14618, CVE-2019-3822: no answer is longer than cbMaxToken, and one may be as long")
    void anAnswerHasRoomInCbMaxToken() {
        assertEquals(SEC_E_MESSAGE_ALTERED, answeredTo(conversation, 1000), "the server knows what it has said");
        int longest = 1000 + 2888 - conversation.authenticate.length;
        var full = new Conversation();
        assertEquals(SEC_E_MESSAGE_ALTERED, answeredTo(full, longest));
        assertEquals(2888, full.authenticate.length);
        var over = new Conversation();
        assertEquals(SEC_E_INVALID_TOKEN, answeredTo(over, longest + 2));
        assertEquals(null, over.authenticate);
    }

    /** What comes of a challenge that says so many bytes more. */
    private static SecurityStatus answeredTo(Conversation conversation, int more) {
        conversation.onChallenge = good -> withPairs(good, AvPairs.builder()
                .copy(targetInfo(good), Set.of()).bytes(AvId.DNS_TREE_NAME, new byte[more]).build().wire());
        return conversation.refused().status();
    }

    @ParameterizedTest
    @CsvSource({"13", "9"})
    @DisplayName("CVE-2023-25563, CVE-2023-25564, CVE-2023-25565, CVE-2023-25566, CVE-2023-25567: half a character")
    void aNameHasWholeCharacters(int length) {
        conversation.onAuthenticate = token -> {
            int userName = 36;
            int at = ByteBuffer.wrap(token).order(ByteOrder.LITTLE_ENDIAN).getInt(userName + 4);
            return withField(token, userName, new long[] {length, length, at});
        };
        assertEquals(SEC_E_INVALID_TOKEN, conversation.refused().status());
    }

    @Test
    @DisplayName("CVE-2023-25564: an unpaired surrogate in a name")
    void aNameHasWholePairs() {
        conversation.onAuthenticate = token -> {
            int at = ByteBuffer.wrap(token).order(ByteOrder.LITTLE_ENDIAN).getInt(36 + 4);
            token[at] = 0;
            token[at + 1] = (byte) 0xD8;
            return token;
        };
        assertEquals(SEC_E_INVALID_TOKEN, conversation.refused().status());
    }

    private void assertRefused(SecurityStatus expected) throws Exception {
        var challenged = conversation.accept(forged.negotiate());
        byte[] token = forged.authenticate(challenged.token());
        assertEquals(expected, status(conversation, challenged, token));
    }

    private static SecurityStatus status(Conversation server, Move.Reply challenged, byte[] token) {
        return assertThrows(SspiException.class, () -> server.answered(challenged, token)).status();
    }

    private static AvPairs targetInfo(byte[] challenge) {
        try {
            return ChallengeMessage.decode(challenge.clone()).targetInfo().orElseThrow();
        } catch (DecodeException e) {
            throw new AssertionError(e);
        }
    }

    /** The target information, which is the last part, replaced. */
    private static byte[] withPairs(byte[] challenge, byte[] pairs) {
        var old = ByteBuffer.wrap(challenge).order(ByteOrder.LITTLE_ENDIAN);
        byte[] changed = joined(Arrays.copyOf(challenge, old.getInt(44)), pairs);
        ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN).putShort(40, (short) pairs.length).putShort(42, (short) pairs.length);
        return changed;
    }

    /** The NT response at the end of the message. */
    private static byte[] withResponse(byte[] authenticate, byte[] response) {
        byte[] changed = joined(authenticate, response);
        ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN)
                .putShort(20, (short) response.length)
                .putShort(22, (short) response.length)
                .putInt(24, authenticate.length);
        return changed;
    }

    private static byte[] joined(byte[]... parts) {
        var all = ByteBuffer.allocate(Arrays.stream(parts).mapToInt(part -> part.length).sum());
        Arrays.stream(parts).forEach(all::put);
        return all.array();
    }
}
