package org.sspi4j.benchmarks;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sspi4j.benchmarks.Baseline.Ratios;
import org.sspi4j.kerberos.etype.EncryptionType;

/** Measures the rows of a {@link Baseline} again and says which of them have got worse. */
final class Gate {
    private static final int VERSION = Runtime.version().feature();
    private static final int MOST_AGAIN = 3;

    private final Baseline baseline;
    private final Site.Options options;
    private int measured;
    private int fallen;

    Gate(Baseline baseline, Site.Options options) {
        this.baseline = baseline;
        this.options = options;
    }

    /** @return whether every row has kept its ratios */
    boolean check() throws Exception {
        for (var type : baseline.of(VERSION).entrySet()) {
            check(type.getKey(), type.getValue());
        }
        System.out.println("speed: " + measured + " rows measured on JDK " + VERSION + ", " + fallen + " have fallen");
        return fallen == 0 && measured > 0;
    }

    private void check(EncryptionType type, Map<String, Ratios> expected) throws Exception {
        requireKnown(expected.keySet());
        try (var site = Site.open(type, options)) {
            var forks = site.forks(Forks.Effort.QUICK);
            for (var row : Row.all()) {
                if (expected.containsKey(row.id())) {
                    check(row, type, expected.get(row.id()), site, forks);
                }
            }
        }
    }

    /** A row that seems to have fallen is measured again, and longer: the machine may have had other things to do. */
    private void check(Row row, EncryptionType type, Ratios expected, Site site, Forks forks) throws Exception {
        measured++;
        var result = row.measure(forks);
        for (int again = 0; again < MOST_AGAIN && !expected.fallen(result).isEmpty(); again++) {
            result = row.measure(site.forks(Forks.Effort.FULL));
        }
        var problems = expected.fallen(result);
        if (!problems.isEmpty()) {
            fallen++;
        }
        System.out.println("speed: " + (problems.isEmpty() ? "ok " : "FAIL ") + type + " " + row.id() + " " + Ratios.of(result)
                + (problems.isEmpty() ? "" : ": " + String.join(", and ", problems)));
    }

    private static void requireKnown(Set<String> ids) {
        for (var id : ids) {
            if (Row.all().stream().noneMatch(row -> row.id().equals(id))) {
                throw new IllegalArgumentException("the baseline has a row that is not measured any more: " + id);
            }
        }
    }

    /** Takes the results of a run as what has to be reached from now on. */
    static void record(Baseline baseline, EncryptionType type, List<Result> results) throws Exception {
        results.forEach(result -> baseline.put(VERSION, type, result.row().id(), Ratios.of(result)));
        baseline.write();
    }
}
