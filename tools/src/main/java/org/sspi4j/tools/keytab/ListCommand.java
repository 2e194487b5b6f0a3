package org.sspi4j.tools.keytab;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.sspi4j.Keytabs;
import org.sspi4j.api.SspiException;
import org.sspi4j.tools.command.Failure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sspi keytab list}: klist -ket, without the keys. */
@Command(
        name = "list",
        description = "Lists whose keys are in a keytab: version, time, encryption type, principal. Never a key.",
        sortOptions = false)
final class ListCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The keytab.")
    private Path file;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Shows this help.")
    private boolean help;

    @Override
    public Integer call() {
        try {
            Entries.print(Keytabs.at(file).entries(), spec.commandLine().getOut());
            return 0;
        } catch (SspiException e) {
            return Failure.told(spec, e);
        }
    }
}
