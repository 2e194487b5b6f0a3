package org.sspi4j.crypto;

/** A block cipher in CBC mode from a zero vector, one direction, with a ready key schedule. For one thread at a time. */
public interface ChainedCipher extends AutoCloseable {
    /** Bytes of a block: all ciphers here have the same. */
    int BLOCK = 16;

    /** Back to the zero vector, also after an operation that failed half-way. */
    void begin();

    /** Input and output may not share an array. @param length whole blocks */
    void next(byte[] in, int from, int length, byte[] out, int at);

    /** The last blocks of a message; the next one starts from the zero vector again. */
    void last(byte[] in, int from, int length, byte[] out, int at);

    /** Overwrites the key schedule; the object cannot be used afterwards. */
    @Override
    void close();
}
