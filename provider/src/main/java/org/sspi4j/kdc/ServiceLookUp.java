package org.sspi4j.kdc;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.sspi4j.config.KdcAddress;
import org.sspi4j.kdc.NameServers.Question;
import org.xbill.DNS.TextParseException;

/**
 * Asks DNS for the servers of a realm: for UDP and for TCP at the same time. When one of the two is known, the other one is waited for
 * as long as a server is before another one is asked.
 *
 * @spec RFC 4120 7.2.3.2
 */
final class ServiceLookUp {
    /** What a look-up comes to; called once. */
    interface Finish {
        /** @param servers in the order in which to ask them; empty if there are none */
        void found(List<KdcAddress> servers);
    }

    private final Loop loop;
    private final Shared shared;
    private final KdcRequest request;
    private final Finish finish;
    private final List<String> told = new ArrayList<>();
    private final Trail trail = new Trail();
    private final List<Race> races = new ArrayList<>();
    private final List<Question> mine = new ArrayList<>();
    private Optional<List<ServiceRecord>> udp = Optional.empty();
    private Optional<List<ServiceRecord>> tcp = Optional.empty();
    private Loop.Alarm enough;
    private Loop.Alarm end;
    private boolean over;

    ServiceLookUp(Loop loop, Shared shared, KdcRequest request, Finish finish) {
        this.loop = loop;
        this.shared = shared;
        this.request = request;
        this.finish = finish;
    }

    void start() {
        ask("_udp", records -> udp = Optional.of(records));
        if (!over) {
            ask("_tcp", records -> tcp = Optional.of(records));
        }
        if (!over) {
            end = loop.at(request.deadline(), this::timeIsUp);
        }
    }

    void cancel() {
        over = true;
        races.forEach(Race::cancel);
        mine.forEach(question -> shared.nameServers().services().tell(question, Optional.empty()));
        mine.clear();
        if (enough != null) {
            enough.cancel();
        }
        if (end != null) {
            end.cancel();
        }
    }

    /** Which names were asked for, what DNS said, and which name servers were asked. */
    String told() {
        return String.join(", ", told) + (trail.isEmpty() ? "" : " (" + trail + ")");
    }

    private interface Found {
        void records(List<ServiceRecord> records);
    }

    private void ask(String protocol, Found found) {
        String name = request.service().symbol() + "." + protocol + "." + request.realm();
        var question = new Question(request.config().nameServers(), name);
        var services = shared.nameServers().services();
        var known = services.known(question, loop.now());
        if (known.isPresent()) {
            answered(name, known.get(), found);
        } else if (services.isMineToAsk(question, said -> loop.execute(() -> told(protocol, name, said, found)))) {
            mine.add(question);
            ask(question, found);
        }
    }

    private void ask(Question question, Found found) {
        try {
            var query = new SrvQuery(question.name() + ".");
            var race = query.race(loop, shared, trail, request.deadline(), (answer, by) -> raced(question, query, answer, found));
            races.add(race);
            race.start(shared.nameServers().of(request.config()));
        } catch (TextParseException e) {
            tell(question, Optional.empty());
            answered(question.name(), SrvQuery.Found.none("a realm of that name cannot be in DNS"), found);
        }
    }

    private void raced(Question question, SrvQuery query, byte[] answer, Found found) {
        if (answer == null) {
            tell(question, Optional.empty());
            answered(question.name(), SrvQuery.Found.none("no name server answers"), found);
            return;
        }
        var said = query.found(answer);
        shared.nameServers().services().remember(question, said, said.ttl(), loop.now());
        tell(question, Optional.of(said));
        answered(question.name(), said, found);
    }

    private void tell(Question question, Optional<SrvQuery.Found> said) {
        mine.remove(question);
        shared.nameServers().services().tell(question, said);
    }

    /** What came of another one's question. Nothing, if he had less time or gave up: then it is ours. */
    private void told(String protocol, String name, Optional<SrvQuery.Found> said, Found found) {
        if (over) {
            return;
        }
        if (said.isPresent()) {
            answered(name, said.get(), found);
        } else {
            ask(protocol, found);
        }
    }

    private void timeIsUp() {
        told.add("no name server has answered another one's question either");
        finish();
    }

    private void answered(String name, SrvQuery.Found said, Found found) {
        if (over) {
            return;
        }
        told.add(name + ": " + said.outcome());
        found.records(said.records());
        if (udp.isPresent() && tcp.isPresent()) {
            finish();
        } else if (!said.records().isEmpty()) {
            enough = loop.at(loop.now() + shared.patience().stagger(), this::finish);
        }
    }

    private void finish() {
        cancel();
        if (!trail.isEmpty()) {
            request.decisions().accept("The name servers were asked for the " + request.service().server() + "s of "
                    + request.realm() + ": " + told());
        }
        finish.found(servers(
                ServiceRecord.ordered(udp.orElse(List.of()), shared.random()),
                ServiceRecord.ordered(tcp.orElse(List.of()), shared.random())));
    }

    /** A server in both lists is asked over either, in the place that it has in the first. */
    static List<KdcAddress> servers(List<ServiceRecord> udp, List<ServiceRecord> tcp) {
        var servers = new LinkedHashMap<String, KdcAddress>();
        for (var record : udp) {
            servers.put(record.host() + ":" + record.port(), address(KdcAddress.Transport.UDP, record));
        }
        for (var record : tcp) {
            servers.merge(
                    record.host() + ":" + record.port(),
                    address(KdcAddress.Transport.TCP, record),
                    (one, other) -> one.transport() == KdcAddress.Transport.TCP ? one : address(KdcAddress.Transport.ANY, record));
        }
        return List.copyOf(servers.values());
    }

    private static KdcAddress address(KdcAddress.Transport transport, ServiceRecord record) {
        return new KdcAddress(transport, record.host(), record.port());
    }
}
