package org.sspi4j.jaas;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import javax.security.auth.Subject;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.TextInputCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.kerberos.KerberosPrincipal;
import javax.security.auth.login.LoginException;
import javax.security.auth.spi.LoginModule;
import org.sspi4j.api.OneLine;

/**
 * For application servers that prove their users themselves and then have JAAS tell who that is, as Tomcat's JAASRealm does behind its
 * SPNEGO valve: it takes the name of a user whom the server has proven, and nobody else's. To be put in front of
 * {@link SspiLoginModule}, which asks for a password where nothing was proven:
 *
 * <pre>{@code
 * tomcat {
 *     org.sspi4j.jaas.ProvenNameLoginModule sufficient;
 *     org.sspi4j.jaas.SspiLoginModule required;
 * };
 * }</pre>
 *
 * <p>The server says so by its answer to a {@link TextInputCallback} with the prompt {@code authMethod}, which then is
 * {@code CLIENT_CERT}; that is how JAASRealm calls all that needs no password. <em>It is believed</em>: do not name this module in an entry
 * that is used with a CallbackHandler which lets its clients answer. The Subject gets the user's {@link KerberosPrincipal}, and no
 * credentials, of which the server has told none.
 */
public final class ProvenNameLoginModule implements LoginModule {
    private static final String PROVEN = "CLIENT_CERT";

    private Subject subject;
    private Optional<CallbackHandler> handler = Optional.empty();
    private Optional<KerberosPrincipal> proven = Optional.empty();
    private Optional<KerberosPrincipal> added = Optional.empty();

    /** For LoginContext, which calls {@link #initialize} next. */
    public ProvenNameLoginModule() {}

    @Override
    public void initialize(Subject subject, CallbackHandler callbackHandler, Map<String, ?> sharedState, Map<String, ?> options) {
        this.subject = subject;
        this.handler = Optional.ofNullable(callbackHandler);
    }

    /**
     * @return false if the server has proven nobody: the modules behind this one decide
     * @throws LoginException if the name is not one of Kerberos, with its realm
     */
    @Override
    public boolean login() throws LoginException {
        logout();
        var method = new TextInputCallback("authMethod");
        if (!answered(method) || !PROVEN.equals(method.getText())) {
            return false;
        }
        var name = new NameCallback("User name: ");
        if (!answered(name) || name.getName() == null) {
            throw new LoginException("The server has proven a user, and does not say whom");
        }
        proven = Optional.of(principal(name.getName()));
        return true;
    }

    private boolean answered(Callback callback) throws LoginException {
        if (handler.isEmpty()) {
            return false;
        }
        try {
            handler.get().handle(new Callback[] {callback});
            return true;
        } catch (UnsupportedCallbackException e) {
            return false;
        } catch (IOException e) {
            throw LoginFailure.because("The callback handler cannot tell whom the server has proven: " + e, e);
        }
    }

    /** Without its realm a name is anybody's who is called so in some realm. */
    private static KerberosPrincipal principal(String name) throws LoginException {
        if (!name.matches("(?:[^@\\\\]|\\\\.)*@.*")) {
            throw new LoginException("The server has proven " + OneLine.of(name) + ", and does not say of which realm: set"
                    + " stripRealmForGss=\"false\" in Tomcat's Realm");
        }
        try {
            return new KerberosPrincipal(name);
        } catch (IllegalArgumentException e) {
            throw LoginFailure.because("What the server has proven is no name of Kerberos: " + OneLine.of(name), e);
        }
    }

    @Override
    public boolean commit() throws LoginException {
        if (proven.isEmpty()) {
            return false;
        }
        if (subject.isReadOnly()) {
            throw new LoginException("The Subject is read-only: " + proven.get() + " cannot be put into it");
        }
        added = proven.filter(subject.getPrincipals()::add);
        return true;
    }

    @Override
    public boolean abort() throws LoginException {
        return proven.isPresent() && logout();
    }

    /** Removes what {@link #commit} added. */
    @Override
    public boolean logout() throws LoginException {
        proven = Optional.empty();
        var ours = added;
        added = Optional.empty();
        if (ours.isPresent()) {
            if (subject.isReadOnly()) {
                throw new LoginException("The Subject is read-only: " + ours.get() + " stays there");
            }
            subject.getPrincipals().removeIf(held -> held == ours.get());
        }
        return true;
    }
}
