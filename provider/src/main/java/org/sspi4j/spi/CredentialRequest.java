package org.sspi4j.spi;

import java.util.Objects;
import java.util.Optional;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.config.KerberosConfig;

/**
 * What AcquireCredentialsHandle brings.
 *
 * @param principal who the credentials have to be of, as the caller wrote it; empty for whoever they are of. Credentials of somebody
 *     else are SEC_E_NOT_OWNER
 * @param use what the credential is for
 * @param identity whose credentials; never null, defaults are resolved already
 * @param kerberos realms, KDCs and encryption types, for packages that have to do with Kerberos
 * @param packages for packages that wrap others
 * @param facilities clock, randomness and what outlives a context
 */
public record CredentialRequest(
        Optional<String> principal,
        CredentialUse use,
        Identity identity,
        KerberosConfig kerberos,
        PackageTable packages,
        Facilities facilities) {
    public CredentialRequest {
        Objects.requireNonNull(principal, "principal");
        Objects.requireNonNull(identity, "identity");
    }

    /** For whoever the credentials are of. */
    public CredentialRequest(
            CredentialUse use, Identity identity, KerberosConfig kerberos, PackageTable packages, Facilities facilities) {
        this(Optional.empty(), use, identity, kerberos, packages, facilities);
    }
}
