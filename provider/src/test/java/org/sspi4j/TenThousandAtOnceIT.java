package org.sspi4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sspi4j.fixture.Forge;
import org.sspi4j.fixture.ManyAtOnce;
import org.sspi4j.fixture.ManyRuns;
import org.sspi4j.fixture.SlowKdc;
import org.sspi4j.testkit.ForkedJvm;

/**
 * Ten thousand clients and their KDC, in a process each. Time is what the clock on the wall says, and counts if the machine had
 * nothing else to do; the first run that is quick enough ends it.
 */
@DisplayName("Ten thousand first calls of initialize at once, and a KDC that answers after half a second")
@Timeout(480)
class TenThousandAtOnceIT {
    private static final Duration LIMIT = Duration.ofSeconds(3);
    private static final int RUNS = 6;
    private static final int THREADS = 4;

    @TempDir
    Path folder;

    @Test
    @Tag("S57")
    void areDoneInThreeSecondsWithFourThreadsAndLeaveNoSocket() throws Exception {
        var keytab = Files.write(folder.resolve("alice.keytab"), new Forge.KeytabBytes()
                .with(SlowKdc.CLIENT, Forge.REALM, 1, false, SlowKdc.CLIENT_KEY).bytes());
        // One young generation: what is measured is not how a heap grows.
        var result = ForkedJvm.of(ManyAtOnce.class)
                .jvmOptions("-XX:+UseSerialGC", "-Xmn1500m", "-Xms2g", "-Xmx2g", "-XX:+AlwaysPreTouch")
                .arguments(keytab.toString(), "10000", Integer.toString(RUNS), Long.toString(LIMIT.toMillis()))
                .timeLimit(Duration.ofSeconds(450))
                .run();
        System.out.print(result.output());
        assertEquals(0, result.exitStatus(), result.errors());
        var runs = new ManyRuns(LIMIT, result.lines().stream().map(ManyAtOnce.Run::read).toList());
        for (var run : runs.all()) {
            assertEquals(10_000, run.done(), run::toString);
            assertTrue(run.threads() >= 2 && run.threads() <= THREADS, run::toString);
            assertTrue(run.left() <= 4, run::toString);
        }
        assertFalse(runs.all().isEmpty());
        assertTrue(runs.nobodyWasAskedTwice(), "nobody is asked twice who only takes his time");
        if (runs.verdict() == ManyRuns.Verdict.TOO_BUSY_TO_TELL) {
            System.out.println("the machine was too busy to tell: " + runs.all());
        } else {
            assertEquals(ManyRuns.Verdict.WITHIN, runs.verdict(), runs::toString);
        }
    }
}
