package org.sspi4j.tools.account;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.sspi4j.api.AccountSecret;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SspiException;
import org.sspi4j.tools.command.Failure;
import org.sspi4j.tools.password.PasswordFile;
import org.sspi4j.tools.password.PasswordPrompt;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sspi account add}. */
@Command(
        name = "add",
        description = "Adds an account, or replaces the one of that name; the file is made if it is not there.",
        sortOptions = false,
        footer = {
            "",
            "NAME is EXAMPLE\\alice for clients that name this domain, alice or",
            "alice@example.com for clients that name none, and *\\alice for clients that",
            "put any domain there, such as their own machine."
        })
final class AddCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "Whose account.")
    private String name;

    @Mixin
    private FileOption file;

    @Option(names = {"-g", "--group"}, paramLabel = "GROUP", split = ",", description = "A group that the account is a member of.")
    private List<String> groups = List.of();

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "The password in UTF-8, in a file that nobody else can read or write, or - for standard input; a line end "
                    + "behind it is dropped. If left out, the console is asked.")
    private Optional<String> passwordFile;

    @Option(names = "--nt-hash", description = "What is told is the NT hash of the password, in 32 hexadecimal digits.")
    private boolean ntHash;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Shows this help.")
    private boolean help;

    @Override
    public Integer call() {
        try (var told = told();
                var secret = secret(told)) {
            boolean replaced = file.accounts().add(name, secret, groups);
            var out = spec.commandLine().getOut();
            out.println((replaced ? "Replaced " : "Added ") + name);
            out.flush();
            return 0;
        } catch (IOException | SspiException | IllegalArgumentException e) {
            return Failure.told(spec, e);
        }
    }

    private Secret told() throws IOException {
        return passwordFile.isPresent()
                ? PasswordFile.readOrStandardInput(passwordFile.get(), System.in)
                : PasswordPrompt.ofConsole().newSecret((ntHash ? "NT hash of " : "Password of ") + name + ": ");
    }

    private AccountSecret secret(Secret told) {
        return ntHash
                ? new AccountSecret(AccountSecret.Kind.NT_HASH, told.hexDecoded())
                : new AccountSecret(AccountSecret.Kind.PASSWORD, told.copy());
    }
}
