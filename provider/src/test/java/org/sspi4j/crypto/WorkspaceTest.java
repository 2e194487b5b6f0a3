package org.sspi4j.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class WorkspaceTest {
    @Test
    void nothingOfAMessageStaysInTheScratchArrays() {
        byte[] message = new byte[20_000];
        Arrays.fill(message, (byte) 7);
        Workspace workspace = Workspace.lease();
        try (workspace; var cipher = new CbcCts(Cbc.aesEncryption(new byte[16]))) {
            cipher.encrypt(new ScatteredBytes().sealed(message, 0, message.length), workspace, ByteSink.NONE);
        }
        assertArrayEquals(new byte[Workspace.PIECE], workspace.in);
        assertArrayEquals(new byte[Workspace.PIECE], workspace.out);
    }
}
