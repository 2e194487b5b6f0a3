package org.sspi4j.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The settings themselves: a builder changes its own copy, a configuration keeps one that nobody changes. */
final class KerberosSettings implements Cloneable {
    String origin = "code";
    Optional<String> defaultRealm = Optional.empty();
    Map<String, List<KdcAddress>> kdcs = new LinkedHashMap<>();
    Map<String, List<KdcAddress>> primaryKdcs = new LinkedHashMap<>();
    Map<String, List<KdcAddress>> adminServers = new LinkedHashMap<>();
    Map<String, List<KdcAddress>> kpasswdServers = new LinkedHashMap<>();
    DomainRealms domainRealms = new DomainRealms();
    Capaths capaths = new Capaths();
    List<Integer> permittedEnctypes = Enctypes.DEFAULT;
    Optional<List<Integer>> defaultTktEnctypes = Optional.empty();
    Optional<List<Integer>> defaultTgsEnctypes = Optional.empty();
    boolean allowWeakCrypto;
    Duration clockSkew = Duration.ofSeconds(300);
    boolean kdcTimesync = true;
    Duration kdcTimeout = Duration.ofSeconds(10);
    int udpPreferenceLimit = 1465;
    boolean dnsLookupKdc = true;
    List<InetSocketAddress> nameServers = List.of();
    HostCanonicalization dnsCanonicalizeHostname = HostCanonicalization.FALSE;
    boolean rdns;
    boolean canonicalize;
    Duration ticketLifetime = Duration.ofDays(1);
    Duration renewLifetime = Duration.ZERO;
    boolean forwardable;
    boolean proxiable;
    boolean noAddresses = true;
    Optional<String> defaultKeytab = Optional.empty();
    Optional<String> defaultClientKeytab = Optional.empty();
    Optional<String> defaultCcache = Optional.empty();
    Optional<Path> kcmSocket = Optional.empty();
    Set<String> iakerbRealms = new LinkedHashSet<>();
    boolean iakerbBeforeMit122;
    List<KerberosConfig.Ignored> ignored = new ArrayList<>();

    KerberosSettings copy() {
        try {
            var copy = (KerberosSettings) clone();
            copy.kdcs = copy(kdcs);
            copy.primaryKdcs = copy(primaryKdcs);
            copy.adminServers = copy(adminServers);
            copy.kpasswdServers = copy(kpasswdServers);
            copy.domainRealms = domainRealms.copy();
            copy.capaths = capaths.copy();
            copy.iakerbRealms = new LinkedHashSet<>(iakerbRealms);
            copy.ignored = new ArrayList<>(ignored);
            return copy;
        } catch (CloneNotSupportedException e) {
            throw new AssertionError(e);
        }
    }

    /** For people: every setting on a line. */
    @Override
    public String toString() {
        var text = new StringBuilder("Kerberos configuration from ").append(origin);
        line(text, "default realm", defaultRealm.orElse("none"));
        kdcs.forEach((realm, addresses) -> line(text, "KDCs of " + realm, joined(addresses)));
        primaryKdcs.forEach((realm, addresses) -> line(text, "primary KDCs of " + realm, joined(addresses)));
        adminServers.forEach((realm, addresses) -> line(text, "admin servers of " + realm, joined(addresses)));
        kpasswdServers.forEach((realm, addresses) -> line(text, "password servers of " + realm, joined(addresses)));
        domainRealms.all().forEach((domain, realm) -> line(text, "realm of " + domain, realm));
        capaths.described().forEach((way, realms) -> line(text, "path from " + way, realms.isEmpty() ? "direct" : "by " + joined(realms)));
        line(text, "permitted encryption", names(permittedEnctypes));
        line(text, "asked of AS", names(defaultTktEnctypes.orElse(permittedEnctypes)));
        line(text, "asked of TGS", names(defaultTgsEnctypes.orElse(permittedEnctypes)));
        line(text, "allow weak crypto", allowWeakCrypto);
        line(text, "clock skew", MitDuration.text(clockSkew));
        line(text, "correct the clock by the KDC's", kdcTimesync);
        line(text, "KDC timeout", MitDuration.text(kdcTimeout));
        line(text, "UDP up to", udpPreferenceLimit <= 1 ? "never" : udpPreferenceLimit + " bytes");
        line(text, "find KDCs in DNS", dnsLookupKdc);
        nameServers.forEach(server -> line(text, "name server", server));
        line(text, "canonical host names from DNS", HostName.lowerCase(dnsCanonicalizeHostname.name()));
        line(text, "reverse DNS", rdns);
        line(text, "canonical client names", canonicalize);
        line(text, "ticket lifetime", MitDuration.text(ticketLifetime));
        line(text, "renewable for", renewLifetime.isZero() ? "not asked" : MitDuration.text(renewLifetime));
        line(text, "forwardable", forwardable);
        line(text, "proxiable", proxiable);
        line(text, "no addresses", noAddresses);
        defaultKeytab.ifPresent(name -> line(text, "keytab", name));
        defaultClientKeytab.ifPresent(name -> line(text, "client keytab", name));
        defaultCcache.ifPresent(name -> line(text, "credential cache", name));
        kcmSocket.ifPresent(socket -> line(text, "KCM socket", socket));
        if (!iakerbRealms.isEmpty()) {
            line(text, "passes requests on to the KDCs of", String.join(", ", iakerbRealms));
        }
        if (iakerbBeforeMit122) {
            line(text, "IAKERB", "as MIT krb5 spoke it before 1.22");
        }
        ignored.forEach(setting -> line(text, "ignored", setting));
        return text.toString();
    }

    static String names(List<Integer> enctypes) {
        return joined(enctypes.stream().map(Enctypes::name).toList());
    }

    private static Map<String, List<KdcAddress>> copy(Map<String, List<KdcAddress>> servers) {
        var copy = new LinkedHashMap<String, List<KdcAddress>>();
        servers.forEach((realm, addresses) -> copy.put(realm, new ArrayList<>(addresses)));
        return copy;
    }

    private static void line(StringBuilder text, String name, Object value) {
        text.append("\n  ").append(name).append(": ").append(value);
    }

    private static String joined(List<?> values) {
        return values.stream().map(Object::toString).collect(Collectors.joining(", "));
    }
}
