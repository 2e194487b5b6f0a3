package org.sspi4j.api;

/** An attribute's structure that holds a copy of a secret: whoever asks for it closes it. */
public interface SecretStructure extends AutoCloseable {
    /** Wipes the copy. */
    @Override
    void close();
}
