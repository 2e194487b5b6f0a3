package org.sspi4j.schannel.bctls;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.TrustManagerFactory;
import org.sspi4j.api.CertContext;

/** The JDK's. */
final class JdkPeer implements Peer {
    final SSLEngine engine;
    private final List<byte[]> saidFirst = new ArrayList<>();

    private JdkPeer(SSLEngine engine) {
        this.engine = engine;
    }

    /** Trusts {@link TestCertificates#root()}. */
    static SSLContext context(CertContext... certificates) throws Exception {
        var keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(TestCertificates.keyStore(List.of(certificates)), new char[0]);
        var trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(TestCertificates.trustStore());
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    static JdkPeer client(SSLContext context, String... protocols) {
        return of(context.createSSLEngine(TestCertificates.HOST, 443), true, protocols);
    }

    static JdkPeer server(SSLContext context, String... protocols) {
        return of(context.createSSLEngine(), false, protocols);
    }

    private static JdkPeer of(SSLEngine engine, boolean client, String... protocols) {
        engine.setUseClientMode(client);
        engine.setEnabledProtocols(protocols);
        return new JdkPeer(engine);
    }

    @Override
    public List<byte[]> speak() throws Exception {
        var said = new ArrayList<>(saidFirst);
        saidFirst.clear();
        if (engine.getHandshakeStatus() == SSLEngineResult.HandshakeStatus.NOT_HANDSHAKING
                && engine.getSession().getProtocol().equals("NONE")) {
            engine.beginHandshake();
        }
        while (true) {
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> engine.getDelegatedTask().run();
                case NEED_WRAP -> {
                    var out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
                    var result = engine.wrap(ByteBuffer.allocate(0), out);
                    said.addAll(Peer.split(out.flip()));
                    if (result.getStatus() == SSLEngineResult.Status.CLOSED && out.limit() == 0) {
                        return said;
                    }
                }
                default -> {
                    return said;
                }
            }
        }
    }

    @Override
    public byte[] hear(byte[] record) throws Exception {
        var in = ByteBuffer.wrap(record);
        var out = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
        do {
            while (engine.getHandshakeStatus() == SSLEngineResult.HandshakeStatus.NEED_TASK) {
                engine.getDelegatedTask().run();
            }
            if (engine.getHandshakeStatus() == SSLEngineResult.HandshakeStatus.NEED_WRAP && !engine.isOutboundDone()) {
                saidFirst.addAll(speak());
            }
            var result = engine.unwrap(in, out);
            if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
                break;
            }
            if (result.bytesConsumed() == 0 && engine.getHandshakeStatus() != SSLEngineResult.HandshakeStatus.NEED_TASK) {
                throw new AssertionError(result);
            }
        } while (in.hasRemaining());
        while (engine.getHandshakeStatus() == SSLEngineResult.HandshakeStatus.NEED_TASK) {
            engine.getDelegatedTask().run();
        }
        return out.position() == 0 ? null : Arrays.copyOf(out.array(), out.position());
    }

    @Override
    public byte[] seal(byte[] data) throws Exception {
        var in = ByteBuffer.wrap(data);
        var out = ByteBuffer.allocate(3 * engine.getSession().getPacketBufferSize());
        do {
            engine.wrap(in, out);
        } while (in.hasRemaining());
        return Arrays.copyOf(out.array(), out.position());
    }
}
