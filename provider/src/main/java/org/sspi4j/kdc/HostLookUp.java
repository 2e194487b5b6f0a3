package org.sspi4j.kdc;

import java.net.InetAddress;
import java.net.UnknownHostException;
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
 * Asks DNS what a host is called: the name that its name stands for, and with {@code rdns} the name of its first address, where
 * there is one. Only name servers are asked, not the system's own list of hosts.
 *
 * @spec MIT krb5 krb5.conf(5) "dns_canonicalize_hostname", "rdns"
 */
final class HostLookUp implements Carried {
    private final Loop loop;
    private final Shared shared;
    private final HostQuestion question;
    private final Finish<Optional<String>> finish;
    private final Trail trail = new Trail();
    private final Question key;
    private Race race;
    private Loop.Alarm end;
    private boolean mine;
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
        // What is remembered for one setting of rdns is none of the other's business.
        this.key = new Question(
                question.config().nameServers(), (question.config().rdns() ? "the address of " : "") + question.host());
    }

    @Override
    public void start() {
        loop.begun(this);
        if (Names.isAddress(question.host()) && !question.config().rdns()) {
            finish(Named.unknown("an address, and rdns is false"));
        } else {
            findOut();
        }
    }

    private void findOut() {
        var hosts = shared.nameServers().hosts();
        var known = hosts.known(key, loop.now());
        if (known.isPresent()) {
            finish(known.get());
        } else if (!hosts.isMineToAsk(key, said -> loop.execute(() -> told(said)))) {
            end = end == null ? loop.at(question.deadline(), () -> finish(Named.unknown("nor has any answered another one's question"))) : end;
        } else {
            mine = true;
            ask();
        }
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
            forward(Type.A);
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
        try {
            reverse(InetAddress.getByName(question.host()), Named.unknown("an address without a name"));
        } catch (UnknownHostException e) {
            finish(Named.unknown("no address"));
        }
    }

    private void forward(int type) {
        try {
            var name = question.host() + (question.host().endsWith(".") ? "" : ".");
            ask(new DnsQuery(name, type), (query, answer) -> forwarded(type, query, answer));
        } catch (TextParseException e) {
            finish(Named.unknown("a host of that name cannot be in DNS"));
        }
    }

    private void forwarded(int type, DnsQuery query, Message answer) {
        if (answer == null) {
            finish(Named.unknown("no name server answers"));
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
            forward(Type.AAAA);
        } else {
            remember(new Named(Optional.empty(), DnsQuery.absence(answer), DnsQuery.negativeTtl(answer)));
        }
    }

    /** @param otherwise what counts if the address has no name */
    private void reverse(InetAddress address, Named otherwise) {
        ask(new DnsQuery(ReverseMap.fromAddress(address), Type.PTR), (query, answer) -> {
            var names = answer == null ? List.<PTRRecord>of() : query.records(answer, PTRRecord.class);
            if (names.isEmpty()) {
                remember(otherwise);
            } else {
                remember(named(names.get(0).getTarget(), DnsQuery.ttl(answer)));
            }
        });
    }

    private void ask(DnsQuery query, Read read) {
        race = query.race(loop, shared, trail, question.deadline(), (answer, by) -> {
            if (!over) {
                read.read(query, answer == null ? null : DnsQuery.decoded(answer));
            }
        });
        race.start(shared.nameServers().of(question.config()));
    }

    private static Named named(Name name, long ttl) {
        return DnsQuery.isHost(name)
                ? new Named(Optional.of(name.toString(true).toLowerCase(Locale.ROOT)), "it is " + name.toString(true), ttl)
                : new Named(Optional.empty(), "its name in DNS is none of a host", ttl);
    }

    private void remember(Named named) {
        if (named.ttl() > 0) {
            shared.nameServers().hosts().remember(key, named, named.ttl(), loop.now());
        }
        tell(Optional.of(named));
        finish(named);
    }

    private void finish(Named named) {
        stop();
        try {
            question.decisions().accept("The name servers were asked for the host " + question.host() + ": "
                    + (trail.isEmpty() ? "" : trail + "; ") + named.outcome());
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
