package org.sspi4j.kdc;

import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.locks.LockSupport;

/** Loops for threads that block: each has one for itself while it does. A few are kept for the next ones. */
final class Leased implements Closeable {
    /** Loops know nothing of who used them. */
    static final Leased OF_PROCESS = new Leased(Waiting.SYSTEM);

    private static final int KEPT = 8;
    private static final long MOMENT = 20_000_000;

    private final Waiting waiting;
    private final ConcurrentLinkedDeque<Loop> idle = new ConcurrentLinkedDeque<>();

    Leased(Waiting waiting) {
        this.waiting = waiting;
    }

    /** @throws IOException if the system has no selector to give by the deadline, or until the thread is interrupted */
    Loop take(long deadline) throws IOException {
        while (true) {
            var kept = idle.pollFirst();
            if (kept != null) {
                return kept;
            }
            try {
                return new Loop(waiting);
            } catch (IOException e) {
                if (Thread.currentThread().isInterrupted() || deadline - waiting.nanoTime() <= 0) {
                    throw e;
                }
                LockSupport.parkNanos(MOMENT);
            }
        }
    }

    /** Takes back a loop on which nothing happens any more. */
    void give(Loop loop) throws IOException {
        loop.settle();
        if (idle.size() < KEPT && loop.isIdle()) {
            idle.addFirst(loop);
        } else {
            loop.close();
        }
    }

    /** Lets go of those that are kept. */
    @Override
    public void close() throws IOException {
        for (var kept = idle.pollFirst(); kept != null; kept = idle.pollFirst()) {
            kept.close();
        }
    }
}
