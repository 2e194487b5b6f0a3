package org.sspi4j.interop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.sspi4j.Sspi;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.TlsBackend;

/** Our client against {@code gnutls-serv}. It never changes keys by itself. */
@ParameterizedClass(name = "{0}")
@MethodSource("org.sspi4j.interop.TlsRun#all")
@Timeout(60)
@Shows(value = "TLS: handshake, data", against = Peer.GNUTLS)
final class GnutlsServerIT extends TlsServerTests {
    GnutlsServerIT(TlsRun run) {
        super(run, new Gnutls(LAB));
    }

    /** What it is told it says too. */
    @Override
    void exchange(SchannelConnection ours, RunningProgram theirs, byte[] text) throws Exception {
        var written = CompletableFuture.runAsync(() -> {
            try {
                ours.write(text);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        assertArrayEquals(text, ours.read(text.length));
        written.join();
    }

    @Override
    Optional<String> closedWell() {
        return Optional.empty();
    }

    /** By access_denied. */
    @Override
    SecurityStatus untrusted() {
        return SecurityStatus.SEC_E_LOGON_DENIED;
    }

    /** A server of TLS 1.2 alone sees a client without any of its ciphers first: handshake_failure. */
    @Override
    SecurityStatus notThisVersion() {
        // Without supported_versions, as in a ClientHello of the second backend for TLS 1.2 alone, it says handshake_failure.
        return run.version() == TlsVersion.TLS_1_3 || run.backend() == TlsBackend.BOUNCY_CASTLE
                ? SecurityStatus.SEC_E_ILLEGAL_MESSAGE
                : super.notThisVersion();
    }

    @Test
    @Shows("TLS: renegotiation refused")
    void nothingIsRenegotiated() throws Exception {
        try (var server = serve(); var credential = credential(); var ours = connect(server)) {
            ours.handshake(credential);
            ours.write(ascii("**REHANDSHAKE**\n"));
            if (run.version() == TlsVersion.TLS_1_3) {
                ours.read(ascii("Successfully executed command\n").length);
                exchange(ours, server.program(), ascii("there is no such thing\n"));
                return;
            }
            assertNothingIsRenegotiated(ours);
        }
    }

    @Test
    @Shows("TLS: tls-server-end-point")
    void bothSidesBindToTheSameCertificate() throws Exception {
        try (var server = serve(); var credential = credential(); var ours = connect(server)) {
            ours.handshake(credential);
            exchange(ours, server.program(), ascii("bound\n"));
            assertEquals(fingerprint("server-ec"), told(server.program(), "tls-server-end-point"));
            assertEndpointBinding(told(server.program(), "tls-server-end-point"), ours);
        }
    }

    @Test
    @Shows("TLS: tls-unique")
    void bothSidesBindToTheSameConnection() throws Exception {
        var settings = credentials().backend(TlsBackend.BOUNCY_CASTLE).build();
        try (var server = serve();
                var credential = Sspi.acquireCredentialsHandle("Schannel", CredentialUse.OUTBOUND, settings);
                var ours = connect(server)) {
            ours.handshake(credential);
            exchange(ours, server.program(), ascii("bound\n"));
            if (run.version() == TlsVersion.TLS_1_3) {
                assertNoUniqueBinding(ours);
                assertEquals("not available", told(server.program(), "tls-unique"));
            } else {
                assertUniqueBinding(told(server.program(), "tls-unique"), ours);
            }
        }
    }
}
