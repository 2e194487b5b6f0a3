package org.sspi4j.schannel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Threads that wait for somebody to say which certificate to show, but for those of other tests that waited before. */
final class WaitingTasks {
    private final Set<Thread> before = now();

    private static Set<Thread> now() {
        var waiting = new HashSet<Thread>();
        Thread.getAllStackTraces().forEach((thread, stack) -> {
            if (List.of(stack).stream().anyMatch(frame -> frame.getClassName().equals(CertificateQuestion.class.getName()))) {
                waiting.add(thread);
            }
        });
        return waiting;
    }

    private int count() {
        var waiting = now();
        before.retainAll(waiting);      // a thread that waits no more may wait for us the next time
        waiting.removeAll(before);
        return waiting.size();
    }

    /** Threads take a moment to begin to wait, and to see that it is over. */
    void await(int expected) {
        var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (count() != expected && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertEquals(expected, count());
    }
}
