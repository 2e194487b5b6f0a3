package org.sspi4j.kdc;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.sspi4j.config.KdcAddress;
import org.sspi4j.config.KerberosConfig;
import org.xbill.DNS.ResolverConfig;

/**
 * What name servers said, for as long as it may be remembered, and which name servers there are. Failures to ask are not remembered.
 * Also what the system itself knows of names of hosts.
 */
final class NameServers {
    /** How old the system's list of name servers may be. */
    private static final long FRESH = TimeUnit.SECONDS.toNanos(30);

    private final Remembered<Question, SrvQuery.Found> services = new Remembered<>();
    private final Remembered<Question, HostLookUp.Named> hosts = new Remembered<>();
    private final Hosts ofSystem;
    private final SearchDomains domains;
    private long listed = System.nanoTime() - FRESH;

    /** What was asked for, and whom. */
    record Question(List<InetSocketAddress> nameServers, String name) {}

    NameServers() {
        this(Path.of("/etc/hosts"), Path.of("/etc/resolv.conf"));
    }

    /** @param resolvConf of which the name servers are not read here */
    NameServers(Path hosts, Path resolvConf) {
        this.ofSystem = new Hosts(hosts);
        this.domains = new SearchDomains(resolvConf);
    }

    Hosts ofSystem() {
        return ofSystem;
    }

    SearchDomains domains() {
        return domains;
    }

    Remembered<Question, SrvQuery.Found> services() {
        return services;
    }

    Remembered<Question, HostLookUp.Named> hosts() {
        return hosts;
    }

    /** The configuration's, else the system's. */
    List<KdcAddress> of(KerberosConfig config) {
        var servers = config.nameServers().isEmpty() ? servers() : config.nameServers();
        return servers.stream()
                .map(server -> new KdcAddress(KdcAddress.Transport.ANY, address(server), server.getPort()))
                .toList();
    }

    private synchronized List<InetSocketAddress> servers() {
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
