package org.sspi4j.kerberos.etype;

/** A checksum that is not the right one. Says nothing about the data, and looks the same whatever was wrong. */
public final class IntegrityException extends Exception {
    private static final long serialVersionUID = 1L;

    IntegrityException() {
        super("the integrity check failed");
    }
}
