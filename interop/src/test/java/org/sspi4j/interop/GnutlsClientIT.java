package org.sspi4j.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.Sspi;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.TlsBackend;

/** Our server against {@code gnutls-cli}. */
@ParameterizedClass(name = "{0}")
@MethodSource("org.sspi4j.interop.TlsRun#all")
@Timeout(60)
@Shows(value = "TLS: handshake, data", against = Peer.GNUTLS)
final class GnutlsClientIT extends TlsClientTests {
    GnutlsClientIT(TlsRun run) {
        super(run, new Gnutls(LAB));
    }

    @Override
    String closedWell() {
        return "- Peer has closed the GnuTLS connection";
    }

    /** By bad_certificate. */
    @Override
    SecurityStatus untrusted() {
        return SecurityStatus.SEC_E_CERT_UNKNOWN;
    }

    @Test
    @Shows("TLS: resumption")
    void aSessionIsResumed() throws Exception {
        try (var client = client(theirs.trusting("ca"), List.of("--resume")); var credential = credential()) {
            try (var first = accept()) {
                first.handshake(credential);
                assertFalse(isResumed(first));
                assertTrue(first.read().isEmpty());
            }
            try (var second = accept()) {
                second.handshake(credential);
                assertEquals(run.resumes(), isResumed(second));
                exchangeTyped(second, client, ascii("once more\n"));
            }
            if (run.resumes()) {
                client.awaits(theirs.resumedByClient());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"^rekey1^\n", "^rekey^\n"})
    @Shows("TLS: key update")
    void theClientChangesItsKeysInTls13AndMayAskForOurs(String command) throws Exception {
        try (var client = client(); var credential = credential(); var ours = accept()) {
            ours.handshake(credential);
            if (run.version() == TlsVersion.TLS_1_2) {
                client.say(command);
                assertTruncated(ours);                      // it cannot, and goes without a word
                return;
            }
            for (int i = 0; i < 3; i++) {
                exchangeTyped(ours, client, ascii(i + " before\n"));
                long before = renegotiations(ours);
                client.say(command);
                client.awaits(Pattern.compile("(?s)(?:Rekey was completed.*){" + (i + 1) + "}"));
                exchangeTyped(ours, client, ascii(i + " after\n"));
                assertEquals(before + 1, renegotiations(ours), ours::toString);
            }
        }
    }

    @Test
    @Shows("TLS: renegotiation refused")
    void nothingIsRenegotiated() throws Exception {
        try (var client = client(); var credential = credential(); var ours = accept()) {
            ours.handshake(credential);
            exchangeTyped(ours, client, ascii("0 before\n"));
            client.say("^renegotiate^\n");
            if (run.version() == TlsVersion.TLS_1_3) {
                exchangeTyped(ours, client, ascii("0 there is no such thing\n"));
                return;
            }
            assertNothingIsRenegotiated(ours);
        }
    }

    @Test
    @Shows("TLS: tls-server-end-point")
    void bothSidesBindToTheSameCertificate() throws Exception {
        try (var client = client(theirs.trusting("ca"), theirs.telling());
                var credential = credential("server-ec");
                var ours = accept()) {
            ours.handshake(credential);
            assertEquals(fingerprint("server-ec"), told(client, "tls-server-end-point"));
            assertEndpointBinding(told(client, "tls-server-end-point"), ours);
        }
    }

    @Test
    @Shows("TLS: tls-unique")
    void bothSidesBindToTheSameConnection() throws Exception {
        var settings = credentials("server-ec").backend(TlsBackend.BOUNCY_CASTLE).build();
        try (var client = client(theirs.trusting("ca"), theirs.telling());
                var credential = Sspi.acquireCredentialsHandle("Schannel", CredentialUse.INBOUND, settings);
                var ours = accept()) {
            ours.handshake(credential);
            if (run.version() == TlsVersion.TLS_1_3) {
                assertNoUniqueBinding(ours);
                assertEquals("not available", told(client, "tls-unique"));
            } else {
                assertUniqueBinding(told(client, "tls-unique"), ours);
            }
        }
    }
}
