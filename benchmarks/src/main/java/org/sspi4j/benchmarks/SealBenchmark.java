package org.sspi4j.benchmarks;

import org.ietf.jgss.MessageProp;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.sspi4j.api.CtxtHandle;

/**
 * A message with confidentiality: ours with EncryptMessage on the caller's buffers, the JDK's with GSSContext.wrap.
 *
 * <p>The floor seals confounder, data and the copy of the header (RFC 4121 4.2.4).
 */
public class SealBenchmark {
    /** What RFC 4121 encrypts beside the data: a confounder and the header. */
    static final int BESIDE = 32;

    @State(Scope.Thread)
    public static class Jdk {
        @Param("64")
        int size;

        private JdkPeers.Pair pair;
        private byte[] data;

        @Setup
        public void establish(JdkPeers peers) throws Exception {
            pair = peers.establish();
            data = new byte[size];
        }
    }

    @State(Scope.Thread)
    public static class Floor {
        @Param("64")
        int size;

        private FloorKey key;
        private byte[] plain;

        @Setup
        public void key(OursPeers peers) throws Exception {
            key = new FloorKey(KeyTypes.of(peers.establish().client()));
            plain = new byte[BESIDE + size];
        }
    }

    @State(Scope.Thread)
    public static class Ours {
        @Param("64")
        int size;

        private CtxtHandle context;
        private OursMessage message;

        @Setup
        public void establish(OursPeers peers) throws Exception {
            context = peers.establish().client();
            message = OursMessage.of(context.sizes().securityTrailer(), size);
        }
    }

    @State(Scope.Thread)
    public static class Gss {
        @Param("64")
        int size;

        private JdkPeers.Pair pair;
        private byte[] data;

        @Setup
        public void establish(OursPeers peers) throws Exception {
            pair = peers.establishGss();
            data = new byte[size];
        }
    }

    @Benchmark
    public byte[] jdk(Jdk jdk) throws Exception {
        return jdk.pair.client().wrap(jdk.data, 0, jdk.size, new MessageProp(true));
    }

    @Benchmark
    public byte[] floor(Floor floor) throws Exception {
        return floor.key.seal(floor.plain, floor.plain.length);
    }

    @Benchmark
    public void ours(Ours ours) throws Exception {
        ours.context.encryptMessage(ours.message.toFill());
    }

    @Benchmark
    public byte[] gss(Gss gss) throws Exception {
        return gss.pair.client().wrap(gss.data, 0, gss.size, new MessageProp(true));
    }
}
