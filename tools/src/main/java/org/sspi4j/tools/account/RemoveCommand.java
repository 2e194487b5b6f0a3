package org.sspi4j.tools.account;

import java.util.concurrent.Callable;
import org.sspi4j.api.SspiException;
import org.sspi4j.tools.command.Failure;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sspi account remove}. */
@Command(
        name = "remove",
        description = "Removes an account. It fails if there is none of that name. Acceptors let it in for a second more at most.",
        sortOptions = false)
final class RemoveCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "Whose account, as list shows it.")
    private String name;

    @Mixin
    private FileOption file;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Shows this help.")
    private boolean help;

    @Override
    public Integer call() {
        try {
            if (!file.accounts().remove(name)) {
                var err = spec.commandLine().getErr();
                err.println(spec.qualifiedName() + ": there is no account " + name + "; see: sspi account list");
                err.flush();
                return CommandLine.ExitCode.SOFTWARE;
            }
            var out = spec.commandLine().getOut();
            out.println("Removed " + name);
            out.flush();
            return 0;
        } catch (SspiException | IllegalArgumentException e) {
            return Failure.told(spec, e);
        }
    }
}
