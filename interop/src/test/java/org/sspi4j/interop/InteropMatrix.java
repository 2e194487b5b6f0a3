package org.sspi4j.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Writes target/interop-matrix.md: what was shown against which peer, in numbers of tests that have run in this JVM, beside what another
 * JVM of this version has written there before. The JDK's own implementation on both sides of a test shows nothing of ours, and does not
 * count.
 */
public final class InteropMatrix implements TestExecutionListener {
    private static final Pattern PROPERTY = Pattern.compile("\\{([\\w.]+)}");

    /** How the tests of a cell ended. */
    private static final class Cell {
        private int passed;
        private int failed;

        @Override
        public String toString() {
            return Stream.of(failed == 0 ? "" : "**FAILED** " + failed, passed == 0 ? "" : "" + passed)
                    .filter(text -> !text.isEmpty())
                    .collect(Collectors.joining(", "));
        }
    }

    private final Path file;
    private final Map<String, Map<Peer, Cell>> rows = new TreeMap<>();
    private TestPlan plan;

    /** For JUnit. */
    public InteropMatrix() {
        this(Path.of("target", "interop-matrix.md"));
    }

    InteropMatrix(Path file) {
        this.file = file;
    }

    @Override
    public void testPlanExecutionStarted(TestPlan plan) {
        this.plan = plan;
    }

    @Override
    public synchronized void executionFinished(TestIdentifier test, TestExecutionResult result) {
        boolean passed = result.getStatus() == TestExecutionResult.Status.SUCCESSFUL;
        if ((test.isTest() || !passed) && !isTheJdks(test)) {
            shows(test).ifPresent(shown -> shown.against.forEach(peer -> {
                var cell = rows.computeIfAbsent(shown.feature, row -> new EnumMap<>(Peer.class))
                        .computeIfAbsent(peer, column -> new Cell());
                if (!passed) {
                    cell.failed++;
                } else {
                    cell.passed++;
                }
            }));
        }
    }

    @Override
    public synchronized void testPlanExecutionFinished(TestPlan plan) {
        if (!rows.isEmpty()) {
            try {
                Files.createDirectories(file.getParent());
                Files.write(file, table());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private List<String> table() throws IOException {
        var peers = List.of(Peer.values());
        var head = line(Stream.concat(Stream.of("JDK " + Runtime.version()), peers.stream().map(Peer::toString)));
        var rule = line(Stream.concat(Stream.of("---"), peers.stream().map(peer -> "--:")));
        var body = written(head);
        rows.forEach((feature, cells) -> body.put(feature, line(Stream.concat(
                Stream.of(feature), peers.stream().map(peer -> cells.containsKey(peer) ? cells.get(peer).toString() : "")))));
        return Stream.concat(Stream.of(head, rule), body.values().stream()).toList();
    }

    /** The rows of a table with this head, by their features. */
    private SortedMap<String, String> written(String head) throws IOException {
        var lines = Files.exists(file) ? Files.readAllLines(file) : List.<String>of();
        return lines.stream()
                .skip(lines.stream().limit(1).anyMatch(head::equals) ? 2 : lines.size())
                .collect(Collectors.toMap(row -> row.split(" \\| ", 2)[0].substring(2), row -> row, (one, other) -> other, TreeMap::new));
    }

    private static String line(Stream<String> cells) {
        return cells.collect(Collectors.joining(" | ", "| ", " |"));
    }

    private record Shown(String feature, List<Peer> against) {}

    private Optional<Shown> shows(TestIdentifier test) {
        var ofClass = withAncestors(test).flatMap(each -> annotatedClass(each).stream()).findFirst();
        var ofMethod = test.getSource()
                .filter(MethodSource.class::isInstance)
                .map(source -> ((MethodSource) source).getJavaMethod().getAnnotation(Shows.class));
        return ofMethod.or(() -> ofClass).map(most -> new Shown(
                withProperties(most.value()).replace("{}", test.getDisplayName()),
                namedByAnInvocation(test).orElseGet(() ->
                        Arrays.asList(most.against().length > 0 ? most.against() : ofClass.orElseThrow().against()))));
    }

    private static String withProperties(String feature) {
        return PROPERTY.matcher(feature).replaceAll(match -> Matcher.quoteReplacement(System.getProperty(match.group(1), match.group())));
    }

    private Optional<List<Peer>> namedByAnInvocation(TestIdentifier test) {
        return withAncestors(test)
                .flatMap(each -> Arrays.stream(Peer.values()).filter(peer -> peer.toString().equals(each.getDisplayName())))
                .findFirst()
                .map(List::of);
    }

    private static Optional<Shows> annotatedClass(TestIdentifier test) {
        return test.getSource()
                .filter(ClassSource.class::isInstance)
                .map(source -> ((ClassSource) source).getJavaClass().getAnnotation(Shows.class));
    }

    private boolean isTheJdks(TestIdentifier test) {
        return withAncestors(test).anyMatch(each -> each.getDisplayName().equals(LoginSide.jdk().name()));
    }

    private Stream<TestIdentifier> withAncestors(TestIdentifier test) {
        return Stream.iterate(Optional.of(test), Optional::isPresent, each -> each.flatMap(plan::getParent))
                .map(Optional::get);
    }
}
