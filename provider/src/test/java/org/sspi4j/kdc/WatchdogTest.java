package org.sspi4j.kdc;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 10, unit = TimeUnit.SECONDS)
class WatchdogTest {
    private static Deadline in(Duration time) {
        return new Deadline(System::nanoTime, System.nanoTime() + time.toNanos());
    }

    @Test
    void endsWhatIsNotOverByTheDeadline() throws Exception {
        var ended = new CompletableFuture<Void>();
        try (var watch = Watchdog.closing(() -> ended.complete(null), in(Duration.ofMillis(20)))) {
            ended.get();
        }
    }

    @Test
    void leavesAloneWhatHasComeToItsEnd() throws Exception {
        var first = new CompletableFuture<Void>();
        Watchdog.closing(() -> first.complete(null), in(Duration.ofMillis(20))).close();
        var second = new CompletableFuture<Void>();
        try (var watch = Watchdog.closing(() -> second.complete(null), in(Duration.ofMillis(40)))) {
            second.get();
        }
        assertFalse(first.isDone());
    }

    @Test
    void beginsNothingAfterTheDeadline() {
        assertThrows(SocketTimeoutException.class, () -> Watchdog.closing(() -> {}, in(Duration.ofMillis(-1))));
    }
}
