package org.sspi4j.tools.exchange;

/** A line in that is none of the language: what is wrong with it. */
final class BadLineException extends Exception {
    private static final long serialVersionUID = 1L;

    BadLineException(String problem) {
        super(problem);
    }
}
