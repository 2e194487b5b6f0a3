package org.sspi4j.kerberos.etype;

import java.nio.ByteBuffer;
import org.sspi4j.crypto.Cbc;

/**
 * The well-known constants from which keys are derived: a key usage number and what the key is for. Folded once for the
 * numbers in common use, because folding costs more than the derivation.
 *
 * @spec RFC 3961 5.3
 */
enum KeyUsage {
    /** Kc: for checksums alone. */
    CHECKSUM(0x99),
    /** Ke: for encryption. */
    ENCRYPTION(0xaa),
    /** Ki: for the checksum over what is encrypted. */
    INTEGRITY(0x55);

    private static final int COMMON = 64;

    private final int suffix;
    private final byte[][] folded = new byte[COMMON][];

    KeyUsage(int suffix) {
        this.suffix = suffix;
        for (int usage = 0; usage < COMMON; usage++) {
            folded[usage] = NFold.fold(constant(usage), Cbc.BLOCK);
        }
    }

    /** The usage number in big-endian order and the suffix. */
    byte[] constant(int usage) {
        return ByteBuffer.allocate(5).putInt(usage).put((byte) suffix).array();
    }

    /** {@link #constant} stretched to one cipher block; not to be changed. */
    byte[] folded(int usage) {
        return usage >= 0 && usage < COMMON ? folded[usage] : NFold.fold(constant(usage), Cbc.BLOCK);
    }
}
