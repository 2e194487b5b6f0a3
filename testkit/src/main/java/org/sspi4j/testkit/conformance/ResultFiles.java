package org.sspi4j.testkit.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The result files of one module and one kind of test run, {@code target/conformance/surefire/RUN.random.tsv}. The
 * run's name is the same for every JVM of a build, so that forks stand beside each other and other builds' do not count.
 */
record ResultFiles(Path directory, String run) {
    ResultFiles {
        if (!run.matches("[\\w-]+")) {
            throw new IllegalArgumentException("the name of a run is made of letters, digits, - and _, not " + run);
        }
    }

    void deleteOtherRuns() {
        try {
            Files.createDirectories(directory);
            for (Path file : list()) {
                if (!isOfThisRun(file)) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void write(List<Outcome> outcomes) {
        if (outcomes.isEmpty()) {
            return;
        }
        try {
            Path file = Files.createTempFile(directory, run + ".", ".tsv");
            Files.write(file, outcomes.stream().map(Outcome::line).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Outcome> read() throws IOException {
        List<Outcome> outcomes = new ArrayList<>();
        for (Path file : list()) {
            if (isOfThisRun(file)) {
                Files.readAllLines(file).stream().map(Outcome::parse).forEach(outcomes::add);
            }
        }
        return outcomes;
    }

    long countOfOtherRuns() throws IOException {
        return list().stream().filter(file -> !isOfThisRun(file)).count();
    }

    private List<Path> list() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().endsWith(".tsv")).sorted().toList();
        }
    }

    private boolean isOfThisRun(Path file) {
        return file.getFileName().toString().startsWith(run + ".");
    }
}
