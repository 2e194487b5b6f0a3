package org.sspi4j.kerberos;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.sspi4j.api.Decision;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.kerberos.etype.EncryptionType;
import org.sspi4j.kerberos.message.ApReq;
import org.sspi4j.kerberos.message.Authenticator;
import org.sspi4j.kerberos.message.Checksum;
import org.sspi4j.kerberos.message.EncryptedData;
import org.sspi4j.kerberos.message.ErrorCode;
import org.sspi4j.kerberos.message.KdcOptions;
import org.sspi4j.kerberos.message.KdcReqBody;
import org.sspi4j.kerberos.message.KerberosTime;
import org.sspi4j.kerberos.message.KeyUsage;
import org.sspi4j.kerberos.message.KrbError;
import org.sspi4j.kerberos.message.MethodData;
import org.sspi4j.kerberos.message.PaData;
import org.sspi4j.kerberos.message.PaType;
import org.sspi4j.kerberos.message.Principal;
import org.sspi4j.kerberos.message.TgsReq;
import org.sspi4j.kerberos.message.TicketFlags;
import org.sspi4j.spi.Facilities;
import org.sspi4j.spi.Need;
import org.sspi4j.spi.Step;

/**
 * The client shows its ticket-granting ticket and gets a ticket for a service.
 *
 * @spec RFC 4120 3.3
 */
record TgsExchange(
        KerberosConfig config, ServiceTicket tgt, Asked asked, KdcTime time, Duration offset, Facilities facilities) {
    /** What is asked for. */
    record Asked(Principal server, int options, Instant till) {}

    /** @param time is corrected if the KDC's is another one */
    TgsExchange(KerberosConfig config, ServiceTicket tgt, Asked asked, KdcTime time, Facilities facilities) {
        this(config, tgt, asked, time, Duration.ZERO, time.of(facilities));
    }

    /** For a service, until the ticket-granting ticket ends. */
    TgsExchange(KerberosConfig config, ServiceTicket tgt, Principal server, KdcTime time, Facilities facilities) {
        this(config, tgt, new Asked(server, 0, tgt.endtime()), time, facilities);
    }

    /**
     * The same ticket-granting ticket again, for as long as it was good for from its start on, but not beyond its renew-till.
     * Whether it is RENEWABLE and when to do this is the caller's to know; a KDC answers KDC_ERR_BADOPTION or
     * KRB_AP_ERR_TKT_EXPIRED if it is too late.
     *
     * @spec RFC 4120 3.3.2
     */
    static TgsExchange renewal(KerberosConfig config, ServiceTicket tgt, KdcTime time, Facilities facilities) {
        var asked = new Asked(
                tgt.server(), KdcOptions.RENEW | KdcOptions.RENEWABLE, tgt.renewTill().orElse(tgt.endtime()));
        return new TgsExchange(config, tgt, asked, time, facilities);
    }

    Step<ServiceTicket> run() throws SspiException {
        EnctypeChoice.requireSome(types(), config);
        var request = request();
        return Step.ask(new Need.Kdc(config, server().realm(), request.wire()))
                .then(bytes -> answered(request, KdcReply.decode(bytes, server().realm())));
    }

    private Principal server() {
        return asked.server();
    }

    private Step<ServiceTicket> answered(TgsReq request, KdcReply reply) throws SspiException {
        facilities.decisions().note(Decision.About.KDC, "The answer to the TGS-REQ for {} is {}", server(), reply.what());
        if (reply instanceof KdcReply.Failed failed) {
            return refused(failed.error());
        }
        if (reply instanceof KdcReply.Tgs tgs) {
            var now = facilities.clock().instant();
            var expected = new VerifiedReply.Expected(tgt.client(), request.reqBody(), types(), config, now);
            var ticket = VerifiedReply.ofTgs(tgs.message(), tgt, expected).ticket();
            time.keep(offset);
            return Step.of(ticket);
        }
        throw new SspiException(SecurityStatus.SEC_E_INVALID_TOKEN, "The KDC answers a TGS-REQ with an AS-REP");
    }

    /** A KDC that gives a ticket for the time in its error has found that time in the authenticator, and right. */
    private Step<ServiceTicket> refused(KrbError error) throws SspiException {
        var now = facilities.clock().instant();
        if (error.errorCode() == ErrorCode.KRB_AP_ERR_SKEW && offset.isZero() && time.mayCorrect(error.stime(), now)) {
            var found = Duration.between(KerberosTime.seconds(now), error.stime());
            facilities.decisions().note(
                    Decision.About.TIME, "The KDC's clock is {}, and the ticket for {} is asked for again by it",
                    KerberosStatus.offset(found), server());
            return new TgsExchange(config, tgt, asked, time, found, KdcTime.ahead(facilities, found)).run();
        }
        throw KerberosStatus.of(
                error,
                "The KDC of " + server().realm(),
                "the request of " + tgt.client() + " for a ticket for " + server(),
                facilities.clock());
    }

    private TgsReq request() {
        var body = KdcReqBody.of(
                asked.options() | forwardable(),
                Optional.empty(),
                server().realm(),
                Optional.of(server().name()),
                Optional.empty(),
                asked.till(),
                Optional.empty(),
                random().number(),
                types().stream().map(EncryptionType::number).toList(),
                Optional.empty(),
                Optional.empty(),
                List.of());
        return TgsReq.of(Optional.of(MethodData.of(new PaData(PaType.PA_TGS_REQ, apReq(body).wire()))), body);
    }

    private int forwardable() {
        return config.forwardable() ? tgt.flags() & TicketFlags.FORWARDABLE & KdcOptions.FORWARDABLE : 0;
    }

    /** RFC 4120 3.3.1: the checksum in the authenticator binds the body to it. */
    private ApReq apReq(KdcReqBody body) {
        var key = tgt.sessionKey();
        var now = facilities.clock().instant();
        var checksum = new Checksum(
                key.type().checksumType(), key.checksum(KeyUsage.TGS_REQ_AUTHENTICATOR_CKSUM, body.wire()));
        var authenticator = Authenticator.of(
                tgt.client().realm(),
                tgt.client().name(),
                Optional.of(checksum),
                KerberosTime.micros(now),
                KerberosTime.seconds(now),
                Optional.empty(),
                OptionalLong.empty(),
                Optional.empty());
        byte[] cipher = key.encrypt(KeyUsage.TGS_REQ_AUTHENTICATOR, authenticator.wire(), random());
        return ApReq.of(0, tgt.ticket(), new EncryptedData(key.type().number(), OptionalLong.empty(), cipher));
    }

    private List<EncryptionType> types() {
        return EnctypeChoice.of(config.defaultTgsEnctypes(), config.permittedEnctypes());
    }

    private Randomness random() {
        return new Randomness(facilities.random());
    }
}
