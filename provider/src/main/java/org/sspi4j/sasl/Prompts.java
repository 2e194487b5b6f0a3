package org.sspi4j.sasl;

import static org.sspi4j.api.SecurityStatus.SEC_E_NO_CREDENTIALS;

import java.io.IOException;
import java.util.Arrays;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.sasl.RealmCallback;
import org.sspi4j.api.Identity;
import org.sspi4j.api.OneLine;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SspiException;

/**
 * A client's user and password, as a callback handler tells them.
 *
 * @param identity null if it tells none
 */
record Prompts(Identity identity) implements AutoCloseable {
    static Prompts nobody() {
        return new Prompts(null);
    }

    /**
     * Asks for name and password in one call, and for the realm in another one: not every handler knows that callback. A handler that
     * knows neither leaves it to the process's own credentials.
     *
     * @throws SspiException SEC_E_NO_CREDENTIALS if the handler fails
     */
    static Prompts ask(CallbackHandler handler, Mechanism mechanism) throws SspiException {
        var name = new NameCallback("User name: ");
        var password = new PasswordCallback("Password: ", false);
        try {
            if (!knows(handler, name, password) || name.getName() == null || name.getName().isEmpty()) {
                return nobody();
            }
            return told(qualified(handler, name.getName(), mechanism), password.getPassword());
        } finally {
            password.clearPassword();
        }
    }

    /** Who names a user is not to act as this process, because somebody has left a password out. */
    private static Prompts told(String user, char[] password) throws SspiException {
        if (password == null) {
            throw new SspiException(
                    SEC_E_NO_CREDENTIALS, "The callback handler names " + OneLine.of(user) + " and tells no password");
        }
        try {
            return new Prompts(Identity.password(user, Secret.password(password)));
        } finally {
            Arrays.fill(password, '\0');
        }
    }

    /** A name that says its realm or domain is taken as it is. */
    private static String qualified(CallbackHandler handler, String user, Mechanism mechanism) throws SspiException {
        if (user.indexOf('@') >= 0 || user.indexOf('\\') >= 0) {
            return user;
        }
        var realm = new RealmCallback("Realm: ");
        if (!knows(handler, realm) || realm.getText() == null || realm.getText().isEmpty()) {
            return user;
        }
        return mechanism == Mechanism.NTLM ? realm.getText() + "\\" + user : user + "@" + realm.getText();
    }

    private static boolean knows(CallbackHandler handler, Callback... callbacks) throws SspiException {
        try {
            handler.handle(callbacks);
            return true;
        } catch (UnsupportedCallbackException e) {
            return false;
        } catch (IOException e) {
            throw new SspiException(
                    SEC_E_NO_CREDENTIALS, "The callback handler cannot tell who the client is: " + OneLine.of(e.toString()), e);
        }
    }

    /** Wipes the password. */
    @Override
    public void close() {
        if (identity instanceof Identity.Password known) {
            known.password().close();
        }
    }
}
