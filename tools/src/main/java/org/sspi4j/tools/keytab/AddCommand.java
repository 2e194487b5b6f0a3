package org.sspi4j.tools.keytab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.sspi4j.Keytabs;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SspiException;
import org.sspi4j.tools.command.Failure;
import org.sspi4j.tools.password.PasswordFile;
import org.sspi4j.tools.password.PasswordPrompt;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sspi keytab add}: ktutil's addent -password. */
@Command(
        name = "add",
        description = "Adds the keys that a password makes; the file is made if it is not there.",
        sortOptions = false,
        footer = {
            "",
            "The KDC must have made its keys of the same password with the same salt, and",
            "have the same version: kvno of MIT krb5 tells it, msDS-KeyVersionNumber in",
            "Active Directory. An entry of the same principal, version and type is replaced."
        })
final class AddCommand implements Callable<Integer> {
    private static final long LARGEST_KVNO = 0xFFFF_FFFFL;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The keytab.")
    private Path file;

    @Option(
            names = {"-p", "--principal"},
            paramLabel = "NAME",
            required = true,
            description = "Whose keys, with the realm: HTTP/web.example.com@EXAMPLE.COM.")
    private String principal;

    @Option(names = {"-k", "--kvno"}, paramLabel = "N", required = true, description = "The version of the keys; 0 fits every version.")
    private long kvno;

    @Option(
            names = {"-e", "--etype"},
            paramLabel = "TYPE",
            required = true,
            split = ",",
            description = "The encryption types, such as aes256-cts-hmac-sha1-96; aes for all of that family.")
    private List<String> etypes;

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "The password in UTF-8; a line end behind it is dropped. Nobody else may be able to read it. "
                    + "If left out, the console is asked.")
    private Optional<Path> passwordFile;

    @Option(names = "--salt", paramLabel = "TEXT", description = "What the password is salted with, if not with realm and name.")
    private Optional<String> salt;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Shows this help.")
    private boolean help;

    @Override
    public Integer call() {
        if (kvno < 0 || kvno > LARGEST_KVNO) {
            throw new ParameterException(spec.commandLine(), "--kvno is 0 to " + LARGEST_KVNO);
        }
        try (var password = password()) {
            Entries.print(
                    Keytabs.at(file).add(principal, kvno, etypes, password, salt), spec.commandLine().getOut());
            return 0;
        } catch (IOException | SspiException e) {
            return Failure.told(spec, e);
        }
    }

    private Secret password() throws IOException {
        return passwordFile.isPresent()
                ? PasswordFile.read(passwordFile.get())
                : PasswordPrompt.ofConsole().newPassword(principal);
    }
}
