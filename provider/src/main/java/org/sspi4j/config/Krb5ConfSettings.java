package org.sspi4j.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.sspi4j.config.Krb5Conf.Relation;

/**
 * What the relations of a {@code krb5.conf} mean to us. Of a setting that is there twice the first counts, as with MIT.
 *
 * @spec MIT krb5 krb5.conf(5) "Sections"
 */
final class Krb5ConfSettings {
    private static final int MAX_UDP_PREFERENCE_LIMIT = 32700;

    private final KerberosConfigBuilder builder;
    private final Set<String> seen = new HashSet<>();
    private final List<Relation> enctypes = new ArrayList<>();
    private boolean weakAllowed;

    private Krb5ConfSettings(KerberosConfigBuilder builder) {
        this.builder = builder;
    }

    static void apply(List<Relation> relations, KerberosConfigBuilder builder) throws ConfigException {
        var settings = new Krb5ConfSettings(builder);
        for (Relation relation : relations) {
            try {
                settings.apply(relation);
            } catch (ConfigException e) {
                throw relation.refused(relation.path() + ": " + e.getMessage());
            }
        }
        for (Relation relation : settings.enctypes) {
            settings.enctypes(relation);
        }
    }

    private void apply(Relation relation) throws ConfigException {
        int depth = relation.tags().size();
        switch (relation.section() + depth) {
            case "libdefaults1" -> libdefault(relation);
            case "realms1" -> throw new ConfigException("a realm is written " + relation.tags().get(0) + " = {, its settings, and } alone on a line");
            case "realms2" -> realm(relation);
            case "domain_realm1" -> domainRealm(relation);
            default -> ignored(relation, "not used");
        }
    }

    private void libdefault(Relation relation) throws ConfigException {
        String tag = relation.tags().get(0);
        String value = relation.value();
        if (!seen.add(tag)) {
            ignored(relation, "an earlier line says it");
            return;
        }
        switch (tag) {
            case "default_realm" -> builder.checkedDefaultRealm(value);
            case "permitted_enctypes", "default_tkt_enctypes", "default_tgs_enctypes" -> enctypes.add(relation);
            case "allow_weak_crypto" -> weakAllowed = bool(value);
            case "clockskew" -> builder.checkedClockSkew(MitDuration.parse(value));
            case "request_timeout" -> requestTimeout(relation);
            case "udp_preference_limit" -> builder.udpPreferenceLimit(Math.min(number(value), MAX_UDP_PREFERENCE_LIMIT));
            case "ticket_lifetime" -> builder.checkedTicketLifetime(MitDuration.parse(value));
            case "forwardable" -> builder.forwardable(bool(value));
            case "noaddresses" -> builder.noAddresses(bool(value));
            case "default_keytab_name" -> builder.defaultKeytab(value);
            case "default_client_keytab_name" -> builder.defaultClientKeytab(value);
            case "default_ccache_name" -> builder.defaultCcache(value);
            case "dns_canonicalize_hostname", "rdns" -> onlyFalse(relation, "host names are used as they are given");
            case "dns_lookup_kdc", "dns_lookup_realm" -> onlyFalse(relation, "DNS is not asked");
            case "kdc_timeout" -> ignored(relation, "means milliseconds to some and seconds to others: use request_timeout");
            default -> ignored(relation, "not used");
        }
    }

    private void realm(Relation relation) throws ConfigException {
        if (!relation.tags().get(1).equals("kdc")) {
            ignored(relation, "not used");
        } else if (relation.value().regionMatches(true, 0, "http", 0, 4) && relation.value().contains("//")) {
            ignored(relation, "KDC proxies over HTTP are not supported");
        } else {
            builder.checkedKdc(relation.tags().get(0), relation.value());
        }
    }

    private void domainRealm(Relation relation) throws ConfigException {
        if (seen.add("domain_realm " + HostName.lowerCase(relation.tags().get(0)))) {
            builder.checkedDomainRealm(relation.tags().get(0), relation.value());
        } else {
            ignored(relation, "an earlier line says it");
        }
    }

    /** Last, since allow_weak_crypto may stand behind them. */
    private void enctypes(Relation relation) throws ConfigException {
        var parsed = Enctypes.parse(relation.value());
        for (String word : parsed.unknown()) {
            ignored(relation, word + " is not the name of an encryption type");
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
        switch (relation.tags().get(0)) {
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

    private void onlyFalse(Relation relation, String why) throws ConfigException {
        if (relation.value().equalsIgnoreCase("fallback") || bool(relation.value())) {
            ignored(relation, why);
        }
    }

    private void ignored(Relation relation, String why) {
        builder.ignored(new KerberosConfig.Ignored(relation.origin(), relation.line(), relation.path(), why));
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
