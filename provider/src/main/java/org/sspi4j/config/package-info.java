/**
 * What Kerberos must be told: realms, where their KDCs are, limits. {@link org.sspi4j.config.KerberosConfig} is made in
 * code or from a {@code krb5.conf}; {@link org.sspi4j.config.KerberosEnvironment} knows what environment variables say.
 * Neither reads nor sets a property of the JVM.
 *
 * <p>A {@code krb5.conf} is read as MIT krb5 1.20 reads it, with {@code include}, {@code includedir} and final sections. What is
 * not used is kept out and listed with its line, so that nobody has to guess; so is what MIT passes over in silence, such as
 * text before the first section. It is stricter in what is dangerous or looks cut off: {@code module} is refused, so are names to
 * include that are not absolute, files that include themselves or are not ordinary files, open braces and quotes at the end, and
 * values that mean nothing (MIT takes the default then). Host names are taken as given unless
 * {@code dns_canonicalize_hostname} says otherwise, which with MIT is true if nothing is said; so is {@code rdns}.
 *
 * @spec MIT krb5 krb5.conf(5)
 */
package org.sspi4j.config;
