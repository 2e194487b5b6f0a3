package org.sspi4j.kerberos.etype;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import org.sspi4j.wire.DecodeException;

/**
 * String-to-key parameters of all types that use PBKDF2: the iteration count in 4 bytes.
 *
 * @spec RFC 3962 4
 * @spec RFC 6803 4
 * @spec RFC 8009 4
 */
final class Iterations {
    /**
     * The iteration count comes from a KDC before anybody has proven anything: a million is a second of work, or a few if the key is
     * longer than the hash. It happens within a call's time for KDCs, but is not cut short by it.
     */
    static final int MOST = 1_000_000;

    private Iterations() {}

    static int of(byte[] s2kparams) throws DecodeException {
        if (s2kparams.length != 4) {
            throw new DecodeException("s2kparams", "is not 4 bytes long", 0);
        }
        int iterations = ByteBuffer.wrap(s2kparams).getInt();
        if (iterations == 0) {
            throw new DecodeException("s2kparams", "asks for 2^32 iterations", 0);
        }
        if (iterations < 0 || iterations > MOST) {
            throw new DecodeException("s2kparams", "asks for more than " + MOST + " iterations", 0);
        }
        return iterations;
    }

    /** The default of the younger types: "00 00 80 00". */
    static byte[] of32768() {
        return new byte[] {0, 0, (byte) 0x80, 0};
    }

    /** The younger types mix their name in: "saltp = enctype-name | 0x00 | salt". */
    static byte[] saltp(String registeredName, byte[] salt) {
        byte[] name = registeredName.getBytes(US_ASCII);
        return ByteBuffer.allocate(name.length + 1 + salt.length).put(name).put((byte) 0).put(salt).array();
    }
}
