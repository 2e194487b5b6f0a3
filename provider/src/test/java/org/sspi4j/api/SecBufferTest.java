package org.sspi4j.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SecBufferTest {
    @Test
    void theContentLiesBetweenPositionAndLimit() {
        var memory = ByteBuffer.wrap(new byte[] {0, 1, 2, 3, 4}, 1, 3);
        var buffer = SecBuffer.data(memory);
        assertSame(memory, buffer.memory());
        assertEquals(3, buffer.size());
        assertArrayEquals(new byte[] {1, 2, 3}, buffer.toBytes());
        assertEquals(1, memory.position(), "reading the content consumes nothing");
        memory.limit(2);
        assertEquals(1, buffer.size());
    }

    @Test
    void whatIsReceivedIsNotWritten() {
        var token = SecBuffer.token(new byte[] {1});
        assertEquals(SecBuffer.Access.READONLY, token.access());
        assertThrows(ReadOnlyBufferException.class, () -> token.memory().put(0, (byte) 2));
        assertEquals(SecBuffer.Access.READONLY_WITH_CHECKSUM, SecBuffer.readOnlyWithChecksum(ByteBuffer.allocate(1)).access());
    }

    @Test
    void anEmptyOneBecomesWhatThePackageHasToSay() {
        var buffer = SecBuffer.empty();
        assertEquals(SecBufferType.EMPTY, buffer.type());
        assertEquals(0, buffer.size());
        buffer.become(SecBufferType.EXTRA, ByteBuffer.allocate(7));
        assertEquals("EXTRA[7]", buffer.toString());
        assertEquals(0, SecBuffer.empty().size(), "another one is still empty");
    }

    @Test
    void theFirstOfATypeIsFound() {
        var first = SecBuffer.data(ByteBuffer.allocate(1));
        var buffers = List.of(SecBuffer.empty(), first, SecBuffer.data(ByteBuffer.allocate(2)));
        assertSame(first, SecBuffer.find(buffers, SecBufferType.DATA).orElseThrow());
        assertEquals(Optional.empty(), SecBuffer.find(buffers, SecBufferType.TOKEN));
    }

    @Test
    void itPrintsNoContent() {
        assertFalse(SecBuffer.token(new byte[] {77}).toString().contains("77"));
        assertTrue(SecBuffer.token(new byte[] {77}).toString().contains("TOKEN"));
    }

    @Test
    void channelBindingsAreTheirStructure() throws Exception {
        var bindings = ChannelBindings.of(new byte[] {1, 2});
        var buffer = SecBuffer.channelBindings(bindings);
        assertEquals(SecBufferType.CHANNEL_BINDINGS, buffer.type());
        assertEquals(bindings, ChannelBindings.fromBytes(buffer.toBytes()));
    }
}
