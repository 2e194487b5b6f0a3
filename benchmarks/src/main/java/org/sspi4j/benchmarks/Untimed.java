package org.sspi4j.benchmarks;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.LongAdder;

/**
 * What a measuring thread has to do for its next operations, and what does not count: the tokens for an acceptor, the messages
 * to decrypt. It is taken off the thread's CPU time and allocation. To be used for many operations at once, because asking for
 * the time costs a third of a microsecond that does count.
 */
final class Untimed {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final LongAdder NANOS = new LongAdder();
    private static final LongAdder BYTES = new LongAdder();

    private Untimed() {}

    @FunctionalInterface
    interface Work {
        void run() throws Exception;
    }

    static void run(Work work) throws Exception {
        run(work, 1);
    }

    /** Of what was timed beside it, only what it took more than this work is left. */
    static void runAndTakeOff(Work work) throws Exception {
        run(work, 2);
    }

    private static void run(Work work, int times) throws Exception {
        long bytes = THREADS.getCurrentThreadAllocatedBytes();
        long nanos = THREADS.getCurrentThreadCpuTime();
        work.run();
        NANOS.add(times * (THREADS.getCurrentThreadCpuTime() - nanos));
        BYTES.add(times * (THREADS.getCurrentThreadAllocatedBytes() - bytes));
    }

    /** All that was untimed in this JVM so far. */
    static long nanos() {
        return NANOS.sum();
    }

    static long bytes() {
        return BYTES.sum();
    }
}
