package org.sspi4j.spi;

/**
 * What ImportSecurityContext brings.
 *
 * @param exported what {@link Session#export} gave away: secret, the package's own to read, and wiped when the call ends
 * @param packages for packages that wrap others
 * @param facilities clock, randomness and what outlives a context
 */
public record ImportRequest(byte[] exported, PackageTable packages, Facilities facilities) {}
