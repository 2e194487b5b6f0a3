package org.sspi4j.schannel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.sspi4j.Sspi;
import org.sspi4j.api.CertContext;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.SchCredentials;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SpProt;
import org.sspi4j.api.SspiException;
import org.sspi4j.api.TlsParameters;
import org.sspi4j.testkit.TestAuthority;
import org.sspi4j.testkit.TestPki;

class ClosedByPeerTest {
    private static final TestAuthority ROOT = TestPki.root("Root");

    /** In TLS 1.2 close_notify ends both directions: RFC 5246 7.2.1. */
    @Test
    void nothingIsEncryptedInTls12AfterThePeerClosed() throws Exception {
        var tls12 = TlsParameters.without(SpProt.TLS1_3_CLIENT, SpProt.TLS1_3_SERVER);
        var issued = ROOT.server("web.example.com");
        var server = SchCredentials.builder().tlsParameters(tls12).cred(new CertContext(issued.chain(), issued.privateKey())).build();
        var client = SchCredentials.builder().tlsParameters(tls12).rootStore(TestPki.trusting(ROOT)).build();
        try (var web = Sspi.acquireCredentialsHandle("Schannel", CredentialUse.INBOUND, server);
                var alice = Sspi.acquireCredentialsHandle("Schannel", CredentialUse.OUTBOUND, client);
                var theirs = TlsParty.server(web)) {
            // Left to the collector: a call that does not come back holds what closing it waits for.
            var ours = TlsParty.client(alice, "web.example.com");
            TlsParty.connect(ours, theirs);
            ours.receive(theirs.shutDown());
            assertTrue(ours.expired);
            var refused = assertTimeoutPreemptively(
                    Duration.ofSeconds(30), () -> assertThrows(SspiException.class, () -> ours.write("too late".getBytes(UTF_8))));
            assertEquals(SecurityStatus.SEC_E_CONTEXT_EXPIRED, refused.status());
        }
    }
}
