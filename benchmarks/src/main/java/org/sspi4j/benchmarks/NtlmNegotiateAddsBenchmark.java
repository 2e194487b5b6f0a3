package org.sspi4j.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** What Negotiate and GSS-SPNEGO add to an NTLM context; the floor is what {@link NtlmNegotiateBenchmark} says that NTLM insists on. */
public class NtlmNegotiateAddsBenchmark {
    @Benchmark
    @OperationsPerInvocation(InTurns.TURN)
    public void floor(NtlmFloor floor) throws Exception {
        InTurns.compare(floor::negotiate, floor::context);
    }

    @Benchmark
    @OperationsPerInvocation(InTurns.TURN)
    public void ours(NtlmNegotiate peers) throws Exception {
        InTurns.compare(() -> peers.negotiate().close(), () -> peers.plain().close());
    }

    @Benchmark
    @OperationsPerInvocation(InTurns.TURN)
    public void sasl(NtlmNegotiate peers) throws Exception {
        InTurns.compare(peers::sasl, () -> peers.plain().close());
    }
}
