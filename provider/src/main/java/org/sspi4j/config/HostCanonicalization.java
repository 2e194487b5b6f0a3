package org.sspi4j.config;

/**
 * Whether DNS may say which host a service's name means, or before it the system's own list of hosts. Whoever answers then chooses
 * whom a client takes for the service.
 *
 * @spec MIT krb5 krb5.conf(5) "dns_canonicalize_hostname"
 */
public enum HostCanonicalization {
    /** The name is used as it is given. */
    FALSE,
    /** The canonical name of its address record; with {@link KerberosConfig#rdns()} the name of its address. */
    TRUE,
    /** The name as it is given, and the canonical one only if the KDC does not know that. */
    FALLBACK
}
