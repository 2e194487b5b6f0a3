package org.sspi4j.ntlm;

import java.util.Arrays;
import org.sspi4j.crypto.Hash;
import org.sspi4j.crypto.Rc4Stream;

/**
 * The key of one direction and its Handle, the key stream. Of datagrams, which may get lost, each has a key stream of its own.
 *
 * @spec MS-NLMP 3.4.3
 */
final class SealingKey implements AutoCloseable {
    private final byte[] key;
    private final boolean datagram;
    private final Rc4Stream handle = new Rc4Stream();

    /** @param key owned from now on */
    SealingKey(byte[] key, boolean datagram) {
        this.key = key;
        this.datagram = datagram;
        handle.init(key);
    }

    /** "MD5(ConcatenationOf(SealingKey, SequenceNumber))" is the key of a datagram. */
    Rc4Stream handle(int seqNum) {
        if (datagram) {
            byte[] number = new byte[Integer.BYTES];
            MessageSignature.putInt(number, 0, seqNum);
            byte[] perMessage = Hash.MD5.of(key, number);
            handle.init(perMessage);
            Arrays.fill(perMessage, (byte) 0);
        }
        return handle;
    }

    void save(Rc4Stream to) {
        to.copy(handle);
    }

    void restore(Rc4Stream from) {
        handle.copy(from);
    }

    @Override
    public void close() {
        Arrays.fill(key, (byte) 0);
        handle.close();
    }
}
