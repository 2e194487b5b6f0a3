package org.sspi4j.tools;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.sspi4j.tools.account.AccountCommand;
import org.sspi4j.tools.demo.DemoCommand;
import org.sspi4j.tools.exchange.ExchangeCommand;
import org.sspi4j.tools.keytab.KeytabCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command {@code sspi}. Its exit status is 0 if all went well, 1 if something failed, 2 if it was called wrongly. */
@Command(
        name = "sspi",
        description = "Security Support Provider Interface for the JVM: a demo, and tools for keytabs, accounts, and what happens "
                + "on the wire.",
        subcommands = {
            DemoCommand.class,
            PackagesCommand.class,
            ExchangeCommand.class,
            KeytabCommand.class,
            AccountCommand.class,
            HelpCommand.class
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:all went well", "1:something failed", "2:called wrongly"},
        footer = {"", "Begin with:  sspi demo"})
public final class SspiCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    public static void main(String... arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new SspiCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(SspiCommand::calledWrongly)
                .setExecutionExceptionHandler(SspiCommand::failed);
    }

    /** Without a subcommand there is nothing to do: says what there is. */
    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return CommandLine.ExitCode.USAGE;
    }

    private static int calledWrongly(ParameterException mistake, String[] arguments) {
        var command = mistake.getCommandLine();
        var name = command.getCommandSpec().qualifiedName();
        PrintWriter err = command.getErr();
        err.println(name + ": " + mistake.getMessage());
        if (!UnmatchedArgumentException.printSuggestions(mistake, err)) {
            err.println("See: " + name + " --help");
        }
        return CommandLine.ExitCode.USAGE;
    }

    private static int failed(Exception failure, CommandLine command, CommandLine.ParseResult arguments) {
        command.getErr().println(command.getCommandSpec().qualifiedName() + ": " + failure);
        return CommandLine.ExitCode.SOFTWARE;
    }
}
