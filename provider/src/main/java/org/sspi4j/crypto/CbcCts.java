package org.sspi4j.crypto;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;

/**
 * CBC with ciphertext stealing from a zero vector, in place over scattered bytes. The last two blocks always change places
 * (CS3 of NIST's names), a single block is plain CBC. One direction, one thread at a time: a second one is refused, and
 * closing waits for the first, because the cipher object goes on to another key.
 *
 * @spec RFC 3962 5
 */
public final class CbcCts implements AutoCloseable {
    private static final int BLOCK = ChainedCipher.BLOCK;

    private final AtomicReference<ChainedCipher> idle;
    private volatile boolean closed;

    /** Owns the cipher from now on. */
    public CbcCts(ChainedCipher cbc) {
        idle = new AtomicReference<>(cbc);
    }

    /** Encrypts the sealed segments, at least one block; {@code mac} sees the plaintext and the signed segments. */
    public void encrypt(ScatteredBytes bytes, Workspace workspace, Hmac mac) {
        encrypt(bytes, workspace, workspace.sink(mac.hash()));
    }

    /** Decrypts the sealed segments, at least one block; {@code mac} sees the plaintext and the signed segments. */
    public void decrypt(ScatteredBytes bytes, Workspace workspace, Hmac mac) {
        decrypt(bytes, workspace, workspace.sink(mac.hash()));
    }

    /** Encrypts the sealed segments, at least one block; {@code mac} sees the plaintext and the signed segments. */
    public void encrypt(ScatteredBytes bytes, Workspace workspace, Cmac mac) {
        encrypt(bytes, workspace, mac.sink());
    }

    /** Decrypts the sealed segments, at least one block; {@code mac} sees the plaintext and the signed segments. */
    public void decrypt(ScatteredBytes bytes, Workspace workspace, Cmac mac) {
        decrypt(bytes, workspace, mac.sink());
    }

    /** Encrypts the sealed segments, at least one block. */
    public void encrypt(ScatteredBytes bytes, Workspace workspace) {
        encrypt(bytes, workspace, ByteSink.NONE);
    }

    /** Decrypts the sealed segments, at least one block. */
    public void decrypt(ScatteredBytes bytes, Workspace workspace) {
        decrypt(bytes, workspace, ByteSink.NONE);
    }

    @Override
    public void close() {
        closed = true;
        ChainedCipher last = idle.getAndSet(null);
        if (last != null) {
            last.close();
        }
    }

    void encrypt(ScatteredBytes bytes, Workspace workspace, ByteSink plaintext) {
        ChainedCipher cbc = take();
        try {
            encrypt(cbc, bytes, workspace, plaintext);
        } finally {
            give(cbc);
        }
    }

    void decrypt(ScatteredBytes bytes, Workspace workspace, ByteSink plaintext) {
        ChainedCipher cbc = take();
        try {
            decrypt(cbc, bytes, workspace, plaintext);
        } finally {
            give(cbc);
        }
    }

    private ChainedCipher take() {
        ChainedCipher cbc = idle.getAndSet(null);
        if (cbc == null) {
            throw new IllegalStateException(closed ? "the key is closed" : "the key is in use by another thread");
        }
        return cbc;
    }

    private void give(ChainedCipher cbc) {
        idle.set(cbc);
        if (closed) {
            close();
        }
    }

    private static void encrypt(ChainedCipher cbc, ScatteredBytes bytes, Workspace workspace, ByteSink plaintext) {
        byte[] in = workspace.in;
        byte[] out = workspace.out;
        bytes.rewind();
        cbc.begin();
        long remaining = bytes.sealedLength();
        while (remaining > Workspace.PIECE) {
            int length = piece(bytes, remaining);
            bytes.cover(workspace, plaintext, length);
            byte[] array = bytes.readInPlace(length);
            if (array != null) {
                cbc.next(array, bytes.place(), length, out, 0);
            } else {
                workspace.using(length);
                bytes.read(in, length);
                cbc.next(in, 0, length, out, 0);
            }
            bytes.write(out, length);
            remaining -= length;
        }
        int length = (int) remaining;
        int padded = (length + BLOCK - 1) & -BLOCK;
        workspace.using(padded);
        bytes.cover(workspace, plaintext, length);
        bytes.read(in, length);
        Arrays.fill(in, length, padded, (byte) 0);
        cbc.last(in, 0, padded, out, 0);
        if (padded > BLOCK) {
            swapLastBlocks(out, padded);
        }
        bytes.write(out, length);
        bytes.coverRest(workspace, plaintext);
    }

    private static void decrypt(ChainedCipher cbc, ScatteredBytes bytes, Workspace workspace, ByteSink plaintext) {
        byte[] in = workspace.in;
        byte[] out = workspace.out;
        bytes.rewind();
        cbc.begin();
        Arrays.fill(workspace.previous, (byte) 0);
        long remaining = bytes.sealedLength();
        while (remaining > Workspace.PIECE) {
            int length = piece(bytes, remaining);
            bytes.read(in, length);
            byte[] array = bytes.writeInPlace(length);
            if (array != null) {
                cbc.next(in, 0, length, array, bytes.place());
            } else {
                workspace.using(length);
                cbc.next(in, 0, length, out, 0);
                bytes.write(out, length);
            }
            System.arraycopy(in, length - BLOCK, workspace.previous, 0, BLOCK);
            bytes.cover(workspace, plaintext, length);
            remaining -= length;
        }
        int length = (int) remaining;
        workspace.using((length + BLOCK - 1) & -BLOCK);
        bytes.read(in, length);
        if (length == BLOCK) {
            cbc.last(in, 0, BLOCK, out, 0);
        } else {
            decryptLastPiece(cbc, in, out, length, workspace.previous);
        }
        bytes.write(out, length);
        bytes.cover(workspace, plaintext, length);
        bytes.coverRest(workspace, plaintext);
    }

    /** A confounder that stands alone goes first: behind it is data that a cipher can work on where it is. */
    private static int piece(ScatteredBytes bytes, long remaining) {
        return remaining == bytes.sealedLength() && bytes.run() == BLOCK ? BLOCK : piece(remaining);
    }

    /** Whole blocks that leave more than one block for the last piece, because its last two belong together. */
    private static int piece(long remaining) {
        return (int) Math.min(Workspace.PIECE, (remaining - BLOCK - 1) & -BLOCK);
    }

    private static void swapLastBlocks(byte[] out, int end) {
        for (int i = end - BLOCK; i < end; i++) {
            byte last = out[i];
            out[i] = out[i - BLOCK];
            out[i - BLOCK] = last;
        }
    }

    /**
     * The piece ends with C(n), then the first bytes of C(n-1). CBC adds the block that came before to each result, so
     * that two ordinary calls do: the first one opens C(n), which holds the rest of C(n-1); the second opens C(n-1).
     */
    private static void decryptLastPiece(ChainedCipher cbc, byte[] in, byte[] out, int length, byte[] previous) {
        int stolen = (length - 1) & -BLOCK;                 // where C(n-1) begins
        int full = stolen - BLOCK;                          // where C(n) is
        int tail = length - stolen;
        cbc.next(in, 0, stolen, out, 0);
        byte[] before = full == 0 ? previous : in;
        int b = full == 0 ? 0 : full - BLOCK;
        for (int i = 0; i < BLOCK; i++) {
            out[full + i] ^= before[b + i];                 // C(n) deciphered
        }
        System.arraycopy(out, full + tail, in, stolen + tail, BLOCK - tail);
        cbc.last(in, stolen, BLOCK, out, stolen);
        for (int i = 0; i < BLOCK; i++) {
            byte lastPlain = (byte) (out[full + i] ^ in[stolen + i]);
            out[full + i] = (byte) (out[stolen + i] ^ in[full + i] ^ before[b + i]);
            out[stolen + i] = lastPlain;
        }
    }
}
