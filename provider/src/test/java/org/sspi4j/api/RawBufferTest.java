package org.sspi4j.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.api.SecBuffer.Access;

/** SecBuffer with the numbers of sspi.h. */
class RawBufferTest {
    @ParameterizedTest
    @EnumSource(SecBufferType.class)
    @Tag("S157")
    void typeAttributeAndLengthAreWhatWasGiven(SecBufferType type) throws Exception {
        for (var access : Access.values()) {
            var memory = ByteBuffer.wrap(new byte[9], 2, 5);
            var buffer = SecBuffer.of(type.value() | access.bit(), memory);
            assertEquals(type, buffer.type());
            assertEquals(access, buffer.access());
            assertEquals(type.value() | access.bit(), buffer.bufferType());
            assertEquals(5, buffer.size());
            assertSame(memory, buffer.memory());
        }
    }

    @ParameterizedTest
    @CsvSource({"0x00000001, DATA, READ_WRITE", "0x80000001, DATA, READONLY", "0x10000001, DATA, READONLY_WITH_CHECKSUM",
        "0x0000001D, CERTIFICATE_REQUEST_CONTEXT, READ_WRITE"})
    void theNumbersOfTheHeader(String bufferType, SecBufferType type, Access access) throws Exception {
        var buffer = SecBuffer.of(Long.decode(bufferType).intValue(), ByteBuffer.allocate(0));
        assertEquals(type, buffer.type());
        assertEquals(access, buffer.access());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0x0000001E", "0x0FFFFFFF", "0x20000001", "0x40000001", "0x60000001", "0x90000001", "0xF0000001", "0xFFFFFFFF"})
    void othersAreRefused(String bufferType) {
        int number = Long.decode(bufferType).intValue();
        var refusal = assertThrows(SspiException.class, () -> SecBuffer.of(number, ByteBuffer.allocate(0)));
        assertEquals(SecurityStatus.SEC_E_INVALID_TOKEN, refusal.status());
        assertTrue(refusal.getMessage().contains(bufferType), refusal.getMessage());
    }

    @Test
    void whatABufferBecomesHasItsNumber() {
        var buffer = SecBuffer.empty();
        assertEquals(0, buffer.bufferType());
        buffer.become(SecBufferType.MISSING, ByteBuffer.allocate(3));
        assertEquals(4, buffer.bufferType());
        assertEquals(0x80000002, SecBuffer.token(new byte[1]).bufferType());
    }

    @Test
    void aTypeHasItsNumberAlone() {
        assertEquals(Optional.of(SecBufferType.TOKEN), SecBufferType.of(2));
        assertEquals(Optional.empty(), SecBufferType.of(30));
        assertEquals(Optional.empty(), SecBufferType.of(-1));
    }
}
