package org.sspi4j.kerberos.message;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.sspi4j.fixture.Der.application;
import static org.sspi4j.fixture.Der.bytes;
import static org.sspi4j.fixture.Der.element;
import static org.sspi4j.fixture.Der.flags;
import static org.sspi4j.fixture.Der.integer;
import static org.sspi4j.fixture.Der.octets;
import static org.sspi4j.fixture.Der.sequence;
import static org.sspi4j.fixture.Der.string;
import static org.sspi4j.fixture.Der.tagged;
import static org.sspi4j.fixture.Der.time;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.sspi4j.fixture.Vectors;
import org.sspi4j.wire.DecodeException;
import org.sspi4j.wire.asn1.DerValue;
import org.sspi4j.wire.asn1.DerWriter;

/** Every type: how it is decoded and made again from what was decoded, and good octets of it. */
enum Sample {
    AUTHENTICATOR(wire -> {
        var m = Authenticator.decode(wire);
        return Authenticator.of(m.crealm(), m.cname(), m.cksum(), m.cusec(), m.ctime(), m.subkey(), m.seqNumber(), m.authorizationData())
                .wire();
    }, mit("authenticator"), mit("authenticator(optionals NULL)")),
    TICKET(wire -> {
        var m = Ticket.decode(wire);
        return Ticket.of(m.realm(), m.sname(), m.encPart()).wire();
    }, mit("ticket")),
    ENCRYPTION_KEY(wire -> encode(EncryptionKey.decode(wire)), mit("keyblock")),
    ENC_TICKET_PART(wire -> {
        var m = EncTicketPart.decode(wire);
        return EncTicketPart.of(m.flags(), m.key(), m.crealm(), m.cname(), m.transited(), m.authtime(), m.starttime(), m.endtime(),
                m.renewTill(), m.caddr(), m.authorizationData()).wire();
    }, mit("enc_tkt_part"), mit("enc_tkt_part(optionals NULL)")),
    ENC_AS_REP_PART(wire -> again(EncKdcRepPart.decodeAsRep(wire)),
            mit("enc_kdc_rep_part"), mit("enc_kdc_rep_part(optionals NULL)"), encKdcRepPart(25)),
    ENC_TGS_REP_PART(wire -> again(EncKdcRepPart.decodeTgsRep(wire)),
            mit("enc_kdc_rep_part"), mit("enc_kdc_rep_part(optionals NULL)"), encKdcRepPart(26)),
    AS_REP(wire -> {
        var m = AsRep.decode(wire);
        return AsRep.of(m.padata(), m.crealm(), m.cname(), m.ticket(), m.encPart()).wire();
    }, mit("as_rep"), mit("as_rep(optionals NULL)")),
    TGS_REP(wire -> {
        var m = TgsRep.decode(wire);
        return TgsRep.of(m.padata(), m.crealm(), m.cname(), m.ticket(), m.encPart()).wire();
    }, mit("tgs_rep"), mit("tgs_rep(optionals NULL)")),
    AP_REQ(wire -> {
        var m = ApReq.decode(wire);
        return ApReq.of(m.apOptions(), m.ticket(), m.authenticator()).wire();
    }, mit("ap_req")),
    AP_REP(wire -> ApRep.of(ApRep.decode(wire).encPart()).wire(), mit("ap_rep")),
    ENC_AP_REP_PART(wire -> {
        var m = EncApRepPart.decode(wire);
        return EncApRepPart.of(m.ctime(), m.cusec(), m.subkey(), m.seqNumber()).wire();
    }, mit("ap_rep_enc_part"), mit("ap_rep_enc_part(optionals NULL)")),
    AS_REQ(wire -> {
        var m = AsReq.decode(wire);
        return AsReq.of(m.padata(), m.reqBody()).wire();
    }, mit("as_req"), mit("as_req(optionals NULL except second_ticket)"), mit("as_req(optionals NULL except server)")),
    TGS_REQ(wire -> {
        var m = TgsReq.decode(wire);
        return TgsReq.of(m.padata(), m.reqBody()).wire();
    }, mit("tgs_req"), mit("tgs_req(optionals NULL except second_ticket)"), mit("tgs_req(optionals NULL except server)")),
    KDC_REQ_BODY(wire -> {
        var m = KdcReqBody.decode(wire);
        return KdcReqBody.of(m.kdcOptions(), m.cname(), m.realm(), m.sname(), m.from(), m.till(), m.rtime(), m.nonce(), m.etype(),
                m.addresses(), m.encAuthorizationData(), m.additionalTickets()).wire();
    }, mit("kdc_req_body"), mit("kdc_req_body(optionals NULL except second_ticket)"), mit("kdc_req_body(optionals NULL except server)"),
            bytes(sequence(tagged(0, flags(0)), tagged(2, string("R")), tagged(5, time("19700101000000Z")), tagged(7, integer(0xFFFFFFFFL)),
                    tagged(8, sequence())))),
    KRB_ERROR(wire -> {
        var m = KrbError.decode(wire);
        return KrbError.of(m.ctime(), m.cusec(), m.stime(), m.susec(), m.errorCode(), m.crealm(), m.cname(), m.realm(), m.sname(),
                m.eText(), m.eData()).wire();
    }, mit("error"), mit("error(optionals NULL)"),
            bytes(application(30, sequence(tagged(0, integer(5)), tagged(1, integer(30)), tagged(4, time("20260102030405Z")),
                    tagged(5, integer(0)), tagged(6, integer(60)), tagged(9, string("R")),
                    tagged(10, sequence(tagged(0, integer(0)), tagged(1, sequence()))))))),
    AUTHORIZATION_DATA(wire -> encode(AuthorizationData.decode(wire)), mit("authorization_data"), bytes(sequence())),
    METHOD_DATA(wire -> encode(MethodData.decode(wire)), mit("padata_sequence"), mit("padata_sequence(empty)")),
    ETYPE_INFO2(wire -> encode(EtypeInfo2.decode(wire)), mit("etype_info2"), mit("etype_info2 (only 1)"),
            bytes(sequence(sequence(tagged(0, integer(18)))))),
    PA_ENC_TS_ENC(wire -> encode(PaEncTsEnc.decode(wire)), mit("pa_enc_ts"), mit("pa_enc_ts (no usec)")),
    ENCRYPTED_DATA(wire -> encode(EncryptedData.decode(wire)), mit("enc_data"),
            bytes(sequence(tagged(0, integer(-133)), tagged(2, octets()))),
            bytes(sequence(tagged(0, integer(18)), tagged(1, integer(-65535)), tagged(2, octets((byte) 1))))),
    PRINCIPAL_NAME(wire -> encode(PrincipalName.decode(wire)),
            bytes(sequence(tagged(0, integer(2)), tagged(1, sequence(string("HTTP"), string("www.example.com"))))),
            bytes(sequence(tagged(0, integer(-128)), tagged(1, sequence())))),
    CHECKSUM(wire -> encode(Checksum.decode(wire)), bytes(sequence(tagged(0, integer(-138)), tagged(1, octets(new byte[16]))))),
    HOST_ADDRESS(wire -> encode(HostAddress.decode(wire)), address()),
    HOST_ADDRESSES(wire -> encode(HostAddresses.decode(wire)), bytes(sequence(element(address()), element(address()))), bytes(sequence())),
    TRANSITED_ENCODING(wire -> encode(TransitedEncoding.decode(wire)),
            bytes(sequence(tagged(0, integer(1)), tagged(1, octets("EDU,MIT.".getBytes(US_ASCII)))))),
    PA_DATA(wire -> encode(PaData.decode(wire)), bytes(sequence(tagged(1, integer(149)), tagged(2, octets())))),
    LAST_REQ(wire -> encode(LastReq.decode(wire)),
            bytes(sequence(sequence(tagged(0, integer(-5)), tagged(1, time("19940610060317Z"))))), bytes(sequence())),
    PA_PAC_REQUEST(wire -> encode(PaPacRequest.decode(wire)), hex("3005A0030101FF"), hex("3005A003010100")),
    KRB_PRIV(wire -> KrbPriv.of(KrbPriv.decode(wire).encPart()).wire(), mit("priv")),
    ENC_KRB_PRIV_PART(wire -> {
        var m = EncKrbPrivPart.decode(wire);
        return EncKrbPrivPart.of(m.userData(), m.timestamp(), m.usec(), m.seqNumber(), m.sAddress(), m.rAddress()).wire();
    }, mit("enc_priv_part"), mit("enc_priv_part(optionals NULL)")),
    CHANGE_PASSWD_DATA(wire -> encode(ChangePasswdData.decode(wire)),
            bytes(sequence(tagged(0, octets((byte) 's', (byte) '3')))),
            bytes(sequence(tagged(0, octets((byte) 's', (byte) '3')),
                    tagged(1, sequence(tagged(0, integer(1)), tagged(1, sequence(string("alice"))))), tagged(2, string("R"))))),
    KPASSWD_MESSAGE(wire -> {
        var m = KpasswdMessage.decode(wire);
        return KpasswdMessage.of(m.version(), m.ap(), m.message()).wire();
    }, hex("000C FF80 0002 6E00 7502 3000"), hex("0008 0001 0000 7E00")),
    KERB_ERROR_DATA(wire -> encode(KerbErrorData.decode(wire)), hex("3015 A103020103 A20E 040C 340200C0 00000000 01000000"),
            hex("3005 A103020102")),
    KRB_FINISHED(wire -> encode(KrbFinished.decode(wire)),
            bytes(sequence(tagged(1, sequence(tagged(0, integer(16)), tagged(1, octets(new byte[12]))))))),
    IAKERB_PROXY(wire -> {
        var m = IakerbProxy.decode(wire);
        return IakerbProxy.of(m.form(), m.targetRealm(), m.cookie(), m.message()).wire();
    }, hex("6013 0606 2B0601050205 0501 3005 A103 0C01 52 6A00"), hex("6017 0606 2B0601050205 0501 3009 A103 0401 52 A202 0400 3000")),
    GSS_CHECKSUM(wire -> {
        var m = GssChecksum.decode(wire);
        return GssChecksum.of(m.bnd(), m.flags(), m.deleg(), m.exts()).wire();
    }, hex("10000000 000102030405060708090A0B0C0D0E0F 3E000000"),
            hex("10000000 00000000000000000000000000000000 03000000 0100 0300 AABBCC")),
    GSS_TOKEN(wire -> {
        var m = GssToken.decode(wire);
        return GssToken.of(m.mech(), m.tokId(), m.inner()).wire();
    }, hex("600F 0609 2A864886F712010202 0100 6E00"), hex("600D 0609 2A864882F712010202 0300"));

    private static final class Mit {
        static final Map<String, byte[]> VECTORS = Vectors.hex("rfc4120/mit-reference-encodings.txt");
    }

    interface Again {
        byte[] of(byte[] wire) throws DecodeException;
    }

    private final Again again;
    private final List<byte[]> good;

    Sample(Again again, byte[]... good) {
        this.again = again;
        this.good = List.of(good);
    }

    /** Decoded, and made again from its parts. */
    byte[] again(byte[] wire) throws DecodeException {
        return again.of(wire);
    }

    List<byte[]> good() {
        return good;
    }

    boolean isDer() {
        return this != GSS_CHECKSUM && this != GSS_TOKEN && this != IAKERB_PROXY && this != KPASSWD_MESSAGE;
    }

    static List<byte[]> all() {
        var all = new ArrayList<byte[]>();
        for (Sample sample : values()) {
            all.addAll(sample.good);
        }
        return all;
    }

    static byte[] mit(String name) {
        return Mit.VECTORS.get("encode_krb5_" + name).clone();
    }

    static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    private static byte[] encode(DerValue value) {
        return DerWriter.encode(value);
    }

    private static byte[] again(EncKdcRepPart m) {
        return EncKdcRepPart.of(m.tag(), m.key(), m.lastReq(), m.nonce(), m.keyExpiration(), m.flags(), m.authtime(), m.starttime(),
                m.endtime(), m.renewTill(), m.srealm(), m.sname(), m.caddr(), m.encryptedPaData()).wire();
    }

    private static byte[] address() {
        return bytes(sequence(tagged(0, integer(2)), tagged(1, octets((byte) 127, (byte) 0, (byte) 0, (byte) 1))));
    }

    /** MIT's vectors are older than encrypted-pa-data. */
    private static byte[] encKdcRepPart(int tag) {
        var name = sequence(tagged(0, integer(2)), tagged(1, sequence(string("krbtgt"), string("R"))));
        return bytes(application(tag, sequence(
                tagged(0, sequence(tagged(0, integer(18)), tagged(1, octets(new byte[32])))), tagged(1, sequence()),
                tagged(2, integer(-1)), tagged(3, time("20990101000000Z")), tagged(4, flags(0x50e10000)),
                tagged(5, time("20260101000000Z")),
                tagged(6, time("20260101000001Z")), tagged(7, time("20260101100000Z")), tagged(8, time("20260108000000Z")),
                tagged(9, string("R")), tagged(10, name), tagged(11, sequence(element(address()))),
                tagged(12, sequence(sequence(tagged(1, integer(165)), tagged(2, octets((byte) 31, (byte) 0, (byte) 0, (byte) 0))))))));
    }
}
