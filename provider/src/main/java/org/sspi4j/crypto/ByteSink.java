package org.sspi4j.crypto;

/** Sees the bytes of a message in order: a digest, a MAC, or nobody. */
@FunctionalInterface
interface ByteSink {
    ByteSink NONE = (bytes, offset, length) -> {};

    void update(byte[] bytes, int offset, int length);
}
