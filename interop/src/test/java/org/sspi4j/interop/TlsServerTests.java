package org.sspi4j.interop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.api.SecurityStatus.SEC_E_APPLICATION_PROTOCOL_MISMATCH;
import static org.sspi4j.api.SecurityStatus.SEC_E_ILLEGAL_MESSAGE;
import static org.sspi4j.api.SecurityStatus.SEC_E_OK;
import static org.sspi4j.api.SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION;
import static org.sspi4j.api.SecurityStatus.SEC_E_UNTRUSTED_ROOT;
import static org.sspi4j.api.SecurityStatus.SEC_E_WRONG_PRINCIPAL;
import static org.sspi4j.api.SecurityStatus.SEC_I_INCOMPLETE_CREDENTIALS;

import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.Sspi;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.SchannelAttribute;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.TlsBackend;
import org.sspi4j.interop.TlsProgram.Server;

/** Our client against somebody's server. */
abstract class TlsServerTests extends TlsTests {
    private static final byte[] LINE = ascii("0123456789 in one line\n");

    TlsServerTests(TlsRun run, TlsProgram theirs) {
        super(run, theirs);
    }

    /** Has this said by each side to the other, and looks whether it was understood. */
    abstract void exchange(SchannelConnection ours, RunningProgram theirs, byte[] text) throws Exception;

    /** That it prints when the connection has ended as it should; empty if it says nothing then. */
    abstract Optional<String> closedWell();

    @SafeVarargs
    final Server serve(List<String>... options) throws Exception {
        return theirs.server(TlsProgram.all(theirs.version(run.version()), TlsProgram.all(options)));
    }

    final Server serve() throws Exception {
        return serve(theirs.certificate("server-ec"));
    }

    final CredHandle credential(String... certificates) throws Exception {
        return Sspi.acquireCredentialsHandle("Schannel", CredentialUse.OUTBOUND, credentials(certificates).build());
    }

    final SchannelConnection connect(Server server) throws Exception {
        var socket = new Socket(server.address().getAddress(), server.address().getPort());
        return SchannelConnection.client(socket, run.pieces(), TARGET, Set.of(ContextFlag.STREAM));
    }

    /** In TLS 1.3 a client is done before the server has looked at it. */
    private static void handshakeAndAnswer(SchannelConnection ours, CredHandle credential) throws Exception {
        if (ours.handshake(credential) == SEC_I_INCOMPLETE_CREDENTIALS) {
            assertEquals(SEC_E_OK, ours.handshake(credential));
        }
        ours.read();
    }

    @ParameterizedTest
    @ValueSource(strings = {"server-rsa", "server-ec"})
    @Shows("TLS: handshake, data")
    void bothSidesSpeak(String certificate) throws Exception {
        try (var server = serve(theirs.certificate(certificate)); var credential = credential(); var ours = connect(server)) {
            assertEquals(SEC_E_OK, ours.handshake(credential));
            exchange(ours, server.program(), LINE);
            assertEquals(LAB.certificate(certificate), ours.query(SchannelAttribute.REMOTE_CERT_CONTEXT));
            assertFalse(isResumed(ours));
        }
    }

    @Test
    @Shows("TLS: handshake, data")
    void aMebibyteGoesEachWay() throws Exception {
        try (var server = serve(); var credential = credential(); var ours = connect(server)) {
            ours.handshake(credential);
            exchange(ours, server.program(), muchText());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"client-rsa", "client-ec"})
    @Shows("TLS: client certificates")
    void theServerIsShownTheCertificateItRequires(String certificate) throws Exception {
        try (var server = serve(theirs.certificate("server-rsa"), theirs.trusting("ca"), theirs.insisting());
                var credential = credential(certificate);
                var ours = connect(server)) {
            assertEquals(SEC_E_OK, ours.handshake(credential));
            exchange(ours, server.program(), LINE);
            server.program().awaits(certificate.replace("client", "alice"));
            assertEquals(LAB.certificate(certificate), ours.query(SchannelAttribute.LOCAL_CERT_CONTEXT));
            assertTrue(ours.last().flags().contains(ContextFlag.MUTUAL_AUTH));
        }
    }

    @Test
    @Shows("TLS: client certificates")
    void whoIsAskedForACertificateThatItLacksMayGoOnWithout() throws Exception {
        try (var server = serve(theirs.certificate("server-rsa"), theirs.trusting("ca"), theirs.asking());
                var credential = credential();
                var ours = connect(server)) {
            assertEquals(SEC_I_INCOMPLETE_CREDENTIALS, ours.handshake(credential));
            assertLabIsNamed(ours);
            assertEquals(SEC_E_OK, ours.handshake(credential));
            exchange(ours, server.program(), LINE);
            assertFalse(ours.last().flags().contains(ContextFlag.MUTUAL_AUTH));
        }
    }

    @Test
    @Shows("TLS: client certificates")
    void whoIsAskedForACertificateThatItLacksMayGoOnWithAnother() throws Exception {
        try (var server = serve(theirs.certificate("server-rsa"), theirs.trusting("ca"), theirs.insisting());
                var credential = credential();
                var other = credential("client-ec");
                var ours = connect(server)) {
            assertEquals(SEC_I_INCOMPLETE_CREDENTIALS, ours.handshake(credential));
            assertEquals(SEC_E_OK, ours.handshake(other));
            exchange(ours, server.program(), LINE);
            server.program().awaits("alice-ec");
        }
    }

    private static void assertLabIsNamed(SchannelConnection ours) throws Exception {
        var lab = LAB.certificate("ca").getSubjectX500Principal().getEncoded();
        assertEquals(1, ours.last().issuers().size());
        assertArrayEquals(lab, ours.last().issuers().get(0));
        assertArrayEquals(lab, ours.query(SchannelAttribute.ISSUER_LIST_EX).issuers().get(0));
    }

    @Test
    @Shows("TLS: client certificates")
    void whoShowsNoneWhereOneIsRequiredHearsOfIt() throws Exception {
        try (var server = serve(theirs.certificate("server-rsa"), theirs.trusting("ca"), theirs.insisting());
                var credential = credential();
                var ours = connect(server)) {
            Refusal.of(() -> handshakeAndAnswer(ours, credential)).is(SEC_E_ILLEGAL_MESSAGE, "The peer ended the connection");
        }
    }

    @Test
    @Shows("TLS: alerts")
    void aServerThatDoesNotKnowTheClientsAuthoritySaysSo() throws Exception {
        try (var server = serve(theirs.certificate("server-rsa"), theirs.trusting("stranger"), theirs.insisting());
                var credential = credential();
                var other = credential("client-ec");
                var ours = connect(server)) {
            assertEquals(SEC_I_INCOMPLETE_CREDENTIALS, ours.handshake(credential));
            Refusal.of(() -> handshakeAndAnswer(ours, other)).is(untrusted(), "The peer ended the connection");
        }
    }

    /** By unknown_ca. */
    SecurityStatus untrusted() {
        return SEC_E_UNTRUSTED_ROOT;
    }

    @Test
    @Shows("TLS: alerts")
    void aServerThatSpeaksAnotherVersionSaysSo() throws Exception {
        try (var server = theirs.server(TlsProgram.all(theirs.version(run.version().other()), theirs.certificate("server-ec")));
                var credential = credential();
                var ours = connect(server)) {
            Refusal.of(() -> ours.handshake(credential)).is(notThisVersion(), "The peer ended the connection");
        }
    }

    /** By protocol_version. */
    SecurityStatus notThisVersion() {
        return SEC_E_UNSUPPORTED_FUNCTION;
    }

    @Test
    @Shows("TLS: alerts")
    void aServerThatHasNoCipherInCommonSaysSo() throws Exception {
        try (var server = theirs.server(TlsProgram.all(theirs.strangeCiphers(run.version()), theirs.certificate("server-ec")));
                var credential = credential();
                var ours = connect(server)) {
            Refusal.of(() -> ours.handshake(credential)).is(SEC_E_ILLEGAL_MESSAGE, "handshake_failure");
        }
    }

    @Test
    @Shows("TLS: server certificates")
    void aServerOfAnotherNameIsRefused() throws Throwable {
        try (var server = serve(theirs.certificate("wrong-name")); var credential = credential(); var ours = connect(server)) {
            assertRefusedByItsCertificate(SEC_E_WRONG_PRINCIPAL, () -> ours.handshake(credential));
        }
    }

    @Test
    @Shows("TLS: server certificates")
    void aServerOfAnAuthorityThatNobodyKnowsIsRefused() throws Throwable {
        try (var server = serve(theirs.certificate("stranger-server")); var credential = credential(); var ours = connect(server)) {
            assertRefusedByItsCertificate(SEC_E_UNTRUSTED_ROOT, () -> ours.handshake(credential));
        }
    }

    @Test
    @Shows("TLS: resumption")
    void aSessionIsResumed() throws Exception {
        try (var server = serve(); var credential = credential()) {
            try (var ours = connect(server)) {
                ours.handshake(credential);
                exchange(ours, server.program(), LINE);
                assertFalse(server.program().printed().contains(theirs.resumedByServer()));
                ours.shutDown();
            }
            try (var ours = connect(server)) {
                ours.handshake(credential);
                assertEquals(run.resumes(), isResumed(ours));
                assertEquals(LAB.certificate("server-ec"), ours.query(SchannelAttribute.REMOTE_CERT_CONTEXT));
                if (run.resumes()) {
                    server.program().awaits(theirs.resumedByServer());
                }
                exchange(ours, server.program(), ascii("012345 once more\n"));
            }
        }
    }

    @Test
    @Shows("TLS: resumption")
    void anotherCredentialResumesNothing() throws Exception {
        try (var server = serve()) {
            for (int i = 0; i < 2; i++) {
                try (var credential = credential(); var ours = connect(server)) {
                    ours.handshake(credential);
                    exchange(ours, server.program(), ascii(i + " is said\n"));
                    assertFalse(isResumed(ours));
                    ours.shutDown();
                }
            }
            assertFalse(server.program().printed().contains(theirs.resumedByServer()), server::toString);
        }
    }

    @Test
    @Shows("TLS: ALPN")
    void theServerChoosesAnApplicationProtocol() throws Exception {
        try (var server = serve(theirs.certificate("server-ec"), theirs.applicationProtocol("sspi/1"));
                var credential = credential();
                var ours = connect(server).with(applicationProtocols("sspi/2", "sspi/1"))) {
            ours.handshake(credential);
            assertProtocol("sspi/1", ours);
            exchange(ours, server.program(), LINE);
        }
    }

    @Test
    @Shows("TLS: ALPN")
    void noApplicationProtocolInCommonEndsTheHandshake() throws Exception {
        try (var server = serve(theirs.certificate("server-ec"), theirs.applicationProtocol("sspi/1"));
                var credential = credential();
                var ours = connect(server).with(applicationProtocols("sspi/2"))) {
            Refusal.of(() -> ours.handshake(credential)).is(SEC_E_APPLICATION_PROTOCOL_MISMATCH, "no_application_protocol");
        }
    }

    @Test
    @Shows("TLS: end of the stream")
    void theServerSaysThatThisWasAll() throws Exception {
        try (var server = serve(theirs.certificate("server-ec"), theirs.http());
                var credential = credential();
                var ours = connect(server)) {
            ours.handshake(credential);
            ours.write(ascii("GET / HTTP/1.0\r\n\r\n"));
            int pieces = 0;
            while (ours.read().isPresent()) {
                pieces++;
            }
            assertTrue(pieces > 0);
            ours.shutDown();
            assertNothingCanBeSent(ours);
        }
    }

    @Test
    @Shows("TLS: end of the stream")
    void aServerThatIsKilledDoesNotSayThatThisWasAll() throws Exception {
        try (var server = serve(); var credential = credential(); var ours = connect(server)) {
            ours.handshake(credential);
            exchange(ours, server.program(), LINE);
            server.program().kill();
            assertTruncated(ours);
        }
    }

    @Test
    @Shows("TLS: end of the stream")
    void theServerHearsThatThisWasAll() throws Exception {
        try (var server = serve(); var credential = credential(); var ours = connect(server)) {
            ours.handshake(credential);
            exchange(ours, server.program(), LINE);
            ours.shutDown();
            assertTrue(ours.read().isEmpty());
            if (closedWell().isPresent()) {
                server.program().awaits(closedWell().get());
            }
            assertFalse(server.program().printed().contains(theirs.truncated()));
            assertNothingCanBeSent(ours);
        }
    }

    @Test
    @Shows("TLS: end of the stream")
    void theServerMissesTheEndOfWhoJustGoes() throws Exception {
        try (var server = serve(); var credential = credential()) {
            try (var ours = connect(server)) {
                ours.handshake(credential);
                exchange(ours, server.program(), LINE);
            }
            server.program().awaits(theirs.truncated());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"server-rsa", "server-ec"})
    @Shows("TLS: tls-server-end-point")
    void theCertificateIsBoundTo(String certificate) throws Exception {
        try (var server = serve(theirs.certificate(certificate)); var credential = credential(); var ours = connect(server)) {
            ours.handshake(credential);
            assertEndpointBinding(fingerprint(certificate), ours);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Shows("TLS: keying material")
    void bothSidesExportTheSameKeys(TlsBackend backend) throws Exception {
        var settings = credentials().backend(backend).build();
        try (var server = serve(theirs.certificate("server-ec"), theirs.exporting(LABEL, 20));
                var credential = Sspi.acquireCredentialsHandle("Schannel", CredentialUse.OUTBOUND, settings);
                var ours = connect(server)) {
            ours.handshake(credential);
            assertExported(backend, ours, server.program());
        }
    }
}
