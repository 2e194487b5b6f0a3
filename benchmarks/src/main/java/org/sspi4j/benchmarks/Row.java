package org.sspi4j.benchmarks;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.sspi4j.benchmarks.Forks.Work;
import org.sspi4j.benchmarks.Result.Unit;

/** A line of the table: a piece of work, measured on each side in turn. */
sealed interface Row {
    Set<Side> EVERYONE = Set.of(Side.values());
    Set<Side> NO_FLOOR = Set.of(Side.JDK, Side.OURS);
    /** The JDK's TLS is what ours is made of: the floor. Its NTLM protects no messages. */
    Set<Side> NO_JDK = Set.of(Side.FLOOR, Side.OURS);

    /** What it is called on the command line and in the JSON. */
    String id();

    /** What it is called in the table. */
    String title();

    Work work();

    /** Who does such work. */
    Set<Side> sides();

    Unit unit();

    Result measure(Forks forks) throws Exception;

    /** All rows, in the order of the table. */
    static List<Row> all() {
        var rows = new ArrayList<Row>();
        rows.add(new Timed(
                "context", "Kerberos context, both ends, ticket cached, mutual", Work.of(ContextBenchmark.class).slow(), EVERYONE));
        rows.add(new Timed(
                "context-negotiate", "the same inside Negotiate",
                Work.of(ContextBenchmark.class).calling("negotiate").beside("jdkNegotiate").slow(), EVERYONE));
        rows.add(new Timed("acceptor", "acceptor alone", Work.of(AcceptorBenchmark.class).slow(), EVERYONE));
        rows.add(new Timed(
                "acceptor-stranger", "acceptor alone, each ticket for the first time",
                Work.of(AcceptorBenchmark.class).calling("oursOfStrangers").slow(), EVERYONE));
        rows.add(new Timed(
                "session-key", "a session key made ready, not in the floors above", Work.of(SessionKeyBenchmark.class),
                Set.of(Side.FLOOR)));
        for (int size : new int[] {64, 1 << 10, 16 << 10, 1 << 20}) {
            rows.add(messages("encrypt-" + size, "EncryptMessage " + label(size), SealBenchmark.class, "ours", size));
            rows.add(messages("decrypt-" + size, "DecryptMessage " + label(size), UnsealBenchmark.class, "ours", size));
        }
        for (int size : new int[] {64, 1 << 10, 16 << 10, 1 << 20}) {
            rows.add(messages("wrap-" + size, "GSS wrap " + label(size), SealBenchmark.class, "gss", size));
            rows.add(messages("unwrap-" + size, "GSS unwrap " + label(size), UnsealBenchmark.class, "gss", size));
        }
        rows.add(messages("sign-64", "MakeSignature 64 B", SignBenchmark.class, "ours", 64));
        rows.add(messages("verify-64", "VerifySignature 64 B", VerifyBenchmark.class, "ours", 64));
        rows.add(new Timed(
                "replay-cache", "replay cache alone, an entry", Work.of(ReplayCacheBenchmark.class), Set.of(Side.OURS)));
        rows.add(new Timed(
                "file-replay-cache", "context with the JDK's file replay cache",
                Work.of(ContextBenchmark.class).jvm("-Dsun.security.krb5.rcache=dfl").slow(), NO_FLOOR));
        rows.add(new Timed(
                "logon-udp", "keytab to context (AS, TGS, AP), UDP",
                Work.of(LogonBenchmark.class).with("transport", "UDP").slow(), EVERYONE));
        rows.add(new Timed(
                "logon-tcp", "the same over TCP", Work.of(LogonBenchmark.class).with("transport", "TCP").slow(), EVERYONE));
        rows.add(new TwoThreads("two-threads", "contexts by two threads", Work.of(ContextBenchmark.class)));
        rows.add(new Heap("idle-context", "idle established context, fresh", idle(false), NO_FLOOR));
        rows.add(new Heap("idle-context-used", "the same after messages both ways", idle(true), NO_FLOOR));
        rows.add(new Heap(
                "replay-cache-heap", "replay cache, an entry",
                Work.of(IdleContextBenchmark.class).calling("replayCacheEntry"), Set.of(Side.OURS)));
        for (var version : List.of("1.3", "1.2")) {
            rows.add(handshakes("tls-handshake-" + version, "TLS " + version + " handshake, both ends, P-256", version, "EC", false));
            rows.add(handshakes("tls-handshake-" + version + "-rsa", "the same, RSA 2048", version, "RSA", false));
            rows.add(handshakes("tls-resume-" + version, "TLS " + version + " resumption, both ends", version, "EC", true));
        }
        for (int size : new int[] {16 << 10, 1 << 10, 64}) {
            rows.add(new Timed(
                    "tls-bulk-" + size, "TLS 1.3 record of " + label(size) + ", encrypted and decrypted",
                    Work.of(TlsBulkBenchmark.class).with("size", String.valueOf(size)).taking(3), NO_JDK));
        }
        rows.add(new Timed(
                "ntlm-initiator", "NTLM context, the client's side of three messages",
                Work.of(NtlmInitiatorBenchmark.class).slow(), EVERYONE));
        for (var library : List.of("httpClient5", "jcifs", "smbj")) {
            rows.add(new Timed(
                    "ntlm-initiator-" + library.toLowerCase(Locale.ROOT), "the same with " + library + " in the JDK's place",
                    Work.of(NtlmInitiatorBenchmark.class).beside(library).slow(), NO_FLOOR));
        }
        rows.add(new Timed(
                "ntlm-acceptor", "the server's side of the same", Work.of(NtlmAcceptorBenchmark.class).slow(), EVERYONE));
        var negotiate = Work.of(NtlmNegotiateBenchmark.class).slow();
        rows.add(new Timed("ntlm-negotiate", "NTLM context inside Negotiate, both ends", negotiate, NO_JDK));
        rows.add(new Timed("gss-spnego", "the same by GSS-SPNEGO", negotiate.calling("sasl"), NO_JDK));
        for (int size : new int[] {64, 16 << 10}) {
            rows.add(ntlm("ntlm-encrypt-" + size, "NTLM EncryptMessage " + label(size), NtlmSealBenchmark.class, size));
            rows.add(ntlm("ntlm-decrypt-" + size, "NTLM DecryptMessage " + label(size), NtlmUnsealBenchmark.class, size));
        }
        rows.add(new Added(
                "negotiate-adds", "Negotiate, to a Kerberos context", Work.of(NegotiateAddsBenchmark.class).slow(), NO_FLOOR));
        var adds = Work.of(NtlmNegotiateAddsBenchmark.class).slow();
        rows.add(new Added("ntlm-negotiate-adds", "Negotiate, to an NTLM context", adds, NO_JDK));
        rows.add(new Added("gss-spnego-adds", "GSS-SPNEGO, to an NTLM context", adds.calling("sasl"), NO_JDK));
        return List.copyOf(rows);
    }

    /** CPU time and allocation of an operation. */
    record Timed(String id, String title, Work work, Set<Side> sides) implements Row {
        @Override
        public Unit unit() {
            return Unit.NANOSECONDS;
        }

        @Override
        public Result measure(Forks forks) throws Exception {
            return result(this, side -> forks.cost(work, side));
        }

        private interface Measuring {
            Forks.Cost of(Side side) throws Exception;
        }

        private static Result result(Row row, Measuring measuring) throws Exception {
            var nanos = new EnumMap<Side, Double>(Side.class);
            var bytes = new EnumMap<Side, Double>(Side.class);
            for (var side : Side.values()) {
                if (row.sides().contains(side)) {
                    var cost = measuring.of(side);
                    nanos.put(side, cost.nanos());
                    bytes.put(side, cost.bytes());
                }
            }
            return new Result(row, nanos, bytes);
        }
    }

    /** What is around one of two pieces of work, of its cost: measured {@link InTurns}. */
    record Added(String id, String title, Work work, Set<Side> sides) implements Row {
        @Override
        public Unit unit() {
            return Unit.ADDED_NANOSECONDS;
        }

        @Override
        public Result measure(Forks forks) throws Exception {
            return Timed.result(this, side -> forks.difference(work, side));
        }
    }

    /**
     * How many times as much two threads get done as one does: by the clock on the wall, which only a machine with two idle
     * cores shows, times of one thread and of two taken in turn.
     */
    record TwoThreads(String id, String title, Work work) implements Row {
        private static final int TURNS = 2;

        @Override
        public Set<Side> sides() {
            return EVERYONE;
        }

        @Override
        public Unit unit() {
            return Unit.TIMES;
        }

        @Override
        public Result measure(Forks forks) throws Exception {
            var times = new EnumMap<Side, Double>(Side.class);
            for (var side : Side.values()) {
                double one = 0;
                double two = 0;
                for (int i = 0; i < TURNS; i++) {
                    one += forks.cost(work, side, 1).wallNanos();
                    two += forks.cost(work, side, 2).wallNanos();
                }
                times.put(side, 2 * one / two);
            }
            return new Result(this, times, Map.of());
        }
    }

    /** What an object keeps of the heap. */
    record Heap(String id, String title, Work work, Set<Side> sides) implements Row {
        @Override
        public Unit unit() {
            return Unit.BYTES;
        }

        @Override
        public Result measure(Forks forks) throws Exception {
            var bytes = new EnumMap<Side, Double>(Side.class);
            for (var side : sides) {
                bytes.put(side, forks.heap(work, side));
            }
            return new Result(this, bytes, Map.of());
        }
    }

    private static Timed messages(String id, String title, Class<?> benchmark, String method, int size) {
        return new Timed(id, title, Work.of(benchmark).calling(method).with("size", String.valueOf(size)), EVERYONE);
    }

    private static Timed ntlm(String id, String title, Class<?> benchmark, int size) {
        return new Timed(id, title, Work.of(benchmark).with("size", String.valueOf(size)), NO_JDK);
    }

    private static Timed handshakes(String id, String title, String version, String key, boolean resumed) {
        return new Timed(
                id, title,
                Work.of(TlsHandshakeBenchmark.class)
                        .with("version", "TLSv" + version)
                        .with("key", key)
                        .with("resumed", String.valueOf(resumed))
                        .slow(),
                NO_JDK);
    }

    private static Work idle(boolean used) {
        return Work.of(IdleContextBenchmark.class).with("used", String.valueOf(used));
    }

    private static String label(int size) {
        return size < 1 << 10 ? size + " B" : size < 1 << 20 ? (size >> 10) + " KiB" : (size >> 20) + " MiB";
    }
}
