package org.sspi4j.schannel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Threads that wait for somebody to say which certificate to show, but for those of other tests that waited before. */
final class WaitingTasks {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** Threads are used again: one that waits anew has waited more often. */
    private record Wait(long thread, long count) {}

    private final Set<Wait> before = now();

    private static Set<Wait> now() {
        var waiting = new HashSet<Wait>();
        for (var thread : THREADS.dumpAllThreads(false, false)) {
            if (isWaiting(thread)) {
                waiting.add(new Wait(thread.getThreadId(), thread.getWaitedCount()));
            }
        }
        return waiting;
    }

    private static boolean isWaiting(ThreadInfo thread) {
        return Stream.of(thread.getStackTrace())
                .anyMatch(frame -> frame.getClassName().equals(CertificateQuestion.class.getName())
                        && frame.getMethodName().equals("waitFor"));
    }

    private int count() {
        var waiting = now();
        waiting.removeAll(before);
        return waiting.size();
    }

    /** Threads take a moment to begin to wait, and to see that it is over. */
    void await(int expected) {
        var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        int count = count();
        while (count != expected && System.nanoTime() < deadline) {
            Thread.onSpinWait();
            count = count();
        }
        assertEquals(expected, count);
    }
}
