package org.sspi4j.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;

/** An NTLM context inside Negotiate, both ends, with the signatures under the list of mechanisms that NTLM insists on. */
public class NtlmNegotiateBenchmark {
    @Benchmark
    public int floor(NtlmFloor floor) throws Exception {
        return floor.negotiate();
    }

    @Benchmark
    public void ours(NtlmNegotiate peers) throws Exception {
        peers.negotiate().close();
    }

    /** From the factories to what was agreed on. */
    @Benchmark
    public void sasl(NtlmNegotiate peers) throws Exception {
        peers.sasl();
    }
}
