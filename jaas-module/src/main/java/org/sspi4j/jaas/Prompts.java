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
import org.sspi4j.api.Secret;

/** Asks the application, or whoever sits before it, for a name and a password. A password is never a String. */
record Prompts(Optional<CallbackHandler> handler) {
    static Prompts of(CallbackHandler handler) {
        return new Prompts(Optional.ofNullable(handler));
    }

    String name() throws LoginException {
        var callback = new NameCallback("User name: ");
        ask(callback, "a user name", "set principal");
        var name = callback.getName();
        if (name == null || name.isEmpty()) {
            throw new LoginException("The callback handler gave no user name");
        }
        return name;
    }

    /** The caller closes it. */
    Secret password(String name) throws LoginException {
        var callback = new PasswordCallback("Password of " + name + ": ", false);
        try {
            ask(callback, "the password of " + name, "set useKeyTab or useTicketCache");
            return secret(Optional.ofNullable(callback.getPassword())
                    .orElseThrow(() -> new LoginException("The callback handler gave no password for " + name)));
        } finally {
            callback.clearPassword();
        }
    }

    /** The password is wiped, whatever happens. */
    static Secret secret(char[] password) {
        try {
            return Secret.password(password);
        } finally {
            Arrays.fill(password, '\0');
        }
    }

    private void ask(Callback callback, String what, String instead) throws LoginException {
        var asked = handler.orElseThrow(() -> new LoginException(
                "There is nobody to ask for " + what + ": give LoginContext a CallbackHandler, or " + instead));
        try {
            asked.handle(new Callback[] {callback});
        } catch (IOException | UnsupportedCallbackException e) {
            throw LoginFailure.because("The callback handler cannot tell " + what + ": " + e, e);
        }
    }
}
