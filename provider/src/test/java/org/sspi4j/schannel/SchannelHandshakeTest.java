package org.sspi4j.schannel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sspi4j.Sspi;
import org.sspi4j.api.CertContext;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.SchCredentials;
import org.sspi4j.api.SpProt;
import org.sspi4j.api.TlsParameters;
import org.sspi4j.testkit.TestPki;

class SchannelHandshakeTest {
    private static final org.sspi4j.testkit.TestAuthority ROOT = TestPki.root("Root");
    private static final org.sspi4j.testkit.TestCertificate WEB = ROOT.server("web.example.com");

    enum Version {
        TLS_1_2(TlsParameters.without(SpProt.TLS1_3_CLIENT, SpProt.TLS1_3_SERVER)),
        TLS_1_3(TlsParameters.without(SpProt.TLS1_2_CLIENT, SpProt.TLS1_2_SERVER));

        private final TlsParameters parameters;

        Version(TlsParameters parameters) {
            this.parameters = parameters;
        }
    }

    @ParameterizedTest
    @EnumSource
    void bothSidesSpeak(Version version) throws Exception {
        var server = SchCredentials.builder().tlsParameters(version.parameters)
                .cred(new CertContext(WEB.chain(), WEB.privateKey())).build();
        var client = SchCredentials.builder().tlsParameters(version.parameters).rootStore(TestPki.trusting(ROOT)).build();
        try (var web = Sspi.acquireCredentialsHandle("Schannel", CredentialUse.INBOUND, server);
                var alice = Sspi.acquireCredentialsHandle("Schannel", CredentialUse.OUTBOUND, client);
                var ours = TlsParty.client(alice, "web.example.com");
                var theirs = TlsParty.server(web)) {
            TlsParty.connect(ours, theirs);
            System.out.println(ours.statuses() + " " + theirs.statuses());
            assertTrue(ours.established && theirs.established);
            for (int n : new int[] {1, 100, 16000, 0}) {
                var text = "x".repeat(n).getBytes(UTF_8);
                theirs.receive(ours.write(text));
                if (n > 0) assertArrayEquals(text, theirs.text());
                ours.receive(theirs.write(text));
                if (n > 0) assertArrayEquals(text, ours.text());
            }
            System.out.println(ours.statuses() + " " + theirs.statuses());
            theirs.receive(ours.shutDown());
            assertTrue(theirs.expired);
            ours.receive(theirs.shutDown());
            assertTrue(ours.expired);
            System.out.println(ours.statuses() + " " + theirs.statuses());
        }
    }
}
