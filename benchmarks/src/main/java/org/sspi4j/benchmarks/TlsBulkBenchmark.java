package org.sspi4j.benchmarks;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.sspi4j.api.SspiException;

/** A record: encrypted by the client, decrypted by the server. */
public class TlsBulkBenchmark {
    @State(Scope.Thread)
    public static class Floor {
        @Param("64")
        int size;

        private final ByteBuffer records = ByteBuffer.allocate(1 << 16);
        private final ByteBuffer received = ByteBuffer.allocate(1 << 16);
        private TlsFloor.Pair pair;
        private ByteBuffer data;

        @Setup
        public void establish(TlsFloor floor) throws Exception {
            pair = floor.establish();
            data = ByteBuffer.allocate(size);
            // A record may take less.
            data = ByteBuffer.allocate(transmit());
        }

        int transmit() throws SSLException {
            pair.client().wrap(data.clear(), records.clear());
            return pair.server().unwrap(records.flip(), received.clear()).bytesProduced();
        }
    }

    @State(Scope.Thread)
    public static class Ours {
        @Param("64")
        int size;

        private OursPeers.Pair pair;
        private TlsMessage message;

        @Setup
        public void establish(TlsOurs ours) throws Exception {
            pair = ours.establish();
            message = TlsMessage.of(pair.client(), size);
        }

        int transmit() throws SspiException {
            pair.client().encryptMessage(message.toEncrypt());
            var buffers = message.toDecrypt();
            pair.server().decryptMessage(buffers);
            return buffers.get(1).size();
        }
    }

    @Benchmark
    public int floor(Floor floor) throws Exception {
        return floor.transmit();
    }

    @Benchmark
    public int ours(Ours ours) throws Exception {
        return ours.transmit();
    }
}
