package org.sspi4j.schannel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.api.SecurityStatus.SEC_I_RENEGOTIATE;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
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
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;

@DisplayName("One thread sends while another receives")
@Timeout(60)
class TwoDirectionsTest {
    private static final int MESSAGES = 20_000;
    /** Of a context that another thread deletes, or whose receiving has failed since a record came twice. */
    private static final Set<SecurityStatus> DOCUMENTED = EnumSet.of(
            SecurityStatus.SEC_E_INVALID_HANDLE, SecurityStatus.SEC_E_MESSAGE_ALTERED, SecurityStatus.SEC_E_CONTEXT_EXPIRED);

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

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ALL, names = ".*1_3")
    @DisplayName("RFC 8446 4.6.3: a peer takes new keys between its messages, and wants ours to be new")
    void newKeysInBetween(Tls tls) throws Exception {
        var alice = JdkPeer.client("TLSv1.3");
        try (var web = tls.server();
                var server = TlsParty.server(web)) {
            var toServer = alice.begin();
            while (toServer.length > 0) {
                toServer = alice.receive(server.receive(toServer));
            }
            for (int i = 0; i < 500; i++) {
                int renegotiated = server.statuses().size();
                alice.receive(server.receive(alice.begin()));
                assertTrue(server.statuses().subList(renegotiated, server.statuses().size()).contains(SEC_I_RENEGOTIATE));
                server.receive(alice.write(ByteBuffer.allocate(4).putInt(i).array()));
                assertEquals(i, ByteBuffer.wrap(server.text()).getInt());
                alice.receive(server.write(new byte[] {1}));
                assertEquals(i + 1, alice.received());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void sixtyFourThreadsOnOneContextHearOnlyWhatIsDocumented(Tls tls) throws Exception {
        var threads = Executors.newFixedThreadPool(64);
        try (var ends = new Tls.Ends(tls)) {
            var record = ends.server.write(new byte[10]);
            var context = ends.client.context;
            var all = new ArrayList<Future<Void>>();
            for (int thread = 0; thread < 64; thread++) {
                int mine = thread;
                all.add(threads.submit(() -> {
                    for (int i = 0; i < 50; i++) {
                        try {
                            if (mine == 63 && i == 40) {
                                context.close();
                            } else if (mine % 2 == 0) {
                                ends.client.write(new byte[100]);
                            } else {
                                context.decryptMessage(List.of(
                                        SecBuffer.data(ByteBuffer.wrap(record.clone())),
                                        SecBuffer.empty(), SecBuffer.empty(), SecBuffer.empty()));
                            }
                        } catch (SspiException e) {
                            assertTrue(DOCUMENTED.contains(e.status()), e::toString);
                        }
                    }
                    return null;
                }));
            }
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
