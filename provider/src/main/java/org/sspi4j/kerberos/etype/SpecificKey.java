package org.sspi4j.kerberos.etype;

import org.sspi4j.crypto.RandomSource;
import org.sspi4j.crypto.ScatteredBytes;
import org.sspi4j.wire.DecodeException;

/**
 * A key for one usage, ready to protect many messages where they lie in memory. Lives as long as its {@link ProtocolKey};
 * used by one thread at a time; allocates nothing per message.
 *
 * <p>A sealed message is {@code E(confounder | plaintext)} and a checksum. The first sealed bytes are the place of the
 * confounder; since segments may lie anywhere, a token rotated by any count is opened without moving a byte.
 *
 * @spec RFC 3961 3
 */
public interface SpecificKey extends AutoCloseable {
    /**
     * Writes a confounder over the first sealed bytes and encrypts in place.
     *
     * @param message at least the confounder; signed segments are covered in their order
     * @param checksum where the type's {@code checksumLength()} bytes go, from {@code at}
     */
    void seal(ScatteredBytes message, RandomSource random, byte[] checksum, int at);

    /**
     * Decrypts in place. After any exception the sealed segments are zero, or what they were.
     *
     * @throws DecodeException for fewer sealed bytes than a confounder has
     */
    void unseal(ScatteredBytes message, byte[] checksum, int at) throws DecodeException, IntegrityException;

    /** The checksum over all segments, sealed or signed; nothing is encrypted. */
    void sign(ScatteredBytes message, byte[] checksum, int at);

    /** Compares the checksum over all segments in constant time. */
    void verify(ScatteredBytes message, byte[] checksum, int at) throws IntegrityException;

    /** Overwrites the key schedules. */
    @Override
    void close();
}
