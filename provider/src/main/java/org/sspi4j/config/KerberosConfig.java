package org.sspi4j.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How Kerberos is set up. Immutable; made in code with {@link #builder()}, or read from a {@code krb5.conf}. Nothing here
 * touches the settings of the JVM, so that several can be used side by side.
 *
 * @spec MIT krb5 krb5.conf(5)
 */
public final class KerberosConfig {

    private final KerberosSettings settings;

    /** @param settings nobody else's */
    KerberosConfig(KerberosSettings settings) {
        this.settings = settings;
    }

    public static KerberosConfigBuilder builder() {
        return new KerberosConfigBuilder(new KerberosSettings());
    }

    /**
     * Reads the text of a {@code krb5.conf}: [libdefaults], [realms], [domain_realm] and [capaths]; see {@link #ignored()} for the
     * rest. Files that it includes are read.
     *
     * @throws ConfigException with the line, and what to do
     */
    public static KerberosConfig parse(String text) throws ConfigException {
        return of(Krb5ConfFiles.text("krb5.conf", text), "the text of a krb5.conf");
    }

    /**
     * Reads a {@code krb5.conf} in UTF-8 of at most 1 MiB, with all that it includes; or a folder of such files, as if all of them
     * were included.
     *
     * @throws ConfigException with the line, and what to do; or with what the file system said
     */
    public static KerberosConfig load(Path file) throws ConfigException {
        return of(Krb5ConfFiles.load(file), file.toString());
    }

    /**
     * Reads what the environment variable {@code KRB5_CONFIG} names, else {@code /etc/krb5.conf}. If there is no such file,
     * a configuration without realms, whose {@link #origin()} says so.
     *
     * @throws ConfigException as {@link #load}
     */
    public static KerberosConfig system() throws ConfigException {
        return KerberosEnvironment.ofProcess().config();
    }

    /** Several files are one, the earlier ones first. */
    static KerberosConfig load(List<Path> files) throws ConfigException {
        var parts = new ArrayList<Krb5Conf>();
        for (Path file : files) {
            parts.add(Krb5ConfFiles.load(file));
        }
        return of(Krb5Conf.merged(parts), files.stream().map(Path::toString).collect(Collectors.joining(" and ")));
    }

    static KerberosConfig none(String why) {
        return from(why).build();
    }

    private static KerberosConfig of(Krb5Conf conf, String origin) throws ConfigException {
        var builder = from(origin);
        Krb5ConfSettings.apply(conf, builder);
        return builder.build();
    }

    private static KerberosConfigBuilder from(String origin) {
        var settings = new KerberosSettings();
        settings.origin = origin;
        return new KerberosConfigBuilder(settings);
    }

    /** A builder with these settings, to change some of them. */
    public KerberosConfigBuilder toBuilder() {
        var copy = settings.copy();
        copy.origin = copy.origin.endsWith("changed in code") ? copy.origin : copy.origin + ", changed in code";
        return new KerberosConfigBuilder(copy);
    }

    /** Where this comes from, for messages: a file's path, or why there is none. */
    public String origin() {
        return settings.origin;
    }

    public Optional<String> defaultRealm() {
        return settings.defaultRealm;
    }

    /** The realms with known KDCs. */
    public Set<String> realms() {
        return Collections.unmodifiableSet(settings.kdcs.keySet());
    }

    /** The KDCs of a realm in the order in which to ask them; empty when none is known: see {@link #dnsLookupKdc()}. */
    public List<KdcAddress> kdcs(String realm) {
        return servers(settings.kdcs, realm);
    }

    /**
     * Those KDCs to which changes of passwords get first: to be asked when another one says that a password is wrong. Empty when
     * none is named.
     */
    public List<KdcAddress> primaryKdcs(String realm) {
        return servers(settings.primaryKdcs, realm);
    }

    /** Where the realm is administered: port 749 if none is named; empty when no server is known. */
    public List<KdcAddress> adminServers(String realm) {
        return servers(settings.adminServers, realm);
    }

    /**
     * Where passwords are changed (RFC 3244): port 464 if none is named. If the realm has no such servers, its
     * {@link #adminServers} with port 464, as with MIT (which looks into DNS between the two). Empty when none is known.
     */
    public List<KdcAddress> kpasswdServers(String realm) {
        var named = servers(settings.kpasswdServers, realm);
        return named.isEmpty()
                ? adminServers(realm).stream().map(server -> server.withPort(KdcAddress.KPASSWD_PORT)).distinct().toList()
                : named;
    }

    /**
     * The realm of a host: what [domain_realm] says of the host, else of the longest {@code .suffix} or {@code suffix} of its
     * name; else the default realm; else the part behind the first dot in upper case. Names are compared in lower case,
     * without a dot at the end; numeric addresses have no suffixes. Nothing is looked up in DNS.
     *
     * <p>MIT has no default realm here: it asks the client's realm for a referral, then takes the upper-case domain.
     *
     * @return empty for a name without a domain when there is no default realm
     */
    public Optional<String> realmOf(String host) {
        return domainRealm(host).or(() -> settings.defaultRealm).or(() -> DomainRealms.parentDomain(hostName(host)));
    }

    /** What [domain_realm] alone says of a host, as {@link #realmOf} reads it; empty when it says nothing. */
    public Optional<String> domainRealm(String host) {
        return settings.domainRealms.of(hostName(host));
    }

    /** From host or domain (lower case, domains with a leading dot or without) to realm. */
    public Map<String, String> domainRealms() {
        return settings.domainRealms.all();
    }

    /**
     * The realms between the client's and the server's, in the order in which to ask them for tickets: what [capaths] says, with
     * {@code .} for a direct way; else the hierarchical path of RFC 4120 1.2, up to the closest realm above both and down again
     * (or, if there is none, up to the client's topmost, over to the server's topmost, and down). Neither end is in the list.
     * The server's realm may be asked for directly before, which is all that MIT's clients do where nothing is configured.
     */
    public List<String> capath(String clientRealm, String serverRealm) {
        return settings.capaths.between(clientRealm, serverRealm);
    }

    /** Numbers of the encryption types (RFC 3961 8) that may be used at all, the best first. */
    public List<Integer> permittedEnctypes() {
        return settings.permittedEnctypes;
    }

    /** What to ask for in the AS exchange, the best first; {@link #permittedEnctypes()} if not set. */
    public List<Integer> defaultTktEnctypes() {
        return settings.defaultTktEnctypes.orElse(settings.permittedEnctypes);
    }

    /** What to ask for in the TGS exchange, the best first; {@link #permittedEnctypes()} if not set. */
    public List<Integer> defaultTgsEnctypes() {
        return settings.defaultTgsEnctypes.orElse(settings.permittedEnctypes);
    }

    /** Whether single DES and 40-bit RC4 may be in the lists: false if not set. */
    public boolean allowWeakCrypto() {
        return settings.allowWeakCrypto;
    }

    /** How far apart two clocks may be: 1 second to 1 day, 300 seconds if not set. */
    public Duration clockSkew() {
        return settings.clockSkew;
    }

    /** Whether a client corrects its idea of the time by the KDC's: true if not set. */
    public boolean kdcTimesync() {
        return settings.kdcTimesync;
    }

    /**
     * How long a call may ask KDCs and name servers in all, from its first question on: 100 ms to 1 hour, 10 seconds if not set. It
     * holds for all questions of the call together, for looking up, connecting and sending, and for waiting while another call of
     * the same credential asks the same. It does not hold for files, nor for the making of a key of a password: that is finished
     * once begun, and takes up to some seconds of one processor, as long as the KDC does not ask for more than 1,000,000 iterations,
     * which is refused. If the time is over by then, nobody is asked any more.
     */
    public Duration kdcTimeout() {
        return settings.kdcTimeout;
    }

    /** Requests above this many bytes go over TCP first: 0 to 32700, 1465 if not set; 0 and 1 mean always TCP. */
    public int udpPreferenceLimit() {
        return settings.udpPreferenceLimit;
    }

    /** Whether DNS is asked (SRV) for the servers of a realm for which none are named: true if not set. */
    public boolean dnsLookupKdc() {
        return settings.dnsLookupKdc;
    }

    /** Whom to ask for SRV records; empty for the system's name servers. A krb5.conf has no such setting. */
    public List<InetSocketAddress> nameServers() {
        return settings.nameServers;
    }

    /**
     * Whether DNS may change the host in a service's name: {@link HostCanonicalization#FALSE} if not set, unlike with MIT. An
     * answer of DNS must not choose whom to authenticate, unless somebody asks for it.
     */
    public HostCanonicalization dnsCanonicalizeHostname() {
        return settings.dnsCanonicalizeHostname;
    }

    /** Whether the name of a host's address is taken for the host's when DNS may change it: false if not set, unlike with MIT. */
    public boolean rdns() {
        return settings.rdns;
    }

    /** Whether the KDC may give the client another name than it logged on with: false if not set. */
    public boolean canonicalize() {
        return settings.canonicalize;
    }

    /** What to ask for: 1 second to 2147483647 seconds, 1 day if not set. */
    public Duration ticketLifetime() {
        return settings.ticketLifetime;
    }

    /** For how long to ask for renewable tickets: 0 to 2147483647 seconds; 0, the value if not set, for tickets that are not. */
    public Duration renewLifetime() {
        return settings.renewLifetime;
    }

    /** Whether to ask for forwardable tickets: false if not set. */
    public boolean forwardable() {
        return settings.forwardable;
    }

    /** Whether to ask for proxiable tickets: false if not set. */
    public boolean proxiable() {
        return settings.proxiable;
    }

    /** Whether to ask for tickets that are good from any address: true if not set. */
    public boolean noAddresses() {
        return settings.noAddresses;
    }

    /** As written, such as {@code FILE:/etc/krb5.keytab}; see {@link KerberosEnvironment#keytab}. */
    public Optional<String> defaultKeytab() {
        return settings.defaultKeytab;
    }

    /** As written; see {@link KerberosEnvironment#clientKeytab}. */
    public Optional<String> defaultClientKeytab() {
        return settings.defaultClientKeytab;
    }

    /** As written, such as {@code FILE:/tmp/krb5cc_%{uid}}; see {@link KerberosEnvironment#ccache}. */
    public Optional<String> defaultCcache() {
        return settings.defaultCcache;
    }

    /** Where the daemon of KCM caches listens; empty for the place where all of them do. */
    public Optional<Path> kcmSocket() {
        return settings.kcmSocket;
    }

    /**
     * The realms whose KDCs an acceptor of IAKERB passes its clients' requests on to: none if not set, and then it accepts no such
     * client. A krb5.conf has no such setting.
     */
    public Set<String> iakerbRealms() {
        return Collections.unmodifiableSet(settings.iakerbRealms);
    }

    /** Whether an initiator speaks IAKERB as MIT krb5 did before 1.22: false if not set. A krb5.conf has no such setting. */
    public boolean iakerbBeforeMit122() {
        return settings.iakerbBeforeMit122;
    }

    /** What the file says and we do not do. */
    public List<Ignored> ignored() {
        return Collections.unmodifiableList(settings.ignored);
    }

    /** For people: every setting on a line. */
    @Override
    public String toString() {
        return settings.toString();
    }

    private static List<KdcAddress> servers(Map<String, List<KdcAddress>> servers, String realm) {
        return Collections.unmodifiableList(servers.getOrDefault(realm, List.of()));
    }

    private static String hostName(String host) {
        String lower = HostName.lowerCase(host);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    /**
     * A setting that is not used.
     *
     * @param line of the file, from 1; 0 for all of it
     * @param setting its section and tags, without the value
     */
    public record Ignored(String file, int line, String setting, String why) {
        @Override
        public String toString() {
            return file + (line == 0 ? "" : " line " + line) + ": " + setting + " (" + why + ")";
        }
    }
}
