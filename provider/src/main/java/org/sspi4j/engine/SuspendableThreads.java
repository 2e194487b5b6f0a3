package org.sspi4j.engine;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;

/**
 * Threads for tasks that may wait for somebody half-way: daemon threads, one for each task at a time, which end when there was nothing
 * for a while. A task that waits holds its thread.
 */
final class SuspendableThreads {
    static final String NAME = "sspi4j-suspendable";
    /** As many peers may make us wait at a time; others are refused then, not kept. */
    static final int MOST = 1000;

    private static final System.Logger LOG = System.getLogger(SuspendableThreads.class.getName());
    private static final AtomicInteger BEGUN = new AtomicInteger();
    private static final ThreadPoolExecutor POOL =
            new ThreadPoolExecutor(0, MOST, 20, TimeUnit.SECONDS, new SynchronousQueue<>(), SuspendableThreads::daemon);

    private SuspendableThreads() {}

    /** @throws SspiException SEC_E_INSUFFICIENT_MEMORY if too many tasks wait */
    static void run(Runnable task) throws SspiException {
        try {
            HandOver.execute(POOL, () -> contained(task));
        } catch (RejectedExecutionException e) {
            throw new SspiException(
                    SecurityStatus.SEC_E_INSUFFICIENT_MEMORY,
                    MOST + " handshakes wait for a credential already: go on with them, or delete their contexts",
                    e);
        }
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
