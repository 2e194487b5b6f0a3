package org.sspi4j.tools.password;

import java.io.Console;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.Function;
import org.sspi4j.api.Secret;

/** A new password from whoever sits there, who types it twice: nobody sees what he types. */
public final class PasswordPrompt {
    private final Function<String, char[]> ask;

    /** @param ask shows the words and reads what is typed; null at the end of the input */
    public PasswordPrompt(Function<String, char[]> ask) {
        this.ask = ask;
    }

    /** @throws IOException if there is no console */
    public static PasswordPrompt ofConsole() throws IOException {
        Console console = System.console();
        if (console == null) {
            throw new IOException("There is no console to ask for the password at: name a file with --password-file");
        }
        return new PasswordPrompt(words -> console.readPassword("%s", words));
    }

    /** @throws IOException if nothing was typed, or not the same twice */
    public Secret newPassword(String whose) throws IOException {
        return newSecret("Password of " + whose + ": ");
    }

    /**
     * Something else that nobody is to see.
     *
     * @param words what is asked
     * @throws IOException as above
     */
    public Secret newSecret(String words) throws IOException {
        char[] first = typed(words);
        char[] second = {};
        try {
            second = typed("Once more: ");
            if (!Arrays.equals(first, second)) {
                throw new IOException("These are two passwords: nothing was done");
            }
            return Secret.password(first);
        } finally {
            Arrays.fill(first, '\0');
            Arrays.fill(second, '\0');
        }
    }

    private char[] typed(String words) throws IOException {
        char[] typed = ask.apply(words);
        if (typed == null || typed.length == 0) {
            throw new IOException("No password was typed: nothing was done");
        }
        return typed;
    }
}
