package org.sspi4j.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.sspi4j.api.ContextResult;
import org.sspi4j.api.CredHandle;

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

    /**
     * Four times as many clients as the acceptor keeps session keys of, each with a ticket of its own: when a client comes
     * again, its key was forgotten.
     */
    @State(Scope.Thread)
    public static class Strangers {
        private final CredHandle[] clients = new CredHandle[1024];
        private int next;

        @Setup
        public void logOn(OursPeers peers) throws Exception {
            for (int i = 0; i < clients.length; i++) {
                clients[i] = peers.anotherClient(i);
            }
        }

        CredHandle next() {
            next = (next + 1) % clients.length;
            return clients[next];
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

    @Benchmark
    public void oursOfStrangers(OursPeers peers, Tokens tokens, Strangers strangers) throws Exception {
        peers.accept(tokens.next(() -> abandoned(peers.initiate(strangers.next())))).context().close();
    }

    private static byte[] abandoned(OursPeers peers) throws Exception {
        return abandoned(peers.initiate());
    }

    private static byte[] abandoned(ContextResult first) {
        first.context().close();
        return first.token();
    }
}
