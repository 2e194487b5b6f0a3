package org.sspi4j.schannel.certificate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.api.SchCredentials;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.schannel.tls.PeerCheck;
import org.sspi4j.testkit.TestAuthority;
import org.sspi4j.testkit.TestCertificate;
import org.sspi4j.testkit.TestPki;

/** The checks as the JDK's engines call them, with an engine that is in a handshake. */
class ChecksInHandshakesTest {
    private final TestAuthority root = TestPki.root("Example Root");
    private final TestAuthority issuing = root.authority("Example Issuing CA");
    private final TrustedRoots roots;

    ChecksInHandshakesTest() throws SspiException {
        roots = TrustedRoots.of(SchCredentials.builder().rootStore(TestPki.trusting(root)).build(), Clock.systemUTC());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void goodCertificatesOnBothSidesCompleteIt(String version) throws Exception {
        shake(version, issuing.server("web.example.com"), issuing.client("alice"), "web.example.com");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void theNameIsTheTargetsAndNotTheEnginesHost(String version) {
        assertEquals(
                SecurityStatus.SEC_E_WRONG_PRINCIPAL,
                refusal(version, issuing.server("engine.example"), issuing.client("alice"), "web.example.com").status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aServerThatNobodyVouchesForEndsIt(String version) {
        var stranger = TestPki.root("Stranger").server("web.example.com");
        assertEquals(
                SecurityStatus.SEC_E_UNTRUSTED_ROOT, refusal(version, stranger, issuing.client("alice"), "web.example.com").status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aClientWithTheCertificateOfAServerEndsIt(String version) {
        assertEquals(
                SecurityStatus.SEC_E_CERT_WRONG_USAGE,
                refusal(version, issuing.server("web.example.com"), issuing.server("alice"), "web.example.com").status());
    }

    private SspiException refusal(String version, TestCertificate server, TestCertificate client, String target) {
        Throwable failure = assertThrows(SSLException.class, () -> shake(version, server, client, target));
        while (failure.getCause() != null && !(failure instanceof SspiException)) {
            failure = failure.getCause();
        }
        return assertInstanceOf(SspiException.class, failure);
    }

    private void shake(String version, TestCertificate server, TestCertificate client, String target) throws Exception {
        var initiator = context(client, ServerCertificateCheck.of(roots, Set.of(), false, target)).createSSLEngine("engine.example", 1);
        var acceptor = context(server, new ClientCertificateCheck(roots)).createSSLEngine();
        initiator.setUseClientMode(true);
        acceptor.setUseClientMode(false);
        acceptor.setNeedClientAuth(true);
        initiator.setEnabledProtocols(new String[] {version});
        var toAcceptor = ByteBuffer.allocate(1 << 16);
        var toInitiator = ByteBuffer.allocate(1 << 16);
        initiator.beginHandshake();
        acceptor.beginHandshake();
        for (int turn = 0; turn < 20; turn++) {
            step(initiator, toInitiator, toAcceptor);
            step(acceptor, toAcceptor, toInitiator);
        }
        assertEquals(version, initiator.getSession().getProtocol());
        assertEquals(HandshakeStatus.NOT_HANDSHAKING, initiator.getHandshakeStatus());
        assertEquals(HandshakeStatus.NOT_HANDSHAKING, acceptor.getHandshakeStatus());
        assertEquals(client.certificate(), acceptor.getSession().getPeerCertificates()[0]);
    }

    /** What one end can do now. */
    private static void step(SSLEngine end, ByteBuffer in, ByteBuffer out) throws SSLException {
        var none = ByteBuffer.allocate(1 << 15);
        while (true) {
            switch (end.getHandshakeStatus()) {
                case NEED_TASK -> end.getDelegatedTask().run();
                case NEED_WRAP -> end.wrap(ByteBuffer.allocate(0), out);
                default -> {
                    in.flip();
                    int before = in.remaining();
                    end.unwrap(in, none);
                    boolean nothing = in.remaining() == before;
                    in.compact();
                    if (nothing && end.getHandshakeStatus() != HandshakeStatus.NEED_WRAP
                            && end.getHandshakeStatus() != HandshakeStatus.NEED_TASK) {
                        return;
                    }
                }
            }
        }
    }

    private static SSLContext context(TestCertificate own, PeerCheck check) throws GeneralSecurityException {
        var keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(own.keyStore("secret".toCharArray()), "secret".toCharArray());
        var context = SSLContext.getInstance("TLS");
        KeyManager[] keyManagers = keys.getKeyManagers();
        context.init(keyManagers, new TrustManager[] {new Asking(check)}, null);
        return context;
    }

    private static final class Asking extends X509ExtendedTrustManager {
        private final PeerCheck check;

        Asking(PeerCheck check) {
            this.check = check;
        }

        private void ask(X509Certificate[] chain, String authType, SSLEngine engine) throws CertificateException {
            try {
                check.check(List.of(chain), authType, Optional.of(engine));
            } catch (SspiException e) {
                throw new CertificateException(e);
            }
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) throws CertificateException {
            ask(chain, authType, engine);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) throws CertificateException {
            ask(chain, authType, engine);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {
            throw new AssertionError();
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {
            throw new AssertionError();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {
            throw new AssertionError();
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {
            throw new AssertionError();
        }
    }
}
