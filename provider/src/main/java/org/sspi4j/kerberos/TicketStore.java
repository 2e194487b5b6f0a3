package org.sspi4j.kerberos;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.sspi4j.kerberos.message.Principal;

/** The tickets of one credential, by server. */
final class TicketStore {
    /** A client of more services than that asks again for some. */
    private static final int MOST_TICKETS = 1024;

    private final Map<Name, ServiceTicket> tickets = new ConcurrentHashMap<>();
    private final Map<Name, Name> canonical = new ConcurrentHashMap<>();
    private final Queue<ServiceTicket> former = new ConcurrentLinkedQueue<>();

    /** What a principal is compared by: its type is a hint. */
    record Name(List<String> nameString, String realm) {
        static Name of(Principal principal) {
            return new Name(principal.name().nameString(), principal.realm());
        }
    }

    /** A new ticket takes the place of the one before. */
    void add(ServiceTicket ticket) {
        var replaced = tickets.put(Name.of(ticket.server()), ticket);
        if (replaced != null) {
            replaced(replaced, ticket.starttime());
        }
        if (tickets.size() > MOST_TICKETS) {
            makeRoom(ticket.starttime());
        }
    }

    /** What has ended goes, and if nothing has, those that end first; the ticket-granting ticket stays. */
    private synchronized void makeRoom(Instant now) {
        tickets.values().stream().filter(ticket -> !ticket.isValidAt(now)).toList().forEach(ticket -> drop(ticket, now));
        int tooMany = tickets.size() - MOST_TICKETS;
        if (tooMany > 0) {
            tickets.values().stream()
                    .filter(ticket -> !ticket.isTgt())
                    .sorted(Comparator.comparing(ServiceTicket::endtime).thenComparing(ServiceTicket::starttime))
                    .limit(tooMany + MOST_TICKETS / 16)
                    .toList()
                    .forEach(ticket -> drop(ticket, now));
        }
    }

    private void drop(ServiceTicket ticket, Instant now) {
        if (tickets.remove(Name.of(ticket.server()), ticket)) {
            replaced(ticket, now);
        }
    }

    /**
     * A ticket for a service that was asked for under another name: in another realm, or by an alias. The next to ask for it finds
     * it under both.
     */
    void add(Principal asked, ServiceTicket ticket) {
        add(ticket);
        if (!asked.sameAs(ticket.server())) {
            // Forgetting costs no more than asking again.
            if (canonical.size() >= MOST_TICKETS) {
                canonical.clear();
            }
            canonical.put(Name.of(asked), Name.of(ticket.server()));
        }
    }

    /** Contexts that wait for an AP-REP go on with the key of the ticket that they showed; not for a day after its end. */
    private void replaced(ServiceTicket ticket, Instant now) {
        former.add(ticket);
        var dayAgo = now.minus(Duration.ofDays(1));
        for (var old : former) {
            if (old.endtime().isBefore(dayAgo) && former.remove(old)) {
                old.sessionKey().close();
            }
        }
        // Nobody has waited for his AP-REP while so many others were asked for.
        for (var old = former.peek(); former.size() > 4 * MOST_TICKETS && old != null; old = former.peek()) {
            if (former.remove(old)) {
                old.sessionKey().close();
            }
        }
    }

    /** Of the tickets that somebody keeps for one server, the one that holds longest is kept here. */
    void addKept(ServiceTicket ticket) {
        tickets.merge(Name.of(ticket.server()), ticket, (one, other) -> one.endtime().isBefore(other.endtime()) ? other : one);
    }

    /** A ticket for this server that has not ended. */
    Optional<ServiceTicket> valid(Principal server, Instant now) {
        var name = Name.of(server);
        return Optional.ofNullable(tickets.get(canonical.getOrDefault(name, name))).filter(ticket -> ticket.isValidAt(now));
    }

    Collection<ServiceTicket> all() {
        return tickets.values();
    }

    void wipe() {
        tickets.values().forEach(ticket -> ticket.sessionKey().close());
        former.forEach(ticket -> ticket.sessionKey().close());
        tickets.clear();
        former.clear();
        canonical.clear();
    }
}
