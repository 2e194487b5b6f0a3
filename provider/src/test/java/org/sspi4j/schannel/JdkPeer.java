package org.sspi4j.schannel;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.sspi4j.testkit.TestPki;

/** The JDK's TLS by itself: a peer that does what no context here does. */
final class JdkPeer {
    private static final int ROOM = 1 << 16;

    private final SSLEngine engine;
    private byte[] received = {};
    private int texts;

    private JdkPeer(SSLEngine engine, String version) {
        this.engine = engine;
        engine.setEnabledProtocols(new String[] {version});
    }

    static JdkPeer client(String version) throws GeneralSecurityException {
        var peer = new JdkPeer(context().createSSLEngine(Tls.WEB, 443), version);
        peer.engine.setUseClientMode(true);
        return peer;
    }

    static JdkPeer server(String version) throws GeneralSecurityException {
        var peer = new JdkPeer(context().createSSLEngine(), version);
        peer.engine.setUseClientMode(false);
        return peer;
    }

    private static SSLContext context() throws GeneralSecurityException {
        var password = "secret".toCharArray();
        var keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(Tls.SERVER.keyStore(password), password);
        var trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(TestPki.trusting(Tls.ROOT));
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    /** A handshake, or another one in TLS 1.2, or new keys in TLS 1.3; what has to be sent. */
    byte[] begin() throws SSLException {
        engine.beginHandshake();
        return receive(new byte[0]);
    }

    /** Takes bytes; what has to be sent. */
    byte[] receive(byte[] bytes) throws SSLException {
        int before = received.length;
        received = Arrays.copyOf(received, before + bytes.length);
        System.arraycopy(bytes, 0, received, before, bytes.length);
        var out = new ByteArrayOutputStream();
        while (true) {
            var status = engine.getHandshakeStatus();
            if (status == HandshakeStatus.NEED_TASK) {
                engine.getDelegatedTask().run();
            } else if (status == HandshakeStatus.NEED_WRAP) {
                out.writeBytes(write(new byte[0]));
            } else if (!unwraps()) {
                return out.toByteArray();
            }
        }
    }

    private boolean unwraps() throws SSLException {
        var in = ByteBuffer.wrap(received);
        var result = engine.unwrap(in, ByteBuffer.allocate(ROOM));
        texts += result.bytesProduced();
        received = Arrays.copyOfRange(received, in.position(), received.length);
        return result.getStatus() == Status.OK && result.bytesConsumed() > 0;
    }

    /** Octets of texts that came. */
    int received() {
        return texts;
    }

    byte[] write(byte[] text) throws SSLException {
        var out = ByteBuffer.allocate(ROOM);
        engine.wrap(ByteBuffer.wrap(text), out);
        return Arrays.copyOf(out.array(), out.position());
    }
}
