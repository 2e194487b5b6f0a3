package org.sspi4j.crypto;

import org.bouncycastle.crypto.engines.RC4Engine;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * RC4: Bouncy Castle's, because a policy of the JVM may take the JDK's away. The same call encrypts and decrypts. Every
 * message has a key of its own. For one thread at a time.
 *
 * @spec RFC 4757 1
 */
public final class Rc4 implements AutoCloseable {
    private final RC4Engine engine = new RC4Engine();

    /** Over the bytes themselves. */
    public void crypt(byte[] key, byte[] bytes) {
        engine.init(true, new KeyParameter(key));
        engine.processBytes(bytes, 0, bytes.length, bytes, 0);
    }

    /** Over the sealed segments. */
    public void crypt(byte[] key, ScatteredBytes message, Workspace workspace) {
        engine.init(true, new KeyParameter(key));
        message.rewind();
        for (long left = message.sealedLength(); left > 0; left -= Workspace.PIECE) {
            int length = (int) Math.min(left, Workspace.PIECE);
            workspace.using(length);
            message.read(workspace.in, length);
            engine.processBytes(workspace.in, 0, length, workspace.out, 0);
            message.write(workspace.out, length);
        }
    }

    /** A key that is nobody's takes the place of the last one. */
    @Override
    public void close() {
        engine.init(true, new KeyParameter(new byte[16]));
    }
}
