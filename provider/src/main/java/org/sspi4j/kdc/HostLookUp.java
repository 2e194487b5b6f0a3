package org.sspi4j.kdc;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sspi4j.kdc.NameServers.Question;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.ReverseMap;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * Finds out what a host is called: the name that its name stands for, and with {@code rdns} the name of its first address, where
 * there is one. The system's own list of hosts counts before name servers, and a name with few dots is looked for in the system's
 * domains first. It takes a third of the time that is left for the call at most: the rest is the KDCs'.
 *
 * @spec MIT krb5 krb5.conf(5) "dns_canonicalize_hostname", "rdns"
 */
final class HostLookUp implements Carried {
    private static final int SHARE = 3;
    private static final String AS_GIVEN = "so the name counts as it is given";

    private final Loop loop;
    private final Shared shared;
    private final HostQuestion question;
    private final Finish<Optional<String>> finish;
    private final Trail trail = new Trail();
    private final Question key;
    private final ArrayDeque<String> candidates;
    private long deadline;
    private Race race;
    private Loop.Alarm end;
    private boolean mine;
    /** Whether what a name server should have said of a candidate is not known. */
    private boolean gap;
    private volatile boolean over;

    /**
     * What DNS says.
     *
     * @param name in lower case, without a dot at the end; empty if there is none
     * @param outcome for people
     * @param ttl seconds for which it may be remembered; 0 for not at all
     */
    record Named(Optional<String> name, String outcome, long ttl) {
        static Named unknown(String outcome) {
            return new Named(Optional.empty(), outcome, 0);
        }
    }

    /** What is done with an answer. */
    private interface Read {
        /** @param answer null if no name server answers */
        void read(DnsQuery query, Message answer);
    }

    HostLookUp(Loop loop, Shared shared, HostQuestion question, Finish<Optional<String>> finish) {
        this.loop = loop;
        this.shared = shared;
        this.question = question;
        this.finish = finish;
        this.candidates = new ArrayDeque<>(shared.nameServers().domains().candidates(question.host()));
        // What is remembered for one setting of rdns is none of the other's business, nor for other domains.
        this.key = new Question(
                question.config().nameServers(),
                (question.config().rdns() ? "the address of " : "") + String.join(", or ", candidates));
    }

    @Override
    public void start() {
        loop.begun(this);
        deadline = loop.now() + (question.deadline() - loop.now()) / SHARE;
        if (Names.isAddress(question.host()) && !question.config().rdns()) {
            finish(Named.unknown("an address, and rdns is false"));
            return;
        }
        var listed = listed();
        if (listed.isPresent()) {
            finish(listed.get());
        } else {
            findOut();
        }
    }

    /** What the system's own list says; with rdns only if it knows the address too, which it does of each host that it names. */
    private Optional<Named> listed() {
        var hosts = shared.nameServers().ofSystem();
        var name = Names.isAddress(question.host())
                ? address().flatMap(hosts::at)
                : hosts.named(question.host()).flatMap(
                        host -> question.config().rdns() ? hosts.at(host.address()) : Optional.of(host.canonical()));
        return name.map(it -> listed(it, 0));
    }

    private Named listed(String name, long ttl) {
        return new Named(Optional.of(name), "it is " + name + " by " + shared.nameServers().ofSystem(), ttl);
    }

    private Optional<InetAddress> address() {
        try {
            return Optional.of(InetAddress.getByName(question.host()));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    private void findOut() {
        var hosts = shared.nameServers().hosts();
        var known = hosts.known(key, loop.now());
        if (known.isPresent()) {
            finish(known.get());
        } else if (!hosts.isMineToAsk(key, said -> loop.execute(() -> told(said)))) {
            end = end == null ? loop.at(deadline, this::timeIsUp) : end;
        } else {
            mine = true;
            ask();
        }
    }

    private void timeIsUp() {
        finish(Named.unknown("the name servers have not answered another one's question within a third of the time, " + AS_GIVEN));
    }

    /** What came of another one's question. Nothing, if he had less time or gave up: then it is ours. */
    private void told(Optional<Named> said) {
        if (over) {
            return;
        }
        if (said.isPresent()) {
            finish(said.get());
        } else {
            findOut();
        }
    }

    private void ask() {
        if (Names.isAddress(question.host())) {
            ofAddress();
        } else {
            forward(candidates.poll(), Type.A);
        }
    }

    /** The others hear of it, in any case. */
    private void tell(Optional<Named> said) {
        if (mine) {
            mine = false;
            shared.nameServers().hosts().tell(key, said);
        }
    }

    private void ofAddress() {
        var address = address();
        if (address.isPresent()) {
            reverse(address.get(), Named.unknown("an address without a name"));
        } else {
            finish(Named.unknown("no address"));
        }
    }

    private void forward(String host, int type) {
        try {
            ask(new DnsQuery(host + (host.endsWith(".") ? "" : "."), type), (query, answer) -> forwarded(host, type, query, answer));
        } catch (TextParseException e) {
            unknown(Named.unknown("a host of that name cannot be in DNS"));
        }
    }

    private void forwarded(String host, int type, DnsQuery query, Message answer) {
        if (answer == null) {
            gap = true;
            unknown(Named.unknown(silence() + ", " + AS_GIVEN));
            return;
        }
        var addresses = type == Type.A
                ? query.records(answer, ARecord.class).stream().map(ARecord::getAddress).toList()
                : query.records(answer, AAAARecord.class).stream().map(AAAARecord::getAddress).toList();
        if (!addresses.isEmpty()) {
            var named = named(query.canonical(answer), DnsQuery.ttl(answer));
            if (question.config().rdns()) {
                reverse(addresses.get(0), named);
            } else {
                remember(named);
            }
        } else if (type == Type.A) {
            forward(host, Type.AAAA);
        } else {
            unknown(new Named(Optional.empty(), DnsQuery.absence(answer), DnsQuery.negativeTtl(answer)));
        }
    }

    /** It may be in another domain, behind other name servers than the one that failed. */
    private void unknown(Named last) {
        if (candidates.isEmpty() || isTimeUp()) {
            remember(last);
        } else {
            forward(candidates.poll(), Type.A);
        }
    }

    /** @param otherwise what counts if the address has no name */
    private void reverse(InetAddress address, Named otherwise) {
        var listed = shared.nameServers().ofSystem().at(address);
        if (listed.isPresent()) {
            remember(listed(listed.get(), otherwise.ttl()));
            return;
        }
        ask(new DnsQuery(ReverseMap.fromAddress(address), Type.PTR), (query, answer) -> {
            if (answer == null) {
                remember(new Named(otherwise.name(), silence() + " for the name of its address, " + otherwise.outcome(), 0));
                return;
            }
            var names = query.records(answer, PTRRecord.class);
            if (names.isEmpty()) {
                remember(otherwise);
            } else {
                remember(named(names.get(0).getTarget(), DnsQuery.ttl(answer)));
            }
        });
    }

    private void ask(DnsQuery query, Read read) {
        race = query.race(loop, shared, trail, deadline, (answer, by) -> {
            if (!over) {
                read.read(query, answer == null ? null : DnsQuery.decoded(answer));
            }
        });
        race.start(shared.nameServers().of(question.config()));
    }

    private String silence() {
        return isTimeUp() ? "the name servers have not answered within a third of the time" : "no name server answers";
    }

    private boolean isTimeUp() {
        return loop.now() - deadline >= 0;
    }

    private static Named named(Name name, long ttl) {
        return DnsQuery.isHost(name) && !Names.isAddress(name.toString(true))
                ? new Named(Optional.of(name.toString(true).toLowerCase(Locale.ROOT)), "it is " + name.toString(true), ttl)
                : new Named(Optional.empty(), "its name in DNS is none of a host", ttl);
    }

    /** With a gap it may be another one next time. Others who wait may have more time than this one. */
    private void remember(Named named) {
        if (!gap && named.ttl() > 0) {
            shared.nameServers().hosts().remember(key, named, named.ttl(), loop.now());
        }
        if (!isTimeUp()) {
            tell(Optional.of(named));
        }
        finish(named);
    }

    private void finish(Named named) {
        stop();
        try {
            question.decisions().accept(
                    (trail.isEmpty() ? "No name server was asked for the host " : "The name servers were asked for the host ")
                            + question.host() + ": " + (trail.isEmpty() ? "" : trail + "; ") + named.outcome());
        } finally {
            finish.finished(named.name(), null);
        }
    }

    @Override
    public void cancel() {
        if (!over) {
            stop();
        }
    }

    private void stop() {
        over = true;
        loop.ended(this);
        if (race != null) {
            race.cancel();
        }
        if (end != null) {
            end.cancel();
        }
        tell(Optional.empty());
    }

    @Override
    public void fail(String why) {
        if (!over) {
            finish(Named.unknown(why));
        }
    }

    @Override
    public boolean isOver() {
        return over;
    }
}
