package org.sspi4j.jaas;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.LoginException;
import org.sspi4j.api.OneLine;
import org.sspi4j.api.Secret;

/** Asks the application, or whoever sits before it, for a name and a password. A password is never a String. */
record Prompts(Optional<CallbackHandler> handler) {
    static Prompts of(CallbackHandler handler) {
        return new Prompts(Optional.ofNullable(handler));
    }

    String name() throws LoginException {
        var callback = new NameCallback("User name: ");
        ask("a user name", "set principal", callback);
        var name = callback.getName();
        if (name == null || name.isEmpty()) {
            throw new LoginException("The callback handler gave no user name");
        }
        return name;
    }

    /** The caller closes it. */
    Secret password(String user) throws LoginException {
        var name = OneLine.of(user);
        var callback = new PasswordCallback("Password of " + name + ": ", false);
        try {
            ask("the password of " + name, "set useKeyTab or useTicketCache", callback);
            return secret(given(callback, name));
        } finally {
            callback.clearPassword();
        }
    }

    /** Asked for twice, since nobody sees what is typed; the caller closes it. */
    Secret newPassword(String user) throws LoginException {
        var name = OneLine.of(user);
        var first = new PasswordCallback("The password has expired. New password of " + name + ": ", false);
        var second = new PasswordCallback("New password of " + name + " again: ", false);
        try {
            ask("a new password of " + name, "change it elsewhere", first, second);
            var once = given(first, name);
            var again = given(second, name);
            boolean same = Arrays.equals(once, again);
            Arrays.fill(again, '\0');
            if (!same) {
                Arrays.fill(once, '\0');
                throw new LoginException("The two new passwords for " + name + " differ: nothing was changed, try again");
            }
            return secret(once);
        } finally {
            first.clearPassword();
            second.clearPassword();
        }
    }

    private static char[] given(PasswordCallback callback, String name) throws LoginException {
        return Optional.ofNullable(callback.getPassword())
                .orElseThrow(() -> new LoginException("The callback handler gave no password for " + name));
    }

    /** The password is wiped, whatever happens. */
    static Secret secret(char[] password) {
        try {
            return Secret.password(password);
        } finally {
            Arrays.fill(password, '\0');
        }
    }

    private void ask(String what, String instead, Callback... callbacks) throws LoginException {
        var asked = handler.orElseThrow(() -> new LoginException(
                "There is nobody to ask for " + what + ": give LoginContext a CallbackHandler, or " + instead));
        try {
            asked.handle(callbacks);
        } catch (IOException | UnsupportedCallbackException e) {
            throw LoginFailure.because("The callback handler cannot tell " + what + ": " + e, e);
        }
    }
}
