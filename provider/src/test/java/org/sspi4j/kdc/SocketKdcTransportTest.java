package org.sspi4j.kdc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.config.KerberosConfigBuilder;
import org.sspi4j.kerberos.message.ErrorCode;
import org.sspi4j.kerberos.message.KrbError;
import org.sspi4j.kerberos.message.PrincipalName;
import org.sspi4j.wire.asn1.DerWriter;

@Timeout(value = 20, unit = TimeUnit.SECONDS)
class SocketKdcTransportTest {
    private static final String REALM = "EXAMPLE.COM";
    private static final byte[] REQUEST = {0x6A, 3, 1, 2, 3};
    private static final byte[] REPLY = {0x6B, 3, 4, 5, 6};
    private static final Patience PATIENCE = Patience.of(
            Duration.ofMillis(60), Duration.ofMillis(10), Duration.ofMillis(100), Duration.ofMillis(100));
    private static final Duration TIME = Duration.ofSeconds(10);

    private static byte[] error(int code) {
        return KrbError.of(
                        Optional.empty(), OptionalInt.empty(), Instant.parse("2026-03-01T12:00:00Z"), 0, code, Optional.empty(),
                        Optional.empty(), REALM, PrincipalName.krbtgt(REALM), Optional.empty(), Optional.empty())
                .wire();
    }

    private static KerberosConfigBuilder kdcs(String... addresses) {
        return KerberosConfig.builder().defaultRealm(REALM).dnsLookupKdc(false).kdc(REALM, addresses);
    }

    private static String at(ScriptedServer server) {
        return "127.0.0.1:" + server.port();
    }

    private static SocketKdcTransport transport(Names.Resolver resolver) {
        var shared = new Shared(new Names(resolver), new Health(), new NameServers(), PATIENCE, new Random(1));
        return new SocketKdcTransport(shared, Leased.OF_PROCESS, new IoThread(Waiting.SYSTEM));
    }

    private static KdcRequest request(KerberosConfig config, long deadline) {
        return new KdcRequest(config, REALM, KdcService.KDC, REQUEST, deadline);
    }

    private static byte[] exchange(KerberosConfig config, Duration time) throws SspiException {
        return transport(InetAddress::getAllByName).exchange(request(config, System.nanoTime() + time.toNanos()));
    }

    private static byte[] exchange(String... addresses) throws SspiException {
        return exchange(kdcs(addresses).build(), TIME);
    }

    private static SspiException failure(KerberosConfig config, Duration time) {
        var failure = assertThrows(SspiException.class, () -> exchange(config, time));
        assertEquals(SecurityStatus.SEC_E_NO_AUTHENTICATING_AUTHORITY, failure.status());
        return failure;
    }

    private static void says(SspiException failure, String... parts) {
        for (var part : parts) {
            assertTrue(failure.getMessage().contains(part), "\"" + part + "\" in: " + failure.getMessage());
        }
    }

    private static ScriptedServer silent() {
        return ScriptedServer.udp((socket, request, client) -> {});
    }

    private static ScriptedServer answering(byte[] reply) {
        return ScriptedServer.udp((socket, request, client) -> {
            assertArrayEquals(REQUEST, request);
            ScriptedServer.answer(socket, client, reply);
        });
    }

    /** Sends the length and some octets. */
    private static void framed(Socket socket, int length, byte[] reply) throws IOException {
        var in = new DataInputStream(socket.getInputStream());
        in.readFully(new byte[in.readInt()]);
        var frame = ByteBuffer.allocate(4 + reply.length).putInt(length).put(reply);
        socket.getOutputStream().write(frame.array());
    }

    private static ScriptedServer answeringTcp(int port, byte[] reply) {
        return ScriptedServer.tcp(port, socket -> framed(socket, reply.length, reply));
    }

    @Nested
    @DisplayName("7.2.1 UDP")
    class Udp {
        @Test
        void aReplyComesBack() throws Exception {
            try (var kdc = answering(REPLY)) {
                assertArrayEquals(REPLY, exchange(at(kdc)));
            }
        }

        @Test
        void eachRequestHasASocketOfItsOwn() throws Exception {
            try (var kdc = answering(REPLY)) {
                for (int i = 0; i < 8; i++) {
                    exchange(at(kdc));
                }
                assertEquals(8, kdc.clients().size());
                assertTrue(new HashSet<>(kdc.clients()).size() > 1, "ports: " + kdc.clients());
            }
        }

        @Test
        void anEmptyDatagramIsNotTheAnswer() throws Exception {
            try (var kdc = ScriptedServer.udp((socket, request, client) -> {
                ScriptedServer.answer(socket, client, new byte[0]);
                ScriptedServer.answer(socket, client, REPLY);
            })) {
                assertArrayEquals(REPLY, exchange("udp/" + at(kdc)));
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"6B", "6A03010203", "6B04010203", "6B02010203", "6B80010203", "6B8400000001AA", "48545450"})
        void whatIsNoWholeMessageOfAKdcIsNotTheAnswer(String hex) throws Exception {
            byte[] junk = HexFormat.of().parseHex(hex);
            try (var kdc = ScriptedServer.udp((socket, request, client) -> {
                ScriptedServer.answer(socket, client, junk);
                ScriptedServer.answer(socket, client, REPLY);
            })) {
                assertArrayEquals(REPLY, exchange("udp/" + at(kdc)));
                assertEquals(1, kdc.clients().size());
            }
        }

        @Test
        void lengthsOfEveryFormAreRead() throws Exception {
            for (int length : new int[] {0, 0x7F, 0x80, 0xFF, 0x100, 40_000}) {
                byte[] reply = DerWriter.encode(out -> {
                    int end = out.mark();
                    out.octetString(new byte[length]);
                    out.sequence(end).application(11);
                });
                try (var kdc = answering(reply)) {
                    assertArrayEquals(reply, exchange("udp/" + at(kdc)));
                }
            }
        }

        @Test
        void aDatagramOfAnotherPortIsNotSeen() throws Exception {
            try (var other = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                    var kdc = ScriptedServer.udp((socket, request, client) -> {
                        var forged = error(ErrorCode.KDC_ERR_C_PRINCIPAL_UNKNOWN);
                        other.send(new DatagramPacket(forged, forged.length, client));
                        ScriptedServer.answer(socket, client, REPLY);
                    })) {
                assertArrayEquals(REPLY, exchange("udp/" + at(kdc)));
            }
        }

        @Test
        void anErrorIsAnAnswer() throws Exception {
            byte[] error = error(ErrorCode.KDC_ERR_PREAUTH_REQUIRED);
            try (var kdc = answering(error)) {
                assertArrayEquals(error, exchange(at(kdc)));
            }
        }

        @Test
        void anotherFamilyOfAddressesWorks() throws Exception {
            var ipv6 = NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> address instanceof Inet6Address && address.isLoopbackAddress())
                    .findFirst();
            assumeTrue(ipv6.isPresent(), "there is no ::1 on this machine");
            try (var kdc = ScriptedServer.udp(
                    ipv6.get(), (socket, request, client) -> ScriptedServer.answer(socket, client, REPLY))) {
                assertArrayEquals(REPLY, exchange("udp/[::1]:" + kdc.port()));
            }
        }
    }

    @Nested
    @DisplayName("7.2.2 TCP")
    class Tcp {
        @Test
        void aReplyComesBackAndTheConnectionIsClosed() throws Exception {
            try (var kdc = answeringTcp(0, REPLY)) {
                assertArrayEquals(REPLY, exchange("tcp/" + at(kdc)));
                assertTrue(kdc.everyConnectionIsClosed());
            }
        }

        @Test
        void aLimitOfOneMeansTcp() throws Exception {
            try (var kdc = answeringTcp(0, REPLY)) {
                assertArrayEquals(REPLY, exchange(kdcs(at(kdc)).udpPreferenceLimit(1).build(), TIME));
            }
        }

        @Test
        void aRequestAboveTheLimitGoesOverTcp() throws Exception {
            try (var udp = answering(REPLY); var tcp = answeringTcp(udp.port(), REPLY)) {
                exchange(kdcs(at(udp)).udpPreferenceLimit(REQUEST.length - 1).build(), TIME);
                assertEquals(1, tcp.clients().size());
                exchange(kdcs(at(udp)).udpPreferenceLimit(REQUEST.length).build(), TIME);
                assertEquals(1, udp.clients().size());
            }
        }

        @Test
        void aResponseTooBigForADatagramIsAskedForOverTcp() throws Exception {
            try (var udp = answering(error(ErrorCode.KRB_ERR_RESPONSE_TOO_BIG)); var tcp = answeringTcp(udp.port(), REPLY)) {
                assertArrayEquals(REPLY, exchange(at(udp)));
                assertArrayEquals(REPLY, exchange("udp/" + at(udp)));
                assertEquals(2, tcp.clients().size());
            }
        }

        @Test
        void aResponseThatComesInPiecesIsRead() throws Exception {
            try (var kdc = ScriptedServer.tcp(socket -> {
                framed(socket, REPLY.length, Arrays.copyOf(REPLY, 1));
                for (int i = 1; i < REPLY.length; i++) {
                    socket.getOutputStream().write(REPLY[i]);
                    socket.getOutputStream().flush();
                }
            })) {
                assertArrayEquals(REPLY, exchange("tcp/" + at(kdc)));
            }
        }

        @ParameterizedTest
        @ValueSource(ints = {0, -1, Integer.MIN_VALUE, (1 << 20) + 1, Integer.MAX_VALUE})
        void aLengthThatCannotBeIsRefusedAtOnce(int length) throws Exception {
            try (var kdc = ScriptedServer.tcp(socket -> framed(socket, length, REPLY))) {
                says(failure(kdcs("tcp/" + at(kdc)).build(), TIME), Integer.toUnsignedString(length) + " bytes");
                assertEquals(1, kdc.clients().size());
                assertTrue(kdc.everyConnectionIsClosed());
            }
        }

        @Test
        void aConnectionThatEndsWithinTheReplyIsNoAnswer() throws Exception {
            try (var kdc = ScriptedServer.tcp(socket -> {
                framed(socket, 100, REPLY);
                socket.shutdownOutput();
            })) {
                says(failure(kdcs("tcp/" + at(kdc)).build(), TIME), "after 5 bytes of a reply of 100");
                assertTrue(kdc.everyConnectionIsClosed());
            }
        }

        @Test
        void aConnectionThatEndsAtOnceIsNoAnswer() throws Exception {
            try (var kdc = ScriptedServer.tcp(Socket::shutdownOutput)) {
                says(failure(kdcs("tcp/" + at(kdc)).build(), TIME), "ended without a reply");
            }
        }

        @Test
        void whatIsNoKerberosMessageIsNoAnswerAndTheNextKdcIsAsked() throws Exception {
            try (var junk = answeringTcp(0, "hello".getBytes(StandardCharsets.US_ASCII));
                    var kdc = answeringTcp(0, REPLY)) {
                assertArrayEquals(REPLY, exchange("tcp/" + at(junk), "tcp/" + at(kdc)));
                says(failure(kdcs("tcp/" + at(junk)).build(), TIME), "no message of a KDC");
            }
        }

        @Test
        void aByteNowAndThenBuysNoTime() throws Exception {
            try (var kdc = ScriptedServer.tcp(socket -> {
                framed(socket, 100_000, REPLY);
                socket.setTcpNoDelay(true);
                socket.setSoTimeout(5);
                for (int i = 0; i < 10_000; i++) {
                    socket.getOutputStream().write(1);
                    try {
                        socket.getInputStream().read();
                        return;
                    } catch (SocketTimeoutException e) {
                        continue; // the next byte
                    }
                }
            })) {
                long begin = System.nanoTime();
                says(failure(kdcs("tcp/" + at(kdc)).build(), Duration.ofMillis(300)), "no answer over TCP");
                assertTrue(System.nanoTime() - begin < Duration.ofSeconds(3).toNanos());
            }
        }
    }

    @Nested
    @DisplayName("Names")
    class OfNames {
        @Test
        void thatAreNotResolvedInTimeDoNotHoldTheCallUp() throws Exception {
            var never = new CountDownLatch(1);
            Names.Resolver names = host -> {
                try {
                    never.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return new InetAddress[0];
            };
            try {
                var transport = transport(names);
                var config = kdcs("one.example.com", "two.example.com").build();
                long begin = System.nanoTime();
                var failure = assertThrows(
                        SspiException.class,
                        () -> transport.exchange(request(config, begin + Duration.ofMillis(300).toNanos())));
                assertEquals(SecurityStatus.SEC_E_NO_AUTHENTICATING_AUTHORITY, failure.status());
                says(failure, "one.example.com", "not resolved in time");
                assertTrue(System.nanoTime() - begin < Duration.ofSeconds(3).toNanos());
            } finally {
                never.countDown();
            }
        }
    }

    @Nested
    @DisplayName("7.2.3 several KDCs")
    class Several {
        @Test
        void afterASilentKdcTheNextOneIsAsked() throws Exception {
            try (var silent = silent(); var kdc = answering(REPLY)) {
                assertArrayEquals(REPLY, exchange("udp/" + at(silent), "udp/" + at(kdc)));
                assertEquals(1, silent.clients().size());
            }
        }

        @Test
        void aSilentKdcIsAskedAgain() throws Exception {
            var asked = new AtomicLong();
            try (var kdc = ScriptedServer.udp((socket, request, client) -> {
                if (asked.incrementAndGet() == 3) {
                    ScriptedServer.answer(socket, client, REPLY);
                }
            })) {
                assertArrayEquals(REPLY, exchange("udp/" + at(kdc)));
                assertEquals(3, asked.get());
            }
        }

        @Test
        void aKdcThatIsUnavailableIsPassedOver() throws Exception {
            try (var down = answering(error(ErrorCode.KDC_ERR_SVC_UNAVAILABLE)); var kdc = answering(REPLY)) {
                assertArrayEquals(REPLY, exchange(at(down), at(kdc)));
                says(failure(kdcs(at(down)).build(), TIME), "127.0.0.1:" + down.port(), "unavailable");
            }
        }

        @Test
        @Tag("S19")
        @Tag("S112")
        void closedPortsAreToldAtOnceAndByName() {
            int one = ScriptedServer.closedPort();
            int two = ScriptedServer.closedPort();
            long begin = System.nanoTime();
            var failure = failure(kdcs("127.0.0.1:" + one, "tcp/127.0.0.1:" + two).build(), TIME);
            assertTrue(System.nanoTime() - begin < Duration.ofSeconds(5).toNanos());
            says(failure, "127.0.0.1:" + one, "UDP", "127.0.0.1:" + two, "TCP", "EXAMPLE.COM", "code");
        }

        @Test
        void theDeadlineIsForAllTogether() throws Exception {
            try (var one = silent(); var two = silent(); var three = silent()) {
                long begin = System.nanoTime();
                var failure = failure(
                        kdcs("udp/" + at(one), "udp/" + at(two), "udp/" + at(three)).build(), Duration.ofMillis(400));
                long millis = (System.nanoTime() - begin) / 1_000_000;
                assertTrue(millis >= 390 && millis < 3000, millis + " ms");
                says(failure, at(one), at(two), at(three), "no answer over UDP");
                assertTrue(one.clients().size() > 1, "asked again");
            }
        }

        @Test
        void afterTheDeadlineNobodyIsAsked() throws Exception {
            try (var kdc = answering(REPLY)) {
                says(failure(kdcs(at(kdc)).build(), Duration.ZERO), "no time was left");
                assertTrue(kdc.clients().isEmpty());
            }
        }

        @Test
        @Tag("S112")
        void aNameThatIsNotKnownIsTold() throws Exception {
            try (var kdc = answering(REPLY)) {
                assertArrayEquals(REPLY, exchange("kdc.invalid:88", at(kdc)));
            }
            says(failure(kdcs("kdc.invalid:88").build(), TIME), "kdc.invalid:88: the name is not known");
        }

        @Test
        @Tag("S112")
        void aRealmWithoutKdcsIsToldWhereToAddThem() {
            says(failure(kdcs().build(), TIME), "EXAMPLE.COM", "[realms]", "code");
        }
    }

    @Test
    void noDescriptorIsLeftOpen() throws Exception {
        var descriptors = Path.of("/proc/self/fd");
        assumeTrue(Files.isDirectory(descriptors), "descriptors cannot be counted here");
        try (var udp = answering(REPLY);
                var silent = silent();
                var shortReply = ScriptedServer.tcp(socket -> {
                    framed(socket, 100, REPLY);
                    socket.close();
                })) {
            exchange(at(udp));
            failure(kdcs("udp/" + at(silent), "tcp/" + at(shortReply)).build(), Duration.ofMillis(150));
            long before = open(descriptors);
            for (int i = 0; i < 40; i++) {
                exchange(at(udp));
                failure(kdcs("tcp/" + at(shortReply), "tcp/127.0.0.1:" + ScriptedServer.closedPort()).build(), TIME);
            }
            failure(kdcs("udp/" + at(silent), "tcp/" + at(silent)).build(), Duration.ofMillis(150));
            long left = open(descriptors) - before;
            assertTrue(left < 20, left + " descriptors more than before");
        }
    }

    private static long open(Path descriptors) throws IOException {
        try (var open = Files.list(descriptors)) {
            return open.count();
        }
    }

    @Test
    void theRealTransportIsMorePatient() throws Exception {
        try (var kdc = answering(REPLY)) {
            byte[] reply = new SocketKdcTransport()
                    .exchange(request(kdcs(at(kdc)).build(), System.nanoTime() + TIME.toNanos()));
            assertArrayEquals(REPLY, reply);
            assertFalse(kdc.clients().isEmpty());
        }
    }
}
