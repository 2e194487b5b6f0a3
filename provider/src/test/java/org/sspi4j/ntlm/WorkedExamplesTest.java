package org.sspi4j.ntlm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.wire.DecodeException;

/** MS-NLMP 4.2: keys, responses and messages. What becomes of messages is in {@link ProtectionTest}. */
class WorkedExamplesTest {
    @ParameterizedTest
    @ValueSource(strings = {"4.2.2", "4.2.3", "4.2.4"})
    void theHashOfThePassword(String section) {
        var example = WorkedExample.of(section);
        assertArrayEquals(example.hex("ntowfv1"), NtlmKeys.ntowfv1(example.hex("password")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"4.2.2", "4.2.3", "4.2.4"})
    void theChallengeMessageIsRead(String section) throws DecodeException {
        var example = WorkedExample.of(section);
        var challenge = ChallengeMessage.decode(example.hex("challenge"));
        assertEquals(example.text("server"), challenge.targetName());
        assertEquals(example.flags("challengeFlags"), challenge.negotiateFlags());
        assertArrayEquals(example.hex("serverChallenge"), challenge.serverChallenge());
        assertEquals(WorkedExample.SERVERS, challenge.version());
    }

    @ParameterizedTest
    @ValueSource(strings = {"4.2.2", "4.2.3", "4.2.4"})
    void theAuthenticateMessageIsReadAndWritten(String section) throws DecodeException {
        var example = WorkedExample.of(section);
        byte[] wire = example.hex("authenticate");
        var read = AuthenticateMessage.decode(wire);
        assertEquals(example.names(), new AuthenticateMessage.Names(read.domainName(), read.userName(), read.workstation()));
        assertEquals(example.flags("authenticateFlags"), read.negotiateFlags());
        assertArrayEquals(example.hex("lmResponse"), read.lmChallengeResponse());
        assertEquals(WorkedExample.CLIENTS, read.version());
        assertFalse(read.announcesMic());
        assertFalse(read.hasMicField());
        var written = AuthenticateMessage.of(
                example.names(),
                new AuthenticateMessage.Responses(read.lmChallengeResponse(), read.ntChallengeResponse()),
                read.encryptedRandomSessionKey(),
                read.negotiateFlags(),
                read.version(),
                false);
        assertArrayEquals(wire, written.wire());
    }

    @Nested
    @DisplayName("4.2.2 NTLM v1 authentication")
    class Version1 {
        private final WorkedExample example = WorkedExample.of("4.2.2");

        @Test
        void lmowfv1() {
            assertArrayEquals(example.hex("lmowfv1"), NtlmKeys.lmowfv1(example.hex("password")).orElseThrow());
        }

        @Test
        void responses() {
            byte[] challenge = example.hex("serverChallenge");
            assertArrayEquals(example.hex("ntResponse"), Ntlmv1Response.of(example.hex("ntowfv1"), challenge));
            assertArrayEquals(example.hex("lmResponse"), Ntlmv1Response.of(example.hex("lmowfv1"), challenge));
        }

        @Test
        void sessionBaseKey() {
            assertArrayEquals(example.hex("sessionBaseKey"), NtlmKeys.sessionBaseKeyV1(example.hex("ntowfv1")));
        }

        @ParameterizedTest
        @CsvSource({"encryptedSessionKey, 0", "encryptedSessionKeyNonNt, 0x400000", "encryptedSessionKeyLmKey, 0x80"})
        void theSessionKeyUnderEachKeyExchangeKey(String name, String flag) {
            byte[] kxkey = NtlmKeys.kxkeyV1(
                    example.flags("challengeFlags") | Integer.decode(flag),
                    example.hex("sessionBaseKey"),
                    example.hex("lmowfv1"),
                    example.hex("lmResponse"),
                    example.hex("serverChallenge"));
            assertArrayEquals(example.hex(name), NtlmKeys.rc4k(kxkey, example.hex("randomSessionKey")));
            assertArrayEquals(example.hex("randomSessionKey"), NtlmKeys.rc4k(kxkey, example.hex(name)));
        }

        @Test
        void theChallengeMessageIsWritten() {
            var written = ChallengeMessage.of(
                    example.text("server"),
                    example.flags("challengeFlags"),
                    example.hex("serverChallenge"),
                    Optional.empty(),
                    WorkedExample.SERVERS);
            assertArrayEquals(example.hex("challenge"), written.wire());
        }

        @Test
        void theResponseIsOfVersion1() throws DecodeException {
            var read = AuthenticateMessage.decode(example.hex("authenticate"));
            assertTrue(read.ntlmv2Response().isEmpty());
            assertArrayEquals(example.hex("ntResponse"), read.ntChallengeResponse());
            assertArrayEquals(example.hex("encryptedSessionKey"), read.encryptedRandomSessionKey());
        }
    }

    @Nested
    @DisplayName("4.2.3 NTLM v1 with client challenge")
    class Version1WithClientChallenge {
        private final WorkedExample example = WorkedExample.of("4.2.3");

        @Test
        void responses() {
            byte[] clientChallenge = example.hex("clientChallenge");
            assertArrayEquals(
                    example.hex("ntResponse"),
                    Ntlmv1Response.withClientChallenge(example.hex("ntowfv1"), example.hex("serverChallenge"), clientChallenge));
            assertArrayEquals(example.hex("lmResponse"), Ntlmv1Response.lmWithClientChallenge(clientChallenge));
        }

        @Test
        void keyExchangeKey() {
            byte[] kxkey = NtlmKeys.kxkeyV1(
                    example.flags("challengeFlags"),
                    example.hex("sessionBaseKey"),
                    new byte[0],
                    example.hex("lmResponse"),
                    example.hex("serverChallenge"));
            assertArrayEquals(example.hex("keyExchangeKey"), kxkey);
        }

        @Test
        void keysOfMessages() {
            byte[] key = example.hex("keyExchangeKey");
            assertArrayEquals(example.hex("signKey"), NtlmKeys.signkey(key, NtlmKeys.Mode.CLIENT));
            assertArrayEquals(
                    example.hex("sealKey"), NtlmKeys.sealkey(example.flags("authenticateFlags"), key, NtlmKeys.Mode.CLIENT));
        }
    }

    @Nested
    @DisplayName("4.2.4 NTLMv2 authentication")
    class Version2 {
        private final WorkedExample example = WorkedExample.of("4.2.4");
        private final byte[] serverChallenge = example.hex("serverChallenge");

        @Test
        void ntowfv2() {
            assertArrayEquals(
                    example.hex("ntowfv2"), Ntowfv2.hmac(example.hex("ntowfv1"), NtlmString.unicode("USER" + "Domain")));
        }

        @Test
        void theResponseIsWritten() {
            var response = Ntlmv2Response.of(
                    example.ntowfv2(), serverChallenge, 0, example.hex("clientChallenge"), example.targetInfo());
            assertArrayEquals(example.hex("ntProofStr"), response.ntProofStr());
            assertArrayEquals(example.hex("ntProofStr"), Arrays.copyOf(response.wire(), 16));
            assertArrayEquals(example.hex("temp"), Arrays.copyOfRange(response.wire(), 16, response.wire().length));
        }

        @Test
        void theResponseIsProven() throws DecodeException {
            var response = AuthenticateMessage.decode(example.hex("authenticate")).ntlmv2Response().orElseThrow();
            assertEquals(Optional.of("Domain"), response.avPairs().text(AvId.NB_DOMAIN_NAME));
            assertEquals(Optional.of("Server"), response.avPairs().text(AvId.NB_COMPUTER_NAME));
            assertArrayEquals(
                    example.hex("sessionBaseKey"), response.prove(example.ntowfv2(), serverChallenge).orElseThrow());
        }

        @Test
        void lmv2Response() {
            assertArrayEquals(
                    example.hex("lmResponse"), example.ntowfv2().lmv2Response(serverChallenge, example.hex("clientChallenge")));
        }

        @Test
        void theSessionKeyUnderTheSessionBaseKey() {
            assertArrayEquals(
                    example.hex("encryptedSessionKey"),
                    NtlmKeys.rc4k(example.hex("sessionBaseKey"), example.hex("randomSessionKey")));
        }

        @Test
        void theChallengeMessageIsWritten() {
            var written = ChallengeMessage.of(
                    example.text("server"),
                    example.flags("challengeFlags"),
                    serverChallenge,
                    Optional.of(example.targetInfo()),
                    WorkedExample.SERVERS);
            assertArrayEquals(example.hex("challenge"), written.wire());
        }

        @Test
        void keysOfMessages() {
            byte[] key = example.hex("randomSessionKey");
            assertArrayEquals(example.hex("signKey"), NtlmKeys.signkey(key, NtlmKeys.Mode.CLIENT));
            assertArrayEquals(
                    example.hex("sealKey"), NtlmKeys.sealkey(example.flags("authenticateFlags"), key, NtlmKeys.Mode.CLIENT));
        }
    }
}
