package org.sspi4j.engine;

import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;

/** What packages do that they should not: an internal error, not a surprise for the caller. */
public final class Fault {
    private static final System.Logger LOG = System.getLogger(Fault.class.getName());

    private Fault() {}

    /** Something of a package that may fail in ways it should not. */
    @FunctionalInterface
    public interface Contained<T> {
        T run() throws SspiException;
    }

    /** Runs something: what it fails with is a status, whatever it is. */
    public static <T> T contained(Contained<T> action) throws SspiException {
        try {
            return action.run();
        } catch (RuntimeException e) {
            throw of(e);
        }
    }

    /** Closes what wipes secrets. A fault in it must keep neither the next one from being wiped nor a failure from being told. */
    static void closed(Runnable close) {
        try {
            close.run();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "A security package failed to close something", e);
        }
    }

    static SspiException of(Throwable e) {
        return new SspiException(SecurityStatus.SEC_E_INTERNAL_ERROR, "A security package failed: " + e, e);
    }
}
