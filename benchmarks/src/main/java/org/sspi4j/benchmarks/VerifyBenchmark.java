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

/** The check of what {@link SignBenchmark} makes; the signatures are made untimed. */
public class VerifyBenchmark {
    @State(Scope.Thread)
    public static class Jdk {
        @Param("64")
        int size;

        private JdkPeers.Pair pair;
        private byte[] data;
        private Messages<byte[]> signatures;

        @Setup
        public void establish(JdkPeers peers) throws Exception {
            pair = peers.establish();
            data = new byte[size];
            signatures = new Messages<>(
                    size, i -> data, used -> pair.client().getMIC(data, 0, data.length, new MessageProp(false)));
        }

        byte[] verify() throws Exception {
            byte[] signature = signatures.next();
            var outcome = new MessageProp(false);
            pair.server().verifyMIC(signature, 0, signature.length, data, 0, data.length, outcome);
            if (outcome.isDuplicateToken() || outcome.isOldToken() || outcome.isUnseqToken() || outcome.isGapToken()) {
                throw new GSSException(GSSException.DUPLICATE_TOKEN);
            }
            return signature;
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
            int signature = receiver.sizes().maxSignature();
            messages = new Messages<>(size, i -> OursMessage.of(signature, size), used -> signed(pair.client(), used));
        }

        private static OursMessage signed(CtxtHandle sender, OursMessage message) throws Exception {
            sender.makeSignature(message.toFill());
            return message;
        }
    }

    @Benchmark
    public byte[] jdk(Jdk jdk) throws Exception {
        return jdk.verify();
    }

    @Benchmark
    public byte[] floor(SignBenchmark.Floor floor) throws Exception {
        return floor.sign();
    }

    @Benchmark
    public MessageResult ours(Ours ours) throws Exception {
        return ours.receiver.verifySignature(ours.messages.next().buffers());
    }
}
