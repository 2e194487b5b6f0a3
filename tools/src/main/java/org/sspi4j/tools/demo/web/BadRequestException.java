package org.sspi4j.tools.demo.web;

/** What came is no request that is served here. It is answered with this status, and the connection ends: what follows may be anything. */
final class BadRequestException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;

    BadRequestException(int status, String sentence) {
        super(sentence);
        this.status = status;
    }

    int status() {
        return status;
    }
}
