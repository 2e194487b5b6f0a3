package org.sspi4j.engine;

import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.concurrent.Executor;

/** How tasks get to other threads. */
final class HandOver {
    private HandOver() {}

    /** Threads that the executor makes for it stay when the task is done: they are not to be the caller's Subject then. */
    @SuppressWarnings("removal")
    static void execute(Executor executor, Runnable task) {
        // Up to JDK 23 a thread takes the Subject of whoever makes it along; a privileged action has none.
        AccessController.doPrivileged((PrivilegedAction<Void>) () -> {
            executor.execute(task);
            return null;
        });
    }
}
