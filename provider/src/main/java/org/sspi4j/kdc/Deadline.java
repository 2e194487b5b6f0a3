package org.sspi4j.kdc;

import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * When to stop waiting.
 *
 * @param nanoTime the time, as {@link System#nanoTime()} tells it
 * @param at a value of that time
 */
record Deadline(LongSupplier nanoTime, long at) {
    /** This deadline, or an earlier one if there is less patience than time. */
    Deadline within(Duration patience) {
        long soon = nanoTime.getAsLong() + patience.toNanos();
        return soon - at < 0 ? new Deadline(nanoTime, soon) : this;
    }

    boolean isOver() {
        return at - nanoTime.getAsLong() <= 0;
    }

    /** What is left for the next operation of a socket: at least 1, since 0 would mean forever. */
    int millis() throws SocketTimeoutException {
        long left = at - nanoTime.getAsLong();
        if (left <= 0) {
            throw new SocketTimeoutException("Timed out");
        }
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, left / 1_000_000));
    }
}
