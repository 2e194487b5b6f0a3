package org.sspi4j.kdc;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.sspi4j.config.KdcAddress;
import org.sspi4j.config.KerberosConfig;
import org.xbill.DNS.ResolverConfig;

/** What name servers said, for as long as it may be remembered, and which name servers there are. Failures to ask are not remembered. */
final class NameServers {
    /** How old the system's list of name servers may be. */
    private static final long FRESH = TimeUnit.SECONDS.toNanos(30);

    private final Remembered<Question, SrvQuery.Found> services = new Remembered<>();
    private final Remembered<Question, HostLookUp.Named> hosts = new Remembered<>();
    private long listed = System.nanoTime() - FRESH;

    /** What was asked for, and whom. */
    record Question(List<InetSocketAddress> nameServers, String name) {}

    Remembered<Question, SrvQuery.Found> services() {
        return services;
    }

    Remembered<Question, HostLookUp.Named> hosts() {
        return hosts;
    }

    /** The configuration's, else the system's. */
    List<KdcAddress> of(KerberosConfig config) {
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
