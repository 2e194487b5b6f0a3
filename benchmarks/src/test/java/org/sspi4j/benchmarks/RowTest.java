package org.sspi4j.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Benchmark;
import org.sspi4j.benchmarks.Forks.Work;

class RowTest {
    @Test
    void noTwoRowsHaveTheSameId() {
        assertEquals(Row.all().size(), Row.all().stream().map(Row::id).distinct().count());
    }

    @Test
    void everySideOfEveryRowIsABenchmark() {
        for (var row : Row.all()) {
            for (var side : row.sides()) {
                assertTrue(benchmarks(row.work()).contains(row.work().method(side)), row.id() + " " + side);
            }
        }
    }

    @Test
    void theJdkAndTheFloorOfTheGssRowsAreThoseOfTheSspiRows() {
        var plain = Work.of(SealBenchmark.class);
        var gss = plain.calling("gss");
        assertEquals(plain.method(Side.JDK), gss.method(Side.JDK));
        assertEquals(plain.method(Side.FLOOR), gss.method(Side.FLOOR));
        assertEquals(SealBenchmark.class.getName() + ".gss", gss.method(Side.OURS));
    }

    private static Set<String> benchmarks(Work work) {
        return Arrays.stream(work.benchmark().getMethods())
                .filter(method -> method.isAnnotationPresent(Benchmark.class))
                .map(method -> work.benchmark().getName() + "." + method.getName())
                .collect(Collectors.toSet());
    }
}
