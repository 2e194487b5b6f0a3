package org.sspi4j.schannel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecBufferType;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;

@DisplayName("The buffers of DecryptMessage: sspi.md 7.6")
class PlacesTest {
    private static final int RECORD = 10;
    private static final int HEADER = 5;

    private final Places places = new Places();
    /** Of twenty bytes from 3 on: a record of ten and five that follow it. */
    private final ByteBuffer memory = ByteBuffer.wrap(new byte[] {
            -1, -1, -1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, -1, -1}).position(3).limit(18);

    private static SecBuffer empty() {
        return SecBuffer.empty();
    }

    private static SecBuffer readOnly(SecBuffer.Access access, ByteBuffer memory) {
        return new SecBuffer(SecBufferType.DATA, access, memory);
    }

    static Stream<List<SecBuffer>> noPlaces() {
        var data = ByteBuffer.allocate(1);
        return Stream.of(
                List.of(),
                List.of(SecBuffer.data(data)),
                List.of(SecBuffer.data(data), empty(), empty()),
                List.of(empty(), empty(), empty()),
                List.of(SecBuffer.token(data), empty(), empty(), empty()),
                List.of(readOnly(SecBuffer.Access.READONLY, data), empty(), empty(), empty()),
                List.of(readOnly(SecBuffer.Access.READONLY_WITH_CHECKSUM, data), empty(), empty(), empty()),
                List.of(readOnly(SecBuffer.Access.READ_WRITE, data.asReadOnlyBuffer()), empty(), empty(), empty()));
    }

    @ParameterizedTest
    @MethodSource("noPlaces")
    void oneThatCanBeWrittenAndThreeEmptyOnesHaveToBeThere(List<SecBuffer> message) {
        assertEquals(
                SecurityStatus.SEC_E_INVALID_TOKEN, assertThrows(SspiException.class, () -> places.find(message)).status());
    }

    @Test
    void theFirstOfTwoIsTaken() throws Exception {
        var other = ByteBuffer.allocate(7);
        var message = List.of(SecBuffer.data(memory), SecBuffer.data(other), empty(), empty(), empty());
        places.find(message);
        assertEquals(15, places.input().remaining());
        places.extra(0);
        assertEquals(SecBufferType.DATA, message.get(1).type());
        assertEquals(7, message.get(1).size());
    }

    @Test
    void theRestOfTheEmptyOnesStaysEmpty() throws Exception {
        var message = List.of(empty(), empty(), SecBuffer.data(memory), empty(), empty());
        places.find(message);
        places.extra(0);
        assertEquals(
                List.of(SecBufferType.DATA, SecBufferType.STREAM_TRAILER, SecBufferType.STREAM_HEADER, SecBufferType.EXTRA,
                        SecBufferType.EMPTY),
                message.stream().map(SecBuffer::type).toList());
    }

    @Test
    void headerDataTrailerAndRestLieWhereTheRecordDid() throws Exception {
        var message = found();
        places.data(HEADER, plaintext(3), RECORD);
        shows(message, "STREAM_HEADER 0 1 2 3 4", "DATA 5 6 7", "STREAM_TRAILER 8 9", "EXTRA 10 11 12 13 14");
        assertEquals(3, memory.position());
        assertEquals(18, memory.limit());
    }

    @Test
    void nothingFollowsTheLastRecord() throws Exception {
        var message = found();
        places.data(HEADER, plaintext(4), 15);
        shows(message, "STREAM_HEADER 0 1 2 3 4", "DATA 5 6 7 8", "STREAM_TRAILER 9 10 11 12 13 14", "EMPTY");
    }

    @Test
    void aRecordMayHaveNoData() throws Exception {
        var message = found();
        places.data(HEADER, plaintext(0), RECORD);
        shows(message, "STREAM_HEADER 0 1 2 3 4", "DATA", "STREAM_TRAILER 5 6 7 8 9", "EXTRA 10 11 12 13 14");
    }

    @Test
    void whatIsGivenBackIsExtra() throws Exception {
        var message = found();
        places.extra(0);
        shows(message, "STREAM_HEADER", "DATA", "STREAM_TRAILER", "EXTRA 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14");
    }

    @Test
    void whatFollowsAConsumedRecordIsExtra() throws Exception {
        var message = found();
        places.extra(RECORD);
        shows(message, "STREAM_HEADER", "DATA", "STREAM_TRAILER", "EXTRA 10 11 12 13 14");
        message = found();
        places.extra(15);
        shows(message, "STREAM_HEADER", "DATA", "STREAM_TRAILER", "EMPTY");
    }

    /** One that was found before is not taken for one of the next message. */
    @Test
    void nothingIsHeldWhenItIsLeft() throws Exception {
        found();
        places.leave();
        for (var message : noPlaces().toList()) {
            assertThrows(SspiException.class, () -> places.find(message));
            places.leave();
        }
        var next = found();
        places.extra(0);
        assertEquals(SecBufferType.EXTRA, next.get(3).type());
    }

    private List<SecBuffer> found() throws SspiException {
        places.leave();
        var message = List.of(SecBuffer.data(memory), empty(), empty(), empty());
        places.find(message);
        return message;
    }

    private ByteBuffer plaintext(int length) {
        return memory.slice(3 + HEADER, RECORD - HEADER).position(length);
    }

    private static void shows(List<SecBuffer> message, String... expected) {
        assertEquals(Arrays.asList(expected), message.stream().map(PlacesTest::shown).toList());
    }

    private static String shown(SecBuffer buffer) {
        var shown = new StringBuilder(buffer.type().name());
        for (byte octet : buffer.toBytes()) {
            shown.append(' ').append(octet);
        }
        return shown.toString();
    }
}
