package org.sspi4j.kerberos.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sspi4j.fixture.Vectors;

/** What peers really send. */
class RecordedExchangesTest {
    private static final Map<String, byte[]> MIT = Vectors.hex("rfc4120/mit-krb5-exchange.txt");
    private static final Map<String, byte[]> KERBY = Vectors.hex("rfc4120/kerby-exchange.txt");

    static Stream<Map.Entry<String, byte[]>> everything() {
        return Stream.of(MIT, KERBY).flatMap(vectors -> vectors.entrySet().stream());
    }

    @ParameterizedTest
    @MethodSource("everything")
    void isReadAndMadeAgain(Map.Entry<String, byte[]> vector) throws Exception {
        assertArrayEquals(vector.getValue(), typeOf(vector.getKey()).again(vector.getValue().clone()));
    }

    @Test
    void mitWritesEncTgsRepPartIntoAnAsRep() throws Exception {
        assertEquals(MsgType.ENC_TGS_REP_PART, EncKdcRepPart.decodeAsRep(MIT.get("2 AS-REP enc-part")).tag());
        assertEquals(MsgType.ENC_AS_REP_PART, EncKdcRepPart.decodeAsRep(KERBY.get("2 AS-REP enc-part")).tag());
    }

    @Test
    void theReplyIsForTheRequest() throws Exception {
        var body = AsReq.decode(MIT.get("1 AS-REQ")).reqBody();
        var rep = AsRep.decode(MIT.get("2 AS-REP"));
        var part = EncKdcRepPart.decodeAsRep(MIT.get("2 AS-REP enc-part"));
        assertEquals(body.nonce(), part.nonce());
        assertTrue(body.cname().get().sameAs(rep.cname()));
        assertEquals(PrincipalName.krbtgt("MIT.TEST"), part.sname());
        assertArrayEquals(part.key().keyvalue(), EncTicketPart.decode(MIT.get("2 AS-REP ticket enc-part")).key().keyvalue());
        assertTrue(part.encryptedPaData().get().find(PaType.PA_REQ_ENC_PA_REP).isPresent());
    }

    @Test
    void aTgsReqShowsTheTicket() throws Exception {
        var req = TgsReq.decode(MIT.get("3 TGS-REQ"));
        var apReq = ApReq.decode(req.padata().get().find(PaType.PA_TGS_REQ).get());
        assertArrayEquals(AsRep.decode(MIT.get("2 AS-REP")).ticket().wire(), apReq.ticket().wire());
    }

    @Test
    void anErrorSaysHowToPreAuthenticate() throws Exception {
        var error = KrbError.decode(MIT.get("6 KRB-ERROR"));
        assertEquals(ErrorCode.KDC_ERR_PREAUTH_REQUIRED, error.errorCode());
        assertEquals("KrbError[KDC_ERR_PREAUTH_REQUIRED, krbtgt/MIT.TEST@MIT.TEST, NEEDED_PREAUTH]", error.toString());
        var methods = MethodData.decode(error.eData().get());
        assertTrue(methods.find(PaType.PA_ENC_TIMESTAMP).isPresent());
        var info = EtypeInfo2.decode(methods.find(PaType.PA_ETYPE_INFO2).get());
        assertEquals(18, info.entries().get(0).etype());
        assertEquals("MIT.TESTbob", new String(info.entries().get(0).salt().get()));
    }

    @Test
    void aTicketContainsAPac() throws Exception {
        var ticket = EncTicketPart.decode(MIT.get("4 TGS-REP ticket enc-part"));
        var relevant = AuthorizationData.decode(ticket.authorizationData().get().find(AdType.AD_IF_RELEVANT).get());
        assertTrue(relevant.find(AdType.AD_WIN2K_PAC).isPresent());
    }

    @Test
    void aContextIsSetUpWithDelegation() throws Exception {
        var token = GssToken.decode(MIT.get("GSS AP-REQ token"));
        assertEquals(GssToken.KERBEROS, token.mech());
        assertEquals(GssToken.AP_REQ, token.tokId());
        assertEquals(ApOptions.MUTUAL_REQUIRED, ApReq.decode(token.inner()).apOptions());
        var authenticator = Authenticator.decode(MIT.get("GSS AP-REQ Authenticator"));
        assertEquals(GssChecksum.TYPE, authenticator.cksum().get().cksumtype());
        var checksum = GssChecksum.decode(authenticator.cksum().get().checksum());
        assertEquals(GssChecksum.DELEG | GssChecksum.MUTUAL, checksum.flags() & 3);
        assertEquals(0x76, checksum.deleg().get()[0]);
        var answer = GssToken.decode(MIT.get("GSS AP-REP token"));
        assertEquals(GssToken.AP_REP, answer.tokId());
        var part = EncApRepPart.decode(MIT.get("GSS AP-REP enc-part"));
        assertEquals(authenticator.ctime(), part.ctime());
        assertEquals(authenticator.cusec(), part.cusec());
    }

    private static Sample typeOf(String name) {
        String type = name.replaceFirst("^(\\d+|GSS) ", "");
        return switch (type) {
            case "AS-REQ" -> Sample.AS_REQ;
            case "TGS-REQ" -> Sample.TGS_REQ;
            case "AS-REP" -> Sample.AS_REP;
            case "TGS-REP" -> Sample.TGS_REP;
            case "AS-REP enc-part" -> Sample.ENC_AS_REP_PART;
            case "AS-REP ticket enc-part", "TGS-REP ticket enc-part" -> Sample.ENC_TICKET_PART;
            case "TGS-REQ AP-REQ" -> Sample.AP_REQ;
            case "TGS-REQ Authenticator", "AP-REQ Authenticator" -> Sample.AUTHENTICATOR;
            case "KRB-ERROR" -> Sample.KRB_ERROR;
            case "AP-REQ token", "AP-REP token" -> Sample.GSS_TOKEN;
            case "checksum" -> Sample.GSS_CHECKSUM;
            case "AP-REP enc-part" -> Sample.ENC_AP_REP_PART;
            default -> throw new IllegalArgumentException(name);
        };
    }
}
