package org.sspi4j.credential;

import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.ConfigException;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.config.KerberosEnvironment;
import org.sspi4j.logon.ThreadToken;

/** What null pAuthData stands for. */
public final class DefaultIdentity {
    private DefaultIdentity() {}

    /**
     * The identity itself; without one that of the thread: the client it impersonates or the Subject bound to it, and only if
     * there is neither that of the process: the default cache, for an acceptor the default keytab. A thread that acts as
     * somebody never falls back to the process's credentials.
     */
    public static Identity of(Identity identity, CredentialUse use, KerberosConfig config) throws SspiException {
        if (identity != null) {
            return identity;
        }
        var subject = ThreadToken.effectiveSubject();
        return subject.isPresent()
                ? Identity.of(subject.get())
                : ofProcess(use, config, KerberosEnvironment.ofProcess());
    }

    static Identity ofProcess(CredentialUse use, KerberosConfig config, KerberosEnvironment environment)
            throws SspiException {
        try {
            return use.isInbound()
                    ? Identity.keytab(environment.keytab(config))
                    : Identity.ccache(environment.ccacheName(config));
        } catch (ConfigException e) {
            throw new SspiException(SecurityStatus.SEC_E_NO_CREDENTIALS, e.getMessage(), e);
        }
    }
}
