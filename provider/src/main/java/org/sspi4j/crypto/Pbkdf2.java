package org.sspi4j.crypto;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * PBKDF2 over bytes. The JDK's takes characters and would leave the password in objects that nobody can wipe.
 *
 * @spec RFC 8018 5.2
 */
public final class Pbkdf2 {
    private Pbkdf2() {}

    /**
     * @param hash of the HMAC that is the pseudorandom function
     * @param iterations at least 1; about a microsecond each
     * @param length bytes wanted
     */
    public static byte[] derive(Hash hash, byte[] password, byte[] salt, int iterations, int length) {
        byte[] key = new byte[length];
        byte[] u = new byte[hash.length()];
        byte[] t = new byte[hash.length()];
        try (Hmac prf = new Hmac(hash, password); Workspace workspace = Workspace.lease()) {
            for (int block = 1, at = 0; at < length; block++, at += t.length) {
                prf.begin(workspace);
                prf.update(workspace, salt);
                prf.update(workspace, ByteBuffer.allocate(4).putInt(block).array());
                prf.end(workspace, u, 0, u.length);
                System.arraycopy(u, 0, t, 0, t.length);
                for (int i = 1; i < iterations; i++) {
                    prf.begin(workspace);
                    prf.update(workspace, u);
                    prf.end(workspace, u, 0, u.length);
                    xor(t, u);
                }
                System.arraycopy(t, 0, key, at, Math.min(t.length, length - at));
            }
            return key;
        } finally {
            Arrays.fill(u, (byte) 0);
            Arrays.fill(t, (byte) 0);
        }
    }

    private static void xor(byte[] into, byte[] from) {
        for (int i = 0; i < into.length; i++) {
            into[i] ^= from[i];
        }
    }
}
