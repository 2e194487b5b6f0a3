package org.sspi4j.kdc;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.function.Consumer;

/** Time, and how it passes while nothing happens. */
interface Waiting {
    Waiting SYSTEM = new Waiting() {
        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public void select(Selector selector, Consumer<SelectionKey> ready, long nanos) throws IOException {
            if (nanos <= 0) {
                selector.selectNow(ready);
            } else {
                selector.select(ready, nanos / 1_000_000 + 1);
            }
        }
    };

    long nanoTime();

    /** Waits until a channel is ready or the selector is woken, so long at most; a time of 0 or less means not at all. */
    void select(Selector selector, Consumer<SelectionKey> ready, long nanos) throws IOException;
}
