package org.sspi4j.kerberos;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.kerberos.message.AuthorizationData;
import org.sspi4j.kerberos.message.Principal;

/**
 * What an established context keeps of its ticket.
 *
 * @param authorizationData of an acceptor's; an initiator cannot read it
 */
record TicketFacts(
        Principal client,
        Principal server,
        int flags,
        Instant authtime,
        Instant starttime,
        Instant endtime,
        Optional<AuthorizationData> authorizationData) {
    static TicketFacts of(ServiceTicket ticket) {
        return new TicketFacts(
                ticket.client(),
                ticket.server(),
                ticket.flags(),
                ticket.authtime(),
                ticket.starttime(),
                ticket.endtime(),
                Optional.empty());
    }

    static TicketFacts of(VerifiedTicket ticket) {
        return new TicketFacts(
                ticket.client(),
                ticket.server(),
                ticket.flags(),
                ticket.authtime(),
                ticket.start(),
                ticket.end(),
                ticket.authorizationData());
    }

    ContextAttribute.Ticket toAttribute() {
        var entries = authorizationData.map(AuthorizationData::entries).orElse(List.of());
        return new ContextAttribute.Ticket(
                flags,
                authtime,
                entries.stream()
                        .map(entry -> new ContextAttribute.Authorization(entry.adType(), entry.adData().clone()))
                        .toList());
    }
}
