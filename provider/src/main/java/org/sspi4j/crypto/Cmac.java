package org.sspi4j.crypto;

import org.bouncycastle.crypto.engines.CamelliaEngine;
import org.bouncycastle.crypto.macs.CMac;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * CMAC over Camellia, with a ready key schedule. For one thread at a time.
 *
 * @spec NIST SP 800-38B 6.2
 * @spec RFC 6803 3
 */
public final class Cmac implements AutoCloseable {
    /** Bytes of a MAC. */
    public static final int LENGTH = ChainedCipher.BLOCK;

    private final CMac mac = new CMac(new CamelliaEngine());
    private final int keyLength;
    private final ByteSink sink = mac::update;
    private final byte[] whole = new byte[LENGTH];

    /** @param key 16 or 32 bytes, copied */
    public Cmac(byte[] key) {
        keyLength = key.length;
        mac.init(new KeyParameter(key));
    }

    /** The bytes that follow go into this MAC, until {@link #end}. */
    public void begin() {
        mac.reset();
    }

    public void update(byte[] bytes) {
        mac.update(bytes, 0, bytes.length);
    }

    /** Covers all segments in their order, sealed and signed ones alike. */
    public void update(Workspace workspace, ScatteredBytes bytes) {
        bytes.rewind();
        bytes.coverRest(workspace, sink);
    }

    /** Writes the MAC. */
    public void end(byte[] out, int at) {
        mac.doFinal(whole, 0);
        System.arraycopy(whole, 0, out, at, LENGTH);
    }

    /** The engine cannot be wiped: a key that is nobody's takes the place. */
    @Override
    public void close() {
        mac.init(new KeyParameter(new byte[keyLength]));
    }

    ByteSink sink() {
        return sink;
    }
}
