package org.sspi4j.jaas;

import static org.sspi4j.api.SecurityStatus.SEC_E_NO_CREDENTIALS;

import java.util.ArrayList;
import java.util.Optional;
import javax.security.auth.login.LoginException;
import org.sspi4j.Sspi;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.Identity;
import org.sspi4j.api.SspiException;
import org.sspi4j.jaas.CredentialSource.KeytabFile;
import org.sspi4j.jaas.CredentialSource.TicketCache;

/** One attempt to log on: asks the sources in their order, until one has a credential. */
final class Logon {
    private static final System.Logger LOG = System.getLogger(SspiLoginModule.class.getName());

    private final LoginOptions options;
    private final Prompts prompts;
    private Optional<String> name;

    Logon(LoginOptions options, Prompts prompts) {
        this.options = options;
        this.prompts = prompts;
        this.name = options.principal();
    }

    /** The credential, logged on if it is to initiate contexts; the caller closes it. */
    CredHandle credential() throws LoginException {
        var tried = new ArrayList<SspiException>();
        for (var source : options.sources()) {
            try {
                var credential = from(source);
                LOG.log(options.level(), () -> "Logged on: " + credential + " from " + source);
                return credential;
            } catch (SspiException e) {
                LOG.log(options.level(), () -> "Not from " + source + ": " + e.getMessage());
                tried.add(e);
                if (!source.passesOn(e)) {
                    break;
                }
            }
        }
        throw LoginFailure.of(tried);
    }

    private CredHandle from(CredentialSource source) throws LoginException, SspiException {
        if (source instanceof TicketCache cache) {
            return ofPrincipal(acquired(Identity.ccache(cache.file())));
        }
        if (source instanceof KeytabFile keytab) {
            return acquired(
                    options.anyPrincipal() ? Identity.keytab(keytab.file()) : Identity.keytab(name(), keytab.file()));
        }
        var user = name();
        try (var password = prompts.password(user)) {
            return acquired(Identity.password(user, password));
        }
    }

    private CredHandle acquired(Identity identity) throws SspiException {
        var credential =
                Sspi.acquireCredentialsHandle(options.packageName(), options.use(), identity, options.config());
        try {
            if (options.use().isOutbound()) {
                credential.logon();
            }
            return credential;
        } catch (SspiException e) {
            credential.close();
            throw e;
        }
    }

    private CredHandle ofPrincipal(CredHandle credential) throws SspiException {
        var owner = credential.name().orElse("");
        if (name.isEmpty() || owner.equals(name.get()) || owner.startsWith(name.get() + "@")) {
            return credential;
        }
        credential.close();
        throw new SspiException(SEC_E_NO_CREDENTIALS, "The ticket cache is of " + owner + ", not of " + name.get());
    }

    private String name() throws LoginException {
        if (name.isEmpty()) {
            if (!options.mayPrompt()) {
                throw new LoginException("Nobody says whose keys to use: set principal, or doNotPrompt=false");
            }
            name = Optional.of(prompts.name());
        }
        return name.get();
    }
}
