package org.sspi4j.kdc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 10, unit = TimeUnit.SECONDS)
class NamesTest {
    private final AtomicLong time = new AtomicLong(-5);

    @Test
    void addressesAreRememberedForHalfAMinute() throws Exception {
        var one = InetAddress.getByName("127.0.0.1");
        var names = new Names(host -> new InetAddress[] {one}, time::get);
        assertEquals(Optional.empty(), names.known("kdc.test"));
        var found = new CompletableFuture<List<InetAddress>>();
        names.lookUp("kdc.test", (question, addresses) -> found.complete(addresses));
        assertEquals(List.of(one), found.get());
        time.addAndGet(Duration.ofSeconds(30).toNanos() - 1);
        assertEquals(Optional.of(List.of(one)), names.known("kdc.test"));
        time.addAndGet(1);
        assertEquals(Optional.empty(), names.known("kdc.test"));
    }

    /** Names that begin with "stuck" are not resolved before the test lets go. */
    @Nested
    class LookUpsThatDoNotEnd {
        private final CountDownLatch end = new CountDownLatch(1);
        private final CountDownLatch full = new CountDownLatch(Names.MOST_THREADS);
        private final AtomicInteger underWay = new AtomicInteger();
        private final AtomicInteger most = new AtomicInteger();
        private final List<String> begun = new CopyOnWriteArrayList<>();
        private final Map<Thread, String> threads = new ConcurrentHashMap<>();
        private final Names names = new Names(this::resolved, time::get);

        private InetAddress[] resolved(String host) throws UnknownHostException {
            begun.add(host);
            threads.put(Thread.currentThread(), host);
            most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
            full.countDown();
            try {
                if (host.startsWith("stuck")) {
                    end.await();
                }
            } catch (InterruptedException e) {
                throw new UnknownHostException(host);
            } finally {
                underWay.decrementAndGet();
            }
            if (host.startsWith("broken")) {
                throw new StackOverflowError("planted");
            }
            return new InetAddress[] {InetAddress.getLoopbackAddress()};
        }

        @AfterEach
        void letGo() {
            end.countDown();
        }

        private CompletableFuture<List<InetAddress>> found(String host) {
            var found = new CompletableFuture<List<InetAddress>>();
            names.lookUp(host, (question, addresses) -> found.complete(addresses));
            return found;
        }

        private List<CompletableFuture<List<InetAddress>>> stuck(int many) {
            var all = new ArrayList<CompletableFuture<List<InetAddress>>>();
            for (int i = 0; i < many; i++) {
                all.add(found("stuck" + i + ".test"));
            }
            return all;
        }

        private void endsWhenItsLookUpDoes(String host) throws InterruptedException {
            for (var thread : threads.keySet()) {
                if (threads.get(thread).equals(host)) {
                    thread.join();
                }
            }
        }

        @Test
        void holdUpNoOtherAsLongAsTheyAreFew() throws Exception {
            var waiting = stuck(Names.MOST_THREADS - 1);
            for (var host : List.of("one.test", "two.test")) {
                assertEquals(1, found(host).get().size());
                endsWhenItsLookUpDoes(host);
            }
            assertTrue(waiting.stream().noneMatch(CompletableFuture::isDone));
        }

        @Test
        void haveAFewThreadsAndNoMore() throws Exception {
            var waiting = stuck(64);
            full.await();
            end.countDown();
            for (var one : waiting) {
                assertEquals(1, one.get().size());
            }
            assertEquals(Names.MOST_THREADS, most.get());
        }

        @Test
        void areThoseOfWhoeverAsksForTheNameAgain() throws Exception {
            var one = found("stuck.test");
            var gone = names.lookUp("stuck.test", (question, addresses) -> { });
            gone.leave();
            var two = found("stuck.test");
            end.countDown();
            assertEquals(one.get(), two.get());
            assertEquals(List.of("stuck.test"), begun);
        }

        @Test
        void thatBreakDownTakeNoThreadAlong() throws Exception {
            var waiting = stuck(Names.MOST_THREADS - 1);
            for (int i = 0; i < 3; i++) {
                assertEquals(List.of(), found("broken" + i + ".test").get());
                endsWhenItsLookUpDoes("broken" + i + ".test");
            }
            assertEquals(1, found("one.test").get().size());
            assertTrue(waiting.stream().noneMatch(CompletableFuture::isDone));
        }
    }
}
