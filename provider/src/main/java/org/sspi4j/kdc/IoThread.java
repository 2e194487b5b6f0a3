package org.sspi4j.kdc;

import java.io.IOException;
import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.concurrent.TimeUnit;

/**
 * The one thread on which exchanges happen that nobody blocks for. Begins when it is needed and ends when it was not for some time.
 * It is nobody's: made outside of any Subject, impersonation, thread local or class loader of whoever needed it first.
 */
class IoThread {
    static final String NAME = "sspi4j-kdc";
    private static final long IDLE = TimeUnit.SECONDS.toNanos(20);

    private final Waiting waiting;
    private final long idle;
    private Loop loop;

    IoThread(Waiting waiting) {
        this(waiting, IDLE);
    }

    /** @param idle how long it stays without anything to do, in nanoseconds */
    IoThread(Waiting waiting, long idle) {
        this.waiting = waiting;
        this.idle = idle;
    }

    /** A task on a loop. */
    interface OnLoop {
        void run(Loop loop);
    }

    /**
     * @return where the task runs
     * @throws IOException if the system has no selector to give
     */
    synchronized Loop execute(OnLoop task) throws IOException {
        if (loop == null) {
            loop = begun();
        }
        var current = loop;
        current.execute(() -> task.run(current));
        return current;
    }

    private Loop begun() throws IOException {
        var begun = new Loop(waiting);
        boolean started = false;
        try {
            var thread = daemon(NAME, () -> run(begun));
            started(thread);
            thread.start();
            started = true;
            return begun;
        } finally {
            if (!started) {
                begun.close();
            }
        }
    }

    /** For tests. */
    void started(Thread thread) {}

    private void run(Loop mine) {
        try {
            long idleSince = mine.now();
            do {
                mine.turn(idle);
                if (!mine.isIdle()) {
                    idleSince = mine.now();
                }
            } while (mine.now() - idleSince < idle || !endIfIdle(mine));
        } catch (IOException e) {
            throw broken(e);
        } finally {
            end(mine);
        }
    }

    /** In this order: what is handed in before nobody hands in any more is done or refused, but not forgotten. */
    private void end(Loop mine) {
        forget(mine);
        try {
            mine.close();
        } catch (IOException e) {
            throw broken(e);
        }
    }

    private static IllegalStateException broken(IOException e) {
        return new IllegalStateException("The selector of KDC exchanges failed", e);
    }

    private synchronized boolean endIfIdle(Loop mine) {
        if (mine.isIdle()) {
            forget(mine);
            return true;
        }
        return false;
    }

    private synchronized void forget(Loop mine) {
        if (loop == mine) {
            loop = null;
        }
    }

    /** A thread that inherits nothing. */
    @SuppressWarnings("removal")
    static Thread daemon(String name, Runnable task) {
        // Up to JDK 23 a thread takes the Subject of whoever makes it along; a privileged action has none.
        return AccessController.doPrivileged((PrivilegedAction<Thread>) () -> {
            var thread = new Thread(null, task, name, 0, false);
            thread.setDaemon(true);
            thread.setContextClassLoader(IoThread.class.getClassLoader());
            return thread;
        });
    }
}
