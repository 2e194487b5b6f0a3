package org.sspi4j.tools.keytab;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.sspi4j.Keytabs;
import org.sspi4j.api.SspiException;
import org.sspi4j.tools.command.Failure;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sspi keytab remove}: ktutil's delent, or kadmin's ktremove. */
@Command(
        name = "remove",
        description = "Removes a principal's keys, and shows which. It fails if there is none to remove.",
        sortOptions = false)
final class RemoveCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The keytab.")
    private Path file;

    @Option(names = {"-p", "--principal"}, paramLabel = "NAME", required = true, description = "Whose keys, as list shows it.")
    private String principal;

    @Option(names = {"-k", "--kvno"}, paramLabel = "N", description = "Only those of this version.")
    private Optional<Long> kvno;

    @Option(names = {"-e", "--etype"}, paramLabel = "TYPE", description = "Only those of this encryption type: a name or a number.")
    private Optional<String> etype;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Shows this help.")
    private boolean help;

    @Override
    public Integer call() {
        try {
            var version = kvno.isPresent() ? OptionalLong.of(kvno.get()) : OptionalLong.empty();
            var removed = Keytabs.at(file).remove(principal, version, etype);
            if (removed.isEmpty()) {
                spec.commandLine().getErr().println(
                        spec.qualifiedName() + ": " + file + " has no such key; see: sspi keytab list " + file);
                return CommandLine.ExitCode.SOFTWARE;
            }
            Entries.print(removed, spec.commandLine().getOut());
            return 0;
        } catch (SspiException e) {
            return Failure.told(spec, e);
        }
    }
}
