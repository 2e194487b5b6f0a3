package org.sspi4j.spi;

import org.sspi4j.config.KerberosConfig;

/**
 * What ImportSecurityContext brings.
 *
 * @param exported what {@link Session#export} gave away, unsealed: secret, the package's own to read, and wiped when the call ends
 * @param kerberos what the importer permits; whoever exported may have permitted more
 * @param packages for packages that wrap others
 * @param facilities clock, randomness and what outlives a context
 */
public record ImportRequest(byte[] exported, KerberosConfig kerberos, PackageTable packages, Facilities facilities) {}
