package org.sspi4j.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.apache.kerby.kerberos.kerb.KrbCodec;
import org.apache.kerby.kerberos.kerb.type.base.KrbError;
import org.apache.kerby.kerberos.kerb.type.kdc.AsRep;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKdcTest {
    @Nested
    @DisplayName("RFC 4120 7.2: transports")
    class Transports {
        @Test
        void onePortNumberServesBothOnTheLoopbackAddress() throws Exception {
            try (var kdc = EmbeddedKdc.start("EXAMPLE.COM").addUser("alice", "secret")) {
                assertEquals(kdc.tcpAddress(), kdc.udpAddress());
                assertEquals("127.0.0.1", kdc.tcpAddress().getAddress().getHostAddress());
                var client = new WireClient(kdc);
                assertEquals(25, ((KrbError) client.exchange(Transport.UDP, client.asReq("alice", 18))).getErrorCode().getValue());
                assertEquals(25, ((KrbError) client.exchange(Transport.TCP, client.asReq("alice", 18))).getErrorCode().getValue());
                client.exchange(Transport.TCP, client.asReq("alice", 18));
                assertEquals(1, kdc.requests(Transport.UDP));
                assertEquals(2, kdc.requests(Transport.TCP));
            }
        }

        @Test
        void aConnectionServesSeveralRequests() throws Exception {
            try (var kdc = EmbeddedKdc.start("EXAMPLE.COM").addUser("alice", "secret");
                    var socket = new Socket(kdc.tcpAddress().getAddress(), kdc.tcpAddress().getPort())) {
                byte[] request = KrbCodec.encode(new WireClient(kdc).asReq("alice", 18));
                for (int i = 0; i < 3; i++) {
                    byte[] reply = WireClient.overTcp(socket, request.length, request);
                    assertEquals(25, error(reply));
                }
            }
        }

        @Test
        void aReplyThatIsTooBigForUdpIsAskedForOverTcp() throws Exception {
            try (var kdc = EmbeddedKdc.builder("EXAMPLE.COM").preAuthentication(false).maxUdpReply(300).start().addUser("alice",
                    "secret")) {
                var client = new WireClient(kdc);
                byte[] request = KrbCodec.encode(client.asReq("alice", 18));
                assertEquals(52, error(client.exchange(Transport.UDP, request)));
                assertTrue(client.exchange(Transport.TCP, client.asReq("alice", 18)) instanceof AsRep);
                byte[] unknown = KrbCodec.encode(client.asReq("mallory", 18));
                assertEquals(6, error(client.exchange(Transport.UDP, unknown)));
            }
        }

        @Test
        void aLengthOutOfRangeIsFieldTooLongAndEndsTheConnection() throws Exception {
            try (var kdc = EmbeddedKdc.start("EXAMPLE.COM")) {
                for (int length : new int[] {0x80000000, -1, (1 << 20) + 1}) {
                    try (var socket = new Socket(kdc.tcpAddress().getAddress(), kdc.tcpAddress().getPort())) {
                        assertEquals(61, error(WireClient.overTcp(socket, length, new byte[0])));
                        assertEquals(-1, socket.getInputStream().read());
                    }
                }
            }
        }

        @Test
        void whatIsNotKerberosIsAnErrorAndNotTheEnd() throws Exception {
            try (var kdc = EmbeddedKdc.start("EXAMPLE.COM")) {
                var client = new WireClient(kdc);
                for (byte[] junk : new byte[][] {{}, {0}, {0x6a, (byte) 0x84}, {0x6a, 2, 0x30, 0}, "GET / HTTP/1.1".getBytes()}) {
                    assertTrue(error(client.exchange(Transport.UDP, junk)) > 0);
                    assertTrue(error(client.exchange(Transport.TCP, junk)) > 0);
                }
            }
        }

        private int error(byte[] reply) throws Exception {
            return ((KrbError) KrbCodec.decodeMessage(ByteBuffer.wrap(reply))).getErrorCode().getValue();
        }
    }

    @Nested
    @DisplayName("listeners")
    class Listeners {
        @Test
        void seeWhatWentOverTheWire() throws Exception {
            var seen = new CopyOnWriteArrayList<List<byte[]>>();
            try (var kdc = EmbeddedKdc.start("EXAMPLE.COM").onExchange((request, reply) -> seen.add(List.of(request, reply)))) {
                var client = new WireClient(kdc);
                byte[] request = KrbCodec.encode(client.asReq("alice", 18));
                byte[] overUdp = client.exchange(Transport.UDP, request);
                byte[] overTcp = client.exchange(Transport.TCP, request);
                assertEquals(2, seen.size());
                assertArrayEquals(request, seen.get(0).get(0));
                assertArrayEquals(overUdp, seen.get(0).get(1));
                assertArrayEquals(overTcp, seen.get(1).get(1));
            }
        }

        @Test
        void thatFailDoNotDisturbTheKdc() throws Exception {
            try (var kdc = EmbeddedKdc.start("EXAMPLE.COM").onExchange((request, reply) -> {
                throw new IllegalStateException("on purpose");
            })) {
                var client = new WireClient(kdc);
                assertEquals(6, client.error(client.asReq("alice", 18)));
                assertEquals(6, client.error(client.asReq("alice", 18)));
            }
        }
    }

    @Nested
    @DisplayName("many KDCs in one JVM")
    class Many {
        @Test
        void startAtOnceOnPortsOfTheirOwnAndAnswerForTheirRealm() throws Exception {
            var pool = Executors.newFixedThreadPool(4);
            var kdcs = new ArrayList<EmbeddedKdc>();
            try {
                var starts = new ArrayList<Callable<EmbeddedKdc>>();
                for (int i = 0; i < 8; i++) {
                    String realm = "REALM" + i + ".TEST";
                    starts.add(() -> EmbeddedKdc.start(realm).addUser("alice", "secret of " + realm));
                }
                for (var started : pool.invokeAll(starts)) {
                    kdcs.add(started.get());
                }
                var ports = new HashSet<Integer>();
                kdcs.forEach(kdc -> ports.add(kdc.udpAddress().getPort()));
                assertEquals(8, ports.size());
                var logons = new ArrayList<Callable<String>>();
                for (EmbeddedKdc kdc : kdcs) {
                    logons.add(() -> new WireClient(kdc).logon("alice", "secret of " + kdc.realm()).ticket().getRealm());
                }
                var realms = new ArrayList<String>();
                for (var logon : pool.invokeAll(logons)) {
                    realms.add(logon.get());
                }
                assertEquals(kdcs.stream().map(EmbeddedKdc::realm).toList(), realms);
            } finally {
                kdcs.forEach(EmbeddedKdc::close);
                pool.shutdownNow();
            }
        }

        @Test
        void changeNothingGlobal() throws Exception {
            ForkedJvm.Result result = ForkedJvm.of(GlobalState.class).run();
            assertEquals(0, result.exitStatus(), result.errors());
            assertEquals("nothing changed\n", result.output());
        }
    }

    @Nested
    @DisplayName("close")
    class Close {
        @Test
        void leavesNoThreadAndNoPortBehind() throws Exception {
            var kdc = EmbeddedKdc.start("CLOSED.TEST");
            var client = new WireClient(kdc);
            try (var idle = new Socket(kdc.tcpAddress().getAddress(), kdc.tcpAddress().getPort())) {
                byte[] request = KrbCodec.encode(client.asReq("alice", 18));
                WireClient.overTcp(idle, request.length, request);
                List<Thread> running = threads("kdc-CLOSED.TEST");
                assertEquals(3, running.size());
                assertTrue(running.stream().allMatch(Thread::isDaemon));
                InetSocketAddress address = kdc.tcpAddress();
                kdc.close();
                kdc.close();
                assertEquals(List.of(), threads("kdc-CLOSED.TEST"));
                assertTrue(running.stream().noneMatch(Thread::isAlive));
                assertThrows(IOException.class, () -> {
                    if (idle.getInputStream().read() < 0) {
                        throw new EOFException();
                    }
                });
                new DatagramSocket(address).close();
                new ServerSocket(address.getPort(), 1, address.getAddress()).close();
            }
        }

        @Test
        void isPossibleFromAListener() throws Exception {
            var kdc = EmbeddedKdc.start("LISTENER.TEST");
            kdc.onExchange((request, reply) -> kdc.close());
            var client = new WireClient(kdc);
            assertThrows(IOException.class, () -> client.exchange(Transport.TCP, new byte[1]));
            kdc.close();
            assertEquals(List.of(), threads("kdc-LISTENER.TEST"));
        }

        private List<Thread> threads(String prefix) {
            return Thread.getAllStackTraces().keySet().stream().filter(t -> t.getName().startsWith(prefix)).toList();
        }
    }

    @Nested
    @DisplayName("files")
    class FilesOf {
        @TempDir
        Path dir;

        @Test
        void aKeytabKeepsOldKeysBesideNewOnes() throws Exception {
            try (var kdc = EmbeddedKdc.start("EXAMPLE.COM").addService("HTTP/web", 17)) {
                Path file = kdc.keytab("HTTP/web", dir.resolve("web.keytab"));
                byte[] before = Files.readAllBytes(file);
                kdc.rotateKey("HTTP/web");
                byte[] after = Files.readAllBytes(kdc.keytab("HTTP/web", file));
                assertEquals(0x0502, ByteBuffer.wrap(before).getShort());
                assertEquals(2 * before.length - 2, after.length);
                int entry = ByteBuffer.wrap(after).getInt(2);
                assertEquals(1, ByteBuffer.wrap(after).getInt(2 + 4 + entry - 4));
                assertEquals(2, ByteBuffer.wrap(after).getInt(after.length - 4));
            }
        }

        @Test
        void aKrb5ConfIsLaidOutForPeople() throws Exception {
            try (var kdc = EmbeddedKdc.start("EXAMPLE.COM")) {
                String text = Files.readString(kdc.krb5Conf(dir.resolve("krb5.conf")));
                assertTrue(text.contains("\n    EXAMPLE.COM = {\n        kdc = 127.0.0.1:" + kdc.tcpAddress().getPort() + "\n    }\n"),
                        text);
                assertTrue(text.contains("\n    .example.com = EXAMPLE.COM\n"), text);
                assertFalse(text.contains("%"), text);
            }
        }

        @Test
        void aRealmNameThatWouldSpoilTheFileIsRefused() {
            for (String name : new String[] {"", "A B", "A\nB", "A@B", "A=B", "A{", "É.TEST"}) {
                assertThrows(IllegalArgumentException.class, () -> EmbeddedKdc.builder(name), name);
            }
        }
    }
}
