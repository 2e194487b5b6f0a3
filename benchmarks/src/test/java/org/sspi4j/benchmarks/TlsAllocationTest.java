package org.sspi4j.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecBufferType;
import org.sspi4j.testkit.ForkedJvm;
import org.sspi4j.testkit.TestKey;

/** Nothing is allocated for a record but what the engine allocates, and what is the caller's. */
class TlsAllocationTest {
    @Test
    void aRecordTakesWhatTheEngineTakesAndWhatTheCallerGets() throws Exception {
        // This compiler leaves out no allocation, so that each one is counted.
        var result = ForkedJvm.of(Records.class).jvmOptions("-XX:TieredStopAtLevel=1").run();
        assertEquals(0, result.exitStatus(), result.errors());
        assertEquals(List.of("64 0", "1024 0", "16384 0"), result.lines());
    }

    static final class Records {
        private static final int RECORDS = 2000;
        private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        private static final ByteBuffer MEMORY = ByteBuffer.allocate(102);

        public static void main(String... arguments) throws Exception {
            var terms = new TlsTerms();
            terms.version = TlsTerms.TLS_1_3;
            terms.key = TestKey.EC;
            var floorPeers = new TlsFloor();
            floorPeers.prepare(terms);
            var oursPeers = new TlsOurs();
            oursPeers.prepare(terms);
            for (int size : new int[] {64, 1024, 16384}) {
                var floor = new TlsBulkBenchmark.Floor();
                floor.size = size;
                floor.establish(floorPeers);
                var ours = new TlsBulkBenchmark.Ours();
                ours.size = size;
                ours.establish(oursPeers);
                System.out.println(size + " " + (allocated(ours::transmit) - allocated(floor::transmit) - allocated(Records::callers)));
            }
        }

        /** What DecryptMessage is called with, and the views of the caller's memory that come back. */
        private static void callers() {
            var buffers = List.of(SecBuffer.data(MEMORY), SecBuffer.empty(), SecBuffer.empty(), SecBuffer.empty());
            buffers.get(0).become(SecBufferType.STREAM_HEADER, MEMORY.slice(0, 5));
            buffers.get(1).become(SecBufferType.DATA, MEMORY.slice(5, 64));
            buffers.get(2).become(SecBufferType.STREAM_TRAILER, MEMORY.slice(69, 33));
        }

        /** Of an operation, after the first ones. */
        private static long allocated(Untimed.Work work) throws Exception {
            repeat(work);
            long before = THREADS.getCurrentThreadAllocatedBytes();
            repeat(work);
            return Math.round((THREADS.getCurrentThreadAllocatedBytes() - before) / (double) RECORDS);
        }

        private static void repeat(Untimed.Work work) throws Exception {
            for (int i = 0; i < RECORDS; i++) {
                work.run();
            }
        }
    }
}
