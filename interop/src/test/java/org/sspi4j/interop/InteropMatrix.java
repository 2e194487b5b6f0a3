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
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Writes target/interop-matrix.md: what was shown against which peer, in numbers of tests that have run in this JVM. The JDK's own
 * implementation on both sides of a test shows nothing of ours, and does not count.
 */
public final class InteropMatrix implements TestExecutionListener {
    private static final Path FILE = Path.of("target", "interop-matrix.md");

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

    private final Map<String, Map<Peer, Cell>> rows = new TreeMap<>();
    private TestPlan plan;

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
                Files.createDirectories(FILE.getParent());
                Files.write(FILE, table());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private List<String> table() {
        var peers = List.of(Peer.values());
        var head = Stream.concat(Stream.of("JDK " + Runtime.version()), peers.stream().map(Peer::toString));
        var rule = Stream.concat(Stream.of("---"), peers.stream().map(peer -> "--:"));
        var body = rows.entrySet().stream().map(row -> line(Stream.concat(
                Stream.of(row.getKey()),
                peers.stream().map(peer -> row.getValue().containsKey(peer) ? row.getValue().get(peer).toString() : ""))));
        return Stream.concat(Stream.of(line(head), line(rule)), body).toList();
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
                most.value().replace("{}", test.getDisplayName()),
                namedByAnInvocation(test).orElseGet(() ->
                        Arrays.asList(most.against().length > 0 ? most.against() : ofClass.orElseThrow().against()))));
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
