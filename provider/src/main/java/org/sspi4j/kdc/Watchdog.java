package org.sspi4j.kdc;

import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Ends what blocks without a time limit of its own, such as writing to a socket, when its deadline is over. */
final class Watchdog implements AutoCloseable {
    private static final ScheduledThreadPoolExecutor CLOCK = clock();

    private final ScheduledFuture<?> alarm;

    private Watchdog(ScheduledFuture<?> alarm) {
        this.alarm = alarm;
    }

    static Watchdog closing(Closeable watched, Deadline deadline) throws IOException {
        return new Watchdog(CLOCK.schedule(() -> end(watched), deadline.millis(), TimeUnit.MILLISECONDS));
    }

    /** What was watched has come to its end by itself. */
    @Override
    public void close() {
        alarm.cancel(false);
    }

    private static void end(Closeable watched) {
        try {
            watched.close();
        } catch (IOException e) {
            // Whoever uses it finds it broken, which is what is wanted.
        }
    }

    private static ScheduledThreadPoolExecutor clock() {
        var clock = new ScheduledThreadPoolExecutor(1, task -> {
            var thread = new Thread(task, "sspi4j-kdc-watchdog");
            thread.setDaemon(true);
            return thread;
        });
        clock.setRemoveOnCancelPolicy(true);
        return clock;
    }
}
