package org.sspi4j.ntlm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.engines.RC4Engine;
import org.bouncycastle.crypto.params.KeyParameter;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.MessageResult;
import org.sspi4j.api.Qop;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecBufferType;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.crypto.Hash;
import org.sspi4j.crypto.Rc4Stream;
import org.sspi4j.fixture.Mutations;
import org.sspi4j.fixture.Reachable;

@DisplayName("MS-NLMP 3.4 Session Security Details")
class ProtectionTest {
    private static final byte[] TEXT = Pair.text(100);

    @Nested
    @DisplayName("4.2.x.4 GSS_WrapEx examples")
    class WorkedExamples {
        @ParameterizedTest
        @CsvSource({"4.2.2, randomSessionKey", "4.2.3, keyExchangeKey", "4.2.4, randomSessionKey"})
        void sealedAndOpened(String section, String key) throws SspiException {
            var example = WorkedExample.of(section);
            var pair = Pair.of(example.flags("authenticateFlags"), example.hex(key));
            byte[] sealed = Pair.sealed(pair.client(), example.hex("plain"));
            assertArrayEquals(example.hex("signature"), Arrays.copyOf(sealed, 16));
            assertArrayEquals(example.hex("sealed"), Arrays.copyOfRange(sealed, 16, sealed.length));
            assertArrayEquals(example.hex("plain"), Pair.opened(pair.server(), sealed));
        }
    }

    @Nested
    @DisplayName("3.4.4.2 with extended session security")
    class Extended {
        @ParameterizedTest
        @ValueSource(ints = {Pair.SEALED, Pair.WITHOUT_KEY_EXCH})
        void manyMessagesAreWhatTheJdksCiphersMakeOfThem(int flags) throws Exception {
            var pair = Pair.of(flags);
            byte[] key = Pair.text(16);
            var judge = Cipher.getInstance("ARCFOUR");
            judge.init(
                    Cipher.ENCRYPT_MODE, new SecretKeySpec(NtlmKeys.sealkey(flags, key, NtlmKeys.Mode.CLIENT), "ARCFOUR"));
            var mac = Mac.getInstance("HmacMD5");
            mac.init(new SecretKeySpec(NtlmKeys.signkey(key, NtlmKeys.Mode.CLIENT), "HmacMD5"));
            for (int number = 0; number < 5; number++) {
                byte[] text = Pair.text(number * 5000);
                byte[] seqNum = {(byte) number, 0, 0, 0};
                byte[] cipher = judge.update(text);
                mac.update(seqNum);
                byte[] checksum = Arrays.copyOf(mac.doFinal(text), 8);
                if (flags == Pair.SEALED) {
                    checksum = judge.update(checksum);
                }
                var expected = ByteBuffer.allocate(16 + text.length).put(new byte[] {1, 0, 0, 0}).put(checksum).put(seqNum);
                expected.put(cipher == null ? new byte[0] : cipher);
                byte[] sealed = Pair.sealed(pair.client(), text);
                assertArrayEquals(expected.array(), sealed);
                assertArrayEquals(text, Pair.opened(pair.server(), sealed));
            }
        }

        @Test
        void eachDirectionHasItsOwnKeysAndNumbers() throws SspiException {
            var pair = Pair.of(Pair.SEALED);
            byte[] there = Pair.sealed(pair.client(), TEXT);
            byte[] back = Pair.sealed(pair.server(), TEXT);
            assertFalse(Arrays.equals(there, back));
            assertArrayEquals(TEXT, Pair.opened(pair.client(), back));
            assertArrayEquals(TEXT, Pair.opened(pair.server(), there));
            assertEquals(SecurityStatus.SEC_E_MESSAGE_ALTERED, status(() -> Pair.opened(Pair.of(Pair.SEALED).client(), there)));
        }

        @Test
        void signingAndSealingShareTheNumbersAndTheKeyStream() throws SspiException {
            var pair = Pair.of(Pair.SEALED);
            byte[] first = Pair.signature(pair.client(), TEXT);
            byte[] second = Pair.sealed(pair.client(), TEXT);
            byte[] third = Pair.signature(pair.client(), TEXT);
            assertEquals(0, first[12]);
            assertEquals(1, second[12]);
            assertEquals(2, third[12]);
            Pair.verify(pair.server(), first, TEXT);
            assertArrayEquals(TEXT, Pair.opened(pair.server(), second));
            Pair.verify(pair.server(), third, TEXT);
        }

        @ParameterizedTest
        @CsvSource({"0x20000000, 16", "0xA0000000, 16", "0x80000000, 7", "0, 5"})
        void weakerFlagsHaveLessOfTheSessionKeyInTheSealingKey(String strength, int bytes) throws Exception {
            int flags = NegotiateFlags.EXTENDED_SESSIONSECURITY | Long.decode(strength).intValue();
            byte[] key = Pair.text(16);
            byte[] expected = Hash.MD5.of(
                    Arrays.copyOf(key, bytes),
                    "session key to server-to-client sealing key magic constant\0".getBytes("US-ASCII"));
            assertArrayEquals(expected, NtlmKeys.sealkey(flags, key, NtlmKeys.Mode.SERVER));
        }
    }

    @Nested
    @DisplayName("3.4.4.1 without extended session security")
    class WithoutExtensions {
        @Test
        void bothDirectionsShareOneKeyStreamAndOneCounter() throws SspiException {
            var pair = Pair.of(Pair.WITHOUT_ESS);
            byte[] there = Pair.sealed(pair.client(), TEXT);
            assertArrayEquals(TEXT, Pair.opened(pair.server(), there));
            byte[] back = Pair.sealed(pair.server(), TEXT);
            assertFalse(Arrays.equals(there, back), "another part of the key stream");
            assertArrayEquals(TEXT, Pair.opened(pair.client(), back));
            Pair.verify(pair.server(), Pair.signature(pair.client(), TEXT), TEXT);
        }

        @Test
        void theRandomPadIsNotLookedAt() throws SspiException {
            var pair = Pair.of(Pair.WITHOUT_ESS);
            byte[] sealed = Pair.sealed(pair.client(), TEXT);
            Arrays.fill(sealed, 4, 8, (byte) 0);
            assertArrayEquals(TEXT, Pair.opened(pair.server(), sealed));
        }

        /** The key stream is at its place, but the number in it is another one: the peer skipped one, or somebody who can forge a CRC. */
        @Test
        void anotherNumberIsOutOfSequence() throws SspiException {
            var pair = Pair.of(Pair.WITHOUT_ESS);
            byte[] sealed = Pair.sealed(pair.client(), TEXT);
            byte[] skipped = sealed.clone();
            skipped[12] ^= 1;
            assertEquals(SecurityStatus.SEC_E_OUT_OF_SEQUENCE, status(() -> Pair.opened(pair.server(), skipped)));
            assertArrayEquals(TEXT, Pair.opened(pair.server(), sealed));
        }

        @ParameterizedTest
        @CsvSource({
            "0,          101112131415161718191a1b1c1d1e1f",
            "0x80,       1011121314e538b0",
            "0x80000080, 10111213141516a0",
            "0x40,       1011121314e538b0",
            "0x80000040, 10111213141516a0"
        })
        void sealingKeys(String flags, String expected) {
            byte[] key = HexFormat.of().parseHex("101112131415161718191a1b1c1d1e1f");
            assertEquals(
                    expected,
                    HexFormat.of().formatHex(NtlmKeys.sealkey(Long.decode(flags).intValue(), key, NtlmKeys.Mode.CLIENT)));
        }
    }

    @Nested
    @DisplayName("3.4.3 connectionless mode")
    class Datagrams {
        @Test
        void eachHasAKeyOfItsOwnAndTheCallersNumber() throws Exception {
            var pair = Pair.of(Pair.DATAGRAM);
            byte[] sealed = Pair.sealed(pair.client(), TEXT, 0x01020304);
            byte[] seqNum = {4, 3, 2, 1};
            assertArrayEquals(seqNum, Arrays.copyOfRange(sealed, 12, 16));
            byte[] sealkey = NtlmKeys.sealkey(Pair.DATAGRAM, Pair.text(16), NtlmKeys.Mode.CLIENT);
            var judge = new RC4Engine();
            judge.init(true, new KeyParameter(Hash.MD5.of(sealkey, seqNum)));
            byte[] expected = new byte[TEXT.length];
            judge.processBytes(TEXT, 0, TEXT.length, expected, 0);
            assertArrayEquals(expected, Arrays.copyOfRange(sealed, 16, sealed.length));
        }

        @ParameterizedTest
        @ValueSource(ints = {Pair.DATAGRAM, Pair.WITHOUT_ESS | NegotiateFlags.DATAGRAM})
        void theyMayComeInAnyOrderOrNotAtAll(int flags) throws SspiException {
            var pair = Pair.of(flags);
            byte[] first = Pair.sealed(pair.client(), TEXT, 3);
            byte[] lost = Pair.sealed(pair.client(), Pair.text(50), 7);
            byte[] last = Pair.sealed(pair.client(), Pair.text(60), -1);
            assertArrayEquals(Pair.text(60), Pair.opened(pair.server(), last, -1));
            assertArrayEquals(TEXT, Pair.opened(pair.server(), first, 3));
            assertNotEquals(0, lost.length);
        }

        @Test
        void theNumberHasToBeTheOneThatTheCallerExpects() throws SspiException {
            var pair = Pair.of(Pair.DATAGRAM);
            byte[] sealed = Pair.sealed(pair.client(), TEXT, 5);
            assertEquals(SecurityStatus.SEC_E_OUT_OF_SEQUENCE, status(() -> Pair.opened(pair.server(), sealed, 4)));
            assertArrayEquals(TEXT, Pair.opened(pair.server(), sealed, 5));
        }

        /** Both directions have one key there. */
        @ParameterizedTest
        @ValueSource(ints = {Pair.DATAGRAM, Pair.WITHOUT_ESS | NegotiateFlags.DATAGRAM})
        void aNumberIsNotUsedTwiceWhateverIsReceivedMeanwhile(int flags) throws SspiException {
            var pair = Pair.of(flags);
            Pair.sealed(pair.client(), TEXT, 10);
            Pair.opened(pair.client(), Pair.sealed(pair.server(), TEXT, 3), 3);
            assertEquals(SecurityStatus.SEC_E_OUT_OF_SEQUENCE, status(() -> Pair.sealed(pair.client(), TEXT, 10)));
            Pair.opened(pair.client(), Pair.sealed(pair.server(), TEXT, -1), -1);
            assertArrayEquals(TEXT, Pair.opened(pair.server(), Pair.sealed(pair.client(), TEXT, 11), 11));
        }

        @ParameterizedTest
        @ValueSource(ints = {5, 4, 0})
        void aNumberIsNotUsedTwice(int again) throws SspiException {
            var pair = Pair.of(Pair.DATAGRAM);
            Pair.signature(pair.client(), TEXT, 5);
            assertEquals(SecurityStatus.SEC_E_OUT_OF_SEQUENCE, status(() -> Pair.sealed(pair.client(), TEXT, again)));
            assertArrayEquals(TEXT, Pair.opened(pair.server(), Pair.sealed(pair.client(), TEXT, 6), 6));
        }
    }

    @Nested
    @DisplayName("a message that is refused")
    class Refused {
        @ParameterizedTest
        @ValueSource(ints = {Pair.SEALED, Pair.WITHOUT_KEY_EXCH, Pair.WITHOUT_ESS})
        void eachBitMatters(int flags) throws SspiException {
            var pair = Pair.of(flags);
            byte[] text = Pair.text(5);
            byte[] sealed = Pair.sealed(pair.client(), text);
            Mutations.bitFlips(sealed)
                    .filter(flipped -> flags != Pair.WITHOUT_ESS || Arrays.mismatch(flipped, sealed) / 4 != 1)
                    .forEach(flipped -> assertTrue(
                            Set.of(
                                            SecurityStatus.SEC_E_INVALID_TOKEN,
                                            SecurityStatus.SEC_E_MESSAGE_ALTERED,
                                            SecurityStatus.SEC_E_OUT_OF_SEQUENCE)
                                    .contains(status(() -> Pair.opened(pair.server(), flipped)))));
            assertArrayEquals(text, Pair.opened(pair.server(), sealed), "the key stream is where it was");
        }

        @ParameterizedTest
        @ValueSource(ints = {Pair.SEALED, Pair.WITHOUT_KEY_EXCH, Pair.WITHOUT_ESS, Pair.SIGNED})
        void eachBitOfASignatureMatters(int flags) throws SspiException {
            var pair = Pair.of(flags);
            byte[] signature = Pair.signature(pair.client(), TEXT);
            Mutations.bitFlips(signature)
                    .filter(flipped -> flags != Pair.WITHOUT_ESS || Arrays.mismatch(flipped, signature) / 4 != 1)
                    .forEach(flipped -> assertThrows(SspiException.class, () -> Pair.verify(pair.server(), flipped, TEXT)));
            assertEquals(
                    SecurityStatus.SEC_E_MESSAGE_ALTERED, status(() -> Pair.verify(pair.server(), signature, Pair.text(101))));
            Pair.verify(pair.server(), signature, TEXT);
        }

        @Test
        void hasTheStatusOfWhatIsWrong() throws SspiException {
            var pair = Pair.of(Pair.SEALED);
            byte[] sealed = Pair.sealed(pair.client(), TEXT);
            assertEquals(SecurityStatus.SEC_E_INVALID_TOKEN, status(() -> Pair.opened(pair.server(), flipped(sealed, 0))));
            assertEquals(SecurityStatus.SEC_E_INVALID_TOKEN, status(() -> Pair.opened(pair.server(), flipped(sealed, 3))));
            assertEquals(SecurityStatus.SEC_E_MESSAGE_ALTERED, status(() -> Pair.opened(pair.server(), flipped(sealed, 4))));
            assertEquals(SecurityStatus.SEC_E_MESSAGE_ALTERED, status(() -> Pair.opened(pair.server(), flipped(sealed, 11))));
            assertEquals(SecurityStatus.SEC_E_OUT_OF_SEQUENCE, status(() -> Pair.opened(pair.server(), flipped(sealed, 12))));
            assertEquals(SecurityStatus.SEC_E_MESSAGE_ALTERED, status(() -> Pair.opened(pair.server(), flipped(sealed, 16))));
            byte[] shorter = Arrays.copyOf(sealed, sealed.length - 1);
            assertEquals(SecurityStatus.SEC_E_MESSAGE_ALTERED, status(() -> Pair.opened(pair.server(), shorter)));
        }

        @Test
        void isOneThatCameBeforeOrComesTooEarly() throws SspiException {
            var pair = Pair.of(Pair.SEALED);
            byte[] first = Pair.sealed(pair.client(), TEXT);
            byte[] second = Pair.sealed(pair.client(), TEXT);
            byte[] third = Pair.sealed(pair.client(), TEXT);
            assertEquals(SecurityStatus.SEC_E_OUT_OF_SEQUENCE, status(() -> Pair.opened(pair.server(), second)));
            assertArrayEquals(TEXT, Pair.opened(pair.server(), first));
            assertEquals(SecurityStatus.SEC_E_OUT_OF_SEQUENCE, status(() -> Pair.opened(pair.server(), first)));
            assertEquals(SecurityStatus.SEC_E_OUT_OF_SEQUENCE, status(() -> Pair.opened(pair.server(), third)));
            assertArrayEquals(TEXT, Pair.opened(pair.server(), second));
            assertArrayEquals(TEXT, Pair.opened(pair.server(), third));
        }

        @ParameterizedTest
        @ValueSource(ints = {Pair.SEALED, Pair.WITHOUT_ESS, Pair.DATAGRAM})
        void leavesNoPlaintextBehind(int flags) throws SspiException {
            var pair = Pair.of(flags);
            byte[] sealed = flipped(Pair.sealed(pair.client(), TEXT), flags == Pair.WITHOUT_ESS ? 8 : 4);
            var data = ByteBuffer.wrap(sealed, 16, TEXT.length);
            var message = List.of(SecBuffer.token(Arrays.copyOf(sealed, 16)), SecBuffer.data(data));
            assertEquals(
                    SecurityStatus.SEC_E_MESSAGE_ALTERED, status(() -> pair.server().decryptMessage(message, 0)));
            assertArrayEquals(new byte[TEXT.length], Arrays.copyOfRange(sealed, 16, sealed.length));
        }

        @Test
        void isASignatureOfAnotherLength() throws SspiException {
            var pair = Pair.of(Pair.SEALED);
            byte[] signature = Pair.signature(pair.client(), TEXT);
            IntStream.of(0, 1, 15, 17, 32).forEach(length -> assertEquals(
                    SecurityStatus.SEC_E_INVALID_TOKEN,
                    status(() -> Pair.verify(pair.server(), Arrays.copyOf(signature, length), TEXT))));
            IntStream.of(0, 1, 15).forEach(length -> assertEquals(
                    SecurityStatus.SEC_E_INVALID_TOKEN,
                    status(() -> Pair.openedAsStream(pair.server(), Arrays.copyOf(signature, length)))));
            Pair.verify(pair.server(), signature, TEXT);
        }
    }

    @Nested
    @DisplayName("the caller's buffers")
    class Buffers {
        @Test
        void headersAreSignedAndDataIsSealed() throws SspiException {
            var pair = Pair.of(Pair.SEALED);
            byte[] header = Pair.text(24);
            byte[] first = TEXT.clone();
            byte[] second = Pair.text(33);
            byte[] aside = Pair.text(8);
            var token = SecBuffer.token(ByteBuffer.allocate(20));
            var list = List.of(
                    SecBuffer.readOnlyWithChecksum(ByteBuffer.wrap(header).asReadOnlyBuffer()),
                    SecBuffer.data(ByteBuffer.wrap(first)),
                    new SecBuffer(SecBufferType.DATA, SecBuffer.Access.READONLY, ByteBuffer.wrap(aside)),
                    SecBuffer.data(ByteBuffer.wrap(second)),
                    token);
            pair.client().encryptMessage(Qop.DEFAULT, list, 0);
            assertEquals(16, token.size());
            assertArrayEquals(Pair.text(24), header);
            assertFalse(Arrays.equals(TEXT, first));
            assertFalse(Arrays.equals(Pair.text(33), second));
            assertArrayEquals(Pair.text(8), aside);
            aside[0] ^= 1;
            assertEquals(MessageResult.SEALED, pair.server().decryptMessage(list, 0));
            assertArrayEquals(TEXT, first);
            assertArrayEquals(Pair.text(33), second);
        }

        @Test
        void aHeaderThatWasChangedIsNoticed() throws SspiException {
            var pair = Pair.of(Pair.SEALED);
            byte[] header = Pair.text(24);
            byte[] data = TEXT.clone();
            var list = List.of(
                    SecBuffer.token(ByteBuffer.allocate(16)),
                    SecBuffer.readOnlyWithChecksum(ByteBuffer.wrap(header)),
                    SecBuffer.data(ByteBuffer.wrap(data)));
            pair.client().encryptMessage(Qop.DEFAULT, list, 0);
            header[3] ^= 1;
            assertEquals(SecurityStatus.SEC_E_MESSAGE_ALTERED, status(() -> pair.server().decryptMessage(list, 0)));
        }

        @Test
        void aStreamIsOpenedWhereItLies() throws SspiException {
            var pair = Pair.of(Pair.SEALED);
            for (int length : new int[] {0, 1, 9000}) {
                byte[] sealed = Pair.sealed(pair.client(), Pair.text(length));
                assertArrayEquals(Pair.text(length), Pair.openedAsStream(pair.server(), sealed));
            }
        }

        @Test
        void aStreamHasItsHeaderBeforeTheData() throws SspiException {
            var pair = Pair.of(Pair.SEALED);
            byte[] header = Pair.text(24);
            byte[] data = TEXT.clone();
            var token = SecBuffer.token(ByteBuffer.allocate(16));
            pair.client().encryptMessage(
                    Qop.DEFAULT,
                    List.of(token, SecBuffer.readOnlyWithChecksum(ByteBuffer.wrap(header)), SecBuffer.data(ByteBuffer.wrap(data))),
                    0);
            byte[] message = ByteBuffer.allocate(116).put(token.toBytes()).put(data).array();
            assertArrayEquals(
                    TEXT, Pair.openedAsStream(pair.server(), message, SecBuffer.readOnlyWithChecksum(ByteBuffer.wrap(header))));
        }

        @Test
        void aTokenWithoutRoomOrAMessageWithoutDataChangesNothing() throws SspiException {
            var pair = Pair.of(Pair.SEALED);
            var data = SecBuffer.data(ByteBuffer.wrap(TEXT.clone()));
            assertEquals(
                    SecurityStatus.SEC_E_BUFFER_TOO_SMALL,
                    status(() -> pair.client().encryptMessage(0, List.of(SecBuffer.token(ByteBuffer.allocate(15)), data), 0)));
            assertEquals(SecurityStatus.SEC_E_INVALID_TOKEN, status(() -> pair.client().encryptMessage(0, List.of(data), 0)));
            assertEquals(
                    SecurityStatus.SEC_E_INVALID_TOKEN,
                    status(() -> pair.client().makeSignature(0, List.of(SecBuffer.token(ByteBuffer.allocate(16))), 0)));
            assertArrayEquals(TEXT, data.toBytes());
            assertArrayEquals(TEXT, Pair.opened(pair.server(), Pair.sealed(pair.client(), TEXT)));
        }

        /** Of nothing there is a signature, and it is not one of whatever the caller forgot. */
        @Test
        void withoutDataNothingIsVerified() throws SspiException {
            var pair = Pair.of(Pair.SEALED);
            byte[] ofNothing = Pair.signature(pair.client(), new byte[0]);
            assertEquals(
                    SecurityStatus.SEC_E_INVALID_TOKEN,
                    status(() -> pair.server().verifySignature(List.of(SecBuffer.token(ofNothing)), 0)));
            Pair.verify(pair.server(), ofNothing, new byte[0]);
        }
    }

    @Nested
    @DisplayName("padding and shared memory")
    class PaddingAndMemory {
        private final Pair pair = Pair.of(Pair.SEALED);

        @Test
        void paddingIsNeverSentAndNeverTaken() throws SspiException {
            var padding = SecBuffer.padding(ByteBuffer.allocate(4));
            var data = ByteBuffer.wrap(TEXT.clone());
            var token = SecBuffer.token(ByteBuffer.allocate(16));
            pair.client().encryptMessage(Qop.DEFAULT, List.of(token, SecBuffer.data(data), padding), 0);
            assertEquals(0, padding.size());
            var unprotected = SecBuffer.padding(ByteBuffer.allocate(1));
            assertEquals(
                    SecurityStatus.SEC_E_INVALID_TOKEN,
                    status(() -> pair.server().decryptMessage(List.of(token, SecBuffer.data(data), unprotected), 0)));
            pair.server().decryptMessage(List.of(token, SecBuffer.data(data), padding), 0);
            assertArrayEquals(TEXT, data.array());
        }

        @Test
        void theTokenSharesNoMemoryWithTheData() throws SspiException {
            byte[] memory = Pair.text(40);
            var token = SecBuffer.token(ByteBuffer.wrap(memory, 0, 16));
            var data = SecBuffer.data(ByteBuffer.wrap(memory, 15, 25));
            assertEquals(
                    SecurityStatus.SEC_E_INVALID_TOKEN, status(() -> pair.client().encryptMessage(0, List.of(token, data), 0)));
            assertEquals(SecurityStatus.SEC_E_INVALID_TOKEN, status(() -> pair.client().makeSignature(0, List.of(token, data), 0)));
            assertArrayEquals(Pair.text(40), memory);
            byte[] sealed = Pair.sealed(pair.client(), TEXT);
            var received = SecBuffer.token(ByteBuffer.wrap(sealed, 0, 16));
            var overlapping = SecBuffer.data(ByteBuffer.wrap(sealed, 15, 101));
            assertEquals(
                    SecurityStatus.SEC_E_INVALID_TOKEN,
                    status(() -> pair.server().decryptMessage(List.of(received, overlapping), 0)));
        }

        @Test
        void aStreamSharesNoMemoryWithAHeader() throws SspiException {
            byte[] sealed = Pair.sealed(pair.client(), TEXT);
            var header = SecBuffer.readOnlyWithChecksum(ByteBuffer.wrap(sealed, 100, 4));
            assertEquals(
                    SecurityStatus.SEC_E_INVALID_TOKEN,
                    status(() -> pair.server().decryptMessage(
                            List.of(SecBuffer.stream(ByteBuffer.wrap(sealed)), header, SecBuffer.empty()), 0)));
        }

        @Test
        void directMemoryIsSealedInPlace() throws SspiException {
            var memory = ByteBuffer.allocateDirect(20_016).put(16, Pair.text(20_000));
            var token = SecBuffer.token(memory.slice(0, 16));
            var data = SecBuffer.data(memory.slice(16, 20_000));
            pair.client().encryptMessage(Qop.DEFAULT, List.of(token, data), 0);
            byte[] sealed = new byte[20_016];
            memory.get(0, sealed);
            assertArrayEquals(Pair.sealed(Pair.of(Pair.SEALED).client(), Pair.text(20_000)), sealed);
            pair.server().decryptMessage(List.of(token, data), 0);
            assertArrayEquals(Pair.text(20_000), data.toBytes());
        }
    }

    @Nested
    @DisplayName("the numbers of messages")
    class Numbers {
        @Test
        void comeToAnEndAfterTheLastOfThem() throws SspiException {
            var sequence = new SequenceNumber(false, 0xFFFFFFFFL);
            int last = sequence.toSend(0);
            assertEquals(-1, last);
            sequence.sent(last);
            assertEquals(SecurityStatus.SEC_E_CONTEXT_EXPIRED, status(() -> sequence.toSend(0)));
        }

        /** Else the first message, received once more, would be the next one: where the checksum is not encrypted, it is genuine. */
        @Test
        void doNotBeginAgainForWhoReceives() throws SspiException {
            var sequence = new SequenceNumber(false, 0xFFFFFFFFL);
            int last = sequence.toReceive(0);
            assertEquals(-1, last);
            sequence.received();
            assertEquals(SecurityStatus.SEC_E_CONTEXT_EXPIRED, status(() -> sequence.toReceive(0)));
        }

        @Test
        void ofDatagramsEndWithTheHighest() throws SspiException {
            var pair = Pair.of(Pair.DATAGRAM);
            Pair.sealed(pair.client(), TEXT, -1);
            for (int number : new int[] {0, 1, -1}) {
                assertEquals(SecurityStatus.SEC_E_OUT_OF_SEQUENCE, status(() -> Pair.sealed(pair.client(), TEXT, number)));
            }
        }
    }

    @Nested
    @DisplayName("what was agreed on")
    class Agreed {
        @Test
        void aContextThatSealsSealsEverything() throws SspiException {
            var pair = Pair.of(Pair.SEALED);
            assertEquals(
                    SecurityStatus.SEC_E_QOP_NOT_SUPPORTED,
                    status(() -> Pair.encrypted(pair.client(), Qop.WRAP_NO_ENCRYPT, TEXT, 0)));
            assertArrayEquals(TEXT, Pair.opened(pair.server(), Pair.sealed(pair.client(), TEXT)));
        }

        /** Windows' and Samba's servers of LDAP take a layer of signatures for that. */
        @ParameterizedTest
        @ValueSource(ints = {Qop.DEFAULT, Qop.WRAP_NO_ENCRYPT})
        void aContextThatSignsSealsWhatIsEncryptedAllTheSame(int qop) throws SspiException {
            var pair = Pair.of(Pair.SIGNED);
            byte[] sealed = Pair.encrypted(pair.client(), qop, TEXT, 0);
            assertFalse(Arrays.equals(TEXT, Arrays.copyOfRange(sealed, 16, sealed.length)));
            var message = List.of(
                    SecBuffer.token(Arrays.copyOf(sealed, 16)),
                    SecBuffer.data(ByteBuffer.wrap(Arrays.copyOfRange(sealed, 16, sealed.length))));
            assertEquals(MessageResult.SEALED, pair.server().decryptMessage(message, 0));
            assertArrayEquals(TEXT, message.get(1).toBytes());
            assertArrayEquals(TEXT, Pair.openedAsStream(pair.server(), Pair.encrypted(pair.client(), qop, TEXT, 0)));
        }

        @Test
        void aContextThatSignsHasNoOtherQuality() throws SspiException {
            var pair = Pair.of(Pair.SIGNED);
            assertEquals(SecurityStatus.SEC_E_QOP_NOT_SUPPORTED, status(() -> Pair.encrypted(pair.client(), 1, TEXT, 0)));
        }

        @ParameterizedTest
        @ValueSource(ints = {Qop.WRAP_NO_ENCRYPT, 1, -1})
        void aSignatureHasOneQuality(int qop) throws SspiException {
            for (int flags : new int[] {Pair.SEALED, Pair.SIGNED}) {
                var pair = Pair.of(flags);
                var list = List.of(SecBuffer.token(ByteBuffer.allocate(16)), SecBuffer.data(ByteBuffer.wrap(TEXT.clone())));
                assertEquals(SecurityStatus.SEC_E_QOP_NOT_SUPPORTED, status(() -> pair.client().makeSignature(qop, list, 0)));
                Pair.verify(pair.server(), Pair.signature(pair.client(), TEXT), TEXT);
            }
        }

        @Test
        void alwaysSignWithoutSignIsNoSignature() {
            var pair = Pair.of(Pair.ALWAYS_SIGN);
            byte[] dummy = new byte[16];
            dummy[0] = 1;
            assertFalse(pair.server().flags().contains(ContextFlag.INTEGRITY));
            assertEquals(SecurityStatus.SEC_E_QOP_NOT_SUPPORTED, status(() -> Pair.verify(pair.server(), dummy, TEXT)));
            assertEquals(SecurityStatus.SEC_E_QOP_NOT_SUPPORTED, status(() -> Pair.signature(pair.client(), TEXT)));
            assertEquals(
                    SecurityStatus.SEC_E_QOP_NOT_SUPPORTED,
                    status(() -> Pair.encrypted(pair.client(), Qop.WRAP_NO_ENCRYPT, TEXT, 0)));
            assertEquals(SecurityStatus.SEC_E_QOP_NOT_SUPPORTED, status(() -> Pair.opened(pair.server(), Pair.text(40))));
        }

        @Test
        void withoutAnyOfThemThereAreNoSignatures() {
            var pair = Pair.of(NegotiateFlags.UNICODE);
            assertEquals(SecurityStatus.SEC_E_QOP_NOT_SUPPORTED, status(() -> Pair.signature(pair.client(), TEXT)));
            assertEquals(SecurityStatus.SEC_E_QOP_NOT_SUPPORTED, status(() -> Pair.verify(pair.server(), new byte[16], TEXT)));
        }

        @Test
        void whatASessionSaysOfItself() throws SspiException {
            var pair = Pair.of(Pair.SEALED);
            assertEquals(new ContextAttribute.Sizes(2888, 16, 1, 16), pair.client().query(ContextAttribute.SIZES));
            assertArrayEquals(Pair.text(16), pair.client().query(ContextAttribute.SESSION_KEY).key());
            assertEquals(Instant.MAX, pair.client().expiry());
            assertEquals(84, pair.client().wrapSizeLimit(Qop.DEFAULT, 100));
            assertEquals("EXAMPLE\\alice", pair.server().accessToken().userName());
            assertEquals(SecurityStatus.SEC_E_INVALID_HANDLE, status(() -> pair.client().accessToken()));
        }

        @Test
        void aClosedSessionDoesNothing() throws SspiException {
            var pair = Pair.of(Pair.SEALED);
            byte[] sealed = Pair.sealed(pair.client(), TEXT);
            byte[] signature = Pair.signature(pair.client(), TEXT);
            pair.client().close();
            pair.server().close();
            assertEquals(SecurityStatus.SEC_E_INVALID_HANDLE, status(() -> Pair.sealed(pair.client(), TEXT)));
            assertEquals(SecurityStatus.SEC_E_INVALID_HANDLE, status(() -> Pair.signature(pair.client(), TEXT)));
            assertEquals(SecurityStatus.SEC_E_INVALID_HANDLE, status(() -> Pair.opened(pair.server(), sealed)));
            assertEquals(SecurityStatus.SEC_E_INVALID_HANDLE, status(() -> Pair.verify(pair.server(), signature, TEXT)));
            assertEquals(SecurityStatus.SEC_E_INVALID_HANDLE, status(() -> pair.client().query(ContextAttribute.SESSION_KEY)));
            assertEquals(SecurityStatus.SEC_E_INVALID_HANDLE, status(() -> pair.client().signMechList(TEXT)));
            assertEquals(SecurityStatus.SEC_E_INVALID_HANDLE, status(() -> pair.server().verifyMechList(TEXT, signature)));
        }
    }

    @Nested
    @DisplayName("The keys of messages are made for the first one")
    class MadeLate {
        private final byte[] signature = new byte[16];

        /** The session key is zeros by then, which everybody knows. */
        @ParameterizedTest
        @ValueSource(ints = {Pair.SEALED, Pair.SIGNED, Pair.DATAGRAM, Pair.WITHOUT_ESS})
        void notOnceTheSessionIsClosed(int flags) {
            for (var session : List.of(Pair.of(flags).client(), Pair.of(flags).server())) {
                session.close();
                assertEquals(SecurityStatus.SEC_E_INVALID_HANDLE, status(() -> Pair.encrypted(session, qop(flags), TEXT, 0)));
                assertEquals(SecurityStatus.SEC_E_INVALID_HANDLE, status(() -> Pair.signature(session, TEXT)));
                assertEquals(SecurityStatus.SEC_E_INVALID_HANDLE, status(() -> Pair.opened(session, Pair.text(40))));
                assertEquals(SecurityStatus.SEC_E_INVALID_HANDLE, status(() -> Pair.verify(session, signature, TEXT)));
                assertEquals(SecurityStatus.SEC_E_INVALID_HANDLE, status(() -> session.signMechList(TEXT)));
                assertEquals(SecurityStatus.SEC_E_INVALID_HANDLE, status(() -> session.verifyMechList(TEXT, signature)));
            }
        }

        private static int qop(int flags) {
            return NegotiateFlags.has(flags, NegotiateFlags.SEAL) ? Qop.DEFAULT : Qop.WRAP_NO_ENCRYPT;
        }

        @Test
        void theSigningKeyIsWiped() throws SspiException {
            var wiped = new ExtendedSessionSecurity(Pair.WITHOUT_KEY_EXCH, Pair.text(16), NtlmKeys.Mode.CLIENT);
            var kept = new ExtendedSessionSecurity(Pair.WITHOUT_KEY_EXCH, Pair.text(16), NtlmKeys.Mode.CLIENT);
            assertEquals(checksum(kept), checksum(wiped));
            wiped.wipe();
            assertThrows(IllegalStateException.class, () -> checksum(wiped), "there is no key");
            assertEquals(16, checksum(kept).length());
        }

        @Test
        void theKeyStreamIsWiped() throws SspiException {
            var security = new ExtendedSessionSecurity(Pair.SEALED, Pair.text(16), NtlmKeys.Mode.CLIENT);
            checksum(security);
            assertNotEquals(keyStream(new Rc4Stream()), keyStream(saved(security)));
            security.wipe();
            assertEquals(keyStream(new Rc4Stream()), keyStream(saved(security)));
        }

        /** With it the session key was encrypted. */
        @Test
        void theKeyStreamThatWasLeasedIsWiped() {
            var scratch = MessageScratch.lease();
            scratch.before.init(Pair.text(16));
            scratch.close();
            assertEquals(keyStream(new Rc4Stream()), keyStream(scratch.before));
        }

        private static Rc4Stream saved(Protection protection) {
            var stream = new Rc4Stream();
            protection.save(stream);
            return stream;
        }

        private static String keyStream(Rc4Stream stream) {
            byte[] bytes = new byte[16];
            stream.crypt(bytes, 0, bytes.length);
            return HexFormat.of().formatHex(bytes);
        }

        private static String checksum(Protection protection) throws SspiException {
            try (var scratch = MessageScratch.lease()) {
                scratch.message.signed(TEXT, 0, TEXT.length);
                protection.protect(scratch, 0);
                return HexFormat.of().formatHex(scratch.signature, MessageSignature.CHECKSUM_AT, MessageSignature.SEQ_NUM_AT);
            }
        }
    }

    @Nested
    @DisplayName("what a session leaves behind")
    class Wiped {
        @ParameterizedTest
        @ValueSource(ints = {Pair.SEALED, Pair.WITHOUT_KEY_EXCH, Pair.WITHOUT_ESS, Pair.DATAGRAM})
        void isNothingOfItsKeys(int flags) throws SspiException {
            var closed = pairsOfTwoKeys(flags);
            assertTrue(whatKeysMake(closed, 0).size() > 1);
            closed.forEach(pair -> {
                pair.client().close();
                pair.server().close();
            });
            assertEquals(1, whatKeysMake(closed, 1).size(), "whatever the keys were");
        }

        private static List<Pair> pairsOfTwoKeys(int flags) {
            return List.of(Pair.of(flags, Pair.text(16)), Pair.of(flags, new byte[16]));
        }

        /** Of each direction of each session, past the session, which would refuse. */
        private static Set<String> whatKeysMake(List<Pair> pairs, int messageSeqNo) throws SspiException {
            var made = new HashSet<String>();
            for (var pair : pairs) {
                for (var session : List.of(pair.client(), pair.server())) {
                    for (var each : Reachable.from(session)) {
                        if (each instanceof Protection protection) {
                            made.add(HexFormat.of().formatHex(made(protection, messageSeqNo)));
                        }
                    }
                }
            }
            return made;
        }

        /** Nothing, if it has no key to make anything with. */
        private static byte[] made(Protection protection, int messageSeqNo) throws SspiException {
            byte[] text = TEXT.clone();
            try (var scratch = MessageScratch.lease()) {
                scratch.message.sealed(text, 0, text.length);
                protection.protect(scratch, messageSeqNo);
                return ByteBuffer.allocate(16 + text.length).put(scratch.signature).put(text).array();
            } catch (IllegalStateException e) {
                return new byte[0];
            }
        }

        @Test
        void isNotTheKeyThatWasExported() {
            byte[] key = Pair.text(16);
            var agreement = new NtlmSession.Agreement(true, Pair.SEALED, key, true, Set.of(), Instant.MAX);
            NtlmSession.ofInitiator(agreement, new Nothing()).close();
            assertArrayEquals(new byte[16], key);
        }
    }

    /** Tells nothing. */
    private record Nothing() implements NtlmSession.Attributes {
        @Override
        public <T> T answer(ContextAttribute<T> attribute) {
            throw new AssertionError("nobody asks for " + attribute);
        }
    }

    @Nested
    @DisplayName("MS-SPNG 3.3.5.1 the mechListMIC")
    class MechListMic {
        @ParameterizedTest
        @ValueSource(ints = {Pair.SEALED, Pair.WITHOUT_KEY_EXCH, Pair.WITHOUT_ESS})
        void leavesTheKeyStreamWhereItWasAndTheNumberCounted(int flags) throws SspiException {
            var pair = Pair.of(flags);
            byte[] mic = pair.client().signMechList(TEXT);
            pair.server().verifyMechList(TEXT, mic);
            byte[] sealed = Pair.sealed(pair.client(), Pair.text(60));
            assertTrue(sealed[12] == 1 || flags == Pair.WITHOUT_ESS, "there it is encrypted");
            byte[] withoutMic = Pair.sealed(Pair.of(flags).client(), Pair.text(60));
            assertArrayEquals(
                    Arrays.copyOfRange(withoutMic, 16, withoutMic.length), Arrays.copyOfRange(sealed, 16, sealed.length));
            assertFalse(Arrays.equals(Arrays.copyOf(withoutMic, 16), Arrays.copyOf(sealed, 16)), "the number is another one");
            assertArrayEquals(Pair.text(60), Pair.opened(pair.server(), sealed));
        }

        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        void isInsistedOnWhereThereWasAMic(boolean mic) {
            var agreement = new NtlmSession.Agreement(
                    false, Pair.SEALED, Pair.text(16), mic, Set.of(ContextFlag.INTEGRITY), Instant.MAX);
            assertEquals(mic, NtlmSession.ofAcceptor(agreement, new Nothing()).insistsOnMechListMic());
        }

        @Test
        void isNotInsistedOnWhereNothingCanBeSigned() {
            assertFalse(Pair.of(Pair.ALWAYS_SIGN).client().insistsOnMechListMic());
        }

        @Test
        void whateverIsWrongWithItIsAMessageAltered() throws SspiException {
            var pair = Pair.of(Pair.SEALED);
            byte[] mic = pair.client().signMechList(TEXT);
            Mutations.bitFlips(mic).forEach(flipped -> assertEquals(
                    SecurityStatus.SEC_E_MESSAGE_ALTERED, status(() -> pair.server().verifyMechList(TEXT, flipped))));
            Mutations.prefixes(mic).forEach(prefix -> assertEquals(
                    SecurityStatus.SEC_E_MESSAGE_ALTERED, status(() -> pair.server().verifyMechList(TEXT, prefix))));
            assertEquals(
                    SecurityStatus.SEC_E_MESSAGE_ALTERED, status(() -> pair.server().verifyMechList(Pair.text(99), mic)));
            pair.server().verifyMechList(TEXT, mic);
        }
    }

    private static byte[] flipped(byte[] message, int at) {
        byte[] flipped = message.clone();
        flipped[at] ^= 1;
        return flipped;
    }

    private static SecurityStatus status(Executable call) {
        return assertThrows(SspiException.class, call).status();
    }
}
