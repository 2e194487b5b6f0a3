package org.sspi4j.schannel;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.api.SecurityStatus.SEC_E_APPLICATION_PROTOCOL_MISMATCH;
import static org.sspi4j.api.SecurityStatus.SEC_E_CONTEXT_EXPIRED;
import static org.sspi4j.api.SecurityStatus.SEC_E_MESSAGE_ALTERED;
import static org.sspi4j.api.SecurityStatus.SEC_E_UNTRUSTED_ROOT;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sspi4j.Sspi;
import org.sspi4j.api.CertContext;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.SchCredentials;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecBufferType;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SpProt;
import org.sspi4j.api.SspiException;
import org.sspi4j.api.TlsParameters;
import org.sspi4j.testkit.TestAuthority;
import org.sspi4j.testkit.TestCertificate;
import org.sspi4j.testkit.TestPki;

/** What is left to say, and to hear, when a connection ends or does not come about. */
class EndOfConnectionTest {
    private static final TestAuthority ROOT = TestPki.root("Root");
    private static final TestCertificate WEB = ROOT.server("web.example.com");
    private static final byte[] TEXT = "hello".getBytes(US_ASCII);

    enum Version {
        TLS_1_2(TlsParameters.without(SpProt.TLS1_3_CLIENT, SpProt.TLS1_3_SERVER)),
        TLS_1_3(TlsParameters.without(SpProt.TLS1_2_CLIENT, SpProt.TLS1_2_SERVER));

        final TlsParameters parameters;

        Version(TlsParameters parameters) {
            this.parameters = parameters;
        }
    }

    private static CredHandle server(Version version) throws SspiException {
        return Sspi.acquireCredentialsHandle("Schannel", CredentialUse.INBOUND, SchCredentials.builder()
                .tlsParameters(version.parameters).cred(new CertContext(WEB.chain(), WEB.privateKey())).build());
    }

    private static CredHandle client(Version version) throws SspiException {
        return Sspi.acquireCredentialsHandle("Schannel", CredentialUse.OUTBOUND, SchCredentials.builder()
                .tlsParameters(version.parameters).rootStore(TestPki.trusting(ROOT)).build());
    }

    private static SecBuffer applicationProtocol(char name) {
        var structure = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN)
                .putInt(8).putInt(2).putShort((short) 2).put((byte) 1).put((byte) name).flip();
        return new SecBuffer(SecBufferType.APPLICATION_PROTOCOLS, SecBuffer.Access.READ_WRITE, structure);
    }

    private static SspiException refused(SecurityStatus status, Executable call) {
        var failure = assertTimeoutPreemptively(Duration.ofSeconds(20), () -> assertThrows(SspiException.class, call));
        assertEquals(status, failure.status(), failure::toString);
        return failure;
    }

    @ParameterizedTest
    @EnumSource
    void nothingCanBeSentOnAConnectionThatHasFailed(Version version) throws Exception {
        try (var web = server(version);
                var alice = client(version);
                var ours = TlsParty.client(alice, "web.example.com");
                var theirs = TlsParty.server(web)) {
            TlsParty.connect(ours, theirs);
            var damaged = ours.write(TEXT);
            damaged[damaged.length - 1] ^= 1;
            var failure = refused(SEC_E_MESSAGE_ALTERED, () -> theirs.receive(damaged));
            assertTrue(failure.token().length > 0);
            refused(SEC_E_CONTEXT_EXPIRED, () -> theirs.write(TEXT));
        }
    }

    @Test
    void inTls12NothingCanBeSentToAPeerThatHasClosedTheConnection() throws Exception {
        try (var web = server(Version.TLS_1_2);
                var alice = client(Version.TLS_1_2);
                var ours = TlsParty.client(alice, "web.example.com");
                var theirs = TlsParty.server(web)) {
            TlsParty.connect(ours, theirs);
            theirs.receive(ours.shutDown());
            refused(SEC_E_CONTEXT_EXPIRED, () -> theirs.write(TEXT));
            ours.receive(theirs.shutDown());
            assertTrue(ours.expired);
        }
    }

    @Test
    void inTls13AConnectionIsClosedInOneDirectionOnly() throws Exception {
        try (var web = server(Version.TLS_1_3);
                var alice = client(Version.TLS_1_3);
                var ours = TlsParty.client(alice, "web.example.com");
                var theirs = TlsParty.server(web)) {
            TlsParty.connect(ours, theirs);
            theirs.receive(ours.shutDown());
            ours.receive(theirs.write(TEXT));
            assertArrayEquals(TEXT, ours.text());
            ours.receive(theirs.shutDown());
            assertTrue(ours.expired);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoHasNoApplicationProtocolInCommonHearsOfIt(Version version) throws Exception {
        try (var web = server(version);
                var alice = client(version);
                var ours = TlsParty.client(alice, "web.example.com").with(applicationProtocol('a'));
                var theirs = TlsParty.server(web).with(applicationProtocol('b'))) {
            var hello = ours.begin();
            var failure = refused(SEC_E_APPLICATION_PROTOCOL_MISMATCH, () -> theirs.receive(hello));
            refused(SEC_E_APPLICATION_PROTOCOL_MISMATCH, () -> ours.receive(failure.token()));
        }
    }

    /** As OpenSSL's client sends it in TLS 1.3: it has keys only for what it receives yet. */
    @ParameterizedTest
    @EnumSource
    void anAlertInTheClearDuringTheHandshakeIsHeard(Version version) throws Exception {
        byte[] unknownCa = {21, 3, 3, 0, 2, 2, 48};
        try (var web = server(version);
                var alice = client(version);
                var ours = TlsParty.client(alice, "web.example.com");
                var theirs = TlsParty.server(web)) {
            theirs.receive(ours.begin());
            refused(SEC_E_UNTRUSTED_ROOT, () -> theirs.receive(unknownCa));
        }
    }
}
