package org.sspi4j.jaas;

import java.util.Map;
import javax.security.auth.Subject;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.login.LoginException;
import javax.security.auth.spi.LoginModule;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.SspiException;

/**
 * Logs on through SSPI and leaves in the Subject what programs look for there. Options, an example and what ends up in the
 * Subject: see {@linkplain org.sspi4j.jaas the package}.
 *
 * <p>{@code logged out -> logged on -> committed -> logged out}. It removes what it added and nothing else. A login while an
 * earlier one is committed begins with the logout of that one.
 */
public final class SspiLoginModule implements LoginModule {
    private Subject subject;
    private Prompts prompts;
    private SharedState shared;
    private Map<String, ?> options;
    private State state = new LoggedOut();

    /** For LoginContext, which calls {@link #initialize} next. */
    public SspiLoginModule() {}

    private sealed interface State {}

    private record LoggedOut() implements State {}

    private record LoggedOn(CredHandle credential, boolean storeKey) implements State {}

    private record Committed(CredHandle credential, Published published) implements State {}

    /**
     * @param callbackHandler asked for a name and a password where the options leave it to ask; may be null
     * @param sharedState where modules tell one another a name and a password
     */
    @Override
    public void initialize(
            Subject subject, CallbackHandler callbackHandler, Map<String, ?> sharedState, Map<String, ?> options) {
        this.subject = subject;
        this.prompts = Prompts.of(callbackHandler);
        this.shared = SharedState.of(sharedState);
        this.options = Map.copyOf(options);
    }

    /**
     * Acquires the credential and, for an initiator, logs it on: the authority is asked now.
     *
     * @return true
     * @throws LoginException with the {@link SspiException} as its cause, if there is one; of the subclass that fits: see
     *     {@linkplain org.sspi4j.jaas the package}
     */
    @Override
    public boolean login() throws LoginException {
        logout();
        try {
            var parsed = LoginOptions.of(options);
            state = new LoggedOn(new Logon(parsed, prompts, shared).credential(), parsed.storeKey());
            return true;
        } catch (LoginException e) {
            shared.takeBack();
            LoginOptions.unknown(options.keySet())
                    .forEach(name -> e.addSuppressed(new LoginException(LoginOptions.absent(name))));
            throw e;
        }
    }

    /**
     * Puts principals and credentials into the Subject.
     *
     * @return false if the login failed
     * @throws LoginException if the Subject is read-only or the credential has nothing that {@code storeKey} asks for; nothing
     *     was added then, and the credential is freed
     */
    @Override
    public boolean commit() throws LoginException {
        clearPass();
        if (!(state instanceof LoggedOn on)) {
            return false;
        }
        state = new LoggedOut();
        try {
            state = new Committed(on.credential, Published.into(subject, on.credential, on.storeKey));
            return true;
        } catch (LoginException e) {
            on.credential.close();
            throw e;
        }
    }

    /** @return false if there was nothing to take back */
    @Override
    public boolean abort() throws LoginException {
        clearPass();
        shared.takeBack();
        return !(state instanceof LoggedOut) && logout();
    }

    /**
     * Removes from the Subject what {@link #commit} added, destroys tickets and keys, and frees the credential.
     *
     * @return true
     * @throws LoginException if the Subject is read-only: what it holds is destroyed and freed, and stays there
     */
    @Override
    public boolean logout() throws LoginException {
        var left = state;
        state = new LoggedOut();
        shared.takeBack();
        if (left instanceof LoggedOn on) {
            on.credential.close();
        } else if (left instanceof Committed committed) {
            committed.credential.close();
            committed.published.withdraw();
        }
        return true;
    }

    /** By then every module has had its turn to look at it, also if this one's login failed. */
    private void clearPass() {
        if ("true".equalsIgnoreCase(String.valueOf(options.get("clearPass")))) {
            shared.clear();
        }
    }
}
