package org.sspi4j.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ScatteredBytesTest {
    private final Scattering some = new Scattering(7);
    private final ScatteredBytes bytes = new ScatteredBytes();

    @Test
    void theSinkSeesSealedAndSignedSegmentsInTheirOrder() {
        for (int round = 0; round < 300; round++) {
            byte[] all = some.bytes(some.below(round % 10 == 0 ? 40_000 : 200));
            bytes.clear();
            long sealed = 0;
            for (ByteBuffer piece : some.cut(all)) {
                boolean seal = some.below(2) == 0;
                sealed += seal ? piece.remaining() : 0;
                if (seal) {
                    bytes.sealed(piece);
                } else {
                    bytes.signed(piece.asReadOnlyBuffer());
                }
            }
            assertEquals(sealed, bytes.sealedLength());
            var seen = new ByteArrayOutputStream();
            try (Workspace workspace = Workspace.lease()) {
                bytes.rewind();
                int first = (int) Math.min(sealed, some.below(50));
                bytes.cover(workspace, seen::write, first);
                bytes.cover(workspace, seen::write, (int) sealed - first);
                bytes.coverRest(workspace, seen::write);
            }
            assertArrayEquals(all, seen.toByteArray());
        }
    }

    @Test
    void signedSegmentsAreNeverWritten() {
        byte[] array = new byte[30];
        bytes.sealed(array, 0, 10).signed(array, 10, 10).sealed(ByteBuffer.wrap(array, 20, 10));
        byte[] ones = new byte[20];
        Arrays.fill(ones, (byte) 1);
        bytes.overwriteSealed(ones, 20);
        for (int i = 0; i < 30; i++) {
            assertEquals(i < 10 || i >= 20 ? 1 : 0, array[i]);
        }
        Arrays.fill(array, (byte) 1);
        bytes.wipeSealed();
        for (int i = 0; i < 30; i++) {
            assertEquals(i < 10 || i >= 20 ? 0 : 1, array[i]);
        }
    }

    @Test
    void sealedBytesAreCopiedAsIfTheyWereOneArray() {
        byte[] all = some.bytes(100);
        some.cut(all).forEach(piece -> bytes.sealed(piece).signed(new byte[3], 0, 3));
        byte[] copy = new byte[42];
        bytes.copySealed(50, copy, 2, 40);
        assertArrayEquals(Arrays.copyOfRange(all, 50, 90), Arrays.copyOfRange(copy, 2, 42));
        assertThrows(IndexOutOfBoundsException.class, () -> bytes.copySealed(61, copy, 0, 40));
        assertThrows(IndexOutOfBoundsException.class, () -> bytes.copySealed(-1, copy, 0, 40));
    }

    @Test
    void aReadOnlyBufferCannotBeSealed() {
        ByteBuffer readOnly = ByteBuffer.allocate(5).asReadOnlyBuffer();
        assertThrows(IllegalArgumentException.class, () -> bytes.sealed(readOnly));
    }

    @Test
    void aSegmentLiesWithinItsArray() {
        assertThrows(IndexOutOfBoundsException.class, () -> bytes.sealed(new byte[5], 3, 3));
        assertThrows(IndexOutOfBoundsException.class, () -> bytes.signed(new byte[5], -1, 3));
        assertThrows(IndexOutOfBoundsException.class, () -> bytes.sealed(new byte[5], 0, -1));
        assertEquals(0, bytes.sealedLength());
    }

    @Test
    void aPartOfABufferCountsFromItsBeginningAndEndsAtItsLimit() {
        byte[] all = some.bytes(30);
        for (ByteBuffer buffer : new ByteBuffer[] {ByteBuffer.wrap(all.clone()), ByteBuffer.allocateDirect(30).put(0, all)}) {
            ByteBuffer part = buffer.position(3).slice().position(5).limit(20);
            bytes.clear().sealed(part, 2, 18);
            byte[] copy = new byte[18];
            bytes.copySealed(0, copy, 0, 18);
            assertArrayEquals(Arrays.copyOfRange(all, 5, 23), copy);
            assertThrows(IndexOutOfBoundsException.class, () -> bytes.sealed(part, 2, 19));
            assertThrows(IndexOutOfBoundsException.class, () -> bytes.signed(part, -1, 3));
            assertThrows(IllegalArgumentException.class, () -> bytes.sealed(part.asReadOnlyBuffer(), 2, 3));
        }
    }

    @Test
    void clearedBytesAreForgotten() {
        bytes.sealed(new byte[5], 0, 5).clear();
        assertEquals(0, bytes.sealedLength());
        assertThrows(IndexOutOfBoundsException.class, () -> bytes.overwriteSealed(new byte[1], 1));
    }
}
