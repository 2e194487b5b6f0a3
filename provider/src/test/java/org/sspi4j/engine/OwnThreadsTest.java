package org.sspi4j.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.security.auth.Subject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sspi4j.logon.Subjects;

@Timeout(value = 20, unit = TimeUnit.SECONDS)
class OwnThreadsTest {
    private static final long IDLE = TimeUnit.MILLISECONDS.toNanos(50);

    @Test
    void areSoManyAtMostAndEndWhenTheyAreIdle() throws Exception {
        var threads = new OwnThreads(2, IDLE);
        var seen = ConcurrentHashMap.<Thread>newKeySet();
        var done = new CountDownLatch(100);
        for (int i = 0; i < 100; i++) {
            threads.execute(() -> {
                seen.add(Thread.currentThread());
                done.countDown();
            });
        }
        done.await();
        assertTrue(seen.size() <= 2, seen::toString);
        for (var thread : seen) {
            assertTrue(thread.isDaemon());
            thread.join(10_000);
            assertFalse(thread.isAlive());
        }
        var again = new CompletableFuture<Thread>();
        threads.execute(() -> again.complete(Thread.currentThread()));
        assertFalse(seen.contains(again.get()));
    }

    @Test
    void areNobodys() throws Exception {
        var inherited = new InheritableThreadLocal<String>();
        inherited.set("somebody's");
        var threads = new OwnThreads(1, IDLE);
        var seen = new CompletableFuture<String>();
        Subjects.callAs(new Subject(), () -> {
            HandOver.execute(threads, () -> seen.complete(Subjects.current() + " " + inherited.get()));
            return null;
        });
        assertEquals("null null", seen.get());
        var loader = new CompletableFuture<ClassLoader>();
        threads.execute(() -> loader.complete(Thread.currentThread().getContextClassLoader()));
        assertEquals(OwnThreads.class.getClassLoader(), loader.get());
    }
}
