package org.sspi4j.kdc;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.function.Consumer;

/** Time that stands still while something happens, and is skipped when nothing does. */
final class SkippedTime implements Waiting {
    /** How long nothing has to happen, in milliseconds of this world. */
    private static final long QUIET = 200;

    private volatile long now = 1_000_000_000_000L;

    @Override
    public long nanoTime() {
        return now;
    }

    @Override
    public void select(Selector selector, Consumer<SelectionKey> ready, long nanos) throws IOException {
        if (nanos <= 0) {
            selector.selectNow(ready);
            return;
        }
        long begun = System.nanoTime();
        int happened = selector.select(ready, QUIET);
        boolean woken = System.nanoTime() - begun < Duration.ofMillis(QUIET - 1).toNanos();
        if (happened == 0 && !woken) {
            now += nanos;
        }
    }

    void pass(Duration time) {
        now += time.toNanos();
    }
}
