package org.sspi4j.kdc;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.sspi4j.config.KdcAddress;
import org.sspi4j.config.KerberosConfig;
import org.xbill.DNS.ResolverConfig;

/** What DNS said of services, for as long as it may be remembered. Failures to ask are not remembered. */
final class ServiceRecords {
    private static final int MOST = 256;
    /** How old the system's list of name servers may be. */
    private static final long FRESH = TimeUnit.SECONDS.toNanos(30);

    private final ConcurrentHashMap<Question, Known> known = new ConcurrentHashMap<>();
    private long listed = System.nanoTime() - FRESH;

    private record Question(List<InetSocketAddress> nameServers, String name) {}

    private record Known(SrvQuery.Found found, long until) {}

    Optional<SrvQuery.Found> known(List<InetSocketAddress> nameServers, String name, long now) {
        var question = new Question(nameServers, name);
        var remembered = known.get(question);
        if (remembered != null && remembered.until() - now <= 0) {
            known.remove(question, remembered);
            return Optional.empty();
        }
        return Optional.ofNullable(remembered).map(Known::found);
    }

    void remember(List<InetSocketAddress> nameServers, String name, SrvQuery.Found found, long now) {
        if (known.size() >= MOST) {
            known.clear();
        }
        known.put(new Question(nameServers, name), new Known(found, now + TimeUnit.SECONDS.toNanos(found.ttl())));
    }

    int size() {
        return known.size();
    }

    /** The configuration's, else the system's. */
    List<KdcAddress> nameServers(KerberosConfig config) {
        var servers = config.nameServers().isEmpty() ? ofSystem() : config.nameServers();
        return servers.stream()
                .map(server -> new KdcAddress(KdcAddress.Transport.ANY, address(server), server.getPort()))
                .toList();
    }

    private synchronized List<InetSocketAddress> ofSystem() {
        if (System.nanoTime() - listed >= FRESH) {
            ResolverConfig.refresh();
            listed = System.nanoTime();
        }
        return ResolverConfig.getCurrentConfig().servers();
    }

    private static String address(InetSocketAddress server) {
        return server.isUnresolved() ? server.getHostString() : server.getAddress().getHostAddress();
    }
}
