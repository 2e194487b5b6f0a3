package org.sspi4j.testkit.conformance;

import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;

/**
 * How one test ended, and the rows it carries: a line of a result file.
 *
 * @param place the class and method, fully qualified; many invocations share one
 * @param name the display name
 * @param id the unique id of the test's engine
 */
record Outcome(Result result, Set<String> rows, String place, String name, String id) implements Comparable<Outcome> {
    enum Result { SUCCESSFUL, FAILED, ABORTED, SKIPPED }

    private static final Comparator<Outcome> ORDER = Comparator.comparing(Outcome::place).thenComparing(Outcome::id);

    Outcome {
        rows = Collections.unmodifiableSortedSet(new TreeSet<>(rows));
    }

    static Outcome parse(String line) {
        String[] fields = line.split("\t", -1);
        if (fields.length != 5) {
            throw new IllegalArgumentException("a result has 5 fields, not " + fields.length + ": " + line);
        }
        return new Outcome(
                Result.valueOf(fields[0]), new TreeSet<>(Arrays.asList(fields[1].split(","))), fields[2], fields[3], fields[4]);
    }

    String line() {
        return String.join("\t", result.name(), String.join(",", rows), oneLine(place), oneLine(name), oneLine(id));
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}", " ");
    }

    @Override
    public int compareTo(Outcome other) {
        return ORDER.compare(this, other);
    }
}
