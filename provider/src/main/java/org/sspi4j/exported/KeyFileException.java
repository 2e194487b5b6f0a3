package org.sspi4j.exported;

import java.io.IOException;

/** A key file that is not to be used: what is wrong with it, to be read after its name, and what to do. */
final class KeyFileException extends IOException {
    private static final long serialVersionUID = 1L;

    KeyFileException(String problem) {
        super(problem);
    }

    KeyFileException(String problem, Exception cause) {
        super(problem, cause);
    }
}
