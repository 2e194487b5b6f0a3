package org.sspi4j.schannel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("One thread sends while another receives")
@Timeout(60)
class TwoDirectionsTest {
    private static final int MESSAGES = 20_000;

    @ParameterizedTest
    @EnumSource
    void textsArriveInOrder(Tls tls) throws Exception {
        var toServer = new LinkedBlockingQueue<byte[]>();
        var toClient = new LinkedBlockingQueue<byte[]>();
        var threads = Executors.newFixedThreadPool(4);
        try (var ends = new Tls.Ends(tls)) {
            var all = new ArrayList<Future<Void>>();
            all.add(threads.submit(sends(ends.client, toServer)));
            all.add(threads.submit(sends(ends.server, toClient)));
            all.add(threads.submit(receives(ends.client, toClient)));
            all.add(threads.submit(receives(ends.server, toServer)));
            for (var one : all) {
                one.get(50, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static Callable<Void> sends(TlsParty party, BlockingQueue<byte[]> line) {
        return () -> {
            for (int i = 0; i < MESSAGES; i++) {
                line.add(party.write(ByteBuffer.allocate(4).putInt(i).array()));
            }
            return null;
        };
    }

    private static Callable<Void> receives(TlsParty party, BlockingQueue<byte[]> line) {
        return () -> {
            for (int i = 0; i < MESSAGES; i++) {
                party.receive(line.take());
                assertEquals(i, ByteBuffer.wrap(party.text()).getInt());
            }
            return null;
        };
    }
}
