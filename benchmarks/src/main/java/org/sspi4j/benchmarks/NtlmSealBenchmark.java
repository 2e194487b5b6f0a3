package org.sspi4j.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.sspi4j.api.CtxtHandle;

/** A message of NTLM with EncryptMessage, in the caller's buffers. The JDK's NTLM protects none. */
public class NtlmSealBenchmark {
    @State(Scope.Thread)
    public static class Floor {
        @Param("64")
        int size;

        private NtlmFloorKey key;
        private byte[] plain;
        private byte[] cipher;

        @Setup
        public void key(NtlmFloor floor) throws Exception {
            floor.initiator();
            key = floor.toServer();
            plain = new byte[size];
            cipher = new byte[size];
        }
    }

    @State(Scope.Thread)
    public static class Ours {
        @Param("64")
        int size;

        private CtxtHandle context;
        private OursMessage message;

        @Setup
        public void establish(NtlmOurs peers) throws Exception {
            context = peers.converse().pair().client();
            message = OursMessage.of(context.sizes().securityTrailer(), size);
        }
    }

    @Benchmark
    public byte[] floor(Floor floor) throws Exception {
        return floor.key.seal(floor.plain, floor.cipher);
    }

    @Benchmark
    public void ours(Ours ours) throws Exception {
        ours.context.encryptMessage(ours.message.toFill());
    }
}
