package org.sspi4j.schannel.bctls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.bouncycastle.tls.DefaultTlsServer;
import org.bouncycastle.tls.ProtocolName;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsServerProtocol;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.schannel.tls.TlsEngine.Wants;
import org.sspi4j.schannel.tls.TlsVersion;

/** Alerts, each way. */
class FailuresTest {
    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.US_ASCII);

    @ParameterizedTest
    @CsvSource({
        "TLSv1.2, SEC_E_CERT_EXPIRED, certificate_expired", "TLSv1.3, SEC_E_CERT_EXPIRED, certificate_expired",
        "TLSv1.2, CRYPT_E_REVOKED, certificate_revoked", "TLSv1.3, CRYPT_E_REVOKED, certificate_revoked",
        "TLSv1.2, SEC_E_UNTRUSTED_ROOT, unknown_ca", "TLSv1.3, SEC_E_UNTRUSTED_ROOT, unknown_ca",
        "TLSv1.3, SEC_E_WRONG_PRINCIPAL, bad_certificate", "TLSv1.3, SEC_E_CERT_WRONG_USAGE, unsupported_certificate",
        "TLSv1.3, SEC_E_CERT_UNKNOWN, certificate_unknown",
    })
    void theRefusalOfAPeersCertificateIsTheFailureAndTheJdkIsToldWhy(String version, SecurityStatus status, String alert)
            throws Exception {
        var settings = Settings.client();
        settings.refusal = new SspiException(status, "refused; show another");
        var client = settings.initiator();
        var server = JdkPeer.server(JdkPeer.context(TestCertificates.of("EC")), version);
        assertSame(settings.refusal, assertThrows(SspiException.class, () -> Peer.converse(client, server)));
        assertHears(server, alert, client.engine.lastWords());

        var own = Settings.server("EC").asks();
        own.refusal = settings.refusal;
        var accepted = own.acceptor();
        var jdk = JdkPeer.client(JdkPeer.context(TestCertificates.of("EC")), version);
        assertSame(settings.refusal, assertThrows(SspiException.class, () -> Peer.converse(jdk, accepted)));
        assertHears(jdk, alert, accepted.engine.lastWords());
    }

    private static void assertHears(JdkPeer jdk, String alert, byte[] words) {
        var e = assertThrows(SSLException.class, () -> {
            for (var record : Peer.split(ByteBuffer.wrap(words))) {
                jdk.hear(record);
            }
        });
        assertTrue(e.getMessage().contains(alert), e.getMessage());
    }

    @Test
    void aFailureIsFinalAndItsLastWordsAreSaidOnce() throws Exception {
        var settings = Settings.client();
        settings.refusal = new SspiException(SecurityStatus.SEC_E_UNTRUSTED_ROOT, "refused; show another");
        var client = settings.initiator();
        var server = JdkPeer.server(JdkPeer.context(TestCertificates.of("EC")), "TLSv1.2");
        assertThrows(SspiException.class, () -> Peer.converse(client, server));
        assertEquals(Wants.NOTHING, client.engine.wants());
        assertThrows(SspiException.class, () -> client.engine.send(ByteBuffer.allocate(20000)));
        assertThrows(SspiException.class, () -> client.engine.open(ByteBuffer.wrap(new byte[] {22, 3, 3, 0, 0}), ByteBuffer.allocate(0)));
        assertEquals(7, client.engine.lastWords().length);
        assertEquals(0, client.engine.lastWords().length);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void anAlertOfTheJdkIsToldByItsStatusAndNotAnswered(String version) throws Exception {
        var settings = Settings.server("EC");
        var server = settings.acceptor();
        var context = SSLContext.getInstance("TLS");
        context.init(null, null, null);
        var distrusting = JdkPeer.client(context, version);
        assertThrows(SSLException.class, () -> Peer.converse(distrusting, server));
        var e = assertThrows(SspiException.class, () -> tell(server, distrusting.speak()));
        assertEquals(SecurityStatus.SEC_E_CERT_UNKNOWN, e.status());
        assertTrue(e.getMessage().contains("certificate_unknown"), e.getMessage());
        assertEquals(0, server.engine.lastWords().length);
    }

    private static void tell(Peer peer, List<byte[]> records) throws Exception {
        for (var record : records) {
            peer.hear(record);
        }
        peer.speak();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aServerRefusesAClientThatOffersOtherApplicationProtocols(String version) throws Exception {
        var settings = Settings.server("EC");
        settings.protocols = List.of("h2".getBytes(StandardCharsets.US_ASCII));
        var server = settings.acceptor();
        var client = JdkPeer.client(JdkPeer.context(), version);
        var parameters = client.engine.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"other"});
        client.engine.setSSLParameters(parameters);
        assertFails(SecurityStatus.SEC_E_APPLICATION_PROTOCOL_MISMATCH, "no_application_protocol", () -> {
            Peer.converse(client, server);
            return null;
        });
        assertHears(client, "no_application_protocol", server.engine.lastWords());
    }

    @Test
    void aClientLearnsThatNoneOfItsApplicationProtocolsIsSpoken() throws Exception {
        var settings = Settings.client();
        settings.protocols = List.of("other".getBytes(StandardCharsets.US_ASCII));
        var client = settings.initiator();
        var server = JdkPeer.server(JdkPeer.context(TestCertificates.of("EC")), "TLSv1.3");
        var parameters = server.engine.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"h2"});
        server.engine.setSSLParameters(parameters);
        assertThrows(SSLException.class, () -> Peer.converse(client, server));
        assertFails(SecurityStatus.SEC_E_APPLICATION_PROTOCOL_MISMATCH, "no_application_protocol", () -> {
            tell(client, server.speak());
            return null;
        });
    }

    @Test
    void anApplicationProtocolThatWasNotOfferedIsRefused() throws Exception {
        var settings = Settings.client().versions(TlsVersion.TLS_1_2);
        settings.protocols = List.of("h2".getBytes(StandardCharsets.US_ASCII));
        var client = settings.initiator();
        var server = new TlsServerProtocol();
        server.accept(new ChoosesWhatWasNotOffered());
        var e = assertFails(SecurityStatus.SEC_E_ILLEGAL_MESSAGE, "illegal_parameter", () -> {
            for (int i = 0; i < 5; i++) {
                for (var record : client.speak()) {
                    server.offerInput(record);
                }
                var said = ByteBuffer.allocate(server.getAvailableOutputBytes());
                server.readOutput(said, said.capacity());
                for (var record : Peer.split(said.flip())) {
                    client.hear(record);
                }
            }
            return null;
        });
        assertTrue(e.getMessage().contains("application protocol that was not offered"), e.getMessage());
    }

    private static final class ChoosesWhatWasNotOffered extends DefaultTlsServer {
        ChoosesWhatWasNotOffered() {
            super(new BcTlsCrypto(new SecureRandom()));
        }

        @Override
        protected ProtocolName selectProtocolName() {
            return ProtocolName.asUtf8Encoding("other");
        }

        @Override
        protected TlsCredentialedSigner getRSASignerCredentials() throws IOException {
            var own = OwnCertificate.of(TestCertificates.of("RSA"), (BcTlsCrypto) getCrypto());
            return new OwnSigner(own, Scheme.RSA_PSS_RSAE_SHA256, own.message(TlsUtils.isTLSv13(context)), new SecureRandom());
        }
    }

    @Test
    void versionsThatDoNotMeetAreToldOnBothSides() throws Exception {
        var server = Settings.server("EC").versions(TlsVersion.TLS_1_3).acceptor();
        var client = JdkPeer.client(JdkPeer.context(), "TLSv1.2");
        assertFails(SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION, "protocol_version", () -> {
            Peer.converse(client, server);
            return null;
        });
        assertHears(client, "protocol_version", server.engine.lastWords());

        var own = Settings.client().versions(TlsVersion.TLS_1_3).initiator();
        var jdk = JdkPeer.server(JdkPeer.context(TestCertificates.of("EC")), "TLSv1.2");
        assertThrows(SSLException.class, () -> Peer.converse(own, jdk));
        assertFails(SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION, "protocol_version", () -> {
            tell(own, jdk.speak());
            return null;
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aServerWithoutACertificateForTheClientSaysSo(String version) throws Exception {
        var settings = Settings.server("EC");
        settings.certificate = Optional.empty();
        var server = settings.acceptor();
        var client = JdkPeer.client(JdkPeer.context(), version);
        var e = assertFails(SecurityStatus.SEC_E_ILLEGAL_MESSAGE, "handshake_failure", () -> {
            Peer.converse(client, server);
            return null;
        });
        assertTrue(e.getMessage().contains("no certificate that the client can check"), e.getMessage());
        assertHears(client, "handshake_failure", server.engine.lastWords());
    }

    @Test
    void someoneWhoSpeaksNoTlsIsAnsweredWithAPlainAlert() throws Exception {
        var server = Settings.server("EC").acceptor();
        assertFails(SecurityStatus.SEC_E_ILLEGAL_MESSAGE, "unexpected_message", () -> {
            tell(server, List.of(new byte[] {'G', 'E', 'T', 0, 1, '/'}));
            return null;
        });
        assertArrayEquals(new byte[] {21, 3, 3, 0, 2, 2, 10}, server.engine.lastWords());
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.2, 5", "TLSv1.2, 13", "TLSv1.2, 20", "TLSv1.3, 5", "TLSv1.3, 20"})
    void aFlippedBitIsFoundAndTold(String version, int at) throws Exception {
        var server = Settings.server("EC").acceptor();
        var client = JdkPeer.client(JdkPeer.context(), version);
        Peer.converse(client, server);
        var record = client.seal(HELLO);
        record[at] ^= 1;
        assertFails(SecurityStatus.SEC_E_MESSAGE_ALTERED, "bad_record_mac", () -> server.hear(record));
        assertHears(client, "bad_record_mac", server.engine.lastWords());
    }

    @ParameterizedTest
    @EnumSource(value = TlsVersion.class, names = {"TLS_1_0", "TLS_1_1", "TLS_1_2", "TLS_1_3"})
    void eachBitOfARecordCounts(TlsVersion version) throws Exception {
        for (int bit = 0; bit < 8; bit++) {
            var client = Settings.client().versions(version).initiator();
            var server = Settings.server("RSA").versions(version).acceptor();
            Peer.converse(client, server);
            var records = Peer.split(ByteBuffer.wrap(client.seal(HELLO)));
            var record = records.get(0);
            record[5 + (record.length - 6) * bit / 7] ^= (byte) (1 << bit);
            assertFails(SecurityStatus.SEC_E_MESSAGE_ALTERED, "bad_record_mac", () -> server.hear(record));
            var words = server.engine.lastWords();
            assertFails(SecurityStatus.SEC_E_MESSAGE_ALTERED, "bad_record_mac", () -> client.hear(words));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aRecordThatComesAgainIsRefused(String version) throws Exception {
        var server = Settings.server("EC").acceptor();
        var client = JdkPeer.client(JdkPeer.context(), version);
        Peer.converse(client, server);
        var record = client.seal(HELLO);
        assertArrayEquals(HELLO, server.hear(record));
        assertFails(SecurityStatus.SEC_E_MESSAGE_ALTERED, "bad_record_mac", () -> server.hear(record));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aPeerThatGivesUpInTheHandshakeIsToldSo(String version) throws Exception {
        var server = Settings.server("EC").acceptor();
        var client = JdkPeer.client(JdkPeer.context(), version);
        for (var record : client.speak()) {
            server.hear(record);
        }
        assertFails(SecurityStatus.SEC_E_ILLEGAL_MESSAGE, "close_notify", () -> {
            tell(server, List.of(new byte[] {21, 3, 3, 0, 2, 1, 0}));
            return null;
        });
        assertEquals(0, server.engine.lastWords().length);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1})
    void whatIsNotExactlyOneRecordIsTheCallersMistake(int more) throws Exception {
        var server = Settings.server("EC").acceptor();
        var record = ByteBuffer.allocate(10 + more).put(new byte[] {22, 3, 3, 0, 5}).position(0);
        assertThrows(IllegalArgumentException.class, () -> server.engine.open(record, ByteBuffer.allocate(0)));
    }

    @Test
    void limitsThatLeaveNothingAreRefusedAtOnce() throws Exception {
        var settings = Settings.client().versions(TlsVersion.TLS_1_3);
        settings.suites = suite -> suite.contains("ECDHE");
        assertFails(SecurityStatus.SEC_E_ALGORITHM_MISMATCH, "No cipher suite is left", settings::initiator);
        assertFails(SecurityStatus.SEC_E_ALGORITHM_MISMATCH, "No cipher suite is left", settings::acceptor);
    }

    @Test
    void suitesThatDoNotMeetAreToldOnBothSides() throws Exception {
        var settings = Settings.client();
        settings.suites = "TLS_AES_128_GCM_SHA256"::equals;
        var own = Settings.server("EC");
        own.suites = "TLS_AES_256_GCM_SHA384"::equals;
        var client = settings.initiator();
        var server = own.acceptor();
        assertFails(SecurityStatus.SEC_E_ALGORITHM_MISMATCH, "handshake_failure", () -> {
            Peer.converse(client, server);
            return null;
        });
        assertFails(SecurityStatus.SEC_E_ILLEGAL_MESSAGE, "The peer ended the connection with the alert handshake_failure", () -> {
            tell(client, Peer.split(ByteBuffer.wrap(server.engine.lastWords())));
            return null;
        });
    }

    private static SspiException assertFails(SecurityStatus status, String with, Callable<?> call) {
        var e = assertThrows(SspiException.class, call::call);
        assertEquals(status, e.status(), e::getMessage);
        assertTrue(e.getMessage().contains(with), e.getMessage());
        return e;
    }
}
