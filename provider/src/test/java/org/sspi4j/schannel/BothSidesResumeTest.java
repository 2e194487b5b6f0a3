package org.sspi4j.schannel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sspi4j.Sspi;
import org.sspi4j.api.CertContext;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.SchCredentials;
import org.sspi4j.api.SchannelAttribute;
import org.sspi4j.testkit.TestAuthority;
import org.sspi4j.testkit.TestCertificate;
import org.sspi4j.testkit.TestPki;

class BothSidesResumeTest {
    private static final TestAuthority ROOT = TestPki.root("Root");
    private static final TestCertificate WEB = ROOT.server("web.example.com");

    /** SSL_SESSION_RECONNECT. */
    @ParameterizedTest
    @EnumSource
    void theSecondConnectionIsResumedOnBothSides(EndOfConnectionTest.Version version) throws Exception {
        var server = SchCredentials.builder().tlsParameters(version.parameters)
                .cred(new CertContext(WEB.chain(), WEB.privateKey())).build();
        var client = SchCredentials.builder().tlsParameters(version.parameters).rootStore(TestPki.trusting(ROOT)).build();
        try (var web = Sspi.acquireCredentialsHandle("Schannel", CredentialUse.INBOUND, server);
                var alice = Sspi.acquireCredentialsHandle("Schannel", CredentialUse.OUTBOUND, client)) {
            assertReconnect(0, web, alice);
            assertReconnect(1, web, alice);
        }
    }

    private static void assertReconnect(int flags, CredHandle web, CredHandle alice) throws Exception {
        try (var ours = TlsParty.client(alice, "web.example.com"); var theirs = TlsParty.server(web)) {
            TlsParty.connect(ours, theirs);
            assertEquals(flags, ours.context.query(SchannelAttribute.SESSION_INFO).flags());
            assertEquals(flags, theirs.context.query(SchannelAttribute.SESSION_INFO).flags());
        }
    }
}
