package org.sspi4j.kerberos;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.kerberos.etype.ProtocolKey;
import org.sspi4j.kerberos.message.AuthorizationData;
import org.sspi4j.kerberos.message.EncTicketPart;
import org.sspi4j.kerberos.message.KeyUsage;
import org.sspi4j.kerberos.message.Principal;
import org.sspi4j.kerberos.message.Ticket;
import org.sspi4j.kerberos.message.TicketFlags;

/**
 * A ticket that one of the acceptor's keys opens: the KDC says who the client is. Whether it is valid now, and whether it was
 * the client who sent it, {@link VerifiedClient} knows.
 *
 * @spec RFC 4120 3.2.3
 */
final class VerifiedTicket implements AutoCloseable {
    private static final List<String> ANONYMOUS = List.of("WELLKNOWN", "ANONYMOUS");

    private final Principal client;
    private final Principal server;
    private final SessionKeys.Shared sessionKey;
    private final int flags;
    private final boolean anonymous;
    private final Instant authtime;
    private final Instant start;
    private final Instant end;
    private final Optional<AuthorizationData> authorizationData;

    private VerifiedTicket(Principal server, SessionKeys.Shared sessionKey, EncTicketPart part) {
        this.client = new Principal(part.cname(), part.crealm());
        this.server = server;
        this.sessionKey = sessionKey;
        sessionKey.key().deriveTogether(KeyUsage.AP_REQ_AUTHENTICATOR, KeyUsage.AP_REP_ENC_PART);
        this.flags = part.flags();
        this.anonymous = (flags & TicketFlags.ANONYMOUS) != 0 || client.name().nameString().equals(ANONYMOUS);
        this.authtime = part.authtime();
        this.start = part.starttime().orElse(part.authtime());
        this.end = part.endtime();
        this.authorizationData = part.authorizationData();
    }

    static VerifiedTicket check(Ticket ticket, ServiceKeys keys, KerberosConfig config, Instant now) throws SspiException {
        var part = Decoded.ofOpened(EncTicketPart::decode, opened(ticket, keys));
        try {
            checkNamed(part);
            TransitedPolicy.check(part, ticket.realm(), config);
            UnderstoodData.check("The ticket", part.authorizationData());
            var server = new Principal(ticket.sname(), ticket.realm());
            var opened = Decoded.key(part.key(), config, "The ticket's session key");
            return new VerifiedTicket(server, keys.sessionKeys().of(ticket, opened, now), part);
        } finally {
            part.wipe();
        }
    }

    private static byte[] opened(Ticket ticket, ServiceKeys keys) throws SspiException {
        SspiException failed = null;
        for (var key : keys.fitting(ticket)) {
            try {
                return Decoded.opened(
                        ticket.encPart(), key, KeyUsage.TICKET, SecurityStatus.SEC_E_WRONG_PRINCIPAL,
                        () -> notOpened(ticket, keys));
            } catch (SspiException e) {
                failed = e;
            }
        }
        throw failed;
    }

    private static String notOpened(Ticket ticket, ServiceKeys keys) {
        return "The ticket for " + Shown.of(new Principal(ticket.sname(), ticket.realm())) + ", encrypted with "
                + ServiceKeys.description(ticket) + ", is not opened by that key of " + keys.origin()
                + ": the service's password was changed since, or the ticket was altered";
    }

    /** A name without parts, or with empty ones, would be somebody else's once it is written as text. */
    private static void checkNamed(EncTicketPart part) throws SspiException {
        var name = part.cname().nameString();
        if (name.isEmpty() || name.contains("") || part.crealm().isEmpty()) {
            throw new SspiException(SecurityStatus.SEC_E_INVALID_TOKEN, "The ticket names no client: cname or crealm is empty");
        }
    }

    /**
     * Asked after the authenticator's time, as RFC 4120 3.2.3 has it: if our own clock is wrong, that says so, and how far.
     *
     * @throws SspiException SEC_E_TIME_SKEW if it is not valid yet; SEC_E_CONTEXT_EXPIRED if it is not any more
     */
    void requireValid(Duration skew, Instant now) throws SspiException {
        // "If the start time is later than the current time by more than the allowable clock skew, or if the INVALID flag is
        // set in the ticket, the KRB_AP_ERR_TKT_NYV error is returned."
        if (start.isAfter(now.plus(skew))) {
            throw KerberosStatus.skew("The start of the ticket", start, now, skew);
        }
        if ((flags & TicketFlags.INVALID) != 0) {
            throw new SspiException(
                    SecurityStatus.SEC_E_TIME_SKEW, "The client's ticket is postdated and was not validated by its KDC yet");
        }
        // "if the current time is later than end time by more than the allowable clock skew, the KRB_AP_ERR_TKT_EXPIRED error"
        if (end.isBefore(now.minus(skew))) {
            throw new SspiException(
                    SecurityStatus.SEC_E_CONTEXT_EXPIRED,
                    "The client's ticket ended at " + end + ", " + Duration.between(end, now).toSeconds() + " s ago: the client has"
                            + " to get a new one");
        }
    }

    Principal client() {
        return client;
    }

    Principal server() {
        return server;
    }

    ProtocolKey sessionKey() {
        return sessionKey.key();
    }

    /** RFC 8062 3: the flag and the name come together; one of them is enough to know nobody. */
    boolean isAnonymous() {
        return anonymous;
    }

    /** {@link TicketFlags}. */
    int flags() {
        return flags;
    }

    Instant authtime() {
        return authtime;
    }

    Optional<AuthorizationData> authorizationData() {
        return authorizationData;
    }

    Instant start() {
        return start;
    }

    Instant end() {
        return end;
    }

    @Override
    public void close() {
        sessionKey.close();
    }
}
