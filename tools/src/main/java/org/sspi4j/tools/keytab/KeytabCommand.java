package org.sspi4j.tools.keytab;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sspi keytab}. */
@Command(
        name = "keytab",
        description = "Shows and changes keytab files, as ktutil of MIT krb5 does.",
        subcommands = {ListCommand.class, AddCommand.class, RemoveCommand.class},
        synopsisSubcommandLabel = "COMMAND",
        sortOptions = false)
public final class KeytabCommand implements Callable<Integer> {
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
