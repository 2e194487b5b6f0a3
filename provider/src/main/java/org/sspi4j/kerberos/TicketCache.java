package org.sspi4j.kerberos;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.sspi4j.api.Decision.About;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.kerberos.etype.EncryptionType;
import org.sspi4j.kerberos.message.Principal;
import org.sspi4j.kerberos.store.CredentialCache;
import org.sspi4j.spi.Decisions;
import org.sspi4j.spi.Facilities;
import org.sspi4j.spi.Need;
import org.sspi4j.spi.Step;
import org.sspi4j.wire.DecodeException;

/** A credential cache that tickets come from, and where those fetched with them are put back. */
record TicketCache(KerberosConfig config, String name, List<EncryptionType> types) {
    /** What the cache of a service remembers if it holds what the service got on behalf of a user. */
    private static final String PROXY_IMPERSONATOR = "proxy_impersonator";

    /**
     * What is in the cache and can be used.
     *
     * @param owner its default principal, and the client of each ticket
     * @param kdcTimeOffset what to add to our time to get the KDC's
     */
    record Content(Principal owner, List<ServiceTicket> tickets, Duration kdcTimeOffset) {
        /** From now on the KDC's clock is what the cache says, if nothing better is known. */
        void tellTime(KdcTime time, String name, Decisions decisions) {
            if (time.remember(kdcTimeOffset)) {
                decisions.note(About.TIME, "By {} the KDC's clock is {}, and counts", name, KerberosStatus.offset(kdcTimeOffset));
            }
        }
    }

    /** @throws SspiException SEC_E_NO_CREDENTIALS if there is no cache, it cannot be read, or names nobody */
    Step<Content> read(Facilities facilities) throws SspiException {
        return Step.ask(new Need.Ccache(config, name)).then(bytes -> Step.of(content(bytes, facilities)));
    }

    private Content content(byte[] bytes, Facilities facilities) throws SspiException {
        var cache = decoded(bytes);
        try {
            if (!CredentialSource.isName(cache.defaultPrincipal())) {
                throw new SspiException(SecurityStatus.SEC_E_NO_CREDENTIALS, name + " names nobody as its owner");
            }
            var owner = CredentialSource.principal(cache.defaultPrincipal());
            var impersonator = cache.remembered(PROXY_IMPERSONATOR).map(value -> new String(value, StandardCharsets.UTF_8));
            impersonator.ifPresent(service -> facilities.decisions().note(
                    About.CREDENTIAL, "{} is what {} got on behalf of {}: only tickets of the latter for others are used", name,
                    service, owner));
            var tickets = cache.credentials().stream()
                    .flatMap(stored -> StoredTickets.usable(stored, types).stream())
                    .filter(ticket -> isOwners(ticket, owner, impersonator))
                    .toList();
            int passedOver = cache.credentials().size() - tickets.size();
            if (passedOver > 0) {
                facilities.decisions().note(
                        About.TICKET,
                        "{} tickets of {} are passed over: not of {}, user to user, invalid, or of a type that is not permitted",
                        passedOver, name, owner);
            }
            return new Content(owner, tickets, cache.kdcTimeOffset());
        } finally {
            cache.wipe();
        }
    }

    /**
     * Services keep the tickets of users they act for in their caches; those are not the owner's. In a cache of such a service
     * what the KDC gave it as evidence is for itself: nobody connects with it (CVE-2019-2949).
     */
    private static boolean isOwners(ServiceTicket ticket, Principal owner, Optional<String> impersonator) {
        return ticket.client().sameAs(owner)
                && impersonator.map(service -> !ticket.server().toString().equals(service)).orElse(true);
    }

    /** A file of the machine's own that does not parse is no token of a peer: there are no credentials in it. */
    private CredentialCache decoded(byte[] bytes) throws SspiException {
        try {
            return CredentialCache.decode(bytes);
        } catch (DecodeException e) {
            throw CredentialSource.unreadable(name, e);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /** Puts a ticket back. A cache that cannot be written is no reason not to use the ticket. */
    Step<ServiceTicket> put(ServiceTicket ticket, Facilities facilities) throws SspiException {
        return Step.either(
                () -> save(ticket.client(), List.of(ticket), Duration.ZERO, false).then(stored -> Step.of(ticket)),
                failure -> {
                    facilities.decisions().note(
                            About.TICKET, "The ticket for {} could not be kept in {}: {}", ticket.server(), name, failure.getMessage());
                    return Step.of(ticket);
                });
    }

    /**
     * Writes tickets to the cache.
     *
     * @param kdcTimeOffset what is known of the KDC's clock; a cache that is added to keeps what it has
     * @param anew whether the cache becomes just this
     * @return the cache's own name
     */
    Step<String> save(Principal owner, List<ServiceTicket> tickets, Duration kdcTimeOffset, boolean anew) throws SspiException {
        var cache = CredentialCache.of(StoredTickets.stored(owner), tickets.stream().map(StoredTickets::stored).toList())
                .ahead(kdcTimeOffset);
        byte[] wire = cache.encode();
        cache.wipe();
        return Step.ask(new Need.StoreTickets(config, name, wire, anew));
    }
}
