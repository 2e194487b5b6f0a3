package org.sspi4j.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;

/**
 * A Kerberos context, both ends, with mutual authentication and a cached ticket: a fresh authenticator each time, the ticket
 * decrypted each time, the replay cache asked. Negotiate prescribes no cipher work around it: RFC 4178 5 has the list of mechanisms
 * signed where the preferred one is not chosen, and it is.
 */
public class ContextBenchmark {
    @Benchmark
    public void jdk(JdkPeers peers) throws Exception {
        peers.establish().close();
    }

    /** Inside SPNEGO, whose list of mechanisms the JDK signs in any case. */
    @Benchmark
    public void jdkNegotiate(JdkPeers peers) throws Exception {
        peers.negotiate().close();
    }

    @Benchmark
    public int floor(FloorHandshake floor) throws Exception {
        return floor.client() + floor.server();
    }

    @Benchmark
    public void ours(OursPeers peers) throws Exception {
        peers.establish().close();
    }

    /** Inside Negotiate, which offers it and takes it at once. */
    @Benchmark
    public void negotiate(OursPeers peers) throws Exception {
        peers.negotiate().close();
    }
}
