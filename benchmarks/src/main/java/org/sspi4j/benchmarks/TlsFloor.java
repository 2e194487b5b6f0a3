package org.sspi4j.benchmarks;

import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.sspi4j.api.CertContext;

/**
 * The floor of the rows of TLS: the bare engines of the same backend, which is SunJSSE, on the same {@linkplain TlsTerms terms}, driven
 * with as little around them as goes: ready contexts and parameters, buffers that are used again, the peer's records read where they
 * were written, no copies. A backend more is a floor of its own kind, with rows of its own.
 */
@State(Scope.Benchmark)
public class TlsFloor {
    private static final int PORT = 1;
    private static final int ROOM = 1 << 16;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final ByteBuffer toClient = ByteBuffer.allocate(ROOM);
    private final ByteBuffer toServer = ByteBuffer.allocate(ROOM);
    private final ByteBuffer data = ByteBuffer.allocate(ROOM);
    private TlsTerms terms;
    private SSLContext client;
    private SSLContext server;
    private SSLParameters clientParameters;
    private SSLParameters serverParameters;
    private int shown;

    /** Both ends of an established connection. */
    record Pair(SSLEngine client, SSLEngine server) {
        void close() {
            client.closeOutbound();
            server.closeOutbound();
        }
    }

    @Setup
    public void prepare(TlsTerms terms) throws Exception {
        this.terms = terms;
        client = context(null);
        server = context(new ReadyKey(terms.certificate()));
        clientParameters = terms.parameters(client);
        serverParameters = terms.parameters(server);
        establish().close();
    }

    private SSLContext context(KeyManager key) throws Exception {
        var context = SSLContext.getInstance("TLS", "SunJSSE");
        context.init(new KeyManager[] {key}, new TrustManager[] {new Everybody()}, null);
        return context;
    }

    /** All of the handshake, and the tickets that follow it. */
    Pair establish() throws SSLException {
        var host = terms.host();
        clientParameters.setServerNames(List.of(new SNIHostName(host)));
        var pair = new Pair(engine(client.createSSLEngine(host, PORT), true, clientParameters),
                engine(server.createSSLEngine(), false, serverParameters));
        boolean said;
        do {
            said = step(pair.client, toClient, toServer);
            said |= step(pair.server, toServer, toClient);
        } while (said);
        return pair;
    }

    private static SSLEngine engine(SSLEngine engine, boolean isClient, SSLParameters parameters) throws SSLException {
        engine.setUseClientMode(isClient);
        engine.setSSLParameters(parameters);
        engine.beginHandshake();
        return engine;
    }

    /** Whatever one end can do with what it has; whether it said anything. */
    private boolean step(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws SSLException {
        in.flip();
        while (true) {
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> engine.getDelegatedTask().run();
                case NEED_WRAP -> engine.wrap(NOTHING, out);
                default -> {
                    if (!in.hasRemaining()) {
                        in.clear();
                        return out.position() > 0;
                    }
                    engine.unwrap(in, data.clear());
                }
            }
        }
    }

    /** The first record of a client. */
    ByteBuffer clientHello() throws SSLException {
        var host = terms.host();
        clientParameters.setServerNames(List.of(new SNIHostName(host)));
        var record = ByteBuffer.allocate(ROOM);
        engine(client.createSSLEngine(host, PORT), true, clientParameters).wrap(NOTHING, record);
        return record.flip();
    }

    /** How often a server has shown its certificate: in each handshake that resumes nothing. */
    int shown() {
        return shown;
    }

    private final class Everybody extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
            shown++;
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    /** One certificate, whose key is open. */
    private static final class ReadyKey extends X509ExtendedKeyManager {
        private final X509Certificate[] chain;
        private final PrivateKey key;
        private final String algorithm;

        ReadyKey(CertContext certificate) {
            chain = certificate.chain().toArray(X509Certificate[]::new);
            key = certificate.privateKey();
            algorithm = key.getAlgorithm();
        }

        @Override
        public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
            return keyType.equals(algorithm) ? algorithm : null;
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return chain;
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return key;
        }

        @Override
        public String[] getClientAliases(String keyType, Principal[] issuers) {
            return null;
        }

        @Override
        public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
            return null;
        }

        @Override
        public String[] getServerAliases(String keyType, Principal[] issuers) {
            return null;
        }

        @Override
        public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
            return null;
        }
    }
}
