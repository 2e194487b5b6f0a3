package org.sspi4j.benchmarks;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.sspi4j.benchmarks.Result.Unit;

/**
 * The results of a run, for people and for the next run's comparison.
 *
 * @param group what the rows were measured with, such as an encryption type
 */
record Report(String group, Forks.Effort effort, List<Result> results) {
    /** Writes {@code benchmarks.md} and {@code benchmarks.json}. */
    void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("benchmarks.md"), toMarkdown());
        Files.writeString(folder.resolve("benchmarks.json"), toJson());
    }

    String toMarkdown() {
        return "# Benchmarks\n\n" + heading() + "\n\n"
                + table(
                        Unit.NANOSECONDS,
                        List.of("work", "JDK us", "floor us", "ours us", "JDK/ours", "ours/floor", "allocated (JDK, floor, ours)"),
                        result -> List.of(
                                result.row().title(),
                                micros(result.value(Side.JDK)),
                                micros(result.value(Side.FLOOR)),
                                micros(result.value(Side.OURS)),
                                times(result.jdkToOurs()),
                                times(result.oursToFloor()),
                                allocated(result)))
                + table(
                        Unit.ADDED_NANOSECONDS,
                        List.of("added, both ends", "JDK us", "floor us", "ours us", "ours above the floor us"),
                        result -> List.of(
                                result.row().title(),
                                micros(result.value(Side.JDK)),
                                micros(result.value(Side.FLOOR)),
                                micros(result.value(Side.OURS)),
                                micros(OptionalDouble.of(result.oursAboveFloor()))))
                + table(
                        Unit.TIMES,
                        List.of("scaling, times one thread", "JDK", "floor", "ours", "ours/floor"),
                        result -> List.of(
                                result.row().title(),
                                times(result.value(Side.JDK)),
                                times(result.value(Side.FLOOR)),
                                times(result.value(Side.OURS)),
                                times(result.oursToFloor())))
                + table(
                        Unit.BYTES,
                        List.of("heap", "JDK", "ours", "JDK/ours"),
                        result -> List.of(
                                result.row().title(),
                                bytes(result.value(Side.JDK)),
                                bytes(result.value(Side.OURS)),
                                times(result.jdkToOurs())));
    }

    /** By the rows' ids, with the ratios that are worth comparing; numbers differ from machine to machine. */
    String toJson() throws IOException {
        var rows = new LinkedHashMap<String, Object>();
        results.forEach(result -> rows.put(result.row().id(), result.toMap()));
        var all = new LinkedHashMap<String, Object>();
        all.put("jdk", jdk());
        all.put("feature", Runtime.version().feature());
        all.put("encryptionType", group);
        all.put("cores", cores());
        all.put("effort", effort.name().toLowerCase(Locale.ROOT));
        all.put("rows", rows);
        return JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asString(all) + "\n";
    }

    private String heading() {
        return "JDK " + jdk() + ", " + group + ", " + cores() + " cores, " + effort.name().toLowerCase(Locale.ROOT) + " run. "
                + "CPU time and allocation of all threads that do the work; the JDK without its replay cache "
                + "(`sun.security.krb5.rcache=none`) except where it is named, ours always with its own.";
    }

    private static String jdk() {
        return System.getProperty("java.vm.vendor") + " " + Runtime.version();
    }

    private static int cores() {
        return Runtime.getRuntime().availableProcessors();
    }

    /** Nothing if no row has that unit. */
    private String table(Unit unit, List<String> titles, Function<Result, List<String>> cells) {
        var lines = results.stream().filter(result -> result.row().unit() == unit).map(cells).toList();
        return lines.isEmpty() ? "" : table(titles, lines);
    }

    /** Columns as wide as their widest cell, the first one to the left. */
    private static String table(List<String> titles, List<List<String>> lines) {
        var text = new StringBuilder();
        int[] widths = new int[titles.size()];
        for (int i = 0; i < widths.length; i++) {
            int column = i;
            widths[i] = Math.max(
                    titles.get(i).length(), lines.stream().mapToInt(line -> line.get(column).length()).max().orElse(0));
        }
        text.append(line(titles, widths));
        for (int i = 0; i < widths.length; i++) {
            text.append("|").append("-".repeat(widths[i] + 1)).append(i == 0 ? "-" : ":");
        }
        text.append("|\n");
        lines.forEach(line -> text.append(line(line, widths)));
        return text.append('\n').toString();
    }

    private static String line(List<String> cells, int[] widths) {
        var padded = new ArrayList<String>();
        for (int i = 0; i < widths.length; i++) {
            padded.add(String.format(i == 0 ? "%-" + widths[i] + "s" : "%" + widths[i] + "s", cells.get(i)));
        }
        return padded.stream().collect(Collectors.joining(" | ", "| ", " |\n"));
    }

    /** Three digits. */
    private static String micros(OptionalDouble nanos) {
        double value = nanos.orElse(0) / 1000;
        return text(nanos, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value);
    }

    private static String times(OptionalDouble times) {
        return text(times, "%.2f", times.orElse(0));
    }

    private static String bytes(OptionalDouble bytes) {
        double value = bytes.orElse(0);
        return value < 10_000 ? text(bytes, "%.0f B", value) : text(bytes, "%.0f KB", value / 1000);
    }

    private static String allocated(Result result) {
        return Stream.of(Side.values())
                .map(result::allocated)
                .map(bytes -> bytes.isPresent() ? bytes(bytes) : "-")
                .collect(Collectors.joining(", "));
    }

    private static String text(OptionalDouble measured, String format, double value) {
        return measured.isPresent() ? String.format(Locale.ROOT, format, value) : "";
    }
}
