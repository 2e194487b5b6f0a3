package org.sspi4j.engine;

import java.util.concurrent.Executor;

/** Callbacks of applications: each is called once, never by the one who queued, and what it throws goes nowhere. */
final class Notice {
    private static final System.Logger LOG = System.getLogger(Notice.class.getName());

    private Notice() {}

    /** On the executor; on the library's own threads if that does not take it, since somebody waits for it. */
    static void give(Runnable callback, Executor executor) {
        Runnable contained = () -> run(callback);
        try {
            HandOver.execute(executor, contained);
        } catch (RuntimeException e) {
            HandOver.execute(OwnThreads.INSTANCE, contained);
        }
    }

    private static void run(Runnable callback) {
        try {
            callback.run();
        } catch (Throwable e) {
            LOG.log(System.Logger.Level.WARNING, "A callback of an asynchronous context failed", e);
        }
    }
}
