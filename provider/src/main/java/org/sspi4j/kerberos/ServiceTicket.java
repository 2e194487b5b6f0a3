package org.sspi4j.kerberos;

import java.time.Instant;
import java.util.Optional;
import org.sspi4j.kerberos.etype.ProtocolKey;
import org.sspi4j.kerberos.message.Principal;
import org.sspi4j.kerberos.message.PrincipalName;
import org.sspi4j.kerberos.message.Ticket;

/**
 * A ticket that its client can use. Made from a KDC's reply by {@link VerifiedReply}, or from what the user keeps in a cache or
 * a Subject.
 *
 * @param server what the encrypted part of the reply names; the ticket's own name was compared with it
 * @param passwordExpiry when the password ends with which the client logged on, as the KDC said at logon; no cache keeps it
 * @param flags {@link org.sspi4j.kerberos.message.TicketFlags}
 */
record ServiceTicket(
        Principal client,
        Principal server,
        Ticket ticket,
        ProtocolKey sessionKey,
        int flags,
        Instant authtime,
        Instant starttime,
        Instant endtime,
        Optional<Instant> renewTill,
        Optional<Instant> passwordExpiry) {
    ServiceTicket(
            Principal client,
            Principal server,
            Ticket ticket,
            ProtocolKey sessionKey,
            int flags,
            Instant authtime,
            Instant starttime,
            Instant endtime,
            Optional<Instant> renewTill) {
        this(client, server, ticket, sessionKey, flags, authtime, starttime, endtime, renewTill, Optional.empty());
    }

    boolean isValidAt(Instant now) {
        return now.isBefore(endtime);
    }

    /** Whether it is the ticket-granting ticket of the client's own realm. */
    boolean isTgt() {
        return server.sameAs(new Principal(PrincipalName.krbtgt(client.realm()), client.realm()));
    }

    /** Whether it is for a ticket-granting service, of whatever realm. */
    boolean isForTgs() {
        return server.name().isKrbtgt();
    }

    /** The realm whose KDC takes it, if it is for a ticket-granting service. */
    String tgsRealm() {
        return server.name().nameString().get(1);
    }
}
