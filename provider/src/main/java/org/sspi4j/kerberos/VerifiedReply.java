package org.sspi4j.kerberos;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sspi4j.api.NtStatus;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.kerberos.etype.EncryptionType;
import org.sspi4j.kerberos.etype.ProtocolKey;
import org.sspi4j.kerberos.message.AsReq;
import org.sspi4j.kerberos.message.EncKdcRepPart;
import org.sspi4j.kerberos.message.KdcOptions;
import org.sspi4j.kerberos.message.KdcRep;
import org.sspi4j.kerberos.message.KdcReqBody;
import org.sspi4j.kerberos.message.KeyUsage;
import org.sspi4j.kerberos.message.Principal;
import org.sspi4j.kerberos.message.TicketFlags;

/**
 * A KDC's reply that was checked against its request. What stands outside the encrypted part was not believed: it had to say
 * the same.
 *
 * @spec RFC 4120 3.1.5
 * @spec RFC 4120 3.3.4
 */
final class VerifiedReply {
    private final ServiceTicket ticket;

    private VerifiedReply(ServiceTicket ticket) {
        this.ticket = ticket;
    }

    ServiceTicket ticket() {
        return ticket;
    }

    /** What a reply has to fit. */
    record Expected(Principal client, KdcReqBody request, List<EncryptionType> offered, KerberosConfig config, Instant now) {
        String kdc() {
            return "The KDC of " + request.realm();
        }

        /**
         * The client as the KDC names it, where that is allowed: with CANONICALIZE in the AS exchange (RFC 6806 6), in the realm that
         * was asked, and only if the KDC shows that the request was not changed on the way to it (RFC 6806 11).
         */
        Expected named(KdcRep reply, boolean requestUnchanged) {
            var name = reply.cname().nameString();
            boolean allowed = (request.kdcOptions() & KdcOptions.CANONICALIZE) != 0
                    && requestUnchanged
                    && reply.crealm().equals(request.realm())
                    && !name.isEmpty()
                    && !name.contains("");
            return allowed
                    ? new Expected(new Principal(reply.cname(), reply.crealm()), request, offered, config, now)
                    : this;
        }

        /** The type with this number, if it was offered: a reply may not choose another. */
        EncryptionType offered(int etype, String where) throws SspiException {
            var type = EncryptionType.of(etype).filter(offered::contains);
            if (type.isEmpty()) {
                throw new SspiException(
                        SecurityStatus.SEC_E_KDC_UNKNOWN_ETYPE,
                        kdc() + " uses the encryption type " + EnctypeChoice.name(etype) + " for " + where
                        + ", which was not among those offered: " + offered);
            }
            return type.get();
        }
    }

    /**
     * Checks an AS-REP with the client's long-term key. If the request let the KDC give the client another name, the ticket is for
     * that name, which nothing in the reply protects: {@link ProvenName} has to follow.
     */
    static VerifiedReply ofAs(KdcRep reply, ProtocolKey key, AsReq request, Expected expected) throws SspiException {
        var part = Decoded.ofOpened(EncKdcRepPart::decodeAsRep, decrypted(reply, key, KeyUsage.AS_REP_ENC_PART, expected));
        try {
            boolean unchanged = RequestProof.check(part, request, key, expected.kdc());
            var verified = verified(reply, part, expected.named(reply, unchanged), PasswordExpiry.in(part));
            // RFC 4120 3.1.5: the time stamp is what a client without pre-authentication knows the KDC's clock by.
            near("The time of authentication", part.authtime(), expected);
            near("The start of the ticket", part.starttime().orElse(part.authtime()), expected);
            return verified;
        } finally {
            part.wipe();
        }
    }

    /** The KDC's time, by a reply to an AS-REQ. */
    static Instant authtime(KdcRep reply, ProtocolKey key, Expected expected) throws SspiException {
        var part = Decoded.ofOpened(EncKdcRepPart::decodeAsRep, decrypted(reply, key, KeyUsage.AS_REP_ENC_PART, expected));
        part.wipe();
        return part.authtime();
    }

    /** Checks a TGS-REP with the session key of the ticket that it was asked with, whose end is what was asked for. */
    static VerifiedReply ofTgs(KdcRep reply, ServiceTicket tgt, Expected expected) throws SspiException {
        byte[] plain = decrypted(reply, tgt.sessionKey(), KeyUsage.TGS_REP_ENC_PART_SESSION_KEY, expected);
        var part = Decoded.ofOpened(EncKdcRepPart::decodeTgsRep, plain);
        try {
            return verified(reply, part, expected, tgt.passwordExpiry());
        } finally {
            part.wipe();
        }
    }

    private static byte[] decrypted(KdcRep reply, ProtocolKey key, int usage, Expected expected) throws SspiException {
        var type = expected.offered(reply.encPart().etype(), "its reply");
        if (type != key.type()) {
            throw mismatch(expected, "is encrypted with " + type + " where " + key.type() + " was agreed on");
        }
        return usage == KeyUsage.AS_REP_ENC_PART ? openedWithLongTermKey(reply, key, expected) : Decoded.opened(
                reply.encPart(),
                key,
                usage,
                SecurityStatus.SEC_E_MESSAGE_ALTERED,
                "The reply of the KDC of " + expected.request().realm() + " fails its integrity check");
    }

    private static byte[] openedWithLongTermKey(KdcRep reply, ProtocolKey key, Expected expected) throws SspiException {
        try {
            return Decoded.opened(
                    reply.encPart(),
                    key,
                    KeyUsage.AS_REP_ENC_PART,
                    SecurityStatus.SEC_E_LOGON_DENIED,
                    expected.kdc() + " answers with what the key of " + expected.client()
                            + " does not open: the password or key is wrong, or the reply was altered");
        } catch (SspiException e) {
            throw e.status() == SecurityStatus.SEC_E_LOGON_DENIED ? e.withSubStatus(NtStatus.STATUS_WRONG_PASSWORD) : e;
        }
    }

    private static VerifiedReply verified(
            KdcRep reply, EncKdcRepPart part, Expected expected, Optional<Instant> passwordExpiry) throws SspiException {
        var request = expected.request();
        // Some KDCs give the nonce back as a signed number: 32 bits count.
        if ((int) part.nonce() != (int) request.nonce()) {
            throw mismatch(expected, "has another nonce than the request: it answers somebody else's, or is a replay");
        }
        var client = new Principal(reply.cname(), reply.crealm());
        if (!client.sameAs(expected.client())) {
            throw mismatch(expected, "is for " + Shown.of(client) + " instead of " + expected.client()
                    + caseOnly(client, expected.client()));
        }
        var server = new Principal(part.sname(), part.srealm());
        if (!answers(request, server)) {
            throw mismatch(expected, "has a ticket for " + Shown.of(server) + " instead of " + request.sname().orElseThrow());
        }
        // CVE-2017-11103: the name on the ticket itself is not protected; only the one in the encrypted part counts.
        if (!server.sameAs(new Principal(reply.ticket().sname(), reply.ticket().realm()))) {
            throw mismatch(expected, "has another name on the ticket than in its encrypted part");
        }
        checkTimes(part, expected);
        // RFC 4120 2.2: only postdated tickets are issued so, and none is asked for.
        if ((part.flags() & TicketFlags.INVALID) != 0) {
            throw mismatch(expected, "has a ticket that is not valid yet, which was not asked for");
        }
        var type = expected.offered(part.key().keytype(), "the session key");
        return new VerifiedReply(new ServiceTicket(
                client,
                server,
                reply.ticket(),
                Decoded.key(type, part.key().keyvalue()),
                part.flags(),
                part.authtime(),
                part.starttime().orElse(part.authtime()),
                part.endtime(),
                part.renewTill(),
                passwordExpiry));
    }

    /**
     * A KDC speaks for the services of its realm alone, whatever it was asked for. Another name than the one that was asked for is
     * an answer in two cases: a ticket-granting ticket for another realm, which leads to what was asked for (RFC 4120 3.3.1 for
     * krbtgt, RFC 6806 8 for services if CANONICALIZE is set), and with CANONICALIZE the name that the service has besides
     * (RFC 6806 6).
     */
    private static boolean answers(KdcReqBody request, Principal server) {
        var asked = request.sname().orElseThrow();
        if (server.sameAs(new Principal(asked, request.realm()))) {
            return true;
        }
        boolean initial = request.cname().isPresent();
        if (initial || !server.realm().equals(request.realm()) || (request.kdcOptions() & KdcOptions.RENEW) != 0) {
            return false;
        }
        boolean canonicalize = (request.kdcOptions() & KdcOptions.CANONICALIZE) != 0;
        if (server.name().nameString().isEmpty() || server.name().nameString().get(0).equals("krbtgt")) {
            return server.name().isKrbtgt()
                    && !server.name().nameString().get(1).equals(request.realm())
                    && (canonicalize || asked.isKrbtgt());
        }
        return canonicalize && !asked.isKrbtgt();
    }

    private static void checkTimes(EncKdcRepPart part, Expected expected) throws SspiException {
        var start = part.starttime().orElse(part.authtime());
        if (start.isAfter(expected.now().plus(expected.config().clockSkew()))) {
            throw KerberosStatus.skew("The start of the ticket", start, expected.now(), expected.config().clockSkew());
        }
        if (!part.endtime().isAfter(start) || part.endtime().isAfter(expected.request().till())) {
            throw mismatch(expected, "has a ticket that ends before it starts, or later than was asked");
        }
        if (!part.endtime().isAfter(expected.now().minus(expected.config().clockSkew()))) {
            throw KerberosStatus.skew("The end of the ticket", part.endtime(), expected.now(), expected.config().clockSkew());
        }
    }

    private static void near(String what, Instant time, Expected expected) throws SspiException {
        var skew = expected.config().clockSkew();
        if (time.isBefore(expected.now().minus(skew)) || time.isAfter(expected.now().plus(skew))) {
            throw KerberosStatus.skew(what, time, expected.now(), skew);
        }
    }

    /** Elsewhere known as "Message stream modified (41)". */
    private static String caseOnly(Principal theirs, Principal ours) {
        return theirs.toString().equalsIgnoreCase(ours.toString())
                ? ": write name and realm as the KDC does, realms mostly in upper case" : "";
    }

    private static SspiException mismatch(Expected expected, String problem) {
        return new SspiException(
                SecurityStatus.SEC_E_MESSAGE_ALTERED, "The reply of the KDC of " + expected.request().realm() + " " + problem);
    }
}
