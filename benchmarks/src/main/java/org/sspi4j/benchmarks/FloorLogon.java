package org.sspi4j.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.sspi4j.kerberos.message.ApReq;
import org.sspi4j.kerberos.message.AsRep;
import org.sspi4j.kerberos.message.PaType;
import org.sspi4j.kerberos.message.TgsRep;
import org.sspi4j.kerberos.message.TgsReq;
import org.sspi4j.testkit.Transport;

/**
 * What a logon prescribes: a recorded one's requests sent and replies received, over UDP on one kept socket, over TCP on a
 * connection for each, and
 *
 * <pre>
 *   the PA-ENC-TIMESTAMP sealed       RFC 4120 5.2.7.2
 *   the AS-REP's part opened          RFC 4120 3.1.5
 *   the request's body signed         RFC 4120 3.3.2
 *   the authenticator sealed          RFC 4120 3.3.2
 *   the TGS-REP's part opened         RFC 4120 3.3.4
 *   the AP exchange                   {@link FloorHandshake}
 * </pre>
 */
@State(Scope.Thread)
public class FloorLogon {
    /** Where the {@link CannedKdc} listens. */
    static final String PORT = "sspi4j.benchmarks.canned";
    /** Confounder and PA-ENC-TS-ENC. */
    private static final int TIMESTAMP = 16 + 26;

    @Param("UDP")
    Transport transport;

    private final ByteBuffer reply = ByteBuffer.allocateDirect(65535);
    private final byte[] timestamp = new byte[FloorKey.blocks(TIMESTAMP)];
    private final List<ByteBuffer> requests = new ArrayList<>();
    private byte[] asRepPart;
    private byte[] body;
    private byte[] authenticator;
    private byte[] tgsRepPart;
    private FloorKey key;
    private FloorHandshake handshake;
    private InetSocketAddress address;
    private DatagramChannel socket;

    @Setup
    public void open(FloorHandshake handshake) throws Exception {
        this.handshake = handshake;
        var exchanges = Recording.load(Realm.given().folder()).exchanges();
        if (exchanges.size() != 2) {
            throw new IllegalStateException("a logon of " + exchanges.size() + " requests instead of 2");
        }
        exchanges.forEach(exchange -> requests.add(asSent(exchange.request())));
        var asRep = AsRep.decode(exchanges.get(0).reply());
        var tgsReq = TgsReq.decode(exchanges.get(1).request());
        var tgsRep = TgsRep.decode(exchanges.get(1).reply());
        asRepPart = FloorHandshake.sealed(asRep.encPart());
        body = tgsReq.reqBody().wire();
        byte[] apReq = tgsReq.padata().orElseThrow().find(PaType.PA_TGS_REQ).orElseThrow();
        authenticator = FloorHandshake.sealed(ApReq.decode(apReq).authenticator());
        tgsRepPart = FloorHandshake.sealed(tgsRep.encPart());
        key = new FloorKey(FloorHandshake.type(tgsRep.encPart()));
        address = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.getInteger(PORT));
        socket = DatagramChannel.open().connect(address);
    }

    @TearDown
    public void close() throws IOException {
        socket.close();
    }

    int logOn() throws IOException, GeneralSecurityException {
        for (var request : requests) {
            exchange(request.rewind(), reply.clear());
        }
        return key.seal(timestamp, timestamp.length)[0]
                + key.open(asRepPart, asRepPart.length)[0]
                + key.sign(body, body.length)[0]
                + key.seal(authenticator, authenticator.length)[0]
                + key.open(tgsRepPart, tgsRepPart.length)[0]
                + handshake.client()
                + handshake.server();
    }

    /** RFC 4120 7.2.2: over TCP after its length. */
    private ByteBuffer asSent(byte[] request) {
        var bytes = ByteBuffer.allocateDirect(Integer.BYTES + request.length);
        if (transport == Transport.TCP) {
            bytes.putInt(request.length);
        }
        return bytes.put(request).flip();
    }

    private void exchange(ByteBuffer request, ByteBuffer reply) throws IOException {
        if (transport == Transport.UDP) {
            socket.write(request);
            socket.read(reply);
            return;
        }
        try (var connection = SocketChannel.open(address)) {
            connection.write(request);
            while (reply.position() < Integer.BYTES || reply.position() < Integer.BYTES + reply.getInt(0)) {
                if (connection.read(reply) < 0) {
                    throw new IOException("half a reply");
                }
            }
        }
    }
}
