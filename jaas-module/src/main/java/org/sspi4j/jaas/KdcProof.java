package org.sspi4j.jaas;

import static org.sspi4j.api.SecurityStatus.SEC_E_NO_AUTHENTICATING_AUTHORITY;
import static org.sspi4j.api.SecurityStatus.SEC_E_NO_CREDENTIALS;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.sspi4j.Keytabs;
import org.sspi4j.Sspi;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.api.KeytabFile;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.KerberosConfig;

/**
 * Whether it was the realm's KDC that took the password: then it knows a key of this host too, and makes a ticket that opens with it.
 * Whoever answers in its place, for a user and a password of his own choice, does not.
 *
 * @param keytab with keys that nobody else has but this host and the KDC
 */
record KdcProof(Path keytab) {
    /** @throws SspiException SEC_E_NO_CREDENTIALS for a keytab without keys; SEC_E_NO_AUTHENTICATING_AUTHORITY if there is no proof */
    void of(CredHandle user, String packageName, KerberosConfig config) throws SspiException {
        try (var host = Sspi.acquireCredentialsHandle(packageName, CredentialUse.INBOUND, Identity.keytab(keytab), config)) {
            of(user, host, Keytabs.at(keytab).entries().stream().map(KeytabFile.Entry::principal).distinct().toList());
        }
    }

    /** One of them is enough: a keytab may have outdated ones beside it. */
    private void of(CredHandle user, CredHandle host, List<String> principals) throws SspiException {
        var last = new SspiException(SEC_E_NO_CREDENTIALS, "The keytab " + keytab + " has no key");
        for (var principal : principals) {
            try {
                opens(user, host, principal);
                return;
            } catch (SspiException e) {
                last = e;
            }
        }
        throw new SspiException(
                SEC_E_NO_AUTHENTICATING_AUTHORITY,
                "Somebody took the password, and makes no ticket that opens with a key of " + keytab + " (" + last.getMessage()
                        + "): it is not the KDC, or the keytab is outdated",
                last);
    }

    private static void opens(CredHandle user, CredHandle host, String principal) throws SspiException {
        var shown = Sspi.initializeSecurityContext(user, null, principal, Set.of(), List.of());
        try (var ours = shown.context()) {
            var taken = Sspi.acceptSecurityContext(host, null, Set.of(), List.of(SecBuffer.token(shown.token())));
            taken.context().close();
            if (!taken.isComplete()) {
                throw new SspiException(SEC_E_NO_AUTHENTICATING_AUTHORITY, ours + " has no ticket yet");
            }
        }
    }
}
