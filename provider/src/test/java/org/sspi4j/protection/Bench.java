package org.sspi4j.protection;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.Qop;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecBufferType;
import org.sspi4j.api.SspiException;
import org.sspi4j.fixture.Loop;
import org.sspi4j.fixture.Memory;

/**
 * Where one cell is tried: both ends of a context, those of another one, and memory of one kind. The list of a message is token,
 * data, padding; what a cell wants otherwise it says.
 */
final class Bench {
    final CtxtHandle client;
    final CtxtHandle server;
    final CtxtHandle stranger;
    final Memory memory;
    private final Column column;
    private final List<ByteBuffer> made = new ArrayList<>();

    Bench(Loop.Ends ends, Loop.Ends others, Memory memory, Column column) {
        this.client = ends.client();
        this.server = ends.server();
        this.stranger = others.client();
        this.memory = memory;
        this.column = column;
    }

    /** What the cell comes to. Whatever it is, nobody writes around the buffers. */
    String outcome(Cell cell) throws Exception {
        String outcome;
        try {
            outcome = cell.tried().of(this);
        } catch (SspiException e) {
            outcome = e.status().name().substring("SEC_E_".length());
        }
        made.forEach(buffer -> assertTrue(Memory.isIntactAround(buffer), "written around a buffer"));
        return outcome;
    }

    int trailer() throws SspiException {
        return hasNoTokens() ? 8 : client.sizes().securityTrailer();
    }

    int signature() throws SspiException {
        return hasNoTokens() ? 8 : client.sizes().maxSignature();
    }

    private boolean hasNoTokens() {
        return column == Column.EVERY_CASE || column == Column.SCHANNEL;
    }

    static byte[] text(int length) {
        byte[] text = new byte[length];
        for (int i = 0; i < length; i++) {
            text[i] = (byte) (11 * i + length);
        }
        return text;
    }

    /** Memory of the cell's kind. */
    ByteBuffer lay(byte[] content) {
        var buffer = memory.of(content);
        made.add(buffer);
        return buffer;
    }

    SecBuffer room() throws SspiException {
        return SecBuffer.token(lay(new byte[trailer()]));
    }

    SecBuffer roomToSign() throws SspiException {
        return SecBuffer.token(lay(new byte[signature()]));
    }

    SecBuffer data(int length) {
        return SecBuffer.data(lay(text(length)));
    }

    SecBuffer withChecksum(int length) {
        return SecBuffer.readOnlyWithChecksum(lay(text(length)));
    }

    SecBuffer padding() {
        return SecBuffer.padding(lay(new byte[1]));
    }

    String seals(SecBuffer... message) throws SspiException {
        return protects(Qop.DEFAULT, message);
    }

    String wraps(SecBuffer... message) throws SspiException {
        return protects(Qop.WRAP_NO_ENCRYPT, message);
    }

    /** Sent and received in the same list; what was in it is in it again. */
    private String protects(int qop, SecBuffer... message) throws SspiException {
        var list = List.of(message);
        var before = contents(list);
        client.encryptMessage(qop, list);
        if (qop == Qop.DEFAULT) {
            list.stream()
                    .filter(Bench::isEncrypted)
                    .forEach(buffer -> assertFalse(Arrays.equals(before.get(list.indexOf(buffer)), buffer.toBytes()), "encrypted"));
        }
        server.decryptMessage(list);
        assertSame(before, list);
        return "OK";
    }

    String signs(SecBuffer... message) throws SspiException {
        var list = List.of(message);
        var before = contents(list);
        client.makeSignature(list);
        server.verifySignature(list);
        assertSame(before, list);
        return "OK";
    }

    /** Of more than some bytes, so that it cannot be equal by chance. */
    private static boolean isEncrypted(SecBuffer buffer) {
        return buffer.bufferType() == 1 && buffer.size() > 8;
    }

    private static List<byte[]> contents(List<SecBuffer> list) {
        return list.stream().map(SecBuffer::toBytes).toList();
    }

    private static void assertSame(List<byte[]> before, List<SecBuffer> list) {
        for (int i = 0; i < before.size(); i++) {
            if ((list.get(i).bufferType() & 0xFFFFFFF) == 1) {
                assertArrayEquals(before.get(i), list.get(i).toBytes());
            }
        }
    }

    /** What goes over the line: token, data, padding. */
    byte[] sent(int qop, SecBuffer... data) throws SspiException {
        var list = new ArrayList<>(List.of(data));
        var token = room();
        var padding = padding();
        list.add(0, token);
        list.add(padding);
        client.encryptMessage(qop, list);
        var parts = new ArrayList<byte[]>();
        for (var buffer : list) {
            if (buffer.access() == SecBuffer.Access.READ_WRITE) {
                parts.add(buffer.toBytes());
            }
        }
        var whole = ByteBuffer.allocate(parts.stream().mapToInt(part -> part.length).sum());
        parts.forEach(whole::put);
        return whole.array();
    }

    /** Received as one stream, where the data lies afterwards. */
    String opensStream(byte[] message, byte[] expected, SecBuffer... beside) throws SspiException {
        var list = new ArrayList<>(List.of(beside));
        var place = SecBuffer.empty();
        list.add(SecBuffer.stream(lay(message)));
        list.add(place);
        server.decryptMessage(list);
        assertArrayEquals(expected, place.toBytes());
        return "OK";
    }

    /** What goes over the line where messages are records of a stream: header, data, trailer. */
    byte[] record(int length) throws SspiException {
        var message = List.of(
                place(SecBufferType.STREAM_HEADER, 64), data(length), place(SecBufferType.STREAM_TRAILER, 256));
        client.encryptMessage(message);
        var whole = ByteBuffer.allocate(message.stream().mapToInt(SecBuffer::size).sum());
        message.forEach(part -> whole.put(part.toBytes()));
        return whole.array();
    }

    private SecBuffer place(SecBufferType type, int length) {
        return new SecBuffer(type, SecBuffer.Access.READ_WRITE, lay(new byte[length]));
    }

    String opensRecord(byte[] record, byte[] expected) throws SspiException {
        var list = List.of(SecBuffer.data(lay(record)), SecBuffer.empty(), SecBuffer.empty(), SecBuffer.empty());
        server.decryptMessage(list);
        assertArrayEquals(expected, SecBuffer.find(list, SecBufferType.DATA).orElseThrow().toBytes());
        return "OK";
    }
}
