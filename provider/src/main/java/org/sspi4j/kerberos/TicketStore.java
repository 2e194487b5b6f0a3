package org.sspi4j.kerberos;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.sspi4j.kerberos.message.Principal;

/** The tickets of one credential, by server. */
final class TicketStore {
    private final Map<Name, ServiceTicket> tickets = new ConcurrentHashMap<>();

    /** What a principal is compared by: its type is a hint. */
    private record Name(List<String> nameString, String realm) {
        static Name of(Principal principal) {
            return new Name(principal.name().nameString(), principal.realm());
        }
    }

    void add(ServiceTicket ticket) {
        tickets.put(Name.of(ticket.server()), ticket);
    }

    /** A ticket for this server that has not ended. */
    Optional<ServiceTicket> valid(Principal server, Instant now) {
        return Optional.ofNullable(tickets.get(Name.of(server))).filter(ticket -> ticket.isValidAt(now));
    }

    Collection<ServiceTicket> all() {
        return tickets.values();
    }

    void wipe() {
        tickets.values().forEach(ticket -> ticket.sessionKey().close());
        tickets.clear();
    }
}
