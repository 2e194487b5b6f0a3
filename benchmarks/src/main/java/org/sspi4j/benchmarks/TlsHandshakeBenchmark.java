package org.sspi4j.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;

/** A connection of TLS, both ends in one thread, with all that is said until it is established, the ticket of TLS 1.3 too. */
public class TlsHandshakeBenchmark {
    @Benchmark
    public void floor(TlsFloor floor) throws Exception {
        floor.establish().close();
    }

    @Benchmark
    public void ours(TlsOurs ours) throws Exception {
        ours.establish().close();
    }
}
