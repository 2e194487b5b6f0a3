package org.sspi4j.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LeasesTest {
    private final AtomicInteger made = new AtomicInteger();
    private final Leases<AtomicBoolean> leases = new Leases<>(() -> {
        made.incrementAndGet();
        return new AtomicBoolean();
    });

    @Test
    void oneThreadUsesOneObject() {
        AtomicBoolean first = leases.take();
        leases.give(first);
        assertSame(first, leases.take());
        assertEquals(1, made.get());
    }

    @Test
    void twoAtATimeAreTwoObjectsAndBothAreKept() {
        AtomicBoolean first = leases.take();
        AtomicBoolean second = leases.take();
        assertNotSame(first, second);
        leases.give(first);
        leases.give(second);
        leases.take();
        leases.take();
        assertEquals(2, made.get());
    }

    @Test
    void whatThereIsNoRoomForIsTheGiversAgain() {
        var taken = Stream.generate(leases::take).limit(100).toList();
        var left = new ArrayList<AtomicBoolean>();
        taken.forEach(object -> Optional.ofNullable(leases.give(object)).ifPresent(left::add));
        assertFalse(left.isEmpty());
        leases.drain(left::add);
        assertEquals(100, left.stream().distinct().count());
    }

    /** As two threads do that take their first one at the same time. */
    @Test
    void oneThatWasInTheOnlyPlaceIsTheGiversToo() {
        AtomicBoolean first = new AtomicBoolean();
        leases.give(first);
        assertSame(first, leases.give(new AtomicBoolean()));
    }

    @Test
    void drainedObjectsAreNotLeasedAgain() {
        AtomicBoolean first = leases.take();
        AtomicBoolean second = leases.take();
        leases.give(first);
        leases.give(second);
        var drained = new ArrayList<AtomicBoolean>();
        leases.drain(drained::add);
        assertEquals(2, drained.size());
        leases.take();
        assertEquals(3, made.get());
    }

    @Test
    void noObjectIsLeasedToTwoThreads() throws Exception {
        int threads = 8;
        var pool = Executors.newFixedThreadPool(threads);
        Callable<Boolean> work = () -> {
            boolean alone = true;
            for (int i = 0; i < 20_000; i++) {
                AtomicBoolean inUse = leases.take();
                alone &= inUse.compareAndSet(false, true);
                Thread.onSpinWait();
                inUse.set(false);
                leases.give(inUse);
            }
            return alone;
        };
        try {
            List<Future<Boolean>> results = pool.invokeAll(Collections.nCopies(threads, work));
            for (Future<Boolean> result : results) {
                assertTrue(result.get());
            }
        } finally {
            pool.shutdownNow();
        }
    }
}
