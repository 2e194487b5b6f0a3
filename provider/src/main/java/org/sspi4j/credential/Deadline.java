package org.sspi4j.credential;

import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Until when somebody is waited for, whatever he is asked in the meantime. */
record Deadline(LongSupplier nanoTime, long end, Duration patience) {
    /** @param nanoTime as {@link System#nanoTime()} */
    static Deadline in(Duration patience, LongSupplier nanoTime) {
        return new Deadline(nanoTime, nanoTime.getAsLong() + patience.toNanos(), patience);
    }

    /**
     * At least 1.
     *
     * @throws SocketTimeoutException if none are left
     */
    long millisLeft() throws SocketTimeoutException {
        long left = (end - nanoTime.getAsLong()) / 1_000_000;
        if (left <= 0) {
            throw new SocketTimeoutException("no answer within " + patience.toSeconds() + " s");
        }
        return left;
    }
}
