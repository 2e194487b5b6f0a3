package org.sspi4j.credential;

import java.util.Optional;
import javax.security.auth.Subject;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.ConfigException;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.config.KerberosEnvironment;

/**
 * What null pAuthData stands for.
 *
 * @param identity whose credentials to acquire
 * @param why why it is that one, in one sentence; empty if the caller named it
 */
public record DefaultIdentity(Identity identity, Optional<String> why) {

    /**
     * The identity itself; without one that of the thread: the client it impersonates or the Subject bound to it, and only if
     * there is neither that of the process: the default cache, for an acceptor the default keytab. A thread that acts as
     * somebody never falls back to the process's credentials.
     *
     * @param subject whom the caller's thread acts as, wherever this runs; empty for the process
     */
    public static DefaultIdentity of(Identity identity, Optional<Subject> subject, CredentialUse use, KerberosConfig config)
            throws SspiException {
        if (identity != null) {
            return new DefaultIdentity(identity, Optional.empty());
        }
        return subject.isPresent()
                ? new DefaultIdentity(Identity.of(subject.get()), Optional.of(
                        "No identity was given, and this thread acts as a client or has a Subject: only its credentials count"))
                : ofProcess(use, config);
    }

    /** That of the process, whoever the thread acts as. */
    public static DefaultIdentity ofProcess(CredentialUse use, KerberosConfig config) throws SspiException {
        return ofProcess(use, config, KerberosEnvironment.ofProcess());
    }

    static DefaultIdentity ofProcess(CredentialUse use, KerberosConfig config, KerberosEnvironment environment)
            throws SspiException {
        try {
            return use.isInbound()
                    ? byDefault(Identity.keytab(environment.keytab(config)), "keytab", environment.keytabOrigin(config))
                    : byDefault(Identity.ccache(environment.ccacheName(config)), "credential cache", environment.ccacheOrigin(config));
        } catch (ConfigException e) {
            throw new SspiException(SecurityStatus.SEC_E_NO_CREDENTIALS, e.getMessage(), e);
        }
    }

    private static DefaultIdentity byDefault(Identity identity, String what, String origin) {
        return new DefaultIdentity(identity, Optional.of(
                "No identity was given, and no Subject is bound to this thread: the default " + what + " counts, by " + origin));
    }
}
