package org.sspi4j.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.sspi4j.benchmarks.Baseline.Ratios;

/** Measures the rows that must not get slower, and says which of them have. */
final class Gate {
    private static final int VERSION = Runtime.version().feature();
    private static final int MOST_AGAIN = 3;

    private final Baseline baseline;
    private final Site.Options options;
    private int measured;
    private int fallen;
    private int unrecorded;

    Gate(Baseline baseline, Site.Options options) {
        this.baseline = baseline;
        this.options = options;
    }

    /**
     * @param wanted which of its rows
     * @return whether every one of them has kept its ratios
     */
    boolean check(Predicate<Row> wanted) throws Exception {
        var expected = baseline.of(VERSION);
        requireMeasured(expected);
        for (var group : Group.values()) {
            var rows = rows(group, wanted);
            if (!rows.isEmpty()) {
                check(group, rows, expected.getOrDefault(group, Map.of()));
            }
        }
        System.out.println("speed: " + measured + " rows measured on JDK " + VERSION + ", " + fallen + " have fallen, "
                + unrecorded + " are not recorded");
        return fallen == 0 && measured > 0;
    }

    /** A row that is not among these would never fall. */
    private static void requireMeasured(Map<Group, Map<String, Ratios>> expected) {
        expected.forEach((group, ratios) -> {
            var known = group.rows();
            if (!known.containsAll(ratios.keySet())) {
                throw new IllegalArgumentException(
                        "the rows of " + group + " are " + known + ", and the baseline has " + ratios.keySet() + ": record it again");
            }
        });
    }

    private void check(Group group, List<Row> rows, Map<String, Ratios> expected) throws Exception {
        try (var site = Site.open(group.type(), options)) {
            var forks = site.forks(Forks.Effort.QUICK);
            for (var row : rows) {
                if (expected.containsKey(row.id())) {
                    check(row, group, expected.get(row.id()), site, forks);
                } else {
                    unrecorded++;
                    System.out.println("speed: NOT RECORDED " + group + " " + row.id());
                }
            }
        }
    }

    private static List<Row> rows(Group group, Predicate<Row> wanted) {
        return Row.all().stream().filter(row -> group.rows().contains(row.id())).filter(wanted).toList();
    }

    /**
     * A row that seems to have fallen is measured again, and longer: the machine may have had other things to do. Once one
     * certainly has, one time more is enough for the others.
     */
    private void check(Row row, Group group, Ratios expected, Site site, Forks forks) throws Exception {
        measured++;
        var result = row.measure(forks);
        int most = fallen == 0 ? MOST_AGAIN : 1;
        for (int again = 0; again < most && !expected.fallen(result).isEmpty(); again++) {
            result = row.measure(site.forks(Forks.Effort.FULL));
        }
        var problems = expected.fallen(result);
        if (!problems.isEmpty()) {
            fallen++;
        }
        System.out.println("speed: " + (problems.isEmpty() ? "ok " : "FAIL ") + group + " " + row.id() + " " + Ratios.of(result)
                + (problems.isEmpty() ? "" : ": " + String.join(", and ", problems)));
    }

    /**
     * Measures its rows, and takes the results as what has to be reached on this JDK from now on.
     *
     * @param wanted which of the rows; of the others the baseline keeps what it has
     */
    void record(Predicate<Row> wanted, Forks.Effort effort) throws Exception {
        for (var group : Group.values()) {
            var rows = rows(group, wanted);
            if (!rows.isEmpty()) {
                record(group, rows, effort);
            }
        }
        baseline.retain(VERSION);
        baseline.write();
    }

    private void record(Group group, List<Row> rows, Forks.Effort effort) throws Exception {
        var results = new ArrayList<Result>();
        try (var site = Site.open(group.type(), options)) {
            var forks = site.forks(effort);
            for (var row : rows) {
                System.err.println("... " + group + " " + row.title());
                var result = row.measure(forks);
                results.add(result);
                baseline.put(VERSION, group, row.id(), Ratios.of(result));
                // Each time, so that a run that is stopped has recorded something.
                baseline.write();
            }
        }
        System.out.print(new Report(group.toString(), effort, results).toMarkdown());
    }
}
