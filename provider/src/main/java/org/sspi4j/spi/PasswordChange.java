package org.sspi4j.spi;

import org.sspi4j.api.Secret;
import org.sspi4j.config.KerberosConfig;

/**
 * What ChangeAccountPassword brings.
 *
 * @param domain the account's realm or domain; empty if the account's name says it
 * @param oldPassword the caller's to close
 * @param newPassword the caller's to close
 * @param kerberos realms and their servers, for packages that have to do with Kerberos
 * @param packages for packages that wrap others
 */
public record PasswordChange(
        String domain,
        String account,
        Secret oldPassword,
        Secret newPassword,
        KerberosConfig kerberos,
        PackageTable packages,
        Facilities facilities) {}
