package org.sspi4j.kdc;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * An SRV record.
 *
 * @param host without a dot at the end; empty if the service is not available
 * @spec RFC 2782
 */
record ServiceRecord(int priority, int weight, int port, String host) {
    /**
     * In the order in which to ask: the lower priority first, and by chance among equals, in proportion to their weights; a
     * weight of 0 has a small chance.
     */
    static List<ServiceRecord> ordered(List<ServiceRecord> records, RandomGenerator random) {
        var left = new ArrayList<>(records);
        left.sort(Comparator.comparingInt(ServiceRecord::priority).thenComparingInt(ServiceRecord::weight));
        var ordered = new ArrayList<ServiceRecord>(left.size());
        while (!left.isEmpty()) {
            ordered.add(left.remove(chosen(left, random)));
        }
        return ordered;
    }

    /** "select the RR whose running sum value is the first in the selected order which is greater than or equal to the random number" */
    private static int chosen(List<ServiceRecord> sorted, RandomGenerator random) {
        int priority = sorted.get(0).priority;
        int equals = 0;
        int sum = 0;
        while (equals < sorted.size() && sorted.get(equals).priority == priority) {
            sum += sorted.get(equals++).weight;
        }
        int number = random.nextInt(sum + 1);
        int running = 0;
        int at = 0;
        while (at < equals - 1) {
            running += sorted.get(at).weight;
            if (running >= number) {
                break;
            }
            at++;
        }
        return at;
    }
}
