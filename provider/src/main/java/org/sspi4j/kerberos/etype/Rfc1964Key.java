package org.sspi4j.kerberos.etype;

import java.util.Arrays;
import org.sspi4j.crypto.Hash;
import org.sspi4j.crypto.Hmac;
import org.sspi4j.crypto.Rc4;
import org.sspi4j.crypto.ScatteredBytes;
import org.sspi4j.crypto.Workspace;

/**
 * An RC4 key as the per-message tokens of GSS-API use it; for one thread at a time. The checksum chooses the key that hides the
 * sequence number, and the sequence number the key that hides the message: the protocol's way, which uses a key stream again
 * where both sides, or two contexts with the same key, count alike.
 *
 * @spec RFC 4757 7
 */
public final class Rfc1964Key implements AutoCloseable {
    /** Bytes of SGN_CKSUM. */
    public static final int CHECKSUM = 8;
    /** Bytes of a confounder. */
    public static final int CONFOUNDER = 8;
    /** Bytes of SND_SEQ. */
    public static final int SEQUENCE = 8;

    /** T of signatures in Wrap tokens. */
    static final int WRAP = 13;
    /** T of signatures in MIC tokens. */
    static final int MIC = 15;

    private final SpecificKey wrap;
    private final SpecificKey mic;
    private final Hmac sequenceKey;
    private final Hmac messageKey;
    private final Rc4 cipher = new Rc4();
    private final byte[] signature = new byte[Rc4Hmac.LENGTH];
    private final byte[] chosen = new byte[Rc4Hmac.LENGTH];
    private final byte[] four = new byte[4];
    private final byte[] eight = new byte[CHECKSUM];

    Rfc1964Key(SpecificKey wrap, SpecificKey mic, byte[] value) {
        this.wrap = wrap;
        this.mic = mic;
        this.sequenceKey = hmac(value);
        byte[] local = value.clone();
        for (int i = 0; i < local.length; i++) {
            local[i] ^= (byte) 0xF0;
        }
        this.messageKey = hmac(local);
        Arrays.fill(local, (byte) 0);
    }

    private static Hmac hmac(byte[] key) {
        byte[] under0 = Rc4Hmac.under(key, 0);
        try {
            return new Hmac(Hash.MD5, under0);
        } finally {
            Arrays.fill(under0, (byte) 0);
        }
    }

    /** SGN_CKSUM of a Wrap token over all segments. */
    public void signWrap(ScatteredBytes message, byte[] checksum) {
        sign(wrap, message, checksum);
    }

    /** SGN_CKSUM of a MIC token over all segments. */
    public void signMic(ScatteredBytes message, byte[] checksum) {
        sign(mic, message, checksum);
    }

    /** Whether the first {@link #CHECKSUM} bytes of the two are the same, in constant time. */
    public static boolean isSame(byte[] checksum, byte[] other) {
        int difference = 0;
        for (int i = 0; i < CHECKSUM; i++) {
            difference |= checksum[i] ^ other[i];
        }
        return difference == 0;
    }

    /** Hides SND_SEQ, or shows it. */
    public void cryptSequence(byte[] checksum, byte[] sndSeq) {
        System.arraycopy(checksum, 0, eight, 0, CHECKSUM);
        choose(sequenceKey, eight);
        cipher.crypt(chosen, sndSeq);
    }

    /** Encrypts the sealed segments in place, or decrypts them. @param sequence the message's number */
    public void cryptMessage(int sequence, ScatteredBytes message) {
        for (int i = 0; i < four.length; i++) {
            four[i] = (byte) (sequence >>> 24 - 8 * i);
        }
        choose(messageKey, four);
        try (Workspace workspace = Workspace.lease()) {
            cipher.crypt(chosen, message, workspace);
        }
    }

    @Override
    public void close() {
        wrap.close();
        mic.close();
        sequenceKey.close();
        messageKey.close();
        cipher.close();
        Arrays.fill(chosen, (byte) 0);
    }

    private void sign(SpecificKey key, ScatteredBytes message, byte[] checksum) {
        key.sign(message, signature, 0);
        System.arraycopy(signature, 0, checksum, 0, CHECKSUM);
    }

    private void choose(Hmac key, byte[] by) {
        try (Workspace workspace = Workspace.lease()) {
            key.begin(workspace);
            key.update(workspace, by);
            key.end(workspace, chosen, 0, chosen.length);
        }
    }
}
