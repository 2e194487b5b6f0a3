package org.sspi4j.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.bouncycastle.crypto.engines.RC4Engine;
import org.bouncycastle.crypto.params.KeyParameter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bouncy Castle's engine is the judge. */
class Rc4StreamTest {
    private static final int[] PIECES = {1, 0, 7, 16, 255, 256, 257, 8191, 8192, 8193, 16384};

    private final Random random = new Random(6229);

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 7, 8, 16, 32, 256})
    void keysOfEachLengthGiveTheSameStreamAsBouncyCastle(int keyLength) {
        byte[] key = bytes(keyLength);
        var judge = judge(key);
        var stream = stream(key);
        for (int length : PIECES) {
            byte[] ours = bytes(length + 6);
            byte[] expected = ours.clone();
            judge.processBytes(expected, 3, length, expected, 3);
            stream.crypt(ours, 3, length);
            assertArrayEquals(expected, ours);
        }
    }

    @Test
    void segmentsWhereverTheyLieGoThroughOneStream() {
        byte[] key = bytes(16);
        byte[] plain = bytes(30_000);
        byte[] expected = plain.clone();
        judge(key).processBytes(expected, 0, expected.length, expected, 0);
        var direct = ByteBuffer.allocateDirect(20_000).put(0, plain, 9_000, 20_000);
        byte[] first = Arrays.copyOf(plain, 9_000);
        byte[] last = Arrays.copyOfRange(plain, 29_000, 30_000);
        byte[] untouched = bytes(50);
        var message = new ScatteredBytes()
                .sealed(first, 0, first.length).signed(untouched, 0, untouched.length).sealed(direct).sealed(last, 0, last.length);
        byte[] before = untouched.clone();
        try (var workspace = Workspace.lease()) {
            stream(key).crypt(message, workspace);
        }
        byte[] actual = new byte[plain.length];
        message.copySealed(0, actual, 0, actual.length);
        assertArrayEquals(expected, actual);
        assertArrayEquals(before, untouched);
    }

    @Test
    void aCopyGoesOnByItselfAndTheStreamCanBePutBack() {
        byte[] key = bytes(16);
        var stream = stream(key);
        stream.crypt(new byte[100], 0, 100);
        var before = new Rc4Stream();
        before.copy(stream);
        byte[] once = new byte[40];
        stream.crypt(once, 0, 40);
        byte[] copied = new byte[40];
        var beside = new Rc4Stream();
        beside.copy(before);
        beside.crypt(copied, 0, 40);
        assertArrayEquals(once, copied);
        stream.copy(before);
        byte[] again = new byte[40];
        stream.crypt(again, 0, 40);
        assertArrayEquals(once, again);
    }

    @Test
    void aClosedStreamHasNoKeyLeft() {
        var stream = stream(bytes(16));
        stream.close();
        byte[] zeros = new byte[300];
        stream.crypt(zeros, 0, zeros.length);
        assertArrayEquals(new byte[300], zeros);
    }

    private static Rc4Stream stream(byte[] key) {
        var stream = new Rc4Stream();
        stream.init(key);
        return stream;
    }

    private static RC4Engine judge(byte[] key) {
        var engine = new RC4Engine();
        engine.init(true, new KeyParameter(key));
        return engine;
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
