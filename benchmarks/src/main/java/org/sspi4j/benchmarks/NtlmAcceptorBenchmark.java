package org.sspi4j.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * A server's side of the three messages, with 32 clients at once: each operation challenges one and takes the answer of another, and the
 * answers are made untimed. Contexts of some hundred clients that wait for their turn would not fit into a core's own caches, and the
 * floor has none.
 */
public class NtlmAcceptorBenchmark {
    /** Clients that were challenged, and their answers. */
    @State(Scope.Thread)
    public static class Clients {
        private final Object[] challenged = new Object[32];
        private final byte[][] answers = new byte[challenged.length][];
        private int next = challenged.length;

        /** Challenges one client and accepts one. */
        @SuppressWarnings("unchecked")
        <T> void serve(NtlmServer<T> server) throws Exception {
            if (next == challenged.length) {
                Untimed.run(() -> answerAll(server));
                next = 0;
            }
            var waiting = (T) challenged[next];
            challenged[next] = server.challenge();
            server.accept(waiting, answers[next++]);
        }

        @SuppressWarnings("unchecked")
        private <T> void answerAll(NtlmServer<T> server) throws Exception {
            for (int i = 0; i < challenged.length; i++) {
                if (challenged[i] == null) {
                    challenged[i] = server.challenge();
                }
                answers[i] = server.answer((T) challenged[i]);
            }
        }
    }

    @Benchmark
    public void jdk(NtlmJdk server, Clients clients) throws Exception {
        clients.serve(server);
    }

    @Benchmark
    public int floor(NtlmFloor floor) throws Exception {
        return floor.acceptor();
    }

    @Benchmark
    public void ours(NtlmOurs server, Clients clients) throws Exception {
        clients.serve(server);
    }
}
