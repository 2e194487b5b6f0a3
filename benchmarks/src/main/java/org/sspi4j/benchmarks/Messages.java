package org.sspi4j.benchmarks;

import java.util.function.IntFunction;

/** Messages that are made untimed and then used up one by one; together they fit into the processor's caches if one does. */
final class Messages<T> {
    private static final int TOGETHER = 1 << 17;
    private static final int MOST = 512;

    private final Object[] messages;
    private final Maker<T> maker;
    private int next;

    /** Makes a message, in the place of one that was used. */
    @FunctionalInterface
    interface Maker<T> {
        T make(T used) throws Exception;
    }

    Messages(int size, IntFunction<T> first, Maker<T> maker) {
        this.maker = maker;
        messages = new Object[Math.max(1, Math.min(MOST, TOGETHER / size))];
        for (int i = 0; i < messages.length; i++) {
            messages[i] = first.apply(i);
        }
        next = messages.length;
    }

    @SuppressWarnings("unchecked")
    T next() throws Exception {
        if (next == messages.length) {
            Untimed.run(this::refill);
            next = 0;
        }
        return (T) messages[next++];
    }

    @SuppressWarnings("unchecked")
    private void refill() throws Exception {
        for (int i = 0; i < messages.length; i++) {
            messages[i] = maker.make((T) messages[i]);
        }
    }
}
