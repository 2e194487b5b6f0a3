package org.sspi4j.schannel;

import java.util.Arrays;
import java.util.List;
import org.sspi4j.Sspi;
import org.sspi4j.api.CertContext;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.SchCredentials;
import org.sspi4j.api.SpProt;
import org.sspi4j.api.SspiException;
import org.sspi4j.api.TlsBackend;
import org.sspi4j.api.TlsParameters;
import org.sspi4j.testkit.TestAuthority;
import org.sspi4j.testkit.TestCertificate;
import org.sspi4j.testkit.TestPki;

/** A version of TLS by one of the backends, and credentials that speak it. */
enum Tls {
    JDK_1_2(TlsBackend.SUN_JSSE, TlsParameters.without(SpProt.TLS1_3_CLIENT, SpProt.TLS1_3_SERVER)),
    JDK_1_3(TlsBackend.SUN_JSSE, TlsParameters.without(SpProt.TLS1_2_CLIENT, SpProt.TLS1_2_SERVER)),
    BOUNCY_CASTLE_1_2(TlsBackend.BOUNCY_CASTLE, TlsParameters.without(SpProt.TLS1_3_CLIENT, SpProt.TLS1_3_SERVER)),
    BOUNCY_CASTLE_1_3(TlsBackend.BOUNCY_CASTLE, TlsParameters.without(SpProt.TLS1_2_CLIENT, SpProt.TLS1_2_SERVER));

    static final String WEB = "web.example.com";
    static final TestAuthority ROOT = TestPki.root("Example Root");
    static final TestCertificate SERVER = ROOT.server(WEB);
    static final TestCertificate ALICE = ROOT.client("alice");

    private final TlsBackend backend;
    private final TlsParameters parameters;

    Tls(TlsBackend backend, TlsParameters parameters) {
        this.backend = backend;
        this.parameters = parameters;
    }

    boolean isTls13() {
        return this == JDK_1_3 || this == BOUNCY_CASTLE_1_3;
    }

    boolean isOfJdk() {
        return backend == TlsBackend.SUN_JSSE;
    }

    static CertContext context(TestCertificate certificate) {
        return new CertContext(certificate.chain(), certificate.privateKey());
    }

    /** Speaks this version, and trusts the example's root. */
    SchCredentials.Builder credentials(TestCertificate... certificates) {
        return SchCredentials.builder()
                .backend(backend)
                .tlsParameters(parameters)
                .rootStore(TestPki.trusting(ROOT))
                .cred(Arrays.stream(certificates).map(Tls::context).toList());
    }

    /** Speaks this version, and trusts whom the JDK trusts. */
    SchCredentials.Builder withoutRoots() {
        return SchCredentials.builder().backend(backend).tlsParameters(parameters);
    }

    CredHandle client(TestCertificate... certificates) throws SspiException {
        return outbound(credentials(certificates));
    }

    CredHandle server() throws SspiException {
        return inbound(credentials(SERVER));
    }

    static CredHandle outbound(SchCredentials.Builder credentials) throws SspiException {
        return Sspi.acquireCredentialsHandle("Schannel", CredentialUse.OUTBOUND, credentials.build());
    }

    static CredHandle inbound(SchCredentials.Builder credentials) throws SspiException {
        return Sspi.acquireCredentialsHandle("Schannel", CredentialUse.INBOUND, credentials.build());
    }

    /** Both sides, connected. */
    static final class Ends implements AutoCloseable {
        private final List<CredHandle> credentials;
        final TlsParty client;
        final TlsParty server;

        Ends(Tls tls) throws SspiException {
            this(tls.client(), tls.server());
        }

        /** @param credentials are closed with it */
        Ends(CredHandle client, CredHandle server) throws SspiException {
            this(TlsParty.client(client, WEB), TlsParty.server(server), client, server);
        }

        Ends(TlsParty client, TlsParty server, CredHandle... credentials) throws SspiException {
            this.credentials = List.of(credentials);
            this.client = client;
            this.server = server;
            TlsParty.connect(client, server);
        }

        @Override
        public void close() {
            client.close();
            server.close();
            credentials.forEach(CredHandle::close);
        }
    }
}
