package org.sspi4j.benchmarks;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.ScalarResult;

/**
 * What an operation cost the threads that ran it: CPU time and bytes allocated, without what they did {@link Untimed}. Time on
 * the clock on the wall depends on what else the machine does; the compiler's and the collector's threads do not count.
 */
public final class OwnThreads implements InternalProfiler {
    static final String CPU = "cpu";
    static final String ALLOCATED = "allocated";

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    /** How JMH names the threads that run benchmarks. */
    private static final String WORKER = "-jmh-worker-";

    private Sample before;

    private record Sample(long nanos, long bytes) {
        static Sample now() {
            long nanos = -Untimed.nanos();
            long bytes = -Untimed.bytes();
            for (var thread : THREADS.getThreadInfo(THREADS.getAllThreadIds())) {
                if (thread != null && thread.getThreadName().contains(WORKER)) {
                    nanos += THREADS.getThreadCpuTime(thread.getThreadId());
                    bytes += THREADS.getThreadAllocatedBytes(thread.getThreadId());
                }
            }
            return new Sample(nanos, bytes);
        }
    }

    @Override
    public String getDescription() {
        return "CPU time and allocation of the benchmark's own threads";
    }

    @Override
    public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
        before = Sample.now();
    }

    @Override
    public Collection<ScalarResult> afterIteration(
            BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
        var after = Sample.now();
        double operations = result.getMetadata().getAllOps();
        return List.of(
                new ScalarResult(CPU, (after.nanos - before.nanos) / operations, "ns/op", AggregationPolicy.AVG),
                new ScalarResult(ALLOCATED, (after.bytes - before.bytes) / operations, "B/op", AggregationPolicy.AVG));
    }
}
