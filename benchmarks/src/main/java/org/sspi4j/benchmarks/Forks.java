package org.sspi4j.benchmarks;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.sspi4j.testkit.Transport;

/** Runs JMH: every measurement in a JVM of its own, which gets the realm and what the JDK's Kerberos wants to have global. */
final class Forks {
    private static final int MOST_TRIES = 2;
    private static final double SETTLED = 0.95;

    private final Realm realm;
    private final Optional<Integer> cannedPort;
    private final Effort effort;
    private final List<String> jvmOptions;
    private final boolean verbose;
    /** Rows share floors. */
    private final Map<String, Cost> costs = new HashMap<>();

    /**
     * @param cannedPort of a {@link CannedKdc}, if there is one
     * @param jvmOptions for the measuring JVMs
     */
    Forks(Realm realm, Optional<Integer> cannedPort, Effort effort, List<String> jvmOptions, boolean verbose) {
        this.realm = realm;
        this.cannedPort = cannedPort;
        this.effort = effort;
        this.jvmOptions = jvmOptions;
        this.verbose = verbose;
    }

    /**
     * How long to measure. Compilers need some seconds before the times are those of a server that has run for a while; on a
     * busy machine they are not done when the warm-up is, so that the better ones of many short iterations count.
     */
    enum Effort {
        FULL(1000, 4, 300, 12),
        /** Enough for a ratio within a quarter. */
        QUICK(1000, 2, 200, 5);

        private final int warmupMillis;
        private final int warmups;
        private final int millis;
        private final int iterations;

        Effort(int warmupMillis, int warmups, int millis, int iterations) {
            this.warmupMillis = warmupMillis;
            this.warmups = warmups;
            this.millis = millis;
            this.iterations = iterations;
        }
    }

    /**
     * What to run.
     *
     * @param method what our side's method is called
     * @param rival what the method is called of whom ours is compared with
     * @param patience how many times as long to measure: an operation may take so long that compilers see few of them
     */
    record Work(
            Class<?> benchmark, String method, String rival, Map<String, String> parameters, List<String> jvm, int patience) {
        static Work of(Class<?> benchmark) {
            return new Work(
                    benchmark, Side.OURS.method(), Side.JDK.method(), Map.of(), List.of("-Dsun.security.krb5.rcache=none"), 1);
        }

        String method(Side side) {
            return benchmark.getName() + "." + switch (side) {
                case OURS -> method;
                case JDK -> rival;
                case FLOOR -> side.method();
            };
        }

        Work calling(String name) {
            return new Work(benchmark, name, rival, parameters, jvm, patience);
        }

        /** With another library in the JDK's place. */
        Work beside(String library) {
            return new Work(benchmark, method, library, parameters, jvm, patience);
        }

        Work with(String parameter, String value) {
            var more = new TreeMap<>(parameters);
            more.put(parameter, value);
            return new Work(benchmark, method, rival, more, jvm, patience);
        }

        Work jvm(String option) {
            var more = new ArrayList<>(jvm);
            more.add(option);
            return new Work(benchmark, method, rival, parameters, more, patience);
        }

        boolean asksKdc() {
            return benchmark == LogonBenchmark.class;
        }

        Work slow() {
            return taking(6);
        }

        Work taking(int longer) {
            return new Work(benchmark, method, rival, parameters, jvm, longer);
        }
    }

    /**
     * Of one operation.
     *
     * @param wallNanos what the clock on the wall says
     * @param nanos CPU time of the threads that do its work
     * @param bytes allocated by them
     */
    record Cost(double wallNanos, double nanos, double bytes) {}

    /** Measured once in a run. */
    Cost cost(Work work, Side side) throws RunnerException {
        String what = work.method(side) + work.parameters + work.jvm;
        if (!costs.containsKey(what)) {
            costs.put(what, cost(work, side, 1));
        }
        return costs.get(what);
    }

    /** Of a difference, where what disturbs takes off as often as it adds: the middle of the iterations. */
    Cost difference(Work work, Side side) throws RunnerException {
        return cost(timed(work, side, 1, work.patience), 2);
    }

    Cost cost(Work work, Side side, int threads) throws RunnerException {
        int patience = work.patience;
        var result = timed(work, side, threads, patience);
        for (int tries = 1; tries < MOST_TRIES && effort == Effort.FULL && !isSettled(result); tries++) {
            patience *= 2;
            result = timed(work, side, threads, patience);
        }
        return cost(result, 4);
    }

    /** @param part the first of how many parts of the iterations are better */
    private static Cost cost(RunResult result, int part) {
        return new Cost(
                best(result, part, each -> each.getPrimaryResult().getScore()),
                best(result, part, Forks::cpu),
                best(result, part, each -> each.getSecondaryResults().get(OwnThreads.ALLOCATED).getScore()));
    }

    private RunResult timed(Work work, Side side, int threads, int patience) throws RunnerException {
        long longer = patience * Crowding.now();
        return run(options(work, side)
                .mode(Mode.AverageTime)
                .timeUnit(TimeUnit.NANOSECONDS)
                .threads(threads)
                .forks(1)
                .warmupIterations(effort.warmups)
                .warmupTime(TimeValue.milliseconds(longer * effort.warmupMillis))
                .measurementIterations(effort.iterations)
                .measurementTime(TimeValue.milliseconds(longer * effort.millis))
                .addProfiler(OwnThreads.class));
    }

    /** Whether the last third of the iterations was hardly faster than the first one: else compilers were still at work. */
    private static boolean isSettled(RunResult result) {
        var iterations = List.copyOf(
                result.getBenchmarkResults().iterator().next().getIterationResults());
        int third = iterations.size() / 3;
        return least(iterations.subList(iterations.size() - third, iterations.size()))
                > SETTLED * least(iterations.subList(0, third));
    }

    private static double least(List<IterationResult> iterations) {
        return iterations.stream().mapToDouble(Forks::cpu).min().orElseThrow();
    }

    private static double cpu(IterationResult iteration) {
        return iteration.getSecondaryResults().get(OwnThreads.CPU).getScore();
    }

    double heap(Work work, Side side) throws RunnerException {
        var result = run(options(work, side)
                .mode(Mode.SingleShotTime)
                .threads(1)
                .forks(1)
                .warmupIterations(1)
                .measurementIterations(1)
                .jvmArgsAppend(jvm(work, "-XX:+UseSerialGC")));
        return best(result, 4, each -> each.getSecondaryResults().get("heap").getScore());
    }

    private ChainedOptionsBuilder options(Work work, Side side) {
        var options = new OptionsBuilder()
                .include("^" + Pattern.quote(work.method(side)) + "$")
                .shouldFailOnError(true)
                .verbosity(verbose ? VerboseMode.NORMAL : VerboseMode.SILENT)
                .jvmArgsAppend(jvm(work));
        work.parameters.forEach(options::param);
        return options;
    }

    private String[] jvm(Work work, String... more) {
        var first = Transport.valueOf(work.parameters.getOrDefault("transport", "UDP"));
        var all = new ArrayList<>(List.of(
                "-D" + Realm.PROPERTY + "=" + realm.folder(),
                "-Djava.security.krb5.conf=" + realm.krb5Conf(first),
                "-Djava.io.tmpdir=" + realm.folder(),
                // Code waits for its compilation instead of running slowly until then: fewer iterations until times settle.
                "-Xbatch"));
        cannedPort.ifPresent(port -> all.add("-D" + FloorLogon.PORT + "=" + port));
        all.addAll(work.jvm);
        all.addAll(List.of(more));
        all.addAll(jvmOptions);
        return all.toArray(String[]::new);
    }

    private static RunResult run(ChainedOptionsBuilder options) throws RunnerException {
        return new Runner(options.build()).runSingle();
    }

    /** With 4, a quarter of the iterations is better: what disturbs only ever adds. */
    private static double best(RunResult result, int part, ToDoubleFunction<IterationResult> score) {
        double[] scores = result.getBenchmarkResults().stream()
                .flatMap(fork -> fork.getIterationResults().stream())
                .mapToDouble(score)
                .sorted()
                .toArray();
        return scores[(scores.length - 1) / part];
    }
}
