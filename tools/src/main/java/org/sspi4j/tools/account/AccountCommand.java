package org.sspi4j.tools.account;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sspi account}. */
@Command(
        name = "account",
        description = "Shows and changes files of accounts, where acceptors of NTLM find their users.",
        subcommands = {ListCommand.class, AddCommand.class, RemoveCommand.class},
        synopsisSubcommandLabel = "COMMAND",
        sortOptions = false)
public final class AccountCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Shows this help.")
    private boolean help;

    /** Without a subcommand there is nothing to do: says what there is. */
    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return CommandLine.ExitCode.USAGE;
    }
}
