package org.sspi4j.testkit.conformance;

import static org.sspi4j.testkit.conformance.Outcome.Result.ABORTED;
import static org.sspi4j.testkit.conformance.Outcome.Result.FAILED;
import static org.sspi4j.testkit.conformance.Outcome.Result.SKIPPED;
import static org.sspi4j.testkit.conformance.Outcome.Result.SUCCESSFUL;

import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * One execution of one test plan. A test carries its own tags and those of everything around it, whether or not its
 * engine says so (dynamic tests report none). A class or container that is skipped or fails speaks for all in it.
 */
final class Recording implements TestExecutionListener {
    private final TestPlan plan;
    private final ResultFiles files;
    private final Queue<Outcome> outcomes = new ConcurrentLinkedQueue<>();

    Recording(TestPlan plan, ResultFiles files) {
        this.plan = plan;
        this.files = files;
    }

    @Override
    public void testPlanExecutionStarted(TestPlan plan) {
        files.deleteOtherRuns();
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
        record(test, SKIPPED);
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        switch (result.getStatus()) {
            case FAILED -> record(test, FAILED);
            case ABORTED -> record(test, ABORTED);
            case SUCCESSFUL -> {
                if (test.isTest()) {
                    record(test, SUCCESSFUL);
                }
            }
        }
    }

    @Override
    public void testPlanExecutionFinished(TestPlan plan) {
        files.write(outcomes.stream().sorted().toList());
    }

    private void record(TestIdentifier test, Outcome.Result result) {
        Set<String> rows = new TreeSet<>();
        withAncestors(test).forEach(each -> addRows(each, rows));
        if (test.isContainer()) {
            plan.getDescendants(test).forEach(each -> addRows(each, rows));
        }
        if (!rows.isEmpty()) {
            outcomes.add(new Outcome(result, rows, place(test), test.getDisplayName(), test.getUniqueId()));
        }
    }

    private static void addRows(TestIdentifier test, Set<String> rows) {
        test.getTags().stream().map(tag -> tag.getName()).filter(Row::looksLikeAnId).forEach(rows::add);
    }

    /** The nearest class or method: a dynamic test's own source may be anything. */
    private String place(TestIdentifier test) {
        return withAncestors(test).flatMap(each -> each.getSource().flatMap(Recording::name).stream())
                .findFirst().orElse(test.getDisplayName());
    }

    private static Optional<String> name(TestSource source) {
        if (source instanceof MethodSource method) {
            return Optional.of(method.getClassName() + "." + method.getMethodName());
        }
        return source instanceof ClassSource type ? Optional.of(type.getClassName()) : Optional.empty();
    }

    private Stream<TestIdentifier> withAncestors(TestIdentifier test) {
        return Stream.iterate(Optional.of(test), Optional::isPresent, each -> each.flatMap(plan::getParent))
                .map(Optional::get);
    }
}
