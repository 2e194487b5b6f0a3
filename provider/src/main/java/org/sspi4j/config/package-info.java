/**
 * What Kerberos must be told: realms, where their KDCs are, limits. {@link org.sspi4j.config.KerberosConfig} is made in
 * code or from a {@code krb5.conf}; {@link org.sspi4j.config.KerberosEnvironment} knows what environment variables say.
 * Neither reads nor sets a property of the JVM.
 *
 * <p>Of MIT's {@code krb5.conf} a small part is used. What is not used is kept out and listed with its line, so that
 * nobody has to guess. {@code include}, {@code includedir} and {@code module} are refused. The mark of final
 * sections, {@code *}, is read and has no effect.
 *
 * @spec MIT krb5 krb5.conf(5)
 */
package org.sspi4j.config;
