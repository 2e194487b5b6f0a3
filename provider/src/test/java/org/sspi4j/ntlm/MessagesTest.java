package org.sspi4j.ntlm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.fixture.Mutations;
import org.sspi4j.wire.DecodeException;

@DisplayName("MS-NLMP 2.2.1 NTLM messages")
class MessagesTest {
    @ParameterizedTest
    @EnumSource
    void whatIsWrittenIsReadAsTheSame(MessageSample sample) throws DecodeException {
        assertArrayEquals(sample.wire(), sample.again(sample.wire()));
    }

    /** Where the payload ends with the last field, every prefix is too short for something. */
    @ParameterizedTest
    @EnumSource
    void eachPrefixIsRefused(MessageSample sample) {
        Mutations.prefixes(sample.wire()).forEach(prefix -> refused(() -> sample.again(prefix)));
    }

    @ParameterizedTest
    @EnumSource
    void anotherSignatureOrTypeIsRefused(MessageSample sample) {
        for (int at = 0; at < NtlmMessage.HEADER; at++) {
            byte[] wire = sample.wire();
            wire[at] ^= 0x20;
            assertTrue(refused(() -> sample.again(wire)).matches("Signature|MessageType"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void eachLengthAndOffsetHasToLieInThePayload(MessageSample sample) {
        for (int at : sample.fields()) {
            int length = u16(sample.wire(), at);
            int offset = u32(sample.wire(), at + 4);
            int room = sample.wire().length - offset;
            refusedAt(at, sample, 0xFFFF, offset);
            refusedAt(at, sample, room + 1, offset);
            refusedAt(at, sample, length, 0);
            refusedAt(at, sample, length, 1);
            refusedAt(at, sample, length, sample.fixedPart() - 1);
            refusedAt(at, sample, length, sample.wire().length);
            refusedAt(at, sample, length, sample.wire().length - length + 1);
            refusedAt(at, sample, length, 0x7FFFFFFF);
            refusedAt(at, sample, length, 0x80000000);
            refusedAt(at, sample, length, 0xFFFFFFFF);
            // Length and offset add up to a place in the message, with 32 bits.
            refusedAt(at, sample, length, -length + sample.fixedPart());
            refusedAt(at, sample, 0xFFFF, 0xFFFFFFF0);
        }
    }

    private static void refusedAt(int at, MessageSample sample, int length, int offset) {
        byte[] wire = sample.wire();
        var edit = ByteBuffer.wrap(wire).order(ByteOrder.LITTLE_ENDIAN);
        edit.putShort(at, (short) length).putShort(at + 2, (short) length).putInt(at + 4, offset);
        refused(() -> sample.again(wire));
    }

    /** Two fields of which one lies, by a byte, in the other's place. */
    @ParameterizedTest
    @EnumSource
    void fieldsDoNotShareBytes(MessageSample sample) {
        for (int at : sample.fields()) {
            for (int other : sample.fields()) {
                int length = u16(sample.wire(), at);
                int otherOffset = u32(sample.wire(), other + 4);
                boolean fits = otherOffset + length <= sample.wire().length;
                if (at != other && fits) {
                    byte[] wire = sample.wire();
                    ByteBuffer.wrap(wire).order(ByteOrder.LITTLE_ENDIAN).putInt(at + 4, otherOffset);
                    refused(() -> sample.again(wire));
                    ByteBuffer.wrap(wire).order(ByteOrder.LITTLE_ENDIAN).putInt(at + 4, otherOffset - length + 1);
                    refused(() -> sample.again(wire));
                }
            }
        }
    }

    /** "MaxLen ... MUST be ignored on receipt", and so is the offset of what has no bytes. */
    @ParameterizedTest
    @EnumSource
    void maxLenIsIgnored(MessageSample sample) {
        for (int at : sample.fields()) {
            for (int maxLen : new int[] {0, 1, 0xFFFF}) {
                byte[] wire = sample.wire();
                ByteBuffer.wrap(wire).order(ByteOrder.LITTLE_ENDIAN).putShort(at + 2, (short) maxLen);
                assertDoesNotThrow(() -> sample.again(wire));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 0x7FFFFFFF, 0xFFFFFFFF})
    void theOffsetOfNothingIsIgnored(int offset) {
        var sample = MessageSample.AUTHENTICATE;
        byte[] wire = sample.wire();
        int workstation = sample.fields()[4];
        ByteBuffer.wrap(wire).order(ByteOrder.LITTLE_ENDIAN).putShort(workstation, (short) 0).putInt(workstation + 4, offset);
        assertDoesNotThrow(() -> sample.again(wire));
    }

    /** Gaps and another order are not wrong: nothing says that they are. */
    @Test
    void thePayloadMayHaveGapsAndAnyOrder() throws DecodeException {
        var sample = MessageSample.CHALLENGE;
        byte[] good = sample.wire();
        int nameAt = u32(good, 16);
        int nameLength = u16(good, 12);
        byte[] wire = Arrays.copyOf(good, good.length + 3 + nameLength);
        System.arraycopy(good, nameAt, wire, good.length + 3, nameLength);
        ByteBuffer.wrap(wire).order(ByteOrder.LITTLE_ENDIAN).putInt(16, good.length + 3);
        assertEquals("EXAMPLE", ChallengeMessage.decode(wire).targetName());
    }

    @ParameterizedTest
    @EnumSource
    void aMessageLongerThanAnyPeersIsRefused(MessageSample sample) {
        assertDoesNotThrow(() -> sample.again(Arrays.copyOf(sample.wire(), NtlmMessage.LONGEST_RECEIVED)));
        refused(() -> sample.again(Arrays.copyOf(sample.wire(), NtlmMessage.LONGEST_RECEIVED + 1)));
    }

    @ParameterizedTest
    @CsvSource({"NEGOTIATE, 12", "CHALLENGE, 20", "AUTHENTICATE, 60"})
    void neitherUnicodeNorOemIsRefused(MessageSample sample, int flagsAt) {
        byte[] wire = sample.wire();
        wire[flagsAt] &= ~3;
        assertEquals("NegotiateFlags", refused(() -> sample.again(wire)));
    }

    @Test
    void nothingThatIsWrittenIsLongerThanTheLargestToken() {
        for (var sample : MessageSample.values()) {
            assertTrue(sample.wire().length <= NtlmMessage.MAX_TOKEN);
        }
    }

    @Nested
    @DisplayName("2.2.1.1 NEGOTIATE_MESSAGE")
    class Negotiate {
        @Test
        void namesThatTheFlagsDoNotAnnounceAreNotLookedAt() throws DecodeException {
            byte[] wire = MessageSample.NEGOTIATE.wire();
            int flags = u32(wire, 12) & ~(NegotiateFlags.OEM_DOMAIN_SUPPLIED | NegotiateFlags.OEM_WORKSTATION_SUPPLIED);
            ByteBuffer.wrap(wire).order(ByteOrder.LITTLE_ENDIAN).putInt(12, flags).putInt(20, 0xFFFFFFFF).putInt(28, 0);
            var read = NegotiateMessage.decode(wire);
            assertEquals(0, read.domainName().length);
            assertEquals(0, read.workstationName().length);
        }

        @Test
        void withoutNamesAndVersionItHas32Bytes() throws DecodeException {
            var written = NegotiateMessage.of(NegotiateFlags.UNICODE, Optional.empty());
            assertEquals(32, written.wire().length);
            assertEquals(Optional.empty(), NegotiateMessage.decode(written.wire()).version());
        }

        @Test
        void aNameInSomeCodePageIsKeptAsItIs() throws DecodeException {
            byte[] name = {'M', (byte) 0xDC};
            int flags = NegotiateFlags.OEM | NegotiateFlags.OEM_WORKSTATION_SUPPLIED;
            var written = NegotiateMessage.of(flags, new byte[0], name, Optional.empty());
            assertArrayEquals(name, NegotiateMessage.decode(written.wire()).workstationName());
        }

        @Test
        void versionAndFlagsAgree() {
            assertThrows(
                    IllegalArgumentException.class, () -> NegotiateMessage.of(NegotiateFlags.UNICODE, Optional.of(Version.OURS)));
            assertThrows(IllegalArgumentException.class, () -> NegotiateMessage.of(NegotiateFlags.VERSION, Optional.empty()));
        }
    }

    @Nested
    @DisplayName("2.2.1.2 CHALLENGE_MESSAGE")
    class Challenge {
        @Test
        void targetInformationThatTheFlagsDoNotAnnounceIsNotLookedAt() throws DecodeException {
            byte[] wire = MessageSample.CHALLENGE.wire();
            int flags = u32(wire, 20) & ~NegotiateFlags.TARGET_INFO;
            ByteBuffer.wrap(wire).order(ByteOrder.LITTLE_ENDIAN).putInt(20, flags).putInt(44, 0xFFFFFFFF);
            assertTrue(ChallengeMessage.decode(wire).targetInfo().isEmpty());
        }

        @Test
        void targetInformationIsAList() {
            byte[] wire = MessageSample.CHALLENGE.wire();
            ByteBuffer.wrap(wire).order(ByteOrder.LITTLE_ENDIAN).putShort(40, (short) 0);
            refused(() -> ChallengeMessage.decode(wire));
        }
    }

    @Nested
    @DisplayName("2.2.1.3 AUTHENTICATE_MESSAGE")
    class Authenticate {
        private final AuthenticateMessage message = MessageSample.authenticate();

        @Test
        void theMicIsBehindTheVersionAndCoversTheBytesAsTheyAre() {
            byte[] mic = Pair.text(16);
            var signed = message.withMic(mic);
            assertTrue(message.announcesMic());
            assertTrue(message.hasMicField());
            assertEquals(72, message.micOffset());
            assertArrayEquals(new byte[16], message.mic());
            assertArrayEquals(mic, signed.mic());
            assertEquals(72, Arrays.mismatch(message.wire(), signed.wire()));
            byte[] key = Pair.text(16);
            byte[] negotiate = MessageSample.NEGOTIATE.wire();
            byte[] challenge = MessageSample.CHALLENGE.wire();
            assertArrayEquals(
                    Ntowfv2.hmac(key, negotiate, challenge, message.wire()), NtlmKeys.mic(key, negotiate, challenge, signed));
        }

        /** CVE-2019-1040: the MIC cut out, what lies behind moved to the front. */
        @ParameterizedTest
        @ValueSource(ints = {1, 16, 24})
        void aMicThatWasCutOutIsStillAnnouncedAndHasNoPlace(int cut) throws DecodeException {
            byte[] wire = message.wire();
            byte[] shorter = Arrays.copyOf(wire, wire.length - cut);
            System.arraycopy(wire, 88, shorter, 88 - cut, wire.length - 88);
            var edit = ByteBuffer.wrap(shorter).order(ByteOrder.LITTLE_ENDIAN);
            for (int at : MessageSample.AUTHENTICATE.fields()) {
                edit.putInt(at + 4, u32(wire, at + 4) - cut);
            }
            if (cut == 24) {
                edit.putInt(60, message.negotiateFlags() & ~NegotiateFlags.VERSION);
            }
            var read = AuthenticateMessage.decode(shorter);
            assertTrue(read.announcesMic());
            assertFalse(read.hasMicField());
            assertThrows(IllegalStateException.class, read::mic);
            assertThrows(IllegalStateException.class, () -> read.withMic(new byte[16]));
            assertThrows(IllegalStateException.class, () -> NtlmKeys.mic(new byte[16], new byte[0], new byte[0], read));
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 2, 16, 23, 25, 40, 47})
        void aResponseOfNoKnownLengthIsRefused(int length) {
            byte[] wire = message.wire();
            ByteBuffer.wrap(wire).order(ByteOrder.LITTLE_ENDIAN).putShort(20, (short) length);
            refused(() -> AuthenticateMessage.decode(wire));
        }

        @ParameterizedTest
        @ValueSource(ints = {2, 16, 23})
        void anLmResponseOfNoKnownLengthIsRefused(int length) {
            byte[] wire = message.wire();
            ByteBuffer.wrap(wire).order(ByteOrder.LITTLE_ENDIAN).putShort(12, (short) length);
            assertEquals("LmChallengeResponse", refused(() -> AuthenticateMessage.decode(wire)));
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 8, 15})
        void aSessionKeyOfAnotherLengthIsRefused(int length) {
            byte[] wire = message.wire();
            ByteBuffer.wrap(wire).order(ByteOrder.LITTLE_ENDIAN).putShort(52, (short) length);
            assertEquals("EncryptedRandomSessionKey", refused(() -> AuthenticateMessage.decode(wire)));
        }

        @Test
        void namesHaveWholeCharacters() {
            byte[] odd = message.wire();
            int user = 36;
            ByteBuffer.wrap(odd).order(ByteOrder.LITTLE_ENDIAN).putShort(user, (short) 3);
            assertEquals("UserName", refused(() -> AuthenticateMessage.decode(odd)));
            byte[] unpaired = message.wire();
            unpaired[u32(unpaired, user + 4) + 1] = (byte) 0xD8;
            assertEquals("UserName", refused(() -> AuthenticateMessage.decode(unpaired)));
            byte[] reversed = message.wire();
            int at = u32(reversed, user + 4);
            reversed[at + 1] = (byte) 0xDC;
            reversed[at + 3] = (byte) 0xD8;
            assertEquals("UserName", refused(() -> AuthenticateMessage.decode(reversed)));
        }

        @Test
        void namesInAnOemCodePageAreAscii() throws DecodeException {
            var names = new AuthenticateMessage.Names("EXAMPLE", "alice", "PC");
            var responses = new AuthenticateMessage.Responses(new byte[24], new byte[24]);
            byte[] wire = AuthenticateMessage.of(names, responses, new byte[0], NegotiateFlags.OEM, Optional.empty(), false).wire();
            assertEquals("alice", AuthenticateMessage.decode(wire).userName());
            wire[u32(wire, 40)] = (byte) 0xE4;
            assertEquals("UserName", refused(() -> AuthenticateMessage.decode(wire)));
            var umlaut = new AuthenticateMessage.Names("EXAMPLE", "älice", "PC");
            assertThrows(
                    IllegalArgumentException.class,
                    () -> AuthenticateMessage.of(umlaut, responses, new byte[0], NegotiateFlags.OEM, Optional.empty(), false));
        }

        @Test
        void anAnonymousClientHasAByteForAResponse() throws DecodeException {
            var names = new AuthenticateMessage.Names("", "", "");
            var responses = new AuthenticateMessage.Responses(new byte[1], new byte[0]);
            int flags = NegotiateFlags.UNICODE | NegotiateFlags.ANONYMOUS;
            byte[] wire = AuthenticateMessage.of(names, responses, new byte[0], flags, Optional.empty(), false).wire();
            var read = AuthenticateMessage.decode(wire);
            assertEquals("", read.userName());
            assertEquals(1, read.lmChallengeResponse().length);
            assertTrue(read.ntlmv2Response().isEmpty());
            assertFalse(read.announcesMic());
        }

        @Test
        void saysNothingSecret() {
            assertFalse(message.toString().contains("[B"), message.toString());
        }
    }

    /** Which field is to blame. */
    private static String refused(Decoding decoding) {
        return assertThrows(DecodeException.class, decoding::decode).field();
    }

    /** Something that reads bytes. */
    @FunctionalInterface
    interface Decoding {
        Object decode() throws DecodeException;
    }

    private static int u16(byte[] wire, int at) {
        return ByteBuffer.wrap(wire).order(ByteOrder.LITTLE_ENDIAN).getShort(at) & 0xFFFF;
    }

    private static int u32(byte[] wire, int at) {
        return ByteBuffer.wrap(wire).order(ByteOrder.LITTLE_ENDIAN).getInt(at);
    }
}
