package org.sspi4j.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.MessageResult;

/** The way back from {@link NtlmSealBenchmark}, with DecryptMessage in place. The messages are encrypted untimed. */
public class NtlmUnsealBenchmark {
    @State(Scope.Thread)
    public static class Floor {
        @Param("64")
        int size;

        private NtlmFloorKey key;
        private byte[] plain;
        private Messages<byte[]> messages;

        @Setup
        public void key(NtlmFloor floor) throws Exception {
            floor.acceptor();
            key = floor.toServer();
            plain = new byte[size];
            messages = new Messages<>(size, i -> new byte[size], used -> used);
        }
    }

    @State(Scope.Thread)
    public static class Ours {
        @Param("64")
        int size;

        private CtxtHandle receiver;
        private Messages<OursMessage> messages;

        @Setup
        public void establish(NtlmOurs peers) throws Exception {
            var pair = peers.converse().pair();
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
    public byte[] floor(Floor floor) throws Exception {
        return floor.key.open(floor.messages.next(), floor.plain);
    }

    @Benchmark
    public MessageResult ours(Ours ours) throws Exception {
        return ours.receiver.decryptMessage(ours.messages.next().buffers());
    }
}
