package org.sspi4j.engine;

import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads for tasks that may wait for somebody half-way: daemon threads, one for each task at a time, which end when there was nothing
 * for a while. There are as many as callers who wait for a task, and tasks that wait for a caller, which their package bounds.
 */
final class SuspendableThreads {
    static final String NAME = "sspi4j-suspendable";

    private static final System.Logger LOG = System.getLogger(SuspendableThreads.class.getName());
    private static final AtomicInteger BEGUN = new AtomicInteger();
    private static final ThreadPoolExecutor POOL = new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, 20, TimeUnit.SECONDS, new SynchronousQueue<>(), SuspendableThreads::daemon);

    private SuspendableThreads() {}

    static void run(Runnable task) {
        HandOver.execute(POOL, () -> contained(task));
    }

    /** A task that is given up ends as it can; what went wrong in one that is not, the next call finds out. */
    private static void contained(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "A task that may wait ended with a fault", e);
        }
    }

    private static Thread daemon(Runnable task) {
        var thread = new Thread(null, task, NAME + "-" + BEGUN.incrementAndGet(), 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(SuspendableThreads.class.getClassLoader());
        return thread;
    }
}
