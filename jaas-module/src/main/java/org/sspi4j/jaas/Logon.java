package org.sspi4j.jaas;

import static org.sspi4j.api.SecurityStatus.SEC_E_NO_CREDENTIALS;
import static org.sspi4j.api.SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION;

import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.security.auth.login.LoginException;
import org.sspi4j.Sspi;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.Decision;
import org.sspi4j.api.Identity;
import org.sspi4j.api.NtStatus;
import org.sspi4j.api.OneLine;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SspiException;
import org.sspi4j.jaas.CredentialSource.Accounts;
import org.sspi4j.jaas.CredentialSource.KeytabFile;
import org.sspi4j.jaas.CredentialSource.SharedPassword;
import org.sspi4j.jaas.CredentialSource.TicketCache;

/** One attempt to log on: asks the sources in their order, until one has a credential. */
final class Logon {
    private static final System.Logger LOG = System.getLogger(SspiLoginModule.class.getName());

    private final LoginOptions options;
    private final Prompts prompts;
    private final SharedState shared;
    private Optional<String> asked = Optional.empty();

    Logon(LoginOptions options, Prompts prompts, SharedState shared) {
        this.options = options;
        this.prompts = prompts;
        this.shared = shared;
    }

    /**
     * The credential, logged on if it is to initiate contexts, with a ticket for each service that is configured; the caller
     * closes it.
     */
    CredHandle credential() throws LoginException {
        var credential = ofFirstSource();
        try {
            prove(credential);
            prepareFor(credential);
            return credential;
        } catch (LoginException e) {
            credential.close();
            throw e;
        }
    }

    private void prove(CredHandle credential) throws LoginException {
        if (options.proof().isEmpty()) {
            return;
        }
        try {
            options.proof().get().of(credential, options.packageName(), options.config().orElseThrow());
        } catch (SspiException e) {
            throw LoginFailure.of(List.of(e));
        }
    }

    private CredHandle ofFirstSource() throws LoginException {
        var tried = new ArrayList<SspiException>();
        for (var source : options.sources()) {
            try {
                var credential = from(source);
                LOG.log(options.level(), () -> "Logged on: " + credential + " from " + source
                        + (options.ntlm().isPresent() ? NtlmLogin.UNPROVEN : "") + told(credential.decisions()));
                return credential;
            } catch (SspiException e) {
                LOG.log(options.level(), () -> "Not from " + source + ": " + e.getMessage() + told(e.decisions()));
                tried.add(e);
                if (!source.passesOn(e)) {
                    break;
                }
            }
        }
        throw LoginFailure.of(tried);
    }

    private static String told(List<Decision> decisions) {
        return decisions.stream().map(decision -> System.lineSeparator() + "    " + decision).collect(Collectors.joining());
    }

    /** A context that is begun leaves the ticket that it needs with the credential. */
    private void prepareFor(CredHandle credential) throws LoginException {
        var failed = new LinkedHashMap<String, SspiException>();
        for (var service : options.services()) {
            try {
                Sspi.initializeSecurityContext(credential, null, service, Set.of(), new byte[0])
                        .context()
                        .close();
                LOG.log(options.level(), () -> credential + " has a ticket for " + OneLine.of(service));
            } catch (SspiException e) {
                failed.put(service, e);
            }
        }
        if (!failed.isEmpty()) {
            throw LoginFailure.ofServices(credential, failed);
        }
    }

    private CredHandle from(CredentialSource source) throws LoginException, SspiException {
        if (source instanceof TicketCache cache) {
            var credential = ofPrincipal(acquired(Identity.ccache(cache.name())));
            if (cache.renew()) {
                renew(credential);
            }
            return credential;
        }
        if (source instanceof KeytabFile keytab) {
            return acquired(options.anyPrincipal()
                    ? Identity.keytab(keytab.file())
                    : Identity.keytab(ownerOfKeys(), keytab.file()));
        }
        if (source instanceof Accounts) {
            var ntlm = options.ntlm().orElseThrow();
            return options.use().isOutbound()
                    ? ntlm.ofAccount(options.use(), ownerOfKeys(), this::acquired)
                    : ntlm.ofUsers(this::acquired);
        }
        return source instanceof SharedPassword ? fromSharedPassword() : fromPassword();
    }

    private CredHandle fromSharedPassword() throws LoginException, SspiException {
        var user = options.principal().or(shared::name).orElseThrow(() -> new SspiException(
                SEC_E_NO_CREDENTIALS, "No module before this one has shared a user name: set principal"));
        try (var password = shared.password()) {
            return logon(user, password, false);
        }
    }

    private CredHandle fromPassword() throws LoginException, SspiException {
        var user = options.principal().isPresent() ? options.principal().get() : ask();
        try (var password = prompts.password(user)) {
            return logon(user, password, options.storePass());
        }
    }

    private CredHandle logon(String user, Secret password, boolean store) throws LoginException, SspiException {
        CredHandle credential;
        try {
            credential = ofSecret(user, password);
        } catch (SspiException e) {
            if (mayChangePassword(e)) {
                return logonWithNewPassword(user, password, store, e);
            }
            throw e;
        }
        if (store) {
            shared.store(user, password);
        }
        return credential;
    }

    private CredHandle ofSecret(String user, Secret password) throws SspiException {
        return options.ntlm().isPresent()
                ? options.ntlm().get().ofSecret(options.use(), user, password, this::acquired)
                : acquired(Identity.password(user, password));
    }

    private boolean mayChangePassword(SspiException failure) {
        return options.mayPrompt()
                && prompts.handler().isPresent()
                && failure.subStatus().filter(NtStatus::asksForNewPassword).isPresent();
    }

    /** Once: the new password is not expired again. Whoever gives the old one again wants no new one. */
    private CredHandle logonWithNewPassword(String user, Secret old, boolean store, SspiException expired)
            throws LoginException, SspiException {
        LOG.log(options.level(), () -> "A new password is asked for: " + expired.getMessage());
        try (var fresh = newPassword(user, expired)) {
            if (isSame(old, fresh)) {
                throw expired;
            }
            var words = changed(user, old, fresh, expired);
            LOG.log(options.level(), () -> OneLine.of(
                    "The password of " + user + " was changed" + (words.isEmpty() ? "" : ": " + words)));
            var credential = acquired(Identity.password(user, fresh));
            if (store) {
                shared.store(user, fresh);
            }
            return credential;
        }
    }

    /** Whoever cannot be asked has the reason told why the logon failed. */
    private Secret newPassword(String user, SspiException expired) throws LoginException {
        try {
            return prompts.newPassword(user);
        } catch (LoginException e) {
            e.addSuppressed(expired);
            throw e;
        }
    }

    private static boolean isSame(Secret one, Secret other) throws SspiException {
        return one.useUtf8(bytes -> other.useUtf8(others -> MessageDigest.isEqual(bytes, others)));
    }

    /** What a package cannot change stays expired. */
    private String changed(String user, Secret old, Secret fresh, SspiException expired) throws SspiException {
        try {
            return Sspi.changeAccountPassword(options.packageName(), "", user, old, fresh, options.config().orElseThrow());
        } catch (SspiException e) {
            if (e.status() == SEC_E_UNSUPPORTED_FUNCTION) {
                throw expired;
            }
            e.addSuppressed(expired);
            throw e;
        }
    }

    private CredHandle acquired(Identity identity) throws SspiException {
        var credential = options.config().isPresent()
                ? Sspi.acquireCredentialsHandle(options.packageName(), options.use(), identity, options.config().get())
                : Sspi.acquireCredentialsHandle(options.packageName(), options.use(), identity);
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

    /** A ticket that is not renewed is used on: it has not ended. */
    private void renew(CredHandle credential) {
        try {
            if (Renewal.isDue(credential, Instant.now())) {
                credential.renew();
                LOG.log(options.level(), () -> "Renewed until " + credential.expiry() + ": " + credential);
            }
        } catch (SspiException e) {
            LOG.log(options.level(), () -> "Not renewed, and used as it is: " + credential + ": " + e.getMessage());
        }
    }

    private CredHandle ofPrincipal(CredHandle credential) throws SspiException {
        var name = options.principal();
        var owner = credential.name().orElse("");
        if (name.isEmpty() || isNamed(owner, name.get())) {
            return credential;
        }
        credential.close();
        throw new SspiException(SEC_E_NO_CREDENTIALS, "The ticket cache is of " + owner + ", not of " + name.get());
    }

    /** Without a realm it is one of the default realm, as in krb5: another realm's alice is somebody else. */
    private boolean isNamed(String owner, String name) {
        var realm = options.config().orElseThrow().defaultRealm();
        return owner.equals(name)
                || (realm.isPresent() ? owner.equals(name + "@" + realm.get()) : owner.startsWith(name + "@"));
    }

    private String ownerOfKeys() throws LoginException {
        var known = options.principal().or(() -> options.takesSharedPassword() ? shared.name() : Optional.empty());
        return known.isPresent() ? known.get() : ask();
    }

    private String ask() throws LoginException {
        if (asked.isEmpty()) {
            if (!options.mayPrompt()) {
                throw new LoginException("Nobody says whose keys to use: set principal, or doNotPrompt=false");
            }
            asked = Optional.of(prompts.name());
        }
        return asked.get();
    }
}
