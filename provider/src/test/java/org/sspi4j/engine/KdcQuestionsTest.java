package org.sspi4j.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.sspi4j.fixture.Configs;
import org.sspi4j.spi.Decisions;
import org.sspi4j.spi.Need;

@DisplayName("the time that a call has for KDCs")
class KdcQuestionsTest {
    private static final Duration TIMEOUT = Configs.some().kdcTimeout();

    private final AtomicLong time = new AtomicLong(Long.MAX_VALUE - 5);
    private final KdcQuestions questions = new KdcQuestions(Decisions.NOWHERE, time::get);

    private void pass(Duration some) {
        time.addAndGet(some.toNanos());
    }

    private Duration left() {
        var request = questions.of(new Need.Kdc(Configs.some(), "REALM", new byte[1])).orElseThrow();
        return Duration.ofNanos(request.deadline() - time.get());
    }

    @Test
    void runsFromTheFirstQuestionOn() {
        pass(Duration.ofSeconds(3));
        assertEquals(TIMEOUT, left());
        pass(Duration.ofSeconds(3));
        assertEquals(TIMEOUT.minusSeconds(3), left());
        var host = questions.of(new Need.CanonicalHost(Configs.some(), "www.example.com"));
        assertEquals(TIMEOUT.minusSeconds(3), Duration.ofNanos(host.deadline() - time.get()));
    }

    /** Else whoever waited for one that was cancelled would begin anew. */
    @Test
    void runsWhileAnotherCallIsWaitedFor() {
        assertTrue(questions.of(new Need.Awaited<>(() -> new CompletableFuture<byte[]>())).isEmpty());
        pass(Duration.ofSeconds(9));
        assertEquals(TIMEOUT.minusSeconds(9), left());
    }

    /** A file, or somebody who types a password. */
    @Test
    void doesNotRunWhileSomethingElseHappens() {
        assertTrue(questions.of(new Need.Run<>(() -> "typed")).isEmpty());
        pass(Duration.ofSeconds(9));
        assertEquals(TIMEOUT, left());
    }
}
