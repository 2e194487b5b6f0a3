package org.sspi4j.kdc;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.sspi4j.config.KdcAddress;
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
    private final Trail trail;
    private final Finish finish;
    private final List<String> told = new ArrayList<>();
    private final List<Race> races = new ArrayList<>();
    private Optional<List<ServiceRecord>> udp = Optional.empty();
    private Optional<List<ServiceRecord>> tcp = Optional.empty();
    private Loop.Alarm enough;
    private boolean over;

    ServiceLookUp(Loop loop, Shared shared, KdcRequest request, Trail trail, Finish finish) {
        this.loop = loop;
        this.shared = shared;
        this.request = request;
        this.trail = trail;
        this.finish = finish;
    }

    void start() {
        ask("_udp", records -> udp = Optional.of(records));
        if (!over) {
            ask("_tcp", records -> tcp = Optional.of(records));
        }
    }

    void cancel() {
        over = true;
        races.forEach(Race::cancel);
        if (enough != null) {
            enough.cancel();
        }
    }

    /** Which names were asked for, and what DNS said. */
    String told() {
        return String.join(", ", told);
    }

    private interface Found {
        void records(List<ServiceRecord> records);
    }

    private void ask(String protocol, Found found) {
        String name = request.service().symbol() + "." + protocol + "." + request.realm();
        var nameServers = request.config().nameServers();
        var known = shared.records().known(nameServers, name, loop.now());
        if (known.isPresent()) {
            answered(name, known.get(), found);
            return;
        }
        try {
            race(name, new SrvQuery(name + "."), found);
        } catch (TextParseException e) {
            answered(name, new SrvQuery.Found(List.of(), "a realm of that name cannot be in DNS", 0), found);
        }
    }

    private void race(String name, SrvQuery query, Found found) {
        var course = new Race.Course(
                "DNS", query, query.wire(), Integer.MAX_VALUE, request.deadline(), shared.patience());
        var race = new Race(loop, shared.names(), shared.health(), trail, course, answer -> {
            if (answer == null) {
                answered(name, new SrvQuery.Found(List.of(), "no name server answers", 0), found);
                return;
            }
            var said = query.found(answer);
            shared.records().remember(request.config().nameServers(), name, said, loop.now());
            answered(name, said, found);
        });
        races.add(race);
        race.start(shared.records().nameServers(request.config()));
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
