package org.sspi4j.protection;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.api.SecurityStatus.SEC_E_BUFFER_TOO_SMALL;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_HANDLE;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_TOKEN;
import static org.sspi4j.api.SecurityStatus.SEC_E_MESSAGE_ALTERED;
import static org.sspi4j.api.SecurityStatus.SEC_E_OUT_OF_SEQUENCE;
import static org.sspi4j.api.SecurityStatus.SEC_E_QOP_NOT_SUPPORTED;
import static org.sspi4j.api.SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.Sspi;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.MessageResult;
import org.sspi4j.api.MessageResult.Sequence;
import org.sspi4j.api.Qop;
import org.sspi4j.api.SchannelAttribute;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecBuffer.Access;
import org.sspi4j.api.SecBufferType;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.fixture.Loop;
import org.sspi4j.fixture.Memory;

/** What holds for the messages of every package, through the handles that applications have. */
@ParameterizedClass
@EnumSource(Row.class)
class ProtectionMatrixTest {
    private static final int[] LENGTHS = {0, 1, 15, 16, 17, 1000, 8192, 20_000};

    @Parameter
    Row row;

    private static Column.Contexts contexts;

    private Loop.Ends ends;
    /** Of messages that are signed and not sealed; the same ones where a context has both. */
    private Loop.Ends signing;

    @BeforeParameterizedClassInvocation
    static void open(Row row) throws Exception {
        contexts = row.open();
    }

    @AfterParameterizedClassInvocation
    static void close() throws Exception {
        contexts.close();
    }

    @BeforeEach
    void establish() throws Exception {
        ends = anotherContext();
        var signed = row.flags(Qop.WRAP_NO_ENCRYPT);
        signing = signed.equals(row.flags(Qop.DEFAULT)) ? ends : contexts.establish(signed);
    }

    @AfterEach
    void delete() {
        ends.close();
        signing.close();
    }

    private Loop.Ends anotherContext() throws Exception {
        return contexts.establish(row.flags(Qop.DEFAULT));
    }

    /** Of messages with this quality of protection. */
    private Loop.Ends ends(int qop) {
        return qop == Qop.DEFAULT ? ends : signing;
    }

    private static byte[] text(int length) {
        byte[] text = new byte[length];
        new Random(length).nextBytes(text);
        return text;
    }

    private static SecurityStatus refusal(Executable call) {
        return assertThrows(SspiException.class, call).status();
    }

    private int trailer() throws SspiException {
        return ends.client().sizes().securityTrailer();
    }

    private int signature() throws SspiException {
        return ends.client().sizes().maxSignature();
    }

    private SecBuffer room() throws SspiException {
        return SecBuffer.token(ByteBuffer.allocate(trailer()));
    }

    private static SecBuffer data(byte[] content) {
        return SecBuffer.data(ByteBuffer.wrap(content.clone()));
    }

    /** A whole message as it goes over the line. */
    private byte[] sealed(CtxtHandle from, byte[] content) throws SspiException {
        return protect(from, Qop.DEFAULT, content);
    }

    private byte[] protect(CtxtHandle from, int qop, byte[] content) throws SspiException {
        var token = room();
        var data = data(content);
        from.encryptMessage(qop, List.of(token, data));
        return concat(token.toBytes(), data.toBytes());
    }

    private static byte[] opened(CtxtHandle by, byte[] message) throws SspiException {
        var place = SecBuffer.empty();
        by.decryptMessage(List.of(SecBuffer.stream(ByteBuffer.wrap(message.clone())), place));
        return place.toBytes();
    }

    private static byte[] concat(byte[]... parts) {
        var whole = ByteBuffer.allocate(Arrays.stream(parts).mapToInt(part -> part.length).sum());
        for (byte[] part : parts) {
            whole.put(part);
        }
        return whole.array();
    }

    /** Nobody writes outside of a buffer's content. */
    private static void assertIntactAround(ByteBuffer... memories) {
        for (var memory : memories) {
            assertTrue(Memory.isIntactAround(memory));
        }
    }

    @Nested
    @DisplayName("memory")
    class Memories {
        @ParameterizedTest
        @EnumSource(Memory.class)
        void aSealedMessageIsMadeAndOpenedInPlace(Memory tokens) throws Exception {
            for (var memory : Memory.values()) {
                for (int length : LENGTHS) {
                    var token = tokens.room(trailer() + 3);
                    var body = memory.of(text(length));
                    int position = token.position();
                    int from = body.position();
                    ends.client().encryptMessage(List.of(SecBuffer.token(token), SecBuffer.data(body)));

                    assertEquals(position, token.position());
                    assertEquals(position + trailer(), token.limit(), "the limit is lowered to what is used");
                    assertEquals(from, body.position());
                    assertEquals(from + length, body.limit());
                    assertFalse(length > 4 && Arrays.equals(text(length), Memory.content(body)));
                    assertIntactAround(token, body);

                    var result = ends.server().decryptMessage(List.of(SecBuffer.token(token), SecBuffer.data(body)));
                    assertEquals(MessageResult.SEALED, result);
                    assertArrayEquals(text(length), Memory.content(body));
                    assertEquals(from, body.position());
                    assertEquals(position, token.position());
                    assertIntactAround(token, body);
                }
            }
        }

        @ParameterizedTest
        @EnumSource(Memory.class)
        void aSignedMessageStaysAsItIs(Memory tokens) throws Exception {
            for (var memory : Memory.values()) {
                for (int length : LENGTHS) {
                    var token = tokens.room(signature());
                    var body = memory.of(text(length)).asReadOnlyBuffer();
                    var message = List.of(SecBuffer.token(token), SecBuffer.data(body));
                    if (!row.wrapsReadably()) {
                        assertEquals(
                                SecurityStatus.SEC_E_INVALID_TOKEN,
                                refusal(() -> signing.client().encryptMessage(Qop.WRAP_NO_ENCRYPT, message)));
                        continue;
                    }
                    signing.client().encryptMessage(Qop.WRAP_NO_ENCRYPT, message);
                    assertEquals(signature(), token.remaining());
                    assertArrayEquals(text(length), Memory.content(body));
                    var result = signing.server().decryptMessage(
                            List.of(SecBuffer.token(Memory.content(token)), SecBuffer.data(body)));
                    assertEquals(MessageResult.SIGNED, result);
                    assertIntactAround(token, body);
                }
            }
        }

        @ParameterizedTest
        @EnumSource(Memory.class)
        void aSignatureStandsApart(Memory tokens) throws Exception {
            for (var memory : Memory.values()) {
                for (int length : LENGTHS) {
                    var token = tokens.room(signature() + 1);
                    var body = memory.of(text(length)).asReadOnlyBuffer();
                    ends.server().makeSignature(List.of(SecBuffer.token(token), SecBuffer.data(body)));
                    assertTrue(token.remaining() <= signature());
                    assertEquals(length, body.remaining());
                    ends.client().verifySignature(
                            List.of(SecBuffer.token(Memory.content(token)), SecBuffer.data(body)));
                    assertIntactAround(token, body);
                }
            }
        }

        @ParameterizedTest
        @EnumSource(Memory.class)
        void aStreamIsOpenedInsideItself(Memory memory) throws Exception {
            for (int length : LENGTHS) {
                for (int qop : new int[] {Qop.DEFAULT, Qop.WRAP_NO_ENCRYPT}) {
                    var stream = memory.of(protect(ends(qop).client(), qop, text(length)));
                    int from = stream.position();
                    int to = stream.limit();
                    var place = length % 2 == 0 ? SecBuffer.empty() : data(new byte[0]);
                    ends(qop).server().decryptMessage(List.of(SecBuffer.stream(stream), place));
                    assertEquals(SecBufferType.DATA, place.type());
                    assertArrayEquals(text(length), place.toBytes());
                    assertEquals(from, stream.position());
                    assertEquals(to, stream.limit());
                    assertIntactAround(stream);
                    assertTrue(length == 0 || isInside(place.memory(), stream), "no copy");
                }
            }
        }

        /** A byte written to the one is seen in the other. */
        private boolean isInside(ByteBuffer part, ByteBuffer whole) {
            byte[] before = Memory.content(whole);
            part.put(part.position(), (byte) ~part.get(part.position()));
            return !Arrays.equals(before, Memory.content(whole));
        }

        @Test
        void tokenAndDataInOneArrayAreOneMessage() throws Exception {
            byte[] message = new byte[trailer() + 100];
            var token = ByteBuffer.wrap(message, 0, trailer());
            var body = ByteBuffer.wrap(message, trailer(), 100).put(trailer(), text(100));
            ends.client().encryptMessage(List.of(SecBuffer.token(token), SecBuffer.data(body)));
            assertEquals(trailer(), token.remaining());
            assertArrayEquals(text(100), opened(ends.server(), message));
        }

        /**
         * Nobody gets plaintext, and nobody takes the result for a message. In arrays it does not come to that. Of a single octet in
         * common one message in 256 would be right by chance.
         */
        @Test
        void buffersOfDirectMemoryThatOverlapMakeAMessageThatIsRefused() throws Exception {
            byte[] content = text(20_000);
            for (int[] parts : new int[][] {
                {0, 20_000, 0, 20_000}, {0, 12_000, 8_000, 20_000}, {0, 9_000, 8_984, 20_000}, {100, 200, 0, 20_000},
                {0, 40, 20, 60}
            }) {
                var memory = ByteBuffer.allocateDirect(content.length).put(0, content);
                var token = room();
                var one = SecBuffer.data(memory.duplicate().position(parts[0]).limit(parts[1]));
                var two = SecBuffer.data(memory.duplicate().position(parts[2]).limit(parts[3]));
                try (var context = anotherContext()) {
                    context.client().encryptMessage(List.of(token, one, two));
                    assertNothingOf(content, Arrays.copyOf(Memory.content(memory), Math.max(parts[1], parts[3])));
                    byte[] message = concat(token.toBytes(), one.toBytes(), two.toBytes());
                    assertEquals(SEC_E_MESSAGE_ALTERED, refusal(() -> opened(context.server(), message)));
                }
            }
        }

        @Test
        void aTokenInsideTheDirectDataMakesAMessageThatIsRefused() throws Exception {
            byte[] content = text(2000);
            for (int at : new int[] {0, 1, 500, 2000 - trailer()}) {
                var memory = ByteBuffer.allocateDirect(content.length).put(0, content);
                var token = SecBuffer.token(memory.duplicate().position(at).limit(at + trailer()));
                var data = SecBuffer.data(memory);
                try (var context = anotherContext()) {
                    context.client().encryptMessage(List.of(token, data));
                    assertNothingOf(content, Memory.content(memory));
                    byte[] message = concat(token.toBytes(), data.toBytes());
                    assertEquals(SEC_E_MESSAGE_ALTERED, refusal(() -> opened(context.server(), message)));
                }
            }
        }

        /** No eight octets in a row are still there. */
        private void assertNothingOf(byte[] content, byte[] memory) {
            for (int i = 0; i + 8 <= memory.length; i++) {
                assertFalse(Arrays.equals(content, i, i + 8, memory, i, i + 8), "plaintext at " + i);
            }
        }
    }

    @Nested
    @DisplayName("the list of buffers")
    class Lists {
        @Test
        void severalDataBuffersAreOneMessageInTheirOrder() throws Exception {
            byte[] content = text(9000);
            for (int[] cut : new int[][] {{0, 9000}, {1, 2}, {16, 32}, {5, 8200}, {0, 0}, {9000, 9000}, {4096, 4097}}) {
                var token = room();
                var one = data(Arrays.copyOfRange(content, 0, cut[0]));
                var two = SecBuffer.data(Memory.DIRECT.of(Arrays.copyOfRange(content, cut[0], cut[1])));
                var three = data(Arrays.copyOfRange(content, cut[1], 9000));
                ends.client().encryptMessage(List.of(one, token, two, three));
                byte[] message = concat(token.toBytes(), one.toBytes(), two.toBytes(), three.toBytes());
                assertArrayEquals(content, opened(ends.server(), message));
            }
        }

        @Test
        void theReceiverMayCutTheDataElsewhere() throws Exception {
            byte[] message = sealed(ends.client(), text(100));
            byte[] head = Arrays.copyOf(message, trailer());
            var one = data(Arrays.copyOfRange(message, trailer(), trailer() + 33));
            var two = data(Arrays.copyOfRange(message, trailer() + 33, message.length));
            ends.server().decryptMessage(List.of(one, two, SecBuffer.token(head)));
            assertArrayEquals(text(100), concat(one.toBytes(), two.toBytes()));
        }

        @Test
        void exchangedDataBuffersAreMessageAltered() throws Exception {
            for (int qop : new int[] {Qop.DEFAULT, Qop.WRAP_NO_ENCRYPT}) {
                var token = room();
                var one = data(text(32));
                var two = data(text(48));
                ends(qop).client().encryptMessage(qop, List.of(token, one, two));
                var exchanged = List.of(token, data(two.toBytes()), data(one.toBytes()));
                assertEquals(SEC_E_MESSAGE_ALTERED, refusal(() -> ends(qop).server().decryptMessage(exchanged)));
                ends(qop).server().decryptMessage(List.of(token, one, two));
            }
        }

        @Test
        void buffersOfOtherTypesDoNotMatter() throws Exception {
            var token = room();
            var data = data(text(10));
            var parameters = new SecBuffer(SecBufferType.PKG_PARAMS, Access.READ_WRITE, ByteBuffer.wrap(text(3)));
            ends.client().encryptMessage(List.of(parameters, SecBuffer.empty(), data, SecBuffer.empty(), token));
            assertArrayEquals(text(3), parameters.toBytes());
            ends.server().decryptMessage(List.of(SecBuffer.empty(), token, parameters, data));
            assertArrayEquals(text(10), data.toBytes());
        }

        @Test
        void paddingIsEmptiedAndTheRestIsTheMessage() throws Exception {
            for (int qop : new int[] {Qop.DEFAULT, Qop.WRAP_NO_ENCRYPT}) {
                var token = room();
                var data = data(text(10));
                var padding = SecBuffer.padding(Memory.ARRAY.room(ends.client().sizes().blockSize()));
                int position = padding.memory().position();
                ends(qop).client().encryptMessage(qop, List.of(padding, token, data));
                assertEquals(0, padding.size());
                assertEquals(position, padding.memory().position());
                byte[] message = concat(token.toBytes(), data.toBytes(), padding.toBytes());
                assertArrayEquals(text(10), opened(ends(qop).server(), message));
            }
        }

        @Test
        void receivedPaddingWithContentIsInvalid() throws Exception {
            var token = room();
            var data = data(text(10));
            ends.client().encryptMessage(List.of(token, data));
            assertEquals(
                    SEC_E_INVALID_TOKEN,
                    refusal(() -> ends.server()
                            .decryptMessage(List.of(token, data, SecBuffer.padding(ByteBuffer.allocate(1))))));
            ends.server().decryptMessage(List.of(token, data, SecBuffer.padding(ByteBuffer.allocate(0))));
        }

        @Test
        void withoutTokenOrDataThereIsNoMessage() {
            var token = SecBuffer.token(ByteBuffer.allocate(200));
            var untouchable = new SecBuffer(SecBufferType.DATA, Access.READONLY, ByteBuffer.wrap(text(5)));
            for (var list : List.of(
                    List.<SecBuffer>of(), List.of(token), List.of(data(text(5))), List.of(token, SecBuffer.empty()),
                    List.of(token, untouchable))) {
                assertEquals(SEC_E_INVALID_TOKEN, refusal(() -> ends.client().encryptMessage(list)));
                assertEquals(SEC_E_INVALID_TOKEN, refusal(() -> signing.client().encryptMessage(Qop.WRAP_NO_ENCRYPT, list)));
                assertEquals(SEC_E_INVALID_TOKEN, refusal(() -> ends.client().makeSignature(list)));
                assertEquals(SEC_E_INVALID_TOKEN, refusal(() -> ends.client().verifySignature(list)));
                assertEquals(SEC_E_INVALID_TOKEN, refusal(() -> ends.client().decryptMessage(list)));
            }
            var stream = SecBuffer.stream(ByteBuffer.allocate(100));
            assertEquals(SEC_E_INVALID_TOKEN, refusal(() -> ends.client().decryptMessage(List.of(stream))));
            assertEquals(SEC_E_INVALID_TOKEN, refusal(() -> ends.client().decryptMessage(List.of(stream, untouchable))));
        }

        @Test
        void aTokenBufferThatIsTooSmallChangesNothing() throws Exception {
            for (int missing = 1; missing <= signature(); missing++) {
                var data = data(text(30));
                var small = SecBuffer.token(ByteBuffer.allocate(trailer() - missing));
                var smaller = SecBuffer.token(ByteBuffer.allocate(signature() - missing));
                assertEquals(SEC_E_BUFFER_TOO_SMALL, refusal(() -> ends.client().encryptMessage(List.of(small, data))));
                assertEquals(
                        SEC_E_BUFFER_TOO_SMALL,
                        refusal(() -> signing.client().encryptMessage(Qop.WRAP_NO_ENCRYPT, List.of(smaller, data))));
                assertEquals(SEC_E_BUFFER_TOO_SMALL, refusal(() -> ends.client().makeSignature(List.of(smaller, data))));
                assertArrayEquals(text(30), data.toBytes());
                assertArrayEquals(new byte[small.memory().capacity()], small.toBytes());
            }
            assertArrayEquals(text(1), opened(ends.server(), sealed(ends.client(), text(1))));
        }

        @Test
        void whatIsReadOnlyIsNotWrittenTo() throws Exception {
            var readOnly = SecBuffer.data(ByteBuffer.wrap(text(30)).asReadOnlyBuffer());
            assertEquals(SEC_E_INVALID_TOKEN, refusal(() -> ends.client().encryptMessage(List.of(room(), readOnly))));
            var token = SecBuffer.token(new byte[200]);
            for (var refused : List.of(token, new SecBuffer(SecBufferType.TOKEN, Access.READONLY, ByteBuffer.allocate(200)))) {
                assertEquals(SEC_E_INVALID_TOKEN, refusal(() -> ends.client().encryptMessage(List.of(refused, data(text(3))))));
                assertEquals(SEC_E_INVALID_TOKEN, refusal(() -> ends.client().makeSignature(List.of(refused, data(text(3))))));
            }
            byte[] message = sealed(ends.client(), text(30));
            for (var stream : List.of(
                    SecBuffer.stream(ByteBuffer.wrap(message).asReadOnlyBuffer()),
                    new SecBuffer(SecBufferType.STREAM, Access.READONLY, ByteBuffer.wrap(message)))) {
                assertEquals(
                        SEC_E_INVALID_TOKEN,
                        refusal(() -> ends.server().decryptMessage(List.of(stream, SecBuffer.empty()))));
            }
            var body = SecBuffer.data(ByteBuffer.wrap(message, trailer(), 30).asReadOnlyBuffer());
            assertEquals(
                    SEC_E_INVALID_TOKEN,
                    refusal(() -> ends.server()
                            .decryptMessage(List.of(SecBuffer.token(Arrays.copyOf(message, trailer())), body))));
            assertArrayEquals(text(30), opened(ends.server(), message));
        }
    }

    @Nested
    @DisplayName("SECBUFFER_READONLY and SECBUFFER_READONLY_WITH_CHECKSUM")
    class ReadOnly {
        private final byte[] header = text(20);

        private SecBuffer onlySigned(byte[] content) {
            return SecBuffer.readOnlyWithChecksum(ByteBuffer.wrap(content).asReadOnlyBuffer());
        }

        @ParameterizedTest
        @ValueSource(ints = {Qop.DEFAULT, Qop.WRAP_NO_ENCRYPT})
        void oneWithChecksumIsCoveredAndNotChanged(int qop) throws Exception {
            var token = room();
            var body = data(text(50));
            ends(qop).client().encryptMessage(qop, List.of(token, onlySigned(header), body, onlySigned(text(3))));
            byte[] cipher = body.toBytes();
            byte[] changed = header.clone();
            changed[19] ^= 1;
            for (var other : List.of(
                    List.of(token, onlySigned(changed), data(cipher), onlySigned(text(3))),
                    List.of(token, onlySigned(text(3)), data(cipher), onlySigned(header)),
                    List.of(token, onlySigned(header), onlySigned(text(3)), data(cipher)),
                    List.of(token, onlySigned(header), data(cipher)),
                    List.of(token, data(cipher)))) {
                assertEquals(SEC_E_MESSAGE_ALTERED, refusal(() -> ends(qop).server().decryptMessage(other)));
            }
            ends(qop).server().decryptMessage(List.of(token, onlySigned(header), body, onlySigned(text(3))));
            assertArrayEquals(text(50), body.toBytes());
        }

        @ParameterizedTest
        @ValueSource(ints = {Qop.DEFAULT, Qop.WRAP_NO_ENCRYPT})
        void besideAStreamItIsCoveredToo(int qop) throws Exception {
            var token = room();
            var body = data(text(50));
            ends(qop).client().encryptMessage(qop, List.of(token, onlySigned(header), body, onlySigned(text(3))));
            byte[] message = concat(token.toBytes(), body.toBytes());
            assertEquals(SEC_E_MESSAGE_ALTERED, refusal(() -> opened(ends(qop).server(), message)));
            var place = SecBuffer.empty();
            assertEquals(
                    SEC_E_MESSAGE_ALTERED,
                    refusal(() -> ends(qop).server().decryptMessage(List.of(
                            SecBuffer.stream(ByteBuffer.wrap(message.clone())),
                            place,
                            onlySigned(header),
                            onlySigned(text(3))))));
            ends(qop).server().decryptMessage(List.of(
                    onlySigned(header), SecBuffer.stream(ByteBuffer.wrap(message)), place, onlySigned(text(3))));
            assertArrayEquals(text(50), place.toBytes());
        }

        @Test
        void oneWithChecksumIsPartOfASignature() throws Exception {
            var token = room();
            ends.client().makeSignature(List.of(onlySigned(header), data(text(50)), token));
            assertEquals(
                    SEC_E_MESSAGE_ALTERED, refusal(() -> ends.server().verifySignature(List.of(data(text(50)), token))));
            ends.server().verifySignature(List.of(onlySigned(header), onlySigned(text(50)), token));
        }

        @Test
        void oneWithoutIsNeitherChangedNorCovered() throws Exception {
            byte[] outside = text(20);
            var ignored = new SecBuffer(SecBufferType.DATA, Access.READONLY, ByteBuffer.wrap(outside));
            var token = room();
            var body = data(text(50));
            ends.client().encryptMessage(List.of(ignored, token, body));
            assertArrayEquals(text(20), outside);
            outside[0] ^= 1;
            ends.server().decryptMessage(List.of(token, ignored, body));
            assertArrayEquals(text(50), body.toBytes());

            var signature = room();
            ends.client().makeSignature(List.of(ignored, data(text(5)), signature));
            outside[0] ^= 1;
            ends.server().verifySignature(List.of(ignored, data(text(5)), signature));
        }
    }

    @Nested
    @DisplayName("messages that are refused")
    class Refused {
        @Test
        void nothingOfThePlaintextStaysBehind() throws Exception {
            byte[] message = sealed(ends.client(), text(20_000));
            message[message.length - 1] ^= 1;
            for (var memory : Memory.values()) {
                var stream = memory.of(message);
                var place = SecBuffer.empty();
                assertEquals(
                        SEC_E_MESSAGE_ALTERED,
                        refusal(() -> ends.server().decryptMessage(List.of(SecBuffer.stream(stream), place))));
                assertEquals(SecBufferType.EMPTY, place.type());
                assertArrayEquals(new byte[20_000], Arrays.copyOfRange(Memory.content(stream), trailer(), trailer() + 20_000));

                var body = memory.of(Arrays.copyOfRange(message, trailer(), message.length));
                var token = SecBuffer.token(Arrays.copyOf(message, trailer()));
                assertEquals(
                        SEC_E_MESSAGE_ALTERED,
                        refusal(() -> ends.server().decryptMessage(List.of(token, SecBuffer.data(body)))));
                assertArrayEquals(new byte[20_000], Memory.content(body));
                assertIntactAround(stream, body);
            }
        }

        @Test
        void afterAnyNumberOfThemTheRightOnePasses() throws Exception {
            byte[] message = sealed(ends.client(), text(100));
            var random = new Random(7);
            for (int i = 0; i < 500; i++) {
                byte[] altered = message.clone();
                altered[trailer() + random.nextInt(100)] ^= (byte) (1 << random.nextInt(8));
                assertEquals(SEC_E_MESSAGE_ALTERED, refusal(() -> opened(ends.server(), altered)));
            }
            assertArrayEquals(text(100), opened(ends.server(), message));
        }

        @Test
        void replayedAndOutOfOrderOnesAreReportedOrRefused() throws Exception {
            byte[] first = sealed(ends.client(), text(1));
            byte[] second = sealed(ends.client(), text(2));
            byte[] third = sealed(ends.client(), text(3));
            assertEquals(SEC_E_OUT_OF_SEQUENCE, refusal(() -> opened(ends.server(), second)));
            opened(ends.server(), first);
            assertEquals(SEC_E_OUT_OF_SEQUENCE, refusal(() -> opened(ends.server(), first)));
            assertEquals(row.unordered(Sequence.GAP), unordered(third));
            if (row.unordered(Sequence.GAP) == SEC_E_OUT_OF_SEQUENCE) {
                assertEquals(Sequence.IN_ORDER, unordered(second));
                assertEquals(Sequence.IN_ORDER, unordered(third));
            } else {
                assertEquals(Sequence.UNSEQUENCED, unordered(second));
            }
            assertEquals(row.unordered(Sequence.DUPLICATE), unordered(second));
            assertArrayEquals(text(4), opened(ends.server(), sealed(ends.client(), text(4))));
        }

        private Object unordered(byte[] message) {
            return told(() -> ends.server()
                    .decryptMessageUnordered(List.of(SecBuffer.stream(ByteBuffer.wrap(message.clone())), SecBuffer.empty())));
        }

        /** The message's place, or the status. */
        private Object told(Callable<MessageResult> call) {
            try {
                return call.call().sequence();
            } catch (SspiException e) {
                return e.status();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }

        @Test
        void signaturesAreReportedOrRefusedLikewise() throws Exception {
            var first = signature(5);
            var second = signature(5);
            assertEquals(SEC_E_OUT_OF_SEQUENCE, refusal(() -> ends.server().verifySignature(second)));
            assertEquals(row.unordered(Sequence.GAP), told(() -> ends.server().verifySignatureUnordered(second)));
            boolean refuses = row.unordered(Sequence.GAP) == SEC_E_OUT_OF_SEQUENCE;
            assertEquals(
                    refuses ? Sequence.IN_ORDER : Sequence.UNSEQUENCED,
                    told(() -> ends.server().verifySignatureUnordered(first)));
            assertEquals(row.unordered(Sequence.DUPLICATE), told(() -> ends.server().verifySignatureUnordered(first)));
        }

        private List<SecBuffer> signature(int length) throws SspiException {
            var list = List.of(room(), data(text(length)));
            ends.client().makeSignature(list);
            return list;
        }

        @Test
        void thoseOfAnotherContextAreAltered() throws Exception {
            try (var others = anotherContext()) {
                byte[] message = sealed(others.client(), text(10));
                assertEquals(SEC_E_MESSAGE_ALTERED, refusal(() -> opened(ends.server(), message)));
            }
        }

        @Test
        void ourOwnOnesAreRefused() throws Exception {
            byte[] message = sealed(ends.client(), text(10));
            assertEquals(row.ofOurOwn(), refusal(() -> opened(ends.client(), message)));
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 2, Qop.WRAP_OOB_DATA, 0x80000000, -1})
        void qualitiesOfProtectionThatNobodyKnowsAreRefused(int qop) {
            assertEquals(
                    SEC_E_QOP_NOT_SUPPORTED,
                    refusal(() -> ends.client().encryptMessage(qop, List.of(room(), data(text(3))))));
        }
    }

    @Nested
    @DisplayName("the life of a context")
    class Life {
        @Test
        void closedContextsAnswerInvalidHandle() throws Exception {
            byte[] message = sealed(ends.client(), text(10));
            var list = List.of(SecBuffer.token(ByteBuffer.allocate(200)), data(text(3)));
            ends.client().close();
            ends.client().close();
            assertEquals(SEC_E_INVALID_HANDLE, refusal(() -> ends.client().encryptMessage(list)));
            assertEquals(SEC_E_INVALID_HANDLE, refusal(() -> ends.client().makeSignature(list)));
            assertEquals(SEC_E_INVALID_HANDLE, refusal(() -> ends.client().verifySignature(list)));
            assertEquals(SEC_E_INVALID_HANDLE, refusal(() -> ends.client().verifySignatureUnordered(list)));
            assertEquals(SEC_E_INVALID_HANDLE, refusal(() -> ends.client().decryptMessage(list)));
            assertEquals(SEC_E_INVALID_HANDLE, refusal(() -> ends.client().decryptMessageUnordered(list)));
            assertEquals(SEC_E_INVALID_HANDLE, refusal(() -> ends.client().query(ContextAttribute.SESSION_KEY)));
            assertEquals(SEC_E_INVALID_HANDLE, refusal(() -> ends.client().sizes()));
            assertArrayEquals(text(10), opened(ends.server(), message));
        }

        @Test
        void bothEndsHoldTheSameSessionKeyAndEachQueryGivesACopy() throws Exception {
            var client = ends.client().query(ContextAttribute.SESSION_KEY);
            var server = ends.server().query(ContextAttribute.SESSION_KEY);
            assertEquals(client.type(), server.type());
            assertArrayEquals(client.key(), server.key());
            Arrays.fill(client.key(), (byte) 0);
            assertArrayEquals(server.key(), ends.client().query(ContextAttribute.SESSION_KEY).key());
            assertFalse(client.toString().contains(Arrays.toString(server.key())));
        }

        @Test
        void bothEndsSayWhatTheyAre() throws Exception {
            for (var end : List.of(ends.client(), ends.server())) {
                assertEquals(row.speaks(), end.query(ContextAttribute.PACKAGE_INFO).name());
                assertTrue(end.query(ContextAttribute.FLAGS).flags().containsAll(row.flags(Qop.DEFAULT)));
                assertEquals(ends.client().sizes(), end.sizes());
                var lifespan = end.query(ContextAttribute.LIFESPAN);
                assertTrue(lifespan.start().isBefore(lifespan.expiry()));
            }
        }

        @Test
        void whatOnlySignsSaysSo() throws Exception {
            boolean both = row.flags(Qop.DEFAULT).equals(row.flags(Qop.WRAP_NO_ENCRYPT));
            for (var end : List.of(signing.client(), signing.server())) {
                var flags = end.query(ContextAttribute.FLAGS).flags();
                assertTrue(flags.containsAll(row.flags(Qop.WRAP_NO_ENCRYPT)));
                assertEquals(both, flags.contains(ContextFlag.CONFIDENTIALITY));
            }
        }

        @Test
        void attributesAreSetThroughTheDoorIfThePackageHasAny() throws Exception {
            var data = new SchannelAttribute.SessionAppData(0, new byte[1]);
            assertEquals(
                    SEC_E_UNSUPPORTED_FUNCTION,
                    refusal(() -> Sspi.setContextAttributes(ends.client(), SchannelAttribute.APP_DATA, data)));
            ends.client().close();
            assertEquals(
                    SEC_E_INVALID_HANDLE,
                    refusal(() -> Sspi.setContextAttributes(ends.client(), SchannelAttribute.APP_DATA, data)));
        }

        @Test
        void oneThreadSendsWhileAnotherReceives() throws Exception {
            int count = 400;
            var threads = Executors.newFixedThreadPool(2);
            try {
                var toServer = new ArrayList<byte[]>();
                var toClient = new ArrayList<byte[]>();
                for (int i = 0; i < count; i++) {
                    toServer.add(sealed(ends.client(), text(i)));
                    toClient.add(sealed(ends.server(), text(i)));
                }
                for (Future<?> one : List.of(
                        threads.submit(() -> receive(ends.server(), toServer)),
                        threads.submit(() -> send(ends.server(), count)))) {
                    one.get(60, TimeUnit.SECONDS);
                }
                receive(ends.client(), toClient);
            } finally {
                threads.shutdownNow();
            }
        }

        private Void receive(CtxtHandle end, List<byte[]> messages) throws SspiException {
            for (int i = 0; i < messages.size(); i++) {
                assertArrayEquals(text(i), opened(end, messages.get(i)));
            }
            return null;
        }

        private Void send(CtxtHandle end, int count) throws SspiException {
            for (int i = 0; i < count; i++) {
                sealed(end, text(i));
            }
            return null;
        }

        @Test
        void twoSendersNeverUseANumberTwice() throws Exception {
            int each = 300;
            var threads = Executors.newFixedThreadPool(2);
            try {
                var senders = new ArrayList<Future<List<byte[]>>>();
                var start = new CountDownLatch(2);
                for (int i = 0; i < 2; i++) {
                    senders.add(threads.submit(() -> {
                        start.countDown();
                        start.await();
                        var sent = new ArrayList<byte[]>();
                        for (int n = 0; n < each; n++) {
                            sent.add(sealed(ends.client(), text(40)));
                        }
                        return sent;
                    }));
                }
                var all = new ArrayList<byte[]>();
                for (var sender : senders) {
                    all.addAll(sender.get(60, TimeUnit.SECONDS));
                }
                int opened = 0;
                // Whatever was refused is the next one later.
                for (int round = 0; round < 2 * each && !all.isEmpty(); round++) {
                    for (var it = all.iterator(); it.hasNext(); ) {
                        try {
                            assertArrayEquals(text(40), opened(ends.server(), it.next()));
                            it.remove();
                            opened++;
                        } catch (SspiException e) {
                            assertEquals(SEC_E_OUT_OF_SEQUENCE, e.status());
                        }
                    }
                }
                assertEquals(2 * each, opened);
            } finally {
                threads.shutdownNow();
            }
        }

        @Test
        void closingWhileOthersSendAndReceiveGivesOnlyDocumentedStatuses() throws Exception {
            ExecutorService threads = Executors.newFixedThreadPool(2);
            try {
                for (int round = 0; round < 30; round++) {
                    try (var brief = anotherContext()) {
                        byte[] message = sealed(brief.server(), text(3000));
                        var start = new CountDownLatch(3);
                        var sender = threads.submit(() -> until(start, () -> sealed(brief.client(), text(3000))));
                        var receiver = threads.submit(() -> until(start, () -> brief.client().decryptMessageUnordered(
                                List.of(SecBuffer.stream(ByteBuffer.wrap(message.clone())), SecBuffer.empty()))));
                        start.countDown();
                        start.await();
                        brief.client().close();
                        assertEquals(SEC_E_INVALID_HANDLE, sender.get(60, TimeUnit.SECONDS));
                        assertEquals(SEC_E_INVALID_HANDLE, receiver.get(60, TimeUnit.SECONDS));
                    }
                }
            } finally {
                threads.shutdownNow();
            }
        }

        /** A replay that is refused ends nothing. */
        private SecurityStatus until(CountDownLatch start, Executable call) throws Exception {
            start.countDown();
            start.await();
            while (true) {
                try {
                    call.execute();
                } catch (SspiException e) {
                    if (e.status() != SEC_E_OUT_OF_SEQUENCE) {
                        return e.status();
                    }
                } catch (Throwable e) {
                    throw new AssertionError(e);
                }
            }
        }
    }
}
