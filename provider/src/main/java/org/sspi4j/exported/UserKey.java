package org.sspi4j.exported;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import java.util.Optional;
import org.sspi4j.crypto.AesGcm;
import org.sspi4j.crypto.Hash;
import org.sspi4j.crypto.Hmac;
import org.sspi4j.crypto.Workspace;

/**
 * What a user's key is used for: to say which it is, and to seal each context with a key of its own, so that no nonce can come again.
 *
 * @spec RFC 5869 2.3
 */
final class UserKey implements AutoCloseable {
    private static final byte[] NAMES = "sspi4j key id".getBytes(US_ASCII);
    private static final byte[] SEALS = "sspi4j exported context".getBytes(US_ASCII);
    private static final byte[] NOTHING = {};
    private static final byte[] FIRST = {1};

    private final Hmac key;

    /** @param key wiped */
    UserKey(byte[] key) {
        this.key = new Hmac(Hash.SHA_256, key);
        Arrays.fill(key, (byte) 0);
    }

    /** Tells nothing of the key. */
    byte[] id() {
        return expanded(NAMES, NOTHING, SealedContext.ID);
    }

    byte[] seal(byte[] id, byte[] nonce, byte[] header, byte[] clear) {
        byte[] own = expanded(SEALS, id, AesGcm.KEY);
        try {
            return AesGcm.seal(own, nonce, header, clear);
        } finally {
            Arrays.fill(own, (byte) 0);
        }
    }

    /** Empty if anything of it was changed. */
    Optional<byte[]> open(SealedContext context) {
        byte[] own = expanded(SEALS, context.id(), AesGcm.KEY);
        try {
            return AesGcm.open(own, context.nonce(), context.header(), context.sealed());
        } finally {
            Arrays.fill(own, (byte) 0);
        }
    }

    private byte[] expanded(byte[] label, byte[] of, int length) {
        try (var workspace = Workspace.lease()) {
            key.begin(workspace);
            key.update(workspace, label);
            key.update(workspace, of);
            key.update(workspace, FIRST);
            byte[] out = new byte[length];
            key.end(workspace, out, 0, length);
            return out;
        }
    }

    @Override
    public void close() {
        key.close();
    }
}
