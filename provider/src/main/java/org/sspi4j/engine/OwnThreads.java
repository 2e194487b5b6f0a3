package org.sspi4j.engine;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where asynchronous operations run that no executor was given for: daemon threads, as many as there are processors but three at
 * most, which begin when there is something to do and end when there was nothing for a while. They are nobody's: what is handed over
 * to them goes through {@link HandOver}.
 */
final class OwnThreads implements Executor {
    static final String NAME = "sspi4j-call";
    static final Executor INSTANCE = new OwnThreads(Math.min(Runtime.getRuntime().availableProcessors(), 3), TimeUnit.SECONDS.toNanos(20));

    private final AtomicInteger begun = new AtomicInteger();
    private final ThreadPoolExecutor pool;

    /** @param idle how long a thread stays without anything to do, in nanoseconds */
    OwnThreads(int most, long idle) {
        pool = new ThreadPoolExecutor(most, most, idle, TimeUnit.NANOSECONDS, new LinkedBlockingQueue<>(), this::daemon);
        pool.allowCoreThreadTimeOut(true);
    }

    @Override
    public void execute(Runnable task) {
        pool.execute(task);
    }

    private Thread daemon(Runnable task) {
        var thread = new Thread(null, task, NAME + "-" + begun.incrementAndGet(), 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(OwnThreads.class.getClassLoader());
        return thread;
    }
}
