package org.sspi4j.benchmarks;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * The ratios that were reached, by the JDK's feature version, group and row. Times are left out, because they are
 * those of a machine.
 */
final class Baseline {
    /** A ratio may be this part of what it was. */
    private static final double STILL_GOOD = 0.75;

    private final Path file;
    private final TreeMap<Integer, Map<Group, Map<String, Ratios>>> versions = new TreeMap<>();

    /**
     * Larger is better with the first, worse with the second; one is missing where the row has no such side.
     *
     * <p>If ours gets slower, both are worse, by the same factor. If one alone is worse, it is the other side that got faster, or whose
     * compilers made something else of it this time: nothing that we did.
     */
    record Ratios(OptionalDouble jdkToOurs, OptionalDouble oursToFloor) {
        Ratios {
            if (jdkToOurs.isEmpty() && oursToFloor.isEmpty()) {
                throw new IllegalArgumentException("ours alone has no ratio that could get worse");
            }
        }

        Ratios(double jdkToOurs, double oursToFloor) {
            this(OptionalDouble.of(jdkToOurs), OptionalDouble.of(oursToFloor));
        }

        static Ratios of(Result result) {
            return new Ratios(result.jdkToOurs(), result.oursToFloor());
        }

        /** What is worse by more than a quarter, one sentence each; nothing if one ratio is as good as it was. */
        List<String> fallen(Result result) {
            var now = of(result);
            var fallen = new ArrayList<String>();
            if (jdkToOurs.isPresent()) {
                if (now.jdkToOurs.orElseThrow() >= STILL_GOOD * jdkToOurs.getAsDouble()) {
                    return List.of();
                }
                fallen.add(sentence("%.2f times the JDK's speed, which was %.2f", now.jdkToOurs, jdkToOurs));
            }
            if (oursToFloor.isPresent()) {
                if (now.oursToFloor.orElseThrow() * STILL_GOOD <= oursToFloor.getAsDouble()) {
                    return List.of();
                }
                fallen.add(sentence("%.2f times the floor's time, which was %.2f", now.oursToFloor, oursToFloor));
            }
            return fallen;
        }

        private static String sentence(String format, OptionalDouble now, OptionalDouble before) {
            return String.format(Locale.ROOT, format, now.getAsDouble(), before.getAsDouble());
        }

        /** For people. */
        @Override
        public String toString() {
            var parts = new ArrayList<String>();
            jdkToOurs.ifPresent(ratio -> parts.add(String.format(Locale.ROOT, "JDK/ours %.2f", ratio)));
            oursToFloor.ifPresent(ratio -> parts.add(String.format(Locale.ROOT, "ours/floor %.2f", ratio)));
            return String.join(", ", parts);
        }

        private static Ratios read(Map<String, Number> ratios) {
            return new Ratios(ratio(ratios, "jdkToOurs"), ratio(ratios, "oursToFloor"));
        }

        private static OptionalDouble ratio(Map<String, Number> ratios, String name) {
            return ratios.containsKey(name) ? OptionalDouble.of(ratios.get(name).doubleValue()) : OptionalDouble.empty();
        }

        private Map<String, Object> written() {
            var map = new TreeMap<String, Object>();
            jdkToOurs.ifPresent(ratio -> map.put("jdkToOurs", rounded(ratio)));
            oursToFloor.ifPresent(ratio -> map.put("oursToFloor", rounded(ratio)));
            return map;
        }
    }

    private Baseline(Path file) {
        this.file = file;
    }

    /** @param file need not be there yet */
    @SuppressWarnings("unchecked")
    static Baseline read(Path file) throws IOException {
        var baseline = new Baseline(file);
        if (Files.notExists(file)) {
            return baseline;
        }
        JSON.std.mapFrom(Files.readString(file)).forEach((version, groups) ->
                ((Map<String, Map<String, Map<String, Number>>>) groups).forEach((group, rows) ->
                        rows.forEach((row, ratios) -> baseline.put(Integer.parseInt(version), Group.of(group), row, Ratios.read(ratios)))));
        return baseline;
    }

    /** What this JDK has to reach: its own ratios, or those of the newest version before it that has some. */
    Map<Group, Map<String, Ratios>> of(int version) {
        var entry = versions.floorEntry(version);
        if (entry == null) {
            throw new IllegalArgumentException(file + " has no ratios for JDK " + version + ": record them");
        }
        return entry.getValue();
    }

    void put(int version, Group group, String row, Ratios ratios) {
        versions.computeIfAbsent(version, any -> new EnumMap<>(Group.class))
                .computeIfAbsent(group, any -> new LinkedHashMap<>())
                .put(row, ratios);
    }

    /** Forgets what is not measured any more. */
    void retain(int version) {
        versions.getOrDefault(version, new EnumMap<>(Group.class))
                .forEach((group, ratios) -> ratios.keySet().retainAll(group.rows()));
    }

    void write() throws IOException {
        var all = new LinkedHashMap<String, Object>();
        versions.forEach((version, groups) -> {
            var byGroup = new LinkedHashMap<String, Object>();
            groups.forEach((group, rows) -> {
                var byRow = new LinkedHashMap<String, Object>();
                rows.forEach((row, ratios) -> byRow.put(row, ratios.written()));
                byGroup.put(group.toString(), byRow);
            });
            all.put(version.toString(), byGroup);
        });
        Files.writeString(file, JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asString(all) + "\n");
    }

    private static double rounded(double ratio) {
        return Math.round(ratio * 100) / 100.0;
    }
}
