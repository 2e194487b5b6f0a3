package org.sspi4j.kdc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.kdc.Asking.KPASSWD_REPLY;
import static org.sspi4j.kdc.Asking.REALM;
import static org.sspi4j.kdc.Asking.answering;
import static org.sspi4j.kdc.Asking.at;
import static org.sspi4j.kdc.Asking.error;
import static org.sspi4j.kdc.Asking.silent;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.config.KerberosConfigBuilder;
import org.sspi4j.kerberos.message.ErrorCode;

@DisplayName("RFC 3244 2 password servers")
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class KpasswdTest {
    private final Asking asking = new Asking();
    private final long begun = asking.time.nanoTime();

    @AfterEach
    void close() throws Exception {
        asking.close();
    }

    private static KerberosConfigBuilder servers(String... addresses) {
        return KerberosConfig.builder().defaultRealm(REALM).dnsLookupKdc(false).kpasswdServer(REALM, addresses);
    }

    private byte[] exchange(String... addresses) throws Exception {
        return asking.exchange(KdcService.KPASSWD, servers(addresses).build());
    }

    private static void framed(Socket socket, byte[] reply) throws IOException {
        var in = new DataInputStream(socket.getInputStream());
        in.readFully(new byte[in.readInt()]);
        socket.getOutputStream().write(ByteBuffer.allocate(4 + reply.length).putInt(reply.length).put(reply).array());
    }

    @Test
    void areAskedOverTcpFirst() throws Exception {
        try (var udp = answering(KPASSWD_REPLY); var tcp = ScriptedServer.tcp(udp.port(), socket -> framed(socket, KPASSWD_REPLY))) {
            assertArrayEquals(KPASSWD_REPLY, exchange(at(tcp)));
            assertTrue(udp.clients().isEmpty());
        }
    }

    @Test
    void areAskedOverUdpIfNobodyListensForConnections() throws Exception {
        try (var udp = answering(KPASSWD_REPLY)) {
            assertArrayEquals(KPASSWD_REPLY, exchange(at(udp)));
            assertEquals(0, asking.since(begun));
        }
    }

    @Test
    void areFoundByTheirOwnRecords() throws Exception {
        try (var dns = new StubDns(); var udp = answering(KPASSWD_REPLY)) {
            dns.srv("_kpasswd._udp." + REALM, 0, 0, udp.port(), "127.0.0.1.");
            var config = KerberosConfig.builder().defaultRealm(REALM).nameServers(dns.address()).build();
            assertArrayEquals(KPASSWD_REPLY, asking.exchange(KdcService.KPASSWD, config));
            assertEquals(2, dns.asked.stream().filter(name -> name.contains("_kpasswd")).count());
        }
    }

    @Test
    void whereNoneIsKnownItIsToldWhatToAdd() {
        var failure = asking.failure(KdcService.KPASSWD, servers().kdc(REALM, "127.0.0.1:1").build());
        assertTrue(failure.getMessage().contains("Add kpasswd_server or admin_server = host"), failure.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0007000100000909", "0009000100000909", "0008FF8000000909", "0008000000000909", "0008000100030909", "00060001",
            "7E03010203"})
    @DisplayName("of another length or version, or with an AP-REP that does not fit, is no answer")
    void whatIsNoWholeAnswerIsNotTaken(String hex) throws Exception {
        byte[] junk = HexFormat.of().parseHex(hex);
        try (var server = ScriptedServer.udp((socket, request, client) -> {
            ScriptedServer.answer(socket, client, junk);
            ScriptedServer.answer(socket, client, KPASSWD_REPLY);
        })) {
            assertArrayEquals(KPASSWD_REPLY, exchange("udp/" + at(server)));
        }
    }

    @Test
    void anErrorWithoutTheFrameIsAnAnswer() throws Exception {
        byte[] error = error(ErrorCode.KRB_AP_ERR_SKEW);
        try (var server = answering(error)) {
            assertArrayEquals(error, exchange("udp/" + at(server)));
        }
    }

    /** A frame's length may begin with the tag of a KRB-ERROR; and a KRB-ERROR with its own length, as a frame does. */
    @Test
    void anAnswerOf32KilobytesIsWhatItIs() throws Exception {
        byte[] framed = ByteBuffer.allocate(0x7E82).putShort((short) 0x7E82).putShort((short) 1).array();
        byte[] error = ByteBuffer.allocate(0x7E82).putShort((short) 0x7E82).putShort((short) 0x7E7E).array();
        for (byte[] answer : List.of(framed, error)) {
            try (var server = ScriptedServer.tcp(socket -> framed(socket, answer))) {
                assertArrayEquals(answer, exchange("tcp/" + at(server)));
            }
        }
    }

    @Test
    void noOtherServerIsAskedWhileOneHasTheRequest() throws Exception {
        try (var halfOpen = ScriptedServer.tcp(socket -> {});
                var other = ScriptedServer.tcp(socket -> framed(socket, KPASSWD_REPLY))) {
            asking.failure(KdcService.KPASSWD, servers("tcp/" + at(halfOpen), "tcp/" + at(other)).build());
            assertEquals(10_000, asking.since(begun));
            assertTrue(other.clients().isEmpty());
        }
    }

    @Test
    void noOtherServerIsAskedAfterOneThatMayHaveDoneIt() throws Exception {
        try (var ending = ScriptedServer.tcp(socket -> {
                    var in = new DataInputStream(socket.getInputStream());
                    in.readFully(new byte[in.readInt()]);
                    socket.close();
                });
                var other = answering(KPASSWD_REPLY)) {
            var failure = asking.failure(KdcService.KPASSWD, servers("tcp/" + at(ending), "udp/" + at(other)).build());
            assertTrue(failure.getMessage().contains("ended without a reply"), failure.getMessage());
            assertTrue(other.clients().isEmpty());
        }
    }

    /** Nothing protects the error: while a stranger says so, the server may be doing what it was asked for. */
    @Test
    void noOtherServerIsAskedAfterOneThatIsSaidToBeUnavailable() throws Exception {
        byte[] unavailable = error(ErrorCode.KDC_ERR_SVC_UNAVAILABLE);
        try (var down = answering(unavailable); var other = answering(KPASSWD_REPLY)) {
            assertArrayEquals(unavailable, exchange("udp/" + at(down), "udp/" + at(other)));
            assertTrue(other.clients().isEmpty());
            assertTrue(asking.decisions.get(0).contains("it says over UDP that it is unavailable"), asking.decisions.get(0));
        }
    }

    /** Who tries again is the user: then another one is asked first. */
    @Test
    void oneThatIsSaidToBeUnavailableIsAskedLastTheNextTime() throws Exception {
        try (var down = answering(error(ErrorCode.KDC_ERR_SVC_UNAVAILABLE)); var other = answering(KPASSWD_REPLY)) {
            exchange("udp/" + at(down), "udp/" + at(other));
            assertArrayEquals(KPASSWD_REPLY, exchange("udp/" + at(down), "udp/" + at(other)));
            assertEquals(1, down.clients().size());
        }
    }

    @Test
    void aSilentServerIsNotFollowedByAnotherOne() throws Exception {
        try (var silent = silent(); var other = answering(KPASSWD_REPLY)) {
            asking.failure(KdcService.KPASSWD, servers("udp/" + at(silent), "udp/" + at(other)).build());
            assertTrue(other.clients().isEmpty());
        }
    }

    /** The second one would be a replay, or another change. */
    @Test
    void aDatagramIsNotSentAgain() throws Exception {
        try (var silent = silent()) {
            var failure = asking.failure(KdcService.KPASSWD, servers("udp/" + at(silent)).build());
            assertEquals(1, silent.clients().size());
            assertTrue(failure.getMessage().contains("the new password may be in force already"), failure.getMessage());
        }
    }

    /** That a connection failed lately does not make datagrams the better way. */
    @Test
    void areAskedOverTcpFirstTheNextTimeToo() throws Exception {
        var fails = new AtomicBoolean(true);
        try (var udp = answering(KPASSWD_REPLY);
                var tcp = ScriptedServer.tcp(udp.port(), socket -> {
                    if (fails.getAndSet(false)) {
                        socket.close();
                    } else {
                        framed(socket, KPASSWD_REPLY);
                    }
                })) {
            asking.failure(KdcService.KPASSWD, servers(at(tcp)).build());
            assertArrayEquals(KPASSWD_REPLY, exchange(at(tcp)));
            assertTrue(udp.clients().isEmpty());
        }
    }
}
