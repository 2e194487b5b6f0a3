package org.sspi4j.schannel.bctls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.tls.ContentType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.schannel.tls.TlsEngine.Opened;
import org.sspi4j.schannel.tls.TlsEngine.Wants;
import org.sspi4j.schannel.tls.TlsLimits;
import org.sspi4j.schannel.tls.TlsVersion;

/** Records once the handshake is over. The peer is one of ours that can be made to say anything. */
class AfterHandshakeTest {
    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.US_ASCII);

    /** One of ours, and the protocol in it. */
    private record Puppet(OwnPeer peer, Protocol protocol) {
        static Puppet server(Settings settings) throws Exception {
            var incoming = new Incoming();
            var engines = (BouncyCastleEngines) settings.engines();
            var role = new Acceptor(engines, settings.offer(), Limits.of(new TlsLimits(settings.versions, settings.suites)), incoming);
            var protocol = new AcceptorProtocol(role, incoming);
            return new Puppet(new OwnPeer(BouncyCastleEngine.of(protocol, role, incoming)), protocol);
        }

        static Puppet client(Settings settings) throws Exception {
            var incoming = new Incoming();
            var engines = (BouncyCastleEngines) settings.engines();
            var role = new Initiator(engines, settings.offer(), Limits.of(new TlsLimits(settings.versions, settings.suites)), incoming);
            var protocol = new InitiatorProtocol(role, incoming);
            return new Puppet(new OwnPeer(BouncyCastleEngine.of(protocol, role, incoming)), protocol);
        }

        byte[] says(short contentType, int... bytes) throws Exception {
            var fragment = new byte[bytes.length];
            for (int i = 0; i < bytes.length; i++) {
                fragment[i] = (byte) bytes[i];
            }
            protocol.write(contentType, fragment, 0, fragment.length);
            var record = new byte[protocol.protocol().getAvailableOutputBytes()];
            protocol.protocol().readOutput(record, 0, record.length);
            return record;
        }
    }

    private final Settings settings = Settings.client();
    private OwnPeer client;
    private Puppet server;

    private void connect(TlsVersion version) throws Exception {
        client = settings.versions(version).initiator();
        server = Puppet.server(Settings.server("RSA").versions(version));
        Peer.converse(client, server.peer);
        assertEquals(version, client.agreed().version());
    }

    @ParameterizedTest
    @EnumSource(TlsVersion.class)
    void bothTalkInEachVersion(TlsVersion version) throws Exception {
        connect(version);
        AgainstJdkTest.assertTalks(client, server.peer);
    }

    @ParameterizedTest
    @EnumSource(Suite.class)
    void aRecordIsAsLongAsWasSaid(Suite suite) throws Exception {
        var versions = suite.name().contains("_WITH_") ? suite.name().endsWith("_CBC_SHA")
                ? new TlsVersion[] {TlsVersion.TLS_1_0, TlsVersion.TLS_1_1} : new TlsVersion[] {TlsVersion.TLS_1_2}
                : new TlsVersion[] {TlsVersion.TLS_1_3};
        for (var version : versions) {
            settings.suites = suite.name()::equals;
            client = settings.versions(version).initiator();
            Peer.converse(client, Settings.server(suite.isRsa() ? "RSA" : "EC").versions(version).acceptor());
            assertEquals(suite.name(), client.agreed().cipherSuite());
            int around = client.agreed().recordHeader() + client.agreed().recordTrailer();
            for (int size = 0; size < 40; size++) {
                int sealed = client.seal(new byte[size]).length;
                assertTrue(sealed <= size + around, version + ": " + sealed);
                assertTrue(suite.isCbc() || sealed == size + around, version + ": " + sealed);
            }
            int largest = client.agreed().largestMessage();
            assertEquals(16384, largest);
            assertTrue(client.seal(new byte[largest]).length <= Math.min(largest + around, client.engine.largestRecord()));
            assertThrows(IllegalStateException.class, () -> client.seal(new byte[largest + 1]));
        }
    }

    /** Nobody can choose what the initialization vector meets, which is the last block of the record before. */
    @Test
    void theFirstByteGoesAloneUnderTls10() throws Exception {
        connect(TlsVersion.TLS_1_0);
        assertEquals(2, Peer.split(ByteBuffer.wrap(client.seal(HELLO))).size());
        assertEquals(1, Peer.split(ByteBuffer.wrap(client.seal(new byte[1]))).size());
        connect(TlsVersion.TLS_1_1);
        assertEquals(1, Peer.split(ByteBuffer.wrap(client.seal(HELLO))).size());
    }

    @ParameterizedTest
    @EnumSource(TlsVersion.class)
    void anEmptyRecordIsData(TlsVersion version) throws Exception {
        connect(version);
        assertArrayEquals(new byte[0], client.hear(server.peer.seal(new byte[0])));
        assertEquals(Opened.DATA, client.last);
        assertEquals(Wants.NOTHING, client.engine.wants());
    }

    @ParameterizedTest
    @EnumSource(TlsVersion.class)
    void memoryMayBeOutsideOfTheHeap(TlsVersion version) throws Exception {
        connect(version);
        var in = ByteBuffer.allocateDirect(20000);
        client.engine.seal(ByteBuffer.allocateDirect(HELLO.length).put(HELLO).flip(), in);
        in.flip();
        var out = ByteBuffer.allocateDirect(100);
        while (in.hasRemaining()) {
            int length = 5 + (in.getShort(in.position() + 3) & 0xFFFF);
            assertEquals(Opened.DATA, server.peer.engine.open(in.slice(in.position(), length), out));
            in.position(in.position() + length);
        }
        var opened = new byte[out.position()];
        out.flip().get(opened);
        assertArrayEquals(HELLO, opened);
    }

    @ParameterizedTest
    @CsvSource({"TLS_1_0", "TLS_1_1", "TLS_1_2"})
    void aServerThatWantsToRenegotiateIsRefused(TlsVersion version) throws Exception {
        connect(version);
        var helloRequest = server.says(ContentType.handshake, 0, 0, 0, 0);
        assertRenegotiationRefused(client, helloRequest);
    }

    @ParameterizedTest
    @CsvSource({"TLS_1_0", "TLS_1_1", "TLS_1_2"})
    void aClientThatWantsToRenegotiateIsRefused(TlsVersion version) throws Exception {
        var puppet = Puppet.client(Settings.client().versions(version));
        var accepted = Settings.server("RSA").versions(version).acceptor();
        Peer.converse(puppet.peer, accepted);
        assertRenegotiationRefused(accepted, puppet.says(ContentType.handshake, 1, 0, 0, 1, 0));
    }

    private static void assertRenegotiationRefused(OwnPeer peer, byte[] record) {
        var e = assertThrows(SspiException.class, () -> peer.hear(record));
        assertEquals(SecurityStatus.SEC_E_ILLEGAL_MESSAGE, e.status());
        assertTrue(e.getMessage().contains("renegotiate"), e.getMessage());
        assertEquals(1, Peer.split(ByteBuffer.wrap(peer.engine.lastWords())).size());
    }

    @ParameterizedTest
    @EnumSource(TlsVersion.class)
    void changeCipherSpecIsRefusedNow(TlsVersion version) throws Exception {
        connect(version);
        var record = server.says(ContentType.change_cipher_spec, 1);
        var e = assertThrows(SspiException.class, () -> client.hear(record));
        assertEquals(SecurityStatus.SEC_E_ILLEGAL_MESSAGE, e.status());
    }

    /** Lifetime, age_add, nonce, ticket, extensions. */
    @Test
    void aTicketIsReadAndHasNoAnswer() throws Exception {
        connect(TlsVersion.TLS_1_3);
        var ticket = server.says(ContentType.handshake, 4, 0, 0, 15, 0, 0, 0, 60, 1, 2, 3, 4, 1, 0, 0, 1, 9, 0, 0);
        assertNull(client.hear(ticket));
        assertEquals(Opened.POST_HANDSHAKE, client.last);
        assertEquals(Wants.NOTHING, client.engine.wants());
        AgainstJdkTest.assertTalks(client, server.peer);
    }

    @Test
    void newKeysOfThePeerThatWantsNoneOfOursHaveNoAnswer() throws Exception {
        connect(TlsVersion.TLS_1_3);
        server.protocol.updateKeys();
        var record = new byte[server.protocol.protocol().getAvailableOutputBytes()];
        server.protocol.protocol().readOutput(record, 0, record.length);
        client.hear(record);
        assertEquals(Opened.POST_HANDSHAKE, client.last);
        assertEquals(Wants.NOTHING, client.engine.wants());
        AgainstJdkTest.assertTalks(client, server.peer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"24 0 0 1 2", "24 0 0 2 0 0", "13 0 0 1 0", "20 0 0 1 0"})
    void otherMessagesOfTheHandshakeAreRefused(String bytes) throws Exception {
        connect(TlsVersion.TLS_1_3);
        var record = server.says(
                ContentType.handshake, Arrays.stream(bytes.split(" ")).mapToInt(Integer::parseInt).toArray());
        var e = assertThrows(SspiException.class, () -> client.hear(record));
        assertEquals(SecurityStatus.SEC_E_ILLEGAL_MESSAGE, e.status());
        assertEquals(1, Peer.split(ByteBuffer.wrap(client.engine.lastWords())).size());
    }

    /** Whatever level it has: RFC 8446 6. */
    @ParameterizedTest
    @CsvSource({"TLS_1_3, 1", "TLS_1_3, 2", "TLS_1_2, 2"})
    void anAlertOfThePeerEndsTheConnection(TlsVersion version, int level) throws Exception {
        connect(version);
        var e = assertThrows(SspiException.class, () -> client.hear(server.says(ContentType.alert, level, 49)));
        assertEquals(SecurityStatus.SEC_E_LOGON_DENIED, e.status());
        assertEquals(0, client.engine.lastWords().length);
    }

    @Test
    void aWarningUnderTls12IsPassedOver() throws Exception {
        connect(TlsVersion.TLS_1_2);
        assertNull(client.hear(server.says(ContentType.alert, 1, 112)));
        assertEquals(Opened.POST_HANDSHAKE, client.last);
        assertEquals(Wants.NOTHING, client.engine.wants());
        AgainstJdkTest.assertTalks(client, server.peer);
    }

    @ParameterizedTest
    @EnumSource(TlsVersion.class)
    void afterCloseNotifyNothingIsHeardOrSealed(TlsVersion version) throws Exception {
        connect(version);
        client.engine.closeOutbound();
        client.engine.closeOutbound();
        var close = client.speak();
        assertEquals(1, close.size());
        var e = assertThrows(SspiException.class, () -> client.seal(HELLO));
        assertEquals(SecurityStatus.SEC_E_CONTEXT_EXPIRED, e.status());
        server.peer.hear(close.get(0));
        assertEquals(Opened.CLOSED, server.peer.last);
        assertNull(server.peer.hear(new byte[] {23, 3, 3, 0, 1, 0}));
        assertEquals(Opened.CLOSED, server.peer.last);
        for (var record : Peer.split(ByteBuffer.wrap(server.peer.seal(HELLO)))) {
            client.hear(record);
            assertEquals(Opened.DATA, client.last, "the other half of the connection is open");
        }
    }

    @Test
    void aHandshakeCanBeGivenUp() throws Exception {
        client = settings.initiator();
        server = Puppet.server(Settings.server("RSA"));
        for (var record : client.speak()) {
            server.peer.hear(record);
        }
        client.engine.closeOutbound();
        var said = client.speak();
        assertEquals(2, said.size());
        assertEquals(Wants.NOTHING, client.engine.wants());
        assertArrayEquals(new byte[] {1, 90}, Arrays.copyOfRange(said.get(0), 5, 7));
        assertArrayEquals(new byte[] {1, 0}, Arrays.copyOfRange(said.get(1), 5, 7));
    }

    @Test
    void nobodySealsBeforeTheEndOfTheHandshake() throws Exception {
        client = settings.initiator();
        assertThrows(IllegalStateException.class, () -> client.seal(HELLO));
    }

    /** What the opening thread has to say must not come out of {@code seal}. */
    @Test
    void aFailureOfOneThreadDoesNotGetIntoTheRecordsOfAnother() throws Exception {
        connect(TlsVersion.TLS_1_3);
        var before = client.seal(HELLO);
        var bad = server.peer.seal(HELLO);
        bad[bad.length - 1] ^= 1;
        assertThrows(SspiException.class, () -> client.hear(bad));
        assertArrayEquals(HELLO, server.peer.hear(before));
        var words = Peer.split(ByteBuffer.wrap(client.engine.lastWords()));
        assertEquals(1, words.size());
        var e = assertThrows(SspiException.class, () -> server.peer.hear(words.get(0)));
        assertEquals(SecurityStatus.SEC_E_MESSAGE_ALTERED, e.status());
    }

    /** One thread seals, another opens and comes upon something to say. */
    @ParameterizedTest
    @EnumSource(value = TlsVersion.class, names = {"TLS_1_2", "TLS_1_3"})
    void oneThreadSealsWhileAnotherOpens(TlsVersion version) throws Exception {
        connect(version);
        var incoming = new ArrayList<byte[]>();
        for (int i = 0; i < 2000; i++) {
            incoming.add(server.peer.seal(HELLO));
            if (version == TlsVersion.TLS_1_3 && i % 100 == 0) {
                server.protocol.updateKeys();
                var record = new byte[server.protocol.protocol().getAvailableOutputBytes()];
                server.protocol.protocol().readOutput(record, 0, record.length);
                incoming.add(record);
            }
        }
        var opening = CompletableFuture.runAsync(() -> {
            try {
                for (var record : incoming) {
                    client.hear(record);
                }
            } catch (SspiException e) {
                throw new AssertionError(e);
            }
        }, command -> new Thread(command, "opens").start());
        for (int i = 0; i < 2000; i++) {
            assertArrayEquals(HELLO, server.peer.hear(client.seal(HELLO)));
        }
        opening.get(60, TimeUnit.SECONDS);
    }

    @Test
    void oneKeySealsAMillionRecordsAndThenAnotherIsWanted() throws Exception {
        settings.suites = "TLS_AES_128_GCM_SHA256"::equals;
        connect(TlsVersion.TLS_1_3);
        var data = ByteBuffer.allocate(0);
        var out = ByteBuffer.allocate(client.engine.largestRecord());
        for (int i = 0; i < 1 << 20; i++) {
            assertEquals(Wants.NOTHING, client.engine.wants());
            client.engine.seal(data, out.clear());
        }
        assertEquals(Wants.SEND, client.engine.wants());
        assertEquals(1, client.speak().size());
        assertEquals(Wants.NOTHING, client.engine.wants());
    }
}
