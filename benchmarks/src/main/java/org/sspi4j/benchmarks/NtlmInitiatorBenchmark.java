package org.sspi4j.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;

/**
 * A client's side of the three messages: what it offers, and its answer to a challenge. The server is not there; what it said is the same
 * each time, and the client cannot tell.
 */
public class NtlmInitiatorBenchmark {
    @Benchmark
    public byte[] jdk(NtlmJdk jdk, NtlmOurs server) throws Exception {
        return jdk.initiate(server.givenChallenge());
    }

    @Benchmark
    public byte[] httpClient5(NtlmHttpClient5 client, NtlmOurs server) throws Exception {
        return client.initiate(server.givenChallenge());
    }

    @Benchmark
    public byte[] jcifs(NtlmJcifs client, NtlmOurs server) throws Exception {
        return client.initiate(server.givenChallenge());
    }

    @Benchmark
    public byte[] smbj(NtlmSmbj client, NtlmOurs server) throws Exception {
        return client.initiate(server.givenChallenge());
    }

    @Benchmark
    public int floor(NtlmFloor floor) throws Exception {
        return floor.initiator();
    }

    @Benchmark
    public void ours(NtlmOurs peers) throws Exception {
        peers.answer(peers.initiate(), peers.givenChallenge()).context().close();
    }
}
