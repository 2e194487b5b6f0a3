package org.sspi4j.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkspaceTest {
    private static final byte PLAIN = 7;

    /** In one array it is ciphered where it lies, in a direct buffer and in small pieces it passes through the scratch arrays. */
    @ParameterizedTest
    @ValueSource(strings = {"array", "direct", "pieces"})
    void nothingOfAPlaintextStaysInTheScratchArrays(String memory) {
        byte[] message = new byte[20_000];
        Arrays.fill(message, PLAIN);
        var scattered = new ScatteredBytes();
        if (memory.equals("direct")) {
            scattered.sealed(ByteBuffer.allocateDirect(message.length).put(0, message));
        } else {
            int piece = memory.equals("pieces") ? 1_000 : message.length;
            for (int at = 0; at < message.length; at += piece) {
                scattered.sealed(message, at, piece);
            }
        }
        Workspace encrypting = Workspace.lease();
        try (encrypting; var cipher = new CbcCts(Cbc.aesEncryption(new byte[16]))) {
            cipher.encrypt(scattered, encrypting, ByteSink.NONE);
        }
        assertForgotten(encrypting);
        // Leased anew: one that is given back twice is soon two threads' own.
        Workspace decrypting = Workspace.lease();
        try (decrypting; var cipher = new CbcCts(Cbc.aesDecryption(new byte[16]))) {
            cipher.decrypt(scattered, decrypting, ByteSink.NONE);
        }
        assertForgotten(decrypting);
    }

    @Test
    void nothingOfWhatIsOnlyCoveredStaysThereEither() {
        byte[] message = new byte[20_000];
        Arrays.fill(message, PLAIN);
        var scattered = new ScatteredBytes().signed(ByteBuffer.allocateDirect(message.length).put(0, message));
        Workspace workspace = Workspace.lease();
        try (workspace; var mac = new Hmac(Hash.SHA_1, new byte[16])) {
            mac.begin(workspace);
            mac.update(workspace, scattered);
            mac.end(workspace, new byte[20], 0, 20);
        }
        assertForgotten(workspace);
    }

    /** Of any length that a block holds, whatever the one before was. */
    @ParameterizedTest
    @ValueSource(ints = {0, 16, 64, 1})
    void aKeyOfOneOperationIsTheKeyThatWasGiven(int length) {
        byte[] key = new byte[length];
        Arrays.fill(key, PLAIN);
        try (var workspace = Workspace.lease(); var kept = new Hmac(Hash.MD5, key)) {
            workspace.hmacMd5(new byte[] {1, 2, 3});
            byte[] once = mac(workspace.hmacMd5(key), workspace);
            assertArrayEquals(mac(kept, workspace), once);
        }
    }

    @Test
    void aKeyOfOneOperationIsForgotten() {
        byte[] key = new byte[16];
        Arrays.fill(key, PLAIN);
        Workspace workspace = Workspace.lease();
        Hmac once = workspace.hmacMd5(key);
        workspace.close();
        try (var another = Workspace.lease()) {
            assertThrows(IllegalStateException.class, () -> mac(once, another), "there is no key");
        }
    }

    private static byte[] mac(Hmac key, Workspace workspace) {
        byte[] mac = new byte[16];
        key.begin(workspace);
        key.update(workspace, new byte[] {PLAIN});
        key.end(workspace, mac, 0, mac.length);
        return mac;
    }

    private static void assertForgotten(Workspace workspace) {
        assertTrue(longestPlain(workspace.in) < 4, "plaintext in the array of inputs");
        assertTrue(longestPlain(workspace.out) < 4, "plaintext in the array of outputs");
    }

    private static int longestPlain(byte[] scratch) {
        int longest = 0;
        int run = 0;
        for (byte b : scratch) {
            run = b == PLAIN ? run + 1 : 0;
            longest = Math.max(longest, run);
        }
        return longest;
    }
}
