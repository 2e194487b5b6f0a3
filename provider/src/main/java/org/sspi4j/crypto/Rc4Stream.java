package org.sspi4j.crypto;

/**
 * RC4 with a key stream that goes on from message to message and can be taken back to where it was. Bouncy Castle's and the JDK's
 * cannot, and this is faster than both. The same call encrypts and decrypts. For one thread at a time.
 *
 * @spec RFC 6229
 */
public final class Rc4Stream implements AutoCloseable {
    private static final int STATE = 256;

    private static final char[] IN_ORDER = inOrder();
    /** Copied to erase, as {@link Workspace#ZEROES}. */
    private static final char[] ZEROES = new char[STATE];

    /** As wide as no arithmetic needs: loads of bytes are slower, ints take twice the memory and save nothing. */
    private final char[] state = new char[STATE];
    private int x;
    private int y;

    /** The key stream from its beginning. A new one has no key: this, or {@link #copy}, comes first. */
    public void init(byte[] key) {
        char[] s = state;
        System.arraycopy(IN_ORDER, 0, s, 0, STATE);
        int j = 0;
        for (int i = 0, at = 0; i < STATE; i++) {
            char swapped = s[i];
            j += swapped + key[at];
            s[i] = s[j & 0xFF];
            s[j & 0xFF] = swapped;
            at = at + 1 == key.length ? 0 : at + 1;
        }
        x = 0;
        y = 0;
    }

    private static char[] inOrder() {
        char[] state = new char[STATE];
        for (int i = 0; i < STATE; i++) {
            state[i] = (char) i;
        }
        return state;
    }

    /** Goes on where another stream is, which stays there. */
    public void copy(Rc4Stream other) {
        System.arraycopy(other.state, 0, state, 0, STATE);
        x = other.x;
        y = other.y;
    }

    /** Over the bytes themselves. */
    public void crypt(byte[] bytes, int from, int length) {
        crypt(bytes, from, bytes, from, length);
    }

    /** Over the sealed segments. */
    public void crypt(ScatteredBytes message, Workspace workspace) {
        message.rewind();
        for (long left = message.sealedLength(); left > 0; ) {
            int length = Math.min(message.run(), Workspace.PIECE);
            byte[] array = message.readInPlace(length);
            if (array != null) {
                int from = message.place();
                crypt(array, from, message.writeInPlace(length), from, length);
            } else {
                workspace.using(length);
                message.read(workspace.in, length);
                crypt(workspace.in, 0, workspace.out, 0, length);
                message.write(workspace.out, length);
            }
            left -= length;
        }
    }

    private void crypt(byte[] in, int from, byte[] out, int at, int length) {
        char[] s = state;
        int i = x;
        int j = y;
        for (int k = 0; k < length; k++) {
            i = i + 1 & 0xFF;
            char first = s[i];
            j = j + first & 0xFF;
            char second = s[j];
            s[i] = second;
            s[j] = first;
            out[at + k] = (byte) (in[from + k] ^ s[first + second & 0xFF]);
        }
        x = i;
        y = j;
    }

    /** Forgets the key. */
    @Override
    public void close() {
        System.arraycopy(ZEROES, 0, state, 0, STATE);
        x = 0;
        y = 0;
    }
}
