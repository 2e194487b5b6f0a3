package org.sspi4j.jaas;

import static org.sspi4j.api.SecurityStatus.SEC_E_NO_CREDENTIALS;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.Principal;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import javax.security.auth.login.LoginException;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SspiException;

/** The name and the password that the modules of one LoginContext tell one another, under the keys that all of them use. */
final class SharedState {
    static final String NAME = "javax.security.auth.login.name";
    static final String PASSWORD = "javax.security.auth.login.password";

    private final Map<String, Object> state;
    private Optional<Stored> stored = Optional.empty();

    /** What this module put there. */
    private record Stored(String name, char[] password) {}

    private SharedState(Map<String, Object> state) {
        this.state = state;
    }

    /** LoginContext gives all modules one map, and its type hides that it is theirs to write in. */
    @SuppressWarnings("unchecked")
    static SharedState of(Map<String, ?> state) {
        return new SharedState((Map<String, Object>) state);
    }

    /** Some containers share a Principal instead of its name. */
    Optional<String> name() {
        var name = state.get(NAME);
        return Optional.ofNullable(name instanceof Principal principal ? principal.getName() : name)
                .map(Object::toString)
                .filter(text -> !text.isEmpty());
    }

    /**
     * A copy; the caller closes it.
     *
     * @throws SspiException SEC_E_NO_CREDENTIALS if no module has shared a password
     */
    Secret password() throws LoginException, SspiException {
        var password = state.get(PASSWORD);
        if (password instanceof char[] chars) {
            return Secret.password(chars);
        }
        if (password instanceof String text) {
            return Prompts.secret(text.toCharArray());
        }
        if (password == null) {
            throw new SspiException(
                    SEC_E_NO_CREDENTIALS,
                    "No module before this one has shared a password: let one that asks set storePass=true, or leave out "
                            + "useFirstPass and tryFirstPass");
        }
        throw new LoginException("The password that another module has shared is a " + password.getClass().getName()
                + ", and neither char[] nor String");
    }

    /** As Krb5LoginModule: unless there is a name or a password already. */
    void store(String name, Secret password) throws SspiException {
        if (!state.containsKey(NAME) && !state.containsKey(PASSWORD)) {
            char[] chars = password.use(SharedState::chars);
            state.put(NAME, name);
            state.put(PASSWORD, chars);
            stored = Optional.of(new Stored(name, chars));
        }
    }

    /** What this module stored is wiped, and removed if it is still there. */
    void takeBack() {
        stored.ifPresent(ours -> {
            Arrays.fill(ours.password, '\0');
            if (state.get(PASSWORD) == ours.password) {
                state.remove(PASSWORD);
                state.remove(NAME);
            }
        });
        stored = Optional.empty();
    }

    /** Whoever put them there: the password is wiped, and both are removed. */
    void clear() {
        if (state.remove(PASSWORD) instanceof char[] chars) {
            Arrays.fill(chars, '\0');
        }
        state.remove(NAME);
        takeBack();
    }

    private static char[] chars(byte[] utf16) {
        var chars = new char[utf16.length / 2];
        ByteBuffer.wrap(utf16).order(ByteOrder.LITTLE_ENDIAN).asCharBuffer().get(chars);
        return chars;
    }
}
