package org.sspi4j.benchmarks;

import java.util.ArrayList;
import java.util.List;
import org.ietf.jgss.MessageProp;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * The heap that an established context takes while nothing happens: the mean of both ends, fresh or after messages in both
 * directions. What is shared by all contexts, credentials and replay cache, is not in it.
 */
public class IdleContextBenchmark {
    private static final int PAIRS = 2000;

    /** Whether a message was encrypted and decrypted in either direction before. */
    @State(Scope.Thread)
    public static class Life {
        @Param("false")
        boolean used;
    }

    /** Bytes, as a result of JMH. */
    @AuxCounters(AuxCounters.Type.EVENTS)
    @State(Scope.Thread)
    public static class Heap {
        public long heap;

        /** What becomes free when the objects are let go. */
        void measure(List<Object> held, int of) {
            long with = used();
            held.clear();
            heap = (with - used()) / of;
        }

        private static long used() {
            var runtime = Runtime.getRuntime();
            long least = Long.MAX_VALUE;
            for (int i = 0; i < 3; i++) {
                System.gc();
                least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
            }
            return least;
        }
    }

    @Benchmark
    public void jdk(JdkPeers peers, Life life, Heap heap) throws Exception {
        var data = new byte[64];
        var held = new ArrayList<Object>(PAIRS);
        for (int i = 0; i < PAIRS; i++) {
            var pair = peers.establish();
            if (life.used) {
                byte[] there = pair.client().wrap(data, 0, data.length, new MessageProp(true));
                pair.server().unwrap(there, 0, there.length, new MessageProp(true));
                byte[] back = pair.server().wrap(data, 0, data.length, new MessageProp(true));
                pair.client().unwrap(back, 0, back.length, new MessageProp(true));
            }
            held.add(pair);
        }
        heap.measure(held, 2 * PAIRS);
    }

    @Benchmark
    public void ours(OursPeers peers, Life life, Heap heap) throws Exception {
        var held = new ArrayList<Object>(PAIRS);
        for (int i = 0; i < PAIRS; i++) {
            var pair = peers.establish();
            if (life.used) {
                var message = OursMessage.of(pair.client().sizes().securityTrailer(), 64);
                pair.client().encryptMessage(message.toFill());
                pair.server().decryptMessage(message.buffers());
                pair.server().encryptMessage(message.toFill());
                pair.client().decryptMessage(message.buffers());
            }
            held.add(pair);
        }
        heap.measure(held, 2 * PAIRS);
    }

    @Benchmark
    public void replayCacheEntry(Heap heap) throws Exception {
        int entries = ReplayCacheBenchmark.ENTRIES;
        var cache = new ReplayCacheBenchmark.Cache(entries);
        for (int i = 0; i < entries; i++) {
            cache.next();
        }
        var held = new ArrayList<Object>(List.of(cache));
        cache = null;
        heap.measure(held, entries);
    }
}
