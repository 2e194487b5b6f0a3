package org.sspi4j.file;

import java.io.IOException;

/** A file that is not to be used: what is wrong with it, to be read after its name, and what to do. */
public final class UnfitFileException extends IOException {
    private static final long serialVersionUID = 1L;

    public UnfitFileException(String problem) {
        super(problem);
    }

    public UnfitFileException(String problem, Exception cause) {
        super(problem, cause);
    }
}
