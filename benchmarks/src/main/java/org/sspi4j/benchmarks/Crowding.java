package org.sspi4j.benchmarks;

import java.lang.management.ManagementFactory;

/**
 * How busy others keep the machine. Compilers are done after so much of a processor's time, and JMH warms up by the clock on the
 * wall, so that code would be measured half compiled where a thread gets a part of a processor only.
 */
final class Crowding {
    private static final long LOOK = 100_000_000;
    private static final long MOST = 8;

    private Crowding() {}

    /** What a thread has to wait for each second of a processor, in seconds: 1 where it has one for itself, 8 at most. */
    static long now() {
        var threads = ManagementFactory.getThreadMXBean();
        long wallBefore = System.nanoTime();
        long cpuBefore = threads.getCurrentThreadCpuTime();
        long wall;
        do {
            wall = System.nanoTime() - wallBefore;
        } while (wall < LOOK);
        return Math.min(MOST, Math.round((double) wall / (threads.getCurrentThreadCpuTime() - cpuBefore)));
    }
}
