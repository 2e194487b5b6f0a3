package org.sspi4j.schannel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecBufferType;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;

@DisplayName("The buffers of EncryptMessage: sspi.md 7.6")
class StreamPartsTest {
    private static final int HEADER = 5;
    private static final int TRAILER = 8;

    private final StreamParts parts = new StreamParts();
    private final SecBuffer header = buffer(SecBufferType.STREAM_HEADER, HEADER);
    private final SecBuffer data = buffer(SecBufferType.DATA, 4);
    private final SecBuffer trailer = buffer(SecBufferType.STREAM_TRAILER, TRAILER);

    private static SecBuffer buffer(SecBufferType type, int size) {
        return new SecBuffer(type, SecBuffer.Access.READ_WRITE, ByteBuffer.allocate(size + 2).position(1).limit(1 + size));
    }

    /** The three, without those of this type, and with others. */
    private List<SecBuffer> but(SecBufferType without, SecBuffer... others) {
        var message = new ArrayList<>(List.of(header, data, trailer));
        message.removeIf(part -> part.type() == without);
        message.addAll(List.of(others));
        return message;
    }

    private static void refused(SecurityStatus status, SecBufferType type, Executable call) {
        var refused = assertThrows(SspiException.class, call);
        assertEquals(status, refused.status());
        assertTrue(refused.getMessage().contains(type.name()), refused.getMessage());
    }

    @ParameterizedTest
    @EnumSource(names = {"STREAM_HEADER", "DATA", "STREAM_TRAILER"})
    void eachHasToBeThere(SecBufferType type) {
        refused(SecurityStatus.SEC_E_INVALID_TOKEN, type, () -> parts.find(but(type)));
    }

    @ParameterizedTest
    @EnumSource(names = {"STREAM_HEADER", "DATA", "STREAM_TRAILER"})
    void eachIsThereOnce(SecBufferType type) {
        refused(SecurityStatus.SEC_E_INVALID_TOKEN, type, () -> parts.find(but(null, buffer(type, 9))));
    }

    @ParameterizedTest
    @EnumSource(names = {"STREAM_HEADER", "DATA", "STREAM_TRAILER"})
    void eachIsWritten(SecBufferType type) {
        for (var readOnly : List.of(
                new SecBuffer(type, SecBuffer.Access.READONLY, ByteBuffer.allocate(9)),
                new SecBuffer(type, SecBuffer.Access.READONLY_WITH_CHECKSUM, ByteBuffer.allocate(9)),
                new SecBuffer(type, SecBuffer.Access.READ_WRITE, ByteBuffer.allocate(9).asReadOnlyBuffer()))) {
            refused(SecurityStatus.SEC_E_INVALID_TOKEN, type, () -> parts.find(but(type, readOnly)));
            parts.leave();
        }
    }

    @Test
    void othersArePassedOver() throws Exception {
        parts.find(but(null, SecBuffer.empty(), SecBuffer.token(new byte[1])));
        assertEquals(data.memory(), parts.data());
    }

    @ParameterizedTest
    @EnumSource(names = {"STREAM_HEADER", "DATA", "STREAM_TRAILER"})
    void nothingIsHeldWhenTheyAreLeft(SecBufferType type) throws Exception {
        parts.find(but(null));
        parts.leave();
        refused(SecurityStatus.SEC_E_INVALID_TOKEN, type, () -> parts.find(but(type)));
    }

    @Test
    void headerAndTrailerNeedTheirRoom() throws Exception {
        parts.find(but(null));
        assertDoesNotThrow(() -> parts.requireRoom(HEADER, TRAILER));
        refused(SecurityStatus.SEC_E_BUFFER_TOO_SMALL, SecBufferType.STREAM_HEADER, () -> parts.requireRoom(HEADER + 1, TRAILER));
        refused(SecurityStatus.SEC_E_BUFFER_TOO_SMALL, SecBufferType.STREAM_TRAILER, () -> parts.requireRoom(HEADER, TRAILER + 1));
    }

    @Test
    void recordsAreSpreadOverTheThree() throws Exception {
        parts.find(List.of(trailer, SecBuffer.empty(), data, header));
        parts.spread(ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}), HEADER);
        assertArrayEquals(new byte[] {1, 2, 3, 4, 5}, header.toBytes());
        assertArrayEquals(new byte[] {6, 7, 8, 9}, data.toBytes());
        assertArrayEquals(new byte[] {10, 11, 12}, trailer.toBytes());
        for (var part : List.of(header, data, trailer)) {
            assertEquals(1, part.memory().position());
            assertEquals(0, part.memory().get(0), "in front of it");
        }
    }

    @Test
    void ofAShortRecordTheLastOnesGetNothing() throws Exception {
        parts.find(but(null));
        parts.spread(ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5, 6}), HEADER);
        assertArrayEquals(new byte[] {6}, data.toBytes());
        assertEquals(0, trailer.size());
    }
}
