package org.sspi4j.benchmarks;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.ScalarResult;

/**
 * What an operation cost the threads that did its work: CPU time and bytes allocated by those that ran it, and by those that
 * either library has for itself, such as one for its sockets, without what was done {@link Untimed}. Time on the clock on the wall
 * depends on what else the machine does; the compiler's and the collector's threads do not count.
 */
public final class OwnThreads implements InternalProfiler {
    static final String CPU = "cpu";
    static final String ALLOCATED = "allocated";

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    /** JMH's, which waits for the benchmark's, and those of a flight recorder. */
    private static final Pattern OTHERS = Pattern.compile("main|JFR .*");

    private Map<Long, Cost> before;
    private Cost untimed;

    private record Cost(long nanos, long bytes) {
        static final Cost NOTHING = new Cost(0, 0);

        static Cost of(long thread) {
            return new Cost(
                    Math.max(0, THREADS.getThreadCpuTime(thread)), Math.max(0, THREADS.getThreadAllocatedBytes(thread)));
        }

        static Cost untimed() {
            return new Cost(Untimed.nanos(), Untimed.bytes());
        }

        Cost plus(Cost other) {
            return new Cost(nanos + other.nanos, bytes + other.bytes);
        }

        Cost minus(Cost other) {
            return new Cost(nanos - other.nanos, bytes - other.bytes);
        }
    }

    @Override
    public String getDescription() {
        return "CPU time and allocation of the threads that do the work";
    }

    @Override
    public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
        untimed = Cost.untimed();
        before = byThread();
    }

    @Override
    public Collection<ScalarResult> afterIteration(
            BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
        var spent = spentSince(before).minus(Cost.untimed().minus(untimed));
        double operations = result.getMetadata().getAllOps();
        return List.of(
                new ScalarResult(CPU, spent.nanos / operations, "ns/op", AggregationPolicy.AVG),
                new ScalarResult(ALLOCATED, spent.bytes / operations, "B/op", AggregationPolicy.AVG));
    }

    private static Map<Long, Cost> byThread() {
        var costs = new HashMap<Long, Cost>();
        for (var thread : THREADS.getThreadInfo(THREADS.getAllThreadIds())) {
            if (thread != null && !OTHERS.matcher(thread.getThreadName()).matches()) {
                costs.put(thread.getThreadId(), Cost.of(thread.getThreadId()));
            }
        }
        return costs;
    }

    /** Of the threads that are alive: one that has ended since cannot be asked any more. */
    private static Cost spentSince(Map<Long, Cost> before) {
        return byThread().entrySet().stream()
                .map(thread -> thread.getValue().minus(before.getOrDefault(thread.getKey(), Cost.NOTHING)))
                .reduce(Cost.NOTHING, Cost::plus);
    }
}
