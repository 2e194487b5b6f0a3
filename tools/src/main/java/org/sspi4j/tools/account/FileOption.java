package org.sspi4j.tools.account;

import java.nio.file.Path;
import java.util.Optional;
import org.sspi4j.account.AccountFile;
import picocli.CommandLine.Option;

/** Which file. */
final class FileOption {
    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "The file of accounts. If left out: sspi4j/accounts in $XDG_CONFIG_HOME or ~/.config.")
    private Optional<Path> file;

    AccountFile accounts() {
        return file.map(AccountFile::at).orElseGet(AccountFile::ofUser);
    }
}
