package org.sspi4j.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes a {@link KerberosConfig} in code. Settings out of their range are {@link IllegalArgumentException}s.
 *
 * @spec MIT krb5 krb5.conf(5)
 */
public final class KerberosConfigBuilder {
    private static final Duration DAY = Duration.ofDays(1);
    /** "The time interval should not exceed 2147483647 seconds." */
    private static final Duration LONGEST = Duration.ofSeconds(Integer.MAX_VALUE);

    private final KerberosSettings settings;

    KerberosConfigBuilder(KerberosSettings settings) {
        this.settings = settings;
    }

    public KerberosConfigBuilder defaultRealm(String realm) {
        return argument(() -> checkedDefaultRealm(realm));
    }

    /**
     * Adds KDCs of a realm, behind those it has.
     *
     * @param addresses as {@link KdcAddress#parse} reads them
     */
    public KerberosConfigBuilder kdc(String realm, String... addresses) {
        return arguments(address -> checkedKdc(realm, address), addresses);
    }

    /**
     * Adds KDCs of a realm to which changes of passwords get first; see {@link KerberosConfig#primaryKdcs}.
     *
     * @param addresses as {@link KdcAddress#parse} reads them
     */
    public KerberosConfigBuilder primaryKdc(String realm, String... addresses) {
        return arguments(address -> checkedPrimaryKdc(realm, address), addresses);
    }

    /** @param addresses as {@link KdcAddress#parse} reads them, but port 749 if none is named */
    public KerberosConfigBuilder adminServer(String realm, String... addresses) {
        return arguments(address -> checkedAdminServer(realm, address), addresses);
    }

    /** @param addresses as {@link KdcAddress#parse} reads them, but port 464 if none is named */
    public KerberosConfigBuilder kpasswdServer(String realm, String... addresses) {
        return arguments(address -> checkedKpasswdServer(realm, address), addresses);
    }

    /** @param domain a host, or {@code .domain} for all hosts below it; a host also speaks for those below it */
    public KerberosConfigBuilder domainRealm(String domain, String realm) {
        return argument(() -> checkedDomainRealm(domain, realm));
    }

    /**
     * Adds realms to the way from one realm to another, behind those it has.
     *
     * @param intermediates in the order from client to server; {@code .} alone for a direct way
     */
    public KerberosConfigBuilder capath(String clientRealm, String serverRealm, String... intermediates) {
        return arguments(intermediate -> checkedCapath(clientRealm, serverRealm, intermediate), intermediates);
    }

    /**
     * If not set, AES as MIT krb5 and the JDK prefer it: with SHA-1, 256 bits and 128, then with SHA-2, 256 bits and 128.
     * Camellia and RC4 are had by name only, one by one: {@code camellia256-cts-cmac}, {@code camellia128-cts-cmac}, {@code
     * rc4-hmac}. RC4 is weak: whoever sees a logon or a ticket can guess the password at great speed.
     *
     * @param enctypes names or numbers, the best first; {@code aes} for all of AES, {@code DEFAULT} for what is not set
     * @throws IllegalArgumentException for a word that is no name, or the name of a family that is off
     */
    public KerberosConfigBuilder permittedEnctypes(String... enctypes) {
        return permitted(named(enctypes));
    }

    /** @param enctypes names or numbers, the best first */
    public KerberosConfigBuilder defaultTktEnctypes(String... enctypes) {
        return defaultTkt(named(enctypes));
    }

    /** @param enctypes names or numbers, the best first */
    public KerberosConfigBuilder defaultTgsEnctypes(String... enctypes) {
        return defaultTgs(named(enctypes));
    }

    /** Lets single DES and 40-bit RC4 be listed: whoever records the traffic can then read it. */
    public KerberosConfigBuilder allowWeakCrypto(boolean allow) {
        settings.allowWeakCrypto = allow;
        return this;
    }

    /** @param skew 1 second to 1 day */
    public KerberosConfigBuilder clockSkew(Duration skew) {
        return argument(() -> checkedClockSkew(skew));
    }

    public KerberosConfigBuilder kdcTimesync(boolean correct) {
        settings.kdcTimesync = correct;
        return this;
    }

    /** @param timeout 100 ms to 1 hour, for all questions of a call together; see {@link KerberosConfig#kdcTimeout} */
    public KerberosConfigBuilder kdcTimeout(Duration timeout) {
        return argument(() -> checkedKdcTimeout(timeout));
    }

    /** @param bytes 0 to 32700; 0 and 1 mean always TCP */
    public KerberosConfigBuilder udpPreferenceLimit(int bytes) {
        if (bytes < 0 || bytes > 32700) {
            throw new IllegalArgumentException("udpPreferenceLimit " + bytes + " is not in 0 to 32700");
        }
        settings.udpPreferenceLimit = bytes;
        return this;
    }

    public KerberosConfigBuilder dnsLookupKdc(boolean ask) {
        settings.dnsLookupKdc = ask;
        return this;
    }

    /**
     * Whom to ask for SRV records, in this order, instead of the system's name servers. Names and addresses of hosts are looked up
     * as ever.
     */
    public KerberosConfigBuilder nameServers(InetSocketAddress... servers) {
        settings.nameServers = List.of(servers);
        return this;
    }

    /** Lets answers of DNS choose whom to authenticate to. */
    public KerberosConfigBuilder dnsCanonicalizeHostname(HostCanonicalization when) {
        settings.dnsCanonicalizeHostname = when;
        return this;
    }

    /** Takes the name of a host's address for the host's; only together with {@link #dnsCanonicalizeHostname}. */
    public KerberosConfigBuilder rdns(boolean ask) {
        settings.rdns = ask;
        return this;
    }

    public KerberosConfigBuilder canonicalize(boolean ask) {
        settings.canonicalize = ask;
        return this;
    }

    /** @param lifetime 1 second to 2147483647 seconds */
    public KerberosConfigBuilder ticketLifetime(Duration lifetime) {
        return argument(() -> checkedTicketLifetime(lifetime));
    }

    /** @param lifetime 0, for tickets that are not renewable, to 2147483647 seconds */
    public KerberosConfigBuilder renewLifetime(Duration lifetime) {
        return argument(() -> checkedRenewLifetime(lifetime));
    }

    public KerberosConfigBuilder forwardable(boolean ask) {
        settings.forwardable = ask;
        return this;
    }

    public KerberosConfigBuilder proxiable(boolean ask) {
        settings.proxiable = ask;
        return this;
    }

    public KerberosConfigBuilder noAddresses(boolean without) {
        settings.noAddresses = without;
        return this;
    }

    /** @param name a path, or {@code FILE:} and a path */
    public KerberosConfigBuilder defaultKeytab(String name) {
        settings.defaultKeytab = Optional.of(name);
        return this;
    }

    /** @param name a path, or {@code FILE:} and a path */
    public KerberosConfigBuilder defaultClientKeytab(String name) {
        settings.defaultClientKeytab = Optional.of(name);
        return this;
    }

    /** @param name a path, or a type such as {@code FILE}, {@code DIR} or {@code KCM}, a colon and the rest */
    public KerberosConfigBuilder defaultCcache(String name) {
        settings.defaultCcache = Optional.of(name);
        return this;
    }

    /** Where the daemon of KCM caches listens, if not where all of them do. */
    public KerberosConfigBuilder kcmSocket(Path socket) {
        settings.kcmSocket = Optional.of(socket);
        return this;
    }

    /**
     * Adds realms whose KDCs an acceptor of IAKERB passes requests on to. Whoever can reach the acceptor, known or not, reaches those
     * KDCs from then on, and can try passwords there in the acceptor's name.
     */
    public KerberosConfigBuilder iakerbRealms(String... realms) {
        return arguments(this::checkedIakerbRealm, realms);
    }

    /**
     * Has an initiator speak IAKERB as MIT krb5 did before 1.22, which no other acceptor understands. An acceptor understands both, and
     * answers in the same way.
     */
    public KerberosConfigBuilder iakerbBeforeMit122(boolean speak) {
        settings.iakerbBeforeMit122 = speak;
        return this;
    }

    /** @throws IllegalArgumentException if a weak encryption type is listed and {@link #allowWeakCrypto} is not set */
    public KerberosConfig build() {
        var config = new KerberosConfig(settings.copy());
        for (var list : List.of(config.permittedEnctypes(), config.defaultTktEnctypes(), config.defaultTgsEnctypes())) {
            if (!config.allowWeakCrypto() && list.stream().anyMatch(Enctypes::isWeak)) {
                throw new IllegalArgumentException(
                        "weak encryption in " + KerberosSettings.names(list) + ": remove it, or say allowWeakCrypto(true)");
            }
        }
        return config;
    }

    KerberosConfigBuilder checkedDefaultRealm(String realm) throws ConfigException {
        settings.defaultRealm = Optional.of(realm(realm));
        return this;
    }

    KerberosConfigBuilder checkedKdc(String realm, String address) throws ConfigException {
        return server(settings.kdcs, realm, KdcAddress.parse(address));
    }

    KerberosConfigBuilder checkedPrimaryKdc(String realm, String address) throws ConfigException {
        return server(settings.primaryKdcs, realm, KdcAddress.parse(address));
    }

    KerberosConfigBuilder checkedAdminServer(String realm, String address) throws ConfigException {
        return server(settings.adminServers, realm, KdcAddress.parse(address, KdcAddress.ADMIN_PORT));
    }

    KerberosConfigBuilder checkedKpasswdServer(String realm, String address) throws ConfigException {
        return server(settings.kpasswdServers, realm, KdcAddress.parse(address, KdcAddress.KPASSWD_PORT));
    }

    KerberosConfigBuilder checkedDomainRealm(String domain, String realm) throws ConfigException {
        String name = HostName.lowerCase(domain);
        if (!name.matches("\\.?[^\\s.][^\\s]*") || name.endsWith(".")) {
            throw new ConfigException("\"" + domain + "\" is neither a host nor a .domain");
        }
        settings.domainRealms.put(name, realm(realm));
        return this;
    }

    KerberosConfigBuilder checkedCapath(String clientRealm, String serverRealm, String intermediate) throws ConfigException {
        settings.capaths.add(realm(clientRealm), realm(serverRealm), realm(intermediate));
        return this;
    }

    KerberosConfigBuilder checkedClockSkew(Duration skew) throws ConfigException {
        settings.clockSkew = within("clock skew", skew, Duration.ofSeconds(1), DAY);
        return this;
    }

    KerberosConfigBuilder checkedKdcTimeout(Duration timeout) throws ConfigException {
        settings.kdcTimeout = within("KDC timeout", timeout, Duration.ofMillis(100), Duration.ofHours(1));
        return this;
    }

    KerberosConfigBuilder checkedTicketLifetime(Duration lifetime) throws ConfigException {
        settings.ticketLifetime = within("ticket lifetime", lifetime, Duration.ofSeconds(1), LONGEST);
        return this;
    }

    KerberosConfigBuilder checkedRenewLifetime(Duration lifetime) throws ConfigException {
        settings.renewLifetime = within("renew lifetime", lifetime, Duration.ZERO, LONGEST);
        return this;
    }

    private KerberosConfigBuilder checkedIakerbRealm(String realm) throws ConfigException {
        settings.iakerbRealms.add(realm(realm));
        return this;
    }

    KerberosConfigBuilder permitted(List<Integer> enctypes) {
        settings.permittedEnctypes = List.copyOf(enctypes);
        return this;
    }

    KerberosConfigBuilder defaultTkt(List<Integer> enctypes) {
        settings.defaultTktEnctypes = Optional.of(List.copyOf(enctypes));
        return this;
    }

    KerberosConfigBuilder defaultTgs(List<Integer> enctypes) {
        settings.defaultTgsEnctypes = Optional.of(List.copyOf(enctypes));
        return this;
    }

    void ignored(KerberosConfig.Ignored setting) {
        settings.ignored.add(setting);
    }

    private interface Checked {
        KerberosConfigBuilder set() throws ConfigException;
    }

    private interface CheckedText {
        KerberosConfigBuilder set(String text) throws ConfigException;
    }

    private static KerberosConfigBuilder argument(Checked setting) {
        try {
            return setting.set();
        } catch (ConfigException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private KerberosConfigBuilder arguments(CheckedText setting, String... texts) {
        for (String text : texts) {
            argument(() -> setting.set(text));
        }
        return this;
    }

    private KerberosConfigBuilder server(Map<String, List<KdcAddress>> servers, String realm, KdcAddress address) throws ConfigException {
        servers.computeIfAbsent(realm(realm), unknown -> new ArrayList<>()).add(address);
        return this;
    }

    private static List<Integer> named(String... enctypes) {
        var parsed = Enctypes.parse(String.join(",", enctypes));
        if (!parsed.unknown().isEmpty() || parsed.chosen().isEmpty()) {
            throw new IllegalArgumentException(
                    parsed.unknown().stream().map(Enctypes::problem).toList() + ", left: " + parsed.chosen());
        }
        return parsed.chosen();
    }

    private static String realm(String realm) throws ConfigException {
        if (realm.isEmpty() || realm.chars().anyMatch(c -> c <= ' ' || c == 0x7f || c == 0xfffd)) {
            throw new ConfigException("\"" + realm
                    + "\" is not the name of a realm: blanks have no place in it, and comments need a line of their own");
        }
        return realm;
    }

    private static Duration within(String what, Duration value, Duration least, Duration most) throws ConfigException {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new ConfigException("the " + what + " is to be " + MitDuration.text(least) + " to " + MitDuration.text(most));
        }
        return value;
    }
}
