package org.sspi4j.kerberos;

import java.time.Instant;
import java.util.Optional;
import org.sspi4j.api.Decision.About;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.kerberos.message.Principal;
import org.sspi4j.kerberos.message.PrincipalName;
import org.sspi4j.kerberos.message.TicketFlags;
import org.sspi4j.spi.Facilities;
import org.sspi4j.spi.Step;

/**
 * How a client comes to its ticket-granting ticket and keeps it: it logs on with its key, takes what its cache has, or has the
 * ticket renewed before it ends. Whoever uses the ticket does that in passing; there is no timer. Of many callers one asks: the
 * others go on with the ticket that still holds, and wait only if there is none.
 */
final class Logon {
    private final KerberosConfig config;
    private final KdcTime time;
    private final Optional<ClientKeys> keys;
    private final Optional<ReloadedKeytab> keytab;
    private final Optional<TicketCache> cache;
    private final TicketStore tickets;
    private final SingleFlight<Logon, ServiceTicket> flights;
    private volatile Principal client;
    private volatile Replacement replacement;

    /**
     * @param time is corrected by the first logon if the KDC's is another one
     * @param keytab the file that the keys came from
     * @param cache the cache that the tickets came from
     */
    Logon(
            KerberosConfig config,
            Principal client,
            KdcTime time,
            Optional<ClientKeys> keys,
            Optional<ReloadedKeytab> keytab,
            Optional<TicketCache> cache,
            TicketStore tickets) {
        this.config = config;
        this.client = client;
        this.time = time;
        this.keys = keys;
        this.keytab = keytab;
        this.cache = cache;
        this.tickets = tickets;
        this.flights = new SingleFlight<>(KerberosCredential.patience(config).dividedBy(2));
    }

    /** Who it is: the name that the KDC gave last, and before it gave any the one to log on with. */
    Principal client() {
        return client;
    }

    private Principal krbtgt() {
        return new Principal(PrincipalName.krbtgt(client.realm()), client.realm());
    }

    private Instant now(Facilities facilities) {
        return time.of(facilities).clock().instant();
    }

    /** The ticket-granting ticket: the one that is there, or a new one. */
    Step<ServiceTicket> tgt(Facilities facilities) throws SspiException {
        var now = now(facilities);
        var held = tickets.valid(krbtgt(), now);
        if (held.isEmpty()) {
            return flights.of(this, () -> obtained(facilities));
        }
        return planned(held.get(), facilities).isDue(now) ? replaced(held.get(), facilities) : Step.of(held.get());
    }

    /** As {@link #tgt}, for a caller whose questions one server passes on. */
    Step<ServiceTicket> tgtByWayOf(Facilities facilities) throws SspiException {
        return obtained(facilities);
    }

    /** Whether somebody should call {@link #tgt} even if he has a ticket for his service: cheap. */
    boolean isDue(Instant now) {
        var planned = replacement;
        return planned != null && planned.isDue(now);
    }

    /**
     * Renews the ticket-granting ticket now.
     *
     * @throws SspiException SEC_E_NO_CREDENTIALS if there is none that is renewable; what a KDC can answer
     */
    Step<ServiceTicket> renewed(Facilities facilities) throws SspiException {
        var held = tickets.valid(krbtgt(), now(facilities))
                .filter(tgt -> (tgt.flags() & TicketFlags.RENEWABLE) != 0)
                .orElseThrow(() -> new SspiException(
                        SecurityStatus.SEC_E_NO_CREDENTIALS,
                        client + " has no renewable ticket-granting ticket that still holds: "
                        + "ask for one with renew_lifetime, or log on again"));
        return flights.of(this, () -> renewal(held, facilities));
    }

    private Replacement planned(ServiceTicket held, Facilities facilities) {
        var planned = replacement;
        if (planned == null || planned.tgt() != held) {
            planned = isReplaceable(held) ? Replacement.of(held, facilities.random()) : Replacement.never(held);
            replacement = planned;
        }
        return planned;
    }

    /** Somebody else may renew the ticket that is in a cache. */
    private boolean isReplaceable(ServiceTicket tgt) {
        return isRenewable(tgt) || keys.isPresent() || cache.isPresent();
    }

    /** A ticket that ends with its renewability is not renewed: it would get no younger. */
    private static boolean isRenewable(ServiceTicket tgt) {
        return (tgt.flags() & TicketFlags.RENEWABLE) != 0
                && tgt.renewTill().map(till -> till.isAfter(tgt.endtime())).orElse(false);
    }

    private Step<ServiceTicket> replaced(ServiceTicket held, Facilities facilities) throws SspiException {
        return Step.either(
                () -> flights.ifNobodyElse(this, () -> replacement(held, facilities)).orElse(Step.of(held)),
                failure -> {
                    var now = now(facilities);
                    replacement = planned(held, facilities).failed(now, facilities.random());
                    facilities.decisions().note(
                            About.TICKET,
                            "The ticket-granting ticket of {}, which ends at {}, could not be replaced yet and is used on: {}",
                            client, held.endtime(), failure.getMessage());
                    return Step.of(held);
                });
    }

    private Step<ServiceTicket> replacement(ServiceTicket held, Facilities facilities) throws SspiException {
        var current = tickets.valid(krbtgt(), now(facilities));
        if (current.isPresent() && current.get() != held) {
            return Step.of(current.get());
        }
        return fromCache(held.endtime(), facilities).then(found -> {
            if (found.isPresent()) {
                return Step.of(found.get());
            }
            if (!isRenewable(held)) {
                return loggedOn(facilities);
            }
            return keys.isEmpty()
                    ? renewal(held, facilities)
                    : Step.either(() -> renewal(held, facilities), failure -> {
                        facilities.decisions().note(
                                About.FALLBACK, "{} logs on again, since its ticket could not be renewed: {}", client,
                                failure.getMessage());
                        return loggedOn(facilities);
                    });
        });
    }

    private Step<ServiceTicket> renewal(ServiceTicket held, Facilities facilities) throws SspiException {
        return TgsExchange.renewal(config, held, time, facilities).run().then(tgt -> {
            facilities.decisions().note(About.TICKET, "The ticket-granting ticket of {} was renewed until {}", client, tgt.endtime());
            return kept(tgt, facilities);
        });
    }

    private Step<ServiceTicket> obtained(Facilities facilities) throws SspiException {
        var now = now(facilities);
        var current = tickets.valid(krbtgt(), now);
        if (current.isPresent()) {
            return Step.of(current.get());
        }
        return fromCache(now, facilities).then(found -> found.isPresent() ? Step.of(found.get()) : loggedOn(facilities));
    }

    /** What somebody put into the cache since: a ticket-granting ticket that holds longer. */
    private Step<Optional<ServiceTicket>> fromCache(Instant longerThan, Facilities facilities) throws SspiException {
        if (cache.isEmpty()) {
            return Step.of(Optional.empty());
        }
        return Step.either(() -> cache.get().read(facilities).then(content -> Step.of(taken(content, longerThan, facilities))), failure -> {
            facilities.decisions().note(About.CREDENTIAL, "{} could not be read again: {}", cache.get().name(), failure.getMessage());
            return Step.of(Optional.empty());
        });
    }

    private Optional<ServiceTicket> taken(TicketCache.Content content, Instant longerThan, Facilities facilities) {
        var found = content.tickets().stream()
                .filter(ticket -> ticket.server().sameAs(krbtgt()) && ticket.client().sameAs(client))
                .filter(ticket -> ticket.endtime().isAfter(longerThan))
                .findFirst();
        content.tickets().stream()
                .filter(ticket -> found.isEmpty() || ticket != found.get())
                .forEach(ticket -> ticket.sessionKey().close());
        found.ifPresent(tgt -> {
            facilities.decisions().note(
                    About.TICKET, "{} has a newer ticket-granting ticket of {} by now, until {}", cache.get().name(), client,
                    tgt.endtime());
            tickets.add(tgt);
            content.tellTime(time, cache.get().name(), facilities.decisions());
        });
        return found;
    }

    private Step<ServiceTicket> loggedOn(Facilities facilities) throws SspiException {
        var proof = keys.orElseThrow(() -> noTgt(now(facilities)));
        return refreshed(facilities).then(same -> {
            proof.begun();
            return Step.either(
                    () -> new AsExchange(config, client, proof, Optional.empty(), time, facilities)
                            .run()
                            .then(tgt -> ProvenName.check(client, tgt, config, time, facilities))
                            .then(tgt -> {
                                proof.settled();
                                client = tgt.client();
                                facilities.decisions().note(
                                        About.TICKET, "{} is logged on until {}, with a session key of {}",
                                        tgt.client(), tgt.endtime(), tgt.sessionKey().type());
                                return kept(tgt, facilities);
                            }),
                    failure -> {
                        proof.settled();
                        throw failure;
                    });
        });
    }

    private Step<Boolean> refreshed(Facilities facilities) throws SspiException {
        return keytab.isPresent() ? keytab.get().lookAgain(keytab.get().keys(), facilities) : Step.of(false);
    }

    private Step<ServiceTicket> kept(ServiceTicket tgt, Facilities facilities) throws SspiException {
        tickets.add(tgt);
        planned(tgt, facilities);
        return cache.isPresent() ? cache.get().put(tgt, facilities) : Step.of(tgt);
    }

    private SspiException noTgt(Instant now) {
        var ended = tickets.all().stream()
                .filter(ServiceTicket::isTgt)
                .map(ticket -> "; the one that is there ended at " + ticket.endtime() + ", it is " + now)
                .findFirst();
        return new SspiException(
                SecurityStatus.SEC_E_NO_CREDENTIALS,
                client + " has no valid ticket-granting ticket" + ended.orElse("") + ": log on again, with kinit for instance");
    }
}
