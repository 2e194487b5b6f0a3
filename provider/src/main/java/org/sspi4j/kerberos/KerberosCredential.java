package org.sspi4j.kerberos;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import javax.security.auth.Subject;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.kerberos.message.Principal;
import org.sspi4j.kerberos.message.PrincipalName;
import org.sspi4j.kerberos.message.TicketFlags;
import org.sspi4j.spi.Credential;
import org.sspi4j.spi.Facilities;
import org.sspi4j.spi.Step;

/**
 * Whoever a context is made for: a client with what it logs on with and the tickets it has, a server with its keys, or both.
 */
final class KerberosCredential implements Credential {
    /** A burst of contexts may run ahead of the clock by this much. */
    private static final long MOST_AHEAD_MICROS = 1_000_000;

    private final KerberosConfig config;
    private final CredentialUse use;
    private final KdcTime time;
    private volatile Optional<Principal> principal;
    private final Optional<ClientKeys> clientKeys;
    private final Optional<ServiceKeys> serviceKeys;
    private final Optional<Path> keytab;
    private final TicketStore tickets = new TicketStore();
    private final AtomicLong lastMicros = new AtomicLong();

    /**
     * @param principal whose it is; empty for a server that takes tickets for any name it has keys of
     * @param keytab the file that the service keys came from
     */
    KerberosCredential(
            KerberosConfig config,
            CredentialUse use,
            Optional<Principal> principal,
            Optional<ClientKeys> clientKeys,
            Optional<ServiceKeys> serviceKeys,
            Optional<Path> keytab) {
        this.config = config;
        this.time = new KdcTime(config);
        this.use = use;
        this.principal = principal;
        this.clientKeys = clientKeys;
        this.serviceKeys = serviceKeys;
        this.keytab = keytab;
    }

    KerberosConfig config() {
        return config;
    }

    /** Whether it may log on. */
    boolean initiates() {
        return use.isOutbound();
    }

    TicketStore tickets() {
        return tickets;
    }

    /** @throws SspiException SEC_E_NO_CREDENTIALS if it was not acquired for accepting */
    ServiceKeys serviceKeys() throws SspiException {
        return serviceKeys.orElseThrow(() ->
                new SspiException(SecurityStatus.SEC_E_NO_CREDENTIALS, "The credential has no keys to open tickets with"));
    }

    /** A ticket for a service: one that it has, or one that the KDCs give. */
    Step<ServiceTicket> ticketFor(ServiceTarget target, Facilities given) throws SspiException {
        var facilities = time.of(given);
        var held = tickets.valid(target.of(client().realm()), facilities.clock().instant());
        if (held.isPresent()) {
            return Step.of(held.get());
        }
        return tgt(given)
                .then(tgt -> new ServiceTickets(config, tickets, tgt, time.of(given)).of(target))
                .then(ticket -> {
                    tickets.add(target.of(client().realm()), ticket);
                    return Step.of(ticket);
                });
    }

    /** The ticket-granting ticket: the one that it has, or a new one for its password or key. */
    Step<ServiceTicket> tgt(Facilities facilities) throws SspiException {
        var client = client();
        var krbtgt = new Principal(PrincipalName.krbtgt(client.realm()), client.realm());
        var now = time.of(facilities).clock().instant();
        var held = tickets.valid(krbtgt, now);
        if (held.isPresent()) {
            return Step.of(held.get());
        }
        var keys = clientKeys.orElseThrow(() -> noTgt(client, now));
        return new AsExchange(config, client, keys, Optional.empty(), time, facilities)
                .run()
                .then(tgt -> ProvenName.check(client, tgt, config, time.of(facilities)))
                .then(tgt -> {
                    principal = Optional.of(tgt.client());
                    tickets.add(tgt);
                    return Step.of(tgt);
                });
    }

    /** What a context of this client takes from outside, with the time as the KDC has it. */
    Facilities clientSide(Facilities facilities) {
        return time.of(facilities);
    }

    /** The ticket-granting ticket, renewed now. */
    Step<ServiceTicket> renewed(Facilities given) throws SspiException {
        var facilities = time.of(given);
        var client = client();
        var krbtgt = new Principal(PrincipalName.krbtgt(client.realm()), client.realm());
        var held = tickets.valid(krbtgt, facilities.clock().instant())
                .filter(tgt -> (tgt.flags() & TicketFlags.RENEWABLE) != 0)
                .orElseThrow(() -> new SspiException(
                        SecurityStatus.SEC_E_NO_CREDENTIALS,
                        client + " has no renewable ticket-granting ticket that still holds: log on again"));
        return TgsExchange.renewal(config, held, facilities).run().then(tgt -> {
            tickets.add(tgt);
            return Step.of(tgt);
        });
    }

    private Principal client() throws SspiException {
        return principal.orElseThrow(() -> new SspiException(
                SecurityStatus.SEC_E_NO_CREDENTIALS, "The credential names nobody who could log on"));
    }

    private SspiException noTgt(Principal client, Instant now) {
        var ended = tickets.all().stream()
                .filter(ServiceTicket::isTgt)
                .map(ticket -> "; the one that is there ended at " + ticket.endtime() + ", it is " + now)
                .findFirst();
        return new SspiException(
                SecurityStatus.SEC_E_NO_CREDENTIALS,
                client + " has no valid ticket-granting ticket" + ended.orElse("") + ": log on again, with kinit for instance");
    }

    /**
     * The time with microseconds that no other authenticator of this credential has: some servers know replays by it. A clock
     * that was put back is believed: what it said before is no reason to be ahead of everybody.
     */
    Instant uniqueTime(Clock clock) {
        var now = clock.instant();
        long micros = now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
        long unique = lastMicros.updateAndGet(last -> last - micros > MOST_AHEAD_MICROS ? micros : Math.max(last + 1, micros));
        return Instant.ofEpochSecond(unique / 1_000_000, unique % 1_000_000 * 1_000);
    }

    @Override
    public Optional<String> name() {
        return principal.map(Principal::toString);
    }

    /** When the ticket-granting ticket ends. */
    @Override
    public Instant expiry() {
        return tickets.all().stream()
                .filter(ServiceTicket::isTgt)
                .map(ServiceTicket::endtime)
                .max(Comparator.naturalOrder())
                .orElse(Instant.MAX);
    }

    /** A ticket-granting ticket that its own password or keys opened. */
    @Override
    public boolean isProven() {
        return clientKeys.isPresent() && tickets.all().stream().anyMatch(ServiceTicket::isTgt);
    }

    @Override
    public void publish(Subject subject) throws SspiException {
        new PublishedCredential(principal, tickets, serviceKeys, keytab).addTo(subject);
    }

    @Override
    public void close() {
        clientKeys.ifPresent(ClientKeys::wipe);
        serviceKeys.ifPresent(ServiceKeys::wipe);
        tickets.wipe();
    }
}
