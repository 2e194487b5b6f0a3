package org.sspi4j.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.api.SecurityStatus.SEC_E_ALGORITHM_MISMATCH;
import static org.sspi4j.api.SecurityStatus.SEC_E_APPLICATION_PROTOCOL_MISMATCH;
import static org.sspi4j.api.SecurityStatus.SEC_E_NO_CREDENTIALS;
import static org.sspi4j.api.SecurityStatus.SEC_E_NO_IMPERSONATION;
import static org.sspi4j.api.SecurityStatus.SEC_E_OK;
import static org.sspi4j.api.SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION;
import static org.sspi4j.api.SecurityStatus.SEC_E_UNTRUSTED_ROOT;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.security.cert.X509Certificate;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.Sspi;
import org.sspi4j.api.AccessToken;
import org.sspi4j.api.AccountPrincipal;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.ImpersonationLevel;
import org.sspi4j.api.SchannelAttribute;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.TlsBackend;

/** Our server against somebody's client. */
abstract class TlsClientTests extends TlsTests {
    private static final byte[] LINE = ascii("0123456789 in one line\n");
    private static final int TIMEOUT_MILLIS = 15_000;

    private ServerSocket socket;

    TlsClientTests(TlsRun run, TlsProgram theirs) {
        super(run, theirs);
    }

    /** What it prints when this side has said that this was all. */
    abstract String closedWell();

    @BeforeEach
    void listen() throws Exception {
        socket = new ServerSocket(0, 5, InetAddress.getByName(LAB.address()));
        socket.setSoTimeout(TIMEOUT_MILLIS);
    }

    @AfterEach
    void listenNoMore() throws Exception {
        socket.close();
    }

    @SafeVarargs
    final RunningProgram client(List<String>... options) throws Exception {
        return theirs.client(
                (InetSocketAddress) socket.getLocalSocketAddress(),
                TlsProgram.all(theirs.version(run.version()), TlsProgram.all(options)));
    }

    /** One that takes our certificate. */
    final RunningProgram client() throws Exception {
        return client(theirs.trusting("ca"));
    }

    final SchannelConnection accept(ContextFlag... flags) throws Exception {
        var wanted = EnumSet.of(ContextFlag.STREAM);
        wanted.addAll(List.of(flags));
        return SchannelConnection.server(socket.accept(), run.pieces(), wanted);
    }

    final CredHandle credential(String... certificates) throws Exception {
        var settings = credentials(certificates).mapper(TlsClientTests::byCommonName).build();
        return Sspi.acquireCredentialsHandle("Schannel", CredentialUse.INBOUND, settings);
    }

    final CredHandle credential() throws Exception {
        return credential("server-rsa", "server-ec");
    }

    /** The lab gives each name once. */
    private static Optional<AccessToken> byCommonName(List<X509Certificate> chain) {
        var subject = chain.get(0).getSubjectX500Principal().getName();
        return subject.startsWith("CN=alice-")
                ? Optional.of(AccessToken.of("alice", ImpersonationLevel.IMPERSONATION, Set.of(new AccountPrincipal("alice"))))
                : Optional.empty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"server-rsa", "server-ec"})
    @Shows("TLS: handshake, data")
    void bothSidesSpeak(String certificate) throws Exception {
        try (var client = client(); var credential = credential(certificate); var ours = accept()) {
            assertEquals(SEC_E_OK, ours.handshake(credential));
            exchangeTyped(ours, client, LINE);
            assertEquals(LAB.certificate(certificate), ours.query(SchannelAttribute.LOCAL_CERT_CONTEXT));
            assertFalse(isResumed(ours));
            Refusal.of(() -> ours.query(SchannelAttribute.REMOTE_CERT_CONTEXT)).is(SEC_E_NO_CREDENTIALS, "");
        }
    }

    @Test
    @Shows("TLS: handshake, data")
    void aMebibyteGoesEachWay() throws Exception {
        try (var client = client(); var credential = credential(); var ours = accept()) {
            ours.handshake(credential);
            exchangeTyped(ours, client, muchText());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"client-rsa", "client-ec"})
    @Shows("TLS: client certificates")
    void whoShowsACertificateStandsForAnAccount(String certificate) throws Exception {
        try (var client = client(theirs.trusting("ca"), theirs.certificate(certificate));
                var credential = credential();
                var ours = accept(ContextFlag.MUTUAL_AUTH)) {
            ours.handshake(credential);
            exchangeTyped(ours, client, LINE);
            assertEquals(LAB.certificate(certificate), ours.query(SchannelAttribute.REMOTE_CERT_CONTEXT));
            assertEquals("alice", ours.context().accessToken().userName());
            assertTrue(ours.last().flags().contains(ContextFlag.MUTUAL_AUTH));
        }
    }

    @Test
    @Shows("TLS: client certificates")
    void whoShowsNoneIsNobody() throws Exception {
        try (var client = client(); var credential = credential(); var ours = accept(ContextFlag.MUTUAL_AUTH)) {
            assertEquals(SEC_E_OK, ours.handshake(credential));
            exchangeTyped(ours, client, LINE);
            Refusal.of(() -> ours.context().accessToken()).is(SEC_E_NO_IMPERSONATION, "");
            assertFalse(ours.last().flags().contains(ContextFlag.MUTUAL_AUTH));
        }
    }

    @Test
    @Shows("TLS: client certificates")
    void aCertificateOfAnAuthorityThatNobodyKnowsIsRefused() throws Throwable {
        try (var client = client(theirs.trusting("ca"), theirs.certificate("stranger-client"));
                var credential = credential();
                var ours = accept(ContextFlag.MUTUAL_AUTH)) {
            assertRefusedByItsCertificate(SEC_E_UNTRUSTED_ROOT, () -> ours.handshake(credential));
        }
    }

    @Test
    @Shows("TLS: alerts")
    void aClientThatDoesNotKnowTheServersAuthoritySaysSo() throws Exception {
        try (var client = client(theirs.trusting("stranger")); var credential = credential(); var ours = accept()) {
            Refusal.of(() -> ours.handshake(credential)).is(untrusted(), "The peer ended the connection");
        }
    }

    /** By unknown_ca. */
    SecurityStatus untrusted() {
        return SEC_E_UNTRUSTED_ROOT;
    }

    @Test
    @Shows("TLS: alerts")
    void aClientThatSpeaksAnotherVersionHearsOfIt() throws Exception {
        var options = TlsProgram.all(theirs.version(run.version().other()), theirs.trusting("ca"));
        try (var client = theirs.client((InetSocketAddress) socket.getLocalSocketAddress(), options);
                var credential = credential();
                var ours = accept()) {
            Refusal.of(() -> ours.handshake(credential)).is(SEC_E_UNSUPPORTED_FUNCTION, "");
            client.awaits(theirs.received(70));
        }
    }

    @Test
    @Shows("TLS: alerts")
    void aClientThatHasNoCipherInCommonHearsOfIt() throws Exception {
        var options = TlsProgram.all(theirs.strangeCiphers(run.version()), theirs.trusting("ca"));
        try (var client = theirs.client((InetSocketAddress) socket.getLocalSocketAddress(), options);
                var credential = credential();
                var ours = accept()) {
            Refusal.of(() -> ours.handshake(credential)).is(SEC_E_ALGORITHM_MISMATCH, "");
            client.awaits(theirs.received(40));
        }
    }

    @Test
    @Shows("TLS: ALPN")
    void anApplicationProtocolIsChosen() throws Exception {
        try (var client = client(theirs.trusting("ca"), theirs.applicationProtocol("sspi/1"));
                var credential = credential();
                var ours = accept().with(applicationProtocols("sspi/2", "sspi/1"))) {
            ours.handshake(credential);
            assertProtocol("sspi/1", ours);
            exchangeTyped(ours, client, LINE);
        }
    }

    @Test
    @Shows("TLS: ALPN")
    void aClientWithoutAnApplicationProtocolInCommonHearsOfIt() throws Exception {
        try (var client = client(theirs.trusting("ca"), theirs.applicationProtocol("sspi/1"));
                var credential = credential();
                var ours = accept().with(applicationProtocols("sspi/2"))) {
            Refusal.of(() -> ours.handshake(credential)).is(SEC_E_APPLICATION_PROTOCOL_MISMATCH, "");
            client.awaits(theirs.received(120));
        }
    }

    @Test
    @Shows("TLS: end of the stream")
    void theClientSaysThatThisWasAll() throws Exception {
        try (var client = client(); var credential = credential(); var ours = accept()) {
            ours.handshake(credential);
            exchangeTyped(ours, client, LINE);
            client.hangUp();
            assertTrue(ours.read().isEmpty());
            ours.shutDown();
            assertNothingCanBeSent(ours);
        }
    }

    @Test
    @Shows("TLS: end of the stream")
    void aClientThatIsKilledDoesNotSayThatThisWasAll() throws Exception {
        try (var client = client(); var credential = credential(); var ours = accept()) {
            ours.handshake(credential);
            exchangeTyped(ours, client, LINE);
            client.kill();
            assertTruncated(ours);
        }
    }

    @Test
    @Shows("TLS: end of the stream")
    void aRecordThatIsCutOffIsNoEnd() throws Exception {
        try (var client = client(); var credential = credential(); var ours = accept()) {
            ours.handshake(credential);
            client.saying(muchText());
            ours.read(1000);
            client.kill();
            assertTruncated(ours);
        }
    }

    @Test
    @Shows("TLS: end of the stream")
    void theClientHearsThatThisWasAll() throws Exception {
        try (var client = client(); var credential = credential(); var ours = accept()) {
            ours.handshake(credential);
            exchangeTyped(ours, client, LINE);
            ours.shutDown();
            client.awaits(closedWell());
            assertFalse(client.printed().contains(theirs.truncated()));
            assertNothingCanBeSent(ours);
        }
    }

    @Test
    @Shows("TLS: end of the stream")
    void theClientMissesTheEndOfWhoJustGoes() throws Exception {
        try (var client = client(); var credential = credential()) {
            try (var ours = accept()) {
                ours.handshake(credential);
                exchangeTyped(ours, client, LINE);
            }
            client.awaits(theirs.truncated());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"server-rsa", "server-ec"})
    @Shows("TLS: tls-server-end-point")
    void theCertificateIsBoundTo(String certificate) throws Exception {
        try (var client = client(); var credential = credential(certificate); var ours = accept()) {
            ours.handshake(credential);
            assertEndpointBinding(fingerprint(certificate), ours);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Shows("TLS: keying material")
    void bothSidesExportTheSameKeys(TlsBackend backend) throws Exception {
        var settings = credentials("server-ec").backend(backend).build();
        try (var client = client(theirs.trusting("ca"), theirs.telling(), theirs.exporting(LABEL, 20));
                var credential = Sspi.acquireCredentialsHandle("Schannel", CredentialUse.INBOUND, settings);
                var ours = accept()) {
            ours.handshake(credential);
            assertExported(backend, ours, client);
        }
    }
}
