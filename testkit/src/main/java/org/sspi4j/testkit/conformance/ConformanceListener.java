package org.sspi4j.testkit.conformance;

import java.nio.file.Path;

import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Writes down which rows of conformance ({@code @Tag("S36")}) the tests of this JVM carry, and how those tests ended.
 * It is asleep unless the JUnit configuration parameter {@value #DIRECTORY} names a directory, so that it does nothing
 * in a project that merely has this jar on its test class path.
 */
public final class ConformanceListener implements TestExecutionListener {
    static final String DIRECTORY = "sspi4j.conformance.directory";
    static final String RUN = "sspi4j.conformance.run";

    private static final TestExecutionListener ASLEEP = new TestExecutionListener() {};

    private volatile TestExecutionListener listener = ASLEEP;

    @Override
    public void testPlanExecutionStarted(TestPlan plan) {
        var parameters = plan.getConfigurationParameters();
        listener = parameters.get(DIRECTORY)
                .map(directory -> new ResultFiles(Path.of(directory), parameters.get(RUN).orElse("unnamed")))
                .<TestExecutionListener>map(files -> new Recording(plan, files))
                .orElse(ASLEEP);
        listener.testPlanExecutionStarted(plan);
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
        listener.executionSkipped(test, reason);
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        listener.executionFinished(test, result);
    }

    @Override
    public void testPlanExecutionFinished(TestPlan plan) {
        listener.testPlanExecutionFinished(plan);
    }

    boolean isAsleep() {
        return listener == ASLEEP;
    }
}
