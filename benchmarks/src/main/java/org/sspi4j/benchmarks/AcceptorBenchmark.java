package org.sspi4j.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The acceptor's side of {@link ContextBenchmark} alone; the clients' tokens are made untimed. */
public class AcceptorBenchmark {
    /** Tokens of many clients, each good for one context. */
    @State(Scope.Thread)
    public static class Tokens {
        private final byte[][] tokens = new byte[256][];
        private int next = tokens.length;

        interface Maker {
            byte[] token() throws Exception;
        }

        byte[] next(Maker maker) throws Exception {
            if (next == tokens.length) {
                Untimed.run(() -> fill(maker));
                next = 0;
            }
            return tokens[next++];
        }

        private void fill(Maker maker) throws Exception {
            for (int i = 0; i < tokens.length; i++) {
                tokens[i] = maker.token();
            }
        }
    }

    @Benchmark
    public void jdk(JdkPeers peers, Tokens tokens) throws Exception {
        peers.accept(tokens.next(peers::initiate)).dispose();
    }

    @Benchmark
    public int floor(FloorHandshake floor) throws Exception {
        return floor.server();
    }

    @Benchmark
    public void ours(OursPeers peers, Tokens tokens) throws Exception {
        peers.accept(tokens.next(() -> abandoned(peers))).context().close();
    }

    private static byte[] abandoned(OursPeers peers) throws Exception {
        var first = peers.initiate();
        first.context().close();
        return first.token();
    }
}
