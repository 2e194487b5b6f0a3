package org.sspi4j.config;

/** A configuration that cannot be used: where, what is wrong with it, and what to do. */
public final class ConfigException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int line;

    ConfigException(String problem) {
        super(problem);
        line = 0;
    }

    ConfigException(String origin, int line, String problem) {
        super(origin + " line " + line + ": " + problem);
        this.line = line;
    }

    ConfigException(String problem, Throwable cause) {
        super(problem, cause);
        line = 0;
    }

    /** The line of the file, from 1; 0 when the problem is not in a line. */
    public int line() {
        return line;
    }
}
