package org.sspi4j.testkit.conformance;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Adds up the result files of all modules, writes {@code target/conformance.md} and says by its exit code whether the
 * baseline holds. The last module of the reactor runs it; it is of no use outside this project's build.
 */
public final class ConformanceReport {
    private static final int DEEPEST_MODULE = 3;

    private ConformanceReport() {}

    /**
     * @param args the root of the repository, the name of the build's run, then any number of flags: one that is
     *     {@code true} says that tests were skipped, and that there is nothing to add up
     */
    public static void main(String[] args) throws IOException {
        System.exit(run(args, System.out));
    }

    static int run(String[] args, PrintStream out) throws IOException {
        if (args.length < 2) {
            out.println("usage: ConformanceReport <root> <run> [tests are skipped: true or false]...");
            return 2;
        }
        if (Arrays.asList(args).subList(2, args.length).contains("true")) {
            out.println("conformance: tests are skipped in this build, nothing to compare");
            return 0;
        }
        return report(Path.of(args[0]).toAbsolutePath().normalize(), args[1], out);
    }

    private static int report(Path root, String run, PrintStream out) throws IOException {
        List<Outcome> outcomes = new ArrayList<>();
        long left = 0;
        for (Path directory : resultDirectories(root)) {
            var files = new ResultFiles(directory, run);
            outcomes.addAll(files.read());
            left += files.countOfOtherRuns();
        }
        var conformance = Conformance.judge(root, root.resolve("interop/conformance"), outcomes);

        Path page = root.resolve("target/conformance.md");
        Files.createDirectories(page.getParent());
        Files.writeString(page, new ConformancePage(conformance).markdown());

        out.printf("conformance: %d proven, %d documented, %d open: %s%n", conformance.count(State.PROVEN),
                conformance.count(State.DOCUMENTED), conformance.count(State.OPEN), page);
        conformance.news().forEach(each -> out.println("conformance: new, add to the baseline: " + each));
        conformance.problems().forEach(each -> out.println("conformance: WRONG: " + each));
        if (left > 0 && !conformance.problems().isEmpty()) {
            out.printf("conformance: %d result files of other builds do not count; run mvn verify on the whole%n", left);
        }
        return conformance.problems().isEmpty() ? 0 : 1;
    }

    /** {@code MODULE/target/conformance/KIND}, where KIND is surefire or failsafe. */
    private static List<Path> resultDirectories(Path root) throws IOException {
        try (Stream<Path> paths = Files.find(root, DEEPEST_MODULE + 3, (path, attributes) -> attributes.isDirectory())) {
            return paths.filter(path -> path.getParent().endsWith("target/conformance")).sorted().toList();
        }
    }
}
