package org.sspi4j.engine;

import java.util.Objects;
import java.util.Optional;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.api.Luid;
import org.sspi4j.config.KerberosConfig;

/**
 * What a call of AcquireCredentialsHandle asks for.
 *
 * @param principal pszPrincipal: who the credentials have to be of; empty for whoever they are of
 * @param logonId pvLogonId: whose logon session the credentials are of; empty for the caller's
 * @param identity pAuthData; empty for those that the logon session has already
 * @param getKey pGetKeyFn with its argument; packages that ask nobody for keys pass over it
 */
public record Acquisition(
        String packageName,
        Optional<String> principal,
        CredentialUse use,
        Optional<Luid> logonId,
        Optional<Identity> identity,
        Optional<Identity.GetKey> getKey,
        KerberosConfig config) {
    public Acquisition {
        Objects.requireNonNull(packageName, "packageName");
        Objects.requireNonNull(use, "use");
        Objects.requireNonNull(config, "config");
    }

    /** Whoever the credentials are of, in the caller's own logon session. */
    public static Acquisition of(String packageName, CredentialUse use, Identity identity, KerberosConfig config) {
        return new Acquisition(
                packageName, Optional.empty(), use, Optional.empty(), Optional.ofNullable(identity), Optional.empty(), config);
    }

    /** The same, with the credentials that the logon session has already. */
    Acquisition withoutIdentity() {
        return new Acquisition(packageName, principal, use, logonId, Optional.empty(), getKey, config);
    }
}
