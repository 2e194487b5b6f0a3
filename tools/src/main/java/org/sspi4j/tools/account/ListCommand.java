package org.sspi4j.tools.account;

import java.util.Locale;
import java.util.concurrent.Callable;
import org.sspi4j.api.SspiException;
import org.sspi4j.tools.command.Failure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sspi account list}. */
@Command(
        name = "list",
        description = "Lists the accounts and their groups. Never a hash. It fails if acceptors would let nobody in.",
        sortOptions = false)
final class ListCommand implements Callable<Integer> {
    private static final String LINE = "%-30s  %s%n";

    @Spec
    private CommandSpec spec;

    @Mixin
    private FileOption file;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Shows this help.")
    private boolean help;

    @Override
    public Integer call() {
        try {
            var entries = file.accounts().entries();
            var out = spec.commandLine().getOut();
            out.printf(Locale.ROOT, LINE, "account", "groups");
            entries.forEach(entry -> out.printf(
                    Locale.ROOT, LINE, entry.name(), entry.groups().isEmpty() ? "-" : String.join(",", entry.groups())));
            out.flush();
            return 0;
        } catch (SspiException | IllegalArgumentException e) {
            return Failure.told(spec, e);
        }
    }
}
