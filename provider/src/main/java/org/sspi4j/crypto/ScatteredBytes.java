package org.sspi4j.crypto;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;

/**
 * The bytes of one message where they are: pieces of arrays and buffers, in the order in which the message has them. Sealed
 * segments are encrypted in place and covered by the checksum, signed ones are only covered. Meant to be kept and filled
 * again for each message; for one thread at a time. Positions and limits of buffers are read here and never changed.
 */
public final class ScatteredBytes {
    private Object[] memory = new Object[4];        // byte[], or a ByteBuffer without an accessible array
    private int[] start = new int[4];
    private int[] length = new int[4];
    private boolean[] sealed = new boolean[4];
    private int segments;
    private long sealedLength;

    private final Cursor reader = new Cursor();
    private final Cursor writer = new Cursor();
    private final Cursor covered = new Cursor();
    private int place;

    /** Forgets all segments. */
    public ScatteredBytes clear() {
        Arrays.fill(memory, 0, segments, null);
        segments = 0;
        sealedLength = 0;
        return this;
    }

    public ScatteredBytes sealed(byte[] array, int from, int bytes) {
        add(array, from, bytes, true);
        return this;
    }

    /** @param buffer writable; the segment is what lies between position and limit now */
    public ScatteredBytes sealed(ByteBuffer buffer) {
        return sealed(buffer, buffer.position(), buffer.remaining());
    }

    /** @param buffer writable; {@code from} counts from its beginning, whatever its position */
    public ScatteredBytes sealed(ByteBuffer buffer, int from, int bytes) {
        if (buffer.isReadOnly()) {
            throw new IllegalArgumentException("a read-only buffer cannot be sealed in place");
        }
        add(buffer, from, bytes, true);
        return this;
    }

    public ScatteredBytes signed(byte[] array, int from, int bytes) {
        add(array, from, bytes, false);
        return this;
    }

    /** @param buffer may be read-only; the segment is what lies between position and limit now */
    public ScatteredBytes signed(ByteBuffer buffer) {
        return signed(buffer, buffer.position(), buffer.remaining());
    }

    /** @param buffer may be read-only; {@code from} counts from its beginning, whatever its position */
    public ScatteredBytes signed(ByteBuffer buffer, int from, int bytes) {
        add(buffer, from, bytes, false);
        return this;
    }

    /** Bytes in all sealed segments. */
    public long sealedLength() {
        return sealedLength;
    }

    /** Copies {@code bytes} of the sealed segments, seen as one array, from position {@code from}. */
    public void copySealed(long from, byte[] out, int at, int bytes) {
        checkSealed(from, bytes);
        new Cursor().skip(from).read(out, at, bytes);
    }

    /** Writes over the first bytes of the sealed segments: the confounder. */
    public void overwriteSealed(byte[] with, int bytes) {
        checkSealed(0, bytes);
        writer.rewind();
        writer.write(with, bytes);
    }

    /** Zeroes the sealed segments: nobody may read what failed its check. */
    public void wipeSealed() {
        writer.rewind();
        for (long left = sealedLength; left > 0; left -= Workspace.PIECE) {
            writer.write(Workspace.ZEROES, (int) Math.min(left, Workspace.PIECE));
        }
    }

    void rewind() {
        reader.rewind();
        writer.rewind();
        covered.rewind();
    }

    /** The next sealed bytes. */
    void read(byte[] out, int bytes) {
        reader.read(out, 0, bytes);
    }

    /** Over the next sealed bytes. */
    void write(byte[] with, int bytes) {
        writer.write(with, bytes);
    }

    /** How many of the next sealed bytes stand side by side. */
    int run() {
        return reader.run(Integer.MAX_VALUE);
    }

    /** The array that has the next bytes side by side, from {@link #place} on; they count as read. Null if there is none. */
    byte[] readInPlace(int bytes) {
        return inPlace(reader, bytes);
    }

    /** The array that takes the next bytes side by side, from {@link #place} on; they count as written. Null if there is none. */
    byte[] writeInPlace(int bytes) {
        return inPlace(writer, bytes);
    }

    int place() {
        return place;
    }

    private byte[] inPlace(Cursor cursor, int bytes) {
        if (cursor.run(bytes) == bytes && memory[cursor.segment] instanceof byte[] array) {
            place = start[cursor.segment] + cursor.within;
            cursor.advance(bytes);
            return array;
        }
        return null;
    }

    /** Shows the sink the next sealed bytes, and the signed ones before and between them. */
    void cover(Workspace workspace, ByteSink sink, int sealedBytes) {
        covered.show(workspace, sink, sealedBytes);
    }

    /** Shows the sink everything it has not seen. */
    void coverRest(Workspace workspace, ByteSink sink) {
        while (covered.segment < segments) {
            covered.show(workspace, sink, length[covered.segment] - covered.within, covered.segment);
        }
    }

    private void checkSealed(long from, int bytes) {
        if (from < 0 || bytes < 0 || from + bytes > sealedLength) {
            throw new IndexOutOfBoundsException(from + " + " + bytes + " of " + sealedLength + " sealed bytes");
        }
    }

    private void add(ByteBuffer buffer, int from, int bytes, boolean seal) {
        Objects.checkFromIndexSize(from, bytes, buffer.limit());
        if (buffer.hasArray()) {
            append(buffer.array(), buffer.arrayOffset() + from, bytes, seal);
        } else {
            append(buffer, from, bytes, seal);
        }
    }

    private void add(byte[] array, int from, int bytes, boolean seal) {
        Objects.checkFromIndexSize(from, bytes, array.length);
        append(array, from, bytes, seal);
    }

    private void append(Object place, int from, int bytes, boolean seal) {
        if (bytes == 0) {
            return;
        }
        if (segments == memory.length) {
            memory = Arrays.copyOf(memory, 2 * segments);
            start = Arrays.copyOf(start, 2 * segments);
            length = Arrays.copyOf(length, 2 * segments);
            sealed = Arrays.copyOf(sealed, 2 * segments);
        }
        memory[segments] = place;
        start[segments] = from;
        length[segments] = bytes;
        sealed[segments] = seal;
        segments++;
        sealedLength += seal ? bytes : 0;
    }

    private final class Cursor {
        private int segment;
        private int within;

        void rewind() {
            segment = 0;
            within = 0;
        }

        Cursor skip(long sealedBytes) {
            for (long left = sealedBytes; left > 0; ) {
                left -= advance(run(left));
            }
            return this;
        }

        void read(byte[] out, int at, int bytes) {
            for (int done = 0; done < bytes; ) {
                int run = run(bytes - done);
                int from = start[segment] + within;
                if (memory[segment] instanceof byte[] array) {
                    System.arraycopy(array, from, out, at + done, run);
                } else {
                    ((ByteBuffer) memory[segment]).get(from, out, at + done, run);
                }
                done += advance(run);
            }
        }

        void write(byte[] with, int bytes) {
            for (int done = 0; done < bytes; ) {
                int run = run(bytes - done);
                int to = start[segment] + within;
                if (memory[segment] instanceof byte[] array) {
                    System.arraycopy(with, done, array, to, run);
                } else {
                    ((ByteBuffer) memory[segment]).put(to, with, done, run);
                }
                done += advance(run);
            }
        }

        void show(Workspace workspace, ByteSink sink, int sealedBytes) {
            for (int left = sealedBytes; left > 0; ) {
                if (sealed[segment]) {
                    left -= show(workspace, sink, left, segment);
                } else {
                    show(workspace, sink, length[segment], segment);
                }
            }
        }

        /** At most {@code bytes} of one segment; tells how many. */
        int show(Workspace workspace, ByteSink sink, int bytes, int inSegment) {
            int run = Math.min(bytes, length[inSegment] - within);
            int from = start[inSegment] + within;
            if (memory[inSegment] instanceof byte[] array) {
                sink.update(array, from, run);
            } else {
                run = Math.min(run, Workspace.PIECE);
                workspace.using(run);
                ((ByteBuffer) memory[inSegment]).get(from, workspace.in, 0, run);
                sink.update(workspace.in, 0, run);
            }
            return advance(run);
        }

        /** Bytes to be had at once, after going on to the next sealed segment. */
        private int run(long wanted) {
            while (!sealed[segment]) {
                segment++;
            }
            return (int) Math.min(wanted, length[segment] - within);
        }

        private int advance(int bytes) {
            within += bytes;
            if (within == length[segment]) {
                segment++;
                within = 0;
            }
            return bytes;
        }
    }
}
