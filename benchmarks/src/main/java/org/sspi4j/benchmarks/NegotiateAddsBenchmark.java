package org.sspi4j.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** What Negotiate adds to the contexts of {@link ContextBenchmark}. */
public class NegotiateAddsBenchmark {
    @Benchmark
    @OperationsPerInvocation(InTurns.TURN)
    public void jdk(JdkPeers peers) throws Exception {
        InTurns.compare(() -> peers.negotiate().close(), () -> peers.establish().close());
    }

    @Benchmark
    @OperationsPerInvocation(InTurns.TURN)
    public void ours(OursPeers peers) throws Exception {
        InTurns.compare(() -> peers.negotiate().close(), () -> peers.establish().close());
    }
}
