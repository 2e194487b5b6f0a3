package org.sspi4j.schannel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.api.SecurityStatus.SEC_I_INCOMPLETE_CREDENTIALS;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.sspi4j.Sspi;
import org.sspi4j.api.CertContext;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.SchCredentials;
import org.sspi4j.testkit.TestAuthority;
import org.sspi4j.testkit.TestCertificate;
import org.sspi4j.testkit.TestPki;

/**
 * A server of TLS 1.3 that asks for a certificate, and whose Finished begins a record of its own, as OpenSSL's: here the JDK's with
 * records of every length about the one where that is so.
 */
class AskedLateTest {
    private static final TestAuthority ROOT = TestPki.root("Root");
    private static final TestCertificate ALICE = ROOT.client("alice");
    private static final char[] PASSWORD = "changeit".toCharArray();
    /** Finished with SHA-384 in its handshake message. */
    private static final int FINISHED = 4 + 48;
    /** What the JDK may count to a record beside what goes into it. */
    private static final int AROUND = 40;

    private static SSLContext context;

    @BeforeAll
    static void prepare() throws Exception {
        var keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(ROOT.server("web.example.com").keyStore(PASSWORD), PASSWORD);
        var trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(TestPki.trusting(ROOT));
        context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    }

    @Test
    void theCallerIsAskedWhereverTheServersRecordsEnd() throws Exception {
        var client = SchCredentials.builder().rootStore(TestPki.trusting(ROOT)).build();
        var other = SchCredentials.builder().rootStore(TestPki.trusting(ROOT))
                .cred(new CertContext(ALICE.chain(), ALICE.privateKey())).build();
        try (var credential = Sspi.acquireCredentialsHandle("Schannel", CredentialUse.OUTBOUND, client);
                var shown = Sspi.acquireCredentialsHandle("Schannel", CredentialUse.OUTBOUND, other)) {
            int whole = handshake(credential, shown, 1 << 14);
            for (int size = whole - FINISHED - AROUND; size <= whole - FINISHED + AROUND; size++) {
                int largest = size;
                assertTimeoutPreemptively(
                        Duration.ofSeconds(20), () -> handshake(credential, shown, largest), () -> "records of " + largest);
            }
        }
    }

    /** @return how long the longest record of the server's flight was */
    private static int handshake(CredHandle credential, CredHandle shown, int largestRecord) throws Exception {
        var engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        var parameters = engine.getSSLParameters();
        parameters.setNeedClientAuth(true);
        parameters.setMaximumPacketSize(largestRecord);
        parameters.setProtocols(new String[] {"TLSv1.3"});
        engine.setSSLParameters(parameters);
        try (var ours = TlsParty.client(credential, "web.example.com")) {
            var flight = answer(engine, ours.begin());
            ours.receive(flight);
            assertEquals(SEC_I_INCOMPLETE_CREDENTIALS, ours.last.status());
            ours.goOnWith(shown);
            answer(engine, ours.again());
            assertTrue(ours.established);
            assertEquals(ALICE.certificate(), engine.getSession().getPeerCertificates()[0]);
            return longest(flight);
        }
    }

    /** What the JDK's server makes of these bytes. */
    private static byte[] answer(SSLEngine engine, byte[] bytes) throws Exception {
        var input = ByteBuffer.wrap(bytes);
        var nothing = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
        var output = new ByteArrayOutputStream();
        var record = ByteBuffer.allocate(1 << 15);
        while (true) {
            for (var task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
                task.run();
            }
            if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
                engine.wrap(ByteBuffer.allocate(0), record.clear());
                output.write(record.array(), 0, record.position());
            } else if (input.hasRemaining()) {
                engine.unwrap(input, nothing);
            } else {
                return output.toByteArray();
            }
        }
    }

    private static int longest(byte[] flight) {
        int longest = 0;
        var records = ByteBuffer.wrap(flight);
        while (records.hasRemaining()) {
            longest = Math.max(longest, TlsRecord.length(records));
            records.position(records.position() + TlsRecord.length(records));
        }
        return longest;
    }
}
