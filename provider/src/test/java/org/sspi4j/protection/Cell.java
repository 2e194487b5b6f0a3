package org.sspi4j.protection;

import static org.sspi4j.protection.Bench.text;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.sspi4j.api.Qop;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecBuffer.Access;
import org.sspi4j.api.SecBufferType;
import org.sspi4j.fixture.Memory;

/** A row of the table of cells: a way to protect a message, or to fail at it. */
enum Cell {
    SIGN(bench -> bench.signs(bench.roomToSign(), bench.data(100))),
    SEAL(bench -> bench.seals(bench.room(), bench.data(100), bench.padding())),
    WRAP_WITHOUT_ENCRYPTION(bench -> bench.wraps(bench.room(), bench.data(100), bench.padding())),
    STREAM(bench -> bench.opensStream(bench.sent(Qop.DEFAULT, bench.data(100)), text(100))),
    STREAM_WITHOUT_ENCRYPTION(bench -> bench.opensStream(bench.sent(Qop.WRAP_NO_ENCRYPT, bench.data(100)), text(100))),
    SEVERAL_DATA(bench -> bench.seals(bench.room(), bench.data(33), bench.data(0), bench.data(5000), bench.padding())),
    SEVERAL_DATA_SIGNED(bench -> bench.signs(bench.roomToSign(), bench.data(33), bench.data(0), bench.data(50))),
    SEVERAL_DATA_AS_STREAM(bench -> {
        var whole = ByteBuffer.allocate(60).put(text(20)).put(text(40)).array();
        return bench.opensStream(bench.sent(Qop.DEFAULT, bench.data(20), bench.data(40)), whole);
    }),
    EMPTY_DATA(bench -> bench.seals(bench.room(), bench.data(0), bench.padding())),
    EMPTY_DATA_WITHOUT_ENCRYPTION(bench -> bench.wraps(bench.room(), bench.data(0), bench.padding())),
    EMPTY_DATA_SIGNED(bench -> bench.signs(bench.roomToSign(), bench.data(0))),
    EMPTY_DATA_AS_STREAM(bench -> bench.opensStream(bench.sent(Qop.DEFAULT, bench.data(0)), text(0))),
    ANY_ORDER(bench -> bench.seals(SecBuffer.empty(), bench.padding(), bench.data(100), foreign(), bench.room())),
    ANY_ORDER_SIGNED(bench -> bench.signs(foreign(), bench.data(100), SecBuffer.empty(), bench.roomToSign())),
    TWO_TOKENS(bench -> {
        var second = bench.room();
        var said = bench.seals(bench.room(), bench.data(100), second, bench.padding());
        return isZero(second) ? said : "the second one was written";
    }),
    READONLY(bench -> bench.seals(bench.room(), readOnly(bench.lay(text(20))), bench.data(100), bench.padding())),
    READONLY_CHANGED(bench -> {
        var ignored = readOnly(bench.lay(text(20)));
        var list = List.of(bench.room(), ignored, bench.data(100), bench.padding());
        bench.client.encryptMessage(list);
        change(ignored);
        bench.server.decryptMessage(list);
        return "OK";
    }),
    WITH_CHECKSUM(bench -> bench.seals(
            bench.withChecksum(20), bench.room(), bench.data(100), bench.withChecksum(5), bench.padding())),
    WITH_CHECKSUM_CHANGED(bench -> {
        var header = bench.withChecksum(20);
        var list = List.of(bench.room(), header, bench.data(100), bench.padding());
        bench.client.encryptMessage(list);
        change(header);
        bench.server.decryptMessage(list);
        return "OK";
    }),
    WITH_CHECKSUM_SIGNED(bench -> bench.signs(bench.withChecksum(20), bench.roomToSign(), bench.data(100))),
    WITH_CHECKSUM_SIGNED_CHANGED(bench -> {
        var header = bench.withChecksum(20);
        var list = List.of(bench.roomToSign(), header, bench.data(100));
        bench.client.makeSignature(list);
        change(header);
        bench.server.verifySignature(list);
        return "OK";
    }),
    WITH_CHECKSUM_ALONE(bench -> bench.seals(bench.room(), bench.withChecksum(20), bench.padding())),
    WITH_CHECKSUM_BESIDE_STREAM(bench -> {
        byte[] message = bench.sent(Qop.DEFAULT, bench.withChecksum(20), bench.data(100));
        return bench.opensStream(message, text(100), bench.withChecksum(20));
    }),
    OUT_OF_ORDER(bench -> {
        bench.sent(Qop.DEFAULT, bench.data(10));
        return bench.seals(bench.room(), bench.data(100), bench.padding());
    }),
    OUT_OF_ORDER_REPORTED(bench -> {
        bench.sent(Qop.DEFAULT, bench.data(10));
        var list = List.of(bench.room(), bench.data(100), bench.padding());
        bench.client.encryptMessage(list);
        return bench.server.decryptMessageUnordered(list).sequence().name();
    }),
    REPLAY(bench -> {
        byte[] message = bench.sent(Qop.DEFAULT, bench.data(100));
        bench.opensStream(message, text(100));
        return bench.opensStream(message, text(100));
    }),
    REPLAY_REPORTED(bench -> {
        byte[] message = bench.sent(Qop.DEFAULT, bench.data(100));
        bench.opensStream(message, text(100));
        return bench.server
                .decryptMessageUnordered(List.of(SecBuffer.stream(bench.lay(message)), SecBuffer.empty()))
                .sequence()
                .name();
    }),
    SIGNATURE_OUT_OF_ORDER(bench -> {
        bench.client.makeSignature(List.of(bench.roomToSign(), bench.data(10)));
        return bench.signs(bench.roomToSign(), bench.data(100));
    }),
    SIGNATURE_REPLAY(bench -> {
        var list = List.of(bench.roomToSign(), bench.data(100));
        bench.client.makeSignature(list);
        bench.server.verifySignature(list);
        bench.server.verifySignature(list);
        return "OK";
    }),
    DATA_CHANGED(bench -> {
        var data = bench.data(100);
        var list = List.of(bench.room(), data, bench.padding());
        bench.client.encryptMessage(list);
        change(data);
        bench.server.decryptMessage(list);
        return "OK";
    }),
    TOKEN_CHANGED(bench -> {
        var token = bench.room();
        var list = List.of(token, bench.data(100), bench.padding());
        bench.client.encryptMessage(list);
        change(token);
        bench.server.decryptMessage(list);
        return "OK";
    }),
    SIGNED_DATA_CHANGED(bench -> {
        var data = bench.data(100);
        var list = List.of(bench.roomToSign(), data);
        bench.client.makeSignature(list);
        change(data);
        bench.server.verifySignature(list);
        return "OK";
    }),
    OF_ANOTHER_CONTEXT(bench -> {
        var list = List.of(bench.room(), bench.data(100), bench.padding());
        bench.stranger.encryptMessage(list);
        bench.server.decryptMessage(list);
        return "OK";
    }),
    OUR_OWN(bench -> {
        var list = List.of(bench.room(), bench.data(100), bench.padding());
        bench.client.encryptMessage(list);
        bench.client.decryptMessage(list);
        return "OK";
    }),
    UNKNOWN_QUALITY(bench -> {
        bench.client.encryptMessage(7, List.of(bench.room(), bench.data(100), bench.padding()));
        return "OK";
    }),
    AFTER_THE_END(bench -> {
        var list = List.of(bench.room(), bench.data(100), bench.padding());
        bench.client.close();
        bench.client.encryptMessage(list);
        return "OK";
    }),
    ADJACENT(Memory.ARRAY, bench -> {
        var message = bench.lay(text(bench.trailer() + 101));
        return bench.seals(
                SecBuffer.token(part(message, 0, bench.trailer())),
                SecBuffer.data(part(message, bench.trailer(), 100)),
                SecBuffer.padding(part(message, bench.trailer() + 100, 1)));
    }),
    OVERLAP_DATA(Memory.ARRAY, bench -> {
        var data = bench.lay(text(100));
        return refusedUnchanged(data, () -> bench.seals(
                bench.room(), SecBuffer.data(part(data, 0, 100)), SecBuffer.data(part(data, 30, 20)), bench.padding()));
    }),
    OVERLAP_DATA_BY_ONE(Memory.ARRAY, bench -> {
        var data = bench.lay(text(100));
        return refusedUnchanged(data, () -> bench.seals(
                bench.room(), SecBuffer.data(part(data, 49, 51)), bench.padding(), SecBuffer.data(part(data, 0, 50))));
    }),
    /** Places of one array, each counted from elsewhere. */
    OVERLAP_SLICES(Memory.ARRAY, bench -> {
        var data = bench.lay(text(100));
        return refusedUnchanged(data, () -> bench.seals(
                bench.room(), SecBuffer.data(part(data, 40, 20).slice()), SecBuffer.data(part(data, 50, 20).slice()), bench.padding()));
    }),
    OVERLAP_TOKEN(Memory.ARRAY, bench -> {
        var data = bench.lay(text(300));
        return refusedUnchanged(data, () -> bench.seals(
                SecBuffer.token(part(data, 1, bench.trailer())), SecBuffer.data(part(data, bench.trailer(), 100)), bench.padding()));
    }),
    OVERLAP_TOKEN_WITHOUT_ENCRYPTION(Memory.ARRAY, bench -> {
        var data = bench.lay(text(300));
        return refusedUnchanged(data, () -> bench.wraps(
                SecBuffer.token(part(data, 99, bench.trailer())), SecBuffer.data(part(data, 0, 100)), bench.padding()));
    }),
    OVERLAP_TOKEN_SIGNED(Memory.ARRAY, bench -> {
        var data = bench.lay(text(300));
        return bench.signs(SecBuffer.data(part(data, 0, 100)), SecBuffer.token(part(data, 0, bench.signature())));
    }),
    OVERLAP_WITH_CHECKSUM(Memory.ARRAY, bench -> {
        var data = bench.lay(text(100));
        return refusedUnchanged(data, () -> bench.seals(
                bench.room(), SecBuffer.readOnlyWithChecksum(part(data, 0, 30)), SecBuffer.data(part(data, 29, 50)), bench.padding()));
    }),
    OVERLAP_RECEIVED(Memory.ARRAY, bench -> {
        var token = bench.room();
        var padding = bench.padding();
        var data = bench.data(100);
        bench.client.encryptMessage(List.of(token, data, padding));
        var twice = SecBuffer.data(part(data.memory(), 0, 100));
        bench.server.decryptMessage(List.of(token, part(data, 0, 60), part(twice, 20, 40), padding));
        return "OK";
    }),
    OVERLAP_STREAM(Memory.ARRAY, bench -> {
        byte[] message = bench.sent(Qop.DEFAULT, bench.withChecksum(20), bench.data(100));
        var stream = bench.lay(message);
        bench.server.decryptMessage(List.of(
                SecBuffer.readOnlyWithChecksum(part(stream, 90, 20)), SecBuffer.stream(stream), SecBuffer.empty()));
        return "OK";
    }),
    /** Only RC4 writes there. */
    OVERLAP_PADDING(Memory.ARRAY, bench -> {
        var data = bench.lay(text(100));
        return bench.seals(bench.room(), SecBuffer.data(data), SecBuffer.padding(part(data, 50, 1)));
    }),
    OVERLAP_OF_WHAT_IS_ONLY_READ(Memory.ARRAY, bench -> {
        var header = bench.lay(text(100));
        return bench.seals(
                bench.room(),
                SecBuffer.readOnlyWithChecksum(part(header, 0, 60)),
                SecBuffer.readOnlyWithChecksum(part(header, 40, 60)),
                bench.data(100),
                bench.padding());
    }),
    OVERLAP_SIGNED_TWICE(Memory.ARRAY, bench -> {
        var data = bench.lay(text(100));
        return bench.signs(bench.roomToSign(), SecBuffer.data(part(data, 0, 60)), SecBuffer.data(part(data, 40, 60)));
    }),
    /** What is no part of the message. The data is compared where it is encrypted. */
    OVERLAP_OF_READONLY(Memory.ARRAY, bench -> {
        var list = List.of(bench.room(), bench.data(100), bench.padding());
        var whole = readOnly(list.get(1).memory().duplicate());
        return bench.seals(list.get(0), whole, list.get(1), list.get(2));
    }),
    /** A token buffer that goes on where its room ends. */
    OVERLAP_WITH_ROOM_TO_SPARE(Memory.ARRAY, bench -> {
        var message = bench.lay(text(bench.trailer() + 100));
        return bench.seals(
                SecBuffer.token(part(message, 0, bench.trailer() + 100)),
                SecBuffer.data(part(message, bench.trailer(), 100)),
                bench.padding());
    }),
    OVERLAP_OF_NOTHING(Memory.ARRAY, bench -> {
        var token = bench.room();
        return bench.seals(
                SecBuffer.data(part(token.memory(), 5, 0)), token, bench.data(100), SecBuffer.data(part(token.memory(), 7, 0)),
                bench.padding());
    }),
    /** Nobody sees it, and the receiver gets no such message: where the checksum is one of what was encrypted, another one. */
    OVERLAP_DIRECT(Memory.DIRECT, bench -> {
        var data = bench.lay(text(100));
        byte[] message = bench.sent(Qop.DEFAULT, SecBuffer.data(part(data, 0, 60)), SecBuffer.data(part(data, 40, 60)));
        var place = SecBuffer.empty();
        bench.server.decryptMessage(List.of(SecBuffer.stream(bench.lay(message)), place));
        return Arrays.equals(text(100), 0, 60, place.toBytes(), 0, 60) ? "OK" : "ANOTHER_TEXT";
    }),
    READ_ONLY_MEMORY(bench -> {
        var data = bench.lay(text(100));
        return bench.seals(bench.room(), SecBuffer.data(data.asReadOnlyBuffer()), bench.padding());
    }),
    READ_ONLY_MEMORY_WITHOUT_ENCRYPTION(bench -> {
        var data = bench.lay(text(100));
        return bench.wraps(bench.room(), SecBuffer.data(data.asReadOnlyBuffer()), bench.padding());
    }),
    READ_ONLY_MEMORY_SIGNED(bench -> {
        var data = bench.lay(text(100));
        return bench.signs(bench.roomToSign(), SecBuffer.data(data.asReadOnlyBuffer()));
    }),
    READ_ONLY_MEMORY_RECEIVED(bench -> {
        var list = List.of(bench.room(), bench.data(100), bench.padding());
        bench.client.encryptMessage(list);
        var readOnly = SecBuffer.data(list.get(1).memory().asReadOnlyBuffer());
        bench.server.decryptMessage(List.of(list.get(0), readOnly, list.get(2)));
        return "OK";
    }),
    READ_ONLY_TOKEN(bench -> bench.seals(
            SecBuffer.token(bench.room().memory().asReadOnlyBuffer()), bench.data(100), bench.padding())),
    READ_ONLY_TOKEN_SIGNED(bench -> bench.signs(SecBuffer.token(bench.room().memory().asReadOnlyBuffer()), bench.data(100))),
    READ_ONLY_TOKEN_RECEIVED(bench -> {
        var list = List.of(bench.room(), bench.data(100), bench.padding());
        bench.client.encryptMessage(list);
        bench.server.decryptMessage(List.of(SecBuffer.token(list.get(0).toBytes()), list.get(1), list.get(2)));
        return Arrays.equals(text(100), 0, 100, list.get(1).toBytes(), 0, 100) ? "OK" : "another text";
    }),
    READ_ONLY_STREAM(bench -> {
        byte[] message = bench.sent(Qop.DEFAULT, bench.data(100));
        bench.server.decryptMessage(List.of(SecBuffer.stream(bench.lay(message).asReadOnlyBuffer()), SecBuffer.empty()));
        return "OK";
    }),
    /** Only RC4 writes there. */
    READ_ONLY_PADDING(bench -> bench.seals(
            bench.room(), bench.data(100), SecBuffer.padding(bench.lay(new byte[1]).asReadOnlyBuffer()))),
    TOKEN_TOO_SMALL(bench -> bench.seals(tooSmall(bench, bench.trailer()), bench.data(100), bench.padding())),
    TOKEN_TOO_SMALL_WITHOUT_ENCRYPTION(bench -> bench.wraps(
            tooSmall(bench, Math.min(bench.trailer(), bench.signature())), bench.data(100), bench.padding())),
    TOKEN_TOO_SMALL_SIGNED(bench -> bench.signs(tooSmall(bench, bench.signature()), bench.data(100))),
    NO_TOKEN(bench -> bench.seals(bench.data(100), bench.padding())),
    NO_TOKEN_WITHOUT_ENCRYPTION(bench -> bench.wraps(bench.data(100), bench.padding())),
    NO_TOKEN_SIGNED(bench -> bench.signs(bench.data(100))),
    NO_TOKEN_RECEIVED(bench -> {
        bench.server.decryptMessage(List.of(bench.data(100), bench.padding()));
        return "OK";
    }),
    NO_TOKEN_VERIFIED(bench -> {
        bench.server.verifySignature(List.of(bench.data(100)));
        return "OK";
    }),
    NO_DATA(bench -> bench.seals(bench.room(), bench.padding())),
    NO_DATA_WITHOUT_ENCRYPTION(bench -> bench.wraps(bench.room(), bench.padding())),
    NO_DATA_SIGNED(bench -> bench.signs(bench.roomToSign())),
    NO_DATA_RECEIVED(bench -> {
        var list = List.of(bench.room(), bench.data(0), bench.padding());
        bench.client.encryptMessage(list);
        bench.server.decryptMessage(List.of(list.get(0), list.get(2)));
        return "OK";
    }),
    NO_DATA_VERIFIED(bench -> {
        var list = List.of(bench.roomToSign(), bench.data(0));
        bench.client.makeSignature(list);
        bench.server.verifySignature(List.of(list.get(0)));
        return "OK";
    }),
    NO_DATA_BESIDE_STREAM(bench -> {
        byte[] message = bench.sent(Qop.DEFAULT, bench.data(100));
        bench.server.decryptMessage(List.of(SecBuffer.stream(bench.lay(message))));
        return "OK";
    }),
    NO_PADDING(bench -> bench.seals(bench.room(), bench.data(100))),
    RECORD(bench -> bench.opensRecord(bench.record(100), text(100))),
    EMPTY_RECORD(bench -> bench.opensRecord(bench.record(0), text(0))),
    RECORD_CHANGED(bench -> {
        byte[] record = bench.record(100);
        record[record.length - 1] ^= 1;
        return bench.opensRecord(record, text(100));
    }),
    RECORD_OUT_OF_ORDER(bench -> {
        bench.record(10);
        return bench.opensRecord(bench.record(100), text(100));
    }),
    RECORD_REPLAY(bench -> {
        byte[] record = bench.record(100);
        bench.opensRecord(record.clone(), text(100));
        return bench.opensRecord(record, text(100));
    });

    /** What is done, and what it comes to if nothing is thrown. */
    @FunctionalInterface
    interface Tried {
        String of(Bench bench) throws Exception;
    }

    private final Tried tried;
    private final List<Memory> memories;

    Cell(Tried tried) {
        this(List.of(Memory.values()), tried);
    }

    Cell(Memory memory, Tried tried) {
        this(List.of(memory), tried);
    }

    Cell(List<Memory> memories, Tried tried) {
        this.memories = memories;
        this.tried = tried;
    }

    Tried tried() {
        return tried;
    }

    /** The kinds of memory that it is tried in. */
    List<Memory> memories() {
        return memories;
    }

    private static SecBuffer foreign() {
        return new SecBuffer(SecBufferType.MECHLIST, Access.READ_WRITE, ByteBuffer.wrap(text(3)));
    }

    private static SecBuffer readOnly(ByteBuffer memory) {
        return new SecBuffer(SecBufferType.DATA, Access.READONLY, memory);
    }

    private static SecBuffer tooSmall(Bench bench, int needed) {
        return SecBuffer.token(bench.lay(new byte[needed - 1]));
    }

    /** The last byte: in a token it is encrypted, or part of a checksum. */
    private static void change(SecBuffer buffer) {
        int last = buffer.memory().limit() - 1;
        buffer.memory().put(last, (byte) (buffer.memory().get(last) ^ 1));
    }

    private static boolean isZero(SecBuffer buffer) {
        for (byte octet : buffer.toBytes()) {
            if (octet != 0) {
                return false;
            }
        }
        return true;
    }

    private static ByteBuffer part(ByteBuffer whole, int from, int length) {
        return whole.duplicate().position(whole.position() + from).limit(whole.position() + from + length);
    }

    private static SecBuffer part(SecBuffer whole, int from, int length) {
        return SecBuffer.data(part(whole.memory(), from, length));
    }

    private interface Attempt {
        String run() throws Exception;
    }

    /** A caller's mistake costs it nothing. */
    private static String refusedUnchanged(ByteBuffer memory, Attempt attempt) throws Exception {
        byte[] before = Memory.content(memory);
        try {
            return attempt.run();
        } finally {
            if (!Arrays.equals(before, 0, before.length, Memory.content(memory), 0, before.length)) {
                throw new AssertionError("The memory was changed");
            }
        }
    }
}
