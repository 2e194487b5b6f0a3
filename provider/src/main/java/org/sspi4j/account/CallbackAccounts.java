package org.sspi4j.account;

import static org.sspi4j.api.SecurityStatus.SEC_E_NO_AUTHENTICATING_AUTHORITY;

import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import org.sspi4j.api.AccountSecret;
import org.sspi4j.api.AccountStore;
import org.sspi4j.api.OneLine;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SspiException;
import org.sspi4j.api.StoredAccount;

/**
 * Users whom a JAAS {@link CallbackHandler} knows, asked as servers of SASL ask theirs: with a {@link NameCallback} that has the user as
 * its default name, {@code EXAMPLE\alice}, {@code alice} or {@code alice@example.com}, and a {@link PasswordCallback}. The handler
 * sets the password, and the name that contexts are to tell. If it sets none, they tell the default name: as the client spelt it, in the
 * capitals of its choice. A handler that finds users in whatever case has to set it; so do servers that decide by the name.
 *
 * <pre>{@code
 * CallbackHandler passwords = callbacks -> {
 *     var user = ((NameCallback) callbacks[0]).getDefaultName();
 *     ((NameCallback) callbacks[0]).setName(vault.nameOf(user));                  // as the vault writes it
 *     ((PasswordCallback) callbacks[1]).setPassword(vault.passwordOf(user));      // null if there is no such user
 * };
 * NtlmCred.builder().accounts(new CallbackAccounts(passwords)).build();
 * }</pre>
 *
 * <p>There is no such user if no password, or an empty one, is set. A handler that fails lets nobody in. Names with more than one
 * backslash are asked of nobody: it would not be told who is meant.
 *
 * @param handler called by many threads at once; it may block
 */
public record CallbackAccounts(CallbackHandler handler) implements AccountStore {
    public CallbackAccounts {
        Objects.requireNonNull(handler, "handler");
    }

    @Override
    public CompletionStage<Optional<StoredAccount>> find(String domain, String user) throws SspiException {
        if (domain.indexOf('\\') >= 0 || user.indexOf('\\') >= 0) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        var name = new NameCallback("User name: ", new AccountName(domain, user).toString());
        var password = new PasswordCallback("Password of " + OneLine.of(name.getDefaultName()) + ": ", false);
        try {
            ask(name, password);
            return CompletableFuture.completedFuture(told(name, password));
        } finally {
            password.clearPassword();
        }
    }

    private void ask(Callback... callbacks) throws SspiException {
        try {
            handler.handle(callbacks);
        } catch (IOException | UnsupportedCallbackException e) {
            throw new SspiException(
                    SEC_E_NO_AUTHENTICATING_AUTHORITY,
                    "Nobody is let in: the callback handler cannot tell a password: " + OneLine.of(e.toString()),
                    e);
        }
    }

    private static Optional<StoredAccount> told(NameCallback name, PasswordCallback callback) {
        char[] password = callback.getPassword();
        if (password == null || password.length == 0) {
            return Optional.empty();
        }
        try {
            var secret = new AccountSecret(AccountSecret.Kind.PASSWORD, Secret.password(password));
            return Optional.of(new StoredAccount(
                    name.getName() == null || name.getName().isEmpty() ? name.getDefaultName() : name.getName(), secret, Set.of()));
        } finally {
            Arrays.fill(password, '\0');
        }
    }
}
