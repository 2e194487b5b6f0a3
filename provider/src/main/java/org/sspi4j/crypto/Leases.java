package org.sspi4j.crypto;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Objects that are costly to make and used by one thread at a time: ciphers, digests, scratch arrays. Taking and giving
 * back needs no lock and makes no garbage. Holds one object while one thread at a time uses it, and spreads over slots on
 * different cache lines once two threads met. An object that is not given back is simply made anew.
 *
 * @param <T> what is leased
 */
public final class Leases<T> {
    private static final int SLOTS = slots(Runtime.getRuntime().availableProcessors());
    private static final int TRIES = 8;
    /** References of four bytes: slots are 128 bytes apart. */
    private static final int STRIDE = 32;

    private final Supplier<T> maker;
    private final AtomicReference<T> single = new AtomicReference<>();
    private volatile AtomicReferenceArray<T> spread;
    private boolean inUse;

    public Leases(Supplier<T> maker) {
        this.maker = maker;
    }

    /** One object for the calling thread alone, until it is given back. */
    public T take() {
        AtomicReferenceArray<T> slots = spread;
        T taken = slots == null ? single.getAndSet(null) : takeFrom(slots);
        if (taken != null) {
            return taken;
        }
        if (slots == null && inUse) {
            spreadOut();
        }
        inUse = true;
        return maker.get();
    }

    /** Once, whoever comes first: what is given into a place that is replaced would be lost. */
    private synchronized void spreadOut() {
        if (spread == null) {
            spread = new AtomicReferenceArray<>(SLOTS * STRIDE);
        }
    }

    /** @return an object that there is no room for, for who has something to wipe in it; mostly null */
    public T give(T object) {
        AtomicReferenceArray<T> slots = spread;
        return slots == null ? single.getAndSet(object) : giveTo(slots, object);
    }

    /** Empties the place; what others still hold comes back to an empty one. */
    public void drain(Consumer<? super T> last) {
        drain(single.getAndSet(null), last);
        AtomicReferenceArray<T> slots = spread;
        for (int i = 0; slots != null && i < slots.length(); i += STRIDE) {
            drain(slots.getAndSet(i, null), last);
        }
    }

    private static <T> void drain(T object, Consumer<? super T> last) {
        if (object != null) {
            last.accept(object);
        }
    }

    private static <T> T takeFrom(AtomicReferenceArray<T> slots) {
        int home = home();
        for (int i = 0; i < TRIES; i++) {
            int slot = slot(home + i);
            if (slots.getPlain(slot) != null) {
                T taken = slots.getAndSet(slot, null);
                if (taken != null) {
                    return taken;
                }
            }
        }
        return null;
    }

    private static <T> T giveTo(AtomicReferenceArray<T> slots, T object) {
        int home = home();
        for (int i = 0; i < TRIES; i++) {
            int slot = slot(home + i);
            if (slots.getPlain(slot) == null && slots.compareAndSet(slot, null, object)) {
                return null;
            }
        }
        return object;
    }

    private static int home() {
        return (int) Thread.currentThread().getId();
    }

    private static int slot(int number) {
        return (number & (SLOTS - 1)) * STRIDE;
    }

    private static int slots(int processors) {
        return Math.min(64, Math.max(2 * TRIES, Integer.highestOneBit(4 * processors)));
    }
}
