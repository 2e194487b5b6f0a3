package org.sspi4j.kerberos;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_TOKEN;
import static org.sspi4j.api.SecurityStatus.SEC_E_MESSAGE_ALTERED;
import static org.sspi4j.api.SecurityStatus.SEC_E_OK;
import static org.sspi4j.kerberos.EstablishedPair.ALL;
import static org.sspi4j.kerberos.EstablishedPair.concat;
import static org.sspi4j.kerberos.EstablishedPair.key;
import static org.sspi4j.kerberos.EstablishedPair.mic;
import static org.sspi4j.kerberos.EstablishedPair.opened;
import static org.sspi4j.kerberos.EstablishedPair.refusal;
import static org.sspi4j.kerberos.EstablishedPair.result;
import static org.sspi4j.kerberos.EstablishedPair.sealed;
import static org.sspi4j.kerberos.EstablishedPair.signed;
import static org.sspi4j.kerberos.EstablishedPair.text;
import static org.sspi4j.kerberos.EstablishedPair.verify;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.api.MessageResult;
import org.sspi4j.api.Qop;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.fixture.Forge;
import org.sspi4j.fixture.Mutations;
import org.sspi4j.kerberos.etype.EncryptionType;
import org.sspi4j.kerberos.etype.ProtocolKey;

class KerberosSessionTest {
    private static final byte[] HELLO = text(21);
    /** Of AES-SHA1. */
    private static final int CHECKSUM = 12;

    private final ProtocolKey key = key(Forge.AES256);
    private final EstablishedPair pair = EstablishedPair.usual();

    /** A token of the initiator of {@link #pair}, written by the test. */
    private PeerToken initiators(int flags) {
        return PeerToken.of(key, 24, flags, 100);
    }

    @Nested
    @DisplayName("2 key usages")
    class KeyUsages {
        @ParameterizedTest
        @CsvSource({"22,24", "24,22", "23,25", "25,23", "22,23", "24,25"})
        void aTokenUnderAnotherUsageIsMessageAltered(int right, int wrong) throws Exception {
            boolean seals = right % 2 == 0;
            boolean fromAcceptor = right < 24;
            var receiver = fromAcceptor ? pair.initiator() : pair.acceptor();
            int flags = (fromAcceptor ? 1 : 0) | 4;
            long number = fromAcceptor ? 200 : 100;
            var good = PeerToken.of(key, right, flags | (seals ? 2 : 0), number);
            var bad = PeerToken.of(key, wrong, flags | (seals ? 2 : 0), number);
            if (seals) {
                assertEquals(SEC_E_MESSAGE_ALTERED, refusal(() -> opened(receiver, bad.sealed(HELLO))));
                assertArrayEquals(HELLO, opened(receiver, good.sealed(HELLO)));
            } else {
                assertEquals(SEC_E_MESSAGE_ALTERED, refusal(() -> verify(receiver, bad.mic(HELLO), HELLO)));
                verify(receiver, good.mic(HELLO), HELLO);
            }
        }

        @ParameterizedTest
        @EnumSource(value = EncryptionType.class, mode = EnumSource.Mode.EXCLUDE, names = "RC4_HMAC")
        void wrapWithoutConfidentialityIsUnderTheUsageOfSealing(EncryptionType type) throws Exception {
            var all = EstablishedPair.of(key(type), true, ALL, 100, 200);
            var asInitiator = PeerToken.of(key(type), 24, 4, 100).rrc(type.checksumLength());
            var asAcceptor = PeerToken.of(key(type), 22, 5, 200).rrc(type.checksumLength());
            assertArrayEquals(asInitiator.signed(HELLO), signed(all.initiator(), HELLO));
            assertArrayEquals(asAcceptor.signed(HELLO), signed(all.acceptor(), HELLO));
        }

        @ParameterizedTest
        @EnumSource(value = EncryptionType.class, mode = EnumSource.Mode.EXCLUDE, names = "RC4_HMAC")
        void aMicIsUnderTheUsageOfSigning(EncryptionType type) throws Exception {
            var all = EstablishedPair.of(key(type), true, ALL, 100, 200);
            assertArrayEquals(PeerToken.of(key(type), 25, 4, 100).mic(HELLO), mic(all.initiator(), HELLO));
            assertArrayEquals(PeerToken.of(key(type), 23, 5, 200).mic(HELLO), mic(all.acceptor(), HELLO));
        }

        @ParameterizedTest
        @EnumSource(value = EncryptionType.class, mode = EnumSource.Mode.EXCLUDE, names = "RC4_HMAC")
        void whatWeSealIsDataAndHeaderEncryptedUnderTheUsageOfSealing(EncryptionType type) throws Exception {
            var all = EstablishedPair.of(key(type), true, ALL, 100, 200);
            assertSealedUnder(key(type), 24, sealed(all.initiator(), HELLO), PeerToken.of(key(type), 24, 6, 100).header(0, 0));
            assertSealedUnder(key(type), 22, sealed(all.acceptor(), HELLO), PeerToken.of(key(type), 22, 7, 200).header(0, 0));
        }

        private void assertSealedUnder(ProtocolKey key, int usage, byte[] token, byte[] header) throws Exception {
            int rrc = 16 + key.type().checksumLength();
            assertEquals(rrc, ByteBuffer.wrap(token).getShort(6), "RRC");
            byte[] body = Arrays.copyOfRange(token, 16, token.length);
            byte[] back = concat(Arrays.copyOfRange(body, rrc, body.length), Arrays.copyOf(body, rrc));
            assertArrayEquals(concat(HELLO, header), key.decrypt(usage, back));
        }
    }

    @Nested
    @DisplayName("4.2.2 the flags field")
    class Flags {
        @ParameterizedTest
        @CsvSource({"true", "false"})
        void theAcceptorSubkeyFlagSaysWhoseSubKeyItIs(boolean acceptorSubkey) throws Exception {
            var all = EstablishedPair.of(key, acceptorSubkey, ALL, 100, 200);
            int subkey = acceptorSubkey ? 4 : 0;
            assertEquals(subkey | 2, sealed(all.initiator(), HELLO)[2]);
            assertEquals(subkey | 1, signed(all.acceptor(), HELLO)[2]);
            assertEquals(subkey | 1, mic(all.acceptor(), HELLO)[2]);
        }

        @ParameterizedTest
        @CsvSource({"true, 0", "true, 5", "true, 1", "false, 4", "false, 1"})
        void aTokenWithOtherFlagsIsInvalidThoughItsChecksumIsRight(boolean acceptorSubkey, int flags) {
            var all = EstablishedPair.of(key, acceptorSubkey, ALL, 100, 200);
            var token = PeerToken.of(key, 24, flags | 2, 100);
            assertEquals(SEC_E_INVALID_TOKEN, refusal(() -> opened(all.acceptor(), token.sealed(HELLO))));
            assertEquals(
                    SEC_E_INVALID_TOKEN,
                    refusal(() -> opened(all.acceptor(), PeerToken.of(key, 24, flags, 100).signed(HELLO))));
            assertEquals(
                    SEC_E_INVALID_TOKEN,
                    refusal(() -> verify(all.acceptor(), PeerToken.of(key, 25, flags, 100).mic(HELLO), HELLO)));
        }

        @Test
        void aMicMayNotSaySealed() {
            assertEquals(
                    SEC_E_INVALID_TOKEN,
                    refusal(() -> verify(pair.acceptor(), PeerToken.of(key, 25, 4 | 2, 100).mic(HELLO), HELLO)));
        }

        @ParameterizedTest
        @ValueSource(ints = {0x08, 0x10, 0x20, 0x40, 0x80, 0xF8})
        void flagsThatNobodyKnowsAreIgnored(int unknown) throws Exception {
            assertArrayEquals(HELLO, opened(pair.acceptor(), initiators(unknown | 6).sealed(HELLO)));
            assertArrayEquals(
                    HELLO, opened(pair.acceptor(), PeerToken.of(key, 24, unknown | 4, 101).signed(HELLO)));
            verify(pair.acceptor(), PeerToken.of(key, 25, unknown | 4, 102).mic(HELLO), HELLO);
        }

        @Test
        void ourOwnMessagesSentBackAreInvalid() throws Exception {
            byte[] sealed = sealed(pair.initiator(), HELLO);
            byte[] signed = signed(pair.acceptor(), HELLO);
            byte[] mic = mic(pair.initiator(), HELLO);
            assertEquals(SEC_E_INVALID_TOKEN, refusal(() -> opened(pair.initiator(), sealed)));
            assertEquals(SEC_E_INVALID_TOKEN, refusal(() -> opened(pair.acceptor(), signed)));
            assertEquals(SEC_E_INVALID_TOKEN, refusal(() -> verify(pair.initiator(), mic, HELLO)));
        }

        @Test
        void ourOwnMessagesSentBackWithTheDirectionChangedAreMessageAltered() throws Exception {
            byte[] sealed = sealed(pair.initiator(), HELLO);
            byte[] mic = mic(pair.initiator(), HELLO);
            sealed[2] ^= 1;
            mic[2] ^= 1;
            assertEquals(SEC_E_MESSAGE_ALTERED, refusal(() -> opened(pair.initiator(), sealed)));
            assertEquals(SEC_E_MESSAGE_ALTERED, refusal(() -> verify(pair.initiator(), mic, HELLO)));
        }
    }

    @Nested
    @DisplayName("4.2.3 the EC field")
    class ExtraCount {
        @Test
        void weSendNoFillerAndTheChecksumsLength() throws Exception {
            assertEquals(0, ByteBuffer.wrap(sealed(pair.initiator(), HELLO)).getShort(4));
            assertEquals(CHECKSUM, ByteBuffer.wrap(signed(pair.initiator(), HELLO)).getShort(4));
        }

        @ParameterizedTest
        @CsvSource({"0,0", "0,1", "0,16", "21,1", "21,15", "21,16", "21,17", "21,65535", "16,16", "1000,300"})
        void fillerIsLeftOut(int length, int filler) throws Exception {
            byte[] data = text(length);
            assertArrayEquals(data, opened(pair.acceptor(), initiators(6).ec(filler).sealed(data)));
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 5, 21, 22, 60, 65535})
        void anotherCountThanWasSealedIsRefusedAndNothingIsShown(int claimed) {
            byte[] token = initiators(6).sealed(HELLO);
            ByteBuffer.wrap(token).putShort(4, (short) claimed);
            var stream = ByteBuffer.wrap(token);
            var status = refusal(() -> pair.acceptor().decryptMessage(List.of(SecBuffer.stream(stream), SecBuffer.empty()), 0));
            // As much filler as there can be, and a byte more than that.
            assertEquals(claimed <= 21 ? SEC_E_MESSAGE_ALTERED : SEC_E_INVALID_TOKEN, status);
            if (claimed <= 21) {
                assertArrayEquals(new byte[16 + 21 + 16], Arrays.copyOfRange(token, 16, 16 + 16 + 21 + 16));
            }
        }

        @Test
        void lessFillerThanWasSealedIsMessageAltered() {
            byte[] token = initiators(6).ec(16).sealed(HELLO);
            ByteBuffer.wrap(token).putShort(4, (short) 0);
            assertEquals(SEC_E_MESSAGE_ALTERED, refusal(() -> opened(pair.acceptor(), token)));
        }

        @ParameterizedTest
        @ValueSource(ints = {0, 11, 13, 16, 65535})
        void aSignedMessageWithAnotherCountThanItsChecksumHasIsInvalid(int count) {
            assertEquals(
                    SEC_E_INVALID_TOKEN,
                    refusal(() -> opened(pair.acceptor(), initiators(4).ec(count).signed(HELLO))));
        }
    }

    @Nested
    @DisplayName("4.2.4 encryption and checksum operations")
    class Operations {
        @ParameterizedTest
        @ValueSource(ints = {0, 1, 15, 16, 17, 31, 32, 33, 4096, 8191, 8192, 8193, 20000})
        void messagesOfAnyLengthArriveInBothDirections(int length) throws Exception {
            byte[] data = text(length);
            assertArrayEquals(data, opened(pair.acceptor(), sealed(pair.initiator(), data)));
            assertArrayEquals(data, opened(pair.initiator(), sealed(pair.acceptor(), data)));
            assertArrayEquals(data, opened(pair.acceptor(), signed(pair.initiator(), data)));
            assertArrayEquals(data, opened(pair.initiator(), signed(pair.acceptor(), data)));
            verify(pair.acceptor(), mic(pair.initiator(), data), data);
            verify(pair.initiator(), mic(pair.acceptor(), data), data);
        }

        @Test
        void theResultSaysWhetherTheMessageWasEncrypted() throws Exception {
            assertEquals(MessageResult.SEALED, result(pair.acceptor(), sealed(pair.initiator(), HELLO)));
            assertEquals(MessageResult.SIGNED, result(pair.acceptor(), signed(pair.initiator(), HELLO)));
            assertEquals(Qop.WRAP_NO_ENCRYPT, MessageResult.SIGNED.qop());
        }

        @Test
        void equalMessagesAreSealedDifferently() throws Exception {
            byte[] one = sealed(EstablishedPair.usual().initiator(), HELLO);
            byte[] other = sealed(EstablishedPair.usual().initiator(), HELLO);
            assertTrue(!Arrays.equals(one, 60, one.length, other, 60, other.length));
        }

        /** CVE-2024-37370: what the outer header says counts only if the encrypted one says it too. */
        @ParameterizedTest
        @ValueSource(ints = {0, 1, 2, 3, 4, 5, 8, 9, 10, 11, 12, 13, 14, 15})
        void anEncryptedHeaderThatDiffersAnywhereIsMessageAlteredAndThePlaintextIsGone(int at) {
            byte[] inner = initiators(6).header(0, 0);
            inner[at] ^= 1;
            byte[] token = initiators(6).innerHeader(inner).sealed(HELLO);
            var stream = ByteBuffer.wrap(token);
            assertEquals(
                    SEC_E_MESSAGE_ALTERED,
                    refusal(() -> pair.acceptor().decryptMessage(List.of(SecBuffer.stream(stream), SecBuffer.empty()), 0)));
            assertArrayEquals(new byte[16 + 21 + 16], Arrays.copyOfRange(token, 16, token.length - CHECKSUM));
        }

        @ParameterizedTest
        @ValueSource(ints = {4, 5, 6, 7})
        void aChecksumOverAnyOtherCountsThanZeroIsMessageAltered(int at) {
            byte[] inner = initiators(4).header(0, 0);
            inner[at] ^= 1;
            assertEquals(
                    SEC_E_MESSAGE_ALTERED,
                    refusal(() -> opened(pair.acceptor(), initiators(4).innerHeader(inner).signed(HELLO))));
        }
    }

    @Nested
    @DisplayName("4.2.5 the RRC field")
    class Rotation {
        @ParameterizedTest
        @ValueSource(ints = {0, 1, 21, 40})
        void anyRotationIsTheSameMessage(int length) throws Exception {
            byte[] data = text(length);
            int body = length + 44;
            long number = 100;
            for (int rrc = 0; rrc <= 2 * body + 1; rrc++) {
                assertOpens(data, rrc, number);
                number += 2;
            }
            for (int rrc : new int[] {1000, 32767, 32768, 65534, 65535}) {
                assertOpens(data, rrc, number);
                number += 2;
            }
        }

        private void assertOpens(byte[] data, int rrc, long number) throws Exception {
            byte[] sealed = PeerToken.of(key, 24, 6, number).rrc(rrc).sealed(data);
            byte[] signed = PeerToken.of(key, 24, 4, number + 1).rrc(rrc).signed(data);
            assertArrayEquals(data, opened(pair.acceptor(), sealed), "sealed, RRC " + rrc);
            assertArrayEquals(data, opened(pair.acceptor(), signed), "signed, RRC " + rrc);
        }

        @ParameterizedTest
        @ValueSource(ints = {0, 3, 16, 28, 37, 60})
        void fillerAndRotationTogether(int rrc) throws Exception {
            assertArrayEquals(HELLO, opened(pair.acceptor(), initiators(6).ec(16).rrc(rrc).sealed(HELLO)));
        }

        @Test
        void aDirectStreamIsReadFromWhereItsPartsAre() throws Exception {
            byte[] token = initiators(6).rrc(50).sealed(HELLO);
            var memory = ByteBuffer.allocateDirect(token.length + 20).position(7).put(token).flip().position(7);
            var data = SecBuffer.empty();
            pair.acceptor().decryptMessage(List.of(SecBuffer.stream(memory), data), 0);
            assertArrayEquals(HELLO, data.toBytes());
        }
    }

    @Nested
    @DisplayName("4.2.6 every octet counts")
    class EveryOctet {
        /** CVE-2024-37371 */
        @Test
        void everyPrefixOfAWrapTokenIsRefused() throws Exception {
            byte[] sealed = sealed(pair.initiator(), HELLO);
            byte[] signed = signed(pair.initiator(), HELLO);
            for (byte[] prefix : Mutations.prefixes(sealed).toList()) {
                assertEquals(shortened(prefix, 60), refusal(() -> opened(pair.acceptor(), prefix)), prefix.length + " octets");
            }
            for (byte[] prefix : Mutations.prefixes(signed).toList()) {
                assertEquals(shortened(prefix, 28), refusal(() -> opened(pair.acceptor(), prefix)), prefix.length + " octets");
            }
            assertBothStillPass(sealed, signed);
        }

        /** What has room for header and checksum may be a message; its checksum says that it is not. */
        private SecurityStatus shortened(byte[] prefix, int smallest) {
            return prefix.length < smallest ? SEC_E_INVALID_TOKEN : SEC_E_MESSAGE_ALTERED;
        }

        @Test
        void everyPrefixOfAMicIsInvalidAndSoIsALongerOne() throws Exception {
            byte[] mic = mic(pair.initiator(), HELLO);
            for (byte[] prefix : Mutations.prefixes(mic).toList()) {
                assertEquals(SEC_E_INVALID_TOKEN, refusal(() -> verify(pair.acceptor(), prefix, HELLO)));
            }
            assertEquals(SEC_E_INVALID_TOKEN, refusal(() -> verify(pair.acceptor(), Arrays.copyOf(mic, 29), HELLO)));
            verify(pair.acceptor(), mic, HELLO);
        }

        @Test
        void aByteBehindAWrapTokenIsMessageAltered() throws Exception {
            byte[] sealed = sealed(pair.initiator(), HELLO);
            byte[] signed = signed(pair.initiator(), HELLO);
            assertEquals(
                    SEC_E_MESSAGE_ALTERED,
                    refusal(() -> opened(pair.acceptor(), Arrays.copyOf(sealed, sealed.length + 1))));
            assertEquals(
                    SEC_E_MESSAGE_ALTERED,
                    refusal(() -> opened(pair.acceptor(), Arrays.copyOf(signed, signed.length + 1))));
            assertBothStillPass(sealed, signed);
        }

        /** CVE-2025-57736 */
        @Test
        void everyFlippedBitOfASealedTokenIsRefusedByItsField() throws Exception {
            byte[] token = sealed(pair.initiator(), HELLO);
            int bit = 0;
            for (byte[] flipped : Mutations.bitFlips(token).toList()) {
                int at = bit / 8;
                var expected = ofHeader(at, bit);
                if (at == 4 || at == 5) {
                    // EC: from 22 on there is no room for the filler.
                    int claimed = ByteBuffer.wrap(flipped).getShort(4) & 0xFFFF;
                    expected = claimed <= 21 ? SEC_E_MESSAGE_ALTERED : SEC_E_INVALID_TOKEN;
                } else if (at == 2 && bit % 8 == 1) {
                    expected = SEC_E_INVALID_TOKEN;      // not sealed: then EC would be the checksum's length
                }
                assertEquals(expected, refusal(() -> opened(pair.acceptor(), flipped)), "bit " + bit);
                bit++;
            }
            assertArrayEquals(HELLO, opened(pair.acceptor(), token));
        }

        @Test
        void everyFlippedBitOfASignedTokenIsRefusedByItsField() throws Exception {
            byte[] token = signed(pair.initiator(), text(50));
            int bit = 0;
            for (byte[] flipped : Mutations.bitFlips(token).toList()) {
                int at = bit / 8;
                var expected = at == 4 || at == 5
                        ? SEC_E_INVALID_TOKEN
                        : at == 2 && bit % 8 == 1 ? SEC_E_MESSAGE_ALTERED : ofHeader(at, bit);
                assertEquals(expected, refusal(() -> opened(pair.acceptor(), flipped)), "bit " + bit);
                bit++;
            }
            assertArrayEquals(text(50), opened(pair.acceptor(), token));
        }

        @Test
        void everyFlippedBitOfAMicIsRefusedByItsField() throws Exception {
            byte[] token = mic(pair.initiator(), HELLO);
            int bit = 0;
            for (byte[] flipped : Mutations.bitFlips(token).toList()) {
                int at = bit / 8;
                var expected = at >= 4 && at < 8 || at == 2 && bit % 8 == 1 ? SEC_E_INVALID_TOKEN : ofHeader(at, bit);
                assertEquals(expected, refusal(() -> verify(pair.acceptor(), flipped, HELLO)), "bit " + bit);
                bit++;
            }
            verify(pair.acceptor(), token, HELLO);
        }

        @Test
        void everyFlippedBitOfWhatAMicSignsIsMessageAltered() throws Exception {
            byte[] token = mic(pair.initiator(), HELLO);
            for (byte[] flipped : Mutations.bitFlips(HELLO).toList()) {
                assertEquals(SEC_E_MESSAGE_ALTERED, refusal(() -> verify(pair.acceptor(), token, flipped)));
            }
            verify(pair.acceptor(), token, HELLO);
        }

        private SecurityStatus ofHeader(int at, int bit) {
            boolean knownFlag = at == 2 && bit % 8 < 3;
            return at < 2 || at == 3 || knownFlag ? SEC_E_INVALID_TOKEN : SEC_E_MESSAGE_ALTERED;
        }

        /** RRC is the one field that nothing protects: a rotation by a multiple of the body more is the same token. */
        @Test
        void theOnlyChangeThatPassesIsARotationCountThatMeansTheSame() throws Exception {
            int body = 21 + 44;
            var accepted = new TreeSet<Integer>();
            byte[] token = sealed(pair.initiator(), HELLO);
            for (int rrc = 0; rrc <= 0xFFFF; rrc += rrc < 3 * body ? 1 : body / 5) {
                byte[] changed = token.clone();
                ByteBuffer.wrap(changed).putShort(6, (short) rrc);
                var receiver = EstablishedPair.usual().acceptor();
                try {
                    opened(receiver, changed);
                    accepted.add(rrc % body);
                } catch (SspiException e) {
                    assertEquals(SEC_E_MESSAGE_ALTERED, e.status());
                }
            }
            assertEquals(Set.of(28), accepted);
        }

        /** CVE-2014-4341, CVE-2014-4342: RFC 1964 tokens have no place in a context with AES keys. */
        @Test
        void tokensOfRfc1964AreInvalid() {
            for (int tokId : new int[] {0x0101, 0x0201, 0x0102, 0x0404, 0x0405, 0x8504}) {
                byte[] wrap = initiators(6).tokId(tokId).sealed(HELLO);
                assertEquals(SEC_E_INVALID_TOKEN, refusal(() -> opened(pair.acceptor(), wrap)));
                byte[] mic = PeerToken.of(key, 25, 4, 100).tokId(tokId == 0x0404 ? 0x0504 : tokId).mic(HELLO);
                assertEquals(SEC_E_INVALID_TOKEN, refusal(() -> verify(pair.acceptor(), mic, HELLO)));
            }
            byte[] framed = concat(
                    new byte[] {0x60, 0x2B, 6, 9, 0x2A, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xF7, 0x12, 1, 2, 2, 2, 1},
                    new byte[] {0x11, 0, 0x10, 0, -1, -1}, new byte[24]);
            assertEquals(SEC_E_INVALID_TOKEN, refusal(() -> opened(pair.acceptor(), framed)));
            for (byte[] prefix : Mutations.prefixes(framed).toList()) {
                assertEquals(SEC_E_INVALID_TOKEN, refusal(() -> opened(pair.acceptor(), prefix)));
            }
        }

        @Test
        void aTokenOfAnotherContextIsMessageAltered() throws Exception {
            var other = EstablishedPair.of(Forge.key(Forge.AES256, "another session"), true, ALL, 100, 200);
            byte[] sealed = sealed(other.initiator(), HELLO);
            byte[] mic = mic(other.initiator(), HELLO);
            assertEquals(SEC_E_MESSAGE_ALTERED, refusal(() -> opened(pair.acceptor(), sealed)));
            assertEquals(SEC_E_MESSAGE_ALTERED, refusal(() -> verify(pair.acceptor(), mic, HELLO)));
        }

        private void assertBothStillPass(byte[] sealed, byte[] signed) throws Exception {
            assertArrayEquals(HELLO, opened(pair.acceptor(), sealed));
            assertArrayEquals(HELLO, opened(pair.acceptor(), signed));
        }

        @Test
        void mutatedTokensGetADocumentedStatusAndLeaveTheContextAsItWas() throws Exception {
            byte[] sealed = sealed(pair.initiator(), HELLO);
            byte[] signed = signed(pair.initiator(), HELLO);
            byte[] mic = mic(pair.initiator(), HELLO);
            var statuses = Set.of(SEC_E_INVALID_TOKEN, SEC_E_MESSAGE_ALTERED);
            Mutations.of(List.of(sealed, signed, mic), 4121, 20_000).forEach(bytes -> {
                if (!sameButRotation(bytes, sealed) && !sameButRotation(bytes, signed) && !Arrays.equals(bytes, mic)) {
                    var status = status(() -> opened(pair.acceptor(), bytes));
                    assertTrue(statuses.contains(status), () -> status + " for " + HexFormat.of().formatHex(bytes));
                    var ofMic = status(() -> verify(pair.acceptor(), bytes, HELLO));
                    assertTrue(statuses.contains(ofMic), () -> ofMic + " for " + HexFormat.of().formatHex(bytes));
                }
            });
            assertArrayEquals(HELLO, opened(pair.acceptor(), sealed));
            assertArrayEquals(HELLO, opened(pair.acceptor(), signed));
            verify(pair.acceptor(), mic, HELLO);
        }

        private boolean sameButRotation(byte[] bytes, byte[] token) {
            return bytes.length == token.length
                    && Arrays.equals(bytes, 0, 6, token, 0, 6)
                    && Arrays.equals(bytes, 8, bytes.length, token, 8, token.length);
        }

        private SecurityStatus status(Executable call) {
            try {
                call.execute();
                return SEC_E_OK;
            } catch (SspiException e) {
                return e.status();
            } catch (Throwable e) {
                throw new AssertionError(e);
            }
        }
    }

    @Nested
    @DisplayName("4.2.6 token and data apart")
    class Apart {
        @ParameterizedTest
        @ValueSource(ints = {Qop.DEFAULT, Qop.WRAP_NO_ENCRYPT})
        void everyFlippedBitOfTheTokenIsRefusedByItsField(int qop) throws Exception {
            var parts = parts(qop);
            int bit = 0;
            for (byte[] flipped : Mutations.bitFlips(parts.token).toList()) {
                int at = bit / 8;
                // EC and RRC as well: in this form they say nothing but how the message is split.
                boolean form = at < 2 || at == 2 && bit % 8 < 3 || at >= 3 && at < 8;
                var expected = form ? SEC_E_INVALID_TOKEN : SEC_E_MESSAGE_ALTERED;
                assertEquals(expected, refusal(() -> open(flipped, parts.data)), "bit " + bit);
                bit++;
            }
            open(parts.token, parts.data);
        }

        @ParameterizedTest
        @ValueSource(ints = {Qop.DEFAULT, Qop.WRAP_NO_ENCRYPT})
        void aTokenOfAnotherLengthIsInvalid(int qop) throws Exception {
            var parts = parts(qop);
            for (byte[] prefix : Mutations.prefixes(parts.token).toList()) {
                assertEquals(SEC_E_INVALID_TOKEN, refusal(() -> open(prefix, parts.data)));
            }
            byte[] longer = Arrays.copyOf(parts.token, parts.token.length + 1);
            assertEquals(SEC_E_INVALID_TOKEN, refusal(() -> open(longer, parts.data)));
            open(parts.token, parts.data);
        }

        @ParameterizedTest
        @ValueSource(ints = {Qop.DEFAULT, Qop.WRAP_NO_ENCRYPT})
        void dataThatIsChangedCutOrLongerIsMessageAltered(int qop) throws Exception {
            var parts = parts(qop);
            for (byte[] flipped : Mutations.bitFlips(parts.data).toList()) {
                assertEquals(SEC_E_MESSAGE_ALTERED, refusal(() -> open(parts.token, flipped)));
            }
            for (byte[] prefix : Mutations.prefixes(parts.data).toList()) {
                assertEquals(SEC_E_MESSAGE_ALTERED, refusal(() -> open(parts.token, prefix)));
            }
            byte[] longer = Arrays.copyOf(parts.data, parts.data.length + 1);
            assertEquals(SEC_E_MESSAGE_ALTERED, refusal(() -> open(parts.token, longer)));
            open(parts.token, parts.data);
        }

        private record Parts(byte[] token, byte[] data) {}

        private Parts parts(int qop) throws SspiException {
            byte[] whole = qop == Qop.DEFAULT ? sealed(pair.initiator(), HELLO) : signed(pair.initiator(), HELLO);
            int length = whole.length - HELLO.length;
            return new Parts(Arrays.copyOf(whole, length), Arrays.copyOfRange(whole, length, whole.length));
        }

        private void open(byte[] token, byte[] data) throws SspiException {
            pair.acceptor()
                    .decryptMessageInOrder(List.of(SecBuffer.token(token), SecBuffer.data(ByteBuffer.wrap(data.clone()))), 0);
        }
    }
}
