package org.sspi4j.kerberos;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import javax.security.auth.Subject;
import org.sspi4j.api.CredentialAttribute;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Decision;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.kerberos.message.Principal;
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
    private final Optional<ClientKeys> clientKeys;
    private final Optional<ServiceKeys> serviceKeys;
    private final Optional<ReloadedKeytab> keytab;
    private final Optional<AskedKeys> asked;
    private final Optional<TicketCache> cache;
    private final TicketStore tickets = new TicketStore();
    private final SingleFlight<TicketStore.Name, ServiceTicket> flights;
    private final Optional<Logon> logon;
    private final AtomicLong lastMicros = new AtomicLong();
    /** Most programs speak with one service, again and again. */
    private volatile Target lastTarget;

    private record Target(String name, ServiceTarget meaning) {}

    /**
     * @param principal whose it is; empty for a server that takes tickets for any name it has keys of
     * @param keytab the file that the keys came from
     */
    KerberosCredential(
            KerberosConfig config,
            CredentialUse use,
            Optional<Principal> principal,
            Optional<ClientKeys> clientKeys,
            Optional<ServiceKeys> serviceKeys,
            Optional<ReloadedKeytab> keytab) {
        this(config, use, principal, clientKeys, serviceKeys, keytab, Optional.empty(), Optional.empty());
    }

    /** A server whose keys a function gives. */
    static KerberosCredential of(KerberosConfig config, Optional<Principal> principal, AskedKeys keys) {
        return new KerberosCredential(
                config,
                CredentialUse.INBOUND,
                principal,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(keys),
                Optional.empty());
    }

    /** The owner of a cache: its tickets are to be added. */
    static KerberosCredential of(CredentialUse use, Principal owner, TicketCache cache) {
        return new KerberosCredential(
                cache.config(),
                use,
                Optional.of(owner),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(cache));
    }

    private KerberosCredential(
            KerberosConfig config,
            CredentialUse use,
            Optional<Principal> principal,
            Optional<ClientKeys> clientKeys,
            Optional<ServiceKeys> serviceKeys,
            Optional<ReloadedKeytab> keytab,
            Optional<AskedKeys> asked,
            Optional<TicketCache> cache) {
        this.config = config;
        this.time = new KdcTime(config);
        this.use = use;
        this.clientKeys = clientKeys;
        this.serviceKeys = serviceKeys;
        this.keytab = keytab;
        this.asked = asked;
        this.cache = cache;
        this.flights = new SingleFlight<>(patience(config));
        this.logon = principal.map(client -> new Logon(config, client, time, clientKeys, keytab, cache, tickets));
    }

    /** The KDC's time as this client knows it. */
    KdcTime time() {
        return time;
    }

    /**
     * How long a caller waits for another one who asks for a service's ticket: that one may be held up by anything, and then there is
     * time left to ask oneself. For what is asked for on the way to it he waits half as long each: for a logon a sixth of his time,
     * for a look at a keytab a twelfth, which leaves five of them.
     */
    static Duration patience(KerberosConfig config) {
        return config.kdcTimeout().dividedBy(3);
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
        var keys = serviceKeys.orElseThrow(() ->
                new SspiException(SecurityStatus.SEC_E_NO_CREDENTIALS, "The credential has no keys to open tickets with"));
        return keytab.isPresent() ? keytab.get().keys() : keys;
    }

    /** Those that a function gives for each ticket, if that is where they come from. */
    Optional<AskedKeys> askedKeys() {
        return asked;
    }

    /** Where its keys are from. */
    String origin() throws SspiException {
        return asked.isPresent() ? AskedKeys.ORIGIN : serviceKeys().origin();
    }

    /** Whether there are other keys by now than those that did not do; that may take a look at the keytab. */
    Step<Boolean> otherServiceKeys(ServiceKeys tried, Facilities facilities) throws SspiException {
        return keytab.isPresent() ? keytab.get().lookAgain(tried, facilities) : Step.of(false);
    }

    /** Whether it is the caller's turn to see whether the keytab has changed. */
    boolean isTurnToLook(Instant now) {
        return keytab.isPresent() && keytab.get().isTurnToLook(now);
    }

    /** The keys as the keytab has them now. */
    Step<ServiceKeys> serviceKeysOf(Instant now, Facilities facilities) throws SspiException {
        return keytab.orElseThrow().look(now, facilities).then(others -> Step.of(serviceKeys()));
    }

    /**
     * What the name of a service means here.
     *
     * @throws SspiException SEC_E_TARGET_UNKNOWN if it is no service principal name
     */
    ServiceTarget target(String name) throws SspiException {
        var last = lastTarget;
        if (last == null || !last.name.equals(name)) {
            last = new Target(name, ServiceTarget.of(name, config));
            lastTarget = last;
        }
        return last.meaning;
    }

    /** A ticket for a service: one that it has, or one that the KDCs give. */
    Step<ServiceTicket> ticketFor(ServiceTarget target, Facilities given) throws SspiException {
        var server = target.of(client().realm());
        var now = time.of(given).clock().instant();
        var held = tickets.valid(server, now);
        if (held.isPresent()) {
            given.decisions().note(
                    Decision.About.TICKET, "The ticket for {} was there, until {}", held.get().server(), held.get().endtime());
            return logon.isPresent() && logon.get().isDue(now)
                    ? logon.get().tgt(given).then(tgt -> Step.of(held.get()))
                    : Step.of(held.get());
        }
        return flights.of(TicketStore.Name.of(server), () -> fetched(server, target, given));
    }

    private Step<ServiceTicket> fetched(Principal server, ServiceTarget target, Facilities given) throws SspiException {
        var current = tickets.valid(server, time.of(given).clock().instant());
        return current.isPresent() ? Step.of(current.get()) : tgt(given).then(tgt -> obtained(target, tgt, given));
    }

    private Step<ServiceTicket> obtained(ServiceTarget target, ServiceTicket tgt, Facilities given) throws SspiException {
        return new ServiceTickets(config, tickets, tgt, time, given).of(target).then(ticket -> {
            tickets.add(target.of(client().realm()), ticket);
            given.decisions().note(
                    Decision.About.TICKET, "The KDC of {} gave a ticket for {} until {}, with a session key of {}",
                    ticket.server().realm(), ticket.server(), ticket.endtime(), ticket.sessionKey().type());
            return cache.isPresent() ? cache.get().put(ticket, given) : Step.of(ticket);
        });
    }

    /**
     * As {@link #ticketFor}, for a caller whose questions one server passes on: nobody else waits for that server's answers, and a ticket
     * that still holds is not replaced by way of it.
     */
    Step<ServiceTicket> ticketByWayOf(ServiceTarget target, Facilities given) throws SspiException {
        var held = tickets.valid(target.of(client().realm()), time.of(given).clock().instant());
        if (held.isPresent()) {
            given.decisions().note(
                    Decision.About.TICKET, "The ticket for {} was there, until {}", held.get().server(), held.get().endtime());
            return Step.of(held.get());
        }
        return logon().tgtByWayOf(given).then(tgt -> obtained(target, tgt, given));
    }

    /** The ticket-granting ticket: the one that it has, or a new one for its password or key. */
    Step<ServiceTicket> tgt(Facilities facilities) throws SspiException {
        return logon().tgt(facilities);
    }

    /** The ticket-granting ticket, renewed now. */
    Step<ServiceTicket> renewed(Facilities facilities) throws SspiException {
        return logon().renewed(facilities);
    }

    /** Makes a cache of the tickets that are here, the ticket-granting ticket first. */
    Step<String> savedTo(String name) throws SspiException {
        var held = tickets.all().stream().sorted(Comparator.comparing(ticket -> !ticket.isTgt())).toList();
        if (held.isEmpty()) {
            throw new SspiException(SecurityStatus.SEC_E_NO_CREDENTIALS, client() + " has no tickets to save: log on first");
        }
        return new TicketCache(config, name, List.of()).save(client(), held, time.offset(), true);
    }

    private Logon logon() throws SspiException {
        return logon.orElseThrow(() -> new SspiException(
                SecurityStatus.SEC_E_NO_CREDENTIALS, "The credential names nobody who could log on"));
    }

    /** What a context of this client takes from outside, with the time as the KDC has it. */
    Facilities clientSide(Facilities facilities) {
        return time.of(facilities);
    }

    private Principal client() throws SspiException {
        return logon().client();
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
    public <T> T query(CredentialAttribute<T> attribute) throws SspiException {
        if (attribute != CredentialAttribute.NAMES) {
            throw new SspiException(SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION, "Kerberos does not know " + attribute);
        }
        return attribute.structure().cast(new CredentialAttribute.Names(name().orElseThrow(() -> new SspiException(
                SecurityStatus.SEC_E_NO_CREDENTIALS, "The credential accepts for every name of its keytab, and has none itself"))));
    }

    @Override
    public Optional<String> name() {
        return logon.map(Logon::client).map(Principal::toString);
    }

    /** Also of a server that was acquired for one of the names it has keys of. */
    @Override
    public boolean isOf(String principal) throws SspiException {
        var asked = UserName.principal(principal, config);
        return logon.map(Logon::client).map(asked::sameAs).orElse(false);
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
        new PublishedCredential(logon.map(Logon::client), tickets, serviceKeys, keytab.map(ReloadedKeytab::path)).addTo(subject);
    }

    @Override
    public void close() {
        clientKeys.ifPresent(ClientKeys::wipe);
        serviceKeys.ifPresent(ServiceKeys::wipe);
        keytab.ifPresent(ReloadedKeytab::wipe);
        asked.ifPresent(AskedKeys::wipe);
        tickets.wipe();
    }
}
