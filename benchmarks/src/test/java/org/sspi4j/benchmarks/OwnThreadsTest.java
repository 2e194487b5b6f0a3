package org.sspi4j.benchmarks;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.IterationResultMetaData;
import org.openjdk.jmh.results.ScalarResult;

class OwnThreadsTest {
    private static final int SIZE = 1 << 24;

    @Test
    void theWorkOfALibrarysOwnThreadsCounts() throws Exception {
        assertTrue(allocated("sspi4j-kdc", () -> new byte[SIZE]) >= SIZE);
    }

    @Test
    void theWorkOfTheThreadThatWaitsForTheBenchmarkDoesNot() throws Exception {
        assertTrue(allocated("main", () -> new byte[SIZE]) < SIZE);
    }

    @Test
    void whatIsUntimedDoesNot() throws Exception {
        var kept = new byte[1][];
        assertTrue(allocated("sspi4j-kdc", () -> {
            Untimed.run(() -> kept[0] = new byte[SIZE]);
            return kept[0];
        }) < SIZE);
    }

    /** What is counted while a thread of that name works. */
    private static double allocated(String thread, Callable<byte[]> work) throws Exception {
        var executor = Executors.newSingleThreadExecutor(task -> new Thread(task, thread));
        try {
            executor.submit(() -> {}).get();
            var counter = new OwnThreads();
            counter.beforeIteration(null, null);
            executor.submit(work).get();
            return counter
                    .afterIteration(null, null, new IterationResult(null, null, new IterationResultMetaData(1, 1)))
                    .stream()
                    .filter(result -> result.getLabel().equals(OwnThreads.ALLOCATED))
                    .mapToDouble(ScalarResult::getScore)
                    .findFirst()
                    .orElseThrow();
        } finally {
            executor.shutdown();
        }
    }
}
