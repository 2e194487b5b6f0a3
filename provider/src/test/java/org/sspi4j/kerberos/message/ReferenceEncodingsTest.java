package org.sspi4j.kerberos.message;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.kerberos.message.Sample.hex;
import static org.sspi4j.kerberos.message.Sample.mit;
import static org.sspi4j.wire.asn1.DerWriter.encode;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** From the values of MIT krb5's tests to its octets, and back. */
class ReferenceEncodingsTest {
    private static final String REALM = "ATHENA.MIT.EDU";
    private static final PrincipalName NAME = PrincipalName.of(NameType.NT_PRINCIPAL, "hftsai", "extra");
    private static final Instant TIME = Instant.parse("1994-06-10T06:03:17Z");
    private static final int USEC = 123456;
    private static final int FLAGS = 0xFEDCBA98;
    private static final EncryptionKey KEY = new EncryptionKey(1, ascii("12345678"));
    private static final EncryptedData ENC = new EncryptedData(0, OptionalLong.of(5), ascii("krbASN.1 test message"));
    private static final Ticket TICKET = Ticket.of(REALM, NAME, ENC);
    private static final HostAddress ADDRESS = new HostAddress(AddressType.IPV4, hex("12D00023"));
    private static final Optional<HostAddresses> ADDRESSES = Optional.of(new HostAddresses(List.of(ADDRESS, ADDRESS)));
    private static final AuthorizationData.Entry AD = new AuthorizationData.Entry(1, ascii("foobar"));
    private static final Optional<AuthorizationData> AUTHORIZATION = Optional.of(AuthorizationData.of(AD, AD));
    private static final PaData PA = new PaData(13, ascii("pa-data"));
    private static final Optional<MethodData> PADATA = Optional.of(MethodData.of(PA, PA));
    private static final LastReq LAST_REQ = new LastReq(List.of(new LastReq.Entry(-5, TIME), new LastReq.Entry(-5, TIME)));

    @Nested
    @DisplayName("5.3 tickets")
    class Tickets {
        @Test
        void ticket() throws Exception {
            assertArrayEquals(mit("ticket"), TICKET.wire());
            var m = Ticket.decode(mit("ticket"));
            assertEquals(REALM, m.realm());
            assertEquals(NAME, m.sname());
            assertEquals(0, m.encPart().etype());
            assertEquals(OptionalLong.of(5), m.encPart().kvno());
            assertArrayEquals(ENC.cipher(), m.encPart().cipher());
        }

        @Test
        void encTicketPart() throws Exception {
            var transited = new TransitedEncoding(TrType.DOMAIN_X500_COMPRESS, ascii("EDU,MIT.,ATHENA.,WASHINGTON.EDU,CS."));
            assertArrayEquals(mit("enc_tkt_part"), EncTicketPart.of(FLAGS, KEY, REALM, NAME, transited, TIME, Optional.of(TIME), TIME,
                    Optional.of(TIME), ADDRESSES, AUTHORIZATION).wire());
            assertArrayEquals(mit("enc_tkt_part(optionals NULL)"), EncTicketPart.of(FLAGS, KEY, REALM, NAME, transited, TIME,
                    Optional.empty(), TIME, Optional.empty(), Optional.empty(), Optional.empty()).wire());
            var m = EncTicketPart.decode(mit("enc_tkt_part"));
            assertEquals(FLAGS, m.flags());
            assertEquals(NAME, m.cname());
            assertEquals(REALM, m.crealm());
            assertArrayEquals(KEY.keyvalue(), m.key().keyvalue());
            assertArrayEquals(transited.contents(), m.transited().contents());
            assertEquals(List.of(TIME, TIME, TIME, TIME), List.of(m.authtime(), m.starttime().get(), m.endtime(), m.renewTill().get()));
            assertArrayEquals(hex("12D00023"), m.caddr().get().addresses().get(1).address());
            assertArrayEquals(ascii("foobar"), m.authorizationData().get().find(1).get());
            assertTrue(m.authorizationData().get().find(2).isEmpty());
        }
    }

    @Nested
    @DisplayName("5.4 KDC exchanges")
    class Kdc {
        private final KdcReqBody full = KdcReqBody.of(0xFEDCBA90, Optional.of(NAME), REALM, Optional.of(NAME), Optional.of(TIME), TIME,
                Optional.of(TIME), 42, List.of(0, 1), ADDRESSES, Optional.of(ENC), List.of(TICKET, TICKET));
        private final KdcReqBody sparse = KdcReqBody.of(0xFEDCBA90, Optional.empty(), REALM, Optional.of(NAME), Optional.empty(), TIME,
                Optional.empty(), 42, List.of(0, 1), Optional.empty(), Optional.empty(), List.of());

        @Test
        void requests() {
            assertArrayEquals(mit("kdc_req_body"), full.wire());
            assertArrayEquals(mit("kdc_req_body(optionals NULL except server)"), sparse.wire());
            assertArrayEquals(mit("as_req"), AsReq.of(PADATA, full).wire());
            assertArrayEquals(mit("as_req(optionals NULL except server)"), AsReq.of(Optional.empty(), sparse).wire());
            assertArrayEquals(mit("tgs_req"), TgsReq.of(PADATA, full).wire());
            assertArrayEquals(mit("tgs_req(optionals NULL except server)"), TgsReq.of(Optional.empty(), sparse).wire());
        }

        @Test
        void theBodyOfARequestIsAvailableAsItCame() throws Exception {
            KdcReq m = TgsReq.decode(mit("tgs_req"));
            assertArrayEquals(mit("kdc_req_body"), m.reqBody().wire());
            assertEquals(42, m.reqBody().nonce());
            assertEquals(List.of(0, 1), m.reqBody().etype());
            assertArrayEquals(mit("ticket"), m.reqBody().additionalTickets().get(1).wire());
            assertArrayEquals(ascii("pa-data"), m.padata().get().find(13).get());
        }

        @Test
        void replies() throws Exception {
            assertArrayEquals(mit("as_rep"), AsRep.of(PADATA, REALM, NAME, TICKET, ENC).wire());
            assertArrayEquals(mit("as_rep(optionals NULL)"), AsRep.of(Optional.empty(), REALM, NAME, TICKET, ENC).wire());
            assertArrayEquals(mit("tgs_rep"), TgsRep.of(PADATA, REALM, NAME, TICKET, ENC).wire());
            assertArrayEquals(mit("tgs_rep(optionals NULL)"), TgsRep.of(Optional.empty(), REALM, NAME, TICKET, ENC).wire());
            KdcRep m = AsRep.decode(mit("as_rep"));
            assertArrayEquals(mit("ticket"), m.ticket().wire());
            assertEquals(NAME, m.cname());
            assertEquals(REALM, m.crealm());
        }

        @Test
        void encKdcRepPart() throws Exception {
            assertArrayEquals(mit("enc_kdc_rep_part"), EncKdcRepPart.of(MsgType.ENC_TGS_REP_PART, KEY, LAST_REQ, 42, Optional.of(TIME),
                    FLAGS,
                    TIME, Optional.of(TIME), TIME, Optional.of(TIME), REALM, NAME, ADDRESSES, Optional.empty()).wire());
            var m = EncKdcRepPart.decodeTgsRep(mit("enc_kdc_rep_part"));
            assertEquals(LAST_REQ, m.lastReq());
            assertEquals(42, m.nonce());
            assertEquals(FLAGS, m.flags());
            assertEquals(new Principal(NAME, REALM), new Principal(m.sname(), m.srealm()));
        }

        @Test
        void preAuthentication() throws Exception {
            var m = EtypeInfo2.decode(mit("etype_info2"));
            assertEquals(List.of(0, 1, 2), m.entries().stream().map(EtypeInfo2.Entry::etype).toList());
            assertArrayEquals(ascii("Morton's #0"), m.entries().get(0).salt().get());
            assertTrue(m.entries().get(1).salt().isEmpty());
            assertArrayEquals(ascii("s2k: 1"), m.entries().get(1).s2kparams().get());
            assertArrayEquals(mit("pa_enc_ts"), encode(new PaEncTsEnc(TIME, OptionalInt.of(USEC))));
            assertArrayEquals(mit("pa_enc_ts (no usec)"), encode(new PaEncTsEnc(TIME, OptionalInt.empty())));
        }
    }

    @Nested
    @DisplayName("5.5 client and server")
    class ClientServer {
        private final Optional<Checksum> cksum = Optional.of(new Checksum(1, ascii("1234")));

        @Test
        void authenticator() throws Exception {
            assertArrayEquals(mit("authenticator"), Authenticator.of(REALM, NAME, cksum, USEC, TIME, Optional.of(KEY), OptionalLong.of(17),
                    AUTHORIZATION).wire());
            assertArrayEquals(mit("authenticator(optionals NULL)"), Authenticator.of(REALM, NAME, Optional.empty(), USEC, TIME,
                    Optional.empty(), OptionalLong.empty(), Optional.empty()).wire());
            var m = Authenticator.decode(mit("authenticator"));
            assertEquals(TIME, m.ctime());
            assertEquals(USEC, m.cusec());
            assertEquals(OptionalLong.of(17), m.seqNumber());
            assertArrayEquals(ascii("1234"), m.cksum().get().checksum());
            assertArrayEquals(KEY.keyvalue(), m.subkey().get().keyvalue());
        }

        @Test
        void apReqAndApRep() throws Exception {
            assertArrayEquals(mit("ap_req"), ApReq.of(FLAGS, TICKET, ENC).wire());
            assertArrayEquals(mit("ap_rep"), ApRep.of(ENC).wire());
            assertArrayEquals(mit("ap_rep_enc_part"), EncApRepPart.of(TIME, USEC, Optional.of(KEY), OptionalLong.of(17)).wire());
            assertArrayEquals(mit("ticket"), ApReq.decode(mit("ap_req")).ticket().wire());
            assertArrayEquals(ENC.cipher(), ApReq.decode(mit("ap_req")).authenticator().cipher());
        }
    }

    @Nested
    @DisplayName("5.7 KRB-PRIV")
    class Priv {
        @Test
        void krbPriv() throws Exception {
            assertArrayEquals(mit("priv"), KrbPriv.of(ENC).wire());
            assertArrayEquals(ENC.cipher(), KrbPriv.decode(mit("priv")).encPart().cipher());
            assertArrayEquals(mit("enc_priv_part"), EncKrbPrivPart.of(ascii("krb5data"), Optional.of(TIME), OptionalInt.of(USEC),
                    OptionalLong.of(17), ADDRESS, Optional.of(ADDRESS)).wire());
            assertArrayEquals(mit("enc_priv_part(optionals NULL)"), EncKrbPrivPart.of(ascii("krb5data"), Optional.empty(),
                    OptionalInt.empty(), OptionalLong.empty(), ADDRESS, Optional.empty()).wire());
            var m = EncKrbPrivPart.decode(mit("enc_priv_part"));
            assertArrayEquals(ascii("krb5data"), m.userData());
            assertEquals(OptionalLong.of(17), m.seqNumber());
            assertEquals(Optional.of(TIME), m.timestamp());
        }
    }

    @Nested
    @DisplayName("5.9 KRB-ERROR")
    class Errors {
        @Test
        void krbError() throws Exception {
            assertArrayEquals(mit("error"), KrbError.of(Optional.of(TIME), OptionalInt.of(USEC), TIME, USEC, ErrorCode.KRB_ERR_GENERIC,
                    Optional.of(REALM), Optional.of(NAME), REALM, NAME, Optional.of(ascii("krb5data")),
                    Optional.of(ascii("krb5data"))).wire());
            assertArrayEquals(mit("error(optionals NULL)"), KrbError.of(Optional.empty(), OptionalInt.of(USEC), TIME, USEC,
                    ErrorCode.KRB_ERR_GENERIC, Optional.empty(), Optional.empty(), REALM, NAME, Optional.empty(), Optional.empty()).wire());
            var m = KrbError.decode(mit("error"));
            assertEquals("KrbError[KRB_ERR_GENERIC, hftsai/extra@ATHENA.MIT.EDU, krb5data]", m.toString());
            assertEquals(Optional.of(NAME), m.cname());
            assertEquals(OptionalInt.of(USEC), m.cusec());
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }
}
