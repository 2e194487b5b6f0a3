package org.sspi4j.benchmarks;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.sspi4j.kerberos.message.ApReq;
import org.sspi4j.kerberos.message.AsRep;
import org.sspi4j.kerberos.message.PaType;
import org.sspi4j.kerberos.message.TgsRep;
import org.sspi4j.kerberos.message.TgsReq;

/**
 * What a logon prescribes: a recorded one's requests sent and replies received on one kept socket, and
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

    private final DatagramPacket reply = new DatagramPacket(new byte[65535], 65535);
    private final byte[] timestamp = new byte[FloorKey.blocks(TIMESTAMP)];
    private List<DatagramPacket> requests;
    private byte[] asRepPart;
    private byte[] body;
    private byte[] authenticator;
    private byte[] tgsRepPart;
    private FloorKey key;
    private FloorHandshake handshake;
    private DatagramSocket socket;

    @Setup
    public void open(FloorHandshake handshake) throws Exception {
        this.handshake = handshake;
        var exchanges = Recording.load(Realm.given().folder()).exchanges();
        if (exchanges.size() != 2) {
            throw new IllegalStateException("a logon of " + exchanges.size() + " requests instead of 2");
        }
        requests = new ArrayList<>();
        for (var exchange : exchanges) {
            requests.add(new DatagramPacket(exchange.request(), exchange.request().length));
        }
        var asRep = AsRep.decode(exchanges.get(0).reply());
        var tgsReq = TgsReq.decode(exchanges.get(1).request());
        var tgsRep = TgsRep.decode(exchanges.get(1).reply());
        asRepPart = FloorHandshake.sealed(asRep.encPart());
        body = tgsReq.reqBody().wire();
        byte[] apReq = tgsReq.padata().orElseThrow().find(PaType.PA_TGS_REQ).orElseThrow();
        authenticator = FloorHandshake.sealed(ApReq.decode(apReq).authenticator());
        tgsRepPart = FloorHandshake.sealed(tgsRep.encPart());
        key = new FloorKey(FloorHandshake.type(tgsRep.encPart()));
        socket = new DatagramSocket();
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.getInteger(PORT)));
    }

    @TearDown
    public void close() {
        socket.close();
    }

    int logOn() throws IOException, GeneralSecurityException {
        for (var request : requests) {
            socket.send(request);
            reply.setLength(reply.getData().length);
            socket.receive(reply);
        }
        return key.seal(timestamp, timestamp.length)[0]
                + key.open(asRepPart, asRepPart.length)[0]
                + key.sign(body, body.length)[0]
                + key.seal(authenticator, authenticator.length)[0]
                + key.open(tgsRepPart, tgsRepPart.length)[0]
                + handshake.client()
                + handshake.server();
    }
}
