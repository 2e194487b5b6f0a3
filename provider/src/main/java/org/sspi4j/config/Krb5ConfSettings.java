package org.sspi4j.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.sspi4j.config.Krb5Conf.Relation;

/**
 * What the relations of a {@code krb5.conf} mean to us. Of a setting that is there twice the first counts, as with MIT; servers
 * of a realm and realms on a path add up.
 *
 * @spec MIT krb5 krb5.conf(5) "Sections"
 */
final class Krb5ConfSettings {
    private static final int MAX_UDP_PREFERENCE_LIMIT = 32700;
    private static final String TOO_LATE = "an earlier line says it";
    /** Those that people are likely to miss. */
    private static final Map<String, String> NOT_USED = Map.ofEntries(
            Map.entry("kdc_timeout", "means milliseconds to some and seconds to others: use request_timeout"),
            Map.entry("realm_try_domains", "a realm is not guessed from a host's name: use [domain_realm]"),
            Map.entry("plugin_base_dir", "no plug-ins are loaded"),
            Map.entry("default_domain", "is for Kerberos 4"),
            Map.entry("v4_instance_convert", "is for Kerberos 4"),
            Map.entry("v4_realm", "is for Kerberos 4"),
            Map.entry("http_anchors", "KDC proxies over HTTP are not supported"),
            Map.entry("auth_to_local", "principals are not mapped to accounts of this system"),
            Map.entry("auth_to_local_names", "principals are not mapped to accounts of this system"));

    private final KerberosConfigBuilder builder;
    private final Set<String> realmsWithPrimary;
    private final Set<String> seen = new HashSet<>();
    private final Set<List<String>> directPaths = new HashSet<>();
    private final List<Relation> enctypes = new ArrayList<>();
    private final List<Relation> dnsFallback = new ArrayList<>();
    private final List<Relation> rdns = new ArrayList<>();
    private HostCanonicalization canonicalization = HostCanonicalization.FALSE;
    private boolean weakAllowed;

    private Krb5ConfSettings(Krb5Conf conf, KerberosConfigBuilder builder) {
        this.builder = builder;
        realmsWithPrimary = conf.relations.stream()
                .filter(relation -> relation.section().equals("realms") && relation.within().size() == 2
                        && relation.tag().equals("primary_kdc"))
                .map(relation -> relation.within().get(1))
                .collect(Collectors.toSet());
    }

    static void apply(Krb5Conf conf, KerberosConfigBuilder builder) throws ConfigException {
        var settings = new Krb5ConfSettings(conf, builder);
        for (Relation relation : conf.relations) {
            settings.checked(relation, () -> settings.apply(relation));
        }
        for (Relation relation : settings.enctypes) {
            settings.enctypes(relation);
        }
        for (Relation relation : settings.dnsFallback) {
            settings.checked(relation, () -> settings.dnsFallback(relation));
        }
        for (Relation relation : settings.rdns) {
            settings.checked(relation, () -> settings.rdns(relation));
        }
        conf.ignored.forEach(builder::ignored);
    }

    private interface Applied {
        void apply() throws ConfigException;
    }

    private void checked(Relation relation, Applied setting) throws ConfigException {
        try {
            setting.apply();
        } catch (ConfigException e) {
            throw relation.refused(relation.path() + ": " + e.getMessage());
        }
    }

    private void apply(Relation relation) throws ConfigException {
        switch (relation.section() + relation.within().size()) {
            case "libdefaults1" -> libdefault(relation);
            case "libdefaults2" -> ignored(relation, "settings for one realm or program are not supported");
            case "realms1" -> throw new ConfigException("a realm is written " + relation.tag()
                    + " = {, its settings, and } alone on a line");
            case "realms2" -> realm(relation.within().get(1), relation);
            case "realms3" -> ignored(relation, NOT_USED.getOrDefault(relation.within().get(2), "not used"));
            case "domain_realm1" -> domainRealm(relation);
            case "capaths1" -> ignored(relation, "a client's realm is written " + relation.tag()
                    + " = {, its paths, and } alone on a line");
            case "capaths2" -> capath(relation.within().get(1), relation);
            default -> ignored(relation, "not used");
        }
    }

    private void libdefault(Relation relation) throws ConfigException {
        String value = relation.value();
        if (!seen.add(relation.tag())) {
            ignored(relation, TOO_LATE);
            return;
        }
        switch (relation.tag()) {
            case "default_realm" -> builder.checkedDefaultRealm(value);
            case "permitted_enctypes", "default_tkt_enctypes", "default_tgs_enctypes" -> enctypes.add(relation);
            case "allow_weak_crypto" -> weakAllowed = bool(value);
            case "clockskew" -> builder.checkedClockSkew(MitDuration.parse(value));
            case "kdc_timesync" -> builder.kdcTimesync(value.matches("\\d{1,9}") ? number(value) != 0 : bool(value));
            case "request_timeout" -> requestTimeout(relation);
            case "udp_preference_limit" -> builder.udpPreferenceLimit(Math.min(number(value), MAX_UDP_PREFERENCE_LIMIT));
            case "dns_lookup_kdc" -> builder.dnsLookupKdc(bool(value));
            case "dns_fallback" -> dnsFallback.add(relation);
            case "dns_canonicalize_hostname" -> canonicalization(relation);
            case "rdns" -> rdns.add(relation);
            case "canonicalize" -> builder.canonicalize(bool(value));
            case "ticket_lifetime" -> builder.checkedTicketLifetime(MitDuration.parse(value));
            case "renew_lifetime" -> builder.checkedRenewLifetime(MitDuration.parse(value));
            case "forwardable" -> builder.forwardable(bool(value));
            case "proxiable" -> builder.proxiable(bool(value));
            case "noaddresses" -> noAddresses(relation);
            case "default_keytab_name" -> builder.defaultKeytab(value);
            case "default_client_keytab_name" -> builder.defaultClientKeytab(value);
            case "default_ccache_name" -> builder.defaultCcache(value);
            case "kcm_socket" -> builder.kcmSocket(KerberosEnvironment.path(value));
            case "dns_lookup_realm" -> onlyFalse(relation, "an answer of DNS does not choose a realm: use [domain_realm]");
            case "dns_uri_lookup" -> onlyFalse(relation, "KDCs are looked up by SRV records only");
            case "ignore_acceptor_hostname" -> onlyFalse(relation, "a ticket is opened with a key of the name that it is for");
            default -> ignored(relation, NOT_USED.getOrDefault(relation.tag(), "not used"));
        }
    }

    private void realm(String realm, Relation relation) throws ConfigException {
        String address = relation.value();
        switch (relation.tag()) {
            case "kdc", "primary_kdc", "master_kdc", "admin_server", "kpasswd_server" -> {
                if (address.regionMatches(true, 0, "http", 0, 4) && address.contains("//")) {
                    ignored(relation, "KDC proxies over HTTP are not supported");
                } else {
                    server(realm, relation, address);
                }
            }
            default -> ignored(relation, NOT_USED.getOrDefault(relation.tag(), "not used"));
        }
    }

    private void server(String realm, Relation relation, String address) throws ConfigException {
        switch (relation.tag()) {
            case "kdc" -> builder.checkedKdc(realm, address);
            case "primary_kdc" -> builder.checkedPrimaryKdc(realm, address);
            case "admin_server" -> builder.checkedAdminServer(realm, address);
            case "kpasswd_server" -> builder.checkedKpasswdServer(realm, address);
            default -> {
                if (realmsWithPrimary.contains(realm)) {
                    ignored(relation, "it is the old name of primary_kdc, which is set");
                } else {
                    builder.checkedPrimaryKdc(realm, address);
                }
            }
        }
    }

    private void noAddresses(Relation relation) throws ConfigException {
        boolean without = bool(relation.value());
        builder.noAddresses(without);
        if (!without) {
            ignored(relation, "tickets are asked for without addresses");
        }
    }

    private void domainRealm(Relation relation) throws ConfigException {
        if (seen.add("domain_realm " + HostName.lowerCase(relation.tag()))) {
            builder.checkedDomainRealm(relation.tag(), relation.value());
        } else {
            ignored(relation, TOO_LATE);
        }
    }

    /** Of a value the first word counts. A dot in the first line stands for a direct way. */
    private void capath(String client, Relation relation) throws ConfigException {
        var path = List.of(client, relation.tag());
        String[] words = relation.value().split("[ \t]", 2);
        boolean first = seen.add("capaths " + client + " " + relation.tag());
        boolean dot = words[0].startsWith(".");
        if (directPaths.contains(path)) {
            ignored(relation, "an earlier line says that the way is direct");
        } else if (dot && !first) {
            ignored(relation, "a dot says that the way is direct only in the first line of it");
        } else {
            if (dot) {
                directPaths.add(path);
            }
            builder.checkedCapath(client, relation.tag(), dot ? "." : words[0]);
            if (words.length > 1 || words[0].length() > 1 && dot) {
                ignored(relation, "each realm on the way has a line of its own: what follows the first is not read");
            }
        }
    }

    /** Last, since allow_weak_crypto may stand behind them. */
    private void enctypes(Relation relation) throws ConfigException {
        var parsed = Enctypes.parse(relation.value());
        for (String word : parsed.unknown()) {
            ignored(relation, Enctypes.problem(word));
        }
        var allowed = new ArrayList<Integer>();
        for (int number : parsed.chosen()) {
            if (weakAllowed || !Enctypes.isWeak(number)) {
                allowed.add(number);
            } else {
                ignored(relation, Enctypes.name(number) + " is weak, and allow_weak_crypto is not true");
            }
        }
        if (allowed.isEmpty()) {
            throw relation.refused(relation.path() + ": no usable encryption type is left: write " + Enctypes.name(18));
        }
        builder.allowWeakCrypto(weakAllowed);
        switch (relation.tag()) {
            case "permitted_enctypes" -> builder.permitted(allowed);
            case "default_tkt_enctypes" -> builder.defaultTkt(allowed);
            default -> builder.defaultTgs(allowed);
        }
    }

    private void requestTimeout(Relation relation) throws ConfigException {
        if (relation.value().equals("0")) {
            ignored(relation, "there is always a limit");
        } else {
            builder.checkedKdcTimeout(MitDuration.parse(relation.value()));
        }
    }

    private void canonicalization(Relation relation) throws ConfigException {
        var value = relation.value();
        if (value.equalsIgnoreCase("fallback")) {
            canonicalization = HostCanonicalization.FALLBACK;
        } else {
            canonicalization = bool(value) ? HostCanonicalization.TRUE : HostCanonicalization.FALSE;
        }
        builder.dnsCanonicalizeHostname(canonicalization);
    }

    /** Last, since it is for those who do not say dns_lookup_kdc. */
    private void dnsFallback(Relation relation) throws ConfigException {
        boolean ask = bool(relation.value());
        if (seen.contains("dns_lookup_kdc")) {
            ignored(relation, "dns_lookup_kdc says it");
        } else {
            builder.dnsLookupKdc(ask);
        }
    }

    /** Last, since "if dns_canonicalize_hostname is set to false, this flag has no effect". */
    private void rdns(Relation relation) throws ConfigException {
        boolean ask = bool(relation.value());
        builder.rdns(ask);
        if (ask && canonicalization == HostCanonicalization.FALSE) {
            ignored(relation, "has no effect while dns_canonicalize_hostname is neither true nor fallback, which it has to say here");
        }
    }

    private void onlyFalse(Relation relation, String why) throws ConfigException {
        if (bool(relation.value())) {
            ignored(relation, why);
        }
    }

    private void ignored(Relation relation, String why) {
        builder.ignored(relation.ignored(why));
    }

    private static boolean bool(String value) throws ConfigException {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "y", "yes", "true", "t", "1", "on" -> true;
            case "n", "no", "false", "nil", "0", "off" -> false;
            default -> throw new ConfigException("\"" + value + "\" is neither true nor false");
        };
    }

    private static int number(String value) throws ConfigException {
        if (!value.matches("\\d{1,9}")) {
            throw new ConfigException("\"" + value + "\" is not a number from 0");
        }
        return Integer.parseInt(value);
    }
}
