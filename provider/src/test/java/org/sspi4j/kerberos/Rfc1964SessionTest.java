package org.sspi4j.kerberos;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.api.SecurityStatus.SEC_E_BUFFER_TOO_SMALL;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_TOKEN;
import static org.sspi4j.api.SecurityStatus.SEC_E_MESSAGE_ALTERED;
import static org.sspi4j.api.SecurityStatus.SEC_E_OUT_OF_SEQUENCE;
import static org.sspi4j.kerberos.EstablishedPair.ALL;
import static org.sspi4j.kerberos.EstablishedPair.concat;
import static org.sspi4j.kerberos.EstablishedPair.key;
import static org.sspi4j.kerberos.EstablishedPair.mic;
import static org.sspi4j.kerberos.EstablishedPair.opened;
import static org.sspi4j.kerberos.EstablishedPair.refusal;
import static org.sspi4j.kerberos.EstablishedPair.sealed;
import static org.sspi4j.kerberos.EstablishedPair.signed;
import static org.sspi4j.kerberos.EstablishedPair.text;
import static org.sspi4j.kerberos.EstablishedPair.verify;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.MessageResult;
import org.sspi4j.api.Qop;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.fixture.Mutations;
import org.sspi4j.kerberos.etype.EncryptionType;
import org.sspi4j.kerberos.etype.ProtocolKey;

@DisplayName("RFC 4757 7 and RFC 1964 1.2: per-message tokens of contexts with an RC4 key")
class Rfc1964SessionTest {
    private static final byte[] HELLO = text(21);
    private static final int FRAMING = 13;

    private final ProtocolKey key = key(EncryptionType.RC4_HMAC);
    private final EstablishedPair pair = EstablishedPair.of(key, false, ALL, 100, 200);

    private Rfc1964Peer initiators() {
        return new Rfc1964Peer(key, 100);
    }

    private Rfc1964Peer acceptors() {
        return new Rfc1964Peer(key, 200).acceptor();
    }

    @Nested
    @DisplayName("with a peer that was written down from the RFC")
    class WithAPeer {
        @ParameterizedTest
        @ValueSource(ints = {0, 1, 7, 8, 60, 70, 71, 72, 84, 85, 100, 200, 228, 229, 300, 8192, 20_000})
        void itsSealedMessagesAreOpened(int length) throws Exception {
            assertArrayEquals(text(length), opened(pair.acceptor(), initiators().wrap(text(length))));
            assertArrayEquals(text(length), opened(pair.initiator(), acceptors().wrap(text(length))));
        }

        @ParameterizedTest
        @ValueSource(ints = {0, 1, 8, 70, 84, 100, 300, 8192})
        void itsMessagesInClearAreOpened(int length) throws Exception {
            assertArrayEquals(text(length), opened(pair.acceptor(), initiators().inClear().wrap(text(length))));
            assertArrayEquals(text(length), opened(pair.initiator(), acceptors().inClear().wrap(text(length))));
        }

        @Test
        void itsSignaturesAreRight() throws Exception {
            verify(pair.acceptor(), initiators().mic(HELLO), HELLO);
            verify(pair.initiator(), acceptors().mic(HELLO), HELLO);
        }

        @Test
        void ourSignaturesAreItsOwn() throws Exception {
            assertArrayEquals(initiators().mic(HELLO), mic(pair.initiator(), HELLO));
            assertArrayEquals(acceptors().mic(HELLO), mic(pair.acceptor(), HELLO));
        }

        /** The confounder is ours, so a message is compared by what the peer's tokens have to be read by: see above. */
        @ParameterizedTest
        @ValueSource(ints = {0, 1, 70, 72, 84, 228, 300, 65_500, 70_000})
        void ourMessagesAreReadBack(int length) throws Exception {
            byte[] sealed = sealed(pair.initiator(), text(length));
            byte[] signed = signed(pair.initiator(), text(length));
            assertEquals(sealed.length, signed.length);
            assertArrayEquals(text(length), opened(pair.acceptor(), sealed));
            assertArrayEquals(text(length), opened(pair.acceptor(), signed));
        }

        @Test
        void aMessageInClearIsInClear() throws Exception {
            byte[] signed = signed(pair.initiator(), HELLO);
            assertArrayEquals(HELLO, Arrays.copyOfRange(signed, signed.length - 1 - HELLO.length, signed.length - 1));
            assertEquals(1, signed[signed.length - 1]);
            assertEquals(MessageResult.SIGNED, EstablishedPair.result(pair.acceptor(), signed));
            assertEquals(MessageResult.SEALED, EstablishedPair.result(pair.acceptor(), sealed(pair.initiator(), HELLO)));
        }

        @Test
        void numbersGoOnBeyond32Bits() throws Exception {
            var late = EstablishedPair.of(key, false, ALL, 0xFFFF_FFFFL, 0);
            for (int i = 0; i < 3; i++) {
                assertArrayEquals(HELLO, opened(late.acceptor(), sealed(late.initiator(), HELLO)));
            }
        }
    }

    @Nested
    @DisplayName("every octet counts")
    class EveryOctet {
        @Test
        void ofASealedMessage() throws Exception {
            byte[] token = sealed(pair.initiator(), HELLO);
            for (byte[] flipped : Mutations.bitFlips(token).toList()) {
                assertRefused(refusal(() -> opened(pair.acceptor(), flipped)));
            }
            assertArrayEquals(HELLO, opened(pair.acceptor(), token));
        }

        /** The number of a message in clear is hidden and not signed: another one is refused where the order counts. */
        @Test
        void ofAMessageInClear() throws Exception {
            byte[] token = signed(pair.initiator(), HELLO);
            for (int bit = 0; bit < 8 * token.length; bit++) {
                byte[] flipped = flipped(token, bit);
                var status = refusal(() -> opened(pair.acceptor(), flipped));
                assertRefused(isNumber(bit), status);
            }
            assertArrayEquals(HELLO, opened(pair.acceptor(), token));
        }

        @Test
        void ofASignature() throws Exception {
            byte[] mic = mic(pair.initiator(), HELLO);
            for (int bit = 0; bit < 8 * mic.length; bit++) {
                byte[] flipped = flipped(mic, bit);
                assertRefused(isNumber(bit), refusal(() -> verify(pair.acceptor(), flipped, HELLO)));
            }
            for (byte[] other : Mutations.bitFlips(HELLO).toList()) {
                assertEquals(SEC_E_MESSAGE_ALTERED, refusal(() -> verify(pair.acceptor(), mic, other)));
            }
            verify(pair.acceptor(), mic, HELLO);
        }

        @Test
        void everyPrefixIsInvalid() throws Exception {
            byte[] sealed = sealed(pair.initiator(), HELLO);
            byte[] signed = signed(pair.initiator(), HELLO);
            byte[] mic = mic(pair.initiator(), HELLO);
            for (byte[] token : List.of(sealed, signed)) {
                for (byte[] prefix : Mutations.prefixes(token).toList()) {
                    assertEquals(SEC_E_INVALID_TOKEN, refusal(() -> opened(pair.acceptor(), prefix)));
                }
                assertEquals(
                        SEC_E_INVALID_TOKEN, refusal(() -> opened(pair.acceptor(), Arrays.copyOf(token, token.length + 1))));
            }
            for (byte[] prefix : Mutations.prefixes(mic).toList()) {
                assertEquals(SEC_E_INVALID_TOKEN, refusal(() -> verify(pair.acceptor(), prefix, HELLO)));
            }
            assertEquals(SEC_E_INVALID_TOKEN, refusal(() -> verify(pair.acceptor(), Arrays.copyOf(mic, 38), HELLO)));
        }

        @Test
        void nothingIsLeftToReadOfAMessageThatFails() throws Exception {
            byte[] token = sealed(pair.initiator(), HELLO);
            token[token.length - 3] ^= 1;
            var data = SecBuffer.empty();
            var stream = SecBuffer.stream(ByteBuffer.wrap(token));
            assertEquals(
                    SEC_E_MESSAGE_ALTERED, refusal(() -> pair.acceptor().decryptMessage(List.of(stream, data), 0)));
            assertArrayEquals(new byte[HELLO.length + 9], Arrays.copyOfRange(token, FRAMING + 24, token.length));
            assertEquals(0, data.size());
        }

        private boolean isNumber(int bit) {
            int octet = bit / 8 - FRAMING - 8;
            return octet >= 0 && octet < 4;
        }

        private void assertRefused(boolean number, SecurityStatus status) {
            if (number) {
                assertEquals(SEC_E_OUT_OF_SEQUENCE, status);
            } else {
                assertRefused(status);
            }
        }

        private void assertRefused(SecurityStatus status) {
            assertTrue(status == SEC_E_MESSAGE_ALTERED || status == SEC_E_INVALID_TOKEN, status.toString());
        }

        private byte[] flipped(byte[] token, int bit) {
            byte[] flipped = token.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            return flipped;
        }
    }

    @Nested
    @DisplayName("fields that are another's, with a checksum that is right")
    class Fields {
        @Test
        void otherAlgorithmsAreInvalid() throws Exception {
            for (int alg : new int[] {0x0000, 0x0100, 0x0200, 0x0400, 0x0011, 0x1200, 0xFFFF}) {
                var peer = initiators();
                peer.sgnAlg = alg;
                assertEquals(SEC_E_INVALID_TOKEN, refusal(() -> opened(pair.acceptor(), peer.wrap(HELLO))));
                assertEquals(SEC_E_INVALID_TOKEN, refusal(() -> verify(pair.acceptor(), peer.mic(HELLO), HELLO)));
            }
            for (int alg : new int[] {0x0000, 0x0200, 0x0010, 0x1100, 0xFFFE}) {
                var peer = initiators();
                peer.sealAlg = alg;
                assertEquals(SEC_E_INVALID_TOKEN, refusal(() -> opened(pair.acceptor(), peer.wrap(HELLO))));
                assertEquals(SEC_E_INVALID_TOKEN, refusal(() -> verify(pair.acceptor(), peer.mic(HELLO), HELLO)));
            }
        }

        /** RFC 1964 1.2.1: a MIC has a filler there, and the algorithm of sealed messages is not to be found in one. */
        @Test
        void aMicIsNotSealed() throws Exception {
            verify(pair.acceptor(), initiators().mic(HELLO), HELLO);
            var peer = initiators();
            peer.sealsMics = true;
            assertEquals(SEC_E_INVALID_TOKEN, refusal(() -> verify(pair.acceptor(), peer.mic(HELLO), HELLO)));
        }

        @Test
        void anotherFillerTokIdOrMechanismIsInvalid() throws Exception {
            var filler = initiators();
            filler.filler = 0xFFFE;
            assertEquals(SEC_E_INVALID_TOKEN, refusal(() -> opened(pair.acceptor(), filler.wrap(HELLO))));
            assertEquals(SEC_E_INVALID_TOKEN, refusal(() -> verify(pair.acceptor(), filler.mic(HELLO), HELLO)));
            for (int tokId : new int[] {0x0101, 0x0102, 0x0100, 0x0504, 0x0404}) {
                var peer = initiators();
                peer.tokId = tokId;
                assertEquals(SEC_E_INVALID_TOKEN, refusal(() -> opened(pair.acceptor(), peer.wrap(HELLO))));
            }
            var mech = initiators();
            mech.mech = 3;
            assertEquals(SEC_E_INVALID_TOKEN, refusal(() -> opened(pair.acceptor(), mech.wrap(HELLO))));
            assertEquals(SEC_E_INVALID_TOKEN, refusal(() -> verify(pair.acceptor(), mech.mic(HELLO), HELLO)));
        }

        /** CVE-2014-4342: padding is looked at when the checksum is right, and what is wrong with it looks like the rest. */
        @ParameterizedTest
        @ValueSource(ints = {0, 2, 8, 0x7F, 0x80, 0xFF})
        void otherPaddingIsMessageAltered(int pad) throws Exception {
            var peer = initiators();
            peer.pad = new byte[] {(byte) pad};
            assertEquals(SEC_E_MESSAGE_ALTERED, refusal(() -> opened(pair.acceptor(), peer.wrap(HELLO))));
            assertEquals(SEC_E_MESSAGE_ALTERED, refusal(() -> opened(pair.acceptor(), peer.inClear().wrap(HELLO))));
        }

        /** Our own token comes back, or the direction is nobody's. */
        @ParameterizedTest
        @ValueSource(ints = {-1, 1, 0xFF00_0000, 0x0000_00FF, 0x00FF_FFFF})
        void anotherDirectionIsMessageAltered(int direction) throws Exception {
            var peer = initiators();
            peer.direction = direction;
            assertEquals(SEC_E_MESSAGE_ALTERED, refusal(() -> opened(pair.acceptor(), peer.wrap(HELLO))));
            assertEquals(SEC_E_MESSAGE_ALTERED, refusal(() -> verify(pair.acceptor(), peer.mic(HELLO), HELLO)));
            assertEquals(SEC_E_MESSAGE_ALTERED, refusal(() -> opened(pair.initiator(), sealed(pair.initiator(), HELLO))));
        }

        @Test
        void aLengthThatDerWritesShorterIsInvalid() throws Exception {
            byte[] token = initiators().wrap(HELLO);
            byte[] longer = concat(new byte[] {0x60, (byte) 0x81}, Arrays.copyOfRange(token, 1, token.length));
            byte[] huge = concat(
                    new byte[] {0x60, (byte) 0x84, -1, -1, -1, -1}, Arrays.copyOfRange(token, 2, token.length));
            byte[] open = concat(new byte[] {0x60, (byte) 0x80}, Arrays.copyOfRange(token, 2, token.length));
            for (byte[] bad : List.of(longer, huge, open)) {
                assertEquals(SEC_E_INVALID_TOKEN, refusal(() -> opened(pair.acceptor(), bad)));
            }
            assertArrayEquals(HELLO, opened(pair.acceptor(), token));
        }

        /** CVE-2014-4341: which tokens there are is the key's type's to say. */
        @Test
        void tokensOfRfc4121AreInvalid() {
            var wrap = PeerToken.of(key(EncryptionType.AES256_CTS_HMAC_SHA1_96), 24, 2, 100);
            var underOurs = PeerToken.of(key, 24, 2, 100);
            for (byte[] token : List.of(wrap.sealed(HELLO), wrap.signed(HELLO), underOurs.sealed(HELLO))) {
                assertEquals(SEC_E_INVALID_TOKEN, refusal(() -> opened(pair.acceptor(), token)));
            }
            byte[] mic = PeerToken.of(key, 25, 0, 100).mic(HELLO);
            assertEquals(SEC_E_INVALID_TOKEN, refusal(() -> verify(pair.acceptor(), mic, HELLO)));
        }
    }

    @Nested
    @DisplayName("order and replay")
    class Order {
        @Test
        void aReplayAndAGapAreRefusedInOrder() throws Exception {
            byte[] first = sealed(pair.initiator(), HELLO);
            byte[] second = sealed(pair.initiator(), HELLO);
            byte[] third = sealed(pair.initiator(), HELLO);
            opened(pair.acceptor(), first);
            assertEquals(SEC_E_OUT_OF_SEQUENCE, refusal(() -> opened(pair.acceptor(), first)));
            assertEquals(SEC_E_OUT_OF_SEQUENCE, refusal(() -> opened(pair.acceptor(), third)));
            opened(pair.acceptor(), second);
            opened(pair.acceptor(), third);
            assertEquals(
                    MessageResult.Sequence.DUPLICATE, EstablishedPair.result(pair.acceptor(), first).sequence());
        }

        @Test
        void withoutDetectionEverythingGenuineIsTaken() throws Exception {
            var loose = EstablishedPair.of(
                    key,
                    false,
                    Set.of(ContextFlag.INTEGRITY, ContextFlag.CONFIDENTIALITY),
                    100,
                    200);
            byte[] token = sealed(loose.initiator(), HELLO);
            assertArrayEquals(HELLO, opened(loose.acceptor(), token));
            assertArrayEquals(HELLO, opened(loose.acceptor(), token));
        }
    }

    @Nested
    @DisplayName("EncryptMessage's buffers")
    class Buffers {
        private final SecBuffer token = SecBuffer.token(ByteBuffer.allocate(60));
        private final SecBuffer data = SecBuffer.data(ByteBuffer.wrap(HELLO.clone()));
        private final SecBuffer padding = SecBuffer.padding(ByteBuffer.allocate(8));

        @Test
        void theSizesHaveRoomForTheLongestFraming() throws Exception {
            var sizes = pair.initiator().query(ContextAttribute.SIZES);
            assertEquals(49, sizes.securityTrailer());
            assertEquals(37, sizes.maxSignature());
            assertEquals(1, sizes.blockSize());
            assertEquals(37, mic(pair.initiator(), HELLO).length);
        }

        @ParameterizedTest
        @ValueSource(ints = {Qop.DEFAULT, Qop.WRAP_NO_ENCRYPT})
        void tokenDataAndPaddingAreOpenedApart(int qop) throws Exception {
            pair.initiator().encryptMessage(qop, List.of(token, data, padding), 0);
            assertEquals(45, token.size());
            assertEquals(1, padding.size());
            pair.acceptor().decryptMessageInOrder(
                    List.of(SecBuffer.token(token.toBytes()), data, padding), 0);
            assertArrayEquals(HELLO, data.toBytes());
        }

        @Test
        void withoutPaddingThereIsNoMessage() throws Exception {
            assertEquals(
                    SEC_E_BUFFER_TOO_SMALL,
                    refusal(() -> pair.initiator().encryptMessage(Qop.DEFAULT, List.of(token, data), 0)));
            var nothing = SecBuffer.padding(ByteBuffer.allocate(0));
            assertEquals(
                    SEC_E_BUFFER_TOO_SMALL,
                    refusal(() -> pair.initiator().encryptMessage(Qop.DEFAULT, List.of(token, data, nothing), 0)));
            assertArrayEquals(HELLO, data.toBytes());
            pair.initiator().encryptMessage(Qop.DEFAULT, List.of(token, data, padding), 0);
            assertEquals(SEC_E_INVALID_TOKEN, refusal(() -> pair.acceptor().decryptMessage(List.of(token, data), 0)));
        }

        @Test
        void dataInPiecesAndOnlySignedDataAreCoveredInTheirOrder() throws Exception {
            byte[] header = text(9);
            var clear = SecBuffer.readOnlyWithChecksum(ByteBuffer.wrap(header));
            var more = SecBuffer.data(ByteBuffer.allocateDirect(30_000));
            pair.initiator().encryptMessage(Qop.DEFAULT, List.of(token, data, clear, more, padding), 0);
            assertArrayEquals(text(9), header);
            header[3] ^= 1;
            byte[] first = data.toBytes();
            byte[] second = more.toBytes();
            assertEquals(
                    SEC_E_MESSAGE_ALTERED,
                    refusal(() -> pair.acceptor().decryptMessage(List.of(token, data, clear, more, padding), 0)));
            header[3] ^= 1;
            data.memory().put(data.memory().position(), first);
            more.memory().put(more.memory().position(), second);
            pair.acceptor().decryptMessage(List.of(token, data, clear, more, padding), 0);
            assertArrayEquals(HELLO, data.toBytes());
            assertArrayEquals(new byte[30_000], more.toBytes());
        }

        @Test
        void aClosedContextDoesNothing() throws Exception {
            byte[] message = sealed(pair.initiator(), HELLO);
            pair.initiator().close();
            pair.acceptor().close();
            assertEquals(
                    SecurityStatus.SEC_E_INVALID_HANDLE, refusal(() -> sealed(pair.initiator(), HELLO)));
            assertEquals(SecurityStatus.SEC_E_INVALID_HANDLE, refusal(() -> opened(pair.acceptor(), message)));
        }
    }

    @Test
    void mutationsOfTokensEndInADocumentedStatus() throws Exception {
        var good = List.of(initiators().wrap(HELLO), initiators().inClear().wrap(HELLO), initiators().mic(HELLO));
        var allowed = Set.of(SEC_E_MESSAGE_ALTERED, SEC_E_INVALID_TOKEN, SEC_E_OUT_OF_SEQUENCE);
        for (byte[] token : Mutations.of(good, 1964, 20_000).toList()) {
            try {
                assertArrayEquals(HELLO, opened(pair.acceptor(), token));
            } catch (SspiException e) {
                assertTrue(allowed.contains(e.status()), e.getMessage());
            }
        }
    }
}
