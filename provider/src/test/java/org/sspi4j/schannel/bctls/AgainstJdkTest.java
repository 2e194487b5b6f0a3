package org.sspi4j.schannel.bctls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.schannel.tls.TlsEngine.Opened;
import org.sspi4j.schannel.tls.TlsEngine.Wants;
import org.sspi4j.schannel.tls.TlsVersion;

/** The JDK's engine at the other end. */
class AgainstJdkTest {
    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.US_ASCII);

    @ParameterizedTest
    @CsvSource({
        "TLSv1.2, RSA", "TLSv1.2, RSASSA-PSS", "TLSv1.2, EC", "TLSv1.2, P-384", "TLSv1.2, Ed25519", "TLSv1.2, Ed448",
        "TLSv1.3, RSA", "TLSv1.3, RSASSA-PSS", "TLSv1.3, EC", "TLSv1.3, P-384", "TLSv1.3, Ed25519", "TLSv1.3, Ed448",
    })
    void speaksToAServerWithACertificateOfEachKind(String version, String kind) throws Exception {
        var settings = Settings.client();
        var client = settings.initiator();
        var server = JdkPeer.server(JdkPeer.context(TestCertificates.of(kind)), version);
        Peer.converse(client, server);
        assertEquals(version, client.agreed().version().protocol());
        assertEquals(server.engine.getSession().getCipherSuite(), client.agreed().cipherSuite());
        assertEquals(TestCertificates.of(kind).chain(), client.agreed().peerCertificates());
        assertEquals(List.of(TestCertificates.of(kind).chain()), settings.checked);
        assertEquals(List.of(), client.agreed().localCertificates());
        assertFalse(client.agreed().isResumed());
        assertTalks(client, server);
    }

    @ParameterizedTest
    @CsvSource({
        "TLSv1.2, RSA, RSA", "TLSv1.2, RSASSA-PSS, RSASSA-PSS", "TLSv1.2, EC, EC", "TLSv1.2, P-384, EC", "TLSv1.2, Ed25519, EdDSA",
        "TLSv1.2, Ed448, EdDSA", "TLSv1.3, RSA, RSA", "TLSv1.3, RSASSA-PSS, RSASSA-PSS", "TLSv1.3, EC, EC", "TLSv1.3, P-384, EC",
        "TLSv1.3, Ed25519, EdDSA", "TLSv1.3, Ed448, EdDSA",
    })
    void serves(String version, String kind, String key) throws Exception {
        var settings = Settings.server(kind);
        var server = settings.acceptor();
        var client = JdkPeer.client(JdkPeer.context(), version);
        Peer.converse(client, server);
        assertEquals(version, server.agreed().version().protocol());
        assertEquals(client.engine.getSession().getCipherSuite(), server.agreed().cipherSuite());
        assertEquals(TestCertificates.of(kind).chain(), List.of(client.engine.getSession().getPeerCertificates()));
        assertEquals(TestCertificates.of(kind).chain(), server.agreed().localCertificates());
        assertEquals(List.of(), server.agreed().peerCertificates());
        assertEquals(List.of(), settings.checked);
        assertTrue(settings.wishes.get(0).keyAlgorithms().contains(key));
        assertEquals(Optional.of(TestCertificates.HOST), settings.wishes.get(0).serverName());
        assertTalks(client, server);
    }

    @ParameterizedTest
    @CsvSource({
        "TLSv1.2, RSA", "TLSv1.2, EC", "TLSv1.2, Ed25519", "TLSv1.3, RSA", "TLSv1.3, EC", "TLSv1.3, P-384", "TLSv1.3, Ed25519",
    })
    void showsAServerItsCertificate(String version, String kind) throws Exception {
        var settings = Settings.client().certificate(kind);
        var client = settings.initiator();
        var server = JdkPeer.server(JdkPeer.context(TestCertificates.of("EC")), version);
        server.engine.setNeedClientAuth(true);
        Peer.converse(client, server);
        assertEquals(TestCertificates.of(kind).chain(), List.of(server.engine.getSession().getPeerCertificates()));
        assertEquals(TestCertificates.of(kind).chain(), client.agreed().localCertificates());
        assertEquals(List.of(TestCertificates.root().getSubjectX500Principal()), settings.wishes.get(0).issuers());
        assertTrue(settings.wishes.get(0).keyAlgorithms().containsAll(Set.of("RSA", "EC")));
        assertTalks(client, server);
    }

    @ParameterizedTest
    @CsvSource({
        "TLSv1.2, RSA, RSA", "TLSv1.2, EC, EC", "TLSv1.2, Ed25519, UNKNOWN", "TLSv1.3, RSA, RSA", "TLSv1.3, EC, EC",
        "TLSv1.3, Ed25519, UNKNOWN",
    })
    void asksAClientForItsCertificate(String version, String kind, String authType) throws Exception {
        var settings = Settings.server("EC").asks();
        var server = settings.acceptor();
        var client = JdkPeer.client(JdkPeer.context(TestCertificates.of(kind)), version);
        Peer.converse(client, server);
        assertEquals(TestCertificates.of(kind).chain(), server.agreed().peerCertificates());
        assertEquals(List.of(TestCertificates.of(kind).chain()), settings.checked);
        assertEquals(List.of(authType), settings.authTypes);
        assertTalks(client, server);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void goesOnWithAClientThatHasNoCertificate(String version) throws Exception {
        var settings = Settings.server("EC").asks();
        var server = settings.acceptor();
        var client = JdkPeer.client(JdkPeer.context(), version);
        Peer.converse(client, server);
        assertEquals(List.of(), server.agreed().peerCertificates());
        assertEquals(List.of(), settings.checked);
        assertTalks(client, server);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void goesOnWithoutACertificateForAServerThatOnlyWantsOne(String version) throws Exception {
        var settings = Settings.client();
        var client = settings.initiator();
        var server = JdkPeer.server(JdkPeer.context(TestCertificates.of("EC")), version);
        server.engine.setWantClientAuth(true);
        Peer.converse(client, server);
        assertEquals(1, settings.wishes.size());
        assertEquals(List.of(), client.agreed().localCertificates());
        assertTalks(client, server);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void callsTheServerByItsName(String version) throws Exception {
        var client = Settings.client().initiator();
        var server = JdkPeer.server(JdkPeer.context(TestCertificates.of("EC")), version);
        Peer.converse(client, server);
        List<SNIServerName> names = ((ExtendedSSLSession) server.engine.getSession()).getRequestedServerNames();
        assertEquals(List.of(new SNIHostName(TestCertificates.HOST)), names);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void agreesOnAnApplicationProtocolOfTheServersChoice(String version) throws Exception {
        var settings = Settings.client();
        settings.protocols = List.of("http/1.1".getBytes(StandardCharsets.US_ASCII), "h2".getBytes(StandardCharsets.US_ASCII));
        var client = settings.initiator();
        var server = JdkPeer.server(JdkPeer.context(TestCertificates.of("EC")), version);
        var parameters = server.engine.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
        server.engine.setSSLParameters(parameters);
        Peer.converse(client, server);
        assertEquals("h2", server.engine.getApplicationProtocol());
        assertArrayEquals("h2".getBytes(StandardCharsets.US_ASCII), client.agreed().applicationProtocol().orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void choosesTheBestApplicationProtocolThatTheClientOffers(String version) throws Exception {
        var settings = Settings.server("EC");
        settings.protocols = List.of("h2".getBytes(StandardCharsets.US_ASCII), "http/1.1".getBytes(StandardCharsets.US_ASCII));
        var server = settings.acceptor();
        var client = JdkPeer.client(JdkPeer.context(), version);
        var parameters = client.engine.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"other", "http/1.1", "h2"});
        client.engine.setSSLParameters(parameters);
        Peer.converse(client, server);
        assertEquals("h2", client.engine.getApplicationProtocol());
        assertArrayEquals("h2".getBytes(StandardCharsets.US_ASCII), server.agreed().applicationProtocol().orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void passesOverApplicationProtocolsWithoutAnyOfItsOwn(String version) throws Exception {
        var server = Settings.server("EC").acceptor();
        var client = JdkPeer.client(JdkPeer.context(), version);
        var parameters = client.engine.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"h2"});
        client.engine.setSSLParameters(parameters);
        Peer.converse(client, server);
        assertEquals("", client.engine.getApplicationProtocol());
        assertEquals(Optional.empty(), server.agreed().applicationProtocol());
    }

    @ParameterizedTest
    @EnumSource(value = Suite.class, mode = EnumSource.Mode.MATCH_NONE, names = ".*_CBC_SHA")
    void speaksEachCipherSuiteThatTheJdkHasNotDisabled(Suite suite) throws Exception {
        var context = JdkPeer.context(TestCertificates.of("RSA"), TestCertificates.of("EC"));
        var server = JdkPeer.server(context, "TLSv1.2", "TLSv1.3");
        server.engine.setEnabledCipherSuites(new String[] {suite.name()});
        var client = Settings.client().initiator();
        Peer.converse(client, server);
        assertEquals(suite.name(), client.agreed().cipherSuite());
        assertTalks(client, server);

        var own = Settings.server(suite.isRsa() ? "RSA" : "EC");
        own.suites = suite.name()::equals;
        var accepted = own.acceptor();
        var jdk = JdkPeer.client(JdkPeer.context(), "TLSv1.2", "TLSv1.3");
        Peer.converse(jdk, accepted);
        assertEquals(suite.name(), jdk.engine.getSession().getCipherSuite());
        assertTalks(jdk, accepted);
    }

    @Test
    void takesNewKeysFromTheServerAndGivesItsOwn() throws Exception {
        var client = Settings.client().initiator();
        var server = JdkPeer.server(JdkPeer.context(TestCertificates.of("EC")), "TLSv1.3");
        Peer.converse(client, server);
        takesNewKeys(client, server);
    }

    @Test
    void takesNewKeysFromTheClientAndGivesItsOwn() throws Exception {
        var server = Settings.server("EC").acceptor();
        var client = JdkPeer.client(JdkPeer.context(), "TLSv1.3");
        Peer.converse(client, server);
        takesNewKeys(server, client);
    }

    private static void takesNewKeys(OwnPeer ours, JdkPeer jdk) throws Exception {
        for (int i = 0; i < 3; i++) {
            jdk.engine.beginHandshake();
            var said = jdk.speak();
            assertEquals(1, said.size());
            assertNull(ours.hear(said.get(0)));
            assertEquals(Opened.POST_HANDSHAKE, ours.last);
            assertEquals(Wants.SEND, ours.engine.wants());
            assertArrayEquals(HELLO, jdk.hear(ours.seal(HELLO)), "sealed before the answer, with the keys of before");
            var answer = ours.speak();
            assertEquals(1, answer.size());
            jdk.hear(answer.get(0));
            assertEquals(Wants.NOTHING, ours.engine.wants());
            assertTalks(ours, jdk);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void isToldThatThePeerSaysNoMoreAndTellsIt(String version) throws Exception {
        var client = Settings.client().initiator();
        var server = JdkPeer.server(JdkPeer.context(TestCertificates.of("EC")), version);
        Peer.converse(client, server);
        server.engine.closeOutbound();
        var close = server.speak();
        assertEquals(1, close.size());
        assertNull(client.hear(close.get(0)));
        assertEquals(Opened.CLOSED, client.last);
        assertEquals(Wants.NOTHING, client.engine.wants());
        client.engine.closeOutbound();
        assertEquals(Wants.SEND, client.engine.wants());
        for (var record : client.speak()) {
            server.hear(record);
        }
        assertTrue(server.engine.isInboundDone());
        assertEquals(Wants.NOTHING, client.engine.wants());
    }

    @Test
    void resumesASessionOfAServer() throws Exception {
        var settings = Settings.client();
        var engines = settings.engines();
        var context = JdkPeer.context(TestCertificates.of("RSA"));
        var first = settings.initiator(engines);
        Peer.converse(first, JdkPeer.server(context, "TLSv1.2"));
        var second = settings.initiator(engines);
        var server = JdkPeer.server(context, "TLSv1.2");
        Peer.converse(second, server);
        assertTrue(second.agreed().isResumed());
        assertArrayEquals(first.agreed().sessionId(), second.agreed().sessionId());
        assertEquals(TestCertificates.of("RSA").chain(), second.agreed().peerCertificates());
        assertEquals(1, settings.checked.size(), "in the full handshake only");
        assertTalks(second, server);
    }

    @Test
    void resumesASessionOfAClient() throws Exception {
        var settings = Settings.server("RSA").asks();
        var engines = settings.engines();
        var context = JdkPeer.context(TestCertificates.of("EC"));
        var first = settings.acceptor(engines);
        Peer.converse(JdkPeer.client(context, "TLSv1.2"), first);
        var second = settings.acceptor(engines);
        var client = JdkPeer.client(context, "TLSv1.2");
        Peer.converse(client, second);
        assertTrue(second.agreed().isResumed());
        assertArrayEquals(client.engine.getSession().getId(), second.agreed().sessionId());
        assertEquals(TestCertificates.of("EC").chain(), second.agreed().peerCertificates());
        assertEquals(1, settings.checked.size(), "in the full handshake only");
        assertTalks(client, second);
    }

    @ParameterizedTest
    @EnumSource(value = TlsVersion.class, names = {"TLS_1_2", "TLS_1_3"})
    void speaksOnlyWhatItIsLimitedTo(TlsVersion version) throws Exception {
        var client = Settings.client().versions(version).initiator();
        var server = JdkPeer.server(JdkPeer.context(TestCertificates.of("EC")), "TLSv1.2", "TLSv1.3");
        Peer.converse(client, server);
        assertEquals(version.protocol(), server.engine.getSession().getProtocol());
        var accepted = Settings.server("EC").versions(version).acceptor();
        var jdk = JdkPeer.client(JdkPeer.context(), "TLSv1.2", "TLSv1.3");
        Peer.converse(jdk, accepted);
        assertEquals(version.protocol(), jdk.engine.getSession().getProtocol());
    }

    /** Sizes at the edges of a record, each way. */
    static void assertTalks(Peer one, Peer other) throws Exception {
        for (int size : new int[] {1, 2, 15, 16, 17, 1000, 16384}) {
            var data = new byte[size];
            Arrays.fill(data, (byte) size);
            assertArrayEquals(data, heard(other, one.seal(data)), () -> "bytes: " + size);
            assertArrayEquals(data, heard(one, other.seal(data)), () -> "bytes: " + size);
        }
    }

    private static byte[] heard(Peer peer, byte[] records) throws Exception {
        var all = new ByteArrayOutputStream();
        for (var record : Peer.split(ByteBuffer.wrap(records))) {
            all.writeBytes(peer.hear(record));
        }
        return all.toByteArray();
    }
}
