package org.sspi4j.spi;

import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.config.KerberosConfig;

/**
 * What AcquireCredentialsHandle brings.
 *
 * @param use what the credential is for
 * @param identity whose credentials; never null, defaults are resolved already
 * @param kerberos realms, KDCs and encryption types, for packages that have to do with Kerberos
 * @param packages for packages that wrap others
 * @param facilities clock, randomness and what outlives a context
 */
public record CredentialRequest(
        CredentialUse use, Identity identity, KerberosConfig kerberos, PackageTable packages, Facilities facilities) {}
