package org.sspi4j.testkit;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kerby.kerberos.kerb.KrbCodec;
import org.apache.kerby.kerberos.kerb.KrbException;
import org.apache.kerby.kerberos.kerb.common.EncryptionUtil;
import org.apache.kerby.kerberos.kerb.crypto.CheckSumHandler;
import org.apache.kerby.kerberos.kerb.crypto.EncryptionHandler;
import org.apache.kerby.kerberos.kerb.type.KerberosTime;
import org.apache.kerby.kerberos.kerb.type.ap.ApOptions;
import org.apache.kerby.kerberos.kerb.type.ap.ApReq;
import org.apache.kerby.kerberos.kerb.type.ap.Authenticator;
import org.apache.kerby.kerberos.kerb.type.base.CheckSumType;
import org.apache.kerby.kerberos.kerb.type.base.EncryptionKey;
import org.apache.kerby.kerberos.kerb.type.base.EncryptionType;
import org.apache.kerby.kerberos.kerb.type.base.KeyUsage;
import org.apache.kerby.kerberos.kerb.type.base.KrbError;
import org.apache.kerby.kerberos.kerb.type.base.KrbMessage;
import org.apache.kerby.kerberos.kerb.type.base.NameType;
import org.apache.kerby.kerberos.kerb.type.base.PrincipalName;
import org.apache.kerby.kerberos.kerb.type.kdc.AsRep;
import org.apache.kerby.kerberos.kerb.type.kdc.AsReq;
import org.apache.kerby.kerberos.kerb.type.kdc.EncAsRepPart;
import org.apache.kerby.kerberos.kerb.type.kdc.EncKdcRepPart;
import org.apache.kerby.kerberos.kerb.type.kdc.EncTgsRepPart;
import org.apache.kerby.kerberos.kerb.type.kdc.KdcOption;
import org.apache.kerby.kerberos.kerb.type.kdc.KdcOptions;
import org.apache.kerby.kerberos.kerb.type.kdc.KdcReqBody;
import org.apache.kerby.kerberos.kerb.type.kdc.TgsRep;
import org.apache.kerby.kerberos.kerb.type.kdc.TgsReq;
import org.apache.kerby.kerberos.kerb.type.pa.PaDataEntry;
import org.apache.kerby.kerberos.kerb.type.pa.PaDataType;
import org.apache.kerby.kerberos.kerb.type.pa.PaEncTsEnc;
import org.apache.kerby.kerberos.kerb.type.ticket.Ticket;

/** A client that sends exactly the request that a test wants, and hands back what the KDC says. */
final class WireClient {
    private final EmbeddedKdc kdc;

    /** A ticket and what the KDC told its client about it. */
    record Granted(Ticket ticket, EncKdcRepPart part) {}

    WireClient(EmbeddedKdc kdc) {
        this.kdc = kdc;
    }

    AsReq asReq(String user, int... etypes) {
        var request = new AsReq();
        KdcReqBody body = body("krbtgt/" + kdc.realm(), etypes);
        body.setCname(new PrincipalName(user));
        request.setReqBody(body);
        return request;
    }

    static AsReq withTimestamp(AsReq request, EncryptionKey key, long millis) throws KrbException {
        var timestamp = new PaEncTsEnc();
        timestamp.setPaTimestamp(new KerberosTime(millis / 1000 * 1000));
        timestamp.setPaUsec(0);
        byte[] proof = KrbCodec.encode(EncryptionUtil.seal(timestamp, key, KeyUsage.AS_REQ_PA_ENC_TS));
        request.addPaData(new PaDataEntry(PaDataType.ENC_TIMESTAMP, proof));
        return request;
    }

    static AsReq with(AsReq request, KdcOption... options) {
        Arrays.stream(options).forEach(request.getReqBody().getKdcOptions()::setFlag);
        return request;
    }

    EncryptionKey key(String user, String password, int etype) throws KrbException {
        return EncryptionHandler.string2Key(user + "@" + kdc.realm(), password, EncryptionType.fromValue(etype));
    }

    /** Logs on with a password, with AES256. */
    Granted logon(String user, String password, KdcOption... options) throws Exception {
        EncryptionKey key = key(user, password, 18);
        return logon(with(withTimestamp(asReq(user, 18, 17), key, System.currentTimeMillis()), options), key);
    }

    Granted logon(AsReq request, EncryptionKey key) throws Exception {
        var reply = (AsRep) exchange(Transport.UDP, request);
        var part = EncryptionUtil.unseal(reply.getEncryptedEncPart(), key, KeyUsage.AS_REP_ENCPART, EncAsRepPart.class);
        return new Granted(reply.getTicket(), part);
    }

    TgsReq authenticated(Granted tgt, String user, String service, CheckSumType checksum, EncryptionKey subkey, KdcOption... options)
            throws KrbException {
        KdcReqBody body = body(service, 18, 17, 23);
        Arrays.stream(options).forEach(body.getKdcOptions()::setFlag);
        return authenticated(tgt, user, body, checksum, subkey);
    }

    TgsReq authenticated(Granted tgt, String user, KdcReqBody body, CheckSumType checksum, EncryptionKey subkey) throws KrbException {
        var authenticator = new Authenticator();
        authenticator.setAuthenticatorVno(5);
        authenticator.setCname(new PrincipalName(user));
        authenticator.setCrealm(kdc.realm());
        authenticator.setCtime(new KerberosTime(System.currentTimeMillis() / 1000 * 1000));
        authenticator.setCusec(0);
        if (checksum != null) {
            authenticator.setCksum(CheckSumHandler.checksumWithKey(
                    checksum, KrbCodec.encode(body), tgt.part().getKey().getKeyData(), KeyUsage.TGS_REQ_AUTH_CKSUM));
        }
        if (subkey != null) {
            authenticator.setSubKey(subkey);
        }
        var apReq = new ApReq();
        apReq.setApOptions(new ApOptions());
        apReq.setTicket(tgt.ticket());
        apReq.setEncryptedAuthenticator(EncryptionUtil.seal(authenticator, tgt.part().getKey(), KeyUsage.TGS_REQ_AUTH));
        var request = new TgsReq();
        request.addPaData(new PaDataEntry(PaDataType.TGS_REQ, KrbCodec.encode(apReq)));
        request.setReqBody(body);
        return request;
    }

    TgsReq tgsReq(Granted tgt, String user, String service, KdcOption... options) throws KrbException {
        return authenticated(tgt, user, service, CheckSumType.HMAC_SHA1_96_AES256, null, options);
    }

    Granted ticket(Granted tgt, String user, String service, KdcOption... options) throws Exception {
        var reply = (TgsRep) exchange(Transport.UDP, tgsReq(tgt, user, service, options));
        var part = EncryptionUtil.unseal(
                reply.getEncryptedEncPart(), tgt.part().getKey(), KeyUsage.TGS_REP_ENCPART_SESSKEY, EncTgsRepPart.class);
        return new Granted(reply.getTicket(), part);
    }

    /** The code of the KRB-ERROR that a request gets. */
    int error(KrbMessage request) throws Exception {
        return ((KrbError) exchange(Transport.UDP, request)).getErrorCode().getValue();
    }

    KrbMessage exchange(Transport transport, KrbMessage request) throws Exception {
        byte[] reply = exchange(transport, KrbCodec.encode(request));
        return KrbCodec.decodeMessage(ByteBuffer.wrap(reply));
    }

    byte[] exchange(Transport transport, byte[] request) throws IOException {
        return transport == Transport.UDP ? overUdp(kdc.udpAddress(), request) : overTcp(request);
    }

    private static byte[] overUdp(InetSocketAddress address, byte[] request) throws IOException {
        try (var socket = new DatagramSocket()) {
            socket.setSoTimeout(10_000);
            socket.send(new DatagramPacket(request, request.length, address));
            var packet = new DatagramPacket(new byte[65_507], 65_507);
            socket.receive(packet);
            return Arrays.copyOf(packet.getData(), packet.getLength());
        }
    }

    private byte[] overTcp(byte[] request) throws IOException {
        try (var socket = new Socket(kdc.tcpAddress().getAddress(), kdc.tcpAddress().getPort())) {
            return overTcp(socket, request.length, request);
        }
    }

    static byte[] overTcp(Socket socket, int length, byte[] request) throws IOException {
        socket.setSoTimeout(10_000);
        var out = new DataOutputStream(socket.getOutputStream());
        out.writeInt(length);
        out.write(request);
        out.flush();
        var in = new DataInputStream(socket.getInputStream());
        byte[] reply = new byte[in.readInt()];
        in.readFully(reply);
        return reply;
    }

    KdcReqBody body(String sname, int... etypes) {
        var body = new KdcReqBody();
        body.setKdcOptions(new KdcOptions());
        body.setRealm(kdc.realm());
        body.setSname(new PrincipalName(sname, NameType.NT_SRV_INST));
        body.setTill(new KerberosTime(0));
        body.setNonce(4711);
        List<EncryptionType> types = IntStream.of(etypes).mapToObj(EncryptionType::fromValue).toList();
        body.setEtypes(types);
        return body;
    }
}
