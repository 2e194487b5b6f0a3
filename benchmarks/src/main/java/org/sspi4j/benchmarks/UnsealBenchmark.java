package org.sspi4j.benchmarks;

import org.ietf.jgss.GSSException;
import org.ietf.jgss.MessageProp;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.MessageResult;

/**
 * The way back from {@link SealBenchmark}: ours with DecryptMessage in place, the JDK's with GSSContext.unwrap. The messages
 * are encrypted untimed.
 */
public class UnsealBenchmark {
    @State(Scope.Thread)
    public static class Jdk {
        @Param("64")
        int size;

        private JdkPeers.Pair pair;
        private Messages<byte[]> messages;

        @Setup
        public void establish(JdkPeers peers) throws Exception {
            pair = peers.establish();
            messages = wrapped(pair, size);
        }
    }

    @State(Scope.Thread)
    public static class Gss {
        @Param("64")
        int size;

        private JdkPeers.Pair pair;
        private Messages<byte[]> messages;

        @Setup
        public void establish(OursPeers peers) throws Exception {
            pair = peers.establishGss();
            messages = wrapped(pair, size);
        }
    }

    @State(Scope.Thread)
    public static class Floor {
        @Param("64")
        int size;

        private FloorKey key;
        private Messages<byte[]> messages;

        @Setup
        public void key(OursPeers peers) throws Exception {
            key = new FloorKey(KeyTypes.of(peers.establish().client()));
            messages = new Messages<>(size, i -> new byte[SealBenchmark.BESIDE + size], used -> used);
        }
    }

    @State(Scope.Thread)
    public static class Ours {
        @Param("64")
        int size;

        private CtxtHandle receiver;
        private Messages<OursMessage> messages;

        @Setup
        public void establish(OursPeers peers) throws Exception {
            var pair = peers.establish();
            receiver = pair.server();
            int trailer = receiver.sizes().securityTrailer();
            messages = new Messages<>(size, i -> OursMessage.of(trailer, size), used -> encrypted(pair.client(), used));
        }

        private static OursMessage encrypted(CtxtHandle sender, OursMessage message) throws Exception {
            sender.encryptMessage(message.toFill());
            return message;
        }
    }

    @Benchmark
    public byte[] jdk(Jdk jdk) throws Exception {
        return unwrap(jdk.pair, jdk.messages.next());
    }

    @Benchmark
    public byte[] floor(Floor floor) throws Exception {
        byte[] message = floor.messages.next();
        return floor.key.open(message, message.length);
    }

    @Benchmark
    public MessageResult ours(Ours ours) throws Exception {
        return ours.receiver.decryptMessage(ours.messages.next().buffers());
    }

    @Benchmark
    public byte[] gss(Gss gss) throws Exception {
        return unwrap(gss.pair, gss.messages.next());
    }

    private static Messages<byte[]> wrapped(JdkPeers.Pair pair, int size) {
        var data = new byte[size];
        return new Messages<>(size, i -> data, used -> pair.client().wrap(data, 0, data.length, new MessageProp(true)));
    }

    private static byte[] unwrap(JdkPeers.Pair pair, byte[] message) throws GSSException {
        return pair.server().unwrap(message, 0, message.length, new MessageProp(true));
    }
}
