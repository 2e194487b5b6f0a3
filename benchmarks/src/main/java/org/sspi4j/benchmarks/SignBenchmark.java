package org.sspi4j.benchmarks;

import org.ietf.jgss.MessageProp;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.sspi4j.api.CtxtHandle;

/**
 * A signature apart from its message: ours with MakeSignature, the JDK's with GSSContext.getMIC.
 *
 * <p>The floor's MAC is over the message and the header (RFC 4121 4.2.4).
 */
public class SignBenchmark {
    static final int HEADER = 16;

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
        private byte[] message;

        @Setup
        public void key(OursPeers peers) throws Exception {
            key = new FloorKey(KeyTypes.of(peers.establish().client()));
            message = new byte[size + HEADER];
        }

        byte[] sign() throws Exception {
            return key.sign(message, message.length);
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
            message = OursMessage.of(context.sizes().maxSignature(), size);
        }
    }

    @Benchmark
    public byte[] jdk(Jdk jdk) throws Exception {
        return jdk.pair.client().getMIC(jdk.data, 0, jdk.size, new MessageProp(false));
    }

    @Benchmark
    public byte[] floor(Floor floor) throws Exception {
        return floor.sign();
    }

    @Benchmark
    public void ours(Ours ours) throws Exception {
        ours.context.makeSignature(ours.message.toFill());
    }
}
