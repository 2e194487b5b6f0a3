package org.sspi4j.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which realm a host belongs to.
 *
 * @spec MIT krb5 krb5.conf(5) "[domain_realm]"
 */
final class DomainRealms {
    /** Compiled once: every context asks for the realm of its target. */
    private static final Pattern NUMERIC = Pattern.compile("\\d+(\\.\\d+){3}");

    private final Map<String, String> realms = new LinkedHashMap<>();

    DomainRealms copy() {
        var copy = new DomainRealms();
        copy.realms.putAll(realms);
        return copy;
    }

    void put(String name, String realm) {
        realms.put(name, realm);
    }

    Map<String, String> all() {
        return Collections.unmodifiableMap(realms);
    }

    /** @param host in lower case, without a dot at the end */
    Optional<String> of(String host) {
        if (isNumeric(host)) {
            return Optional.ofNullable(realms.get(host));
        }
        for (int at = 0; at >= 0; at = nextSuffix(host, at)) {
            String realm = realms.get(host.substring(at));
            if (realm != null) {
                return Optional.of(realm);
            }
        }
        return Optional.empty();
    }

    /** The part behind the first dot in upper case. */
    static Optional<String> parentDomain(String host) {
        int dot = host.indexOf('.');
        return dot < 0 || dot == host.length() - 1 || isNumeric(host)
                ? Optional.empty()
                : Optional.of(HostName.upperCase(host.substring(dot + 1)));
    }

    private static boolean isNumeric(String host) {
        return host.contains(":") || NUMERIC.matcher(host).matches();
    }

    /** {@code a.b.c}, {@code .b.c}, {@code b.c}, {@code .c}, {@code c}. */
    private static int nextSuffix(String name, int at) {
        return at < name.length() && name.charAt(at) == '.' ? at + 1 : name.indexOf('.', at);
    }
}
