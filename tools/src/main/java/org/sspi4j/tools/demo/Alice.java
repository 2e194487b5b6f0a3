package org.sspi4j.tools.demo;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.security.auth.Subject;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.LoginContext;
import org.sspi4j.api.CredHandle;

/** The client of the demo: a user with a password that nobody has chosen. */
final class Alice implements AutoCloseable {
    static final String NAME = "alice";

    private final char[] password = RandomPassword.made();
    private LoginContext login;

    /** Hers; wiped by {@link #close}. */
    char[] password() {
        return password;
    }

    /** Logs in through the JAAS configuration file; whoever asks for her password is told it. */
    Subject login(DemoFolder folder) throws GeneralSecurityException {
        login = new LoginContext(NAME, null, this::answer, folder.logins());
        login.login();
        return login.getSubject();
    }

    Subject logout() throws GeneralSecurityException {
        login.logout();
        return login.getSubject();
    }

    /** What the login left in her Subject, by the names of its types. */
    static String credentials(Subject subject) {
        return String.join(", ", subject.getPrivateCredentials().stream()
                .map(credential -> credential instanceof CredHandle ? "CredHandle" : credential.getClass().getSimpleName())
                .sorted()
                .toList());
    }

    @Override
    public void close() {
        Arrays.fill(password, '\0');
    }

    private void answer(Callback... callbacks) throws IOException, UnsupportedCallbackException {
        for (var callback : callbacks) {
            if (callback instanceof PasswordCallback asked) {
                asked.setPassword(password);
            } else if (callback instanceof NameCallback asked) {
                asked.setName(NAME);
            } else {
                throw new UnsupportedCallbackException(callback);
            }
        }
    }
}
