package org.sspi4j.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How Kerberos is set up. Immutable; made in code with {@link #builder()}, or read from a {@code krb5.conf}. Nothing here
 * touches the settings of the JVM, so that several can be used side by side.
 *
 * @spec MIT krb5 krb5.conf(5)
 */
public final class KerberosConfig {
    private static final long MAX_FILE_SIZE = 1 << 20;
    /** Compiled once: every context asks for the realm of its target. */
    private static final Pattern NUMERIC = Pattern.compile("\\d+(\\.\\d+){3}");

    private final String origin;
    private final Optional<String> defaultRealm;
    private final Map<String, List<KdcAddress>> kdcs;
    private final Map<String, String> domainRealms;
    private final List<Integer> permittedEnctypes;
    private final List<Integer> defaultTktEnctypes;
    private final List<Integer> defaultTgsEnctypes;
    private final boolean allowWeakCrypto;
    private final Duration clockSkew;
    private final Duration kdcTimeout;
    private final int udpPreferenceLimit;
    private final Duration ticketLifetime;
    private final boolean forwardable;
    private final boolean noAddresses;
    private final Optional<String> defaultKeytab;
    private final Optional<String> defaultClientKeytab;
    private final Optional<String> defaultCcache;
    private final List<Ignored> ignored;

    private KerberosConfig(Builder from) {
        origin = from.origin;
        defaultRealm = from.defaultRealm;
        var copy = new LinkedHashMap<String, List<KdcAddress>>();
        from.kdcs.forEach((realm, addresses) -> copy.put(realm, List.copyOf(addresses)));
        kdcs = Collections.unmodifiableMap(copy);
        domainRealms = Collections.unmodifiableMap(new LinkedHashMap<>(from.domainRealms));
        permittedEnctypes = from.permittedEnctypes;
        defaultTktEnctypes = from.defaultTktEnctypes.orElse(permittedEnctypes);
        defaultTgsEnctypes = from.defaultTgsEnctypes.orElse(permittedEnctypes);
        allowWeakCrypto = from.allowWeakCrypto;
        clockSkew = from.clockSkew;
        kdcTimeout = from.kdcTimeout;
        udpPreferenceLimit = from.udpPreferenceLimit;
        ticketLifetime = from.ticketLifetime;
        forwardable = from.forwardable;
        noAddresses = from.noAddresses;
        defaultKeytab = from.defaultKeytab;
        defaultClientKeytab = from.defaultClientKeytab;
        defaultCcache = from.defaultCcache;
        ignored = List.copyOf(from.ignored);
    }

    public static Builder builder() {
        return new Builder();
    }

    /**
     * Reads the text of a {@code krb5.conf}: [libdefaults], [realms] and [domain_realm]; see {@link #ignored()} for the rest.
     *
     * @throws ConfigException with the line, and what to do
     */
    public static KerberosConfig parse(String text) throws ConfigException {
        return of(Krb5Conf.parse("krb5.conf", text), "the text of a krb5.conf");
    }

    /**
     * Reads a {@code krb5.conf} in UTF-8 of at most 1 MiB.
     *
     * @throws ConfigException with the line, and what to do; or with what the file system said
     */
    public static KerberosConfig load(Path file) throws ConfigException {
        return of(Krb5Conf.parse(file.toString(), read(file)), file.toString());
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
        var relations = new ArrayList<Krb5Conf.Relation>();
        for (Path file : files) {
            relations.addAll(Krb5Conf.parse(file.toString(), read(file)));
        }
        return of(relations, files.stream().map(Path::toString).collect(Collectors.joining(" and ")));
    }

    static KerberosConfig none(String why) {
        var builder = builder();
        builder.origin = why;
        return builder.build();
    }

    private static KerberosConfig of(List<Krb5Conf.Relation> relations, String origin) throws ConfigException {
        var builder = builder();
        builder.origin = origin;
        Krb5ConfSettings.apply(relations, builder);
        return builder.build();
    }

    private static String read(Path file) throws ConfigException {
        try {
            if (Files.isDirectory(file)) {
                throw new ConfigException(file + " is a folder: name a file");
            }
            if (Files.size(file) > MAX_FILE_SIZE) {
                throw new ConfigException(file + " is larger than 1 MiB: this is not a krb5.conf");
            }
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new ConfigException(file + " cannot be read: " + e, e);
        }
    }

    /** A builder with these settings, to change some of them. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Where this comes from, for messages: a file's path, or why there is none. */
    public String origin() {
        return origin;
    }

    public Optional<String> defaultRealm() {
        return defaultRealm;
    }

    /** The realms with known KDCs. */
    public Set<String> realms() {
        return kdcs.keySet();
    }

    /** The KDCs of a realm in the order in which to ask them; empty when none is known. */
    public List<KdcAddress> kdcs(String realm) {
        return kdcs.getOrDefault(realm, List.of());
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
        String lower = HostName.lowerCase(host);
        String name = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
        if (isNumeric(name)) {
            return Optional.ofNullable(domainRealms.get(name)).or(() -> defaultRealm);
        }
        for (int at = 0; at >= 0; at = nextSuffix(name, at)) {
            String realm = domainRealms.get(name.substring(at));
            if (realm != null) {
                return Optional.of(realm);
            }
        }
        return defaultRealm.or(() -> parentDomain(name));
    }

    /** From host or domain (lower case, domains with a leading dot or without) to realm. */
    public Map<String, String> domainRealms() {
        return domainRealms;
    }

    /** Numbers of the encryption types (RFC 3961 8) that may be used at all, the best first. */
    public List<Integer> permittedEnctypes() {
        return permittedEnctypes;
    }

    /** What to ask for in the AS exchange, the best first; {@link #permittedEnctypes()} if not set. */
    public List<Integer> defaultTktEnctypes() {
        return defaultTktEnctypes;
    }

    /** What to ask for in the TGS exchange, the best first; {@link #permittedEnctypes()} if not set. */
    public List<Integer> defaultTgsEnctypes() {
        return defaultTgsEnctypes;
    }

    /** Whether single DES and 40-bit RC4 may be in the lists: false if not set. */
    public boolean allowWeakCrypto() {
        return allowWeakCrypto;
    }

    /** How far apart two clocks may be: 1 second to 1 day, 300 seconds if not set. */
    public Duration clockSkew() {
        return clockSkew;
    }

    /** How long one question to the KDCs of a realm may take in all: 100 ms to 1 hour, 10 seconds if not set. */
    public Duration kdcTimeout() {
        return kdcTimeout;
    }

    /** Requests above this many bytes go over TCP first: 0 to 32700, 1465 if not set; 0 and 1 mean always TCP. */
    public int udpPreferenceLimit() {
        return udpPreferenceLimit;
    }

    /** What to ask for: 1 second to 2147483647 seconds, 1 day if not set. */
    public Duration ticketLifetime() {
        return ticketLifetime;
    }

    /** Whether to ask for forwardable tickets: false if not set. */
    public boolean forwardable() {
        return forwardable;
    }

    /** Whether to ask for tickets that are good from any address: true if not set. */
    public boolean noAddresses() {
        return noAddresses;
    }

    /** As written, such as {@code FILE:/etc/krb5.keytab}; see {@link KerberosEnvironment#keytab}. */
    public Optional<String> defaultKeytab() {
        return defaultKeytab;
    }

    /** As written; see {@link KerberosEnvironment#clientKeytab}. */
    public Optional<String> defaultClientKeytab() {
        return defaultClientKeytab;
    }

    /** As written, such as {@code FILE:/tmp/krb5cc_%{uid}}; see {@link KerberosEnvironment#ccache}. */
    public Optional<String> defaultCcache() {
        return defaultCcache;
    }

    /** Always false: an answer of DNS must not choose whom to authenticate. */
    public boolean dnsCanonicalizeHostname() {
        return false;
    }

    /** What the file says and we do not do. */
    public List<Ignored> ignored() {
        return ignored;
    }

    /** For people: every setting on a line. */
    @Override
    public String toString() {
        var text = new StringBuilder("Kerberos configuration from ").append(origin);
        line(text, "default realm", defaultRealm.orElse("none"));
        kdcs.forEach((realm, addresses) -> line(text, "KDCs of " + realm, joined(addresses)));
        domainRealms.forEach((domain, realm) -> line(text, "realm of " + domain, realm));
        line(text, "permitted encryption", names(permittedEnctypes));
        line(text, "asked of AS", names(defaultTktEnctypes));
        line(text, "asked of TGS", names(defaultTgsEnctypes));
        line(text, "allow weak crypto", allowWeakCrypto);
        line(text, "clock skew", MitDuration.text(clockSkew));
        line(text, "KDC timeout", MitDuration.text(kdcTimeout));
        line(text, "UDP up to", udpPreferenceLimit <= 1 ? "never" : udpPreferenceLimit + " bytes");
        line(text, "ticket lifetime", MitDuration.text(ticketLifetime));
        line(text, "forwardable", forwardable);
        line(text, "no addresses", noAddresses);
        defaultKeytab.ifPresent(name -> line(text, "keytab", name));
        defaultClientKeytab.ifPresent(name -> line(text, "client keytab", name));
        defaultCcache.ifPresent(name -> line(text, "credential cache", name));
        ignored.forEach(setting -> line(text, "ignored", setting));
        return text.toString();
    }

    private static void line(StringBuilder text, String name, Object value) {
        text.append("\n  ").append(name).append(": ").append(value);
    }

    private static String names(List<Integer> enctypes) {
        return joined(enctypes.stream().map(Enctypes::name).toList());
    }

    private static String joined(List<?> values) {
        return values.stream().map(Object::toString).collect(Collectors.joining(", "));
    }

    private static boolean isNumeric(String host) {
        return host.contains(":") || NUMERIC.matcher(host).matches();
    }

    /** {@code a.b.c}, {@code .b.c}, {@code b.c}, {@code .c}, {@code c}. */
    private static int nextSuffix(String name, int at) {
        return at < name.length() && name.charAt(at) == '.' ? at + 1 : name.indexOf('.', at);
    }

    private static Optional<String> parentDomain(String name) {
        int dot = name.indexOf('.');
        return dot < 0 || dot == name.length() - 1 ? Optional.empty() : Optional.of(HostName.upperCase(name.substring(dot + 1)));
    }

    /**
     * A setting that is not used.
     *
     * @param line of the file, from 1
     * @param setting its section and tags, without the value
     */
    public record Ignored(String file, int line, String setting, String why) {
        @Override
        public String toString() {
            return file + " line " + line + ": " + setting + " (" + why + ")";
        }
    }

    /** Settings out of their range are {@link IllegalArgumentException}s. */
    public static final class Builder {
        private static final Duration DAY = Duration.ofDays(1);

        private String origin = "code";
        private Optional<String> defaultRealm = Optional.empty();
        private final Map<String, List<KdcAddress>> kdcs = new LinkedHashMap<>();
        private final Map<String, String> domainRealms = new LinkedHashMap<>();
        private List<Integer> permittedEnctypes = Enctypes.DEFAULT;
        private Optional<List<Integer>> defaultTktEnctypes = Optional.empty();
        private Optional<List<Integer>> defaultTgsEnctypes = Optional.empty();
        private boolean allowWeakCrypto;
        private Duration clockSkew = Duration.ofSeconds(300);
        private Duration kdcTimeout = Duration.ofSeconds(10);
        private int udpPreferenceLimit = 1465;
        private Duration ticketLifetime = DAY;
        private boolean forwardable;
        private boolean noAddresses = true;
        private Optional<String> defaultKeytab = Optional.empty();
        private Optional<String> defaultClientKeytab = Optional.empty();
        private Optional<String> defaultCcache = Optional.empty();
        private final List<Ignored> ignored = new ArrayList<>();

        private Builder() {}

        private Builder(KerberosConfig from) {
            origin = from.origin.endsWith("changed in code") ? from.origin : from.origin + ", changed in code";
            defaultRealm = from.defaultRealm;
            from.kdcs.forEach((realm, addresses) -> kdcs.put(realm, new ArrayList<>(addresses)));
            domainRealms.putAll(from.domainRealms);
            permittedEnctypes = from.permittedEnctypes;
            defaultTktEnctypes = Optional.of(from.defaultTktEnctypes).filter(list -> !list.equals(permittedEnctypes));
            defaultTgsEnctypes = Optional.of(from.defaultTgsEnctypes).filter(list -> !list.equals(permittedEnctypes));
            allowWeakCrypto = from.allowWeakCrypto;
            clockSkew = from.clockSkew;
            kdcTimeout = from.kdcTimeout;
            udpPreferenceLimit = from.udpPreferenceLimit;
            ticketLifetime = from.ticketLifetime;
            forwardable = from.forwardable;
            noAddresses = from.noAddresses;
            defaultKeytab = from.defaultKeytab;
            defaultClientKeytab = from.defaultClientKeytab;
            defaultCcache = from.defaultCcache;
            ignored.addAll(from.ignored);
        }

        public Builder defaultRealm(String realm) {
            return argument(() -> checkedDefaultRealm(realm));
        }

        /**
         * Adds KDCs of a realm, behind those it has.
         *
         * @param addresses as {@link KdcAddress#parse} reads them
         */
        public Builder kdc(String realm, String... addresses) {
            for (String address : addresses) {
                argument(() -> checkedKdc(realm, address));
            }
            return this;
        }

        /** @param domain a host, or {@code .domain} for all hosts below it; a host also speaks for those below it */
        public Builder domainRealm(String domain, String realm) {
            return argument(() -> checkedDomainRealm(domain, realm));
        }

        /** @param enctypes names or numbers, the best first */
        public Builder permittedEnctypes(String... enctypes) {
            return permitted(named(enctypes));
        }

        /** @param enctypes names or numbers, the best first */
        public Builder defaultTktEnctypes(String... enctypes) {
            return defaultTkt(named(enctypes));
        }

        /** @param enctypes names or numbers, the best first */
        public Builder defaultTgsEnctypes(String... enctypes) {
            return defaultTgs(named(enctypes));
        }

        /** Lets single DES and 40-bit RC4 be listed: whoever records the traffic can then read it. */
        public Builder allowWeakCrypto(boolean allow) {
            allowWeakCrypto = allow;
            return this;
        }

        /** @param skew 1 second to 1 day */
        public Builder clockSkew(Duration skew) {
            return argument(() -> checkedClockSkew(skew));
        }

        /** @param timeout 100 ms to 1 hour, for all KDCs of a realm together */
        public Builder kdcTimeout(Duration timeout) {
            return argument(() -> checkedKdcTimeout(timeout));
        }

        /** @param bytes 0 to 32700; 0 and 1 mean always TCP */
        public Builder udpPreferenceLimit(int bytes) {
            if (bytes < 0 || bytes > 32700) {
                throw new IllegalArgumentException("udpPreferenceLimit " + bytes + " is not in 0 to 32700");
            }
            udpPreferenceLimit = bytes;
            return this;
        }

        /** @param lifetime 1 second to 2147483647 seconds */
        public Builder ticketLifetime(Duration lifetime) {
            return argument(() -> checkedTicketLifetime(lifetime));
        }

        public Builder forwardable(boolean ask) {
            forwardable = ask;
            return this;
        }

        public Builder noAddresses(boolean without) {
            noAddresses = without;
            return this;
        }

        /** @param name a path, or {@code FILE:} and a path */
        public Builder defaultKeytab(String name) {
            defaultKeytab = Optional.of(name);
            return this;
        }

        /** @param name a path, or {@code FILE:} and a path */
        public Builder defaultClientKeytab(String name) {
            defaultClientKeytab = Optional.of(name);
            return this;
        }

        /** @param name a path, or {@code FILE:} and a path */
        public Builder defaultCcache(String name) {
            defaultCcache = Optional.of(name);
            return this;
        }

        /** @throws IllegalArgumentException if a weak encryption type is listed and {@link #allowWeakCrypto} is not set */
        public KerberosConfig build() {
            var config = new KerberosConfig(this);
            for (var list : List.of(config.permittedEnctypes, config.defaultTktEnctypes, config.defaultTgsEnctypes)) {
                if (!allowWeakCrypto && list.stream().anyMatch(Enctypes::isWeak)) {
                    throw new IllegalArgumentException("weak encryption in " + names(list) + ": remove it, or say allowWeakCrypto(true)");
                }
            }
            return config;
        }

        Builder checkedDefaultRealm(String realm) throws ConfigException {
            defaultRealm = Optional.of(realm(realm));
            return this;
        }

        Builder checkedKdc(String realm, String address) throws ConfigException {
            kdcs.computeIfAbsent(realm(realm), unknown -> new ArrayList<>()).add(KdcAddress.parse(address));
            return this;
        }

        Builder checkedDomainRealm(String domain, String realm) throws ConfigException {
            String name = HostName.lowerCase(domain);
            if (!name.matches("\\.?[^\\s.][^\\s]*") || name.endsWith(".")) {
                throw new ConfigException("\"" + domain + "\" is neither a host nor a .domain");
            }
            domainRealms.put(name, realm(realm));
            return this;
        }

        Builder checkedClockSkew(Duration skew) throws ConfigException {
            clockSkew = within("clock skew", skew, Duration.ofSeconds(1), DAY);
            return this;
        }

        Builder checkedKdcTimeout(Duration timeout) throws ConfigException {
            kdcTimeout = within("KDC timeout", timeout, Duration.ofMillis(100), Duration.ofHours(1));
            return this;
        }

        Builder checkedTicketLifetime(Duration lifetime) throws ConfigException {
            ticketLifetime = within("ticket lifetime", lifetime, Duration.ofSeconds(1), Duration.ofSeconds(Integer.MAX_VALUE));
            return this;
        }

        Builder permitted(List<Integer> enctypes) {
            permittedEnctypes = List.copyOf(enctypes);
            return this;
        }

        Builder defaultTkt(List<Integer> enctypes) {
            defaultTktEnctypes = Optional.of(List.copyOf(enctypes));
            return this;
        }

        Builder defaultTgs(List<Integer> enctypes) {
            defaultTgsEnctypes = Optional.of(List.copyOf(enctypes));
            return this;
        }

        void ignored(Ignored setting) {
            ignored.add(setting);
        }

        private interface Checked {
            Builder set() throws ConfigException;
        }

        private static Builder argument(Checked setting) {
            try {
                return setting.set();
            } catch (ConfigException e) {
                throw new IllegalArgumentException(e.getMessage(), e);
            }
        }

        private static List<Integer> named(String... enctypes) {
            var parsed = Enctypes.parse(String.join(",", enctypes));
            if (!parsed.unknown().isEmpty() || parsed.chosen().isEmpty()) {
                throw new IllegalArgumentException("not encryption types: " + parsed.unknown() + ", left: " + parsed.chosen());
            }
            return parsed.chosen();
        }

        private static String realm(String realm) throws ConfigException {
            if (realm.isEmpty() || realm.chars().anyMatch(c -> c <= ' ' || c == 0x7f || c == 0xfffd)) {
                throw new ConfigException("\"" + realm + "\" is not the name of a realm: blanks have no place in it, and comments need a line of their own");
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
}
